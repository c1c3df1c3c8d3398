"""One build, step by step, as an engine drives it, on a small project without formulas."""

import json

import pytest
from helpers import ENTRY, FRONT_MATTER, make_project
from markdown import Markdown

from signposts.build import Build, BuildFailedError
from signposts.exports import Masthead

SITE = Masthead("Signs", "A site for tests.", "https://example.org/signs/")
PATHS = """\
[[path]]
id = "all-of-it"
title = "All"
purpose = "To know."

[[path.part]]
title = "Both"
steps = ["a/one.md", "#ann-title"]
"""
PAGES = {
    "index.md": FRONT_MATTER,
    "a/one.md": f"{FRONT_MATTER}\n## Why? {{ #why }}\n\nA sentence.\n\n{ENTRY}",
    "catalogue.md": FRONT_MATTER,
    "glossary.md": f"{FRONT_MATTER}\nWords.\n",
    "paths.md": FRONT_MATTER,
    "reading-list.md": f"{FRONT_MATTER}\nWords.\n",
}
ADDRESSES = {name: "" if name == "index.md" else name.removesuffix(".md") + "/" for name in PAGES}
GLOSSARY = '[GRU]\nexpansion = "gated recurrent unit"\nmeaning = "A cell."\npage = "a/one.md"\n'


def project(root, pages=PAGES, paths=PATHS):
    make_project(root, pages)
    (root / "docs" / "assets").mkdir()
    (root / "docs" / "assets" / "reach.js").write_text("")
    (root / "data").mkdir()
    (root / "data" / "paths.toml").write_text(paths, encoding="utf-8")
    (root / "data" / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    return root


def convert(build):
    """Read and convert every page, as an engine does."""
    build.read_sources()
    configs = {**build.project.extension_configs, **build.extension_configs()}
    md = Markdown(extensions=[*build.project.extensions, "signposts.extension"], extension_configs=configs)
    for name in ADDRESSES:
        if (build.project.docs / name).exists():
            md.reset()
            md.convert(build.begin_page(name))


@pytest.fixture
def build(tmp_path):
    made = Build(project(tmp_path))
    convert(made)
    made.check()
    yield made
    made.close()


def test_pages_are_generated_where_the_site_has_them(build):
    made = build.generated_pages(ADDRESSES, feed=False)
    assert "https://example.org/a" in made["catalogue.md"]
    assert 'id="all-of-it"' in made["paths.md"]
    assert "catalogue/" in made["reading-list.md"]
    few = {name: address for name, address in ADDRESSES.items() if name.startswith("a/")}
    assert not {"catalogue.md", "paths.md", "reading-list.md"} & build.generated_pages(few, feed=False).keys()


def test_pages_with_marks_are_those_with_entries_the_home_page_and_the_paths(build):
    assert build.marked_pages() == {"a/one.md": 1, "index.md": 1, "paths.md": 1}


def test_every_file_for_other_programs_is_made_but_no_feed_without_a_date(build):
    files = build.exports(SITE, ADDRESSES)
    assert {"catalogue.json", "catalogue.schema.json", "catalogue.csv", "catalogue.bib", "robots.txt", "llms.txt"} <= (
        files.keys()
    )
    assert "feed.xml" not in files
    assert build.history.problem.startswith("this copy has no git history")
    (entry,) = json.loads(files["catalogue.json"])["entries"]
    assert entry["place"] == "https://example.org/signs/a/one/#ann-title"
    assert files["catalogue.bib"].startswith("% Signs: 1 entries, https://example.org/signs/\n\n@misc{ann-title,")
    assert build.exports(SITE, ADDRESSES) == files


def test_the_glossary_page_gets_its_terms(build):
    assert "gated recurrent unit" in build.begin_page("glossary.md")


def test_the_map_has_the_topics(build):
    (section,) = build.topic_map()
    assert [topic.path for topic in section.topics] == ["a/one.md"]


def test_what_is_wrong_in_the_data_fails_the_build_with_its_line(tmp_path):
    made = Build(project(tmp_path, paths=PATHS.replace("#ann-title", "#gone-title")))
    convert(made)
    with pytest.raises(BuildFailedError, match=r"^1 finding: the site was not built$") as failure:
        made.check()
    assert str(failure.value.findings[0]).startswith('data/paths.toml:8: E407 "#gone-title" is no page')
    made.close()


def test_a_page_that_cannot_be_read_stops_the_build_before_anything_is_converted(tmp_path):
    made = Build(project(tmp_path, pages={**PAGES, "a/one.md": b"\xff", "a/two.md": "no front matter"}))
    with pytest.raises(BuildFailedError, match=r"^2 findings") as failure:
        made.read_sources()
    assert [finding.code for finding in failure.value.findings] == ["E001", "E003"]
    made.close()
