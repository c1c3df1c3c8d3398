"""What MkDocs calls while it builds the site: each event is a line or two into ``signposts``.

Another engine needs an adapter like this one, and nothing else of ours changes.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import CountHandler

from signposts.build import Build, BuildFailedError
from signposts.exports import Masthead
from signposts.finish import SHEET, finish
from signposts.hosting import policy, without_styles
from signposts.memory import PAGES
from signposts.scripts import ShortenError, shorten
from signposts.search import FILE as SEARCH_FILE

log = get_plugin_logger("signposts")
_build: Build | None = None
#: Whether pages are being served while somebody writes them: then nothing is bundled, and scripts may reload pages.
_live = False
#: Of the theme's own files, only these style sheets are used.
THEME_STYLES = ("main.*.min.css", "palette.*.min.css")
#: Counts what the engine warns of; how much that was before the present page.
_warnings = CountHandler(level=logging.WARNING)
_warned_before = 0
_engine_log = logging.getLogger(mkdocs.__name__)
#: Page below docs/ → its address from the site's root.
_addresses: dict[str, str] = {}


def on_startup(command: str, dirty: bool) -> None:
    """Learn whether the site is built or served."""
    global _live  # noqa: PLW0603 - as below
    _live = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Start a build: our Markdown extension learns which page it reads and what draws its formulas."""
    global _build  # noqa: PLW0603 - the engine calls plain functions: there is nowhere else to keep the build
    _close()
    engine = f"{mkdocs.__name__} {mkdocs.__version__}"
    _build = Build(Path(config.config_file_path).parent, PAGES, engine, log.info)
    _engine_log.addHandler(_warnings)
    config.mdx_configs.update(_build.extension_configs())
    config.extra["theme_styles"] = [f"assets/stylesheets/{path.name}" for path in _theme_styles(config)]
    config.extra["styles"] = [*config.extra["theme_styles"], *config.extra_css] if _live else [SHEET]
    config.extra["policy"] = "" if _live else policy()
    config.extra["feed"] = _build.history.head is not None
    if _build.history.problem:
        log.info("No entry gets a date: %s", _build.history.problem)
    return config


def _theme_styles(config: MkDocsConfig) -> list[Path]:
    folders = [Path(folder, "assets", "stylesheets") for folder in config.theme.dirs]
    return [path for pattern in THEME_STYLES for folder in folders for path in folder.glob(pattern)]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read every source before anything is converted, stop at what cannot be read, leave the theme's scripts out."""
    kept = config.extra["theme_styles"] if _live else []
    folders = tuple(config.theme.dirs)
    for file in [
        file for file in files if str(file.src_dir).startswith(folders) and file.src_uri.startswith("assets/")
    ]:
        if file.src_uri not in kept:
            files.remove(file)
    _run(lambda build: build.read_sources())


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Say which page comes now; the body is the one that our own reader cut out of the file."""
    global _warned_before  # noqa: PLW0603 - as above
    _warned_before = sum(_warnings.counts.values())
    return _current().begin_page(page.file.src_uri)


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Keep what was made of the page, or take what was kept of it while its text stays the same."""
    links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
    made = (html, page.toc, page.present_anchor_ids, links)
    # Where nobody listens, what it warns of cannot be told.
    quiet = sum(_warnings.counts.values()) == _warned_before and _engine_log.isEnabledFor(logging.WARNING)
    html, page.toc, page.present_anchor_ids, links = _current().end_page(page.file.src_uri, made, quiet=quiet)
    page.links_to_anchors = {files.src_uris[name]: anchors for name, anchors in links.items()}
    return html


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """All pages are read: apply the rules, then finish what needs the whole site."""
    _run(lambda build: build.check())
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    _addresses.update({name: page.url for name, page in pages.items()})
    for name, count in _current().marked_pages().items():
        pages[name].meta["entries"] = count
    for page in _current().site.pages:
        if page.name in pages and page.prerequisites:
            read_first = [(pages[name].title, _link(pages, page.name, name)) for name in page.prerequisites]
            pages[page.name].meta["read_first"] = read_first
    _date_pages(pages)
    if "index.md" in pages:
        pages["index.md"].meta["sections"] = [
            (section, [(topic, _link(pages, "index.md", topic.path)) for topic in section.topics])
            for section in _current().topic_map()
        ]
    for name, html in _current().generated_pages(_addresses, feed=config.extra["feed"]).items():
        pages[name].meta["generated"] = html
    if "moved.md" in pages:
        links = {name: _link(pages, "moved.md", name) for name in pages}
        pages["moved.md"].content += _current().moved_html(links)


def _link(pages: dict[str, MkDocsPage], here: str, there: str) -> str:
    return pages[there].file.url_relative_to(pages[here].file)


def _date_pages(pages: dict[str, MkDocsPage]) -> None:
    """The sitemap tells when a page changed, where that is known; the engine itself would say today."""
    history = _current().history
    for page in _current().site.pages:
        if page.name in pages and history.head:
            pages[page.name].update_date = history.head.date().isoformat()
            if page.is_topic and page.path in history.changed:
                pages[page.name].meta["changed"] = history.changed[page.path].date().isoformat()


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    """Take what the Content-Security-Policy forbids out of the pages."""
    return without_styles(output)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files for other programs; stop Node, if this build needed it."""
    masthead = Masthead(config.site_name, config.site_description or "", config.site_url or "")
    made = {SEARCH_FILE: _current().search_index(_addresses)} if _live else _current().exports(masthead, _addresses)
    for name, text in made.items():
        Path(config.site_dir, name).write_bytes(text.encode())
    if not _live:
        _shorten(config)
        own = [Path(config.site_dir, sheet) for sheet in config.extra_css]
        cache = Path(config.config_file_path).parent / ".cache" / "stylesheets"
        finish(Path(config.site_dir), _theme_styles(config), own, config.site_url or "", cache)
    _current().remember()
    _close()


def _shorten(config: MkDocsConfig) -> None:
    try:
        shorten(Path(config.site_dir, "assets"), Path(config.config_file_path).parent)
    except ShortenError as error:
        raise PluginError(str(error)) from None


def on_build_error(error: Exception) -> None:
    """Stop Node after a failed build too."""
    _close()


def _close() -> None:
    _engine_log.removeHandler(_warnings)
    if _build is not None:
        _build.close()


def _current() -> Build:
    if _build is None:
        raise PluginError("the build was never configured: on_config comes first")
    return _build


def _run(step: Callable[[Build], None]) -> None:
    try:
        step(_current())
    except BuildFailedError as failure:
        for finding in failure.findings:
            log.error(str(finding))  # noqa: TRY400 - a reader wants the finding, not where it was raised
        raise PluginError(str(failure)) from None
