import pickle

import pytest
from helpers import make_project

from signposts.build import Build
from signposts.memory import FILE, Memory, scope_of

PAGE = "---\ntitle: A page\ndescription: What it is about, said in a sentence.\nprerequisites: []\n---\nText {}\n"


def convert(root, memory, made, *, quiet=True):
    """One build of two pages: what the engine gets to convert, and what it has in the end."""
    build = Build(root, memory)
    build.read_sources()
    result = []
    for name in ("a.md", "b.md"):
        markdown = build.begin_page(name)
        if markdown:
            from signposts.project import read_page  # noqa: PLC0415 - stands for the engine's conversion

            page, findings = read_page(build.project, build._current)
            build._collect(page, findings)
        result.append((markdown, build.end_page(name, made, quiet=quiet)))
    assert [page.name for page in build._pages] == ["a.md", "b.md"]
    build.remember()
    build.close()
    return result


def test_only_a_page_that_changed_is_converted_again(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    memory = Memory()
    assert convert(root, memory, "first") == [("Text 1\n", "first"), ("Text 1\n", "first")]
    (root / "docs" / "b.md").write_text(PAGE.format(2))
    assert convert(root, memory, "second") == [("", "first"), ("Text 2\n", "second")]
    (root / "docs" / "b.md").write_text(PAGE.format(1))
    assert convert(root, memory, "third") == [("", "first"), ("Text 1\n", "third")]


def test_another_process_goes_on_where_this_one_stopped(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    convert(root, Memory(), "first")
    assert convert(root, Memory(), "second") == [("", "first")] * 2
    (root / "docs" / "b.md").write_text(PAGE.format(2))
    assert convert(root, Memory(), "third") == [("", "first"), ("Text 2\n", "third")]
    assert [path.name for path in (root / FILE).parent.glob("pages*")] == [FILE.name]


@pytest.mark.parametrize("damage", [b"", b"no pickle", pickle.dumps("something else"), pickle.dumps(("scope", {}))])
def test_a_damaged_memory_is_forgotten(tmp_path, damage):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    (root / FILE).parent.mkdir()
    (root / FILE).write_bytes(damage)
    assert convert(root, Memory(), "first") == [("Text 1\n", "first")] * 2
    assert convert(root, Memory(), "second") == [("", "first")] * 2


def test_a_folder_that_cannot_be_written_stops_no_build(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    (root / FILE / "where the file should be").mkdir(parents=True)
    memory = Memory()
    build = Build(root, memory)
    build.read_sources()
    memory.keep("a.md", None)
    build.remember()
    assert memory.changed


def test_a_page_that_the_engine_warns_of_is_converted_again(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    memory = Memory()
    convert(root, memory, "first", quiet=False)
    assert convert(root, memory, "second") == [("Text 1\n", "second")] * 2


def test_without_a_memory_everything_is_converted(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    assert convert(root, None, "first") == convert(root, None, "first") == [("Text 1\n", "first")] * 2


def test_what_all_pages_share_makes_it_forget(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    memory = Memory()
    convert(root, memory, "first")
    (root / "data").mkdir()
    (root / "data" / "glossary.toml").write_text("")
    assert convert(root, memory, "second")[0] == ("Text 1\n", "second")
    assert scope_of(root, ["a.md"]) != scope_of(root, ["a.md", "b.md"])
    assert scope_of(root, ["a.md"], "one engine") != scope_of(root, ["a.md"], "another")


def test_a_file_to_link_to_that_comes_or_goes_makes_it_forget(tmp_path):
    root = make_project(tmp_path, {"a.md": PAGE.format(1), "b.md": PAGE.format(1)})
    memory = Memory()
    convert(root, memory, "first")
    (root / "docs" / "picture.svg").write_text("<svg/>")
    assert convert(root, memory, "second")[0] == ("Text 1\n", "second")
