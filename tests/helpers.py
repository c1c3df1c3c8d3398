"""What several test modules need: small projects and pages made from text."""

from pathlib import Path
from textwrap import dedent

from markdown import Markdown

from signposts.extension import SignpostsExtension
from signposts.project import Project
from signposts.records import Finding, Page, Source

EXTENSIONS = {
    "abbr": {},
    "attr_list": {},
    "def_list": {},
    "md_in_html": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.superfences": {},
    "pymdownx.arithmatex": {"generic": True, "smart_dollar": True},
}

FRONT_MATTER = """\
---
title: A page
description: A page that a test made, long enough for the rules.
prerequisites: []
---
"""

ENTRY = """\
- [A title](https://example.org/a){ #ann-title .article by="Ann Bee" year="2015" level="introductory" }

    What the reader gets, in one sentence that is long enough.
"""


def convert(text: str, renderer=None) -> tuple[str, Page, list[Finding]]:
    """Convert the body of a page: its HTML, its record, and what its reader found."""
    source = Source("docs/topic/page.md", body=dedent(text), first_line=1)
    taken: list[tuple[Page, list[Finding]]] = []
    own = SignpostsExtension(
        source=lambda: source, collect=lambda page, found: taken.append((page, found)), renderer=renderer
    )
    html = Markdown(extensions=[*EXTENSIONS, own], extension_configs=EXTENSIONS).convert(source.body)
    page, findings = taken[0]
    return html, page, findings


def make_project(root: Path, pages: dict[str, str], nav: list[str] | None = None) -> Path:
    """Write a small project: mkdocs.yml and pages below docs/, named in the menu in the order given."""
    config = "nav:\n" + "".join(f"  - {name}\n" for name in (pages if nav is None else nav))
    config += "markdown_extensions:\n" + "".join(f"  - {name}: {settings}\n" for name, settings in EXTENSIONS.items())
    (root / "mkdocs.yml").write_text(config + "  - signposts.extension\n", encoding="utf-8")
    for name, text in pages.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def project_of(root: Path) -> Project:
    """The project in a folder, loaded."""
    from signposts.project import load_project  # noqa: PLC0415 - only these tests need it

    return load_project(root)
