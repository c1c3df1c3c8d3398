"""The project as a whole: its configuration, read without MkDocs, and all its pages, read once."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import yaml
from markdown import Markdown

from signposts.extension import EXTENSION, SignpostsExtension
from signposts.moved import read_moved
from signposts.records import Finding, Page, Source
from signposts.rules import Site
from signposts.sources import read_source
from signposts.withdrawn import read_withdrawn


class ProjectError(Exception):
    """The project cannot be read at all: the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Project:
    """What mkdocs.yml says, as far as reading pages needs it."""

    root: Path
    #: Sections of the menu in order: (title, paths below docs/); pages at the top have an empty section title.
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    extensions: tuple[str, ...]
    extension_configs: Mapping[str, Mapping[str, object]]
    #: Where the site is read, and where a page's file is edited: both with a slash at the end, or empty.
    address: str = ""
    editor: str = ""

    @property
    def docs(self) -> Path:
        """The folder of the pages."""
        return self.root / "docs"

    @property
    def navigation(self) -> tuple[str, ...]:
        """All pages of the menu, in order."""
        return tuple(name for _, names in self.sections for name in names)


class _Loader(yaml.SafeLoader):
    """Plain YAML, with the ``!ENV`` values of mkdocs.yml."""


def _environment(loader: _Loader, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        names, default = [loader.construct_scalar(node)], None
    else:
        *names, default = loader.construct_sequence(node)  # type: ignore[arg-type]
    return next((os.environ[name] for name in names if name in os.environ), default)


_Loader.add_constructor("!ENV", _environment)


def load_project(root: Path) -> Project:
    """Read mkdocs.yml; raises ProjectError when it is missing or broken."""
    file = root / "mkdocs.yml"
    try:
        config = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader with one more tag
    except FileNotFoundError as error:
        raise ProjectError(f"{file}: there is no mkdocs.yml: run this in the project's folder") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ProjectError(f"{file}: the file is not YAML: {error}") from error
    if not isinstance(config, dict):
        raise ProjectError(f"{file}: the file must be lines of the form key: value")
    names, configs = [], {}
    for item in config.get("markdown_extensions") or []:
        name, settings = next(iter(item.items())) if isinstance(item, dict) else (item, None)
        if name != EXTENSION:
            names.append(name)
            configs[name] = settings or {}
    address, repository = (str(config.get(key) or "") for key in ("site_url", "repo_url"))
    editor = urljoin(f"{repository.rstrip('/')}/", str(config.get("edit_uri") or "")) if repository else ""
    sections = tuple(_sections(config.get("nav") or []))
    return Project(root, sections, tuple(names), configs, address, editor if config.get("edit_uri") else "")


def _sections(nav: Iterable[object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in nav:
        title, value = next(iter(item.items())) if isinstance(item, dict) else ("", item)
        if isinstance(value, str):
            yield "", (value,)
        else:
            yield str(title), tuple(name for _, names in _sections(value) for name in names)


def in_order(project: Project, pages: Iterable[Page]) -> tuple[Page, ...]:
    """Pages in the order of the menu; those that no menu names come last."""
    places = {name: place for place, name in enumerate(project.navigation)}
    return tuple(sorted(pages, key=lambda page: (places.get(page.name, len(places)), page.name)))


def make_site(project: Project, pages: Iterable[Page], findings: Iterable[Finding]) -> Site:
    """The site that the rules look at, from pages that have been read."""
    moved, moved_findings = read_moved(project.root)
    withdrawn, withdrawn_findings = read_withdrawn(project.root)
    found = (*findings, *moved_findings, *withdrawn_findings)
    return Site(in_order(project, pages), project.navigation, moved, withdrawn, found)


def read_site(project: Project) -> Site:
    """Read every page of the project without rendering it."""
    pages, findings = [], []
    for path in sorted(project.docs.rglob("*.md")):
        source, problems = read_source(project.root, path)
        if problems:
            findings += problems
            pages.append(Page(source, findings=tuple(problems)))
            continue
        page, problems = read_page(project, source)
        findings += problems
        pages.append(page)
    return make_site(project, pages, findings)


def read_page(project: Project, source: Source) -> tuple[Page, list[Finding]]:
    """Read one page; E004 where the Markdown library itself fails on it."""
    taken: list[tuple[Page, list[Finding]]] = []
    own = SignpostsExtension(source=lambda: source, collect=partial(_collect, taken))
    md = Markdown(extensions=[*project.extensions, own], extension_configs=dict(project.extension_configs))
    try:
        md.convert(source.body)
    except Exception as error:  # noqa: BLE001 - whatever a page does to the library is that page's finding
        message = f"the Markdown library fails on this page ({type(error).__name__}): simplify what is unusual in it"
        return Page(source), [Finding(source.path, source.first_line, "E004", message)]
    return taken[0] if taken else (Page(source), [])


def _collect(taken: list[tuple[Page, list[Finding]]], page: Page, findings: list[Finding]) -> None:
    taken.append((page, findings))
