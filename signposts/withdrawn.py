"""Entries withdrawn at their authors' wish. The data is ``data/withdrawn.toml``: hashes, never the addresses."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signposts.addresses import resource
from signposts.plaintext import escaped
from signposts.records import Finding
from signposts.tomlfiles import read_tables

if TYPE_CHECKING:
    from signposts.rules import Site

FILE = Path("data/withdrawn.toml")
REASON_LENGTH = 200

_KEYS = ("id", "page", "date", "reason", "hashes")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """One entry that was taken down. page: the path below docs/ on which its id leads to a notice."""

    id: str
    page: str
    date: datetime.date
    reason: str
    hashes: tuple[str, ...]
    line: int = 1

    @property
    def notice(self) -> str:
        """What stands in its place, as a sentence."""
        return f"An entry that stood here was withdrawn on {self.date.isoformat()}: {self.reason}."


def address_hash(url: str) -> str:
    """The hash by which an address is known without being written down: the same for every spelling of it."""
    return hashlib.sha256(f"signposts withdrawn {resource(url)}".encode()).hexdigest()


def reason_problem(reason: str) -> str:
    """Why a text cannot be the reason in the table; empty when it can."""
    if not reason.strip() or len(reason) > REASON_LENGTH or not reason.isprintable():
        return f"the reason must be one line of at most {REASON_LENGTH} characters"
    if re.search(r"://|www\.|\w\.(com|org|net|io|edu)\b", reason, re.IGNORECASE):
        return "the reason holds an address: the table must not tell what was withdrawn"
    return ""


def read_withdrawn(root: Path) -> tuple[tuple[Withdrawn, ...], list[Finding]]:
    """Read the table; findings (E420) say which row cannot be used."""
    name = FILE.as_posix()
    text, tables, findings = read_tables(root, FILE, "E420")
    if text is None:
        return (), findings
    rows = tables.get("withdrawn", [])
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[withdrawn]]"]
    withdrawn = []
    for line, row in zip(lines, rows if isinstance(rows, list) else [], strict=False):
        if problem := _problem(row):
            findings.append(Finding(name, line, "E420", problem))
        else:
            values = {key: row[key] for key in _KEYS}
            withdrawn.append(Withdrawn(**{**values, "hashes": tuple(values["hashes"])}, line=line))
    return tuple(withdrawn), findings


def _problem(row: dict) -> str:
    if missing := [key for key in _KEYS if key not in row]:
        return f"the row needs {', '.join(_KEYS)}: {missing[0]} is missing"
    if not all(isinstance(row[key], str) and row[key] for key in ("id", "page", "reason")):
        return "the row's id, page and reason must each be a text in quotation marks"
    if type(row["date"]) is not datetime.date:
        return "the row's date must be a day such as 2026-11-22, without quotation marks"
    hashes = row["hashes"]
    if not isinstance(hashes, list) or not hashes or not all(re.fullmatch(r"[0-9a-f]{64}", str(h)) for h in hashes):
        return 'the row\'s hashes must be a list as "signposts withdraw" writes it, never addresses'
    return reason_problem(row["reason"])


def check_withdrawn(site: "Site") -> Iterator[Finding]:
    """E120, E121, E421. Bad: an address or an id that was withdrawn. Good: another resource, another id."""
    hashes = {value: item for item in site.withdrawn for value in item.hashes}
    ids = {item.id: item for item in site.withdrawn}
    names = {page.name for page in site.pages}
    for page in site.pages if hashes else ():
        addresses = [(entry.url, entry.line) for entry in page.entries]
        addresses += [(href, line) for href, line in page.links if href.lower().startswith(("http:", "https:", "//"))]
        for url, line in addresses:
            if item := hashes.get(address_hash(url)):
                message = f"the address was withdrawn on {item.date} ({item.reason}): leave it out, in every spelling"
                yield Finding(page.path, line, "E120", message)
        for anchor, line in [*((e.id, e.line) for e in page.entries), *((h.id, h.line) for h in page.headings)]:
            if anchor in ids:
                message = f'the id "{anchor}" belongs to an entry withdrawn on {ids[anchor].date}: choose another'
                yield Finding(page.path, line, "E121", message)
    for item in site.withdrawn:
        if item.page not in names:
            message = f'the page "{item.page[:60]}" does not exist: write the one on which the notice is to stand'
            yield Finding(FILE.as_posix(), item.line, "E421", message)


def notices_markdown(withdrawn: Iterable[Withdrawn], page: str) -> str:
    """What stands at the end of a page, by its path below docs/, for links to what was withdrawn from it."""
    return "".join(
        f"\n\n{escaped(item.notice)}\n{{: #{item.id} .withdrawn }}" for item in withdrawn if item.page == page
    )


def row_text(item: Withdrawn) -> str:
    """The row of the table. The reason is printable and without control characters, so that quoting is simple."""
    reason = item.reason.replace("\\", "\\\\").replace('"', '\\"')
    hashes = "".join(f'    "{value}",\n' for value in item.hashes)
    return (
        f'[[withdrawn]]\nid = "{item.id}"\npage = "{item.page}"\ndate = {item.date.isoformat()}\n'
        f'reason = "{reason}"\nhashes = [\n{hashes}]\n'
    )
