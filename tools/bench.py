#!/usr/bin/env python3
"""Measures the site beside the stock theme with the same Markdown and MathJax in the reader's browser, in one run.

Prints the tables, keeps every figure in bench/results.json and writes the tables into README's last section.
"""

import argparse
import datetime
import functools
import gzip
import http.server
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench_serve import edit_seconds
from bench_sites import copy_of_ours, environment, stock, synthetic, synthetic_stock

from signposts.formulas import find_node

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
RESULTS = BENCH / "results.json"
README = ROOT / "README.md"
BASE = "/signposts/"
#: The pages that stand for the kinds there are.
PAGES = {
    "home": "",
    "formulas": "architectures/recurrent-networks/",
    "catalogue": "catalogue/",
    "calculators": "practice/model-resource-usage/",
    "plain": "about/",
}
#: The stock theme has only the heading of the catalogue.
OURS_ALONE = {"catalogue"}
SIZES = (30, 300, 3000)
#: What the builds of the whole site are called.
BUILDS = {
    "cold": "ours, whole site, cold (new clone, empty caches)",
    "anew": "ours, whole site, cold, every formula drawn anew",
    "warm": "ours, whole site, warm",
    "stock": "stock theme, whole site",
}
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def main() -> int:
    """Measure what was asked for; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the site beside the stock theme.")
    parser.add_argument("--runs", type=int, default=5, help="Lighthouse runs of each page, and builds of each kind")
    parser.add_argument(
        "--only", choices=("pages", "builds"), help="measure one half, and keep the other's last figures"
    )
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only != "builds":
            results["pages"] = measure_pages(folder / "pages", options.runs)
        if options.only != "pages":
            results["builds"] = measure_builds(folder / "builds", options.runs)
    results["date"] = datetime.datetime.now(datetime.UTC).date().isoformat()
    results["machine"] = machine()
    results["runs"] = options.runs
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = tables(results)
    print(text)
    write_readme(text)
    return 0


def machine() -> str:
    """What kind of machine this is, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"


def measure_pages(folder: Path, runs: int) -> dict[str, dict[str, dict]]:
    """Site → page → Lighthouse's figures, medians."""
    folder.mkdir()
    measured = {}
    sites = {"ours": copy_of_ours(folder / "ours"), "stock": stock(folder / "stock")}
    shutil.copytree(ROOT / ".cache", sites["ours"] / ".cache", ignore=shutil.ignore_patterns("site-*"))
    for site, project in sites.items():
        say(f"pages of {site}")
        build(project, folder / f"{site}-built")
        names = {page: path for page, path in PAGES.items() if site == "ours" or page not in OURS_ALONE}
        with served(folder / f"{site}-built") as address:
            measured[site] = lighthouse({page: address + path for page, path in names.items()}, runs)
    return measured


def lighthouse(addresses: dict[str, str], runs: int) -> dict[str, dict]:
    """Page → the medians of Lighthouse's figures."""
    chrome = (ROOT / ".cache" / "browser").read_text(encoding="utf-8").strip()
    command = [find_node(ROOT) or "node", "lighthouse.mjs", chrome, str(runs), *addresses.values()]
    done = subprocess.run(command, cwd=BENCH, stdout=subprocess.PIPE, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    by_address = {line.pop("address"): line for line in lines}
    return {page: by_address[address] for page, address in addresses.items()}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a built site, compressed, under a path; gives its address."""
    handler = partial(Compressing, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
    finally:
        server.shutdown()
        server.server_close()


@functools.cache
def packed(path: Path) -> bytes:
    """A file as a host would send it."""
    content = path.read_bytes()
    return gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else content


class Compressing(http.server.SimpleHTTPRequestHandler):
    """A static host that compresses, keeps connections open and lets browsers keep what is fingerprinted."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.directory, self.path.partition("?")[0].removeprefix(BASE))
        path = path / "index.html" if path.is_dir() else path
        found = self.path.startswith(BASE) and path.is_file()
        body = packed(path) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tables."""


def measure_builds(folder: Path, runs: int) -> dict[str, object]:
    """Seconds and peak memory of builds; seconds until an edit is served."""
    folder.mkdir()
    ours, theirs = copy_of_ours(folder / "ours"), stock(folder / "stock")
    out = folder / "out"
    say("whole site, cold")
    cold = [timed(ours, out, before=partial(forget, ours)) for _ in range(runs)]
    say("whole site, cold, every formula drawn anew")
    drawn = ours / "drawn"
    drawn.rename(ours / "put-aside")
    anew = [timed(ours, out, before=partial(forget, ours)) for _ in range(min(runs, 2))]
    (ours / "put-aside").rename(drawn)
    say("whole site, warm, and the stock theme's in turn")
    warm, peer = [], []
    for _ in range(runs):
        warm.append(timed(ours, out))
        peer.append(timed(theirs, out))
    builds = {"cold": best(cold), "anew": best(anew), "warm": best(warm), "stock": best(peer)}
    synthetic_builds = {}
    for size in SIZES:
        say(f"{size} synthetic pages")
        project, times = synthetic(folder / f"ours-{size}", size), 1 if size == max(SIZES) else runs
        synthetic_builds[f"ours, {size}, cold"] = best([timed(project, out, partial(forget, project))])
        synthetic_builds[f"ours, {size}, warm"] = best([timed(project, out) for _ in range(times)])
        if size < max(SIZES):
            peer_project = synthetic_stock(folder / f"stock-{size}", size)
            synthetic_builds[f"stock, {size}, no caches"] = best([timed(peer_project, out) for _ in range(times)])
    say("an edit at 300 pages")
    edits = edit_seconds(folder / "ours-300", "section-3/page-4.md", max(3, runs))
    return {"whole site": builds, "synthetic": synthetic_builds, "edit at 300 pages": statistics.median(edits)}


def forget(project: Path) -> None:
    """Empty a project's caches."""
    shutil.rmtree(project / ".cache", ignore_errors=True)


def build(project: Path, out: Path) -> None:
    """Build a project; raises CalledProcessError."""
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(project / "mkdocs.yml"), "-d", str(out)]
    subprocess.run(command, cwd=project, env=environment(), check=True, stderr=subprocess.DEVNULL)


def timed(project: Path, out: Path, before: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Build a project into an empty folder; returns seconds and the peak memory of its largest process in MB."""
    before()
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(project / "mkdocs.yml"), "-d", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=project, env=environment(), stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return seconds, usage.ru_maxrss / scale


def best(measured: Iterable[tuple[float, float]]) -> dict[str, float]:
    """The medians of several builds."""
    seconds, memory = zip(*measured, strict=True)
    return {"seconds": round(statistics.median(seconds), 2), "MB": round(statistics.median(memory))}


def tables(results: dict) -> str:
    """The figures as Markdown."""
    intro = (
        f"Measured on {results['date']} ({results['machine']}), medians of {results['runs']} runs, by `make bench`.\n"
    )
    parts = [intro]
    parts += _page_table(results["pages"]) if "pages" in results else []
    parts += _build_table(results["builds"]) if "builds" in results else []
    return "\n".join(parts)


def _page_table(pages: dict[str, dict[str, dict]]) -> Iterator[str]:
    yield "Lighthouse, phone profile, files sent gzipped. Stock: the same Markdown, formulas by MathJax in the browser."
    yield ""
    columns = [key for key in next(iter(pages["ours"].values())) if key != "failed"]
    yield "| Page | Site | " + " | ".join(columns) + " |"
    yield "| --- | --- |" + " ---: |" * len(columns)
    for page in PAGES:
        for site in ("ours", "stock"):
            if figures := pages[site].get(page):
                yield f"| {page} | {site} | " + " | ".join(str(figures[column]) for column in columns) + " |"
    yield ""


def _build_table(builds: dict) -> Iterator[str]:
    peer = builds["whole site"]["stock"]["seconds"]
    yield "| Build | seconds | beside the stock theme | peak MB |"
    yield "| --- | ---: | ---: | ---: |"
    for kind, figures in builds["whole site"].items():
        yield f"| {BUILDS[kind]} | {figures['seconds']} | {figures['seconds'] / peer:.2f} × | {figures['MB']} |"
    for name, figures in builds["synthetic"].items():
        site, count, caches = name.split(", ")
        each = f"{1000 * figures['seconds'] / int(count):.1f} ms a page"
        yield f"| {site}, {int(count):,} synthetic pages, {caches} | {figures['seconds']} | {each} | {figures['MB']} |"
    yield ""
    yield f"At 300 pages an edited page is served after {builds['edit at 300 pages']:.2f} s."


def write_readme(text: str) -> None:
    """Put the tables between their marks in README."""
    readme = README.read_text(encoding="utf-8")
    if BEGIN not in readme:
        readme += f"\n## Measured\n\n{BEGIN}\n{END}\n"
    before, rest = readme.split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def say(what: str) -> None:
    """Tell what is being measured."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
