"""What a visit weighs, gzipped, and what the pages promise about themselves: budgets that the site must keep."""

import gzip
import re
from functools import cache
from urllib.parse import urljoin

import pytest

from signposts.hosting import policy

KB = 1024
#: What the first page of a visit may transfer, with everything that it loads by itself.
PLAIN, FORMULAS, CATALOGUE = 95 * KB, 115 * KB, 160 * KB
#: What the second page may add.
SECOND = 40 * KB
#: What the frame of a page may cost before its first paint: far below the budgets, so that they stay kept.
SHEET, SCRIPTS = 16 * KB, 6 * KB
REQUESTS = 12

LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script(?: type="module")? src|img src)="([^":]+)"')


@cache
def packed(path):
    return len(gzip.compress(path.read_bytes(), 9))


def loaded(site, path):
    """The files that a page names for loading."""
    html = path.read_text(encoding="utf-8")
    root = "https://host/signposts/"
    here = root + path.relative_to(site.folder).as_posix()
    found = {urljoin(here, match[1]) for match in LOADED.finditer(html)}
    return {site.folder / address.removeprefix(root) for address in found}


def budget(path):
    html = path.read_text(encoding="utf-8")
    if path.parent.name == "catalogue":
        return CATALOGUE
    return FORMULAS if 'class="formula"' in html else PLAIN


def test_every_page_keeps_within_its_budget(site):
    heavy = {}
    for path in site.pages():
        first = packed(path) + sum(map(packed, loaded(site, path)))
        if first > budget(path) or packed(path) > SECOND:
            heavy[path.parent.name] = (first, packed(path))
    assert heavy == {}


def test_every_page_asks_for_few_files(site):
    counts = {path.parent.name: len(loaded(site, path)) for path in site.pages()}
    assert {name: count for name, count in counts.items() if count > REQUESTS} == {}


def test_the_frame_is_light(site):
    files = loaded(site, site.folder / "about" / "index.html")
    assert sum(packed(file) for file in files if file.suffix == ".css") < SHEET
    assert sum(packed(file) for file in files if file.suffix == ".js") < SCRIPTS


def test_nothing_of_the_theme_is_sent_that_no_page_needs(site):
    names = [path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()]
    assert not [
        name for name in names if re.search(r"bundle|worker|lunr|stylesheets/|\.map$|\.woff|favicon\.png", name)
    ]


def test_every_page_has_the_policy_and_satisfies_it(site):
    for path in site.pages():
        html = path.read_text(encoding="utf-8")
        head = html[: html.index("</head>")]
        assert f'<meta http-equiv="Content-Security-Policy" content="{policy()}">' in head, path
        assert head.index("Content-Security-Policy") < head.index("<link"), path
        assert not re.findall(r"<script(?![^>]* src=)[^>]*>|<style|<[^>]+ style=|<[^>]+ on[a-z]+=|javascript:", html), (
            path
        )


def test_pictures_have_their_size_so_that_nothing_moves(site):
    for path in site.pages():
        for tag in re.findall(r"<img[^>]*>", path.read_text(encoding="utf-8")):
            assert " width=" in tag, (path, tag)
            assert " height=" in tag, (path, tag)


def test_fingerprints_tell_the_content_and_may_be_kept(site):
    headers = (site.folder / "_headers").read_text(encoding="utf-8")
    kept = re.findall(
        r"^/signposts/(assets/\S+)\n  Cache-Control: public, max-age=31536000, immutable$", headers, re.MULTILINE
    )
    assert kept
    for name in kept:
        assert re.fullmatch(r"assets/[\w-]+\.[0-9a-f]{10}\.(css|js)", name)
        assert (site.folder / name).is_file()
    assert policy().split("; ", 1)[0] in headers


@pytest.mark.parametrize("name", ["about", "architectures/recurrent-networks"])
def test_the_menu_holds_the_sections_and_the_pages_of_the_present_one(site, name):
    menu = re.search(r'<nav class="menu".*?</nav>', site.page(name), re.DOTALL)[0]
    assert menu.count('aria-current="page"') == 1
    assert 8 < menu.count("<li") < 30
