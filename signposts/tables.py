"""Tables for those who hear them: a name each, and which cells head the others. Changes the Markdown library's tree."""

from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from signposts.records import Heading


def head_tables(root: Element, headings: Iterable[Heading], title: str) -> None:
    """Name every table after the heading above it, or the page's title, and say what its heading cells head."""
    texts = {heading.id: heading.text for heading in headings if not heading.has_formula}
    name, count = title, Counter[str]()
    for element in root.iter():
        name = texts.get(element.get("id", ""), name)
        if element.tag == "table":
            count[name] += 1
            if name:
                element.set("aria-label", name if count[name] == 1 else f"{name} ({count[name]})")
            _head_cells(element)


def _head_cells(table: Element) -> None:
    heads = list(table.iter("th"))
    for cell in heads:
        if _is_empty(cell):
            # It heads nothing, and a screen reader should not announce it as if it did.
            cell.tag = "td"
        else:
            cell.set("scope", "col")
    if heads and heads[0].tag == "td":
        # Below an empty corner the first cell of a row says what the row is about.
        for row in table.iterfind("tbody/tr"):
            row[0].tag = "th"
            row[0].set("scope", "row")


def _is_empty(cell: Element) -> bool:
    return len(cell) == 0 and not (cell.text or "").strip()
