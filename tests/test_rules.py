import datetime
import re

import pytest
from helpers import ENTRY, FRONT_MATTER, make_project, project_of
from real_parts import ROOT

from signposts import rules
from signposts.project import read_site
from signposts.rules import check
from signposts.withdrawn import Withdrawn, address_hash, row_text

HASH = address_hash("https://gone.org/x")
BAD = sorted((ROOT / "tests" / "bad").glob("*.md"))


def findings_of(root, pages, nav=None):
    return check(read_site(project_of(make_project(root, pages, nav))))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_page_gives_the_findings_that_it_states(tmp_path, path):
    text = path.read_text(encoding="utf-8")
    expected = re.search(r"<!-- expect: (.*) -->", text)[1].split()
    findings = findings_of(tmp_path, {"topic/page.md": text})
    assert [f"{finding.code}@{finding.line}" for finding in findings] == expected
    assert {finding.path for finding in findings} == {"docs/topic/page.md"}


def test_every_code_of_a_rule_has_a_bad_page_or_a_test_of_its_own():
    stated = set(re.findall(r"E\d{3}", "".join(path.read_text(encoding="utf-8") for path in BAD)))
    documented = set(re.findall(r"E\d{3}", (ROOT / "signposts" / "rules.py").read_text(encoding="utf-8")))
    tested_below = {"E001", "E002", "E117", "E119", "E120", "E121", "E212", "E401", "E402", "E421"}
    assert documented - stated - tested_below == set()


def test_each_rule_shows_a_good_line_in_its_docstring():
    for rule in [*rules._ENTRY_RULES, *rules._PAGE_RULES, *rules._SITE_RULES]:
        assert rule.__name__.startswith("check_")
        assert re.search(r"E\d{3}", rule.__doc__), rule.__name__
        assert "ood: " in rule.__doc__, rule.__name__


def test_a_good_page_has_no_findings(tmp_path):
    assert findings_of(tmp_path, {"topic/page.md": f"{FRONT_MATTER}\n## Why?\n\n{ENTRY}"}) == []


def test_messages_name_the_mend(tmp_path):
    text = FRONT_MATTER + ENTRY.replace(".article", ".blog")
    (finding,) = findings_of(tmp_path, {"topic/page.md": text})
    assert str(finding) == (
        'docs/topic/page.md:6: E104 unknown kind "blog": use one of '
        "article, code, course, discussion, notes, paper, reference, slides, video"
    )


def test_an_id_belongs_to_one_entry_of_the_whole_site(tmp_path):
    other = ENTRY.replace("/a)", "/b)")
    findings = findings_of(tmp_path, {"topic/a.md": FRONT_MATTER + ENTRY, "topic/b.md": FRONT_MATTER + other})
    assert [str(finding) for finding in findings] == [
        'docs/topic/b.md:6: E112 the id "ann-title" belongs to docs/topic/a.md:6: choose another'
    ]


def test_an_address_belongs_to_one_entry_of_the_whole_site(tmp_path):
    other = ENTRY.replace("https://example.org/a", "http://www.example.org:80/%61/").replace("ann-title", "other")
    findings = findings_of(tmp_path, {"topic/a.md": FRONT_MATTER + ENTRY, "topic/b.md": FRONT_MATTER + other})
    assert [(finding.code, finding.path) for finding in findings] == [("E113", "docs/topic/b.md")]
    assert "docs/topic/a.md:6" in findings[0].message


def test_prerequisites_must_not_loop(tmp_path):
    def page(prerequisite):
        return FRONT_MATTER.replace("[]", f"\n  - {prerequisite}")

    findings = findings_of(
        tmp_path,
        {"t/a.md": page("t/b.md"), "t/b.md": page("t/c.md"), "t/c.md": page("t/a.md"), "t/d.md": page("t/a.md")},
    )
    assert [(finding.code, finding.path) for finding in findings] == [
        ("E212", "docs/t/a.md"),
        ("E212", "docs/t/b.md"),
        ("E212", "docs/t/c.md"),
    ]
    assert "t/a.md → t/b.md → t/c.md → t/a.md" in findings[0].message


def test_a_page_outside_the_menu_is_reported(tmp_path):
    findings = findings_of(tmp_path, {"t/a.md": FRONT_MATTER, "t/b.md": FRONT_MATTER}, nav=["t/a.md"])
    assert [(finding.code, finding.path) for finding in findings] == [("E402", "docs/t/b.md")]


MOVED = """
[[moved]]
from = "https://old.org/x"
to = "https://example.org/a"
date = 2026-11-22
reason = "the page moved"
"""


def with_moved(root, text, pages):
    (root / "data").mkdir()
    (root / "data" / "moved.toml").write_text(text, encoding="utf-8")
    return findings_of(root, pages)


def test_an_entry_must_not_use_an_address_that_moved(tmp_path):
    old = ENTRY.replace("https://example.org/a", "http://www.old.org/x/").replace("ann-title", "other")
    findings = with_moved(tmp_path, MOVED, {"t/a.md": FRONT_MATTER + ENTRY + "\n" + old})
    assert [(finding.code, finding.line) for finding in findings] == [("E119", 10)]
    assert "https://example.org/a" in findings[0].message


def test_a_moved_address_must_lead_to_an_entry(tmp_path):
    findings = with_moved(tmp_path, MOVED, {"t/a.md": FRONT_MATTER})
    assert [(finding.path, finding.line, finding.code) for finding in findings] == [("data/moved.toml", 2, "E401")]


@pytest.mark.parametrize(
    "text",
    ["[[moved]]\nfrom = 1\n", '[[moved]]\nfrom = "a"\nto = "b"\ndate = "x"\nreason = "c"\n', "moved = [1]\n[[x"],
)
def test_a_broken_table_of_moved_addresses_is_reported(tmp_path, text):
    findings = with_moved(tmp_path, text, {"t/a.md": FRONT_MATTER})
    assert [(finding.path, finding.code) for finding in findings] == [("data/moved.toml", "E400")]


def test_a_page_in_the_wrong_encoding_or_too_large_is_one_finding(tmp_path):
    findings = findings_of(tmp_path, {"t/a.md": b"---\ntitle: \xff\n---\n", "t/b.md": b"x" * 10_000_000})
    assert [(finding.path, finding.code) for finding in findings] == [("docs/t/a.md", "E001"), ("docs/t/b.md", "E002")]


def test_a_space_in_an_address_is_reported(tmp_path):
    text = FRONT_MATTER + ENTRY.replace("(https://example.org/a)", "(<https://example.org/a b>)")
    assert [finding.code for finding in findings_of(tmp_path, {"t/a.md": text})] == ["E117"]


def test_a_withdrawn_address_is_refused_in_every_spelling_and_its_id_too(tmp_path):
    item = Withdrawn("gone-one", "t/a.md", datetime.date(2026, 1, 2), "its author asked us to", (HASH,))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "withdrawn.toml").write_text(row_text(item), encoding="utf-8")
    text = ENTRY.replace("https://example.org/a", "http://www.gone.org:80/%78/?utm_source=y#part") + "\n"
    text += (
        ENTRY.replace("ann-title", "gone-one")
        + "\n\nSee [this](https://web.archive.org/web/2020/https://gone.org/x).\n"
    )
    findings = findings_of(tmp_path, {"t/a.md": FRONT_MATTER + text})
    assert [(finding.line, finding.code) for finding in findings] == [(6, "E120"), (10, "E121"), (15, "E120")]
    assert "withdrawn on 2026-01-02 (its author asked us to)" in findings[0].message


def test_a_notice_needs_a_page(tmp_path):
    item = Withdrawn("gone-one", "t/no.md", datetime.date(2026, 1, 2), "its author asked us to", (HASH,))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "withdrawn.toml").write_text(row_text(item), encoding="utf-8")
    findings = findings_of(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY})
    assert [(finding.path, finding.line, finding.code) for finding in findings] == [("data/withdrawn.toml", 1, "E421")]
