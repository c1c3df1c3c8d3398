"""The index as data: what becomes a document, what is shortened, and that the same pages give the same bytes."""

import gzip
import json

from helpers import ENTRY, FRONT_MATTER, make_project, project_of

from signposts import search
from signposts.glossary import Term
from signposts.project import read_site

PAGE = f"""{FRONT_MATTER}
Before all questions.

## How does it work? {{ #how-it-works }}

By counting twice: counting is the whole trick.

{ENTRY}
"""


def read(text):
    documents, words = json.loads(text)
    assert text.count("\n") == 1
    return {**documents, **words}


def index_of(root, pages=None, terms=(), synonyms=(), asked=None):
    root.mkdir(exist_ok=True)
    site = read_site(project_of(make_project(root, pages or {"topic/page.md": PAGE})))
    addresses = {page.name: f"{page.name.removesuffix('.md')}/" for page in site.pages}
    return site, addresses, search.index_json(site, addresses, terms, synonyms, asked or {})


def test_pages_questions_and_entries_are_documents_in_order(tmp_path):
    site, addresses, text = index_of(tmp_path)
    found = list(search.documents(site, addresses))
    assert [(d.kind, d.address, d.title) for d in found] == [
        ("#", "topic/page/", "A page"),
        ("?", "how-it-works", "How does it work?"),
        ("a", "ann-title", "A title"),
    ]
    data = read(text)
    assert data["kinds"] == "#?a"
    assert data["labels"]["a"] == "Article"
    assert (data["authors"], data["years"], data["hosts"], data["level"]) == ("Ann Bee", "2015", "example.org", "0")
    assert data["texts"] == "A page that a test made, long enough for the rules."


def rows_of(data):
    """Word → the answers that say it, and those that readers look for by it, packed."""
    shown = f"{data['titles']} {data['texts']}"
    words = sorted(set(search.plain_words(shown)))
    for line in data["words"].split("\n"):
        words.append(words[-1][: int(line[0])] + line[1:])
    return dict(zip(words, zip(data["said"].split("\n"), data["asked"].split("\n"), strict=True), strict=True))


def test_words_that_are_not_shown_become_keywords(tmp_path):
    _, _, text = index_of(tmp_path, asked={"topic/page": "tally", "topic/page#how-it-works": "abacus, beads"})
    rows = rows_of(read(text))
    # The page is answer 0, its question 1.
    assert rows["counting"] == ("$", "")
    assert rows["abacus"] == ("", "$")
    assert rows["beads"] == ("", "$")
    assert rows["tally"] == ("", "#")
    assert rows["work"] == ("", "")


def test_the_home_page_and_the_glossary_table_are_left_out(tmp_path):
    pages = {"index.md": FRONT_MATTER, "glossary.md": f"{FRONT_MATTER}\nUnheard-of words.\n", "topic/page.md": PAGE}
    _, _, text = index_of(tmp_path, pages)
    data = read(text)
    assert data["addresses"].split("\n")[:2] == ["glossary/", "topic/page/"]
    assert "unheard" not in data["words"]


def test_glossary_and_synonyms(tmp_path):
    terms = [
        Term("MAC", "multiply-accumulate (in some papers: memory access cost)", "A step.", "topic/page.md", 1),
        Term("XYZ", "something", "A thing.", "elsewhere.md", 2),
    ]
    _, _, text = index_of(tmp_path, terms=terms, synonyms=[("cost", "price")])
    data = read(text)
    assert data["same"] == [
        ["MAC", "multiply-accumulate", "memory access cost"],
        ["XYZ", "something"],
        ["cost", "price"],
    ]
    assert data["about"] == [0, -1]


def test_long_author_lists_keep_every_family_name(tmp_path):
    names = "Ann Bee, Cy Dee, Eve Eff, Gus Aitch, Ida Jay"
    _, _, text = index_of(tmp_path, {"topic/page.md": PAGE.replace("Ann Bee", names)})
    assert read(text)["authors"] == "Ann Bee, Cy Dee, Eve Eff, Aitch, Jay"


def test_the_same_pages_give_the_same_bytes(tmp_path):
    assert index_of(tmp_path / "a")[2] == index_of(tmp_path / "b")[2]


def test_a_large_site_says_less_rather_than_take_more_room(tmp_path, monkeypatch):
    _, _, text = index_of(tmp_path)
    monkeypatch.setattr(search, "ROOM", len(gzip.compress(text.encode(), 6)) - 1)
    monkeypatch.setattr(search, "MOST", (40, 0))
    _, _, smaller = index_of(tmp_path)
    assert read(smaller)["said"].strip() == ""
    assert read(smaller)["titles"] == read(text)["titles"]


def test_ids_are_shortened_by_the_words_of_the_title():
    assert search.short_id("olah-understanding-lstm", "Christopher Olah Understanding LSTM Networks") == "BCD"
    assert search.short_id("colah-lstm-x", "Understanding LSTM") == "colahBx"
