"""The whole way of a contributor with a clone: a link added on a branch that passes the rules and a strict build."""

import os
import shutil
import subprocess
import sys

import pytest
from contributing import ROOT, web  # noqa: F401 - fixture

QUESTION = "How does an LSTM keep information for longer?"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone of what would be committed now, on a branch of its own; packages and formulas are those of this one."""
    folder = tmp_path_factory.mktemp("clone") / "signposts"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / ".cache").mkdir()
    for file in (ROOT / ".cache").glob("formulas.sqlite3"):
        shutil.copy(file, folder / ".cache")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "base")
    git(folder, "checkout", "-qb", "my-link")
    return folder


def git(folder, *arguments):
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def run(folder, *command, **environment):
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_link_added_in_a_clone_passes_the_rules_and_the_build(clone, web):  # noqa: F811
    added = run(
        clone,
        *(sys.executable, "-m", "signposts", "add", "https://good.example.org/cite"),
        *("--to", "docs/architectures/recurrent-networks.md", "--question", QUESTION, "--level", "intermediate"),
        *("--description", "Draws the gradient that flows through each gate; read it after the diagrams."),
        **web.environment,
    )
    assert "#bee-gradients-explained-drawn" in added.stdout
    assert git(clone, "diff", "--stat").count("|") == 1
    git(clone, "commit", "-qam", "Add a link")
    make = ("make", "--old-file=setup", f"BIN={sys.prefix}/bin", "BASE=main")
    run(clone, *make, "check")
    run(clone, *make, "build")
    page = (clone / "site" / "architectures" / "recurrent-networks" / "index.html").read_text(encoding="utf-8")
    assert 'id="bee-gradients-explained-drawn"' in page
    line = next(
        number
        for number, text in enumerate(
            (clone / "docs" / "architectures" / "recurrent-networks.md").read_text(encoding="utf-8").split("\n"), 1
        )
        if "#bee-gradients-explained-drawn" in text
    )
    assert f"/edit/main/docs/architectures/recurrent-networks.md#L{line}" in page
    changes = run(clone, *make, "changes").stdout
    assert '"count": 1' in changes
    assert '"id": "bee-gradients-explained-drawn"' in changes
