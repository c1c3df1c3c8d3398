"""The site's figures, drawn while it is built.

``draw(name)`` gives the SVG of one figure. Each topic page has a module of its own here, found by itself.
"""

import importlib
import pkgutil
from functools import cache

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
