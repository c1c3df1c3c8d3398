"""The catalogue for other programs: JSON with its schema, CSV, an Atom feed, robots.txt and llms.txt.

Every function takes records and returns the text of one file; the same records give the same bytes.
"""

import csv
import datetime
import html
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed

from signposts.catalogue import Item
from signposts.history import History
from signposts.records import ACCESS, KINDS, LEVELS
from signposts.rendering import authors_text, host_of
from signposts.rules import ID_FORM
from signposts.topics import Section

#: The format of catalogue.json: a higher number means that a program which reads it must be changed.
VERSION = 1
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: With these a formula begins in a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: A feed is for what is new: readers keep what they have seen.
FEED_LENGTH = 50
#: Part of every feed entry's id, which must never change.
_TAG_YEAR = 2026

_COLUMNS = (
    "id", "title", "authors", "year", "kind", "level", "minutes", "access", "language", "url", "host",
    "section", "topic", "question", "place", "added", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the site calls itself, and its address, with a slash at the end."""

    name: str
    description: str
    url: str


def _facts(item: Item, site_url: str) -> dict[str, object]:
    """All that is known about an entry, in the order of the columns; what is unknown is None or empty."""
    entry = item.entry
    return {
        "id": entry.id,
        "title": entry.title,
        "authors": list(entry.authors),
        "year": entry.year,
        "kind": entry.kind,
        "level": entry.level,
        "minutes": entry.minutes,
        "access": entry.access,
        "language": entry.lang or "en",
        "url": entry.url,
        "host": host_of(entry.url),
        "section": item.section,
        "topic": item.page.title,
        "question": item.question,
        "place": f"{site_url}{item.place}",
        "added": item.day_added,
        "description": entry.description,
    }


def catalogue_json(items: Iterable[Item], site: Masthead, history: History) -> str:
    """The catalogue as JSON: what is unknown about an entry is left out. Its schema is ``catalogue_schema``."""
    entries = [{name: value for name, value in _facts(item, site.url).items() if value} for item in items]
    for entry in entries:
        entry.setdefault("authors", [])
    data = {
        "$schema": f"{site.url}catalogue.schema.json",
        "version": VERSION,
        "name": site.name,
        "url": site.url,
        "licence": LICENCE,
        "dates": history.problem or "from git history",
        "entries": entries,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def catalogue_schema(site: Masthead) -> str:
    """The JSON Schema of catalogue.json."""
    text = {"type": "string", "minLength": 1}
    address = {"type": "string", "format": "uri", "pattern": "^https?://"}
    entry = {
        "id": {"description": "Permanent.", "type": "string", "pattern": f"^{ID_FORM.pattern}$"},
        "title": text,
        "authors": {"description": "In the order of the resource; empty when unknown.", "type": "array", "items": text},
        "year": {"type": "integer", "minimum": 1900},
        "kind": {"enum": list(KINDS)},
        "level": {"enum": list(LEVELS)},
        "minutes": {"description": "The time to read or watch it.", "type": "integer", "minimum": 1},
        "access": {"description": "Absent when simply free.", "enum": list(ACCESS)},
        "language": {"description": "A language tag.", "type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
        "url": {**address, "format": "iri"},
        "host": text,
        "section": text,
        "topic": {"description": "The title of the page on which it stands.", **text},
        "question": {"description": "The question under which it stands.", **text},
        "place": {"description": "Where it stands on the site.", **address},
        "added": {"description": "The day on which it came to the site.", "type": "string", "format": "date"},
        "description": {"description": "What the reader gets.", **text},
    }
    always = ["id", "title", "authors", "kind", "language", "url", "host", "topic", "place", "description"]
    data = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{site.url}catalogue.schema.json",
        "title": "A catalogue of signposts",
        "type": "object",
        "required": ["version", "name", "url", "licence", "dates", "entries"],
        "properties": {
            "version": {"const": VERSION},
            "name": text,
            "url": address,
            "licence": address,
            "dates": {"description": "Where the days in “added” are from, or why there are none.", **text},
            "entries": {
                "type": "array",
                "items": {"type": "object", "required": always, "properties": entry, "additionalProperties": False},
            },
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def catalogue_csv(items: Iterable[Item], site: Masthead) -> str:
    """The catalogue as CSV (RFC 4180): a row of names, then a row for each entry; authors parted by semicolons.

    In UTF-8 without a mark at its start, which programs would take for a part of the first name.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    for item in items:
        facts = _facts(item, site.url)
        facts["authors"] = "; ".join(item.entry.authors)
        writer.writerow({name: _cell(value) for name, value in facts.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it a text there."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class _Feed(Atom1Feed):
    """Says when the newest entry came, or else the time of the commit; the library would say now."""

    def __init__(self, *, updated: datetime.datetime, **settings: object) -> None:
        super().__init__(**settings)
        self._updated = updated

    def latest_post_date(self) -> datetime.datetime:
        return self._updated


def feed(items: Sequence[Item], site: Masthead, history: History) -> str:
    """The newest entries as an Atom feed; without entries, and saying why, where their dates are unknown.

    Raises ValueError when not even the time of the commit is known: a feed must have a date.
    """
    if history.head is None:
        raise ValueError(f"a feed needs dates: {history.problem}")
    dated = [item for item in items if item.added]
    newest = sorted(dated, key=lambda item: item.added, reverse=True)[:FEED_LENGTH]
    said = f"No dates, so no entries: {history.problem}." if history.problem else "The newest signposts."
    out = _Feed(
        updated=newest[0].added if newest else history.head,
        title=f"{site.name}: new entries",
        link=site.url,
        description=None,
        subtitle=said,
        author_name=site.name,
        feed_url=f"{site.url}feed.xml",
        language="en",
    )
    host = urlsplit(site.url).hostname
    for item in newest:
        entry = item.entry
        by = f" by {authors_text(entry.authors)}" if entry.authors else ""
        words = f"{entry.description} ({KINDS.get(entry.kind, '')}{by}, on “{item.page.title}”)"
        out.add_item(
            title=entry.title,
            link=f"{site.url}{item.place}",
            # The library calls it HTML.
            description=html.escape(words, quote=False),
            pubdate=item.added,
            updateddate=item.added,
            unique_id=f"tag:{host},{_TAG_YEAR}:entry/{entry.id}",
            categories=[item.page.title],
        )
    return out.writeString("utf-8")


def robots(site: Masthead) -> str:
    """robots.txt: everybody is welcome, and here is the list of pages."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n"


def llms(sections: Iterable[Section], addresses: Mapping[str, str], site: Masthead) -> str:
    """llms.txt: the site in one page of Markdown for language models. addresses: page below docs/ → its address."""
    lines = [f"# {site.name}", "", f"> {site.description}", ""]
    lines += ["Each page answers questions in a few sentences and points to resources by others, who are credited."]
    for section in sections:
        lines += ["", f"## {section.title}", ""]
        for topic in section.topics:
            lines.append(f"- [{topic.title}]({site.url}{addresses[topic.path]}): {topic.description}")
    lines += ["", "## Data", ""]
    lines.append(f"- [catalogue.json]({site.url}catalogue.json): every resource with its authors, year, kind and place")
    lines.append(f"- [catalogue.csv]({site.url}catalogue.csv): the same as a table")
    lines.append(f"- [catalogue.bib]({site.url}catalogue.bib): the same as BibTeX")
    return "\n".join(lines) + "\n"
