"""One run at a time on one state."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(Exception):
    """Another run is at work on the same state."""


@contextmanager
def only_run(path: Path) -> Iterator[None]:
    """Hold a state for one run; raises BusyError when another one does.

    The system gives the lock back when its process ends, however it ends: a killed run stands in nobody's way.
    """
    lock = path.with_name(f".{path.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = _locked(lock, path)
    try:
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _locked(lock: Path, path: Path) -> int:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.read(handle, 20).decode("ascii", "ignore").strip()
            os.close(handle)
            raise BusyError(
                f"{path}: another run{f', process {who},' if who else ''} is at work on this state: wait until it has "
                "ended, or name another state with --state"
            ) from error
        # The last run may have removed the file between our opening it and our locking it.
        if lock.exists() and os.path.samestat(os.fstat(handle), lock.stat()):
            return handle
        os.close(handle)
