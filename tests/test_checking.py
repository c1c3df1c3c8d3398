from helpers import ENTRY, FRONT_MATTER, make_project, project_of

from signposts.checking import check_project


def test_pages_and_data_are_checked_together(tmp_path):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY.replace(".article", ".blog")})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "moved.toml").write_text("[[", encoding="utf-8")
    (tmp_path / "data" / "withdrawn.toml").write_text("[[", encoding="utf-8")
    (tmp_path / "data" / "glossary.toml").write_text("[[", encoding="utf-8")
    site, findings = check_project(project_of(tmp_path))
    assert len(site.pages) == 1
    assert findings == sorted(findings)
    assert {finding.path for finding in findings} == {
        "data/glossary.toml", "data/moved.toml", "data/withdrawn.toml", "docs/t/a.md",
    }  # fmt: skip
