"""Where in the project's sources each address stands: the line that a person has to mend."""

import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from signposts.links.guard import asked_form
from signposts.links.records import Place
from signposts.project import ProjectError, load_project, read_site
from signposts.records import Entry
from signposts.rules import Site

#: Files besides the pages from which the site's templates take addresses.
_TEMPLATES = ("mkdocs.yml", "theme", "data", "signposts")
_SUFFIXES = {".yml", ".html", ".toml", ".py", ".js", ".css"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The addresses of the pages' sources. Keys are spelled as they are asked."""

    entries: dict[str, Entry]
    places: dict[str, list[Place]]
    #: Where the pages are edited: the templates make these links, one for each page and entry.
    editor: str = ""


def key_of(url: str) -> str:
    """One spelling for the same address in Markdown, in HTML and on the wire, fragment included."""
    page, _, fragment = url.partition("#")
    try:
        return f"{asked_form(page)}#{fragment}" if fragment else asked_form(page)
    except (ValueError, OSError):
        return url


def read_sources(site: Site, editor: str = "") -> Sources:
    """The addresses of entries and of links in the text, with their lines."""
    entries: dict[str, Entry] = {}
    places: dict[str, list[Place]] = {}
    for page in site.pages:
        for entry in page.entries:
            entries.setdefault(key_of(entry.url), entry)
            places.setdefault(key_of(entry.url), []).append(Place(page.path, entry.line))
        for address, line in page.links:
            if address.startswith(("http://", "https://")):
                places.setdefault(key_of(address), []).append(Place(page.path, line))
    return Sources(entries, {address: sorted(set(rows)) for address, rows in places.items()}, editor)


def read_project_sources(root: Path) -> Sources:
    """The addresses of a project's pages; raises ProjectError."""
    project = load_project(root)
    return read_sources(read_site(project), project.editor)


def in_child(function: Callable, *arguments: object):
    """Call a function in a process of its own: what converting all pages needs in memory is free when it ends."""
    with ProcessPoolExecutor(1, get_context("spawn")) as child:
        return child.submit(function, *arguments).result()


def locate(root: Path, address: str, sources: Sources, built: Iterable[Place], folder: str) -> list[Place]:
    """The places of an address: in the pages' sources, else in what the templates are made from, else as built."""
    found = sources.places.get(key_of(address))
    if found:
        return found
    return _in_templates(root, address) or [Place(f"{folder}/{place.path}", place.line) for place in built]


def _in_templates(root: Path, address: str) -> list[Place]:
    return [
        Place(path, number)
        for path, text in _templates(root)
        if address in text
        for number, line in enumerate(text.split("\n"), 1)
        if _stands_in(address, line)
    ]


@cache
def _templates(root: Path) -> tuple[tuple[str, str], ...]:
    """The files that the pages are made from, besides their sources: read once for all addresses."""
    bases = [root / name for name in _TEMPLATES]
    files = [file for base in bases for file in (sorted(base.rglob("*")) if base.is_dir() else [base])]
    return tuple(
        (file.relative_to(root).as_posix(), file.read_text(encoding="utf-8", errors="replace"))
        for file in files
        if file.suffix in _SUFFIXES and file.is_file()
    )


def _stands_in(address: str, line: str) -> bool:
    """True when a line holds the whole address, not only one that begins with it."""
    start = line.find(address)
    while start >= 0:
        after = line[start + len(address) : start + len(address) + 1]
        if not after or after in "\"'<>)] \t,|`":
            return True
        start = line.find(address, start + 1)
    return False


def addresses_at(root: Path, base: str) -> set[str]:
    """The addresses of the sources where a branch began; raises ProjectError when git cannot tell."""
    return set(read_sources(site_at(root, base)).places)


def site_at(root: Path, base: str) -> Site:
    """The pages as they were where a branch began; raises ProjectError when git cannot tell."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}").decode().strip()
    # A shallow clone does not know where the branch began: the base itself has to do.
    with suppress(ProjectError):
        commit = _git(root, "merge-base", commit, "HEAD").decode().strip()
    packed = _git(root, "archive", "--format=zip", commit)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(BytesIO(packed)) as pack:
        pack.extractall(folder, [name for name in pack.namelist() if name.startswith("docs/") or name == "mkdocs.yml"])
        return read_site(load_project(Path(folder)))


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ProjectError("--changed needs git") from error
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace").strip() or "no such commit"
        raise ProjectError(f"git {arguments[0]} {arguments[-1]}: {problem}: fetch the base first, or name another")
    return done.stdout
