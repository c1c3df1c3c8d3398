"""What MkDocs calls while it builds the site: each event is a line or two into ``signposts``.

Another engine needs an adapter like this one, and nothing else of ours changes.
"""

from collections.abc import Callable
from pathlib import Path

from markdown import markdown as to_html
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage

from signposts.build import Build, BuildFailedError
from signposts.exports import Masthead
from signposts.theme_fixes import mend

log = get_plugin_logger("signposts")
_build: Build | None = None
#: Page below docs/ → its address from the site's root.
_addresses: dict[str, str] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Start a build: our Markdown extension learns which page it reads and what draws its formulas."""
    global _build  # noqa: PLW0603 - the engine calls plain functions: there is nowhere else to keep the build
    if _build is not None:
        _build.close()
    _build = Build(Path(config.config_file_path).parent)
    config.mdx_configs.update(_build.extension_configs())
    config.extra["feed"] = _build.history.head is not None
    if _build.history.problem:
        log.info("No entry gets a date: %s", _build.history.problem)
    return config


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read every source before anything is converted, and stop at what cannot be read."""
    _run(lambda build: build.read_sources())


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Say which page comes now; the body is the one that our own reader cut out of the file."""
    return _current().begin_page(page.file.src_uri)


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
        pages["moved.md"].content += to_html(_current().moved_markdown(links), extensions=["tables"])


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
    """Mend what is not valid in the theme's pages."""
    return mend(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Mend what is not valid in the theme's page for missing addresses."""
    return mend(output_content) if template_name.endswith(".html") else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files for other programs; stop Node, if this build needed it."""
    masthead = Masthead(config.site_name, config.site_description or "", config.site_url or "")
    for name, text in _current().exports(masthead, _addresses).items():
        Path(config.site_dir, name).write_bytes(text.encode())
    _current().close()


def on_build_error(error: Exception) -> None:
    """Stop Node after a failed build too."""
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
