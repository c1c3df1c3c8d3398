"""Short scripts for readers: esbuild joins what is loaded together and takes out what only developers read.

The sources stay small modules with long comments. esbuild is one program without Node, so a build with warm caches
still starts no Node.
"""

import subprocess
from pathlib import Path

#: Modules that the build joins with all that they import, below assets/; the parts are then no longer needed.
JOINED = (Path("calculators/all.js"), Path("search/all.js"))


class ShortenError(Exception):
    """esbuild is missing or refuses a script: the message is its own, or says what to do."""


def find_esbuild(root: Path) -> Path:
    """The esbuild program for this machine, in the project's node_modules; raises ShortenError."""
    for path in sorted((root / "node_modules" / "@esbuild").glob("*/bin/esbuild")):
        return path
    raise ShortenError('esbuild is not installed: run "make setup"')


def shorten(assets: Path, root: Path) -> None:
    """Shorten the scripts, and the style sheets that scripts load, of a built site in place.

    assets: the built site's folder of that name; root: the project's folder. Raises ShortenError with esbuild's words.
    """
    esbuild = find_esbuild(root)
    joined = [path for path in (assets / name for name in JOINED) if path.exists()]
    if joined:
        _run(esbuild, *joined, "--bundle", "--format=esm", f"--outdir={assets}", f"--outbase={assets}")
    for path in joined:
        for part in path.parent.glob("*.js"):
            if part != path:
                part.unlink()
    files = [path for path in sorted(assets.rglob("*")) if path.suffix in (".js", ".css") and path not in joined]
    if files:
        _run(esbuild, *files, f"--outdir={assets}", f"--outbase={assets}")


def _run(esbuild: Path, *arguments: Path | str) -> None:
    options = ["--minify", "--target=es2022", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]
    command = [str(esbuild), *map(str, arguments), *options, "--allow-overwrite"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise ShortenError(done.stderr.strip() or f"esbuild failed with code {done.returncode}")
