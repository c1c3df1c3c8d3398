"""``signposts fmt``: entries in the canonical form, and not a byte else."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from signposts.contribute.blocks import Block, find_blocks, split_lines
from signposts.contribute.form import canonical
from signposts.files import write_atomically
from signposts.project import Project, ProjectError, load_project, read_page
from signposts.records import Entry, Page
from signposts.sources import split_source


def format_page(project: Project, name: str, text: str) -> str:
    """The text of a page with its entries in the canonical form.

    name: the page's path from the project's root. What is read from the page stays the same; an entry that the form
    would change in any reader's eyes is left as it is, and so is a page that cannot be read.
    """
    page = _read(project, name, text)
    if page is None:
        return text
    lines = split_lines(text)
    blocks = find_blocks(lines, page)
    whole = _formatted(lines, blocks)
    if whole == text or _same(page, _read(project, name, whole)):
        return whole
    # One entry resists: find it, and leave it alone.
    kept = []
    for block in blocks:
        if _same(page, _read(project, name, _formatted(lines, [*kept, block]))):
            kept.append(block)
    return _formatted(lines, kept)


def _read(project: Project, name: str, text: str) -> Page | None:
    source, findings = split_source(name, text.removeprefix("\ufeff"))
    return None if findings else read_page(project, source)[0]


def _formatted(lines: Sequence[str], blocks: Sequence[Block]) -> str:
    """The text with some of its entries in the canonical form."""
    starts = {block.start: block for block in blocks}
    out: list[str] = []
    number, owed = 0, False
    while number < len(lines):
        block = starts.get(number)
        ending = _ending(lines[number])
        fresh = canonical(list(lines[number : block.end]), block.entry, ending) if block else None
        if block and fresh:
            _one_blank(out, ending)
            out += fresh
            number, owed = block.end, True
            continue
        if owed and lines[number].strip():
            _one_blank(out, ending)
            owed = False
        out.append(lines[number])
        number += 1
    return "".join(out)


def _one_blank(out: list[str], ending: str) -> None:
    """End what is written with exactly one blank line, unless nothing is."""
    while out and not out[-1].strip():
        out.pop()
    if out:
        out.append(ending)


def _ending(line: str) -> str:
    return next((ending for ending in ("\r\n", "\n", "\r") if line.endswith(ending)), "\n")


def _same(before: Page, after: Page | None) -> bool:
    """True when two readings of a page differ in nothing but the lines on which things stand."""
    return after is not None and _unplaced(before) == _unplaced(after)


def _unplaced(page: Page) -> tuple:
    entries: list[Entry] = [replace(entry, line=0) for entry in page.entries]
    headings = [replace(heading, line=0) for heading in page.headings]
    return entries, headings, [href for href, _ in page.links], [name for name, _ in page.anchors], dict(page.prose)


def run_fmt(options: argparse.Namespace) -> int:
    """Format the files that are named, or all pages; prints the name of each that changes."""
    project = load_project(options.root.resolve())
    paths = [path.resolve() for path in options.files] or sorted(project.docs.rglob("*.md"))
    changed = 0
    for path in paths:
        name, text = _text(project, path)
        fresh = format_page(project, name, text)
        if fresh == text:
            continue
        changed += 1
        print(name)
        if not options.check:
            write_atomically(path, fresh)
    said = "would change" if options.check else "changed"
    print(f"{len(paths)} files, {changed} {said}", file=sys.stderr)
    return 1 if options.check and changed else 0


def _text(project: Project, path: Path) -> tuple[str, str]:
    """A page's name and text; raises ProjectError where it is none of the project's."""
    try:
        name = path.relative_to(project.docs).as_posix()
        return f"docs/{name}", path.read_bytes().decode("utf-8")
    except ValueError as error:
        said = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"is not below {project.docs}"
        raise ProjectError(f"{path}: the file {said}") from error
    except OSError as error:
        raise ProjectError(f"{path}: the file cannot be read ({error.strerror})") from error
