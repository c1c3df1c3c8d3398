"""Fixtures: the real site, built once; a server for it; a real Chromium; Node."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from signposts.formulas import find_node

ROOT = Path(__file__).resolve().parent.parent

#: Where the tests serve the site: under a path, as GitHub Pages does.
BASE_PATH = "/signposts/"

#: Chromium starts as root only without its sandbox, and must not look for its maker's hosts.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node.js."""
    found = find_node(ROOT)
    assert found, 'there is no Node.js: run "make setup"'
    return found


@dataclass(frozen=True)
class BuiltSite:
    """The real site: its folder, and what the build printed."""

    folder: Path
    output: str

    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))

    def page(self, name: str) -> str:
        return (self.folder / name / "index.html").read_text(encoding="utf-8")


def run_build(engine: str, folder: Path) -> BuiltSite:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", engine, "build", "--strict", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return BuiltSite(folder, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The real site, built once for all tests; while developing, SIGNPOSTS_SITE may name one that is built already."""
    if built := os.environ.get("SIGNPOSTS_SITE"):
        return BuiltSite(Path(built), "")
    return run_build("mkdocs", tmp_path_factory.mktemp("site") / "site")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under BASE_PATH as a static host does: a folder's index, and 404.html for what is not there."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(BASE_PATH) if path.startswith(BASE_PATH) else "/nowhere")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = Path(self.directory) / "404.html"
        if code == http.HTTPStatus.NOT_FOUND and missing.exists():
            body = missing.read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().send_error(code, message, explain)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    handler = functools.partial(_Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="session")
def site_url(site: BuiltSite) -> Iterator[str]:
    """The address of the served site, with a slash at the end."""
    server = serve(site.folder)
    yield f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chosen = ROOT / ".cache" / "browser"
    path = chosen.read_text().strip() if chosen.exists() else shutil.which("chromium")
    assert path, 'there is no browser: run "make test", which finds or installs one'
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@dataclass
class Watch:
    """What a page asked for and complained about while a test used it."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def watched(context: BrowserContext) -> tuple[Page, Watch]:
    page, watch = context.new_page(), Watch()
    page.on("request", lambda request: _note_foreign(watch, request.url))
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    return page, watch


def _note_foreign(watch: Watch, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        watch.foreign.append(url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile at desktop size; fails the test on a script error or a request to another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    fresh, watch = watched(context)
    yield fresh
    context.close()
    assert watch.foreign == []
    assert watch.errors == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The same at the size of a small phone, with touch."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    fresh, watch = watched(context)
    yield fresh
    context.close()
    assert watch.foreign == []
    assert watch.errors == []
