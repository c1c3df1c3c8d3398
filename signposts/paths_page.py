"""The reading paths as a page: lists of steps, to which a script adds the reader's progress. Data in, HTML out."""

from collections.abc import Mapping, Sequence
from html import escape

from signposts.catalogue import Item
from signposts.paths import Part, ReadingPath, Step, reading_time
from signposts.records import Page
from signposts.rendering import facts_of


def paths_html(
    paths: Sequence[ReadingPath], items: Sequence[Item], pages: Mapping[str, tuple[Page, str]], root: str
) -> str:
    """Every path with its purpose, what it assumes, its steps and the time they take.

    pages: page below docs/ → itself and its address from the site's root; root: that root as seen from this page.
    """
    by_id = {item.entry.id: item for item in items}
    contents = "".join(f'<li><a href="#{path.id}">{_text(path.title)}</a></li>' for path in paths)
    sections = "\n".join(_section(path, by_id, pages, root) for path in paths)
    return f'<ul class="path-list">{contents}</ul>\n{sections}' if paths else ""


def _section(path: ReadingPath, items: Mapping[str, Item], pages: Mapping[str, tuple[Page, str]], root: str) -> str:
    assumed = _assumed(path, pages, root)
    parts = "\n".join(_part(part, items, pages, root) for part in path.parts)
    return (
        f'<section class="path" aria-labelledby="{path.id}">\n<h2 id="{path.id}">{_text(path.title)}'
        f'<a class="headerlink" href="#{path.id}" title="Link to this path" aria-hidden="true" tabindex="-1">&para;</a>'
        "</h2>\n"
        f"<p>{_text(path.purpose)}</p>\n<p>{assumed}</p>\n"
        f'<p class="path-facts">{_facts(path, items)}<span class="path-done" data-progress=""></span></p>\n'
        f"{parts}\n</section>"
    )


def _assumed(path: ReadingPath, pages: Mapping[str, tuple[Page, str]], root: str) -> str:
    if not path.assumes:
        return "It needs nothing before it."
    known = ", ".join(_page_link(name, pages, root) for name in path.assumes)
    whose = "that page needs" if len(path.assumes) == 1 else "these pages need"
    further = f", and what {whose}" if any(pages[name][0].prerequisites for name in path.assumes) else ""
    return f"It takes as known: {known}{further}."


def _facts(path: ReadingPath, items: Mapping[str, Item]) -> str:
    entries = [items[step.target[1:]].entry for step in path.steps if step.target.startswith("#")]
    pages = len(path.steps) - len(entries)
    counts = [_count(pages, "page"), _count(len(entries), "signpost")]
    said = " and ".join(text for text in counts if text)
    return f"{said}. {reading_time(entries)}".strip()


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def _part(part: Part, items: Mapping[str, Item], pages: Mapping[str, tuple[Page, str]], root: str) -> str:
    steps = "\n".join(_step(step, items, pages, root) for step in part.steps)
    return f'<h3>{_text(part.title)}</h3>\n<ol class="path-steps">\n{steps}\n</ol>'


def _step(step: Step, items: Mapping[str, Item], pages: Mapping[str, tuple[Page, str]], root: str) -> str:
    if not step.target.startswith("#"):
        page, _ = pages[step.target]
        holds = " · ".join(
            text for text in (_count(len(page.questions), "question"), _count(len(page.entries), "signpost")) if text
        )
        return f'<li class="path-page">{_page_link(step.target, pages, root)} <small>{holds}</small></li>'
    item = items[step.target[1:]]
    facts = facts_of(item.entry)
    kind = f'<span class="entry-kind">{facts[0][1]}</span>'
    rest = "".join(f" · {_text(text)}" for _, text in facts[1:])
    lang = f' hreflang="{escape(item.entry.lang)}"' if item.entry.lang else ""
    place = f'<a href="{escape(root + item.place)}">{_text(item.page.title)}</a>'
    return (
        f'<li class="path-entry entry-{item.entry.kind}" data-entry="{item.entry.id}">'
        f'<a href="{escape(item.entry.url)}"{lang}>{_text(item.entry.title)}</a> '
        f"<small>{kind}{rest} · from {place}</small></li>"
    )


def _page_link(name: str, pages: Mapping[str, tuple[Page, str]], root: str) -> str:
    page, address = pages[name]
    return f'<a href="{escape(root + address)}">{_text(page.title)}</a>'


def _text(text: str) -> str:
    return escape(text, quote=False)
