"""When entries appeared and pages last changed, from the project's git history; nothing is guessed.

A shallow clone lacks the commits in which entries appeared, and a downloaded archive lacks all of them: then no date is
given, and ``problem`` says why.
"""

import datetime
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

#: The line of an entry in a diff, and its id.
_ENTRY = re.compile(r"\+\s*[-*+] .*\]\(.*\{[^}]*#([a-z0-9-]+)[\s}]")
_COMMIT = "\x01"

#: Dates on commits and on files are compared and printed in one zone.
_ZONE = datetime.UTC


@dataclass(frozen=True, slots=True)
class History:
    """What git knows. Every mapping is empty where ``problem`` says why the whole history cannot be read."""

    #: Entry id → the time of the first commit that has it.
    added: Mapping[str, datetime.datetime] = field(default_factory=dict)
    #: Path of a page, from the project's root → the time of the last commit that changed it.
    changed: Mapping[str, datetime.datetime] = field(default_factory=dict)
    #: The time of the commit that is built; None outside a repository.
    head: datetime.datetime | None = None
    #: Why there are no dates; empty when there are.
    problem: str = ""


class _GitError(Exception):
    """Git is missing or refuses: the message is its own."""


def read_history(root: Path) -> History:
    """The history of the pages below ``root``. One ``git log`` a commit and process; raises nothing."""
    try:
        shallow, head = _git(root, "rev-parse", "--is-shallow-repository", "HEAD").split()
        return _shallow(root) if shallow == "true" else _read_log(root, head)
    except _GitError as error:
        return History(problem=f"this copy has no git history ({error})")


def _shallow(root: Path) -> History:
    problem = 'this is a shallow clone, without the commits that added the entries: "git fetch --unshallow" gets them'
    return History(head=_head(root), problem=problem)


def _head(root: Path) -> datetime.datetime:
    return _time(_git(root, "log", "-1", "--no-show-signature", "--format=%ct").strip())


@lru_cache(maxsize=1)
def _read_log(root: Path, _commit: str) -> History:
    """The whole history; asked for again only when the commit is another one."""
    log = _git(
        root,
        "log",
        "--reverse",
        "--topo-order",
        "--relative",
        "--patch",
        "--unified=0",
        # A merge shows what it brings in, so that an entry made while merging is seen too.
        "--diff-merges=first-parent",
        # Whatever the reader's own configuration says.
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "--no-show-signature",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        f"--format={_COMMIT}%ct",
        "--",
        "docs/*.md",
    )
    added, changed = parse_log(log.split("\n"))
    return History(added, changed, _head(root))


def parse_log(lines: Iterable[str]) -> tuple[dict[str, datetime.datetime], dict[str, datetime.datetime]]:
    """The log of patches, oldest first: when each entry id first appeared, when each file last changed."""
    added: dict[str, datetime.datetime] = {}
    changed: dict[str, datetime.datetime] = {}
    time, in_hunk = datetime.datetime.fromtimestamp(0, _ZONE), False
    for line in lines:
        if line.startswith(_COMMIT):
            time = _time(line[1:])
        elif line.startswith("diff --git "):
            in_hunk = False
        elif line.startswith("@@"):
            in_hunk = True
        elif not in_hunk and line.startswith("+++ b/"):
            changed[line.removeprefix("+++ b/").rstrip("\t")] = time
        elif in_hunk and (match := _ENTRY.match(line)):
            added.setdefault(match[1], time)
    return added, changed


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise _GitError("git is not installed") from error
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise _GitError(message or f"git stopped with code {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


def _time(seconds: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(int(seconds), _ZONE)
