"""Entries in the text of their page: which lines each one takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from signposts.records import Entry, Page

#: What an entry begins with.
BULLET = re.compile(r" {0,3}[-*+][ \t]+(?=\[)")

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
#: What begins a block of its own and so ends a paragraph that was continued without indentation.
_BLOCK = re.compile(r"([-*+]|\d+[.)]|#{1,6})\s|```|~~~|[<>$|{!]|:::|---|===")


@dataclass(frozen=True, slots=True)
class Block:
    """An entry and its lines in the text, from ``start`` up to ``end``, counted from 0, without blank lines around."""

    entry: Entry
    start: int
    end: int


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings, whatever those are."""
    return _LINES.findall(text)


def find_blocks(lines: Sequence[str], page: Page) -> list[Block]:
    """The entries of a page as blocks of its lines; those whose line holds no such address are left out."""
    blocks = []
    for entry in page.entries:
        start = entry.line - 1
        if start < len(lines) and BULLET.match(lines[start]) and entry.url in lines[start]:
            blocks.append(Block(entry, start, _end(lines, start)))
    return blocks


def _end(lines: Sequence[str], start: int) -> int:
    """The line after the last one of the list item that begins at ``start``."""
    end, after_blank = start + 1, False
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if not line.strip():
            after_blank = True
            continue
        indented = line.startswith(("    ", "\t"))
        if not indented and (after_blank or _BLOCK.match(line.lstrip(" "))):
            break
        end, after_blank = number + 1, False
    return end
