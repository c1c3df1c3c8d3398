"""Reading paths: pages and entries in an order that serves one purpose. The data is ``data/paths.toml``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from signposts.records import Entry, Finding, Page
from signposts.rules import ID_FORM, Site
from signposts.tomlfiles import read_tables

FILE = Path("data/paths.toml")
_START = re.compile(r"\s*\[\[\s*path\s*\]\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a page below docs/, or an entry as ``#id``; and its line in the data."""

    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some steps that belong together."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ReadingPath:
    """One path. assumes: the pages that its readers know, with all that those pages need."""

    id: str
    title: str
    purpose: str
    assumes: tuple[str, ...]
    parts: tuple[Part, ...]
    line: int

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(step for part in self.parts for step in part.steps)


def read_paths(root: Path) -> tuple[tuple[ReadingPath, ...], list[Finding]]:
    """Read the paths in the order of the file; findings (E406) say which are incomplete."""
    name = FILE.as_posix()
    text, data, findings = read_tables(root, FILE, "E406")
    if text is None:
        return (), findings
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines, 1) if _START.match(line)]
    if unreadable := _unreadable(data, len(starts)):
        return (), [Finding(name, 1, "E406", unreadable)]
    paths = []
    for start, row in zip(starts, data.get("path", []), strict=True):
        if problem := _problem(row, {path.id for path in paths}):
            findings.append(Finding(name, start, "E406", f"the path {problem}"))
        else:
            paths.append(_path(row, start, lines))
    return tuple(paths), findings


def _unreadable(data: dict, starts: int) -> str:
    """What would leave paths out without a word: another name for them, or another way to write them."""
    if unknown := sorted(data.keys() - {"path"}):
        return f'unknown key "{unknown[0]}": each path begins with [[path]]'
    rows = data.get("path", [])
    if not isinstance(rows, list) or len(rows) != starts:
        return "each path must begin with [[path]] on a line of its own"
    return ""


def _problem(row: dict, taken: set[str]) -> str:
    if missing := [key for key in ("id", "title", "purpose") if not _is_text(row.get(key))]:
        return f"needs {' and '.join(missing)}, each a text in quotation marks"
    if not ID_FORM.fullmatch(row["id"]):
        return f'has the id "{row["id"]}": write small letters, digits and hyphens'
    if row["id"] in taken:
        return f'has the id "{row["id"]}", which another path has: choose another'
    if unknown := sorted(row.keys() - {"id", "title", "purpose", "assumes", "part"}):
        return f'"{row["id"]}" has the unknown key "{unknown[0]}": it has id, title, purpose, assumes and [[path.part]]'
    if not _are_texts(row.get("assumes", [])):
        return f'"{row["id"]}" assumes something else than a list of pages'
    parts = row.get("part", [])
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        return f'"{row["id"]}" needs parts: [[path.part]] with a title and steps'
    if not all(_is_text(part.get("title")) and part.get("steps") and _are_texts(part["steps"]) for part in parts):
        return f'"{row["id"]}" has a part without a title or without steps'
    if unknown := sorted({key for part in parts for key in part} - {"title", "steps"}):
        return f'"{row["id"]}" has a part with the unknown key "{unknown[0]}": a part has a title and steps'
    return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _path(row: dict, start: int, lines: list[str]) -> ReadingPath:
    line, parts = start, []
    for part in row["part"]:
        steps = []
        for target in part["steps"]:
            line = _line_of(target, line, lines)
            steps.append(Step(target, line))
        parts.append(Part(part["title"].strip(), tuple(steps)))
    return ReadingPath(row["id"], row["title"], row["purpose"], tuple(row.get("assumes", [])), tuple(parts), start)


def _line_of(target: str, after: int, lines: list[str]) -> int:
    """The line of a step, at or after another; that other one where it is written in an unusual way."""
    return next((n for n in range(after, len(lines) + 1) if f'"{target}"' in lines[n - 1]), after)


def check_paths(paths: Iterable[ReadingPath], site: Site) -> list[Finding]:
    """E407 for a step that leads nowhere or stands twice, E408 for one that comes before its prerequisites."""
    pages = {page.name: page for page in site.pages}
    homes = {entry.id: page for page, entry in site.entries()}
    name = FILE.as_posix()
    found = [(path.line, *problem) for path in paths for problem in _assumptions(path, pages)]
    found += [problem for path in paths for problem in _steps(path, pages, homes)]
    return [Finding(name, *problem) for problem in found]


def _assumptions(path: ReadingPath, pages: dict[str, Page]) -> Iterator[tuple[str, str]]:
    for page in path.assumes:
        if page not in pages:
            yield "E407", f'the path "{path.id}" assumes "{page}", which is no page: write its path below docs/'


def _steps(path: ReadingPath, pages: dict[str, Page], homes: dict[str, Page]) -> Iterator[tuple[int, str, str]]:
    known, seen = _known(path.assumes, pages), set()
    for step in path.steps:
        page = homes.get(step.target[1:]) if step.target.startswith("#") else pages.get(step.target)
        if page is None:
            message = f'"{step.target}" is no page below docs/ and no entry: an entry is written "#its-id"'
            yield step.line, "E407", message
            continue
        if step.target in seen:
            yield step.line, "E407", f'"{step.target}" stands twice in the path "{path.id}": remove one of the two'
        for missing in [name for name in page.prerequisites if name not in known]:
            message = f'"{step.target}" comes before its prerequisite {missing}: move it, or add that page to "assumes"'
            yield step.line, "E408", message
        seen.add(step.target)
        if not step.target.startswith("#"):
            known.add(page.name)


def _known(assumed: Iterable[str], pages: dict[str, Page]) -> set[str]:
    """The pages assumed, with all that they need."""
    known, open_ends = set(), list(assumed)
    while open_ends:
        name = open_ends.pop()
        if name in pages and name not in known:
            known.add(name)
            open_ends += pages[name].prerequisites
    return known


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """The time that entries take, as far as it is known."""

    minutes: int
    known: int
    entries: int

    def __str__(self) -> str:
        """A sentence; empty where there are no entries."""
        if not self.entries:
            return ""
        if not self.known:
            return "No signpost says how long it takes."
        hours, minutes = divmod(self.minutes, 60)
        time = " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
        if self.known == self.entries:
            return f"The signposts take {time}."
        return f"Time known: {time} for {self.known} of the signposts; the others do not say how long they take."


def reading_time(entries: Iterable[Entry]) -> ReadingTime:
    """The sum of the known times, and of how many entries they are."""
    every = list(entries)
    times = [entry.minutes for entry in every if entry.minutes]
    return ReadingTime(sum(times), len(times), len(every))
