#!/usr/bin/env python3
"""Serves the site with live reload on a free local port and says where."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT, PORTS = 8000, 100


def free_port() -> int:
    """The first local port from 8000 on that nothing listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"serve: no free port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}")


def main() -> int:
    """Serve until interrupted; returns the exit code."""
    port = free_port()
    print(f"serve: building the site; it will be at http://127.0.0.1:{port}/signposts/ (Ctrl+C stops it)", flush=True)
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
