"""From an address and what is known of it to an entry in the right place of a page."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from signposts.addresses import normalise, problems, resource
from signposts.contribute.blocks import Block, find_blocks, split_lines
from signposts.contribute.form import FormError, attribute_list, encoded, entry_text
from signposts.plaintext import clean, escaped
from signposts.project import Project, read_page
from signposts.records import KINDS, LEVELS, Entry, Heading, Page
from signposts.rules import Site
from signposts.sources import split_source
from signposts.withdrawn import address_hash

#: Words that tell nothing in an id.
_SMALL_WORDS = frozenset(
    "a an and are as at by do does for from how in into is it its of on or part the to using via what when why with "
    "lecture chapter introduction".split()
)


class ProposalError(Exception):
    """An entry cannot be made: the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An entry to be. page: as ``docs/….md``; question: text or anchor of its heading; the rest as in entries."""

    url: str
    page: str
    question: str
    title: str = ""
    kind: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    id: str = ""


def known_problem(site: Site, url: str) -> str:
    """Why an address cannot be added, as far as the site itself tells; empty when it can."""
    for _, sentence in problems(url):
        return sentence
    hashed = address_hash(url)
    for item in site.withdrawn:
        if hashed in item.hashes:
            return f"the address was withdrawn on {item.date} ({item.reason}): it may not come back, in any spelling"
    moved = {normalise(row.old): row.new for row in site.moved}
    key = normalise(moved.get(normalise(url), url))
    for page, entry in site.entries():
        if normalise(entry.url) == key or (resource(entry.url) == resource(url) and "#" not in url + entry.url):
            hint = f"; {url} is an old address of it" if normalise(url) in moved else ""
            return f'the resource is there already: {page.path}:{entry.line} "{entry.title}" (#{entry.id}){hint}'
    return ""


def find_page(site: Site, name: str) -> Page:
    """The topic page that is meant: by its path, with or without ``docs/`` and ``.md``, or by its title."""
    plain = clean(name).removeprefix("docs/").removesuffix(".md").strip("/").casefold()
    for page in site.pages:
        if page.is_topic and plain in (page.name.removesuffix(".md").casefold(), page.title.casefold()):
            return page
    near = [page.path for page in site.pages if page.is_topic and plain and plain in page.name.casefold()]
    more = f"did you mean {' or '.join(near[:3])}?" if near else "topic pages are called such as docs/vision/yolo.md"
    raise ProposalError(f'there is no topic page "{clean(name, 80)}": {more}')


def find_question(page: Page, wanted: str) -> Heading:
    """The question of a page that is meant: by its anchor, its text, or a part of it that fits one question only."""
    plain = _loose(clean(wanted).removeprefix("##").lstrip("#"))
    fits = [q for q in page.questions if plain and plain in (_loose(q.id), _loose(q.text))]
    fits = fits or [q for q in page.questions if plain and plain in _loose(q.text)]
    if len(fits) == 1:
        return fits[0]
    listed = "; ".join(f'"{question.text}"' for question in (fits or page.questions))
    what = "fits several questions" if fits else "is no question"
    raise ProposalError(f'"{clean(wanted, 80)}" {what} of {page.path}: choose one of {listed}')


def _loose(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def free_id(title: str, authors: tuple[str, ...], taken: Collection[str]) -> str:
    """An id that nothing has: the first author's last name and the first words of the title that tell something."""
    surname = _ascii(authors[0].split()[-1]) if authors and authors[0].split() else ""
    words = [word for word in _ascii(title).split("-") if word and word not in _SMALL_WORDS and word != surname]
    base = "-".join(part for part in [surname, *words[:3]] if part)[:50].strip("-") or "entry"
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def taken_ids(site: Site) -> set[str]:
    """All ids that an entry cannot have."""
    ids = {anchor for page in site.pages for anchor, _ in page.anchors}
    return ids | {entry.id for _, entry in site.entries()} | {item.id for item in site.withdrawn}


def missing(wish: Wish) -> list[str]:
    """What a wish must still be told before it can be an entry, as sentences."""
    sentences = []
    if not clean(wish.title, 250):
        sentences.append("the title is not known: give it as its author wrote it")
    if wish.kind not in KINDS:
        said = f'"{clean(wish.kind, 40)}" is no kind' if wish.kind else "the kind is not known"
        sentences.append(f"{said}: give one of {', '.join(KINDS)}")
    if not clean(wish.description, 600):
        sentences.append(
            "the description is missing: say in one or two sentences what the reader gets and why to choose it"
        )
    return sentences


def insert(project: Project, site: Site, wish: Wish, text: str) -> tuple[str, Entry]:
    """The text of the page with the new entry in its place, and the entry as it is read back from there.

    text: the page's text as it is. Raises ProposalError when something is missing, or when what would be read back is
    not what was wished for: nothing can break out of an entry.
    """
    if sentences := missing(wish):
        raise ProposalError("; ".join(sentences))
    page = find_page(site, wish.page)
    question = find_question(page, wish.question)
    authors = tuple(name.strip() for name in wish.attributes.get("by", "").split(",") if name.strip())
    taken = taken_ids(site)
    if wish.id in taken:
        raise ProposalError(f'the id "{wish.id}" is taken: choose another, or give none to get a free one')
    identifier = wish.id or free_id(wish.title, authors, taken)
    wish = replace(
        wish,
        id=identifier,
        title=clean(wish.title, 250),
        description=clean(wish.description, 600),
        attributes={name: value for name, raw in wish.attributes.items() if (value := clean(raw, 1000))},
    )
    try:
        attributes = attribute_list(identifier, [wish.kind], wish.attributes)
    except FormError as error:
        raise ProposalError(str(error)) from error
    lines = split_lines(text)
    place = _place(find_blocks(lines, page), page, question, lines, wish.attributes.get("level", ""))
    # As typed where Markdown reads that as plain text; with escapes where it must.
    for form in (str, escaped):
        entry_lines = entry_text(form(wish.title), encoded(wish.url), attributes, form(wish.description))
        fresh = _with(lines, place, entry_lines)
        source, findings = split_source(page.path, fresh)
        after, more = read_page(project, source)
        entry = next((entry for entry in after.entries if entry.id == identifier), None)
        if entry and not findings and not more and _is_what_was_meant(page, after, entry, wish, question):
            return fresh, entry
    raise ProposalError(
        "the title, the authors or the description hold what Markdown would not give back as it is: write them plainly"
    )


def _is_what_was_meant(before: Page, after: Page, entry: Entry, wish: Wish, question: Heading) -> bool:
    """True when the page gained this entry, as it was wished for, and nothing else changed."""
    others = [replace(other, line=0) for other in after.entries if other is not entry]
    return (
        others == [replace(other, line=0) for other in before.entries]
        and [h.text for h in after.headings] == [h.text for h in before.headings]
        and [href for href, _ in after.links] == [href for href, _ in before.links]
        and after.prose == before.prose
        and entry.title == wish.title
        and entry.description == wish.description
        and normalise(entry.url) == normalise(wish.url)
        and entry.kinds == (wish.kind,)
        and dict(entry.attributes) == dict(wish.attributes)
        and entry.question == question.id
        and not entry.title_markup
        and not entry.broken_attributes
    )


def _place(blocks: list[Block], page: Page, question: Heading, lines: list[str], level: str) -> int:
    """The line before which an entry goes: easier ones first, later ones after earlier ones."""
    mine = [block for block in blocks if block.entry.question == question.id]
    rank = {name: place for place, name in enumerate(LEVELS)}
    if not mine:
        later = [heading.line - 1 for heading in page.headings if heading.line > question.line and heading.level <= 2]
        end = min(later, default=len(lines))
        while end > question.line and not lines[end - 1].strip():
            end -= 1
        return end
    if level in rank:
        easier = [b for b in mine if rank.get(b.entry.level, 0) <= rank[level]]
        return easier[-1].end if easier else mine[0].start
    return mine[-1].end


def _with(lines: list[str], place: int, entry: str) -> str:
    """The lines with an entry before one of them, blank lines around it."""
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    before, after = "".join(lines[:place]), "".join(lines[place:])
    if before and not before.endswith(("\n", "\r")):
        before += ending
    if before and lines[place - 1].strip():
        before += ending
    gap = ending if after and lines[place].strip() else ""
    return before + entry.replace("\n", ending) + ending + gap + after
