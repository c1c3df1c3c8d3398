"""Abbreviations: the data is ``data/glossary.toml``; it gives the glossary page and the hover text on every page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from signposts.records import Finding
from signposts.tomlfiles import read_tables

_KEYS = ("expansion", "meaning", "page")

FILE = Path("data/glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation, what it stands for, what it means in a sentence, and the page about it (below docs/)."""

    abbreviation: str
    expansion: str
    meaning: str
    page: str
    line: int

    @property
    def anchor(self) -> str:
        """The anchor of the term on the glossary page."""
        return re.sub(r"[^a-z0-9]+", "-", self.abbreviation.lower()).strip("-")


def read_glossary(root: Path) -> tuple[tuple[Term, ...], list[Finding]]:
    """Read the terms, in alphabetical order; findings (E403) say which are incomplete, doubled or lead nowhere."""
    name = FILE.as_posix()
    text, tables, findings = read_tables(root, FILE, "E403")
    if text is None:
        return (), findings
    lines = text.split("\n")
    terms = []
    for abbreviation, row in tables.items():
        headers = (f"[{abbreviation}]", f'["{abbreviation}"]')
        line = next((number for number, header in enumerate(lines, 1) if header.strip() in headers), 1)
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in _KEYS):
            findings.append(Finding(name, line, "E403", f"{abbreviation} needs an expansion, a meaning and a page"))
        elif not (root / "docs" / row["page"]).is_file():
            findings.append(Finding(name, line, "E403", f'{abbreviation}: there is no page "{row["page"]}"'))
        else:
            terms.append(Term(abbreviation, row["expansion"], row["meaning"], row["page"], line))
    return tuple(sorted(terms, key=lambda term: term.abbreviation.lower())), findings


def hover_texts(terms: Iterable[Term]) -> dict[str, str]:
    """Abbreviation → what it stands for, also for the plain plural: CNN and CNNs."""
    texts = {term.abbreviation: term.expansion for term in terms}
    plurals = {f"{short}s": long for short, long in texts.items() if short.isupper() and len(short) > 1}
    return plurals | texts


def glossary_markdown(terms: Iterable[Term]) -> str:
    """The terms as a Markdown definition list with an anchor for each."""
    rows = []
    for term in terms:
        link = f"[{term.expansion}]({term.page})"
        rows.append(f"{term.abbreviation} {{ #{term.anchor} }}\n:   {link}. {term.meaning}\n")
    return "\n".join(rows)
