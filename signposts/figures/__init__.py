"""The site's figures, drawn while it is built.

``draw(name)`` gives the SVG of one figure. Each topic page has a module of its own here, found by itself.
"""

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from signposts.figures.kit import FIGURES
from signposts.files import write_atomically


@cache
def _load() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def names() -> list[str]:
    """The names of all figures, sorted."""
    _load()
    return sorted(FIGURES)


@cache
def draw(name: str) -> str:
    """The SVG text of the figure called ``name``; raises KeyError when there is none."""
    _load()
    return FIGURES[name]()


def find(name: str) -> str | None:
    """The SVG text of the figure called ``name``, or None when there is none."""
    return draw(name) if name in names() else None


#: The figures that come drawn with the project, below its folder.
FILE = Path("drawn/figures.json")


def drawings(*memories: Path) -> Mapping[str, str]:
    """All figures by name, from the first file that has what the modules of this folder draw; else drawn, and kept.

    memories: such files; the last one is written when none will do.
    """
    version = modules_version()
    for memory in memories:
        if kept := _read(memory, version):
            return kept
    drawn = {name: draw(name) for name in names()}
    write_drawings(memories[-1], version, drawn)
    return drawn


def modules_version() -> str:
    """A digest of all modules that draw figures: this one only keeps them."""
    modules = sorted(path for path in Path(__file__).parent.glob("*.py") if path != Path(__file__))
    return hashlib.sha256(b"\0".join(module.read_bytes() for module in modules)).hexdigest()


def _read(memory: Path, version: str) -> Mapping[str, str]:
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
        return kept["drawings"] if kept["version"] == version else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # a missing or damaged memory is no loss


def write_drawings(memory: Path, version: str, drawn: Mapping[str, str]) -> None:
    """Write such a file: a line a figure."""
    text = json.dumps({"version": version, "drawings": drawn}, indent=0, ensure_ascii=False)
    write_atomically(memory, f"{text}\n")
