"""Changes to files of the project: tried on a copy, shown as a diff, written all or none."""

import difflib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from signposts.checking import check_project
from signposts.files import write_atomically
from signposts.project import Project, load_project
from signposts.records import Finding
from signposts.rules import Site

#: What the rules read besides the pages.
_READ = ("mkdocs.yml", "data")

#: Path from the project's root → the text that the file is to have.
Changes = Mapping[str, str]


def read_text(root: Path, name: str) -> str:
    """The text of a file with its line endings as they are; empty when there is none."""
    path = root / name
    return path.read_bytes().decode("utf-8") if path.exists() else ""


def try_changes(project: Project, changes: Changes) -> tuple[Site, list[Finding]]:
    """What the rules would say of the project with the changes in it; no file of the project is touched."""
    with tempfile.TemporaryDirectory(prefix="signposts-") as folder:
        copy = Path(folder)
        for name in _READ:
            source = project.root / name
            if source.is_dir():
                shutil.copytree(source, copy / name)
            elif source.exists():
                shutil.copy(source, copy / name)
        for page in project.docs.rglob("*.md"):
            target = copy / page.relative_to(project.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(page, target)
        for name, text in changes.items():
            write_atomically(copy / name, text)
        return check_project(load_project(copy))


def diff_text(root: Path, changes: Changes) -> str:
    """The changes as a unified diff, in the order of the files' names."""
    out: list[str] = []
    for name, text in sorted(changes.items()):
        old = read_text(root, name).splitlines(keepends=True)
        lines = difflib.unified_diff(old, text.splitlines(keepends=True), f"a/{name}", f"b/{name}")
        out += [line if line.endswith("\n") else f"{line}\n" for line in lines]
    return "".join(out)


def write_changes(root: Path, changes: Changes) -> None:
    """Write the files; when one cannot be written, those before it get their old text back. Raises OSError."""
    old = {name: (root / name).read_bytes() if (root / name).exists() else None for name in changes}
    done: list[str] = []
    try:
        for name, text in changes.items():
            write_atomically(root / name, text)
            done.append(name)
    except OSError:
        for name in done:
            before = old[name]
            if before is None:
                (root / name).unlink()
            else:
                (root / name).write_bytes(before)
        raise
