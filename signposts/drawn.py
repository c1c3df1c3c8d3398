"""What was drawn once and comes with the project: a fresh clone builds without waiting for MathJax.

The file is derived from the pages and from MathJax alone, as a lock file is from what it locks: one line a glyph
outline and one line a formula, sorted, so that a change shows what it changed. Whoever adds a formula need not touch
it: what it does not have is drawn while the site is built. ``make drawn`` writes it anew; a test draws every line
again.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from signposts.files import write_atomically

#: Below the project's folder.
FILE = Path("drawn/formulas.jsonl")

#: A formula as a page has it: its TeX, and whether it stands in a line of its own.
Key = tuple[str, bool]


def read_drawn(file: Path, version: str) -> dict[Key, dict]:
    """The formulas of a file, as MathJax's answers; none when it is missing, damaged or of another version.

    version: of all that draws formulas (``FormulaRenderer.version``).
    """
    try:
        first, *lines = file.read_text(encoding="utf-8").splitlines()
        if json.loads(first) != {"version": version}:
            return {}
        return _formulas(map(json.loads, lines))
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # nothing is lost but time


def _formulas(rows: Iterable[dict]) -> dict[Key, dict]:
    outlines: dict[str, str] = {}
    found: dict[Key, dict] = {}
    for row in rows:
        if "outline" in row:
            outlines[row["glyph"]] = row["outline"]
        else:
            key = (row.pop("tex"), row.pop("display"))
            found[key] = row | {"glyphs": {glyph: outlines[glyph] for glyph in row["glyphs"]}}
    return found


def write_drawn(file: Path, version: str, formulas: Mapping[Key, Mapping]) -> None:
    """Write such a file, whole or not at all."""
    outlines: dict[str, str] = {}
    for answer in formulas.values():
        outlines.update(answer["glyphs"])
    rows: list[dict] = [{"version": version}]
    rows += [{"glyph": glyph, "outline": outline} for glyph, outline in sorted(outlines.items())]
    for (tex, display), answer in sorted(formulas.items()):
        rows.append({"tex": tex, "display": display, **answer, "glyphs": sorted(answer["glyphs"])})
    write_atomically(file, "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
