"""Changes: all of them, or none."""

import pytest
from contributing import page_text, project  # noqa: F401 - fixtures
from helpers import project_of

from signposts.contribute import change
from signposts.contribute.change import diff_text, try_changes, write_changes


def test_changes_are_tried_on_a_copy(project):  # noqa: F811
    before = page_text(project)
    bad = before.replace(".paper", ".blog")
    _, findings = try_changes(project_of(project), {"docs/topic/page.md": bad, "data/moved.toml": "[["})
    assert {finding.code for finding in findings} == {"E104", "E400"}
    assert page_text(project) == before
    assert not (project / "data").exists()


def test_when_one_cannot_be_written_none_is(project, monkeypatch):  # noqa: F811
    before, real = page_text(project), change.write_atomically

    def breaking(path, text):
        if path.name == "z.md":
            raise OSError(28, "No space left on device")
        real(path, text)

    monkeypatch.setattr(change, "write_atomically", breaking)
    with pytest.raises(OSError, match="No space"):
        write_changes(project, {"docs/topic/page.md": "new", "docs/new.md": "new", "docs/z.md": "new"})
    assert page_text(project) == before
    assert not (project / "docs" / "new.md").exists()


def test_the_diff_names_files_in_order_and_survives_a_missing_line_end(project):  # noqa: F811
    (project / "b.md").write_text("one\ntwo", encoding="utf-8")
    text = diff_text(project, {"b.md": "one\nthree", "a.md": "new\n"})
    assert text == (
        "--- a/a.md\n+++ b/a.md\n@@ -0,0 +1 @@\n+new\n--- a/b.md\n+++ b/b.md\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
    )
