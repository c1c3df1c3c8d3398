from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from helpers import ENTRY, FRONT_MATTER, make_project, project_of

from signposts.catalogue import list_items
from signposts.catalogue_page import catalogue_html
from signposts.project import read_site

SECOND = """
- [Ein „Titel“ & < mehr](https://example.org/b?c=1&d=2){ #bob-titel .video lang="de" minutes="12" access="paid" by="A B, C D, E F, G H, I J" }

    Was man davon hat, in einem Satz, der lang genug ist.
"""  # noqa: E501 - an entry's facts stand on one line


@pytest.fixture
def items(tmp_path):
    pages = {"a/one.md": FRONT_MATTER + ENTRY, "a/two.md": FRONT_MATTER + SECOND}
    project = project_of(make_project(tmp_path, pages))
    return list_items(project, read_site(project), {"a/one.md": "a/one/", "a/two.md": "a/two/"})


def soup(items, *, feed=True):
    return BeautifulSoup(catalogue_html(items, "../", feed=feed), "html.parser")


def test_a_row_holds_the_facts_and_both_addresses(items):
    first, second = soup(items).select("tbody tr")
    assert [cell.get_text() for cell in first.select("td")] == ["Ann Bee", "2015", "Article", "introductory", "A page"]
    assert first["class"] == ["entry-article"]
    assert [link["href"] for link in second.select("a")] == ["https://example.org/b?c=1&d=2", "../a/two/#bob-titel"]
    assert second.th.a.get_text() == "Ein „Titel“ & < mehr"
    assert second.th.a["hreflang"] == "de"
    assert second.small.get_text() == "example.org · 12 min · paid · in German"
    assert second.td.get_text() == "A B, C D, E F and 2 others"
    assert second.td["data-more"] == "G H, I J"


def test_the_form_offers_what_there_is_with_counts(items):
    made = soup([*items, replace(items[0])])
    offered = [
        (box["name"], box["value"], box.parent.get_text(" ", strip=True)) for box in made.select("input[type=checkbox]")
    ]
    assert offered == [
        ("kind", "article", "Article 2"),
        ("kind", "video", "Video 1"),
        ("topic", "a/one", "A page 2"),
        ("topic", "a/two", "A page 1"),
        ("level", "introductory", "introductory 2"),
        ("level", "unknown", "not known 1"),
        ("year", "2015", "2015 2"),
        ("year", "unknown", "not known 1"),
    ]
    # Until the script is there, nothing of the form does anything.
    assert made.form.fieldset.has_attr("disabled")
    assert made.select_one("[role=status]").get_text() == "3 entries"


def test_the_feed_is_named_only_where_there_is_one(items):
    names = [link["href"] for link in soup(items, feed=False).select(".catalogue-files a")]
    assert names == ["../catalogue.json", "../catalogue.schema.json", "../catalogue.csv", "../catalogue.bib"]
    assert soup(items).select(".catalogue-files a")[-1]["href"] == "../feed.xml"


def test_a_catalogue_may_be_empty():
    assert soup([]).select("tbody tr, input[type=checkbox]") == []
