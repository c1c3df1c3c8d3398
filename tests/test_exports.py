import csv
import datetime
import io
import json
import urllib.robotparser
from dataclasses import replace

import feedparser
import pytest
from helpers import ENTRY, FRONT_MATTER, make_project, project_of
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from signposts import exports
from signposts.catalogue import list_items
from signposts.exports import FEED_LENGTH, Masthead
from signposts.history import History
from signposts.project import read_site
from signposts.topics import topic_map

SITE = Masthead("Signs", "A site for tests.", "https://example.org/signs/")
NOON = datetime.datetime(2024, 1, 3, 12, tzinfo=datetime.UTC)
PAGE = f"{FRONT_MATTER}\n## Why & how? {{ #why }}\n\n{ENTRY}\n"
FACTS = 'lang="de" minutes="12" access="account" by="Bo, Cy Dee"'
OTHER = f"""
- [Titel; mit "allem", a < b & c](https://example.org/b){{ #bob-titel .video {FACTS} }}

    Was man davon hat: 1 < 2 & mehr, in einem Satz.
"""


@pytest.fixture
def made(tmp_path):
    """A project with two entries on two pages: its items, with dates, and the map of its topics."""
    pages = {"index.md": FRONT_MATTER, "a/one.md": PAGE, "a/two.md": FRONT_MATTER + OTHER, "a/none.md": FRONT_MATTER}
    project = project_of(make_project(tmp_path, pages))
    site = read_site(project)
    history = History({"ann-title": NOON, "bob-titel": NOON + datetime.timedelta(days=1)}, head=NOON)
    return list_items(project, site, {"a/one.md": "a/one/", "a/two.md": "a/two/"}, history), history, project, site


def test_an_item_knows_its_place(made):
    first, second = made[0]
    assert (first.place, first.question, first.section) == ("a/one/#ann-title", "Why & how?", "")
    assert (second.place, second.question, second.day_added) == ("a/two/#bob-titel", "", "2024-01-04")


def test_the_json_holds_every_fact_and_keeps_its_own_schema(made):
    items, history, *_ = made
    data = json.loads(exports.catalogue_json(items, SITE, history))
    schema = json.loads(exports.catalogue_schema(SITE))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    for entry in data["entries"]:
        entry.setdefault("section", "S")
    validator.validate(data)
    assert data["entries"][1] == {
        "id": "bob-titel", "title": 'Titel; mit "allem", a < b & c', "authors": ["Bo", "Cy Dee"], "kind": "video",
        "minutes": 12, "access": "account", "language": "de", "url": "https://example.org/b", "host": "example.org",
        "section": "S", "topic": "A page", "place": "https://example.org/signs/a/two/#bob-titel",
        "added": "2024-01-04", "description": "Was man davon hat: 1 < 2 & mehr, in einem Satz.",
    }  # fmt: skip
    for spoilt in ({"kind": "blog"}, {"year": 15}, {"colour": "red"}, {"url": "javascript:1"}, {"added": "soon"}):
        with pytest.raises(ValidationError):
            validator.validate({**data, "entries": [{**data["entries"][0], **spoilt}]})


def test_the_csv_is_read_back_with_every_row(made):
    text = exports.catalogue_csv(made[0], SITE)
    assert text.count("\r\n") == 3
    first, second = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    assert first["id"] == "ann-title" and first["minutes"] == ""
    assert (second["title"], second["authors"]) == ('Titel; mit "allem", a < b & c', "Bo; Cy Dee")


def test_no_cell_is_a_formula_in_a_spreadsheet(made):
    item = made[0][0]
    titles = ['=HYPERLINK("https://evil.example";"Open")', "+1 for Adam", "-0.5", "@author", "A = b"]
    items = [replace(item, entry=replace(item.entry, title=title)) for title in titles]
    rows = csv.DictReader(io.StringIO(exports.catalogue_csv(items, SITE), newline=""), strict=True)
    assert [row["title"] for row in rows] == [*(f"'{title}" for title in titles[:4]), "A = b"]


def test_the_feed_holds_the_newest_first_with_their_dates(made):
    items, history, *_ = made
    found = feedparser.parse(exports.feed(items, SITE, history).encode())
    assert not found.bozo
    assert found.version == "atom10"
    assert (found.feed.title, found.feed.updated) == ("Signs: new entries", "2024-01-04T12:00:00+00:00")
    assert [(e.id, e.link, e.published, e.title) for e in found.entries] == [
        ("tag:example.org,2026:entry/bob-titel", "https://example.org/signs/a/two/#bob-titel",
         "2024-01-04T12:00:00+00:00", 'Titel; mit "allem", a < b & c'),
        ("tag:example.org,2026:entry/ann-title", "https://example.org/signs/a/one/#ann-title",
         "2024-01-03T12:00:00+00:00", "A title"),
    ]  # fmt: skip
    assert "1 &lt; 2 &amp; mehr" in found.entries[0].summary


def test_the_feed_is_short(made):
    items, history, *_ = made
    assert len(feedparser.parse(exports.feed(items * FEED_LENGTH, SITE, history)).entries) == FEED_LENGTH


def test_without_dates_the_feed_is_empty_and_says_why(made):
    _, _, project, site = made
    history = History(head=NOON, problem="this is a shallow clone")
    items = list_items(project, site, {"a/one.md": "a/one/"}, history)
    found = feedparser.parse(exports.feed(items, SITE, history))
    assert not found.bozo
    assert found.entries == []
    assert found.feed.updated == "2024-01-03T12:00:00+00:00"
    assert found.feed.subtitle == "No dates, so no entries: this is a shallow clone."
    data = json.loads(exports.catalogue_json(items, SITE, history))
    assert data["dates"] == "this is a shallow clone"
    assert "added" not in data["entries"][0]


def test_without_any_commit_there_is_no_feed(made):
    with pytest.raises(ValueError, match="a feed needs dates: no history"):
        exports.feed(made[0], SITE, History(problem="no history"))


def test_robots_are_welcome_and_find_the_sitemap():
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(exports.robots(SITE).splitlines())
    assert parser.can_fetch("AnyBot", "https://example.org/signs/a/one/")
    assert parser.site_maps() == ["https://example.org/signs/sitemap.xml"]


def test_llms_txt_lists_every_topic(made):
    _, _, project, site = made
    text = exports.llms(topic_map(project, site), {n: n.removesuffix(".md") + "/" for n in project.navigation}, SITE)
    lines = text.splitlines()
    assert lines[0] == "# Signs"
    assert lines[2] == "> A site for tests."
    link = "- [A page](https://example.org/signs/a/two/): A page that a test made, long enough for the rules."
    assert link in lines
    assert [line for line in lines if line.startswith("## ")][-1] == "## Data"
