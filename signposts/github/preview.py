"""What a branch changes, page by page: two readings of the site → a list → the comment under the pull request.

The list comes out of a job that ran the branch's own code, so whoever wrote the branch may have written the list too.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from signposts.github.payload import Node, PayloadError
from signposts.plaintext import as_code
from signposts.records import Entry, Page
from signposts.rules import Site

MARK = "<!-- signposts:preview -->"
MOST_BYTES = 400_000
#: Rows of the comment: whoever changes more wants to look at the site itself.
MOST_ROWS = 150
WHAT = ("added", "changed", "moved", "removed", "withdrawn")
_PLACE = re.compile(r"[^\n]{1,200}")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry, or with an empty id one page, that a branch changes. detail: what of it, or where it was."""

    what: str
    page: str
    id: str = ""
    title: str = ""
    url: str = ""
    detail: str = ""


def changes_between(before: Site, after: Site) -> list[Change]:
    """What became of every page and entry, in the order of the pages."""
    old_entries = {entry.id: (page, entry) for page, entry in before.entries()}
    new_entries = {entry.id: (page, entry) for page, entry in after.entries()}
    withdrawn = {item.id for item in after.withdrawn}
    found = []
    for page, entry in after.entries():
        if entry.id not in old_entries:
            found.append(_change("added", page, entry))
            continue
        old_page, old = old_entries[entry.id]
        if old_page.path != page.path:
            found.append(_change("moved", page, entry, f"from {old_page.path}"))
        elif old.question != entry.question:
            found.append(_change("moved", page, entry, f"from #{old.question} to #{entry.question}"))
        if parts := _parts(old, entry):
            found.append(_change("changed", page, entry, ", ".join(parts)))
    for page, entry in before.entries():
        if entry.id not in new_entries:
            found.append(_change("withdrawn" if entry.id in withdrawn else "removed", page, entry))
    found += _pages({page.path: page for page in before.pages}, {page.path: page for page in after.pages})
    return sorted(found, key=lambda change: (change.page, bool(change.id), WHAT.index(change.what), change.id))


def _change(what: str, page: Page, entry: Entry, detail: str = "") -> Change:
    return Change(what, page.path, entry.id, entry.title, entry.url, detail)


def _parts(old: Entry, new: Entry) -> list[str]:
    """What of an entry is another now."""
    plain = {"title": "title", "url": "address", "kinds": "kind", "description": "description"}
    names = [shown for name, shown in plain.items() if getattr(old, name) != getattr(new, name)]
    attributes = {*old.attributes, *new.attributes}
    return names + sorted(name for name in attributes if old.attributes.get(name) != new.attributes.get(name))


def _pages(old: Mapping[str, Page], new: Mapping[str, Page]) -> Iterable[Change]:
    for path in sorted(old | new):
        if path not in old:
            yield Change("added", path)
        elif path not in new:
            yield Change("removed", path)
        elif _words(old[path]) != _words(new[path]):
            yield Change("changed", path, detail="text, formulas or figures")


def _words(page: Page) -> tuple:
    """What a page says besides its entries."""
    lines = page.source.body.split("\n")
    starts = {entry.line - page.source.first_line for entry in page.entries}
    kept, inside = [], False
    for number, line in enumerate(lines):
        inside = number in starts or (inside and (not line.strip() or line.startswith((" ", "\t"))))
        if not inside and line.strip():
            kept.append(line)
    return kept, dict(page.source.meta)


def changes_text(changes: Iterable[Change]) -> str:
    """The list as the artifact holds it, cut where it would be too large to be read."""
    rows = [asdict(change) for change in changes]
    count = len(rows)
    while len(text := json.dumps({"count": count, "changes": rows}, ensure_ascii=False)) * 4 > MOST_BYTES:
        rows = rows[: len(rows) // 2]
    return text


def read_changes(data: Node) -> tuple[list[Change], int]:
    """The list from the artifact, and how many there were; raises PayloadError."""
    count = data["count"].value
    if type(count) is not int or not 0 <= count < 10**6:
        raise PayloadError(f"{data['count'].way} is no number of changes")
    changes = []
    for row in data["changes"]:
        change = Change(row["what"].text, row["page"].matching(_PLACE))
        if change.what not in WHAT:
            raise PayloadError(f"{row.way}.what is none of {', '.join(WHAT)}")
        texts = {name: row[name].text[:1000] for name in ("id", "title", "url", "detail")}
        changes.append(replace(change, **texts))
        if len(changes) > MOST_BYTES // 40:
            raise PayloadError("too many changes")
    return changes, max(count, len(changes))


def comment(changes: list[Change], count: int, run: str) -> str:
    """The comment. run: the address of the run, from GitHub itself. Whatever strangers wrote stands in code."""
    lines = [MARK, "### What this branch changes on the site", ""]
    if not changes:
        lines += ["No entry and no page reads differently.", ""]
    page = ""
    for change in changes[:MOST_ROWS]:
        if change.page != page:
            page = change.page
            lines += ["", f"**{as_code(page)}**", ""]
        lines.append(_row(change))
    if count > MOST_ROWS:
        lines += ["", f"… and {count - MOST_ROWS} more."]
    how = "download the artifact `site`, unpack it, and run `python3 -m http.server` in its folder"
    lines += ["", f"To see it: open [the run]({run}), {how}."]
    return "\n".join(lines)


def _row(change: Change) -> str:
    if not change.id:
        detail = f": {as_code(change.detail)}" if change.detail else ""
        return f"- the page is {change.what}{detail}"
    detail = f" ({as_code(change.detail)})" if change.detail else ""
    return f"- {change.what}{detail}: {as_code(f'#{change.id}')} {as_code(change.title)} {as_code(change.url, 300)}"
