"""The site's figures, drawn while it is built.

``draw(name)`` gives the SVG of one figure. Each topic page has a module of its own here, found by itself.
"""

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from signposts.figures.kit import FIGURES


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


def drawings(memory: Path) -> Mapping[str, str]:
    """All figures by name, from the file ``memory`` while no module of this folder changes; writes it otherwise."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    version = hashlib.sha256(b"\0".join(module.read_bytes() for module in modules)).hexdigest()
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
        if kept["version"] == version:
            return kept["drawings"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # a missing or damaged memory is no loss
    with ProcessPoolExecutor() as pool:
        drawn = dict(zip(names(), pool.map(draw, names(), chunksize=8), strict=True))
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps({"version": version, "drawings": drawn}), encoding="utf-8")
    return drawn
