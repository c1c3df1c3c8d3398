"""TeX in, SVG out: MathJax in one Node process for the whole build, and memories of what it has drawn before."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Self

from signposts import drawn

_SCRIPT = Path(__file__).with_name("mathjax.mjs")
_PROGRAM = (_SCRIPT, _SCRIPT.with_name("speech.mjs"))

#: A formula wider than this (in ex) does not fit a phone of 320 px and gets a box of its own to scroll in.
PHONE_WIDTH_EX = 31.0

#: A formula hangs below its line by whole steps (in ex), for which docs/assets/formulas.css has classes: the
#: Content-Security-Policy allows no style attribute.
DEPTH_STEP_EX, DEEPEST_STEP = 0.05, 160

#: After how many drawn formulas the reader of the terminal hears how far it is.
TELL_EVERY = 250

#: The packages that decide what a formula looks like and how it is spoken.
PACKAGES = ("@mathjax/mathjax-newcm-font", "@mathjax/src", "speech-rule-engine", "svgo")

#: In MB: with the usual 16, Node spends a quarter of its time on clearing up what a formula leaves.
NURSERY_MB = 64

#: Seconds that MathJax gets for one formula before it is taken to hang.
PATIENCE_SECONDS = 60.0


class FormulaError(Exception):
    """MathJax refused a formula: the message is MathJax's own."""


class RendererError(Exception):
    """MathJax could not be asked at all: the message says what to do."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A rendered formula.

    svg: refers to glyph outlines by id; width, and depth below its line: in ex; speech: as a screen reader says it.
    """

    svg: str
    glyphs: Mapping[str, str]
    width: float
    depth: float
    speech: str

    def html(self, display: bool) -> str:
        """The formula as HTML, inline or as a block."""
        step = 0 if display else min(round(self.depth / DEPTH_STEP_EX), DEEPEST_STEP)
        below = f' class="v{step}"' if step else ""
        svg = self.svg.replace("<svg", f'<svg{below} aria-hidden="true"', 1)
        image = f'<span class="formula" role="img" aria-label="{escape(self.speech)}">{svg}</span>'
        if not display:
            return image
        wide = self.width > PHONE_WIDTH_EX
        # What scrolls must be reachable by keyboard, and then it needs a name.
        scroll = ' tabindex="0" role="group" aria-label="wide formula, scrolls sideways"' if wide else ""
        return f'<div class="formula-block"{scroll}>{image}</div>'


def glyph_sheet(formulas: Iterable[Formula]) -> str:
    """One hidden SVG with each glyph outline that the formulas use, once."""
    outlines: dict[str, str] = {}
    for formula in formulas:
        outlines.update(formula.glyphs)
    if not outlines:
        return ""
    paths = "".join(f'<path id="{name}" d="{outline}"/>' for name, outline in sorted(outlines.items()))
    return f'<svg class="glyphs" aria-hidden="true" width="0" height="0"><defs>{paths}</defs></svg>'


def depth_rules() -> str:
    """The style rules by which formulas hang below their line: the text of docs/assets/formulas.css."""
    heading = (
        "/* How far a formula hangs below its line; written by signposts.formulas.depth_rules, held by its test. */\n"
    )
    steps = range(1, DEEPEST_STEP + 1)
    return heading + "".join(f".v{step} {{ vertical-align: -{step * DEPTH_STEP_EX:.2f}ex; }}\n" for step in steps)


def find_node(root: Path) -> str | None:
    """The Node.js program: the one ``SIGNPOSTS_NODE`` names, the project's own, or the machine's."""
    own = root / ".venv" / "bin" / "node"
    return os.environ.get("SIGNPOSTS_NODE") or (str(own) if own.exists() else shutil.which("node"))


class FormulaRenderer:
    """Renders formulas and remembers them in a database file.

    root: the project's folder, in which ``node_modules`` lies; cache: the database file; tell: takes a sentence on how
    far a long first run is; drawn_file: formulas that come with the project. Node is started with the first formula
    that is in neither file, and never where all are there. Use it as a context manager, or ``close`` it.
    """

    def __init__(
        self,
        root: Path,
        cache: Path,
        tell: Callable[[str], None] = lambda _: None,
        drawn_file: Path | None = None,
    ) -> None:
        self._root, self._cache_path, self._tell, self._drawn_file = root, cache, tell, drawn_file
        self._database: sqlite3.Connection | None = None
        self._process: subprocess.Popen[str] | None = None
        #: Of all that draws formulas: another one draws them anew.
        self.version = hashlib.sha256(
            b"".join(path.read_bytes() for path in _PROGRAM) + _locked(root).encode()
        ).hexdigest()
        self._fresh = 0
        #: How often Node was started, for the tests that say "not at all".
        self.starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, tex: str, display: bool) -> Formula:
        """Render one formula; raises FormulaError with MathJax's message, or RendererError."""
        tex = tex.strip()
        return Formula(**(self._drawn.get((tex, display)) or self._remembered(tex, display)))

    @cached_property
    def _drawn(self) -> Mapping[drawn.Key, dict]:
        return drawn.read_drawn(self._drawn_file, self.version) if self._drawn_file else {}

    def _remembered(self, tex: str, display: bool) -> dict:
        key = hashlib.sha256(f"{self.version}\0{display}\0{tex}".encode()).hexdigest()
        answer = self._recall(key)
        if answer is None:
            self._count()
            answer = self._ask(tex, display)
            if "error" in answer:
                raise FormulaError(str(answer["error"]))
            self._remember(key, answer)
        return answer

    def close(self) -> None:
        """Stop Node and close the database."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        if self._database is not None:
            self._database.close()
            self._database = None

    def _recall(self, key: str) -> dict | None:
        row = self._open().execute("SELECT answer FROM formulas WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def _remember(self, key: str, answer: dict) -> None:
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO formulas VALUES (?, ?)", (key, json.dumps(answer)))

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            try:
                self._database = self._connect()
            except sqlite3.DatabaseError:
                # A damaged memory is no loss: forget it and draw again.
                self._cache_path.unlink()
                self._database = self._connect()
        return self._database

    def _connect(self) -> sqlite3.Connection:
        self._cache_path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._cache_path, timeout=30, check_same_thread=False)
        try:
            database.execute("PRAGMA synchronous = OFF")
            database.execute("CREATE TABLE IF NOT EXISTS formulas (key TEXT PRIMARY KEY, answer TEXT NOT NULL)")
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _ask(self, tex: str, display: bool) -> dict:
        process = self._process or self._start()
        timer = threading.Timer(PATIENCE_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            line = process.stdout.readline()  # type: ignore[union-attr]
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line:
            _, problem = process.communicate()
            self._process = None
            last = problem.strip().splitlines()[-1:] or ["no message"]
            raise RendererError(f'Node stopped while it rendered "{tex}" ({last[0]}): run "make setup" and try again')
        return json.loads(line)

    def _count(self) -> None:
        """Say now and then how far it is: with another MathJax, there are a thousand to draw."""
        self._fresh += 1
        if self._fresh == 1:
            self._tell("Drawing the formulas that are new")
        elif self._fresh % TELL_EVERY == 0:
            self._tell(f"{self._fresh} formulas drawn")

    def _start(self) -> subprocess.Popen[str]:
        node = find_node(self._root)
        if node is None:
            raise RendererError('there is no Node.js to render formulas with: run "make setup"')
        if not (self._root / "node_modules" / "@mathjax" / "src").is_dir():
            raise RendererError('MathJax is not installed: run "make setup"')
        self.starts += 1
        self._process = subprocess.Popen(
            [node, f"--max-semi-space-size={NURSERY_MB}", str(_SCRIPT)],
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self._process


def _locked(root: Path) -> str:
    """The versions of the packages that draw, as the project's lock file has them."""
    try:
        packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    except FileNotFoundError:
        return ""
    return "\n".join(f"{name} {packages.get(f'node_modules/{name}', {}).get('version')}" for name in PACKAGES)
