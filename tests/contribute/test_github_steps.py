"""The steps of the workflows as make calls them, against a GitHub that remembers what it was asked."""

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from contributing import ROOT, online, page_text, project, web  # noqa: F401 - fixtures
from fake_github import BOT, FakeGitHub
from helpers import FRONT_MATTER

from signposts.cli import _parser, main
from signposts.github import entry, preview, upkeep
from signposts.github.api import GitHub, GitHubError
from signposts.github.command import run_step, unpack
from signposts.github.payload import Node, PayloadError
from signposts.project import ProjectError

EVENTS = Path(__file__).parent / "events"
RUN = {
    "action": "completed",
    "workflow_run": {
        "id": 77, "name": "Checks", "event": "pull_request", "head_branch": "patch-1", "head_sha": "a" * 40,
        "html_url": "https://github.com/o/r/actions/runs/77", "pull_requests": [],
        "head_repository": {"full_name": "stranger/signposts", "owner": {"login": "stranger"}},
    },
}  # fmt: skip


@pytest.fixture
def github(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    return FakeGitHub()


def step(root, github, *arguments):
    return run_step(_parser().parse_args(["--root", str(root), "github", *map(str, arguments)]), github.connect)


def packed(text, name="changes.json"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, text)
    return file.getvalue()


# Issue → entry.


def test_from_an_accepted_issue_to_a_checked_pull_request(project, online, github, tmp_path):  # noqa: F811
    found = tmp_path / "found.json"
    assert (
        main(
            [
                "--root",
                str(project),
                "github",
                "look",
                "--event",
                str(EVENTS / "link-accepted.json"),
                "--output",
                str(found),
            ]
        )
        == 0
    )
    step(project, github, "answer", "--input", found)
    (comment,) = github.comments
    assert comment["body"].startswith(entry.MARK)
    (tree,) = github.sent("POST", "git/trees")
    assert [row["path"] for row in tree["tree"]] == ["docs/topic/page.md"]
    assert "#bee-gradients-explained-drawn" in tree["tree"][0]["content"]
    assert github.refs["entry/issue-7"] == "c1"
    (pull,) = github.sent("POST", "pulls")
    assert (pull["title"], pull["head"], pull["base"]) == (
        "Add #bee-gradients-explained-drawn",
        "entry/issue-7",
        "main",
    )
    assert github.sent("POST", "actions/workflows/checks.yml/dispatches") == [{"ref": "entry/issue-7"}]
    assert "#bee" not in page_text(project)
    # Once more: the same branch and pull request, the same comment, nothing twice.
    step(project, github, "answer", "--input", found)
    assert len(github.comments) == len(github.sent("POST", "pulls")) == len(github.sent("POST", "git/commits")) == 1


def test_an_issue_that_is_not_accepted_only_gets_an_answer(project, online, github, tmp_path):  # noqa: F811
    found = tmp_path / "found.json"
    step(project, github, "look", "--event", EVENTS / "link-opened.json", "--output", found)
    step(project, github, "answer", "--input", found)
    assert [way for _, way, _ in github.changes] == ["issues/7/comments"]


def test_other_issues_get_none(project, github, tmp_path, capsys):  # noqa: F811
    step(project, github, "look", "--event", EVENTS / "other-opened.json", "--output", tmp_path / "found.json")
    step(project, github, "answer", "--input", tmp_path / "found.json")
    assert github.commands == []
    assert "asks for no new link" in capsys.readouterr().out


# Diff → comment.


@pytest.fixture
def history(project):  # noqa: F811
    """The project in git, and a branch that adds, moves, changes, removes and withdraws."""

    def git(*arguments):
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-C", str(project), *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "base")
    return git


def test_what_a_branch_changes_is_listed_page_by_page(project, history, github, tmp_path):  # noqa: F811
    text = page_text(project).replace("First steps", "First @steps").replace('level="advanced"', 'level="intermediate"')
    hard = text[text.index("- [The hard part]") : text.index("## Why do")]
    text = (
        text.replace(hard, "")
        .replace("multiplied.\n\n## And", f"multiplied.\n\n{hard}## And")
        .replace("chain rule", "rule")
    )
    text += "\n- [New](https://new.example.org/){ #new-one .video }\n\n    What the reader gets from it, at length.\n"
    page = project / "docs" / "topic" / "page.md"
    page.write_text(text, encoding="utf-8")
    (project / "docs" / "topic" / "other.md").write_text(FRONT_MATTER, encoding="utf-8")
    found = tmp_path / "out" / "changes.json"
    step(project, github, "changes", "--base", "HEAD", "--output", found)
    changes, count = preview.read_changes(Node(json.loads(found.read_text()), "changes.json"))
    assert count == len(changes) == 6
    shown = preview.comment(changes, count, "https://github.com/o/r/actions/runs/77")
    for row in (
        "**`docs/topic/other.md`**\n\n- the page is added",
        "- the page is changed: `text, formulas or figures`",
        "- added: `#new-one` `New` `https://new.example.org/`",
        "- changed (`title`): `#ann-first` `First @steps` `https://example.org/first`",
        "- changed (`level`): `#ann-hard` `The hard part` `https://example.org/hard`",
        "- moved (`from #backprop to #vanish`): `#ann-hard`",
    ):
        assert row in shown


def test_removed_withdrawn_and_moved_between_pages(project, history, github, tmp_path):  # noqa: F811
    main(["--root", str(project), "withdraw", "ann-first", "--reason", "its author asked us to"])
    text = page_text(project)
    hard = text[text.index("- [The hard part]") : text.index("## Why do")]
    (project / "docs" / "topic" / "page.md").write_text(text.replace(hard, ""), encoding="utf-8")
    (project / "docs" / "topic" / "new.md").write_text(f"{FRONT_MATTER}\n{hard}", encoding="utf-8")
    found = tmp_path / "changes.json"
    step(project, github, "changes", "--base", "HEAD", "--output", found)
    shown = preview.comment(*preview.read_changes(Node(json.loads(found.read_text()))), "run")
    assert "- withdrawn: `#ann-first`" in shown
    assert "- moved (`from docs/topic/page.md`): `#ann-hard`" in shown
    (project / "docs" / "topic" / "page.md").unlink()
    (project / "docs" / "topic" / "new.md").unlink()
    step(project, github, "changes", "--base", "HEAD", "--output", found)
    shown = preview.comment(*preview.read_changes(Node(json.loads(found.read_text()))), "run")
    assert "- the page is removed" in shown
    assert "- removed: `#ann-hard`" in shown


def test_nothing_changed_is_said(project, history, github, tmp_path):  # noqa: F811
    step(project, github, "changes", "--base", "HEAD", "--output", tmp_path / "c.json")
    shown = preview.comment(*preview.read_changes(Node(json.loads((tmp_path / "c.json").read_text()))), "run")
    assert "No entry and no page reads differently." in shown
    with pytest.raises(ProjectError, match=r"no such commit|unknown"):
        step(project, github, "changes", "--base", "nowhere", "--output", tmp_path / "d.json")


CHANGES = {
    "count": 1,
    "changes": [{"what": "added", "page": "docs/a.md", "id": "x", "title": "T", "url": "https://a.org"}],
}


def ready(github, data=CHANGES, **artifact):
    github.pulls = [{"number": 4, "head": {"sha": "a" * 40}}]
    github.artifacts = [{"id": 5, "name": "changes", "size_in_bytes": 900, **artifact}]
    github.raw["actions/artifacts/5/zip"] = data if isinstance(data, bytes) else packed(json.dumps(data))


def run_file(tmp_path, **changes):
    path = tmp_path / "run.json"
    path.write_text(json.dumps({**RUN, "workflow_run": {**RUN["workflow_run"], **changes}}), encoding="utf-8")
    return path


def test_the_comment_replaces_itself(github, tmp_path, monkeypatch):
    ready(github)
    github.comments = [{"id": n, "user": {"login": "x"}, "body": f"{preview.MARK} not ours"} for n in range(1, 121)]
    event = run_file(tmp_path)
    step(tmp_path, github, "preview", "--event", event)
    assert github.comments[-1]["body"].startswith(preview.MARK)
    assert "- added: `#x` `T` `https://a.org`" in github.comments[-1]["body"]
    step(tmp_path, github, "preview", "--event", event)
    assert [verb for verb, _, _ in github.changes] == ["POST"]
    ready(github, {"count": 0, "changes": []})
    step(tmp_path, github, "preview", "--event", event)
    assert github.changes[-1][:2] == ("PATCH", "issues/comments/121")


def test_a_run_for_an_older_commit_or_without_a_list_says_nothing(github, tmp_path, capsys):
    ready(github)
    step(tmp_path, github, "preview", "--event", run_file(tmp_path, head_sha="b" * 40))
    ready(github, name="site")
    step(tmp_path, github, "preview", "--event", run_file(tmp_path))
    assert github.changes == []
    assert capsys.readouterr().out.count("nothing to say") == 2


@pytest.mark.parametrize(
    "branch", ["x&state=closed", "a b", "../../x", "${{ github.token }}", "$(id)", "a\n::set-output"]
)
def test_a_branch_s_name_is_only_ever_data(github, tmp_path, branch):
    ready(github)
    step(tmp_path, github, "preview", "--event", run_file(tmp_path, head_branch=branch))
    asked = next(command[1] for command in github.commands if "pulls?" in command[1])
    assert asked.startswith("repos/o/r/pulls?state=open&per_page=100&head=stranger:")
    assert not set(asked.partition("stranger:")[2]) & set("&?# /\n$(){}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no zip", "holds no list of changes"),
        (packed("{}", "../changes.json"), "holds no list of changes"),
        (packed("x" * 500_000), "more than 400,000"),
        (packed("[]"), "is no JSON object"),
        (packed("{}"), "is no number of changes"),
        ({"count": -1, "changes": []}, "is no number of changes"),
        ({"count": 1, "changes": "x"}, "is no list"),
        ({"count": 1, "changes": [{"what": "owned", "page": "docs/a.md"}]}, "is none of added"),
        ({"count": 1, "changes": [{"what": "added", "page": "a\nb"}]}, "has not the form"),
        ({"count": 1, "changes": [{"what": "added", "page": "a", "title": {}}]}, "title is no text"),
    ],
)
def test_an_artifact_is_only_data_and_of_one_shape(github, tmp_path, data, sentence):
    ready(github, data)
    with pytest.raises(ProjectError, match=sentence):
        step(tmp_path, github, "preview", "--event", run_file(tmp_path))
    assert github.changes == []


def test_a_large_artifact_is_not_even_fetched(github, tmp_path):
    ready(github, size_in_bytes=50_000_000)
    with pytest.raises(ProjectError, match="too large"):
        step(tmp_path, github, "preview", "--event", run_file(tmp_path))
    assert not any("zip" in command[-1] for command in github.commands)


def test_the_address_of_the_run_is_github_s(github, tmp_path):
    ready(github)
    with pytest.raises(ProjectError, match="html_url"):
        step(tmp_path, github, "preview", "--event", run_file(tmp_path, html_url="javascript:alert(1)"))


def test_hostile_rows_make_a_harmless_comment(github, tmp_path):
    from test_github_entry import HOSTILE_TEXTS, is_harmless  # noqa: PLC0415

    rows = [
        {
            "what": "added",
            "page": "docs/a.md",
            "id": text[:900],
            "title": text[:900],
            "url": text[:900],
            "detail": text[:900],
        }
        for text in HOSTILE_TEXTS
    ]
    rows += [{"what": "changed", "page": "@all `x` <b> ::evil", "detail": "y"}]
    ready(github, {"count": 10_000, "changes": rows * 20})
    step(tmp_path, github, "preview", "--event", run_file(tmp_path))
    shown = github.comments[0]["body"]
    assert is_harmless(shown.replace("https://github.com/o/r/actions/runs/77", ""))
    assert "… and 9850 more." in shown
    assert len(shown) < 65_536


def test_a_long_list_is_cut_before_it_is_too_large_to_read():
    changes = [preview.Change("added", "docs/a.md", f"id-{n}", "T" * 200, "https://a.org") for n in range(3000)]
    text = preview.changes_text(changes)
    assert len(text.encode()) <= preview.MOST_BYTES
    assert preview.read_changes(Node(json.loads(text)))[1] == 3000


def test_an_endless_member_is_read_no_further_than_the_limit():
    assert len(unpack(packed("0" * 3_000_000))) == preview.MOST_BYTES + 1


# State → issue.

REPORT = "## Links\n\n| state | addresses |\n| --- | ---: |\n| dead | 1 |\n\n- `https://a.org`: `404` at `docs/a.md:3`"


def issue(state="open", body=upkeep.MARK, **more):
    return {"number": 3, "state": state, "body": body, "user": BOT, "pull_request": None, **more}


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        ([], False, None),
        ([], True, (0, "open")),
        ([issue()], True, (3, "open")),
        ([issue()], False, (3, "closed")),
        ([issue("closed")], False, None),
        ([issue("closed")], True, (3, "open")),
        ([issue(body="another of ours")], True, (0, "open")),
        ([issue(user={"login": "somebody"})], True, (0, "open")),
        ([issue(pull_request={"url": "x"})], True, (0, "open")),
        ([issue(body=None)], False, None),
    ],
)
def test_there_is_one_issue_and_it_is_open_while_something_is_wrong(known, found, expected):
    made = upkeep.issue_step(Node(known), REPORT, found)
    assert (made and (made.number, made.state)) == expected
    assert made is None or made.body.endswith(REPORT)


def test_a_long_report_is_cut_at_a_line():
    body = upkeep.body_of("\n".join(f"- `https://a.org/{n}`" for n in range(9000)))
    assert len(body) <= 65_536
    assert body.endswith("`\n\n… and more: see the summary of the run.")


def links(root, github, tmp_path, code):
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    state = {"version": 1, "last_run": "", "broken": {}, "addresses": {"https://a.org": {"state": "ok"}}}
    (tmp_path / "links.json").write_text(json.dumps(state), encoding="utf-8")
    return step(
        root, github, "links", "--report", tmp_path / "report.md", "--code", code, "--state", tmp_path / "links.json"
    )


def test_the_run_of_the_links_keeps_its_state_its_issue_and_the_site_up_to_date(github, tmp_path):
    links(tmp_path, github, tmp_path, 1)
    (tree,) = github.sent("POST", "git/trees")
    assert [row["path"] for row in tree["tree"]] == ["data/links.json"]
    assert "link-state" in github.refs
    assert github.sent("POST", "actions/workflows/deploy.yml/dispatches") == [{"ref": "main"}]
    (opened,) = github.sent("POST", "issues")
    assert (opened["title"], opened["labels"]) == (upkeep.TITLE, ["links"])
    links(tmp_path, github, tmp_path, 0)
    (closed,) = github.sent("PATCH", "issues/1")
    assert closed["state"] == "closed"
    # Nothing new: no second commit, no second deployment.
    assert len(github.sent("POST", "git/commits")) == 1


def test_a_run_that_failed_records_nothing(github, tmp_path):
    with pytest.raises(ProjectError, match="ended with code 2"):
        links(tmp_path, github, tmp_path, 2)
    (tmp_path / "links.json").unlink()
    with pytest.raises(ProjectError, match="is missing"):
        step(
            tmp_path,
            github,
            "links",
            "--report",
            tmp_path / "report.md",
            "--code",
            0,
            "--state",
            tmp_path / "links.json",
        )
    assert github.changes == []


def test_the_state_is_fetched_when_there_is_one(github, tmp_path, capsys):
    target = tmp_path / "data" / "links.json"
    step(tmp_path, github, "state", "--output", target)
    assert "no state" in capsys.readouterr().out
    github.raw["contents/data/links.json?ref=link-state"] = b'{"version": 1}'
    step(tmp_path, github, "state", "--output", target)
    assert target.read_text() == '{"version": 1}'

    def broken(_arguments, _data):
        raise GitHubError("gh api: HTTP 500")

    with pytest.raises(ProjectError, match="500"):
        run_step(
            _parser().parse_args(["--root", str(tmp_path), "github", "state", "--output", str(target)]),
            lambda name: GitHub(name, broken),
        )


# Lock files.


def test_renewed_locks_become_one_pull_request_and_nothing_else_gets_in(github, tmp_path):
    root, fresh = tmp_path / "root", tmp_path / "fresh"
    for folder in (root, fresh):
        folder.mkdir()
        for name in ("requirements.lock", "requirements-node.lock", "package-lock.json", "Makefile"):
            (folder / name).write_text(f"{name}\n", encoding="utf-8")
    step(root, github, "renewal", "--input", fresh)
    assert github.changes == []
    for name in ("requirements.lock", "Makefile"):
        (fresh / name).write_text("new\n", encoding="utf-8")
    step(root, github, "renewal", "--input", fresh)
    (tree,) = github.sent("POST", "git/trees")
    assert [row["path"] for row in tree["tree"]] == ["requirements.lock"]
    assert github.sent("POST", "pulls")[0]["head"] == "renew/locks"
    github.pulls[0]["head"] = "renew/locks"
    (fresh / "requirements.lock").write_text("newer\n", encoding="utf-8")
    step(root, github, "renewal", "--input", fresh)
    assert github.sent("PATCH", "git/refs/heads/renew/locks") == [{"sha": "c2", "force": True}]
    assert len(github.sent("POST", "pulls")) == 1


# gh itself.


def test_gh_gets_data_over_standard_input_and_its_trouble_is_one_sentence(tmp_path, monkeypatch):
    gh = tmp_path / "gh"
    log = tmp_path / "log"
    lines = [
        "import sys",
        f"open({str(log)!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read())))",
        "print('{\"id\": 1}')",
    ]
    gh.write_text("\n".join([f"#!{sys.executable}", *lines]) + "\n")
    gh.chmod(gh.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert GitHub("o/r").send("POST", "issues", {"title": "$(id) `x`"})["id"].number == 1
    arguments, data = eval(log.read_text())
    assert arguments == ["api", "repos/o/r/issues", "--method", "POST", "--input", "-"]
    assert json.loads(data) == {"title": "$(id) `x`"}
    gh.write_text("#!/bin/sh\necho 'gh: Not Found (HTTP 404)' >&2\nexit 1\n")
    with pytest.raises(GitHubError, match=r"issues.*404"):
        GitHub("o/r").get("issues")
    with pytest.raises(GitHubError, match=r"issues.*404"):
        GitHub("o/r").send("POST", "issues", {})
    gh.write_text("#!/bin/sh\necho no json\n")
    with pytest.raises(GitHubError, match="not JSON"):
        GitHub("o/r").get("issues")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(GitHubError, match="gh cannot be run"):
        GitHub("o/r").get("issues")


@pytest.mark.parametrize("name", ["", "o", "o/r/x", "o/r?x", "../r", "o r/x"])
def test_a_repository_has_a_name_of_one_form(name):
    with pytest.raises(GitHubError, match="is no repository"):
        GitHub(name)


def test_a_step_without_a_repository_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert main(["--root", str(tmp_path), "github", "state", "--output", "x"]) == 2
    assert "GITHUB_REPOSITORY must be owner/name" in capsys.readouterr().err


def test_our_comment_is_known_by_its_author_too(github):
    github.comments = [{"id": 1, "user": BOT, "body": "another of ours"}]
    github.connect("o/r").say(1, "<!-- m -->", "<!-- m --> text")
    assert len(github.comments) == 2


def test_numbers_and_texts_of_payloads_are_checked():
    with pytest.raises(PayloadError):
        list(Node({}))
    assert Node(None).text == ""
