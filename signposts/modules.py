"""Join the calculators' ES modules into one file for the site, without their comments.

The sources stay small modules with long comments; a reader's phone gets one short file, whose parts also compress
better together. Not a general bundler: it joins modules written in our own plain style and refuses any other.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_IMPORT = re.compile(r"^import (?:\{[^}]*\} from )?'\./([\w-]+\.js)';\n", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_DECLARED = re.compile(
    r"^(?:export )?(?:async )?(?:const|let|class|function) (?:\{([^}]*)\}|\[([^\]]*)\]|(\w+))", re.MULTILINE
)

# What the loader imports in the sources: one module for each tag.
_LOADED = "`./calculators/${tag}.js`"


class ModuleStyleError(Exception):
    """A module is not written in the style that can be joined; the message names it and says why."""


def joined(modules: Mapping[str, str], entries: Iterable[str]) -> str:
    """One script from the modules that the entries import, each after those that it needs itself.

    modules: file name → text. Raises ModuleStyleError for an import that is not a list of plain names from a
    neighbour, and when two modules declare the same name.
    """
    order: list[str] = []
    for entry in entries:
        _visit(entry, modules, order)
    owners: dict[str, str] = {}
    for name in order:
        for declared in _declared(modules[name]):
            if declared in owners:
                raise ModuleStyleError(f"{name} and {owners[declared]} both declare {declared}: rename one of them")
            owners[declared] = name
    return squeezed("".join(_plain(name, modules[name]) for name in order))


def _visit(name: str, modules: Mapping[str, str], order: list[str]) -> None:
    if name in order:
        return
    for needed in _IMPORT.findall(modules[name]):
        _visit(needed, modules, order)
    order.append(name)


def _declared(text: str) -> list[str]:
    found = (part for match in _DECLARED.findall(text) for group in match for part in group.split(","))
    return [part.split(":")[-1].split("=")[0].strip() for part in found if part.strip()]


def _plain(name: str, text: str) -> str:
    without = re.sub(r"^export (?=const|function|class|async)", "", _IMPORT.sub("", text), flags=re.MULTILINE)
    if left := re.search(r"^(?:import|export)\b.*", without, re.MULTILINE):
        raise ModuleStyleError(f"{name} cannot be joined: {left.group()}")
    return without


def squeezed(text: str) -> str:
    """JavaScript or CSS without lines of comment, and without line breaks where a sign makes the end plain."""
    lines = re.sub(r"^\s+", "", _COMMENT.sub("", text), flags=re.MULTILINE)
    return "".join(map(_line, lines.splitlines()))


def _line(line: str) -> str:
    # A line that may end in a comment keeps its break.
    return line if line.endswith((";", "{", "}", ",")) and "//" not in line else f"{line}\n"


def join_calculators(assets: Path) -> None:
    """In a built site, let the loader fetch one joined file. assets: the built folder; the modules stay, unused."""
    folder = assets / "calculators"
    modules = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}
    entries = [name for name, text in modules.items() if "customElements.define(" in text]
    (folder / "all.js").write_text(joined(modules, entries), encoding="utf-8")
    loader = (assets / "elements.js").read_text(encoding="utf-8")
    if _LOADED not in loader:
        raise ModuleStyleError(f"elements.js does not import {_LOADED}: the joined file would not be loaded")
    (assets / "elements.js").write_text(squeezed(loader.replace(_LOADED, "'./calculators/all.js'")), encoding="utf-8")
    for style in folder.glob("*.css"):
        style.write_text(squeezed(style.read_text(encoding="utf-8")), encoding="utf-8")
