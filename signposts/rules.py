"""The rules that entries, pages and the site as a whole must keep.

One rule is one ``check_*`` generator, registered by a decorator with the codes that it reports. Its docstring shows a
bad and a good line. ``check`` runs them all and gives sorted findings.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from signposts.addresses import normalise, problems
from signposts.lines import outside_code
from signposts.moved import MovedAddress
from signposts.records import ACCESS, KINDS, LEVELS, Entry, Finding, Page
from signposts.withdrawn import Withdrawn, check_withdrawn

ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: What is meant to be an entry.
_ENTRY_LINE = re.compile(r"\s*[-*+]\s+\[[^\n]+\]\([^\n]+\)\s*\{:?\s*[#.]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ATTRIBUTES = ("by", "year", "level", "minutes", "access", "lang")

#: Characters of a description: shorter says nothing, longer is an article.
DESCRIPTION_LENGTH = (30, 500)
#: Characters of a page's description: search engines and previews cut longer ones.
PAGE_DESCRIPTION_LENGTH = (30, 180)

#: A finding without its path: line, code, message.
Problem = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that the rules look at: the pages in the order of the navigation, and the data beside them."""

    pages: tuple[Page, ...]
    navigation: tuple[str, ...] = ()
    moved: tuple[MovedAddress, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    #: Findings made while the files were read.
    findings: tuple[Finding, ...] = field(default=())

    def entries(self) -> Iterator[tuple[Page, Entry]]:
        """Every entry with its page, in the order of the site."""
        for page in self.pages:
            for entry in page.entries:
                yield page, entry


_ENTRY_RULES: list[Callable[[Entry], Iterator[Problem]]] = []
_PAGE_RULES: list[Callable[[Page], Iterator[Problem]]] = []
_SITE_RULES: list[Callable[[Site], Iterator[Finding]]] = []


def check(site: Site) -> list[Finding]:
    """Every finding about the site, sorted by place."""
    findings = set(site.findings)
    for page in site.pages:
        findings.update(page.findings)
        for page_rule in _PAGE_RULES:
            findings.update(Finding(page.path, *problem) for problem in page_rule(page))
        for entry in page.entries:
            for entry_rule in _ENTRY_RULES:
                findings.update(Finding(page.path, *problem) for problem in entry_rule(entry))
    for site_rule in _SITE_RULES:
        findings.update(site_rule(site))
    return sorted(findings)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


@_ENTRY_RULES.append
def check_id(entry: Entry) -> Iterator[Problem]:
    """E101, E102.

    Bad: ``- [T](https://a.org){ .article }``, ``{ #Colah_LSTM .article }``. Good: ``{ #colah-lstm .article }``.
    """
    if entry.broken_attributes:
        return
    if not entry.id:
        yield entry.line, "E101", f'the entry "{_short(entry.title)}" has no id: write {{ #author-topic .article … }}'
    elif not ID_FORM.fullmatch(entry.id) or len(entry.id) > 60:
        yield entry.line, "E102", f'the id "{_short(entry.id)}" must be small letters, digits and hyphens, at most 60'


@_ENTRY_RULES.append
def check_attribute_list(entry: Entry) -> Iterator[Problem]:
    """E103. Bad: ``{ #colah-lstm .article by="Olah``. Good: ``{ #colah-lstm .article by="Olah" }``."""
    if entry.broken_attributes:
        shown = _short(entry.broken_attributes)
        mend = "begin right after the address, close every quotation mark and end with } on this line"
        message = f"the attributes {shown!r} cannot be read: {mend}"
        yield entry.line, "E103", message
    elif name := _open_attribute(entry):
        shown = _short(entry.attributes[name])
        yield entry.line, "E103", f"the value of {name} is not closed ({shown}): end it with a quotation mark"


def _open_attribute(entry: Entry) -> str:
    """The attribute whose quotation mark is not closed: its value ends with the next one's name."""
    return next((n for n, value in entry.attributes.items() if value.endswith("=") or value.startswith(('"', "'"))), "")


@_ENTRY_RULES.append
def check_kind(entry: Entry) -> Iterator[Problem]:
    """E104. Bad: ``{ #colah-lstm .blog }``. Good: ``{ #colah-lstm .article }``."""
    if entry.broken_attributes or not entry.id:
        return
    for kind in entry.kinds:
        if kind not in KINDS:
            yield entry.line, "E104", f'unknown kind "{_short(kind)}": use one of {_listed(KINDS)}'
    if not entry.kinds:
        kinds = _listed(f".{kind}" for kind in KINDS)
        yield entry.line, "E104", f'the entry "{_short(entry.id)}" has no kind: add one of {kinds}'
    elif len(entry.kinds) > 1 and all(kind in KINDS for kind in entry.kinds):
        yield entry.line, "E104", f'the entry "{entry.id}" has {len(entry.kinds)} kinds: keep the one that fits best'


@_ENTRY_RULES.append
def check_facts(entry: Entry) -> Iterator[Problem]:
    """E105 to E109, E118. Bad: ``year="2O15" author="A"``. Good: ``by="A" year="2015"``."""
    if _open_attribute(entry):
        return
    values = entry.attributes
    for name, value in values.items():
        if name not in _ATTRIBUTES:
            yield entry.line, "E106", f'unknown attribute "{_short(name)}": use one of {_listed(_ATTRIBUTES)}'
        elif not value.strip():
            yield entry.line, "E106", f'the attribute "{name}" is empty: leave out what is unknown'
    if entry.level and entry.level not in LEVELS:
        yield entry.line, "E105", f'unknown level "{_short(entry.level)}": use one of {_listed(LEVELS)}'
    latest = datetime.date.today().year + 1
    if values.get("year") and not (entry.year and 1900 <= entry.year <= latest):
        yield entry.line, "E107", f'"{_short(values["year"])}" is no year: write four digits, 1900 to {latest}'
    if values.get("minutes") and not (entry.minutes and entry.minutes <= 10_000):
        yield entry.line, "E108", f'minutes="{_short(values["minutes"])}" is no number of minutes: write 1 to 10000'
    if entry.access and entry.access not in ACCESS:
        yield entry.line, "E109", f'unknown access "{_short(entry.access)}": use one of {_listed(ACCESS)}'
    if entry.lang and not _LANGUAGE.fullmatch(entry.lang):
        yield entry.line, "E118", f'"{_short(entry.lang)}" is no language tag: write one such as de or zh'


@_ENTRY_RULES.append
def check_text(entry: Entry) -> Iterator[Problem]:
    """E110, E111. Bad: a link with nothing below it. Good: one or two sentences below it, indented by four spaces."""
    if not entry.title:
        yield entry.line, "E111", "the entry has no title: write it in the square brackets"
    elif entry.title_markup:
        yield entry.line, "E111", f'the title "{_short(entry.title)}" must be plain text, without HTML or formatting'
    elif len(entry.title) > 250:
        yield entry.line, "E111", f'the title "{_short(entry.title)}" is longer than 250 characters: shorten it'
    shortest, longest = DESCRIPTION_LENGTH
    if not entry.description:
        message = "the entry has no description: after an empty line, indented by four spaces, say what the reader gets"
        yield entry.line, "E110", message
    elif not shortest <= len(entry.description) <= longest:
        count = len(entry.description)
        message = f"the description has {count} characters: say what the reader gets in {shortest} to {longest}"
        yield entry.line, "E110", message


@_ENTRY_RULES.append
def check_address(entry: Entry) -> Iterator[Problem]:
    """E114 to E117. Bad: ``(ftp://a.org)``, ``(http://10.0.0.1/)``. Good: ``(https://a.org/)``."""
    for code, message in problems(entry.url):
        yield entry.line, code, message


@_PAGE_RULES.append
def check_links(page: Page) -> Iterator[Problem]:
    """E114 to E117 for the links in the text. Bad: ``[x](http://localhost/)``. Good: ``[x](https://a.org/)``."""
    for href, line in page.links:
        if href.lower().startswith(("http:", "https:", "//")):
            for code, message in problems(href):
                yield line, code, message


@_PAGE_RULES.append
def check_unread_entries(page: Page) -> Iterator[Problem]:
    """E122. Bad: an entry on the line after another's description. Good: an empty line between them."""
    read = {entry.line for entry in page.entries}
    for number, line in enumerate(outside_code(page.source.body.split("\n")), page.source.first_line):
        if _ENTRY_LINE.match(line) and number not in read:
            yield number, "E122", "this line is not read as an entry: leave an empty line above it, no space before it"


@_PAGE_RULES.append
def check_front_matter(page: Page) -> Iterator[Problem]:
    """E201 to E203. Good: a title, a description of one sentence, and on topic pages the prerequisites."""
    if any(finding.code in ("E001", "E002", "E003") for finding in page.findings):
        return
    if not page.title:
        yield page.meta_line("title"), "E201", 'the front matter has no title: add "title: …"'
    elif re.search(r"[<>\n]", page.title):
        yield page.meta_line("title"), "E201", "the title in the front matter must be one line of plain text"
    shortest, longest = PAGE_DESCRIPTION_LENGTH
    if not page.description:
        yield page.meta_line("description"), "E202", 'the front matter has no description: add "description: …"'
    elif not shortest <= len(page.description) <= longest or re.search(r"[<>\n]", page.description):
        message = f"the description in the front matter must be plain text of {shortest} to {longest} characters"
        yield page.meta_line("description"), "E202", message
    if page.is_topic:
        yield from _check_prerequisites(page.source.meta.get("prerequisites", ...), page)


def _check_prerequisites(value: object, page: Page) -> Iterator[Problem]:
    line = page.meta_line("prerequisites")
    if value is ...:
        yield line, "E203", 'the front matter has no prerequisites: list the pages to read first, or write "[]"'
    elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield line, "E203", "the prerequisites must be a list of pages such as foundations/back-propagation.md"


@_PAGE_RULES.append
def check_headings(page: Page) -> Iterator[Problem]:
    """E204, E205, E213. Bad: ``## Momentum``. Good: ``## What does momentum add?``."""
    level = 1
    for heading in page.headings:
        if page.is_topic and heading.level == 2 and not heading.text.endswith("?"):
            message = f'the heading "{_short(heading.text)}" is no question: write the question that a learner asks'
            yield heading.line, "E205", message
        if heading.level == 1:
            yield heading.line, "E204", 'the page\'s title stands in the front matter: begin questions with "##"'
        elif heading.level > level + 1:
            message = f'the heading "{_short(heading.text)}" skips a level: use {"#" * (level + 1)}'
            yield heading.line, "E204", message
        if heading.has_formula:
            yield heading.line, "E213", f'the heading "{_short(heading.text)}" holds a formula: say it in words'
        level = max(heading.level, 1)


@_PAGE_RULES.append
def check_anchors(page: Page) -> Iterator[Problem]:
    """E211. Bad: two things on a page with one id. Good: an id for each."""
    seen: set[str] = set()
    for anchor, line in page.anchors:
        if anchor in seen:
            yield line, "E211", f'the id "{_short(anchor)}" stands on this page already: give one of the two another'
        seen.add(anchor)


@_SITE_RULES.append
def check_unique_ids(site: Site) -> Iterator[Finding]:
    """E112. Bad: an id that another entry has. Good: an id of its own."""
    first: dict[str, tuple[Page, Entry]] = {}
    for page, entry in site.entries():
        if not entry.id:
            continue
        if entry.id in first:
            other_page, other = first[entry.id]
            message = f'the id "{_short(entry.id)}" belongs to {other_page.path}:{other.line}: choose another'
            yield Finding(page.path, entry.line, "E112", message)
        else:
            first[entry.id] = page, entry


@_SITE_RULES.append
def check_unique_addresses(site: Site) -> Iterator[Finding]:
    """E113. Bad: an address that another entry has. Good: a cross-reference to that entry."""
    first: dict[str, tuple[Page, Entry]] = {}
    for page, entry in site.entries():
        key = normalise(entry.url)
        if key in first:
            other_page, other = first[key]
            message = (
                f'the address stands already at {other_page.path}:{other.line} ("{_short(other.title)}"): '
                f"link to that entry instead, with #{other.id}"
            )
            yield Finding(page.path, entry.line, "E113", message)
        else:
            first[key] = page, entry


@_SITE_RULES.append
def check_moved(site: Site) -> Iterator[Finding]:
    """E119, E401. Bad: an entry with an address that moved. Good: the new address."""
    new_address = {normalise(moved.old): moved.new for moved in site.moved}
    known = {normalise(entry.url) for _, entry in site.entries()}
    for page, entry in site.entries():
        new = new_address.get(normalise(entry.url))
        if new is not None and normalise(new) != normalise(entry.url):
            yield Finding(page.path, entry.line, "E119", f"the address has moved: write {new}")
    for moved in site.moved:
        if normalise(moved.new) not in known:
            message = f"no entry has the address {moved.new}: an old address must lead to an entry"
            yield Finding(moved.path, moved.line, "E401", message)


_SITE_RULES.append(check_withdrawn)


@_SITE_RULES.append
def check_prerequisite_pages(site: Site) -> Iterator[Finding]:
    """E203, E212. Bad: a prerequisite that does not exist, or that needs this page itself. Good: a simpler page."""
    pages = {page.name: page for page in site.pages}
    for page in site.pages:
        line = page.meta_line("prerequisites")
        for name in page.prerequisites:
            if name not in pages:
                message = f'the prerequisite "{_short(name)}" is no page: write its path below docs/'
                yield Finding(page.path, line, "E203", message)
        if loop := _loop(page.name, pages):
            message = f"the prerequisites loop: {' → '.join(loop)}: remove one of them"
            yield Finding(page.path, line, "E212", message)


def _loop(start: str, pages: dict[str, Page]) -> list[str]:
    """The shortest way along prerequisites from a page back to itself; empty when there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop(0)
        for name in pages[way[-1]].prerequisites:
            if name == start:
                return [*way, name]
            if name in pages and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


@_SITE_RULES.append
def check_navigation(site: Site) -> Iterator[Finding]:
    """E402. Bad: a page that no menu leads to. Good: its path in the ``nav`` of mkdocs.yml."""
    for page in site.pages:
        if page.name not in site.navigation:
            message = f"the page is missing from nav in mkdocs.yml: add {page.name} to its section"
            yield Finding(page.path, 1, "E402", message)


def _short(text: str) -> str:
    """A piece of somebody's text on one line, cut to a length that a message bears."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 60 else plain[:59] + "…"
