"""The catalogue as a page: one plain table, and the form that a script brings to life. Data in, HTML out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from signposts.catalogue import Item
from signposts.records import KINDS, LEVELS
from signposts.rendering import authors_text, facts_of, host_of

#: Heading of a column, and by what its first click sorts: up or down.
_COLUMNS = (("Title", "up"), ("Authors", "up"), ("Year", "down"), ("Kind", "up"), ("Level", "up"), ("Topic", "up"))

#: A choice of a filter: its value in the address bar, the words a reader sees, how many entries it holds.
Choice = tuple[str, str, int]


def catalogue_html(items: Sequence[Item], root: str, *, feed: bool) -> str:
    """The form, the complete table and the links to the same as files.

    root: the site's root as seen from the page, such as ``../``; feed: whether this build has a feed.
    """
    rows = "\n".join(_row(item, root) for item in items)
    headings = "".join(
        f'<th scope="col" data-sort="{name.lower()}" data-first="{first}">{name}</th>' for name, first in _COLUMNS
    )
    return (
        f'{_form(items)}\n<p class="catalogue-status" role="status">{len(items)} entries</p>\n'
        f'<table class="catalogue" aria-label="Every signpost">\n<thead><tr>{headings}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"{_files(root, feed=feed)}"
    )


def _row(item: Item, root: str) -> str:
    entry = item.entry
    lang = f' hreflang="{escape(entry.lang)}"' if entry.lang else ""
    told = ("entry-minutes", "entry-access", "entry-lang")
    notes = [host_of(entry.url), *(text for name, text in facts_of(entry) if name in told)]
    title = f'<a href="{escape(entry.url)}"{lang}>{escape(entry.title, quote=False)}</a>'
    cells = [
        f'<th scope="row">{title} <small>{escape(" · ".join(notes), quote=False)}</small></th>',
        _authors(item),
        f"<td>{entry.year or ''}</td>",
        f'<td><span class="entry-kind">{KINDS.get(entry.kind, "")}</span></td>',
        f"<td>{entry.level}</td>",
        f'<td><a href="{escape(root + item.place)}">{escape(item.page.title, quote=False)}</a></td>',
    ]
    return f'<tr class="entry-{entry.kind}">{"".join(cells)}</tr>'


def _authors(item: Item) -> str:
    """The cell of the authors; those whom the short form leaves out are there to be found by the filter."""
    shown = authors_text(item.entry.authors)
    left_out = ", ".join(name for name in item.entry.authors if name not in shown and name != "et al.")
    more = f' data-more="{escape(left_out)}"' if left_out else ""
    return f"<td{more}>{escape(shown, quote=False)}</td>"


def _form(items: Sequence[Item]) -> str:
    kinds = Counter(item.entry.kind for item in items)
    levels = Counter(item.entry.level for item in items)
    years = Counter(str(item.entry.year or "") for item in items)
    facets = [
        _facet("kind", "Kind", [("", _choices(KINDS.items(), kinds))]),
        _facet("topic", "Topic", _topics(items)),
        _facet("level", "Level", [("", _choices(zip(LEVELS, LEVELS, strict=True), levels))]),
        _facet("year", "Year", [("", _choices(((year, year) for year in sorted(years, reverse=True)), years))]),
    ]
    return (
        '<form class="catalogue-form" aria-label="Filter the catalogue"><fieldset disabled>\n'
        '<label class="catalogue-words">Words <input type="search" name="words" autocomplete="off" spellcheck="false" '
        'placeholder="in title, author, topic or host"></label>\n'
        f'{"".join(facets)}<button type="reset" class="md-button">Clear all filters</button>\n</fieldset></form>'
    )


def _choices(words: Iterable[tuple[str, str]], counts: Mapping[str, int]) -> list[Choice]:
    """The choices that some entry has, in the order given, and last what is not known."""
    known = [(value, word, counts[value]) for value, word in words if value and counts[value]]
    return [*known, ("unknown", "not known", counts[""])] if counts[""] else known


def _topics(items: Sequence[Item]) -> list[tuple[str, list[Choice]]]:
    """The choices of topics, by section of the menu."""
    counts = Counter(item.page.name for item in items)
    sections: dict[str, dict[str, Choice]] = {}
    for item in items:
        key = item.place.partition("/#")[0]
        sections.setdefault(item.section, {})[key] = (key, item.page.title, counts[item.page.name])
    return [(section, list(choices.values())) for section, choices in sections.items()]


def _facet(name: str, title: str, groups: Iterable[tuple[str, list[Choice]]]) -> str:
    return (
        f'<details class="facet" data-facet="{name}"><summary>{title}<span class="facet-chosen"></span></summary>'
        f"{''.join(_groups(name, title, groups))}</details>\n"
    )


def _groups(name: str, title: str, groups: Iterable[tuple[str, list[Choice]]]) -> Iterator[str]:
    for group, choices in groups:
        boxes = "".join(
            f'<label><input type="checkbox" name="{name}" value="{escape(value)}"> {escape(word, quote=False)} '
            f"<span>{count}</span></label>"
            for value, word, count in choices
        )
        hidden = "" if group else ' class="facet-hidden"'
        yield f"<fieldset><legend{hidden}>{escape(group or title, quote=False)}</legend>{boxes}</fieldset>"


def _files(root: str, *, feed: bool) -> str:
    news = f'New entries come as a <a href="{root}feed.xml">feed</a>.' if feed else ""
    return (
        f'<p class="catalogue-files">The same for other programs: <a href="{root}catalogue.json">JSON</a> '
        f'(<a href="{root}catalogue.schema.json">schema</a>), <a href="{root}catalogue.csv">CSV</a>, '
        f'<a href="{root}catalogue.bib">BibTeX</a>. {news}</p>'
    )
