"""The map of topics on the home page: sections, their pages, and how much each holds."""

from dataclasses import dataclass

from signposts.project import Project
from signposts.records import Page
from signposts.rules import Site


@dataclass(frozen=True, slots=True)
class Topic:
    """One page on the map. path: below docs/."""

    path: str
    title: str
    description: str
    questions: int
    entries: int


@dataclass(frozen=True, slots=True)
class Section:
    """One group of the map, as the menu groups its pages."""

    title: str
    topics: tuple[Topic, ...]

    @property
    def questions(self) -> int:
        """How many questions the section answers."""
        return sum(topic.questions for topic in self.topics)

    @property
    def entries(self) -> int:
        """How many signposts the section holds."""
        return sum(topic.entries for topic in self.topics)


def topic_map(project: Project, site: Site) -> tuple[Section, ...]:
    """The sections of topic pages in the order of the menu."""
    pages = {page.name: page for page in site.pages if page.is_topic}
    sections = []
    for title, names in project.sections:
        topics = tuple(_topic(pages[name]) for name in names if name in pages)
        if topics:
            sections.append(Section(title, topics))
    return tuple(sections)


def _topic(page: Page) -> Topic:
    return Topic(page.name, page.title, page.description, len(page.questions), len(page.entries))
