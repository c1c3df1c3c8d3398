"""Where in a Markdown file something stands.

The Markdown library forgets line numbers. Everything that is read from its tree comes in the order of the file, so
each thing is looked for from the line of the one before it, outside code blocks and comments.
"""

import re
from collections.abc import Iterable

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


class LineFinder:
    """Finds pieces of a page's source, in order. first_line: the line of the file on which the body begins."""

    def __init__(self, body: str, first_line: int = 1) -> None:
        self._lines = list(outside_code(body.split("\n")))
        self._first_line = first_line
        self._index = 0

    def find(self, pieces: Iterable[str]) -> int:
        """The line of the first piece that stands at or after the last line found; else that last line."""
        for piece in pieces:
            # A piece that spans lines is found by the first of them that has text.
            needle = next((line.strip() for line in piece.split("\n") if line.strip()), "")
            if not needle:
                continue
            for index in range(self._index, len(self._lines)):
                if needle in self._lines[index]:
                    self._index = index
                    break
            else:
                continue
            break
        return self._index + self._first_line

    def step(self) -> None:
        """Continue below the last line found: what comes next stands on another line."""
        self._index = min(self._index + 1, max(len(self._lines) - 1, 0))


def outside_code(lines: Iterable[str]) -> Iterable[str]:
    """The lines, those of fenced code and of comments emptied, so that examples are never found."""
    fence, comment = "", False
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            yield ""
        elif comment:
            comment = "-->" not in line
            yield ""
        elif match:
            fence = match[1]
            yield ""
        elif line.lstrip().startswith("<!--"):
            comment = "-->" not in line
            yield ""
        else:
            yield line
