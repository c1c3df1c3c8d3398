"""The files for other programs as they stand on the real site, each read back by a library of its field."""

import csv
import gzip
import json
import re
import subprocess
import urllib.robotparser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pybtex.database import parse_file
from real_parts import run_build

from signposts.history import read_history

FILES = [
    "catalogue.bib", "catalogue.csv", "catalogue.json", "catalogue.schema.json", "feed.xml", "llms.txt", "robots.txt",
    "sitemap.xml", "sitemap.xml.gz",
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(site):
    return json.loads((site.folder / "catalogue.json").read_text(encoding="utf-8"))


def anchor_of(site, address, base):
    """The page and anchor that an absolute address of the site leads to; fails when there is no such place."""
    path, _, anchor = address.removeprefix(base).partition("#")
    html = (site.folder / path / "index.html").read_text(encoding="utf-8")
    assert not anchor or re.search(rf'\bid="?{re.escape(anchor)}["\s>]', html), address
    return path, anchor


def test_the_json_keeps_its_published_schema(site, catalogue):
    schema = json.loads((site.folder / "catalogue.schema.json").read_text(encoding="utf-8"))
    assert catalogue["$schema"] == schema["$id"]
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(catalogue)


def test_the_json_holds_every_card_of_the_site_and_its_place(site, catalogue):
    cards = [
        identifier
        for path in site.pages()
        for identifier in re.findall(r'<li class="entry [^>]*?id="([^"]+)"', path.read_text(encoding="utf-8"))
    ]
    assert sorted(entry["id"] for entry in catalogue["entries"]) == sorted(cards)
    for entry in catalogue["entries"]:
        assert anchor_of(site, entry["place"], catalogue["url"])[1] == entry["id"]


def test_csv_and_bibtex_hold_the_same_entries(site, catalogue):
    ids = [entry["id"] for entry in catalogue["entries"]]
    with (site.folder / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [row["id"] for row in rows] == ids
    assert [row["title"] for row in rows] == [entry["title"] for entry in catalogue["entries"]]
    found = parse_file(str(site.folder / "catalogue.bib"), "bibtex").entries
    assert list(found) == ids
    assert {entry.type for entry in found.values()} > {"misc", "article", "inproceedings"}


def test_the_feed_has_the_dates_of_the_history(site, root, catalogue):
    history = read_history(root)
    if history.head is None:
        assert not (site.folder / "feed.xml").exists()
        return
    found = feedparser.parse((site.folder / "feed.xml").read_bytes())
    assert not found.bozo
    if history.problem:
        assert found.entries == [] and history.problem in found.feed.subtitle
        return
    assert 0 < len(found.entries) <= 50
    for entry in found.entries:
        identifier = entry.id.rpartition("/")[2]
        assert entry.published == history.added[identifier].isoformat()
        assert anchor_of(site, entry.link, catalogue["url"])[1] == identifier
    assert max(entry.published for entry in found.entries) == found.feed.updated


def test_every_page_names_the_feed_where_there_is_one(site, root, catalogue):
    for path in site.pages():
        match = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', path.read_text())
        if read_history(root).head is None:
            assert match is None
            continue
        here = catalogue["url"] + path.relative_to(site.folder).as_posix()
        assert urlsplit(urljoin(here, match[1])).path == urlsplit(catalogue["url"]).path + "feed.xml"


def test_the_sitemap_lists_every_page_with_its_true_date_or_none(site, root, catalogue):
    text = (site.folder / "sitemap.xml").read_bytes()
    assert gzip.decompress((site.folder / "sitemap.xml.gz").read_bytes()) == text
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    dates = {}
    for url in ET.fromstring(text).findall("s:url", space):
        path, _ = anchor_of(site, url.findtext("s:loc", None, space), catalogue["url"])
        dates[path] = url.findtext("s:lastmod", None, space)
    built = {path.parent.relative_to(site.folder).as_posix() + "/" for path in site.pages() if path.name != "404.html"}
    assert {path or "./" for path in dates} == built
    for path, date in dates.items():
        if date:
            command = ["git", "log", "-1", "--date=format-local:%Y-%m-%d", "--format=%cd", "--", f"docs/{path[:-1]}.md"]
            said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, env={"TZ": "UTC"})
            assert date == said.stdout.strip()
    assert not dates[""]


def test_robots_txt_leads_to_the_sitemap(site, catalogue):
    parser = urllib.robotparser.RobotFileParser()
    parser.parse((site.folder / "robots.txt").read_text(encoding="utf-8").splitlines())
    assert parser.can_fetch("*", catalogue["url"])
    assert parser.site_maps() == [catalogue["url"] + "sitemap.xml"]


def test_every_link_of_llms_txt_leads_somewhere(site, catalogue):
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", text, re.MULTILINE)
    assert len(links) == text.count("\n- ")
    for link in links:
        path = site.folder / link.removeprefix(catalogue["url"])
        assert path.is_file() or (path / "index.html").is_file()


def test_the_same_commit_gives_the_same_bytes(site, tmp_path):
    again = run_build("mkdocs", tmp_path / "site")
    for name in [name for name in FILES if name != "feed.xml" or (site.folder / name).exists()]:
        assert (again.folder / name).read_bytes() == (site.folder / name).read_bytes(), name
