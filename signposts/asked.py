"""What else readers type when they look for a page or a question: the data is ``data/asked.toml``."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from signposts.records import Finding
from signposts.rules import Site

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
    file, name = root / FILE, FILE.as_posix()
    if not file.exists():
        return {}, []
    try:
        text = file.read_text(encoding="utf-8")
        rows = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = int(match[1]) if (match := re.search(r"at line (\d+)", str(error))) else 1
        return {}, [Finding(name, line, "E409", f"the file is not TOML ({error})")]
    lines = text.split("\n")
    asked, findings = {}, []
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
