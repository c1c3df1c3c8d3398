from xml.etree import ElementTree

import pytest
from real_parts import ROOT

from signposts.records import ACCESS, KINDS, Entry
from signposts.rendering import LANGUAGES, authors_text, facts_of, figure_html, host_of, thin_abbreviations


@pytest.mark.parametrize(
    ("authors", "text"),
    [
        ((), ""),
        (("A",), "A"),
        (("A", "B"), "A and B"),
        (("A", "B", "C", "D"), "A, B, C and D"),
        (("A", "B", "C", "D", "E"), "A, B, C and 2 others"),
        (("A", "B", "et al."), "A, B and others"),
        (("A", "B", "C", "D", "et al."), "A, B, C and others"),
    ],
)
def test_authors_are_named_as_in_a_sentence(authors, text):
    assert authors_text(authors) == text


def test_facts_come_in_order_and_unknown_ones_are_left_out():
    attributes = {"by": "A, B", "year": "2015", "minutes": "7", "access": "account", "lang": "zh"}
    entry = Entry("https://www.a.org/x", "T", "t", ("video",), attributes, "", 1)
    assert [text for _, text in facts_of(entry)] == [
        "Video",
        "A and B",
        "2015",
        "7 min",
        "free account needed",
        "in Chinese",
        "a.org",
    ]
    assert [text for _, text in facts_of(Entry("https://a.org", "T", "t", ("code",), {}, "", 1))] == ["Code", "a.org"]


def test_a_language_without_a_name_shows_its_tag():
    entry = Entry("https://a.org", "T", "t", ("code",), {"lang": "xx"}, "", 1)
    assert ("entry-lang", "in xx") in facts_of(entry)
    assert "en" not in LANGUAGES


def test_every_kind_has_its_colour_and_icon():
    css = (ROOT / "docs" / "assets" / "signposts.css").read_text(encoding="utf-8")
    for kind in KINDS:
        assert css.count(f".entry-{kind} {{ --kind:") == 2, kind
    assert all(ACCESS.values())


def test_hosts_are_shown_without_www():
    assert host_of("https://www.Example.org:80/a") == "example.org"
    assert host_of("nothing") == ""


def test_a_figure_escapes_what_its_author_wrote():
    html = figure_html('<svg class="figure"></svg>', 'a "b" <c>', "x < y")
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in html
    assert "<figcaption>x &lt; y</figcaption>" in html
    assert "figcaption" not in figure_html("<svg ></svg>", "a", "")


def test_an_abbreviation_is_marked_once_a_question_and_not_in_headings_or_links():
    root = ElementTree.fromstring(
        "<div><p>a <abbr>X</abbr> b <abbr>X</abbr> c <em><abbr>X</abbr></em><abbr>Y</abbr>!</p>"
        "<h2><abbr>Z</abbr>?</h2><p><abbr>X</abbr><a><abbr>Z</abbr></a> and <abbr>Z</abbr></p></div>"
    )
    thin_abbreviations(root)
    assert ElementTree.tostring(root, encoding="unicode") == (
        "<div><p>a <abbr>X</abbr> b X c <em>X</em><abbr>Y</abbr>!</p>"
        "<h2>Z?</h2><p><abbr>X</abbr><a>Z</a> and <abbr>Z</abbr></p></div>"
    )
