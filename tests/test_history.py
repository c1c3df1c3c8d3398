import datetime
import os
import subprocess

import pytest
from helpers import ENTRY

from signposts.history import parse_log, read_history

DAYS = [datetime.datetime(2024, month, 3, 12, tzinfo=datetime.UTC) for month in (1, 2, 3, 4)]


def git(root, *arguments, time=DAYS[0]):
    stamp = time.isoformat()
    environment = {**os.environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_CONFIG_GLOBAL": os.devnull}
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True, env=environment)


def commit(root, pages, time):
    for name, text in pages.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "a commit", time=time)


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, {"a/one.md": ENTRY}, DAYS[0])
    second = ENTRY.replace("ann-title", "bob-title")
    commit(root, {"a/one.md": f"{ENTRY}\n{second}", "a/größe.md": "nothing"}, DAYS[1])
    return root


def test_an_entry_is_as_old_as_the_first_commit_that_has_it(repository):
    commit(repository, {"a/one.md": ENTRY.replace("A title", "Another title")}, DAYS[2])
    history = read_history(repository)
    assert history.added == {"ann-title": DAYS[0], "bob-title": DAYS[1]}
    assert history.changed == {"docs/a/one.md": DAYS[2], "docs/a/größe.md": DAYS[1]}
    assert (history.head, history.problem) == (DAYS[2], "")


def test_an_entry_that_moves_to_another_page_or_comes_back_keeps_its_age(repository):
    commit(repository, {"a/one.md": "", "b/two.md": ENTRY}, DAYS[2])
    assert read_history(repository).added["ann-title"] == DAYS[0]


def test_an_entry_made_while_merging_has_a_date(repository):
    git(repository, "switch", "-q", "-c", "side")
    commit(repository, {"a/three.md": ENTRY.replace("ann-title", "side-title")}, DAYS[2])
    git(repository, "switch", "-q", "main")
    commit(repository, {"a/four.md": "main goes on"}, DAYS[2])
    git(repository, "merge", "-q", "--no-commit", "side")
    commit(repository, {"a/five.md": ENTRY.replace("ann-title", "merge-title")}, DAYS[3])
    added = read_history(repository).added
    assert (added["side-title"], added["merge-title"]) == (DAYS[2], DAYS[3])


def test_what_is_not_committed_has_no_date(repository):
    (repository / "docs" / "new.md").write_text(ENTRY.replace("ann-title", "new-title"))
    assert "new-title" not in read_history(repository).added


def test_a_project_in_a_folder_of_a_larger_repository_is_read_alike(tmp_path):
    git(tmp_path, "init", "-q")
    commit(tmp_path / "inner", {"a/one.md": ENTRY}, DAYS[1])
    history = read_history(tmp_path / "inner")
    assert history.added == {"ann-title": DAYS[1]}
    assert list(history.changed) == ["docs/a/one.md"]


def test_a_shallow_clone_says_so_and_gives_no_dates(repository, tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repository}", str(clone)], check=True)
    history = read_history(clone)
    assert (history.added, history.changed, history.head) == ({}, {}, DAYS[1])
    assert history.problem.startswith("this is a shallow clone")
    subprocess.run(["git", "-C", str(clone), "fetch", "-q", "--unshallow"], check=True)
    assert read_history(clone).added == read_history(repository).added


def test_a_folder_without_history_says_so(tmp_path):
    history = read_history(tmp_path)
    assert (history.added, history.head) == ({}, None)
    assert history.problem.startswith("this copy has no git history (")
    git(tmp_path, "init", "-q")
    assert read_history(tmp_path).problem.startswith("this copy has no git history (")


def test_a_machine_without_git_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_history(tmp_path).problem == "this copy has no git history (git is not installed)"


def test_only_added_lines_of_entries_count():
    added, changed = parse_log(
        [
            "\x011704283200",
            "diff --git a/docs/a.md b/docs/a.md",
            "--- a/docs/a.md",
            "+++ b/docs/a.md",
            "@@ -1 +1,4 @@",
            "-- [Old](https://a.org){ #old-one .code }",
            "+- [New](https://a.org){ #new-one .code }",
            "+  * [Bare](https://b.org){.code #bare-one}",
            "+## A heading { #no-entry }",
            "+++ b/docs/looks-like-a-file.md",
        ]
    )
    assert added == dict.fromkeys(["new-one", "bare-one"], DAYS[0])
    assert list(changed) == ["docs/a.md"]
