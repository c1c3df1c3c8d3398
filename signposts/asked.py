"""What else readers type when they look for a page or a question: the data is ``data/asked.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from signposts.records import Finding
from signposts.rules import Site
from signposts.tomlfiles import read_tables

FILE = Path("data/asked.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """Words and phrases by which readers look for one place, and their line in the data."""

    text: str
    line: int


#: Page, or page#question, as in the addresses of the site → its words.
Asked = Mapping[str, Words]


def read_asked(root: Path) -> tuple[Asked, list[Finding]]:
    """Read the words; findings (E409) say what cannot be read."""
    name = FILE.as_posix()
    text, rows, findings = read_tables(root, FILE, "E409")
    if text is None:
        return {}, findings
    lines = text.split("\n")
    asked = {}
    for place, words in rows.items():
        line = next((number for number, line in enumerate(lines, 1) if line.startswith(f'"{place}"')), 1)
        if isinstance(words, str) and words.strip():
            asked[place] = Words(words, line)
        else:
            message = f'{place} needs words in quotation marks: "folder/page#question" = "words, other words"'
            findings.append(Finding(name, line, "E409", message))
    return asked, findings


def check_asked(asked: Asked, site: Site) -> Iterator[Finding]:
    """Findings (E410) for words of pages and questions that are not there."""
    places = {page.name.removesuffix(".md"): {question.id for question in page.questions} for page in site.pages}
    for place, words in asked.items():
        page, _, question = place.partition("#")
        if page not in places:
            message = f'there is no page "docs/{page}.md": write the path below docs/ without .md'
        elif question and question not in places[page]:
            message = f'docs/{page}.md has no question "#{question}": write the name behind its heading'
        else:
            continue
        yield Finding(FILE.as_posix(), words.line, "E410", message)
