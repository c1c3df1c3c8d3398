"""Converted pages, kept from one build to the next.

A page whose text and surroundings stay the same is not converted again.
"""

import contextlib
import hashlib
import importlib.metadata
import pickle
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from signposts.files import write_atomically
from signposts.records import Finding, Page, Source

#: The file that keeps the pages, below the project's folder.
FILE = Path(".cache/pages.pickle")

#: What converts a page, besides our own code and the engine, which names itself.
_PACKAGES = ("Markdown", "pymdown-extensions", "Pygments")


def _program() -> str:
    """A digest of all that converts a page."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _PACKAGES:
        digest.update(f"\0{name} {importlib.metadata.version(name)}".encode())
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"\0{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


# Taken when the code is loaded: a server goes on with that code, whatever its files become meanwhile.
PROGRAM = _program()


@dataclass(frozen=True, slots=True)
class Kept:
    """A converted page: what it was made from, its record and findings, and what the engine made of it."""

    source: Source
    markdown: str
    page: Page
    findings: tuple[Finding, ...]
    made: object


@dataclass(slots=True)
class Memory:
    """Converted pages by name, as long as all that they share stays the same."""

    scope: str = ""
    pages: dict[str, Kept] = field(default_factory=dict)
    changed: bool = False

    def enter(self, scope: str, file: Path) -> None:
        """A build begins; where it shares another scope than the last one, only what the file has of it is known."""
        if scope != self.scope:
            self.pages, self.scope, self.changed = _load(file, scope), scope, False

    def recall(self, name: str, source: Source, markdown: str) -> Kept | None:
        """The page as it was converted from the same text, or None."""
        kept = self.pages.get(name)
        return kept if kept and (kept.source, kept.markdown) == (source, markdown) else None

    def keep(self, name: str, kept: Kept) -> None:
        """Remember a page."""
        self.pages[name], self.changed = kept, True

    def save(self, file: Path) -> None:
        """Write what changed into the file, whole or not at all; that it cannot be written stops no build."""
        if not self.changed:
            return
        with contextlib.suppress(OSError):
            write_atomically(file, pickle.dumps((self.scope, self.pages)))
            self.changed = False


def _load(file: Path, scope: str) -> dict[str, Kept]:
    try:
        kept, pages = pickle.loads(file.read_bytes())  # noqa: S301 - our own file in the project's own folder
    except Exception:  # noqa: BLE001 - whatever is wrong with it, a damaged memory is no loss
        return {}
    return pages if kept == scope else {}


#: The engine loads its hooks anew for each build; this outlives them.
PAGES = Memory()


def scope_of(root: Path, names: Iterable[str], *more: str) -> str:
    """A digest of what all pages share: the program, the configuration, the data, the files there are to link to.

    root: the project's folder; names: of those files; more: whatever else matters.
    """
    shared = [root / "mkdocs.yml", *sorted((root / "data").glob("*"))]
    digest = hashlib.sha256("\0".join([PROGRAM, *more, "", *names]).encode())
    for path in shared:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
