from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from helpers import FRONT_MATTER, make_project, project_of

from signposts.catalogue import list_items
from signposts.paths import ReadingTime, check_paths, read_paths, reading_time
from signposts.paths_page import paths_html
from signposts.project import load_project, read_site
from signposts.records import Entry


def page(title, *needs, entries=()):
    meta = FRONT_MATTER.replace("A page", title).replace("[]", f"[{', '.join(needs)}]")
    questions = f"\n## Why {title}? {{ #why }}\n"
    return meta + questions + "".join(
        f'\n- [About {name}](https://example.org/{name}){{ #{name} .video by="Ann Bee" {facts} }}\n\n'
        "    What the reader gets, in one sentence that is long enough.\n"
        for name, facts in entries
    )  # fmt: skip


PAGES = {
    "index.md": FRONT_MATTER,
    "a/first.md": page("First", entries=[("first-video", 'minutes="90"'), ("second-video", "")]),
    "a/second.md": page("Second", "a/first.md", entries=[("third-video", 'minutes="30" lang="de"')]),
    "a/third.md": page("Third", "a/second.md"),
}

GOOD = """\
[[path]]
id = "all-of-it"
title = "All & more"
purpose = "To know <everything>."

[[path.part]]
title = "The beginning"
steps = [
    "a/first.md",
    "#first-video",
    "#third-video",
]

[[path.part]]
title = "The end"
steps = ["a/second.md", "#second-video", "a/third.md"]

[[path]]
id = "short-cut"
title = "A short cut"
purpose = "To save time."
assumes = ["a/second.md"]

[[path.part]]
title = "All"
steps = ["a/third.md"]
"""


def made(tmp_path, text):
    tmp_path.mkdir(exist_ok=True)
    root = make_project(tmp_path, PAGES)
    (root / "data").mkdir()
    (root / "data" / "paths.toml").write_text(text, encoding="utf-8")
    return root


def complaints(tmp_path, text):
    root = made(tmp_path, text)
    paths, findings = read_paths(root)
    findings += check_paths(paths, read_site(project_of(root)))
    assert {finding.path for finding in findings} <= {"data/paths.toml"}
    return [(finding.line, finding.code, finding.message) for finding in findings]


def test_a_path_is_read_with_its_parts_and_lines(tmp_path):
    first, second = read_paths(made(tmp_path, GOOD))[0]
    assert (first.id, first.title, first.assumes, first.line) == ("all-of-it", "All & more", (), 1)
    assert [(step.target, step.line) for step in first.steps] == [
        ("a/first.md", 9), ("#first-video", 10), ("#third-video", 11), ("a/second.md", 16), ("#second-video", 16),
        ("a/third.md", 16),
    ]  # fmt: skip
    assert [part.title for part in first.parts] == ["The beginning", "The end"]
    assert (second.assumes, second.line) == (("a/second.md",), 18)


def test_a_path_in_a_possible_order_is_right(tmp_path):
    assert complaints(tmp_path, GOOD) == []


def test_a_page_before_its_prerequisite_is_wrong(tmp_path):
    text = GOOD.replace('"a/second.md", "#second-video", "a/third.md"', '"a/third.md",\n"a/second.md"')
    assert complaints(tmp_path, text) == [
        (16, "E408", '"a/third.md" comes before its prerequisite a/second.md: move it, or add that page to "assumes"')
    ]


def test_an_entry_needs_what_its_page_needs(tmp_path):
    text = GOOD.replace('    "a/first.md",\n', "")
    assert [(line, code, message.split(":")[0]) for line, code, message in complaints(tmp_path, text)] == [
        (10, "E408", '"#third-video" comes before its prerequisite a/first.md'),
        (15, "E408", '"a/second.md" comes before its prerequisite a/first.md'),
    ]


def test_what_is_assumed_brings_its_own_prerequisites(tmp_path):
    text = GOOD.replace('["a/third.md"]', '["a/third.md", "#third-video"]')
    assert complaints(tmp_path, text) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "start"),
    [
        ('"#third-video"', '"#gone-video"', 11, '"#gone-video" is no page below docs/ and no entry'),
        ('"#third-video"', '"a/gone.md"', 11, '"a/gone.md" is no page below docs/ and no entry'),
        ('"#third-video"', '"#first-video"', 10, '"#first-video" stands twice in the path "all-of-it"'),
        ('["a/second.md"]', '["a/second.md", "a/gone.md"]', 18, 'the path "short-cut" assumes "a/gone.md"'),
    ],
)
def test_a_step_that_leads_nowhere_or_twice_to_one_place_is_wrong(tmp_path, old, new, line, start):
    ((found_line, code, message),) = complaints(tmp_path, GOOD.replace(old, new))
    assert (code, message.startswith(start)) == ("E407", True), message
    assert found_line == line


@pytest.mark.parametrize(
    ("old", "new", "line", "start"),
    [
        ('purpose = "To save time."', "", 18, "the path needs purpose, each a text"),
        ('title = "A short cut"', "title = 3", 18, "the path needs title, each a text"),
        ('id = "short-cut"', 'id = "Short cut"', 18, 'the path has the id "Short cut"'),
        ('id = "short-cut"', 'id = "all-of-it"', 18, 'the path has the id "all-of-it", which another path has'),
        ('assumes = ["a/second.md"]', 'assumes = "a/second.md"', 18, 'the path "short-cut" assumes something else'),
        ('title = "All"\n', "", 18, 'the path "short-cut" has a part without a title or without steps'),
        ('steps = ["a/third.md"]', "steps = []", 18, 'the path "short-cut" has a part without a title or'),
        ('steps = ["a/third.md"]', "steps = [3]", 18, 'the path "short-cut" has a part without a title or'),
        ('[[path.part]]\ntitle = "All"\nsteps = ["a/third.md"]', "part = 3", 18, 'the path "short-cut" needs parts'),
        ('id = "short-cut"', "id = = 3", 19, "the file is not TOML"),
        # What would otherwise be left out without a word.
        (
            'assumes = ["a/second.md"]',
            'assume = ["a/second.md"]',
            18,
            'the path "short-cut" has the unknown key "assume"',
        ),
        (
            'steps = ["a/third.md"]',
            'steps = ["a/third.md"]\nstep = []',
            18,
            'the path "short-cut" has a part with the unk',
        ),
        (
            'steps = ["a/third.md"]',
            'steps = ["a/third.md"]\n[paths]',
            1,
            'unknown key "paths": each path begins with [[path]]',
        ),
    ],
)
def test_an_incomplete_path_is_said_with_its_line(tmp_path, old, new, line, start):
    ((found_line, code, message),) = complaints(tmp_path, GOOD.replace(old, new))
    assert (found_line, code, message[: len(start)]) == (line, "E406", start)


def test_paths_written_in_another_way_are_read_or_refused(tmp_path):
    root = made(tmp_path, GOOD.replace("[[path]]\nid", " [[ path ]]  # the next one\nid"))
    assert [path.line for path in read_paths(root)[0]] == [1, 18]
    paths, (finding,) = read_paths(made(tmp_path / "inline", 'path = [{id = "one", title = "T", purpose = "P"}]\n'))
    assert (paths, finding.line, finding.code) == ((), 1, "E406")
    assert finding.message == "each path must begin with [[path]] on a line of its own"


def test_the_page_says_what_a_path_takes_as_known(tmp_path):
    root = made(tmp_path, GOOD)
    pages = {page.name: (page, page.name) for page in read_site(project_of(root)).pages}

    def said(assumes):
        path = replace(read_paths(root)[0][0], assumes=assumes, parts=())
        return BeautifulSoup(paths_html([path], (), pages, "../"), "html.parser").select("p")[1].get_text()

    assert said(("a/first.md",)) == "It takes as known: First."
    assert said(("a/first.md", "a/third.md")) == "It takes as known: First, Third, and what these pages need."


def test_no_file_means_no_paths(tmp_path):
    assert read_paths(tmp_path) == ((), [])


def test_the_paths_of_the_site_are_right(root):
    paths, findings = read_paths(root)
    assert findings == []
    assert check_paths(paths, read_site(load_project(root))) == []
    assert len(paths) >= 3


def entry(minutes):
    return Entry("https://example.org", "T", "t-t", ("video",), {"minutes": minutes} if minutes else {}, "", 1)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([], ""),
        (["", ""], "No signpost says how long it takes."),
        (["90", "30"], "The signposts take 2 h."),
        (["59"], "The signposts take 59 min."),
        (["61", ""], "Time known: 1 h 1 min for 1 of the signposts; the others do not say how long they take."),
    ],
)
def test_the_time_is_said_as_far_as_it_is_known(minutes, said):
    assert str(reading_time(entry(m) for m in minutes)) == said


def test_times_are_counted():
    assert reading_time([entry("5"), entry(""), entry("6")]) == ReadingTime(11, 2, 3)


def test_the_page_lists_every_step_with_links_and_facts(tmp_path):
    root = made(tmp_path, GOOD)
    project = project_of(root)
    site = read_site(project)
    addresses = {name: name.removesuffix(".md") + "/" for name in project.navigation}
    items = list_items(project, site, addresses)
    pages = {page.name: (page, addresses[page.name]) for page in site.pages}
    soup = BeautifulSoup(paths_html(read_paths(root)[0], items, pages, "../"), "html.parser")
    first, second = soup.select("section.path")
    assert [link["href"] for link in soup.select(".path-list a")] == ["#all-of-it", "#short-cut"]
    assert first.h2["id"] == first["aria-labelledby"] == "all-of-it"
    assert [p.get_text() for p in first.select("p")] == [
        "To know <everything>.",
        "It needs nothing before it.",
        "3 pages and 3 signposts. Time known: 2 h for 2 of the signposts; the others do not say how long they take.",
    ]
    assert [p.get_text() for p in second.select("p")][1:] == [
        "It takes as known: Second, and what that page needs.",
        "1 page.",
    ]
    steps = first.select("li")
    assert [step.a.get_text() for step in steps] == [
        "First", "About first-video", "About third-video", "Second", "About second-video", "Third",
    ]  # fmt: skip
    assert steps[0].a["href"] == "../a/first/"
    assert steps[0].small.get_text() == "1 question · 2 signposts"
    assert [link["href"] for link in steps[2].select("a")] == [
        "https://example.org/third-video", "../a/second/#third-video",
    ]  # fmt: skip
    assert steps[2].a["hreflang"] == "de"
    assert steps[2]["data-entry"] == "third-video"
    assert steps[2].small.get_text() == "Video · Ann Bee · 30 min · in German · example.org · from Second"
    assert paths_html((), items, pages, "../") == ""
