"""From the tree of the Markdown library to records: headings, entries, links and anchors of one page."""

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER_RE

from signposts.lines import LineFinder
from signposts.records import Entry, Heading, Page, Source

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
#: What has no words of its own for a search, and what ends a word.
_WORDLESS = frozenset({"pre", "script", "style", "svg"})
_BLOCKS = frozenset({"p", "li", "td", "th", "dt", "dd", "div", "h3", "h4", "h5", "h6"})
#: What a title may contain besides text.
_TITLE_TAGS = frozenset({"abbr", "code"})


def is_formula(element: Element) -> bool:
    """True for the elements in which arithmatex leaves TeX."""
    return element.get("class") == "arithmatex"


def entry_link(item: Element) -> Element | None:
    """The link of a list item that is an entry, or None.

    An entry is a list item that begins with a link which has attributes of its own or leads outside.
    """
    first = item
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        first = item[0]
    if (first.text or "").strip() or not len(first) or first[0].tag != "a":
        return None
    link = first[0]
    has_facts = any(name not in ("href", "title") for name in link.attrib)
    return link if has_facts or _SCHEME.match(link.get("href", "")) else None


class TreeReader:
    """Reads one converted page. md: the Markdown instance that made the tree; source: the page's text."""

    def __init__(self, md: Markdown, source: Source) -> None:
        self._md, self._source = md, source
        self._lines = LineFinder(source.body, source.first_line)
        self._headings: list[Heading] = []
        self._entries: list[Entry] = []
        self._links: list[tuple[str, int]] = []
        self._anchors: list[tuple[str, int]] = []

    def read(self, root: Element) -> Page:
        """Walk the tree once, in the order of the page."""
        entry_links: set[int] = set()
        for element in root.iter():
            if element.tag in _HEADINGS:
                self._read_heading(element)
            elif element.tag == "li" and (link := entry_link(element)) is not None:
                self._read_entry(element, link)
                entry_links.add(id(link))
                continue
            elif id(element) in entry_links:
                continue
            elif element.tag == "a":
                href = element.get("href", "")
                if href and not is_permalink(element):
                    self._links.append((href, self._lines.find([href, html.escape(href)])))
            elif element.get("id"):
                self._anchors.append((element.get("id", ""), self._lines.find([f"#{element.get('id')}"])))
        return Page(
            self._source,
            tuple(self._headings),
            tuple(self._entries),
            tuple(self._links),
            tuple(self._anchors),
            prose=self._prose(root),
        )

    def _prose(self, root: Element) -> dict[str, str]:
        pieces: dict[str, list[str]] = {"": []}
        current = pieces[""]
        for block in root:
            if block.tag == "h2":
                current = pieces.setdefault(block.get("id", ""), [])
            elif block.tag != "h1":
                current += self._sentences(block)
        return {question: " ".join("".join(texts).split()) for question, texts in pieces.items()}

    def _sentences(self, element: Element) -> Iterator[str]:
        """The text of a block as far as it is prose."""
        if element.tag == "li" and entry_link(element) is not None:
            return
        if element.tag not in _WORDLESS and not is_formula(element) and element.get("class") != "withdrawn":
            yield html.unescape(element.text or "") if element.tag == "code" else self._unescape(element.text or "")
            for child in element:
                yield from self._sentences(child)
                yield self._unescape(child.tail or "")
        yield " " if element.tag in _BLOCKS else ""

    def _read_heading(self, element: Element) -> None:
        text = self.text(element)
        line = self._lines.find([f"#{element.get('id')} ", text[:30], text.split(" ")[0]])
        has_formula = any(is_formula(child) for child in element.iter())
        self._headings.append(Heading(_HEADINGS[element.tag], element.get("id", ""), text, line, has_formula))
        self._anchors.append((element.get("id", ""), line))
        self._lines.step()

    def _read_entry(self, item: Element, link: Element) -> None:
        url = self._unescape(link.get("href", ""))
        identifier = link.get("id", "")
        line = self._lines.find([f"]({url}", html.escape(url), f"#{identifier} ", self.text(link)])
        tail = self._unescape(link.tail or "").strip()
        self._entries.append(
            Entry(
                url=url,
                title=self.text(link),
                id=identifier,
                kinds=tuple(link.get("class", "").split()),
                attributes={
                    name: self._unescape(value or "")
                    for name, value in link.attrib.items()
                    if name not in ("href", "id", "class", "title")
                },
                description=self._description(item, link),
                line=line,
                question=next((h.id for h in reversed(self._headings) if h.level == 2), ""),
                title_markup=self._has_markup(link),
                broken_attributes=tail if tail.startswith(("{", ":")) else "",
            )
        )
        if identifier:
            self._anchors.append((identifier, line))
        self._lines.step()

    def _description(self, item: Element, link: Element) -> str:
        """The text of the item without its title."""
        words = [self._unescape(link.tail or "")] if not (link.tail or "").lstrip().startswith("{") else []
        for child in item:
            if child is not link and link not in list(child):
                words += [self.text(child), " ", child.tail or "", " "]
        return " ".join(" ".join(words).split())

    def _has_markup(self, link: Element) -> bool:
        if any(child.tag not in _TITLE_TAGS for child in link.iter() if child is not link):
            return True
        return any(not _is_entity(raw) for raw in self._stashed("".join(link.itertext())))

    def text(self, element: Element) -> str:
        """The plain text of an element, as a reader sees it."""
        return " ".join("".join(self._pieces(element)).split())

    def _pieces(self, element: Element) -> Iterator[str]:
        if is_permalink(element):
            return
        # Code and display formulas are kept escaped in the tree.
        escaped = element.tag == "code" or (element.tag == "div" and is_formula(element))
        text = element.text or ""
        yield html.unescape(text) if escaped else self._unescape(text)
        for child in element:
            yield from self._pieces(child)
            yield self._unescape(child.tail or "")

    def _unescape(self, text: str) -> str:
        """Text with backslash escapes and stashed entities put back."""
        text = self._md.treeprocessors["unescape"].unescape(text)  # type: ignore[attr-defined]
        for match in reversed(list(HTML_PLACEHOLDER_RE.finditer(text))):
            raw = self._raw(match[1])
            plain = html.unescape(raw) if _is_entity(raw) else ""
            text = text[: match.start()] + plain + text[match.end() :]
        return text.replace("\x02amp\x03", "&")

    def _stashed(self, text: str) -> list[str]:
        return [self._raw(match[1]) for match in HTML_PLACEHOLDER_RE.finditer(text)]

    def _raw(self, number: str) -> str:
        raw = self._md.htmlStash.rawHtmlBlocks[int(number)]
        return raw if isinstance(raw, str) else ""


def is_permalink(element: Element) -> bool:
    """True for the links to themselves that headings carry."""
    return element.get("class") == "headerlink"


def _is_entity(raw: str) -> bool:
    return raw.startswith("&") and raw.endswith(";")
