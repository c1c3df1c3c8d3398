"""The sites that the benchmark measures: ours, the stock theme with the same pages, and synthetic ones of any size."""

import os
import re
import shutil
from pathlib import Path

import yaml

from signposts import figures
from signposts.project import load_project
from signposts.sources import read_source

ROOT = Path(__file__).resolve().parent.parent
MATHJAX = ROOT / "bench" / "node_modules" / "mathjax" / "es5"

#: What the theme's own documentation says about formulas, in a file of its own.
MATHJAX_SETUP = """window.MathJax = {
  tex: {
    inlineMath: [["\\\\(", "\\\\)"]], displayMath: [["\\\\[", "\\\\]"]], processEscapes: true, processEnvironments: true
  },
  options: { ignoreHtmlClass: ".*|", processHtmlClass: "arithmatex" }
};
"""

_FIGURE = re.compile(r"\(figure:([\w-]+)")


def copy_of_ours(folder: Path) -> Path:
    """Copy the project without what it made, so that it builds with empty caches; returns its folder."""
    made = shutil.ignore_patterns(".venv", ".cache", "node_modules", "site", "__pycache__", ".hypothesis", ".*_cache")
    shutil.copytree(ROOT, folder, ignore=made)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def stock(folder: Path) -> Path:
    """The stock theme with the same Markdown and with MathJax in the reader's browser; returns its folder."""
    project = load_project(ROOT)
    docs = folder / "docs"
    (docs / "figures").mkdir(parents=True)
    for name in project.navigation:
        source, _ = read_source(ROOT, project.docs / name)
        up = "../" * name.count("/")
        body = _FIGURE.sub(lambda match, up=up: f"({up}figures/{match[1]}.svg", source.body)
        page = docs / name
        page.parent.mkdir(parents=True, exist_ok=True)
        title = source.meta["title"]
        front = yaml.safe_dump({"title": title, "description": source.meta["description"]}, allow_unicode=True)
        page.write_text(f"---\n{front}---\n\n# {title}\n\n{body}\n", encoding="utf-8")
    for name in figures.names():
        svg = figures.draw(name).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        (docs / "figures" / f"{name}.svg").write_text(svg, encoding="utf-8")
    shutil.copytree(MATHJAX, docs / "mathjax")
    (docs / "mathjax-setup.js").write_text(MATHJAX_SETUP, encoding="utf-8")
    extra = ["mathjax-setup.js", "mathjax/tex-mml-chtml.js"]
    return _write_stock(folder, [_menu(title, names) for title, names in project.sections], extra)


def _menu(title: str, names: tuple[str, ...]) -> object:
    return {title: list(names)} if title else names[0]


def _write_stock(folder: Path, nav: list[object] | None, scripts: list[str], features: tuple[str, ...] = ()) -> Path:
    project = load_project(ROOT)
    config = {
        "site_name": "Stock",
        "site_url": "https://example.org/signposts/",
        # Its fonts would come from another host.
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs", "content.code.copy", *features]},
        "extra_javascript": scripts,
        "markdown_extensions": [{name: dict(project.extension_configs[name])} for name in project.extensions],
        "plugins": ["search"],
        **({"nav": nav} if nav else {}),
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder


def synthetic(folder: Path, count: int) -> Path:
    """A project of ours with ``count`` pages in sections of ten to a hundred; returns its folder."""
    folder.mkdir()
    (folder / "docs").mkdir()
    for name in ("theme", "hooks", "docs/assets"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("data", "signposts"):  # the second is only watched
        (folder / name).mkdir()
    (folder / "data" / "glossary.toml").touch()
    shutil.copy(ROOT / "package-lock.json", folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    nav = _synthetic_pages(folder / "docs", count)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    head = config[: config.index("\nnav:\n")]
    (folder / "mkdocs.yml").write_text(f"{head}\n{yaml.safe_dump({'nav': nav})}", encoding="utf-8")
    return folder


def synthetic_stock(folder: Path, count: int) -> Path:
    """The same pages with the stock theme and its menu cut to the present section; returns its folder."""
    (folder / "docs").mkdir(parents=True)
    return _write_stock(folder, _synthetic_pages(folder / "docs", count), [], ("navigation.prune",))


def _synthetic_pages(docs: Path, count: int) -> list[object]:
    """Write the pages; returns the menu."""
    per_section = {30: 10, 300: 30}.get(count, 100)
    (docs / "index.md").write_text(synthetic_page("index.md"), encoding="utf-8")
    nav: list[object] = [{"Home": "index.md"}]
    for section in range(count // per_section):
        names = [f"section-{section}/page-{page}.md" for page in range(per_section)]
        (docs / f"section-{section}").mkdir()
        for name in names:
            (docs / name).write_text(synthetic_page(name), encoding="utf-8")
        nav.append({f"Section {section}": names})
    return nav


def synthetic_page(name: str, remark: str = "") -> str:
    """The Markdown of one page: two questions with text, a formula, a table, code and two entries each."""
    mark = name.removesuffix(".md").replace("/", "-")
    front = (
        f"title: The page {mark}\ndescription: What stands on the page {mark}, to be measured by.\nprerequisites: []"
    )
    parts = [f"---\n{front}\n---\n"]
    parts.append(f"This page stands for others of its size. {remark}\n")
    for question in ("one", "two"):
        parts.append(f"## What is question {question}? {{ #{question} }}\n")
        parts.append("It weighs every input, adds them up and bends the sum: \\( y = f(w x + b) \\). " * 6 + "\n")
        parts.append("| Layer | Parameters |\n| --- | ---: |\n| first | 1,792 |\n| second | 36,928 |\n")
        parts.append("```python\nimport torch\n\nlayer = torch.nn.Linear(3, 4)\n```\n")
        for entry in ("a", "b"):
            address = f"https://example.org/{mark}/{question}/{entry}"
            parts.append(
                f'- [Reading {entry}]({address}){{ #{mark}-{question}-{entry} .article by="Ada" year="2020" }}\n'
            )
            parts.append("    Says the same once more, slowly.\n")
    return "\n".join(parts)


def environment() -> dict[str, str]:
    """What a build of any of these sites runs in."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "true", "DISABLE_MKDOCS_2_WARNING": "true"}
