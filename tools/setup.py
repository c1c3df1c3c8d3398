#!/usr/bin/env python3
"""Sets the project up in its own folder: Python packages, Node and its packages, and a browser for the tests.

Run by the Makefile with any Python from 3.11; uses the standard library only, for nothing else is there yet. Each step
leaves a stamp with the hash of what it was made from, so that a second run does nothing and needs no network.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
BROWSER_FILE = CACHE / "browser"

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> int:
    """Set up what is asked for; returns the exit code."""
    parser = argparse.ArgumentParser(description="Set the project up.")
    parser.add_argument("parts", nargs="*", default=["python", "node"], metavar="python|node|browser")
    options = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        return fail(f"Python {platform.python_version()} is too old: install Python 3.11 or newer")
    parts: dict[str, Callable[[], None]] = {"python": set_up_python, "node": set_up_node, "browser": set_up_browser}
    try:
        for part in options.parts:
            parts[part]()
    except KeyError as error:
        return fail(f"unknown part {error}: choose from {', '.join(parts)}")
    except subprocess.CalledProcessError as error:
        command = " ".join(str(word) for word in error.cmd)
        return fail(f'"{command}" failed with code {error.returncode}: see its message above')
    except SetupError as error:
        return fail(str(error))
    return 0


class SetupError(Exception):
    """A step cannot be done here: the message says why and what to do."""


def fail(message: str) -> int:
    """Say what went wrong; returns the exit code."""
    print(f"setup: {message}", file=sys.stderr)
    return 1


def say(message: str) -> None:
    """Tell what is being done."""
    print(f"setup: {message}", flush=True)


def run(*command: str | Path, **settings: object) -> None:
    """Run a command and show its output; raises CalledProcessError."""
    subprocess.run([str(word) for word in command], check=True, cwd=ROOT, **settings)  # type: ignore[call-overload]


def stamped(name: str, *inputs: str, make: Callable[[], None]) -> None:
    """Do a step unless its stamp says that it was done from the same inputs."""
    stamp = CACHE / f"{name}.stamp"
    mark = hashlib.sha256("\0".join(inputs).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    stamp.unlink(missing_ok=True)
    make()
    CACHE.mkdir(exist_ok=True)
    stamp.write_text(mark)


def text(name: str) -> str:
    """The text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def set_up_python() -> None:
    """The virtual environment, with the locked packages and the project itself."""
    if not PYTHON.exists():
        (CACHE / "venv.stamp").unlink(missing_ok=True)
    # A virtual environment holds its own path, so a moved folder needs a new one.
    stamped("venv", sys.version, str(ROOT), make=make_venv)
    stamped("packages", text("requirements.lock"), make=install_python)


def make_venv() -> None:
    """Make an empty virtual environment in the place of an old one."""
    (CACHE / "packages.stamp").unlink(missing_ok=True)
    (CACHE / "node-wheel.stamp").unlink(missing_ok=True)
    say(f"making a virtual environment in {VENV.name} (Python {platform.python_version()})")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        run(sys.executable, "-m", "venv", VENV)
    except subprocess.CalledProcessError as error:
        raise SetupError("Python has no venv module: on Debian and Ubuntu, apt install python3-venv") from error


def install_python() -> None:
    """Install the locked Python packages, hashes checked, and the project itself."""
    say("installing the Python packages of requirements.lock, a minute at most")
    pip("--no-deps", "--require-hashes", "-r", "requirements.lock")
    pip("--no-deps", "--no-build-isolation", "-e", ".")


def pip(*arguments: str) -> None:
    """Install Python packages into the virtual environment, counting them; pip's own words only where it fails.

    Lock files are complete, so nothing is left to resolve (--no-deps). Left to itself, a pip before 23.3 takes the
    newest coverage for "coverage[toml]", whatever the lock says of coverage, and then refuses it for having no hash.
    """
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    said, count = [], 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith(("Collecting", "Processing", "Requirement already")):
                count += 1
                if count % 10 == 0:
                    say(f"{count} packages")
    if process.returncode:
        sys.stderr.writelines(said[-30:])
        raise subprocess.CalledProcessError(process.returncode, command)


def set_up_node() -> None:
    """Node.js, the machine's or else its Python wheel, and the packages of package-lock.json."""
    if not node_is_new_enough():
        stamped("node-wheel", text("requirements-node.lock"), make=install_node)
    if not (ROOT / "node_modules").is_dir():
        (CACHE / "npm.stamp").unlink(missing_ok=True)
    stamped("npm", text("package-lock.json"), make=install_packages)


def node_is_new_enough() -> bool:
    """Whether the machine's own Node.js and npm will do."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        numbers = tuple(int(part) for part in version.removeprefix("v").split(".")[:2])
    except ValueError:
        return False
    return numbers >= OLDEST_NODE


def install_node() -> None:
    """Install Node.js from its Python wheel into the virtual environment."""
    wanted = ".".join(str(number) for number in OLDEST_NODE)
    say(f"this machine has no Node.js {wanted} or newer: installing the one that comes as a Python wheel")
    pip("--no-deps", "--require-hashes", "-r", "requirements-node.lock")


def install_packages() -> None:
    """Install the npm packages, hashes checked."""
    say("installing the packages of package-lock.json (MathJax and what the tests need)")
    own = VENV / "bin" / "npm"
    npm = str(own) if own.exists() else shutil.which("npm")
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"} if own.exists() else None
    # Scripts of packages are not run: none of ours needs any.
    run(str(npm), "ci", "--ignore-scripts", "--no-fund", "--no-audit", env=environment)


def set_up_browser() -> None:
    """A Chromium or Chrome for the tests: an installed one, Playwright's, or Debian's."""
    if BROWSER_FILE.exists() and Path(BROWSER_FILE.read_text()).exists():
        return
    browser = installed_browser() or playwright_browser() or debian_browser()
    if browser is None:
        raise SetupError("no browser for the tests: install Chromium or Chrome, then run this again")
    CACHE.mkdir(exist_ok=True)
    BROWSER_FILE.write_text(browser)
    say(f"the tests will use {browser}")


def installed_browser() -> str | None:
    """The first Chromium or Chrome on this machine."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or next((path for path in MAC_BROWSERS if Path(path).exists()), None)


def playwright_browser() -> str | None:
    """Playwright's own Chromium, downloaded; None where that is not possible."""
    say("no Chromium or Chrome here: trying Playwright's own download, about 150 MB")
    if subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], cwd=ROOT, check=False).returncode:
        return None
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    # Without the libraries of the system it is there and does not start.
    starts = answer and subprocess.run([answer, "--version"], capture_output=True, check=False).returncode == 0
    return answer if starts else None


def debian_browser() -> str | None:
    """Debian's Chromium, when root may install it."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    say("installing Debian's chromium")
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", stdin=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})  # fmt: skip
    return installed_browser()


if __name__ == "__main__":
    sys.exit(main())
