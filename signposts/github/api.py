"""The one place that talks to GitHub: its own command line, ``gh``, which takes its token from the environment.

What is sent goes over standard input as JSON, so that nothing of it is ever part of a command.
"""

import json
import subprocess
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from signposts.github.payload import BOT, REPOSITORY, Node

#: A function of arguments and standard input that gives standard output; tests put theirs here.
Runner = Callable[[list[str], bytes], bytes]


class GitHubError(Exception):
    """GitHub, or ``gh``, refused: the message says what was asked and what came back."""


def run_gh(arguments: list[str], data: bytes) -> bytes:
    """Run ``gh``; raises GitHubError."""
    try:
        done = subprocess.run(["gh", *arguments], input=data, capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitHubError(f"gh cannot be run ({error})") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0][:300]
        raise GitHubError(f"gh {arguments[0]} {arguments[-1] if not data else arguments[1]}: {said}")
    return done.stdout


class GitHub:
    """A repository on GitHub. repository: ``owner/name``."""

    def __init__(self, repository: str, run: Runner = run_gh) -> None:
        if not REPOSITORY.fullmatch(repository):
            raise GitHubError(f"{repository[:80]!r} is no repository: GITHUB_REPOSITORY must be owner/name")
        self.base, self._run = f"repos/{repository}", run

    def get(self, path: str) -> Node:
        """Ask for something of the repository."""
        return self._node(self._run(["api", f"{self.base}/{path}"], b""), path)

    def raw(self, path: str) -> bytes:
        """Ask for the bytes of a file or an artifact."""
        return self._run(["api", "-H", "Accept: application/vnd.github.raw", f"{self.base}/{path}"], b"")

    def send(self, method: str, path: str, data: Mapping[str, Any]) -> Node:
        """Change something of the repository."""
        arguments = ["api", f"{self.base}/{path}", "--method", method, "--input", "-"]
        return self._node(self._run(arguments, json.dumps(data).encode()), path)

    def _node(self, raw: bytes, path: str) -> Node:
        try:
            return Node(json.loads(raw.decode("utf-8") or "{}"), path)
        except ValueError as error:
            raise GitHubError(f"{path}: the answer is not JSON") from error

    def say(self, number: int, mark: str, text: str) -> None:
        """Comment on an issue or a pull request; a comment of ours with the same mark is replaced."""
        for page in range(1, 11):
            comments = list(self.get(f"issues/{number}/comments?per_page=100&page={page}"))
            for comment in comments:
                if comment["user"]["login"].text == BOT and comment["body"].text.startswith(mark):
                    if comment["body"].text != text:
                        self.send("PATCH", f"issues/comments/{comment['id'].number}", {"body": text})
                    return
            if len(comments) < 100:
                break
        self.send("POST", f"issues/{number}/comments", {"body": text})

    def commit(self, branch: str, message: str, files: Mapping[str, str], onto: str = "main") -> bool:
        """Make a branch that is ``onto`` with some files in it; False when that changes nothing of either."""
        parent = self.get(f"git/ref/heads/{quote(onto)}")["object"]["sha"].text
        base = self.get(f"git/commits/{parent}")["tree"]["sha"].text
        rows = [{"path": name, "mode": "100644", "type": "blob", "content": text} for name, text in files.items()]
        tree = self.send("POST", "git/trees", {"base_tree": base, "tree": rows})["sha"].text
        known = self._branch(branch)
        if tree == (self.get(f"git/commits/{known}")["tree"]["sha"].text if known else base):
            return False
        commit = {"message": message, "tree": tree, "parents": [parent]}
        sha = self.send("POST", "git/commits", commit)["sha"].text
        if known:
            self.send("PATCH", f"git/refs/heads/{quote(branch)}", {"sha": sha, "force": True})
        else:
            self.send("POST", "git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})
        return True

    def _branch(self, name: str) -> str:
        """The commit at which a branch stands; empty when there is no such branch."""
        for row in self.get(f"git/matching-refs/heads/{quote(name)}"):
            if row["ref"].text == f"refs/heads/{name}":
                return row["object"]["sha"].text
        return ""

    def propose(self, branch: str, title: str, body: str, checks: str = "checks.yml") -> None:
        """Open a pull request for a branch unless one is open, and have it checked.

        GitHub starts no workflow for what a workflow's token pushes, so the checks are started by name.
        """
        owner = self.base.split("/")[1]
        if not list(self.get(f"pulls?state=open&head={quote(owner)}:{quote(branch)}")):
            self.send("POST", "pulls", {"title": title, "body": body, "head": branch, "base": "main"})
        self.send("POST", f"actions/workflows/{checks}/dispatches", {"ref": branch})

    def pull_request_of(self, run: Node) -> int:
        """The number of the open pull request whose newest commit a workflow run was for; 0 when it is none.

        run: the ``workflow_run`` of an event, written by GitHub itself.
        """
        owner, branch = run["head_repository"]["owner"]["login"].text, run["head_branch"].text
        found = self.get(f"pulls?state=open&per_page=100&head={quote(owner, safe='')}:{quote(branch, safe='')}")
        for pull in found:
            if pull["head"]["sha"].text == run["head_sha"].text:
                return pull["number"].number
        return 0
