#!/usr/bin/env python3
"""Measures the link checker: 2,000 good addresses on 200 hosts, each answer after 200 ms, from the simulated web.

Beside it, in the same run: LinkChecker's own command, lychee, linkinator, which are installed with pinned versions.
Politeness is the same where a tool can keep it: one request a second and two at once to one host. Each tool has limited
time. The peak of memory is that of all processes of a tool together.
"""

import argparse
import html
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "links")]

import bench_peers  # noqa: E402 - beside us, also when this file is loaded by a child process
from simulated_web import Host, SimulatedWeb, good  # noqa: E402 - the tests' own folder

PAGES = 40
#: Seconds from one look at a tool's memory to the next.
_SECONDS_BETWEEN = 0.2

#: LinkChecker's command, without its change of user: as root it could not read this project's Python.
LINKCHECKER = (
    "import linkcheck.command.linkchecker as command; command.drop_privileges = lambda: None; command.linkchecker()"
)


@dataclass(frozen=True)
class Measure:
    """What one tool needed. peak: megabytes, of all its processes together."""

    name: str
    seconds: float
    peak: int
    asked: int
    finished: bool

    def row(self, addresses: int) -> str:
        """A line of the table."""
        if not self.asked:
            return f"| {self.name} | does not use the proxy here | | {self.peak} | 0 |"
        took = f"{self.seconds:.0f}" if self.finished else f"> {self.seconds:.0f}"
        rate = f"{min(self.asked, addresses) / self.seconds:.0f}"
        return f"| {self.name} | {took} | {rate} | {self.peak} | {self.asked} |"


def addresses_of(count: int, hosts: int) -> list[str]:
    """Good addresses, spread over hosts."""
    return [f"https://host{number % hosts}.signposts-bench.net/article/{number // hosts}" for number in range(count)]


def write_site(folder: Path, addresses: list[str]) -> None:
    """A site of pages that link to the addresses."""
    for page in range(PAGES):
        path = folder / (f"page{page}" if page else "") / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" if page else ""
        # Neighbours are of different hosts: a tool that waits for one host is not held up more than it must be.
        size = -(-len(addresses) // PAGES)
        links = [f'<a href="{html.escape(address)}">a</a>' for address in addresses[page * size : (page + 1) * size]]
        links += [f'<a href="{up}page{other}/index.html">p</a>' for other in range(1, PAGES)]
        head = '<link rel="canonical" href="https://site.example.org/">' if not page else ""
        path.write_text(f"<!doctype html><html><head>{head}</head><body>{chr(10).join(links)}</body></html>")


def serve(folder: str, hosts: int, latency: float, pipe: Connection) -> None:
    """The simulated web, in a process of its own; answers each message with how much was asked since the last."""
    table = {f"host{number}.signposts-bench.net": Host(default=good()) for number in range(hosts)}
    with SimulatedWeb(Path(folder), table, pause=latency) as web:
        pipe.send(web.environment)
        seen = 0
        while pipe.recv() != "stop":
            asked = {url for _, method, url in web.log[seen:] if method in ("GET", "HEAD") and "/article/" in url}
            seen = len(web.log)
            pipe.send(len(asked))


def measure(
    name: str, command: list[str], environment: dict[str, str], limit: int, asked: Callable[[], int]
) -> Measure:
    """Run one tool; returns what it needed."""
    asked()
    started = time.monotonic()
    peak, finished = 0, True
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while running.poll() is None:
            peak = max(peak, memory_of(running.pid))
            if time.monotonic() - started > limit:
                finished = False
                running.kill()
            time.sleep(_SECONDS_BETWEEN)
    return Measure(name, time.monotonic() - started, peak // 1024, asked(), finished)


def memory_of(pid: int) -> int:
    """Kilobytes that a process and all that it started have in memory."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=False).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family, grew = {pid}, True
    while grew:
        more = {child for child, parent, _ in rows if parent in family} - family
        family, grew = family | more, bool(more)
    return sum(size for process, _, size in rows if process in family)


def tools(site: Path, project: Path, bundle: str) -> dict[str, list[str]]:
    """Name → command, for each tool."""
    files = [str(path) for path in sorted(site.rglob("index.html"))]
    found = {
        "signposts links": [sys.executable, "-m", "signposts", "--root", str(project), "links", "--site", str(site)],
        "LinkChecker, as many threads": [
            *(sys.executable, "-c", LINKCHECKER, "--check-extern", "--no-status", "-t", "100", "-o", "none"),
            *("-f", str(project / "linkcheckerrc"), str(site / "index.html")),
        ],
    }
    (project / "linkcheckerrc").write_text(f"[checking]\nmaxrequestspersecond=1\nsslverify={bundle}\n")
    polite = ["--host-concurrency", "2", "--host-request-interval", "1s"]
    found["lychee"] = [*bench_peers.lychee(), "--no-progress", "--max-concurrency", "128", *polite, *files]
    crawl = [str(site), "--recurse", "--silent", "--concurrency", "100"]
    found["linkinator, without a pace"] = [*bench_peers.linkinator(), *crawl]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--limit", type=int, default=300, help="seconds for each tool")
    options = parser.parse_args()
    bench_peers.install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        addresses = addresses_of(options.addresses, options.hosts)
        write_site(folder / "site", addresses)
        (folder / "project").mkdir()
        ours, theirs = get_context("spawn").Pipe()
        web = get_context("spawn").Process(target=serve, args=(name, options.hosts, options.latency, theirs))
        web.start()
        # linkinator serves the site to itself.
        local = dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost,127.0.0.1")
        environment = {**bench_peers.environment(), **ours.recv(), **local, "PYTHONPATH": str(ROOT)}

        def asked() -> int:
            ours.send("asked")
            return ours.recv()

        print(f"{options.addresses} addresses on {options.hosts} hosts, {options.latency:.1f} s latency")
        print(
            "| tool | seconds | addresses a second | peak MB | addresses asked |\n| --- | ---: | ---: | ---: | ---: |"
        )
        for tool, command in tools(folder / "site", folder / "project", environment["SSL_CERT_FILE"]).items():
            print(measure(tool, command, environment, options.limit, asked).row(options.addresses), flush=True)
        ours.send("stop")
        web.join()


if __name__ == "__main__":
    main()
