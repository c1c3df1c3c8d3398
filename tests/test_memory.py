from helpers import make_project

from signposts.build import Build
from signposts.memory import Memory, scope_of

PAGE = "---\ntitle: A page\ndescription: What it is about, said in a sentence.\nprerequisites: []\n---\nText {}\n"


def convert(root, memory, made):
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
        result.append((markdown, build.end_page(name, made)))
    assert [page.name for page in build._pages] == ["a.md", "b.md"]
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
