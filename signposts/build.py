"""One build of the site, for whichever engine runs it: sources, then pages as they are converted, then the rules."""

from collections.abc import Callable, Mapping
from pathlib import Path

from signposts import drawn, exports, figures, search
from signposts.bibtex import bibtex
from signposts.catalogue import Item, list_items
from signposts.catalogue_page import catalogue_html
from signposts.data import check_data, read_data
from signposts.extension import EXTENSION
from signposts.formulas import FormulaRenderer
from signposts.glossary import glossary_markdown, hover_texts, read_glossary
from signposts.history import read_history
from signposts.links.health import health_html
from signposts.links.memory import LinkState, StateError, read_state
from signposts.links.options import STATE_FILE
from signposts.memory import FILE as MEMORY_FILE
from signposts.memory import Kept, Memory, scope_of
from signposts.moved import moved_html
from signposts.paths_page import paths_html
from signposts.project import load_project, make_site
from signposts.questions_page import questions_html
from signposts.reading_list_page import reading_list_html
from signposts.records import Finding, Page, Source
from signposts.rules import Site, check
from signposts.sources import read_source
from signposts.topics import Section, topic_map
from signposts.withdrawn import notices_markdown, read_withdrawn


class BuildFailedError(Exception):
    """The pages break rules: ``findings`` says which, the message how many."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = len(findings)
        super().__init__(f"{count} {'finding' if count == 1 else 'findings'}: the site was not built")


class Build:
    """What one build knows.

    root: the project's folder; memory: of earlier builds; engine: names what converts the pages, and its version; tell:
    takes a sentence on how far a long step is.
    """

    def __init__(
        self,
        root: Path,
        memory: Memory | None = None,
        engine: str = "",
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.project = load_project(root)
        self.drawings = figures.drawings(root / figures.FILE, root / ".cache" / "figures.json")
        self.renderer = FormulaRenderer(root, root / ".cache" / "formulas.sqlite3", tell, root / drawn.FILE)
        self.terms, self._findings = read_glossary(root)
        self.data = read_data(root)
        self.history = read_history(root)
        self.links = self._read_links(root)
        self.site = Site(())
        self._withdrawn, _ = read_withdrawn(root)
        self._sources: dict[str, Source] = {}
        self._pages: list[Page] = []
        self._current = Source("")
        self._memory, self._engine = memory, engine
        self._markdown = ""
        self._last: tuple[Page, list[Finding]] | None = None

    def extension_configs(self) -> Mapping[str, dict]:
        """Settings for the Markdown extensions that need the build's own objects."""
        return {
            EXTENSION: {
                "source": lambda: self._current,
                "collect": self._collect,
                "renderer": self.renderer,
                "editor": self.project.editor,
                "drawing": self.drawings.get,
                "remembered": self.links.addresses.get if self.links else lambda _url: None,
            },
            "abbr": {"glossary": hover_texts(self.terms)},
        }

    def _read_links(self, root: Path) -> LinkState | None:
        """The state of the links, or None before the first run; a state that is broken stops the build."""
        try:
            return read_state(root / STATE_FILE)
        except StateError as error:
            self._findings.append(Finding(STATE_FILE.as_posix(), 1, "E430", str(error)))
            return None

    def read_sources(self) -> None:
        """Read every Markdown file; raises BuildFailedError when one cannot be read."""
        findings = list(self._findings)
        for path in sorted(self.project.docs.rglob("*.md")):
            source, problems = read_source(self.project.root, path)
            self._sources[path.relative_to(self.project.docs).as_posix()] = source
            findings += problems
        if findings:
            raise BuildFailedError(findings)
        if self._memory:
            files = sorted(path.as_posix() for path in self.project.docs.rglob("*"))
            scope = scope_of(self.project.root, files, self._engine, self.renderer.version, self.project.editor)
            self._memory.enter(scope, self.project.root / MEMORY_FILE)

    def begin_page(self, name: str) -> str:
        """The page below docs/ is converted next; returns its Markdown, with what is generated for it.

        A page that is remembered has nothing to convert.
        """
        self._current = self._sources[name]
        self._markdown = self._current.body + notices_markdown(self._withdrawn, name)
        if name == "glossary.md":
            self._markdown = f"{self._current.body}\n\n{glossary_markdown(self.terms)}\n"
        kept = self._recall(name)
        if kept:
            self._collect(kept.page, list(kept.findings))
            return ""
        return self._markdown

    def end_page(self, name: str, made: object, *, quiet: bool = True) -> object:
        """The page has been converted; returns what the engine made of it: now, or when it was last converted.

        quiet: whether the engine had nothing to warn of. What it warns of must be said again with the next build.
        """
        kept = self._recall(name)
        if kept:
            return kept.made
        if self._memory and quiet and self._last and self._last[0].name == name:
            page, findings = self._last
            self._memory.keep(name, Kept(self._current, self._markdown, page, tuple(findings), made))
        return made

    def _recall(self, name: str) -> Kept | None:
        return self._memory.recall(name, self._current, self._markdown) if self._memory else None

    def _collect(self, page: Page, findings: list[Finding]) -> None:
        self._pages.append(page)
        self._findings += findings
        self._last = (page, findings)

    def check(self) -> None:
        """Apply the rules to all pages; raises BuildFailedError with every finding."""
        # The Markdown library does not call anybody for a page without text.
        read = {page.path for page in self._pages}
        empty = [Page(source) for source in self._sources.values() if source.path not in read]
        self.site = make_site(self.project, [*self._pages, *empty], self._findings)
        if findings := sorted([*check(self.site), *check_data(self.data, self.site)]):
            raise BuildFailedError(findings)

    def topic_map(self) -> tuple[Section, ...]:
        """The sections of topics for the home page."""
        return topic_map(self.project, self.site)

    def moved_html(self, links: Mapping[str, str]) -> str:
        """The table of moved addresses. links: page below docs/ → its address, relative to the page of the table."""
        places = {entry.url: (entry.title, f"{links[page.name]}#{entry.id}") for page, entry in self.site.entries()}
        return moved_html(self.site.moved, places)

    def items(self, addresses: Mapping[str, str]) -> tuple[Item, ...]:
        """The entries of the catalogue. addresses: page below docs/ → its address from the site's root."""
        return list_items(self.project, self.site, addresses, self.history)

    def marked_pages(self) -> dict[str, int]:
        """The pages on which a reader's marks are shown → how many entries they show."""
        counts = {page.name: len(page.entries) for page in self.site.pages if page.entries}
        every = sum(counts.values())
        return counts | {name: every for name in ("index.md", "paths.md") if name in self._sources}

    def generated_pages(self, addresses: Mapping[str, str], *, feed: bool) -> dict[str, str]:
        """What stands below the Markdown of some pages: page below docs/ → HTML. feed: whether there is one."""
        items = self.items(addresses)
        pages = {page.name: (page, addresses[page.name]) for page in self.site.pages if page.name in addresses}
        made = {
            "catalogue.md": lambda: catalogue_html(items, "../", feed=feed),
            "reading-list.md": lambda: reading_list_html("../"),
            "paths.md": lambda: paths_html(self.data.paths, items, pages, "../"),
            "questions.md": lambda: questions_html(self.project, self.site, addresses, "../"),
            "link-health.md": lambda: health_html(self.links, self._entry_links(addresses, "../")),
        }
        return {name: make() for name, make in made.items() if name in addresses}

    def _entry_links(self, addresses: Mapping[str, str], root: str) -> dict[str, list[tuple[str, str]]]:
        """Address → the entries and the pages that have it, as (title, link from a page below the root)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for page, entry in self.site.entries():
            found.setdefault(entry.url, []).append((entry.title, f"{root}{addresses[page.name]}#{entry.id}"))
        for page in self.site.pages:
            for url in dict.fromkeys(url for url, _ in page.links):
                found.setdefault(url, []).append((page.title, f"{root}{addresses[page.name]}"))
        return found

    def search_index(self, addresses: Mapping[str, str]) -> str:
        """The data of the search. addresses: as for ``items``."""
        asked = {place: words.text for place, words in self.data.asked.items()}
        return search.index_json(self.site, addresses, self.terms, self.data.synonyms, asked)

    def exports(self, masthead: exports.Masthead, addresses: Mapping[str, str]) -> dict[str, str]:
        """The files for other programs: name → text. addresses: as for ``items``."""
        items = self.items(addresses)
        heading = f"% {masthead.name}: {len(items)} entries, {masthead.url}"
        files = {
            "catalogue.json": exports.catalogue_json(items, masthead, self.history),
            "catalogue.schema.json": exports.catalogue_schema(masthead),
            "catalogue.csv": exports.catalogue_csv(items, masthead),
            "catalogue.bib": bibtex([item.entry for item in items], self.data.citations, heading),
            "robots.txt": exports.robots(masthead),
            search.FILE: self.search_index(addresses),
            "llms.txt": exports.llms(self.topic_map(), addresses, masthead),
        }
        if self.history.head:
            files["feed.xml"] = exports.feed(items, masthead, self.history)
        return files

    def remember(self) -> None:
        """Keep the converted pages for the next build, which may be another process's."""
        if self._memory:
            self._memory.save(self.project.root / MEMORY_FILE)

    def close(self) -> None:
        """Stop what the build started."""
        self.renderer.close()
