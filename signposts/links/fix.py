"""Rewriting addresses that moved: in the page, and on the record of moved addresses."""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from signposts.addresses import normalise, problems
from signposts.files import write_atomically
from signposts.moved import FILE as MOVED_FILE

#: What may stand right before and after an address in Markdown.
_BEFORE = r"(?<=[(<\s\"'])"
_AFTER = r"(?=[)>\s\"']|$)"


@dataclass(frozen=True, slots=True)
class Move:
    """An address and the one that it moved to. entry: its old address belongs on the record."""

    old: str
    new: str
    entry: bool


def moves_of(results: Iterable[tuple[str, str, bool]]) -> tuple[list[Move], list[str]]:
    """The moves that can be made from (old, new, entry), and sentences on those that cannot."""
    moves, refused = [], []
    for old, new, entry in results:
        fragment = old.partition("#")[2]
        target = f"{new}#{fragment}" if fragment and "#" not in new else new
        if said := next((sentence for _, sentence in problems(target)), ""):
            refused.append(f"{old} is left as it is: {said}")
        else:
            moves.append(Move(old, target, entry))
    return moves, refused


def rewrite(text: str, moves: Iterable[Move]) -> str:
    """A page with the old addresses replaced, where they stand whole."""
    for move in moves:
        for spelling in {move.old, move.old.replace("&", "&amp;")}:
            # A backslash or a group reference in an address is only text.
            text = re.sub(_BEFORE + re.escape(spelling) + _AFTER, lambda _: move.new, text, flags=re.MULTILINE)  # noqa: B023
    return text


def moved_rows(text: str, moves: Iterable[Move], today: datetime.date) -> str:
    """The record of moved addresses with new rows; rows that lead to an old address lead to its new one."""
    for move in moves:
        text = re.sub(
            rf"^(to\s*=\s*){re.escape(json.dumps(move.old, ensure_ascii=False))}\s*$",
            lambda match: match[1] + json.dumps(move.new, ensure_ascii=False),  # noqa: B023
            text,
            flags=re.MULTILINE,
        )
        if move.entry:
            reason = (
                "the same page over https" if normalise(move.old) == normalise(move.new) else "a permanent redirect"
            )
            text = text.rstrip("\n") + "\n\n" if text.strip() else text
            old, new = (json.dumps(url, ensure_ascii=False) for url in (move.old, move.new))
            text += f'[[moved]]\nfrom = {old}\nto = {new}\ndate = {today.isoformat()}\nreason = "{reason}"\n'
    return text


def fix(root: Path, moves: list[Move], today: datetime.date) -> list[str]:
    """Rewrite every page and the record; returns the files that changed. Each is written whole or not at all."""
    changed = []
    for path in sorted((root / "docs").rglob("*.md")):
        old = path.read_text(encoding="utf-8")
        new = rewrite(old, moves)
        if new != old:
            write_atomically(path, new)
            changed.append(path.relative_to(root).as_posix())
    record = root / MOVED_FILE
    old = record.read_text(encoding="utf-8") if record.exists() else ""
    new = moved_rows(old, moves, today)
    if new != old:
        write_atomically(record, new)
        changed.append(MOVED_FILE.as_posix())
    return changed
