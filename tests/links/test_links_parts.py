"""The smaller pure parts: reports that a stranger's text cannot break, rewriting, archived copies, what readers see."""

import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest
from support import quick_policy

from signposts.links.archive import nearest_copy
from signposts.links.fix import Move, moved_rows, moves_of, rewrite
from signposts.links.health import health_html, mark_entry
from signposts.links.memory import LinkState, Memory
from signposts.links.page import read_page
from signposts.links.places import Sources, locate
from signposts.links.policy import Policy, PolicyError, read_policy
from signposts.links.records import Answer, Fault, Look, Place, State, Target, Verdict
from signposts.links.report import Broken, Report, Result, as_github, as_json, as_markdown, as_text
from signposts.links.verdict import best, judge, retry_after
from signposts.links.words import shown

HOSTILE = "](https://evil.example.org) `@maintainer` <img src=x onerror=1> |\n::error::x %0A ${{ secrets.X }}"
DAY = "2026-11-01T12:00:00Z"
ARCHIVED = "https://web.archive.org/web/20160601120000/http://example.org/a"


def result(state: State, reason: str = "", **more) -> Result:
    return Result("https://a.example.org/x", Memory(state, DAY, DAY, reason=reason), (Place("docs/a.md", 3),), **more)


def test_markdown_is_only_text():
    text = as_markdown(Report((result(State.HOLLOW, HOSTILE),), (Broken("https://s/x", HOSTILE, ()),)))
    for line in text.splitlines():
        if "evil" in line:
            assert line.count("`") % 2 == 0
            outside = "".join(line.split("`")[::2])
            assert "evil" not in outside
            assert "<img" not in outside
            assert "@" not in outside


def test_github_commands_cannot_be_broken_out_of():
    lines = as_github(Report((result(State.HOLLOW, HOSTILE),))).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::error file=docs/a.md,line=3,title=link hollow::")


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (result(State.DEAD), "error"),
        (result(State.SUSPECT), "warning"),
        (result(State.BLOCKED), "warning"),
        (result(State.MOVED), "notice"),
        (result(State.SUSPECT, changed=True, verdict=Verdict(State.SUSPECT)), "error"),
        (result(State.SUSPECT, changed=True, verdict=Verdict(State.SUSPECT, passing=True)), "warning"),
        (result(State.UNCHECKED, changed=True, verdict=Verdict(State.UNCHECKED, unsafe=True)), "error"),
    ],
)
def test_levels(given, level):
    report = Report((given,))
    assert as_github(report).startswith(f"::{level} ")
    assert report.found is (level == "error")
    assert given.weight.name.lower() in as_json(report)


def test_only_changed_addresses_fail_a_branch():
    assert not Report((result(State.DEAD),), only_changed=True).found
    assert Report((result(State.DEAD, changed=True),), only_changed=True).found


def test_text_names_many_places_shortly():
    many = tuple(Place("docs/a.md", line) for line in range(1, 31))
    text = as_text(Report((Result("https://a.example.org/", Memory(State.DEAD, archived=ARCHIVED), many),)))
    assert "and at 10 more places" in text
    assert f"archived: {ARCHIVED}" in text
    assert "and 25 more" in as_markdown(Report((Result("https://a.example.org/", Memory(State.DEAD), many),)))


def test_rewrite_only_whole_addresses():
    move = Move("https://a.org/x", r"https://b.org/\1", entry=True)
    text = "[a](https://a.org/x) [b](https://a.org/xy) <https://a.org/x> [c]: https://a.org/x\n"
    text += "(https://a.org/x#y) https://z/?https://a.org/x"
    new = rewrite(text, [move])
    assert new.count(r"https://b.org/\1") == 3
    assert "https://a.org/xy" in new
    assert "https://a.org/x#y" in new


def test_moves_that_cannot_be_written():
    moves, refused = moves_of(
        [("https://a.org/#p", "https://b.org/", True), ("https://a.org/2", "https://b.org/ x", True)]
    )
    assert moves == [Move("https://a.org/#p", "https://b.org/#p", entry=True)]
    assert "left as it is" in refused[0]


def test_record_of_moves_follows_on():
    today = datetime.date(2026, 11, 1)
    first = moved_rows("", [Move("http://a.org/", "https://a.org/", entry=True)], today)
    second = moved_rows(first, [Move("https://a.org/", "https://b.org/", entry=True)], today)
    assert 'from = "http://a.org/"\nto = "https://b.org/"' in second
    assert 'from = "https://a.org/"\nto = "https://b.org/"' in second
    assert 'reason = "the same page over https"' in first
    assert moved_rows(first, [Move("https://c.org/", "https://d.org/", entry=False)], today) == first


@pytest.mark.parametrize(
    ("year", "stamp"), [(2012, "2012"), (2013, "2012"), (2014, "2016"), (2015, "2016"), (2030, "2024"), (None, "2024")]
)
def test_nearest_copy(year, stamp):
    rows = [
        ["timestamp", "original", "statuscode"],
        ["20120101000000", "http://example.org/a", "200"],
        ["20160601120000", "http://example.org/a", "200"],
        ["20150601120000", "http://example.org/a", "301"],
        ["20150601120000", "javascript:alert(1)", "200"],
        ["2015", "http://example.org/a", "200"],
        ["20240601120000", "http://example.org/a", "200"],
    ]
    copy = nearest_copy(rows, year)
    assert copy.startswith(f"https://web.archive.org/web/{stamp}")
    assert copy.endswith("/http://example.org/a")
    assert nearest_copy([], year) == ""
    with pytest.raises(ValueError, match="unpack"):
        nearest_copy([["1"]], year)


def card(memory: Memory | None) -> str:
    item = Element("li")
    facts = SubElement(item, "p", {"class": "entry-facts"})
    SubElement(facts, "a").text = "#"
    mark_entry(item, facts, "A <title>", memory)
    return tostring(item, encoding="unicode")


def test_marks_on_entries():
    plain = card(None)
    assert card(Memory(State.OK)) == card(Memory(State.SUSPECT)) == plain
    assert f'href="{ARCHIVED}"' in card(Memory(State.OK, archived=ARCHIVED))
    gone = card(Memory(State.DEAD, archived=ARCHIVED))
    assert gone.index("Link dead") < gone.index(ARCHIVED) < gone.index("entry-facts")
    assert "Read the archived copy of 2016" in gone
    assert "No archived copy is known." in card(Memory(State.HOLLOW))


def test_health_page():
    assert "Not yet checked" in health_html(None, {})
    assert "Not yet checked" in health_html(LinkState(), {})
    state = LinkState(
        {
            "https://a.example.org/<x>": Memory(State.DEAD, DAY, DAY, DAY, "<script>", archived=ARCHIVED),
            "https://b.example.org/": Memory(State.OK, DAY, DAY, DAY),
            "https://c.example.org/": Memory(State.OK, DAY, DAY, DAY),
        },
        DAY,
        {"https://site/x": "answers 404"},
    )
    page = health_html(state, {"https://a.example.org/<x>": [("An <entry>", "../topic/#a")]})
    assert "<script>" not in page
    assert "<code>https://a.example.org/&lt;x&gt;</code>" in page
    assert '<a href="../topic/#a">An &lt;entry&gt;</a>' in page
    assert '<rect class="health-ok" x="0.000" y="0" width="66.667" height="6"/>' in page
    assert '<time datetime="2026-11-01">2026-11-01</time>' in page
    assert "archived copy of 2016" in page
    assert "Broken inside this site" in page
    assert "style=" not in page
    assert "All is well." in health_html(LinkState({"https://b/": Memory(State.OK)}, DAY), {})


def test_places_fall_back(tmp_path):
    (tmp_path / "mkdocs.yml").write_text(
        "repo_url: https://a.example.org/repo\nother: https://a.example.org/repo/more\n"
    )
    built = [Place("index.html", 9)]
    none = Sources({}, {})
    assert locate(tmp_path, "https://a.example.org/repo", none, built, "site") == [Place("mkdocs.yml", 1)]
    assert locate(tmp_path, "https://b.example.org/", none, built, "site") == [Place("site/index.html", 9)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[nosuch]\na = 1", "there is no table 'nosuch'"),
        ("[limits", "not TOML"),
        ('[[skip]]\naddress = "("\nreason = "x"', "not usable"),
    ],
)
def test_broken_policy_is_named(tmp_path, text, problem):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "links.toml").write_text(text)
    with pytest.raises(PolicyError, match=problem):
        read_policy(tmp_path)


def test_policy_of_a_project_comes_first(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "links.toml").write_text('[[host]]\nname = "example.org"\nseconds = 9\n[pace]\nat_once = 1\n')
    policy = read_policy(tmp_path)
    assert policy.pace("www.example.org") == (9.0, 1)
    assert policy.pace("example.net") == (1.0, 1)
    assert policy.pace("web.archive.org") == (2.0, 1)
    assert isinstance(quick_policy(), Policy)


def test_pages_of_any_bytes():
    assert read_page(Answer("u", 200, {"content-type": "text/html"}, b"<title>" + bytes(range(256)))).kind == "html"
    assert read_page(Answer("u", 200, {"content-type": "video/mp4"}, b"\0\1")).kind == "other"
    deep = b"<div>" * 50_000
    assert read_page(Answer("u", 200, {"content-type": "text/html"}, deep)).kind == "html"


def test_best_of_several_looks():
    passing = Verdict(State.SUSPECT, "503", passing=True)
    lasting = Verdict(State.SUSPECT, "404")
    assert best([passing, Verdict(State.OK), lasting]).state is State.OK
    assert best([lasting, passing]) is lasting
    assert best([Verdict(State.BLOCKED, "429", passing=True), passing]).state is State.BLOCKED
    assert best([passing]) is passing


NOON = "Sun, 01 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("3", 3.0), ("", None), ("-1", None), ("soon", None), ("9" * 20, 999_999_999.0)),
        *(("Sun, 01 Nov 2026 12:00:07 GMT", 7.0), (NOON, 0.0), ("Sat, 31 Oct 2026 00:00:00 GMT", 0.0)),
    ],
)
def test_retry_after(text, seconds):
    assert retry_after(Answer("u", 429, {"retry-after": text, "date": NOON})) == seconds


def test_what_is_shown_is_one_short_line():
    assert shown("a\x1b[31m\u202eb\n" + "c" * 500).isprintable()
    assert len(shown("c" * 500)) == 120


def test_a_fault_after_a_redirect_says_where():
    look = Look((Answer("https://a/", 301, {"location": "https://b/"}), Answer("https://b/", fault=Fault.REFUSED)))
    verdict = judge(Target("https://a/"), look, quick_policy())
    assert verdict.reason == "redirects to https://b/: connection refused"
