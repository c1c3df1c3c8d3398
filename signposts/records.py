"""The records that flow through the library: pages, questions, entries, and the findings about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The kinds of resource: class name in the Markdown → the word a reader sees.
KINDS: Mapping[str, str] = {
    "article": "Article",
    "code": "Code",
    "course": "Course",
    "discussion": "Discussion",
    "notes": "Lecture notes",
    "paper": "Paper",
    "reference": "Reference",
    "slides": "Slides",
    "video": "Video",
}

LEVELS = ("introductory", "intermediate", "advanced")

#: What a reader must have or do where a resource is not simply free: attribute value → the words a reader sees.
ACCESS: Mapping[str, str] = {
    "account": "free account needed",
    "paid": "paid",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, and where: prints as ``path:line: CODE message``."""

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"

    def as_github(self) -> str:
        """The finding as a GitHub workflow command, which annotates the line in a pull request."""
        message = self.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        path = self.path
        for raw, safe in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
            path = path.replace(raw, safe)
        return f"::error file={path},line={self.line},title={self.code}::{message}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One signpost: a link to a resource by others, with its facts and our description.

    ``attributes`` holds what the author typed, unchecked; the properties read it leniently, and the rules in
    :mod:`signposts.rules` say what is wrong with it.
    """

    url: str
    title: str
    id: str
    kinds: tuple[str, ...]
    attributes: Mapping[str, str]
    description: str
    line: int
    question: str = ""
    #: Anything in the title that is not plain text or code.
    title_markup: bool = False
    #: An attribute list that the Markdown library could not read, as it was typed.
    broken_attributes: str = ""

    @property
    def kind(self) -> str:
        """The first known kind, or an empty string."""
        return next((kind for kind in self.kinds if kind in KINDS), "")

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors in the order of the resource; empty when unknown."""
        return tuple(name for part in self.attributes.get("by", "").split(",") if (name := part.strip()))

    @property
    def year(self) -> int | None:
        """The year of publication, or None when unknown."""
        return _integer(self.attributes.get("year"))

    @property
    def minutes(self) -> int | None:
        """The time that reading or watching takes, in minutes, or None when unknown."""
        return _integer(self.attributes.get("minutes"))

    @property
    def level(self) -> str:
        """Introductory, intermediate or advanced; empty when not given."""
        return self.attributes.get("level", "")

    @property
    def access(self) -> str:
        """What a reader needs beyond a browser; empty when the resource is simply free."""
        return self.attributes.get("access", "")

    @property
    def lang(self) -> str:
        """The language tag of a resource that is not in English; empty otherwise."""
        return self.attributes.get("lang", "")


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: its level (2 for a question), anchor, plain text and line."""

    level: int
    id: str
    text: str
    line: int
    has_formula: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one Markdown file, cut into front matter and body.

    ``first_line`` is the line of the file on which ``body`` begins.
    """

    path: str
    meta: Mapping[str, object] = field(default_factory=dict)
    body: str = ""
    first_line: int = 1
    #: The line of each key of the front matter.
    meta_lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read: its source, headings, entries, and what the reader of the tree noticed."""

    source: Source
    headings: tuple[Heading, ...] = ()
    entries: tuple[Entry, ...] = ()
    #: Links of the page that are not entries: (address, line).
    links: tuple[tuple[str, int], ...] = ()
    #: Anchors on the page, in order, with their lines; a duplicate stands twice.
    anchors: tuple[tuple[str, int], ...] = ()
    #: Findings that only the reader of the Markdown tree can make (raw HTML, figures, formulas).
    findings: tuple[Finding, ...] = ()
    #: Question → the plain text of its answer, without formulas, pictures and entries; "" → what precedes them.
    prose: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the Markdown file, from the project's root."""
        return self.source.path

    @property
    def name(self) -> str:
        """The path below docs/, by which other pages and the navigation name it."""
        return self.path.removeprefix("docs/")

    @property
    def is_topic(self) -> bool:
        """True for the pages of questions, which stand in a folder of their section."""
        return "/" in self.name

    @property
    def title(self) -> str:
        """The title in the front matter; empty when there is none."""
        return _text(self.source.meta.get("title"))

    @property
    def description(self) -> str:
        """The description in the front matter; empty when there is none."""
        return _text(self.source.meta.get("description"))

    @property
    def prerequisites(self) -> tuple[str, ...]:
        """The pages to read first, as paths below docs/."""
        value = self.source.meta.get("prerequisites")
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    @property
    def questions(self) -> tuple[Heading, ...]:
        """The second-level headings: the learner's questions."""
        return tuple(heading for heading in self.headings if heading.level == 2)

    def meta_line(self, key: str) -> int:
        """The line on which a key of the front matter stands, or 1."""
        return self.source.meta_lines.get(key, 1)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
