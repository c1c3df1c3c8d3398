import pytest
from helpers import ENTRY, FRONT_MATTER, make_project, project_of

from signposts import project as module
from signposts.project import ProjectError, load_project, read_site


def test_the_menu_gives_sections_and_order(tmp_path):
    (tmp_path / "mkdocs.yml").write_text(
        "nav:\n  - index.md\n  - About: about.md\n  - One:\n      - a/b.md\n      - Deep:\n          - a/c.md\n"
        "markdown_extensions:\n  - tables\n  - toc:\n      permalink: true\n  - signposts.extension\n"
        "site_url: !ENV [SOME_UNSET_NAME, 'x']\nother: !ENV SOME_UNSET_NAME\n",
        encoding="utf-8",
    )
    project = load_project(tmp_path)
    assert project.sections == (("", ("index.md",)), ("", ("about.md",)), ("One", ("a/b.md", "a/c.md")))
    assert project.navigation == ("index.md", "about.md", "a/b.md", "a/c.md")
    assert project.extensions == ("tables", "toc")
    assert project.extension_configs["toc"] == {"permalink": True}


@pytest.mark.parametrize("text", [None, "a: [", "- a", "\xff", ""])
def test_a_project_that_cannot_be_read_is_an_error_that_names_the_file(tmp_path, text):
    if text is not None:
        (tmp_path / "mkdocs.yml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ProjectError, match=r"mkdocs\.yml"):
        load_project(tmp_path)


def test_pages_come_in_the_order_of_the_menu_and_the_forgotten_last(tmp_path):
    pages = {"t/b.md": FRONT_MATTER, "t/a.md": FRONT_MATTER, "t/0.md": FRONT_MATTER}
    site = read_site(project_of(make_project(tmp_path, pages, nav=["t/b.md", "t/a.md"])))
    assert [page.name for page in site.pages] == ["t/b.md", "t/a.md", "t/0.md"]


def test_a_page_on_which_the_library_fails_is_a_finding(tmp_path, monkeypatch):
    def fail(*_):
        raise RecursionError

    project = project_of(make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY}))
    monkeypatch.setattr(module.Markdown, "convert", fail)
    site = read_site(project)
    assert [(finding.code, finding.line) for finding in site.findings] == [("E004", 6)]


def test_deep_nesting_ends_in_findings_or_a_page(tmp_path):
    text = FRONT_MATTER + "".join("    " * depth + f"- {depth}\n" for depth in range(400)) + "> " * 500 + "x\n"
    site = read_site(project_of(make_project(tmp_path, {"t/a.md": text})))
    assert len(site.pages) == 1


def test_every_entry_of_a_project_is_read(tmp_path):
    site = read_site(project_of(make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY})))
    assert [entry.id for _, entry in site.entries()] == ["ann-title"]
