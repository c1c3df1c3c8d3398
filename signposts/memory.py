"""What a server of pages that are being written remembers from one build to the next: the pages that did not change."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from signposts.records import Finding, Page, Source


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

    def enter(self, scope: str) -> None:
        """A build begins; where it shares another scope than the last one, everything is forgotten."""
        if scope != self.scope:
            self.pages.clear()
            self.scope = scope

    def recall(self, name: str, source: Source, markdown: str) -> Kept | None:
        """The page as it was converted from the same text, or None."""
        kept = self.pages.get(name)
        return kept if kept and (kept.source, kept.markdown) == (source, markdown) else None


#: The engine loads its hooks anew for each build; this outlives them.
SERVED = Memory()


def scope_of(root: Path, names: Iterable[str]) -> str:
    """A digest of what all pages share: the configuration, the data, and which pages there are to link to."""
    shared = [root / "mkdocs.yml", *sorted((root / "data").glob("*"))]
    digest = hashlib.sha256("\0".join(names).encode())
    for path in shared:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
