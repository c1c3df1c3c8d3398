"""Addresses that moved: where an old address leads now. The data is ``data/moved.toml``."""

import datetime
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from signposts.records import Finding

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
    file, name = root / FILE, FILE.as_posix()
    if not file.exists():
        return (), []
    try:
        text = file.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("moved", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = int(match[1]) if (match := re.search(r"at line (\d+)", str(error))) else 1
        return (), [Finding(name, line, "E400", f"the file is not TOML ({error})")]
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[moved]]"]
    moved, findings = [], []
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


def moved_markdown(moved: Iterable[MovedAddress], places: dict[str, str]) -> str:
    """The table of moved addresses as Markdown.

    places: new address → link target of its entry, relative to the page that holds the table.
    """
    rows = ["| Old address | Entry now | Recorded |", "| --- | --- | --- |"]
    for item in sorted(moved, key=lambda item: item.old):
        old = item.old.replace("|", "%7C")
        rows.append(f"| `{old}` | [{_host(item.new)}]({places[item.new]}) | {item.date.isoformat()} |")
    return "\n".join(rows)


def _host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.") if url.count("/") >= 2 else url
