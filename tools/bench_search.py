#!/usr/bin/env python3
"""Measures the search of the built site in a real Chromium: accuracy by kind of query, bytes, readiness and latency.

Beside it stands Material's own search as it comes, fed the same site. The phone profile is Chromium's: the processor
slowed down four times, and the network preset "Slow 4G" (1.44 Mbit/s down, 562.5 ms latency); files come compressed.
"""

import argparse
import functools
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from judged import SETS, Query, Result, ask_ours, halves, judge, read_queries, results_of  # noqa: E402 - the tests' own folder
from real_parts import CHROMIUM_ARGUMENTS  # noqa: E402 - the tests' own folder

from signposts import search  # noqa: E402 - after the path is set
from signposts.project import load_project, read_site  # noqa: E402 - after the path is set
from signposts.records import Entry, Heading, Source  # noqa: E402 - after the path is set
from signposts.records import Page as SitePage  # noqa: E402 - after the path is set
from signposts.rules import Site  # noqa: E402 - after the path is set

SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
SLOWDOWN = 4
PARTS = ("assets/reach.", "assets/search/")
TYPES = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder compressed, as the hosts of static sites do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file, or say that there is none."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in TYPES:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError):  # a page that has seen enough goes away
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the report clean."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressing, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def build(project: Path, to: Path) -> None:
    """Build the site of a project folder."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-d", str(to)]
    subprocess.run(command, cwd=project, env=environment, check=True)


PEER_HOOKS = """
import importlib.util

spec = importlib.util.spec_from_file_location("site_hooks", "hooks/site.py")
ours = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ours)
on_config, on_page_markdown, on_env = ours.on_config, ours.on_page_markdown, ours.on_env


def on_files(files, config):
    ours._run(lambda build: build.read_sources())
"""


def make_peer(folder: Path) -> Path:
    """The same pages with the theme as it comes: its own frame, scripts and search."""
    folder.mkdir()
    for name in ("data", "docs", "hooks", "node_modules", "package-lock.json", "signposts", ".cache", ".git"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "peer.py").write_text(PEER_HOOKS, encoding="utf-8")
    (folder / "theme").mkdir()
    shutil.copy(ROOT / "theme" / "home.html", folder / "theme")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for own, theirs in (("plugins: []\n", "plugins:\n  - search\n"), ("  - hooks/site.py\n", "  - peer.py\n")):
        if own not in text:
            raise SystemExit(f"bench-search: mkdocs.yml no longer has {own!r}: mend make_peer in {__file__}")
        text = text.replace(own, theirs)
    # Our own scripts expect our own frame.
    text = re.sub(r"^extra_javascript:\n(?: .*\n)+", "", text, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


def ask_material(page: Page, address: str, entries: set[str]) -> Callable[[str], list[Result]]:
    """The same for the theme's search; its results say nothing of kinds, so entries are told by their ids."""
    page.goto(address)
    page.click(".md-search__input")
    wait = "() => !document.querySelector('.md-search-result__meta').textContent.includes('Initializing')"
    page.wait_for_function(wait)

    def ask(text: str) -> list[Result]:
        page.fill(".md-search__input", text)
        # It listens to keys only, and answers from a worker: wait until its list has been still for a while.
        page.press(".md-search__input", "End")
        page.wait_for_timeout(250)
        page.wait_for_function(
            """() => { const html = document.querySelector('.md-search-result').innerHTML;
              const same = window.__last === html; window.__last = html; return same; }""",
            polling=100,
        )
        found = results_of(page, address, ".md-search-result__link", "() => ''")
        plain = [
            (place.split("?")[0] + ("#" + place.partition("#")[2] if "#" in place else ""), "") for place, _ in found
        ]
        return [(place, kind_of(place, entries)) for place, _ in plain]

    return ask


def kind_of(place: str, entries: set[str]) -> str:
    """Page, question or entry."""
    anchor = place.partition("#")[2]
    return "entry" if anchor in entries else "question" if anchor else "page"


def phone(browser: Browser) -> Page:
    """A page on a slow phone with a slow network."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


READY = """async ([opener, field, results]) => {
  const start = performance.now();
  document.querySelector(opener).click();
  const input = document.querySelector(field);
  input.focus();
  input.value = 'dropout';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
  while (!document.querySelector(results)) await new Promise((done) => setTimeout(done, 5));
  return performance.now() - start;
}"""

LATENCY = """async ([field, results, query]) => {
  const input = document.querySelector(field);
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const type = (text) => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
  };
  type(query.slice(0, -1));
  await new Promise((done) => setTimeout(done, 60));
  const start = performance.now();
  type(query);
  await frame();
  return performance.now() - start;
}"""

OURS = (".search-open[role=button]", "dialog.search input", ".search-result")
MATERIAL = ("label.md-header__button[for=__search]", ".md-search__input", ".md-search-result__item")


def readiness(browser: Browser, address: str, selectors: tuple[str, str, str], runs: int = 5) -> list[float]:
    """Milliseconds from reaching for the search to the first results, sorted; a fresh profile each time."""
    times = []
    for _ in range(runs):
        page = phone(browser)
        page.goto(f"{address}architectures/recurrent-networks/", wait_until="networkidle")
        page.wait_for_selector(selectors[0])
        times.append(page.evaluate(READY, list(selectors)))
        page.context.close()
    return sorted(times)


def latency(browser: Browser, address: str, queries: list[Query], index: str | None = None) -> list[float]:
    """Milliseconds from the last letter to the frame with the results, sorted. index: another index to use."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    if index is not None:
        page.route(
            "**/assets/search/index.json", lambda route: route.fulfill(body=index, content_type="application/json")
        )
    ask_ours(page, address)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    times = [page.evaluate(LATENCY, [*OURS[1:], query.text]) for query in queries]
    context.close()
    return sorted(times)


def synthetic_site(site: Site, entries: int) -> tuple[Site, dict[str, str]]:
    """A site with so many entries, and as many more pages and questions, in the words of the real one."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    pages = [page for page in site.pages if page.is_topic and page.entries]
    titles = [word for page in pages for entry in page.entries for word in entry.title.split()]
    said = [word for page in pages for text in page.prose.values() for word in text.split()]
    asked = [word for page in pages for question in page.questions for word in question.text.split()]
    names = [name for page in pages for entry in page.entries for name in entry.authors]

    def text(words: list[str], length: int) -> str:
        return " ".join(chance.choices(words, k=length))

    made, number = [], 0
    while number < entries:
        model = chance.choice(pages)
        count = len(made)
        questions = tuple(Heading(2, f"question-{n}", text(asked, 8), 1) for n, _ in enumerate(model.questions))
        rows = []
        for entry in model.entries[: entries - number]:
            attributes = {"by": ", ".join(chance.choices(names, k=2)), "year": str(chance.randint(1998, 2026))}
            place = questions[len(rows) % len(questions)].id
            title, told = text(titles, len(entry.title.split())), text(said, 25)
            rows.append(Entry(entry.url, title, f"made-{number + len(rows)}", entry.kinds, attributes, told, 1, place))
        number += len(rows)
        prose = {question.id: text(said, 110) for question in questions}
        meta = {"title": text(titles, 3), "description": text(said, 20)}
        made.append(SitePage(Source(f"docs/made/{count}.md", meta), questions, tuple(rows), prose=prose))
    return Site(tuple(made)), {page.name: page.name.removesuffix(".md") + "/" for page in made}


def bytes_of(folder: Path, names: list[str]) -> int:
    """Compressed bytes of files."""
    return sum(len(gzip.compress((folder / name).read_bytes(), 6, mtime=0)) for name in names)


def part(times: list[float], share: float) -> float:
    """The value below which a share of the sorted times lies."""
    return times[min(len(times) - 1, int(len(times) * share))]


def print_scores(name: str, ask: Callable[[str], list[Result]]) -> None:
    """Accuracy by what was asked for and by kind of query: right first / within five."""
    ask = functools.cache(ask)
    everything = read_queries("queries.json")
    tuned, held_out = halves(everything)
    sets = (
        ("all", everything),
        ("tuning half", tuned),
        ("judging half", held_out),
        *((name.removesuffix(".json"), read_queries(name)) for name in SETS[1:]),
    )
    print(f"\n{name}: right first / within five")
    for title, queries in sets:
        scores = judge(queries, ask)
        for what in ("pages", "places", "entries"):
            print(f"  {title:13} {what:8} {scores.get(what, 'none')}")
        if title == "all":
            for kind in [key for key in scores if key.startswith("kind: ")]:
                print(f"  {kind.removeprefix('kind: '):22} {scores[kind]}")


def main() -> int:
    """Build both sites, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the search.")
    parser.add_argument("--site", type=Path, help="a built site to measure instead of building one")
    parser.add_argument("--no-peer", action="store_true", help="leave the theme's own search out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        site = options.site or folder / "site"
        if not options.site:
            build(ROOT, site)
        chosen = ROOT / ".cache" / "browser"
        path = chosen.read_text().strip() if chosen.exists() else shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        content = read_site(load_project(ROOT))
        measure_ours(browser, site, content)
        if not options.no_peer:
            build(make_peer(folder / "peer"), folder / "peer-site")
            measure_material(browser, folder / "peer-site", {entry.id for _, entry in content.entries()})
        browser.close()
    return 0


def measure_ours(browser: Browser, site: Path, content: Site) -> None:
    """Everything about our search."""
    names = [str(path.relative_to(site)) for path in sorted(site.rglob("*")) if path.is_file()]
    own = [name for name in names if name.startswith(PARTS)]
    before = bytes_of(site, own[:1])
    total = bytes_of(site, own)
    print(f"ours: {total} bytes compressed in all, {before} of them with each page (what waits for the reader)")
    for name in own:
        print(f"  {name:28} {bytes_of(site, [name]):6}")
    made, addresses = synthetic_site(content, 3000)
    index = search.index_json(made, addresses, (), (), {})
    documents = len(json.loads(index)[0]["kinds"])
    with served(site) as address:
        page = browser.new_page()
        print_scores("ours", ask_ours(page, address))
        page.close()
        ready = readiness(browser, address, OURS)
        print(
            f"\nours on a phone: ready in {part(ready, 0.5):.0f} ms (median of {len(ready)}, "
            f"{ready[0]:.0f} to {ready[-1]:.0f})"
        )
        queries = read_queries("queries.json")
        for name, times in (
            ("this content", latency(browser, address, queries)),
            (f"3,000 synthetic entries ({documents} documents)", latency(browser, address, queries, index)),
        ):
            print(f"  latency, {name}: p50 {part(times, 0.5):.0f} ms, p95 {part(times, 0.95):.0f} ms")


def measure_material(browser: Browser, site: Path, entries: set[str]) -> None:
    """The same of the theme's own search, as far as it can be measured from outside."""
    worker = [str(path.relative_to(site)) for path in site.glob("assets/javascripts/workers/search.*.js")]
    total = bytes_of(site, [*worker, "search/search_index.json"])
    print(f"\nMaterial's: {total} bytes compressed")
    with served(site) as address:
        page = browser.new_page()
        print_scores("Material's", ask_material(page, address, entries))
        page.close()
        ready = readiness(browser, address, MATERIAL)
        print(f"\nMaterial's on a phone: ready in {part(ready, 0.5):.0f} ms (median of {len(ready)})")


if __name__ == "__main__":
    sys.exit(main())
