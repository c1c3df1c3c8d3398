"""How far a run is, for who watches it."""

import sys
import time
from collections.abc import Callable

_WIDTH = 30
_SECONDS_BETWEEN = 0.1

#: Called with how many are done, of how many, and what they are.
Progress = Callable[[int, int, str], None]


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For where nobody watches."""


def progress_bar() -> Progress:
    """A bar on a terminal; nothing elsewhere, where it would fill a log."""
    if not sys.stderr.isatty():
        return no_progress
    started, drawn = time.monotonic(), [0.0]

    def draw(done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - drawn[0] < _SECONDS_BETWEEN and done < total:
            return
        drawn[0] = now
        filled = _WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (_WIDTH - filled)
        end = "\n" if done == total else ""
        print(f"\r{bar} {done}/{total} {what}, {now - started:.0f} s", end=end, file=sys.stderr, flush=True)

    return draw
