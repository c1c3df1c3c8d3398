"""The real site, built strictly: no warning, nothing broken, valid HTML, the same pages under another engine."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from real_parts import BASE_PATH, ROOT, run_build
from selectolax.lexbor import LexborHTMLParser

from signposts.project import load_project, read_site

#: Sections every page of which shows at least one figure.
DRAWN = ("foundations", "architectures", "vision", "nlp")


@cache
def soup(path: Path) -> BeautifulSoup:
    """A page without the insides of its pictures: there are many, and reading them takes most of the time."""
    shapes = r"</?(?:circle|g|path|polygon|polyline|rect|text|use)\b[^>]*>"
    text = re.sub(shapes, "", path.read_text(encoding="utf-8"))
    return BeautifulSoup(text, "html.parser")


@cache
def tree(path: Path) -> LexborHTMLParser:
    """The whole page, by a parser that is fast enough to read every picture too."""
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset(node.attributes["id"] or "" for node in tree(path).css("[id]"))


@pytest.fixture(scope="module")
def topics():
    return [page for page in read_site(load_project(ROOT)).pages if page.is_topic]


def test_the_build_says_nothing_but_that_it_is_done(site):
    noise = [line for line in site.output.splitlines() if not re.match(r"INFO +-", line)]
    assert noise == []


def test_every_link_and_anchor_inside_the_site_leads_somewhere(site):
    broken = []
    for path in site.pages():
        for node in tree(path).css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = _target(site.folder, path, unquote(parts.path))
            if not target.is_file():
                broken.append(f"{path.relative_to(site.folder)}: {address}")
            elif not _has_anchor(target, unquote(parts.fragment)):
                broken.append(f"{path.relative_to(site.folder)}: {address} (no such anchor)")
    assert broken == []


def _has_anchor(page: Path, anchor: str) -> bool:
    return page.suffix != ".html" or not anchor or anchor in anchors(page)


def _target(folder: Path, page: Path, path: str) -> Path:
    target = page.parent / path if path else page
    if path.startswith("/"):
        target = folder / path.removeprefix(BASE_PATH)
    return target / "index.html" if target.is_dir() else target


def test_only_the_page_for_missing_addresses_knows_where_the_site_is(site):
    """Every other page works from any path: GitHub Pages serves under the repository's name."""
    for path in site.pages():
        absolute = [e.get("href") or e.get("src") for e in soup(path).select("[href^='/'], [src^='/']")]
        assert (path.name == "404.html") == bool(absolute), (path, absolute[:3])


def test_no_page_loads_anything_from_another_host(site):
    loading = (
        "script[src], img[src], iframe, object, embed, video, audio, source, link[rel~=stylesheet], link[rel~=icon]"
    )
    for path in site.pages():
        for element in soup(path).select(f"{loading}, link[rel~=preload], link[rel~=preconnect]"):
            address = element.get("src") or element.get("href") or ""
            assert not urlsplit(address).netloc, (path, address)
    for path in [*site.folder.rglob("assets/**/*.css"), *site.folder.rglob("assets/**/*.js")]:
        assert not re.search(r"url\(['\"]?https?:|@import ['\"]?https?:|import\(?['\"]https?:", path.read_text("utf-8"))


def test_every_page_is_valid_html(site, node):
    command = [node, str(ROOT / "node_modules/html-validate/bin/html-validate.mjs"), "--formatter", "json"]
    config = ["--config", str(ROOT / "tests" / "html-validate.json")]
    done = subprocess.run(
        [*command, *config, *map(str, site.pages())], capture_output=True, text=True, check=False, cwd=ROOT
    )
    results = json.loads(done.stdout)
    faults = [f"{r['filePath']}:{m['line']}: {m['ruleId']} {m['message']}" for r in results for m in r["messages"]]
    assert faults == []


def test_every_page_has_one_title_one_heading_and_a_description(site):
    titles = []
    for path in site.pages():
        page = soup(path)
        titles.append(page.title.get_text())
        assert len(page.find_all("h1")) == 1, path
        assert page.find("meta", {"name": "description"})["content"], path
        assert page.find("meta", {"property": "og:title"})["content"], path
        assert page.html["lang"] == "en"
    assert len(titles) == len(set(titles))


def test_every_page_but_the_missing_one_names_its_canonical_address(site):
    for path in site.pages():
        link = soup(path).find("link", rel="canonical")
        if path.name == "404.html":
            assert link is None
        else:
            place = path.parent.relative_to(site.folder).as_posix().removeprefix(".")
            assert link["href"].endswith(f"{BASE_PATH}{place + '/' if place else ''}"), link["href"]


def test_the_preview_picture_is_there(site):
    picture = (site.folder / "assets" / "social.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 1200
    assert int.from_bytes(picture[20:24]) == 630


def test_every_topic_page_answers_questions_with_formulas_and_figures(site, topics):
    assert len(topics) >= 45
    for page in topics:
        built = soup(site.folder / page.name.removesuffix(".md") / "index.html")
        assert len(page.questions) >= 2, page.name
        if page.name.split("/")[0] in DRAWN:
            assert built.select("figure svg[role=img][aria-label]"), page.name
            assert built.select(".formula"), page.name


def test_formulas_reach_the_reader_as_pictures_with_words(site):
    count = 0
    for path in site.pages():
        page = soup(path)
        assert not page.select(".arithmatex"), path
        text = path.read_text(encoding="utf-8")
        outlines = re.findall(r'<path id="(g-[^"]+)"', text)
        assert len(outlines) == len(set(outlines)), path
        assert set(re.findall(r'<use href="#([^"]+)"', text)) == set(outlines), path
        for formula in page.select(".formula"):
            assert formula["role"] == "img"
            assert formula["aria-label"].strip()
            count += 1
        article = page.find("article")
        for text in article.find_all(string=re.compile(r"\\[(\[a-zA-Z]|\$\$")):
            assert text.find_parent(["code", "pre"]), (path, text)
    assert count > 1000


def test_no_mathjax_script_is_sent(site):
    assert not [path for path in site.folder.rglob("*.js") if "mathjax" in path.read_text("utf-8").lower()]


def test_entries_show_their_facts_and_a_link_to_themselves(site):
    cards = [card for path in site.pages() for card in soup(path).select("li.entry")]
    assert len(cards) >= 228
    for card in cards:
        assert card.select_one(".entry-title > a[href^=http]")
        assert card.select_one(".entry-facts > .entry-kind").get_text()
        assert card.select_one(".entry-link")["href"] == f"#{card['id']}"


def test_the_home_page_maps_every_topic_with_counts_that_add_up(site, topics):
    home = soup(site.folder / "index.html")
    links = [link["href"] for link in home.select(".home-topics a")]
    assert sorted(links) == sorted(page.name.removesuffix(".md") + "/" for page in topics)
    questions = sum(int(re.match(r"\d+", text.get_text())[0]) for text in home.select(".home-count"))
    assert questions == sum(len(page.questions) for page in topics)
    totals = [int(number.get_text()) for number in home.select(".home-counts strong")]
    assert totals == [len(topics), questions, sum(len(page.entries) for page in topics)]


def test_abbreviations_have_their_long_form(site):
    page = soup(site.folder / "architectures" / "recurrent-networks" / "index.html")
    assert page.find("abbr", title="gated recurrent unit")
    glossary = soup(site.folder / "glossary" / "index.html")
    assert len(glossary.select("article dt[id]")) >= 60


def test_what_to_read_first_is_linked(site):
    page = soup(site.folder / "architectures" / "recurrent-networks" / "index.html")
    assert "Back-propagation" in page.select_one(".read-first").get_text()


def test_the_sitemap_lists_every_page(site):
    tree = ElementTree.parse(site.folder / "sitemap.xml")
    listed = [element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(listed) == len(site.pages()) - 1


def test_the_fork_of_the_engine_builds_the_same_pages(site, tmp_path):
    other = run_build("properdocs", tmp_path / "site")
    assert [p.relative_to(other.folder) for p in other.pages()] == [p.relative_to(site.folder) for p in site.pages()]
    for path in site.pages():
        there = other.folder / path.relative_to(site.folder)
        assert soup(there).find("article") == soup(path).find("article"), path
