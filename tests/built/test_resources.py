"""The resources that the site was asked to hold are on it, with the facts that are known of them.

``tests/data/sources.jsonl`` has one resource a line: its address, the old one if it moved, and what is known of it.
"""

import html
import json

import pytest
from real_parts import ROOT

from signposts.addresses import normalise
from signposts.project import load_project, read_site

SOURCES = [json.loads(line) for line in (ROOT / "tests" / "data" / "sources.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def entries():
    site = read_site(load_project(ROOT))
    return {normalise(entry.url): entry for _, entry in site.entries()}


@pytest.fixture(scope="module")
def built_text(site):
    return {path: path.read_text(encoding="utf-8") for path in site.pages()}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["address"])
def test_a_resource_is_an_entry_with_its_facts(entries, source):
    entry = entries[normalise(source["address"])]
    # Two lines of the original list are one video; its second line has the facts.
    twins = [other for other in SOURCES if other["address"] == source["address"]]
    known = twins[-1]
    if "title" in known:
        assert entry.title == known["title"]
    assert list(entry.authors) == known.get("authors", [])
    assert entry.year == known.get("year")
    assert entry.minutes == known.get("minutes")
    assert entry.level


def test_each_address_stands_on_the_built_site(built_text):
    text = "\n".join(built_text.values())
    missing = [source["address"] for source in SOURCES if f'href="{html.escape(source["address"])}"' not in text]
    assert missing == []


def test_each_old_address_stands_beside_its_entry(site):
    page = site.page("moved")
    old = [source["old"] for source in SOURCES if "old" in source]
    assert len(old) == 35
    assert [address for address in old if html.escape(address) not in page] == []
