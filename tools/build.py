#!/usr/bin/env python3
"""Builds the site strictly into a folder of its own and puts it in the old one's place only when all is well."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from signposts.formulas import find_node

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"


def main() -> int:
    """Build; returns the engine's exit code."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("--engine", choices=("mkdocs", "properdocs"), default="mkdocs")
    parser.add_argument("--to", type=Path, default=ROOT / "site", help="the folder of the built site")
    parser.add_argument("--precompress", action="store_true", help="put a .gz and a .br beside every text file")
    options = parser.parse_args()
    return build(options.engine, options.to.resolve(), precompress=options.precompress)


def build(engine: str, target: Path, *, precompress: bool = False) -> int:
    """Build with an engine into the target folder, which is replaced as a whole or not at all."""
    fresh, old = CACHE / f"site-new-{os.getpid()}", CACHE / f"site-old-{os.getpid()}"
    CACHE.mkdir(exist_ok=True)
    config = ["-f", str(ROOT / "mkdocs.yml")]
    command = [sys.executable, "-m", engine, "build", "--strict", *config, "-d", str(fresh)]
    try:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            print(f"build: {engine} failed, {target} is as it was", file=sys.stderr)
            return code
        if precompress:
            node = find_node(ROOT) or "node"
            subprocess.run([node, ROOT / "tools" / "precompress.mjs", fresh], cwd=ROOT, check=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
    pages = sum(1 for _ in target.rglob("*.html"))
    print(f"build: {pages} pages in {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
