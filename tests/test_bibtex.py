import re

import pytest
from helpers import ENTRY, FRONT_MATTER, convert, make_project, project_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from signposts.bibtex import _ENCODER, _PLAIN, VENUE_FIELDS, Citations, bibtex, check_citations, read_citations
from signposts.project import load_project, read_site
from signposts.records import Entry
from signposts.rules import Site


def entry(title="A title", url="https://example.org/a", kind="article", identifier="ann-title", **facts):
    return Entry(url, title, identifier, (kind,), facts, "Words.", 1)


def read_back(text):
    """Another library's view of the text: its entries, each with a type, persons and fields."""
    return parse_string(text, "bibtex").entries


NOTHING = Citations()


def only(one, citations=NOTHING):
    (found,) = read_back(bibtex([one], citations)).values()
    return found


def plain(latex):
    return LatexNodes2Text(keep_braced_groups=False).latex_to_text(latex)


def test_an_entry_is_written_with_all_its_facts():
    text = bibtex([entry(by="Ann Bee, Cy van der Dee", year="2015", lang="de")], Citations(), "% two words")
    assert text == (
        "% two words\n\n@misc{ann-title,\n  author = {Ann Bee and Cy van der Dee},\n  title = {{A title}},\n"
        "  year = {2015},\n  url = {https://example.org/a},\n  howpublished = {Article, example.org},\n"
        "  language = {German}\n}\n"
    )


def test_names_are_split_as_names_and_organisations_are_not():
    people = only(entry(by="Cy van der Dee, ShawnLeeZX, Zoë Ånd, Zhuang Liu (answer)")).persons["author"]
    assert [(p.prelast_names, [plain(n) for n in p.last_names]) for p in people] == [
        (["van", "der"], ["Dee"]), ([], ["ShawnLeeZX"]), ([], ["Ånd"]), ([], ["Liu"]),
    ]  # fmt: skip
    citations = Citations(frozenset(["Wikipedia contributors"]))
    (one,) = only(entry(by="Wikipedia contributors"), citations).persons["author"]
    assert one.last_names == ["{Wikipedia contributors}"]


def test_one_name_stays_one():
    people = only(entry(by="Smith and Jones, Ann And, Rand Anderson, Cy")).persons["author"]
    assert [p.last_names for p in people] == [["{Smith and Jones}"], ["{Ann And}"], ["Anderson"], ["Cy"]]


def test_further_authors_become_others():
    assert [str(p) for p in only(entry(by="Ann Bee, et al.")).persons["author"]] == ["Bee, Ann", "others"]


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://arxiv.org/abs/1512.03385", "1512.03385"),
        ("https://arxiv.org/pdf/1512.03385v2.pdf", "1512.03385"),
        ("https://www.arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("https://arxiv.org/list/cs.LG/recent", None),
    ],
)
def test_a_preprint_has_its_number(url, number):
    found = only(entry(url=url, kind="paper"))
    assert found.type == "misc"
    assert found.fields.get("eprint") == number
    assert ("howpublished" in found.fields) == (number is None)


@pytest.mark.parametrize("host", ["doi.org", "dx.doi.org", "www.doi.org"])
def test_a_doi_is_named(host):
    found = only(entry(url=f"https://{host}/10.1145/582415.582418", kind="paper"))
    assert found.fields["doi"] == "10.1145/582415.582418"


def test_a_published_paper_has_its_type_and_venue():
    citations = Citations(venues={"ann-title": {"type": "article", "journal": "Text & Data", "volume": "3"}})
    found = only(entry(kind="paper"), citations)
    assert (found.type, found.fields["journal"], found.fields["volume"]) == ("article", "Text {\\&} Data", "3")


def test_an_address_in_another_script_is_one_that_latex_can_set():
    found = only(entry(url="https://ja.wikipedia.org/wiki/深層"))
    assert found.fields["url"] == "https://ja.wikipedia.org/wiki/%E6%B7%B1%E5%B1%A4"


def test_a_book_has_its_publisher_and_its_year_where_the_entry_gives_none():
    citations = Citations(venues={"ann-title": {"type": "book", "publisher": "P", "year": "2023"}})
    found = only(entry(), citations)
    assert (found.type, found.fields["publisher"], found.fields["year"]) == ("book", "P", "2023")


def test_an_address_stays_as_it_is():
    url = "https://example.org/a_b%20c?x=1&y=~#z{}"
    assert only(entry(url=url)).fields["url"] == "https://example.org/a_b%20c?x=1&y=~#z%7B%7D"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "Sm", "Sc")), min_size=1, max_size=40))
@example("x₀ + y² in a ▭")
def test_any_title_is_read_back_whole(title):
    text = bibtex([entry(title), entry("Next", identifier="next-one")], Citations())
    entries = read_back(text)
    assert list(entries) == ["ann-title", "next-one"]
    value = entries["ann-title"].fields["title"]
    assert value.startswith("{") and value.endswith("}")
    # No character is left that LaTeX would take for a command; in formulas and boxes they are commands that are meant.
    meant = r"\\ensuremath\{(?:[^{}]|\{[^{}]*\})*\}|\\fbox\{~~\}|\$[^$]*\$|\\\w+\{?[\^~]?\}?|\\[\^~]"
    assert not re.search(r"(?<!\\)[%&#$_^~]", re.sub(meant, "", value))


@pytest.mark.parametrize("title", ["50 % of x_1 & #3 cost $5 ~ a^b \\ “Größe” – ŁYyïş", 'He said "no"', "\\"])
def test_awkward_titles_keep_their_characters(title):
    same = str.maketrans({"“": '"', "”": '"', "–": "-", "ˆ": "^"})
    back = plain(only(entry(title)).fields["title"]).replace("``", '"').replace("''", '"').replace("--", "-")
    assert back.translate(same) == title.translate(same)


def test_braces_in_a_title_do_not_upset_those_of_the_format():
    assert only(entry("}{")).fields["title"] == r"{{\textbraceright}{\textbraceleft}}"


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_what_is_left_alone_as_plain_needs_no_encoding(text):
    assert _ENCODER.unicode_to_latex(text) == text


def test_every_entry_of_the_real_site_is_read_back(root):
    entries = [entry for _, entry in read_site(load_project(root)).entries()]
    citations, findings = read_citations(root)
    assert findings == []
    found = read_back(bibtex(entries, citations))
    assert list(found) == [entry.id for entry in entries]
    for one in entries:
        assert len(found[one.id].persons.get("author", [])) == len(one.authors)
        year = str(one.year or "") or citations.venues.get(one.id, {}).get("year")
        assert found[one.id].fields.get("year") == year


def test_every_paper_of_the_real_site_has_its_number_or_its_venue(root):
    citations, _ = read_citations(root)
    entries = [entry for _, entry in read_site(load_project(root)).entries() if entry.kind == "paper"]
    assert len(entries) > 100
    for one in entries:
        found = only(one, citations)
        assert "eprint" in found.fields or found.type != "misc", one.id
        assert found.fields["year"], one.id


def test_what_is_published_has_all_that_its_type_asks_for(root):
    citations, _ = read_citations(root)
    entries = [entry for _, entry in read_site(load_project(root)).entries() if entry.id in citations.venues]
    assert {citations.venues[one.id]["type"] for one in entries} >= {"article", "book", "inproceedings"}
    for one in entries:
        found = only(one, citations)
        assert found.persons["author"], one.id
        assert {"title", "year", *VENUE_FIELDS[found.type]} <= set(found.fields.keys()), one.id


def test_no_organisation_of_the_real_site_is_taken_for_a_person(root):
    citations, _ = read_citations(root)
    names = {name for _, entry in read_site(load_project(root)).entries() for name in entry.authors}
    words = r"team|contributors|developers|authors|university|community|forum|overflow|exchange|group|lab"
    assert {name for name in names if re.search(rf"\b({words})\b", name, re.IGNORECASE)} <= citations.organisations


BAD = """\
organisations = ["Ann Inc."]

[venue.no-type]
journal = "J"

[venue.no-journal]
type = "article"

[venue.other-key]
type = "book"
publisher = "P"
colour = "red"

[venue.number]
type = "article"
journal = "J"
volume = 3

[venue.gone-entry]
type = "book"
publisher = "P"
"""


def test_what_is_wrong_in_the_data_is_said_with_its_line(tmp_path):
    root = make_project(tmp_path, {"index.md": FRONT_MATTER + ENTRY})
    (root / "data").mkdir()
    (root / "data" / "citations.toml").write_text(BAD)
    citations, findings = read_citations(root)
    assert [(f.path, f.line, f.code) for f in findings] == [("data/citations.toml", n, "E404") for n in (3, 6, 9, 14)]
    assert [f.message.split(" ", 4)[-1] for f in findings] == [
        "needs a type, one of article, book, inbook, incollection, inproceedings, phdthesis, techreport",
        "is of type article and needs journal",
        "has the unknown key colour",
        "must have texts in quotation marks only",
    ]
    (gone,) = check_citations(citations, read_site(project_of(root)))
    assert str(gone).startswith('data/citations.toml:19: E404 there is no entry "gone-entry"')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = = 2\n", 2),
        ("[venues.some-id]\n", 1),
        ("venue = 3\n", 1),
        ('organisations = "one"\n', 1),
        ("organisations = [1]\n", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path, text, line):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "citations.toml").write_text(text)
    citations, findings = read_citations(tmp_path)
    assert [(f.line, f.code) for f in findings] == [(line, "E404")]
    assert citations == Citations()


def test_a_missing_file_is_an_empty_one(tmp_path):
    assert read_citations(tmp_path) == (Citations(), [])
    assert check_citations(Citations(), Site(())) == []


def test_the_markdown_of_an_entry_becomes_bibtex():
    _, page, _ = convert(ENTRY)
    assert read_back(bibtex(page.entries, Citations()))["ann-title"].fields["year"] == "2015"
