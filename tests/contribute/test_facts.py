"""What pages say of themselves, in all the ways in which they say it."""

import json

import pytest

from signposts.contribute.facts import Facts, read_facts, read_oembed

URL = "https://blog.example.org/post"


def html(head="", lang="en", body="<h1>Heading</h1>"):
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def linked(**data):
    return html(f'<script type="application/ld+json">{json.dumps(data)}</script>')


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        (html("<title>Just a title</title>"), Facts("Just a title")),
        (html(), Facts("Heading")),
        (
            html(
                '<meta property="og:title" content="Gates - The Blog"><meta property="og:site_name" content="The Blog">'
                '<meta name="author" content="Ann Bee, Carl Dee"><meta property="og:type" content="article">'
                '<meta property="article:published_time" content="2021-03-04T10:00:00Z">'
            ),
            Facts("Gates", ("Ann Bee", "Carl Dee"), 2021, "article"),
        ),
        (
            html('<meta property="og:title" content="A | B"><meta property="og:site_name" content="C">'),
            Facts("A | B"),
        ),
        (
            html('<meta property="og:type" content="video.other"><meta property="og:video:duration" content="3000">'),
            Facts("Heading", kind="video", minutes=50),
        ),
        (html("<title>Titel</title>", lang="de-DE"), Facts("Titel", lang="de-DE")),
        (html("<title>T</title>", lang="no language"), Facts("T")),
        (
            linked(**{"@type": "BlogPosting", "headline": "H", "author": {"name": "Ann Bee"}, "datePublished": "2020"}),
            Facts("H", ("Ann Bee",), 2020, "article"),
        ),
        (
            linked(**{"@graph": [{"@type": "WebSite", "name": "S"}, {"@type": ["VideoObject"], "name": "V",
                      "duration": "PT1H2M10S", "author": ["Ann Bee", {"name": "Carl Dee"}], "inLanguage": "fr"}]}),
            Facts("V", ("Ann Bee", "Carl Dee"), kind="video", minutes=62, lang="fr"),
        ),
        (linked(**{"@type": "Course", "name": "C", "timeRequired": "P2D"}), Facts("C", kind="course", minutes=2880)),
        (linked(**{"@type": 7, "name": ["x"]}), Facts("Heading")),
        (html('<script type="application/ld+json">{not json</script>'), Facts("Heading")),
        (html('<script type="application/ld+json">' + "[" * 5000 + "</script>"), Facts("Heading")),
        (
            html('<meta name="author" content="https://a.org/ann"><meta name="author" content="ann@a.org">'),
            Facts("Heading"),
        ),
        (html(f'<meta name="author" content="{"x" * 200}">'), Facts("Heading")),
        (html('<meta name="video:duration" content="0"><meta itemprop="duration" content="x">'), Facts("Heading")),
        (html('<meta name="citation_title" content="P"><meta name="citation_authors" content="Bee, A.; Dee, C.">'),
         Facts("P", ("A. Bee", "C. Dee"), kind="paper")),
        ("", Facts()),
        ("\x00<<<>>>", Facts()),
    ],
)  # fmt: skip
def test_facts_of_pages(page, facts):
    assert read_facts(URL, page) == facts


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://arxiv.org/abs/1", "paper"), ("https://github.com/a/b", "code"), ("https://youtube.com/x", "video"),
        ("https://stats.stackexchange.com/q/1", "discussion"), ("https://en.wikipedia.org/wiki/X", "reference"),
        ("https://notgithub.com/a", ""),
    ],
)  # fmt: skip
def test_some_hosts_hold_one_kind(url, kind):
    assert read_facts(url, html("<title>T</title>")).kind == kind


def test_a_repository_is_called_by_its_name():
    page = html('<meta property="og:title" content="GitHub - ann/gates: Gates in NumPy">')
    assert read_facts("https://github.com/ann/gates", page).title == "ann/gates: Gates in NumPy"


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "[" * 100_000, '{"title": 3, "author_name": [], "type": "photo"}']
)
def test_what_is_no_oembed_answer_tells_nothing(text):
    assert read_oembed(text) == Facts()


def test_a_page_in_another_encoding_is_read():
    from signposts.contribute.ask import _text  # noqa: PLC0415
    from signposts.links.records import Answer  # noqa: PLC0415

    page = "<meta charset=latin-1><title>Größe</title>"
    assert "Größe" in _text(Answer(URL, 200, {}, page.encode("latin-1")))
    assert "Größe" in _text(Answer(URL, 200, {"content-type": "text/html; charset=latin-1"}, page.encode("latin-1")))
    assert "title" in _text(Answer(URL, 200, {"content-type": "text/html; charset=nonsense"}, page.encode()))
