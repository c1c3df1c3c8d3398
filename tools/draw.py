#!/usr/bin/env python3
"""Draws every figure, and every formula of the pages with the MathJax that is installed: writes drawn/ anew."""

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from markdown import Markdown

from signposts import drawn, figures
from signposts.build import Build
from signposts.extension import EXTENSION
from signposts.formulas import Formula, FormulaRenderer

ROOT = Path(__file__).resolve().parent.parent


class Recorder(FormulaRenderer):
    """Draws formulas and keeps what it drew."""

    def __init__(self, root: Path, cache: Path) -> None:
        super().__init__(root, cache, print)
        self.found: dict[drawn.Key, dict] = {}

    def render(self, tex: str, display: bool) -> Formula:
        """Draw one formula. A wrong one is not kept: the build names it."""
        formula = super().render(tex, display)
        self.found[tex.strip(), display] = asdict(formula)
        return formula


def main() -> int:
    """Draw and write; returns the exit code."""
    drawings = {name: figures.draw(name) for name in figures.names()}
    figures.write_drawings(ROOT / figures.FILE, figures.modules_version(), drawings)
    print(f"drawn: {len(drawings)} figures in {figures.FILE}")
    with tempfile.TemporaryDirectory() as name, Recorder(ROOT, Path(name, "formulas.sqlite3")) as recorder:
        convert_all(recorder)
        drawn.write_drawn(ROOT / drawn.FILE, recorder.version, recorder.found)
        print(f"drawn: {len(recorder.found)} formulas in {drawn.FILE}")
    return 0


def convert_all(renderer: FormulaRenderer) -> None:
    """Convert every page of the project with this renderer."""
    build = Build(ROOT)
    build.renderer = renderer
    build.read_sources()
    configs = {**build.project.extension_configs, **build.extension_configs()}
    for path in sorted(build.project.docs.rglob("*.md")):
        text = build.begin_page(path.relative_to(build.project.docs).as_posix())
        Markdown(extensions=[*build.project.extensions, EXTENSION], extension_configs=configs).convert(text)


if __name__ == "__main__":
    sys.exit(main())
