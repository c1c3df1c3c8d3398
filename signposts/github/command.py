"""``signposts github``: each step of a workflow is one function, given its options and GitHub."""

import argparse
import io
import os
import re
import zipfile
from collections.abc import Callable

from signposts.files import write_atomically
from signposts.github import entry, preview, upkeep
from signposts.github.api import GitHub, GitHubError
from signposts.github.payload import MOST_BYTES, PayloadError, parse, read
from signposts.links.fetch import ProxyError
from signposts.links.memory import StateError, read_state
from signposts.links.options import STATE_FILE
from signposts.links.places import site_at
from signposts.links.policy import PolicyError, read_policy
from signposts.project import ProjectError, load_project, read_site

STATE_BRANCH = "link-state"
#: What a renewal may bring, and nothing else.
LOCKS = ("requirements.lock", "requirements-node.lock", "package-lock.json")
_CHANGES = "changes"
#: A state of 50,000 addresses.
_MOST_STATE = 40_000_000


def run_step(options: argparse.Namespace, connect: Callable[[str], GitHub] = GitHub) -> int:
    """Run the step that the options name; raises ProjectError. connect: makes the way to a repository."""
    step = _STEPS[options.step]
    try:
        if options.step in ("look", "changes"):
            step(options)
        else:
            step(options, connect(os.environ.get("GITHUB_REPOSITORY", "")))
    except (PayloadError, GitHubError, StateError, PolicyError, ProxyError) as error:
        raise ProjectError(str(error)) from error
    return 0


def _look(options: argparse.Namespace) -> None:
    request = entry.read_request(read(options.event))
    if request is None:
        print("the issue asks for no new link: nothing to do")
        return
    project = load_project(options.root.resolve())
    outcome = entry.look(request, read_site(project), read_policy(project.root), f"{project.address}about/")
    write_atomically(options.output, entry.outcome_text(outcome))


def _answer(options: argparse.Namespace, github: GitHub) -> None:
    if not options.input.exists():
        print("nothing was asked for")
        return
    outcome = entry.read_outcome(read(options.input))
    project = load_project(options.root.resolve())
    said = entry.answer(outcome, project, read_site(project))
    github.say(outcome.number, entry.MARK, said.comment)
    if said.addition and outcome.accepted:
        branch = f"entry/issue-{outcome.number}"
        github.commit(branch, said.title, {said.addition.path: said.addition.text})
        github.propose(branch, said.title, said.body)


def _changes(options: argparse.Namespace) -> None:
    root = options.root.resolve()
    found = preview.changes_between(site_at(root, options.base), read_site(load_project(root)))
    write_atomically(options.output, preview.changes_text(found))


def _preview(options: argparse.Namespace, github: GitHub) -> None:
    run = read(options.event)["workflow_run"]
    number = github.pull_request_of(run)
    if not number:
        print("the run was for no open pull request's newest commit: nothing to say")
        return
    for artifact in github.get(f"actions/runs/{run['id'].number}/artifacts?per_page=100")["artifacts"]:
        if artifact["name"].text == _CHANGES:
            break
    else:
        print("the run made no list of changes: nothing to say")
        return
    if artifact["size_in_bytes"].number > MOST_BYTES:
        raise PayloadError("the list of changes is too large")
    packed = github.raw(f"actions/artifacts/{artifact['id'].number}/zip")
    changes, count = preview.read_changes(parse(unpack(packed), "changes.json", preview.MOST_BYTES))
    address = run["html_url"].matching(re.compile(r"https://github\.com/[\w./-]+"))
    github.say(number, preview.MARK, preview.comment(changes, count, address))


def unpack(packed: bytes) -> bytes:
    """The list in an artifact: one file of a known name, read no further than a limit; raises PayloadError."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as pack, pack.open(f"{_CHANGES}.json") as file:
            return file.read(preview.MOST_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise PayloadError(f"the artifact holds no list of changes ({type(error).__name__})") from error


def _links(options: argparse.Namespace, github: GitHub) -> None:
    if options.code not in (0, 1):
        raise PayloadError(f"the run of the links ended with code {options.code}: there is nothing to record")
    report = options.report.read_text(encoding="utf-8")
    if read_state(options.state) is None:
        raise PayloadError(f"{options.state} is missing")
    state = options.state.read_text(encoding="utf-8")
    if github.commit(STATE_BRANCH, "Record the state of the links", {STATE_FILE.as_posix(): state}):
        github.send("POST", "actions/workflows/deploy.yml/dispatches", {"ref": "main"})
    known = github.get(f"issues?labels={upkeep.LABEL}&state=all&per_page=20")
    step = upkeep.issue_step(known, report, options.code == 1)
    if step is None:
        return
    if step.number:
        github.send("PATCH", f"issues/{step.number}", {"state": step.state, "body": step.body})
    else:
        github.send("POST", "issues", {"title": upkeep.TITLE, "body": step.body, "labels": [upkeep.LABEL]})


def _state(options: argparse.Namespace, github: GitHub) -> None:
    try:
        raw = github.raw(f"contents/{STATE_FILE.as_posix()}?ref={STATE_BRANCH}")
    except GitHubError as error:
        if "404" not in str(error):
            raise
        print("no state of the links is recorded yet")
        return
    parse(raw, "the recorded state", _MOST_STATE)
    write_atomically(options.output, raw.decode("utf-8"))


def _renewal(options: argparse.Namespace, github: GitHub) -> None:
    root = options.root.resolve()
    files = {}
    for name in LOCKS:
        path = options.input / name
        if path.is_file() and path.stat().st_size < MOST_BYTES:
            text = path.read_text(encoding="utf-8")
            if text != (root / name).read_text(encoding="utf-8"):
                files[name] = text
    if files and github.commit("renew/locks", "Renew the lock files", files):
        body = (
            "Every package is pinned with its hashes and at least a week old. The checks tell whether all still works."
        )
        github.propose("renew/locks", "Renew the lock files", body)


_STEPS = {
    "look": _look,
    "answer": _answer,
    "changes": _changes,
    "preview": _preview,
    "links": _links,
    "state": _state,
    "renewal": _renewal,
}
