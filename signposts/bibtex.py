"""Entries as BibTeX. What BibTeX asks for beyond an entry's own facts is in ``data/citations.toml``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from bibtexparser import Library, write_string
from bibtexparser.middlewares import AddEnclosingMiddleware
from bibtexparser.model import Entry as BibtexEntry
from bibtexparser.model import Field, ImplicitComment
from bibtexparser.writer import BibtexFormat
from pylatexenc.latexencode import RULE_DICT, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

from signposts.records import KINDS, Entry, Finding
from signposts.rendering import LANGUAGES, host_of
from signposts.rules import Site
from signposts.tomlfiles import read_tables

FILE = Path("data/citations.toml")

#: What each type must say besides author, title and year.
VENUE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "article": ("journal",),
    "book": ("publisher",),
    "inbook": ("chapter", "publisher"),
    "incollection": ("booktitle", "publisher"),
    "inproceedings": ("booktitle",),
    "phdthesis": ("school",),
    "techreport": ("institution",),
}
#: The year is for what the entry itself gives none, such as a book whose pages on the web go on changing.
_OPTIONAL_FIELDS = ("volume", "number", "pages", "edition", "note", "year")
_DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")

_ARXIV = re.compile(r"/(?:abs|pdf|html)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?")

# BibTeX counts braces even behind a backslash, so those of a title become words.
_BRACES = {ord("{"): r"{\textbraceleft}", ord("}"): r"{\textbraceright}"}
_ENCODER = UnicodeToLatexEncoder(
    conversion_rules=[UnicodeToLatexConversionRule(RULE_DICT, _BRACES), "defaults"],
    replacement_latex_protection="braces-almost-all",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)
#: What stays in an address: all of ASCII that is seen, but no braces.
_ADDRESS = "".join(set(map(chr, range(33, 127))) - set("{}"))
#: Characters that LaTeX takes as they are.
_PLAIN = re.compile(r"[A-Za-z0-9 .,:;?!()/+=*@-]*")
_FORMAT = BibtexFormat()
_FORMAT.indent, _FORMAT.block_separator = "  ", "\n"


@dataclass(frozen=True, slots=True)
class Citations:
    """What the data file says. venues: entry id → its type and where it was published."""

    organisations: frozenset[str] = frozenset()
    venues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The line of each venue's table.
    lines: Mapping[str, int] = field(default_factory=dict)


def read_citations(root: Path) -> tuple[Citations, list[Finding]]:
    """Read the data file; findings (E404) say what in it cannot be used."""
    name = FILE.as_posix()
    text, data, findings = read_tables(root, FILE, "E404")
    if text is None:
        return Citations(), findings
    numbers = {line.strip(): number for number, line in enumerate(text.split("\n"), 1)}
    organisations, venues = data.get("organisations", []), data.get("venue", {})
    good, lines = {}, {}
    if unknown := sorted(data.keys() - {"organisations", "venue"}):
        message = f'unknown key "{unknown[0]}": the file holds organisations and tables such as [venue.some-id]'
        findings.append(Finding(name, 1, "E404", message))
    if not isinstance(venues, dict):
        findings.append(Finding(name, 1, "E404", "a venue must be a table of its own, such as [venue.some-id]"))
    if not isinstance(organisations, list) or not all(isinstance(one, str) for one in organisations):
        findings.append(Finding(name, 1, "E404", "organisations must be a list of names in quotation marks"))
        organisations = []
    for identifier, row in venues.items() if isinstance(venues, dict) else ():
        line = numbers.get(f"[venue.{identifier}]", 1)
        if problem := _venue_problem(row):
            findings.append(Finding(name, line, "E404", f"the venue of {identifier} {problem}"))
        else:
            good[identifier], lines[identifier] = row, line
    return Citations(frozenset(organisations), good, lines), findings


def _venue_problem(row: object) -> str:
    if not isinstance(row, dict) or not all(isinstance(value, str) and value.strip() for value in row.values()):
        return "must have texts in quotation marks only"
    kind = row.get("type", "")
    if kind not in VENUE_FIELDS:
        return f"needs a type, one of {', '.join(VENUE_FIELDS)}"
    if missing := [name for name in VENUE_FIELDS[kind] if name not in row]:
        return f"is of type {kind} and needs {' and '.join(missing)}"
    if unknown := row.keys() - {"type", *VENUE_FIELDS[kind], *_OPTIONAL_FIELDS}:
        return f"has the unknown key {min(unknown)}"
    return ""


def check_citations(citations: Citations, site: Site) -> list[Finding]:
    """E404 for each venue whose entry does not exist."""
    known = {entry.id for _, entry in site.entries()}
    return [
        Finding(
            FILE.as_posix(), line, "E404", f'there is no entry "{identifier}": give the id of the entry it is about'
        )
        for identifier, line in citations.lines.items()
        if identifier not in known
    ]


def bibtex(entries: Iterable[Entry], citations: Citations, heading: str = "") -> str:
    """The entries as one BibTeX file. heading: a line for those who open the file."""
    blocks = [ImplicitComment(heading)] if heading else []
    blocks += [_block(entry, citations) for entry in entries]
    enclosing = AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{", allow_inplace_modification=True
    )
    return write_string(Library(blocks), unparse_stack=[enclosing], bibtex_format=_FORMAT)


def _block(entry: Entry, citations: Citations) -> BibtexEntry:
    venue = citations.venues.get(entry.id, {})
    parts = urlsplit(entry.url)
    pairs = {
        "author": " and ".join(_author(name, citations) for name in entry.authors),
        # A second pair of braces keeps the capitals that the author chose.
        "title": f"{{{_encoded(entry.title)}}}",
        "year": str(entry.year or venue.get("year", "")),
        **{name: _encoded(text) for name, text in venue.items() if name not in ("type", "year")},
        "url": _encoded_address(entry.url),
    }
    if parts.hostname in _DOI_HOSTS:
        pairs["doi"] = _encoded(unquote(parts.path.strip("/")))
    if (parts.hostname or "").endswith("arxiv.org") and (match := _ARXIV.fullmatch(parts.path)):
        pairs |= {"eprint": match[1], "archiveprefix": "arXiv"}
    elif not venue:
        pairs["howpublished"] = _encoded(f"{KINDS.get(entry.kind, 'Page')}, {host_of(entry.url)}")
    if entry.lang:
        pairs["language"] = LANGUAGES.get(entry.lang, entry.lang)
    fields = [Field(name, text) for name, text in pairs.items() if text]
    return BibtexEntry(venue.get("type", "misc"), entry.id, fields)


def _author(name: str, citations: Citations) -> str:
    """A person as BibTeX splits names; an organisation in braces, so that it is not split."""
    if name == "et al.":
        return "others"
    # In braces, so that the format's own "and" does not make two of one.
    if name in citations.organisations or re.search(r"\band\b", name, re.IGNORECASE):
        return f"{{{_encoded(name)}}}"
    # A remark on the part somebody had, such as "(answer)", is no part of the name.
    return _encoded(re.sub(r"\s*\([^)]*\)$", "", name))


def _encoded(text: str) -> str:
    # Most names and titles need nothing, and the encoder looks at every character for long.
    return text if _PLAIN.fullmatch(text) else _ENCODER.unicode_to_latex(text)


def _encoded_address(url: str) -> str:
    r"""An address as \url and \href take it: braces and what is not ASCII hidden, nothing else changed."""
    return quote(url, safe=_ADDRESS)
