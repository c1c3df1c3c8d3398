"""signposts withdraw: gone from everything that is made, refused in every spelling, its id kept."""

import json

import pytest
from contributing import ROOT, page_text, project  # noqa: F401 - fixtures
from helpers import project_of

from signposts.build import Build
from signposts.catalogue import list_items
from signposts.cli import main
from signposts.contribute.withdraw import without_rows
from signposts.exports import Masthead
from signposts.history import read_history
from signposts.project import read_site
from signposts.search import index_json
from signposts.withdrawn import read_withdrawn

MOVED = """# About this file.

[[moved]]
from = "https://old.example.org/first"
to = "https://example.org/first"
date = 2026-01-01
reason = "it moved"

[[moved]]
from = "https://old.example.org/hard"
to = "https://example.org/hard"
date = 2026-01-01
reason = "it moved"
"""
CITATIONS = '[venue.ann-first]\ntype = "article"\njournal = "J"\n\n[venue.ann-hard]\ntype = "article"\njournal = "K"\n'
BLOCKED = '[[blocked]]\naddress = "https://example.org/first"\ndate = 2026-01-01\nreason = "seen"\n'
LINKS = {
    "version": 1,
    "last_run": "",
    "broken": {},
    "addresses": {
        "https://example.org/first": {
            "state": "moved",
            "final": "https://new.example.org/first",
            "archived": "https://web.archive.org/web/2/https://example.org/first",
        },
        "https://example.org/hard": {"state": "ok"},
    },
}
REASON = "its author asked us to"


@pytest.fixture
def full(project):  # noqa: F811
    data = project / "data"
    data.mkdir()
    for name, text in {
        "moved.toml": MOVED,
        "citations.toml": CITATIONS,
        "blocked.toml": BLOCKED,
        "links.json": json.dumps(LINKS),
    }.items():
        (data / name).write_text(text, encoding="utf-8")
    return project


def withdraw(root, *arguments):
    return main(["--root", str(root), "withdraw", "ann-first", "--reason", REASON, *arguments])


def test_nothing_of_it_is_left_but_a_hash_and_a_notice(full, capsys):
    assert withdraw(full, "--dry-run") == 0
    assert "-- [First steps]" in capsys.readouterr().out
    assert "ann-first" in page_text(full)
    assert not (full / "data" / "withdrawn.toml").exists()

    assert withdraw(full) == 0
    everything = "".join(path.read_text(encoding="utf-8") for path in full.rglob("*") if path.is_file())
    for trace in ("First steps", "example.org/first", "old.example.org/first", "venue.ann-first"):
        assert trace not in everything, trace
    assert everything.count("ann-first") == 1
    (item,), findings = read_withdrawn(full)
    assert findings == []
    assert (item.id, item.page, item.reason, len(item.hashes)) == ("ann-first", "topic/page.md", REASON, 3)
    assert "It is the chain rule.\n\n- [The hard part]" in page_text(full)
    assert MOVED.split("\n\n")[2] in (full / "data" / "moved.toml").read_text(encoding="utf-8")
    assert json.loads((full / "data" / "links.json").read_text())["addresses"] == {
        "https://example.org/hard": {"state": "ok"}
    }
    assert main(["--root", str(full), "check"]) == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/first", "HTTP://WWW.Example.ORG:80/first/", "https://example.org/%66irst?utm_source=a#top",
        "https://example.org/x/../first/index.html", "https://old.example.org/first", "https://new.example.org/first",
        "https://web.archive.org/web/2020*/https://example.org/first",
    ],
)  # fmt: skip
def test_the_address_never_comes_back(full, capsys, url):
    withdraw(full)
    arguments = ["--to", "topic/page", "--question", "vanish", "--offline", "--title", "T", "--kind", "article"]
    assert main(["--root", str(full), "add", url, *arguments, "--description", "Long enough to be a description."]) == 1
    assert f"({REASON}): it may not come back, in any spelling" in capsys.readouterr().err
    page = full / "docs" / "topic" / "page.md"
    page.write_text(page_text(full) + f"\n[it]({url})\n", encoding="utf-8")
    assert main(["--root", str(full), "check"]) == 1
    assert "E120 the address was withdrawn" in capsys.readouterr().out


def test_the_built_page_has_the_notice_and_the_exports_have_nothing(full):
    withdraw(full)
    (full / "docs" / "assets").symlink_to(ROOT / "docs" / "assets")
    build = Build(full)
    build.read_sources()
    text = build.begin_page("topic/page.md")
    assert text.endswith(f"was withdrawn on {read_withdrawn(full)[0][0].date}: {REASON}.\n{{: #ann-first .withdrawn }}")
    site, made = read_site(build.project), project_of(full)
    addresses = {"topic/page.md": "topic/page/"}
    items = list_items(made, site, addresses, read_history(full))
    assert [item.entry.id for item in items] == ["ann-hard"]
    build.site = site
    exported = build.exports(Masthead("S", "d", "https://s.example.org/"), addresses)
    build.close()
    assert all("ann-first" not in text and "First steps" not in text for text in exported.values())
    assert "ann-first" not in index_json(site, addresses, (), build.data.synonyms, {})


def test_the_id_is_kept_from_others(full, capsys):
    withdraw(full)
    page = full / "docs" / "topic" / "page.md"
    page.write_text(page_text(full).replace("#ann-hard", "#ann-first"), encoding="utf-8")
    assert main(["--root", str(full), "check"]) == 1
    assert 'E121 the id "ann-first" belongs to an entry withdrawn on' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("identifier", "reason", "sentence"),
    [
        ("nobody", REASON, "no entry has the id #nobody"),
        ("first", REASON, "did you mean ann-first?"),
        ("ann-first", "see https://example.org/first", "the reason holds an address"),
        ("ann-first", " ", "one line of at most 200 characters"),
        ("ann-first", "a\nb", "one line of at most 200 characters"),
    ],
)
def test_what_cannot_be_withdrawn_is_one_sentence(full, capsys, identifier, reason, sentence):
    before = page_text(full)
    assert main(["--root", str(full), "withdraw", identifier, "--reason", reason]) == 2
    assert sentence in capsys.readouterr().err
    assert page_text(full) == before


def test_twice_is_said(full, capsys):
    withdraw(full)
    assert withdraw(full) == 2
    assert "#ann-first was withdrawn already" in capsys.readouterr().err


def test_an_address_that_stands_elsewhere_too_stops_it(full, capsys):
    page = full / "docs" / "topic" / "page.md"
    page.write_text(page_text(full) + "\nSee [this](https://example.org/first) again.\n", encoding="utf-8")
    assert withdraw(full) == 1
    out, err = capsys.readouterr()
    assert "E120" in out
    assert "nothing was written: mend these lines first" in err
    assert "ann-first" in page_text(full)


def test_rows_go_and_all_other_bytes_stay():
    assert without_rows(MOVED, "moved", lambda _: False) is MOVED
    assert (
        without_rows(MOVED, "moved", lambda row: "hard" in row["to"])
        == MOVED[: MOVED.rindex("[[moved]]")].rstrip("\n") + "\n"
    )
    assert without_rows("", "moved", lambda _: True) == ""


@pytest.mark.parametrize("state", ["{broken", "[]", '{"addresses": []}', ""])
def test_a_state_of_the_links_that_cannot_be_read_is_left_alone(full, state):
    (full / "data" / "links.json").write_text(state, encoding="utf-8")
    assert withdraw(full) == 0
    assert (full / "data" / "links.json").read_text(encoding="utf-8") == state


def test_the_last_entry_of_a_page_leaves_no_blank_lines_behind(full):
    page = full / "docs" / "topic" / "page.md"
    text = page_text(full)
    entry = text[text.index("- [First") : text.index("- [The hard")]
    page.write_text(f"{text.replace(entry, '')}\n{entry}\n", encoding="utf-8")
    assert withdraw(full) == 0
    assert page_text(full) == text.replace(entry, "")


def test_an_entry_in_a_form_that_is_not_understood_is_left_to_a_person(full, capsys):
    page = full / "docs" / "topic" / "page.md"
    text = page_text(full).replace("(https://example.org/first)", "[it]")
    page.write_text(f"{text}\n[it]: https://example.org/first\n", encoding="utf-8")
    assert withdraw(full) == 2
    assert "take it out by hand" in capsys.readouterr().err


def test_files_that_cannot_be_written_are_said(full, capsys, monkeypatch):
    def broken(_root, _changes):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("signposts.contribute.withdraw.write_changes", broken)
    assert withdraw(full) == 2
    assert "they are as they were" in capsys.readouterr().err
