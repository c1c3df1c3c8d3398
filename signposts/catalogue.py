"""The catalogue: every entry of the site with its place, in the order of the site."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from signposts.history import History
from signposts.project import Project
from signposts.records import Entry, Page
from signposts.rules import Site


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the catalogue, with all that stands around it."""

    entry: Entry
    page: Page
    #: The title of the page's section in the menu.
    section: str
    #: The question under which the entry stands; empty above the first.
    question: str
    #: Where the entry is on the site, from its root: ``foundations/optimisation/#some-id``.
    place: str
    #: When the entry came to the site; None when that is not known.
    added: datetime.datetime | None = None

    @property
    def day_added(self) -> str:
        """The day on which the entry came, as ``2026-05-31``; empty when unknown."""
        return self.added.date().isoformat() if self.added else ""


def list_items(
    project: Project, site: Site, addresses: Mapping[str, str], history: History | None = None
) -> tuple[Item, ...]:
    """Every entry that a reader can reach, in the order of the site.

    addresses: page below docs/ → its address from the site's root. Pages without one are left out.
    """
    sections = {name: title for title, names in project.sections for name in names}
    added = history.added if history else {}
    return tuple(
        Item(
            entry,
            page,
            sections.get(page.name, ""),
            _question(page, entry),
            f"{addresses[page.name]}#{entry.id}",
            added.get(entry.id),
        )
        for page, entry in site.entries()
        if page.name in addresses
    )


def _question(page: Page, entry: Entry) -> str:
    return next((heading.text for heading in page.questions if heading.id == entry.question), "")
