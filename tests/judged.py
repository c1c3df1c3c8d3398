"""Judged queries: what learners type, and which results are right. Shared by the tests and ``make bench-search``."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parent / "search"

#: Sets written one after another, each by somebody who knew the pages and neither the search nor the other sets; what
#: the first look at one showed was then mended at its causes.
SETS = ("queries.json", "unseen.json", "learners.json", "beginners.json")


@dataclass(frozen=True)
class Query:
    """right: ``page`` (or any question on it), ``page#question``, or ``#entry``."""

    text: str
    kind: str
    right: tuple[str, ...]

    @property
    def asks_for_entry(self) -> bool:
        return all(place.startswith("#") for place in self.right)

    def is_right(self, address: str, kind: str) -> bool:
        """Whether a result is the very page, question or entry. kind: page, question or entry."""
        page, _, anchor = address.partition("#")
        for place in self.right:
            name, _, wanted = place.partition("#")
            if not name:
                if kind == "entry" and anchor == wanted:
                    return True
            elif page == f"{name}/" and kind != "entry" and wanted in ("", anchor):
                return True
        return False

    def is_right_page(self, address: str) -> bool:
        """Whether a result lies on a right page; of an entry, only itself is right."""
        page, _, anchor = address.partition("#")
        return any(
            page == f"{place.partition('#')[0]}/" if not place.startswith("#") else anchor == place[1:]
            for place in self.right
        )


def read_queries(name: str) -> list[Query]:
    rows = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [Query(row["query"], row["kind"], tuple(row["right"])) for row in rows]


def halves(queries: Sequence[Query]) -> tuple[list[Query], list[Query]]:
    """Every other query of each kind: the first half is for tuning, the second for judging."""
    seen: defaultdict[str, int] = defaultdict(int)
    both: tuple[list[Query], list[Query]] = ([], [])
    for query in queries:
        both[seen[query.kind] % 2].append(query)
        seen[query.kind] += 1
    return both


#: Address from the site's root, and page, question or entry.
Result = tuple[str, str]


@dataclass
class Score:
    """How many queries there were, and how many had the right result first, and within the first five."""

    count: int = 0
    first: int = 0
    five: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, query: Query, right: Sequence[bool]) -> None:
        self.count += 1
        self.first += any(right[:1])
        self.five += any(right[:5])
        if not any(right[:1]):
            self.missed.append(query.text)

    def __str__(self) -> str:
        if not self.count:
            return "none"
        return f"{self.first / self.count:.3f} / {self.five / self.count:.3f} of {self.count:3}"


def judge(queries: Iterable[Query], search: Callable[[str], Sequence[Result]]) -> dict[str, Score]:
    """Scores by name: pages (right page), places (the very page or question), entries (the very one), and each kind."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for query in queries:
        results = search(query.text)
        exact = [query.is_right(*result) for result in results]
        on_page = [query.is_right_page(address) for address, _ in results]
        if query.asks_for_entry:
            scores["entries"].add(query, exact)
        else:
            scores["pages"].add(query, on_page)
            scores["places"].add(query, exact)
        scores[f"kind: {query.kind}"].add(query, on_page)
    return dict(scores)


def results_of(page: Page, address: str, selector: str, kind_of: str) -> list[Result]:
    """The results that a page shows, as addresses from the site's root."""
    links = page.eval_on_selector_all(selector, f"links => links.map((link) => [link.href, ({kind_of})(link)])")
    return [(_place(href, address), kind) for href, kind in links]


def _place(href: str, address: str) -> str:
    parts = urlsplit(href)
    path = parts.path.removeprefix(urlsplit(address).path)
    return f"{path}#{parts.fragment}" if parts.fragment else path


def ask_ours(page: Page, address: str) -> Callable[[str], list[Result]]:
    """A function that types a query into our search and reads the results."""
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_function("() => !document.querySelector('.search-status').textContent.startsWith('Loading')")
    page.wait_for_selector(".search-results:not([aria-busy])", state="attached")
    kind = "link => link.className.match(/search-(page|question|entry)/)[1]"

    def ask(text: str) -> list[Result]:
        page.fill("dialog.search input", text)
        return results_of(page, address, ".search-result", kind)

    return ask
