"""How long after an edit the served page shows it."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench_sites import environment, synthetic_page

PATIENCE_SECONDS = 300


def edit_seconds(project: Path, page: str, edits: int) -> list[float]:
    """Serve a synthetic project and edit one of its pages several times; seconds from each edit to the new page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command, cwd=project, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/signposts/{page.removesuffix('.md')}/"
    try:
        _wait_for(address, "stands for others")
        seconds = []
        for number in range(edits):
            time.sleep(1)
            started = time.perf_counter()
            (project / "docs" / page).write_text(synthetic_page(page, f"Edit {number}."), encoding="utf-8")
            _wait_for(address, f"Edit {number}.")
            seconds.append(time.perf_counter() - started)
        return seconds
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def _wait_for(address: str, text: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if text in urllib.request.urlopen(address).read().decode():  # noqa: S310 - our own server
                return
        time.sleep(0.02)
    raise TimeoutError(f'{address} did not show "{text}" within {PATIENCE_SECONDS} s')
