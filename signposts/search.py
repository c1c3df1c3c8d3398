"""The search index: what the reader's browser needs to find pages, questions and entries, as one small JSON file.

Why our own: nothing of the search may be loaded before the reader reaches for it, and then no more than 60 KB with the
script. The theme's search, fed the same pages, loads three times that (``make bench-search`` prints both). So the file
holds the titles and authors, which results show anyway and which the browser turns into an index in a few milliseconds;
what is not shown comes as packed :mod:`~signposts.keywords`: which answers say a word, and which readers look for by
it. The ranking is in ``docs/assets/search/``.
"""

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from signposts import keywords
from signposts.glossary import Term
from signposts.records import KINDS, LEVELS, Entry, Page
from signposts.rendering import SHOWN_AUTHORS, host_of
from signposts.rules import Site

#: Where the index stands in the built site.
FILE = "assets/search/index.json"

#: Bytes of the compressed index; with the script that keeps it below 60 KB in all.
ROOM = 49_500

#: In how many answers a word is given at most; the index takes the first that leaves it room. More find no better.
MOST = (8, 5, 3, 2, 1)

PAGE, QUESTION = "#", "?"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. kind: PAGE, QUESTION or the letter of an entry's kind.

    ``address`` is the page's from the site's root, or the anchor on the page before it; ``shown`` is the text under the
    title of a page, and ``body`` the text that is not shown, from which the keywords are taken.
    """

    kind: str
    address: str
    title: str
    shown: str
    body: str
    authors: str = ""
    entry: Entry | None = None


def documents(site: Site, addresses: Mapping[str, str]) -> Iterator[Document]:
    """Each page, its questions, and after each question its entries. addresses: page below docs/ → its address."""
    for page in site.pages:
        if page.name in addresses and page.title and page.name != "index.md":
            # The glossary's table is in the index already, as words that mean the same.
            prose = page.prose.get("", "") if page.name != "glossary.md" else ""
            yield Document(PAGE, addresses[page.name], page.title, page.description, prose)
            yield from _entries(page, "")
            for question in page.questions:
                yield Document(QUESTION, question.id, question.text, "", page.prose.get(question.id, ""))
                yield from _entries(page, question.id)


def _entries(page: Page, question: str) -> Iterator[Document]:
    for entry in page.entries:
        if entry.question == question:
            authors = _authors(entry)
            yield Document(letters()[entry.kind], entry.id, entry.title, "", entry.description, authors, entry)


def _authors(entry: Entry) -> str:
    """All authors; of long lists those that results show, and the family names of the others."""
    names = entry.authors
    if len(names) > SHOWN_AUTHORS:
        names = (*names[:3], *(name.split()[-1] for name in names[3:]))
    return ", ".join(names)


def letters() -> dict[str, str]:
    """Kind of entry → the letter that stands for it in the index."""
    return dict(zip(KINDS, "abcdefghijklmnopqrstuvwxyz", strict=False))


def short_id(identifier: str, text: str) -> str:
    """An id in which each word that stands in the text is a capital letter: ids repeat authors and titles."""
    words = plain_words(text)[:26]
    parts = [chr(65 + words.index(part)) if part in words else part for part in identifier.split("-")]
    return re.sub(r"(?<=[A-Z])-|-(?=[A-Z])", "", "-".join(parts))


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents, as ``words`` in docs/assets/search/words.js has them."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    letters = re.sub(
        r"[’']s\b", "", letters.translate(str.maketrans({"×": "x", "✕": "x", "ł": "l", "ø": "o", "ı": "i"}))
    )
    return re.findall(r"[^\W_]+", letters.replace("ß", "ss"))


def index_json(
    site: Site,
    addresses: Mapping[str, str],
    terms: Sequence[Term],
    synonyms: Iterable[tuple[str, ...]],
    asked: Mapping[str, str],
) -> str:
    """The index as JSON: columns of text, one line a document, so that like stands beside like and packs well.

    It is a list of two objects on a line each: the documents, which the browser works on while the keywords follow.

    terms: the glossary: words that mean the same, and the page about them; synonyms: further words that mean the same;
    asked: page, or page#question, → the words by which readers look for it.
    """
    found = list(documents(site, addresses))
    head = _json(_columns(found, addresses, terms, synonyms))
    places = keywords.places(_texts(found, asked))
    shown = sorted(set(plain_words("\n".join(f"{document.title} {document.shown}" for document in found))))
    for most in MOST:
        text = f"[{head},\n{_json(keywords.pack(places, shown, most))}]"
        if len(gzip.compress(text.encode(), 6)) <= ROOM:
            break
    return text


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _columns(
    found: Sequence[Document],
    addresses: Mapping[str, str],
    terms: Sequence[Term],
    synonyms: Iterable[tuple[str, ...]],
) -> dict[str, object]:
    names = {address: name for name, address in addresses.items()}
    pages = {names[d.address]: number for number, d in enumerate(d for d in found if d.kind == PAGE)}
    entries = [document.entry for document in found if document.entry]
    return {
        "labels": dict(zip(letters().values(), KINDS.values(), strict=True)),
        "levels": LEVELS,
        "kinds": "".join(document.kind for document in found),
        "addresses": _column(_address(document) for document in found),
        "titles": _column(document.title for document in found),
        "texts": _column(document.shown for document in found if document.kind == PAGE),
        "authors": _column(document.authors for document in found if document.entry),
        "years": _column(str(entry.year or "") for entry in entries),
        "hosts": _column(host_of(entry.url) for entry in entries),
        "level": "".join(str(LEVELS.index(e.level)) if e.level in LEVELS else "-" for e in entries),
        "same": [*(_meanings(term) for term in terms), *synonyms],
        "about": [pages.get(term.page, -1) for term in terms],
    }


def _meanings(term: Term) -> list[str]:
    """An abbreviation and what it stands for, the second meaning too: "… (in some field: …)"."""
    first, _, second = term.expansion.partition("(")
    other = second.rstrip(")").rpartition(":")[2]
    return [term.abbreviation, *(text.strip() for text in (first, other) if text.strip())]


def _address(document: Document) -> str:
    if document.kind == PAGE:
        return document.address
    return short_id(document.address, f"{document.authors} {document.title}")


def _texts(found: Sequence[Document], asked: Mapping[str, str]) -> Iterator[keywords.Text]:
    """The texts by answers: a page's own, and those of its questions with the entries below them."""
    authors = {word for document in found for word in keywords.words(document.authors)}
    answer, page = -1, ""
    for document in found:
        place = ""
        if document.kind in (PAGE, QUESTION):
            answer += 1
            page = document.address.rstrip("/") if document.kind == PAGE else page
            place = page if document.kind == PAGE else f"{page}#{document.address}"
        known = f"{document.title} {document.shown}"
        # Whoever names an author looks for what that author wrote.
        words = " ".join(word for word in keywords.words(asked.get(place, "")) if word not in authors)
        yield keywords.Text(answer, known, document.body, words)


def _column(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(text.split()) for text in texts)
