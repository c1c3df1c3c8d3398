"""Addresses that moved: where an old address leads now. The data is ``data/moved.toml``."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from signposts.records import Finding
from signposts.tomlfiles import read_tables

FILE = Path("data/moved.toml")


@dataclass(frozen=True, slots=True)
class MovedAddress:
    """One address that moved: from ``old`` to ``new``, found on ``date``, for a ``reason``."""

    old: str
    new: str
    date: datetime.date
    reason: str
    line: int
    path: str = FILE.as_posix()


def read_moved(root: Path) -> tuple[tuple[MovedAddress, ...], list[Finding]]:
    """Read the table; findings (E400) say which row is incomplete."""
    name = FILE.as_posix()
    text, tables, findings = read_tables(root, FILE, "E400")
    if text is None:
        return (), findings
    rows = tables.get("moved", [])
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[moved]]"]
    moved = []
    for line, row in zip(lines, rows, strict=False):
        try:
            moved.append(MovedAddress(str(row["from"]), str(row["to"]), _date(row["date"]), str(row["reason"]), line))
        except (KeyError, TypeError) as error:
            findings.append(Finding(name, line, "E400", f"the row needs from, to, date and reason: {error} is wrong"))
    return tuple(moved), findings


def _date(value: object) -> datetime.date:
    if not isinstance(value, datetime.date):
        raise TypeError("date")
    return value


def moved_html(moved: Iterable[MovedAddress], places: Mapping[str, tuple[str, str]]) -> str:
    """The table of moved addresses.

    places: new address → title of its entry, and link to it from the page that holds the table.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Old address", "Entry now", "Recorded"))
    rows = "\n".join(_row(item, *places[item.new]) for item in sorted(moved, key=lambda item: item.old))
    return f'<table aria-label="Moved addresses">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'


def _row(item: MovedAddress, title: str, link: str) -> str:
    # An old address leads nowhere: it is shown, not linked.
    entry = f'<a href="{escape(link)}">{escape(title, quote=False)}</a>'
    return f"<tr><td><code>{escape(item.old)}</code></td><td>{entry}</td><td><time>{item.date}</time></td></tr>"
