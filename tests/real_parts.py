"""The real parts that tests run against: the site as MkDocs builds it, a server for it, a watched page in Chromium."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

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


def browser_path() -> str:
    """The browser that the set-up chose."""
    chosen = ROOT / ".cache" / "browser"
    path = chosen.read_text().strip() if chosen.exists() else shutil.which("chromium")
    assert path, 'there is no browser: run "make test", which finds or installs one'
    return path


@dataclass(frozen=True)
class BuiltSite:
    """The real site: its folder, and what the build printed."""

    folder: Path
    output: str

    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))

    def page(self, name: str) -> str:
        return (self.folder / name / "index.html").read_text(encoding="utf-8")


def run_build(engine: str, folder: Path, root: Path = ROOT) -> BuiltSite:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", engine, "build", "--strict", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return BuiltSite(folder, done.stdout + done.stderr)


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
