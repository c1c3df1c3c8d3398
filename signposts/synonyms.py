"""Words that mean the same, for the search: the data is ``data/synonyms.toml``."""

from pathlib import Path

from signposts.records import Finding
from signposts.tomlfiles import read_tables

FILE = Path("data/synonyms.toml")

Groups = tuple[tuple[str, ...], ...]


def read_synonyms(root: Path) -> tuple[Groups, list[Finding]]:
    """Read the groups in the order of the file; findings (E405) say which are of no use."""
    name = FILE.as_posix()
    text, tables, findings = read_tables(root, FILE, "E405")
    if text is None:
        return (), findings
    rows = tables.get("same")
    if not isinstance(rows, list):
        return (), [Finding(name, 1, "E405", 'the file must be a list of groups: same = [ ["one", "another"], … ]')]
    groups = []
    for row in rows:
        if isinstance(row, list) and len(row) > 1 and all(isinstance(word, str) and word.strip() for word in row):
            groups.append(tuple(row))
        else:
            message = f"{row!r} is no group of synonyms: write two or more words or phrases in quotation marks"
            findings.append(Finding(name, _line_of(text, row), "E405", message))
    return tuple(groups), findings


def _line_of(text: str, row: object) -> int:
    first = row[0] if isinstance(row, list) and row else row
    needle = f'"{first}"' if isinstance(first, str) else str(first)
    return next((number for number, line in enumerate(text.split("\n"), 1) if needle in line), 1)
