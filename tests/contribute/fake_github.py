"""GitHub as far as our steps use it: answers what ``gh api`` asks, and remembers what was changed."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from signposts.github.api import GitHub, GitHubError

BOT = {"login": "github-actions[bot]"}


@dataclass
class FakeGitHub:
    """The state of a repository, and every change that was asked for."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    raw: dict[str, bytes] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=lambda: {"main": "c0"})
    commits: dict[str, str] = field(default_factory=lambda: {"c0": "t0"})
    changes: list[tuple[str, str, dict]] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)

    def connect(self, repository: str) -> GitHub:
        return GitHub(repository, self.run)

    def sent(self, method: str, path: str) -> list[dict]:
        return [data for verb, way, data in self.changes if verb == method and re.fullmatch(path, way)]

    def run(self, arguments: list[str], data: bytes) -> bytes:
        self.commands.append(arguments)
        assert arguments[0] == "api"
        if arguments[1] == "-H":
            return self._raw(arguments[3].removeprefix("repos/o/r/"))
        path = arguments[1].removeprefix("repos/o/r/")
        if not data:
            return json.dumps(self._get(path)).encode()
        assert arguments[2] == "--method"
        assert arguments[4:] == ["--input", "-"]
        value = json.loads(data)
        self.changes.append((arguments[3], path, value))
        return json.dumps(self._change(arguments[3], path, value)).encode()

    def _raw(self, path: str) -> bytes:
        if path not in self.raw:
            raise GitHubError("gh api: HTTP 404")
        return self.raw[path]

    def _get(self, path: str) -> object:
        match path.split("?", maxsplit=1)[0].split("/"):
            case ["issues", _, "comments"]:
                page = int(re.search(r"&page=(\d+)", path)[1])
                return self.comments[100 * (page - 1) : 100 * page]
            case ["issues"]:
                return self.issues
            case ["git", "ref", "heads", name]:
                return {"object": {"sha": self.refs[name]}}
            case ["git", "matching-refs", "heads", *name]:
                start = "/".join(name)
                return [
                    {"ref": f"refs/heads/{ref}", "object": {"sha": sha}}
                    for ref, sha in self.refs.items()
                    if ref.startswith(start)
                ]
            case ["git", "commits", sha]:
                return {"tree": {"sha": self.commits[sha]}}
            case ["pulls"]:
                return self.pulls
            case ["actions", "runs", _, "artifacts"]:
                return {"artifacts": self.artifacts}
        raise AssertionError(path)

    def _change(self, method: str, path: str, value: dict) -> dict:
        match (method, path.split("/")):
            case "POST", ["git", "trees"]:
                rows = json.dumps(value["tree"], sort_keys=True)
                return {"sha": "t" + hashlib.sha256(rows.encode()).hexdigest()[:8]}
            case "POST", ["git", "commits"]:
                sha = f"c{len(self.commits)}"
                self.commits[sha] = value["tree"]
                return {"sha": sha}
            case "POST", ["git", "refs"]:
                self.refs[value["ref"].removeprefix("refs/heads/")] = value["sha"]
            case "PATCH", ["git", "refs", "heads", *name]:
                self.refs["/".join(name)] = value["sha"]
            case "POST", ["issues", _, "comments"]:
                self.comments.append({"id": len(self.comments) + 1, "user": BOT, "body": value["body"]})
            case "POST", ["issues"]:
                self.issues.insert(0, {"number": len(self.issues) + 1, "state": "open", "user": BOT, **value})
            case "POST", ["pulls"]:
                self.pulls.append({"number": 9, **value})
        return {}
