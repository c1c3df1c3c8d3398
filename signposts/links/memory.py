"""What is remembered of each address from run to run: the state file, its journal, and the rules of when one is dead.

The state is ``data/links.json``: sorted, one field a line, checked against ``state.schema.json`` by the tests. While a
run goes on, each result is appended to a journal beside it, so that a killed run loses nothing.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from signposts.links.records import State, Verdict

VERSION = 1

#: An address is dead when it failed in so many runs over so many days, or said so often that it is gone.
DEAD_RUNS, DEAD_DAYS, GONE_RUNS = 3, 7, 2


class StateError(Exception):
    """A state file cannot be used: the message names it and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one address. Times are UTC, to the second; empty where something never happened."""

    state: State
    checked: str = ""
    first_seen: str = ""
    last_ok: str = ""
    reason: str = ""
    status: int = 0
    final: str = ""
    #: Failures in a row, since when, and how many of the last ones were 410.
    failures: int = 0
    failing_since: str = ""
    gone: int = 0
    #: The archived copy, and when one was looked for.
    archived: str = ""
    archive_checked: str = ""


@dataclass(slots=True)
class LinkState:
    """The state of all addresses, and when the last run ended."""

    addresses: dict[str, Memory] = field(default_factory=dict)
    last_run: str = ""
    #: Broken inner addresses of the last run: (address, reason).
    broken: dict[str, str] = field(default_factory=dict)


def remember(known: Memory | None, verdict: Verdict, now: str) -> Memory:
    """What is known after one more verdict. now: its time."""
    old = known or Memory(State.UNCHECKED, first_seen=now)
    new = replace(
        old,
        state=verdict.state,
        checked=now,
        first_seen=old.first_seen or now,
        reason=verdict.reason,
        status=verdict.status,
        final=verdict.final,
    )
    match verdict.state:
        case State.OK | State.MOVED:
            return replace(new, last_ok=now, failures=0, failing_since="", gone=0)
        case State.BLOCKED:
            # Alive, as far as a robot can tell: never counts towards death.
            return replace(new, failures=0, failing_since="", gone=0)
        case State.UNCHECKED:
            return new
    new = replace(
        new,
        failures=old.failures + 1,
        failing_since=old.failing_since or now,
        gone=old.gone + 1 if verdict.gone else 0,
    )
    if verdict.state is State.SUSPECT and is_dead(new, now):
        return replace(new, state=State.DEAD)
    return new


def is_dead(memory: Memory, now: str) -> bool:
    """True when an address failed often and long enough."""
    lasted = parse_time(now) - parse_time(memory.failing_since)
    long_enough = memory.failures >= DEAD_RUNS and lasted >= datetime.timedelta(days=DEAD_DAYS)
    return long_enough or memory.gone >= GONE_RUNS


def is_due(memory: Memory | None, now: str, days: Mapping[str, int]) -> bool:
    """True when an address is to be asked again. days: state → days after which."""
    if memory is None or not memory.checked:
        return True
    # An hour's grace: weekly runs do not start on the minute.
    age = parse_time(now) - parse_time(memory.checked) + datetime.timedelta(hours=1)
    return age >= datetime.timedelta(days=days[memory.state])


def time_text(moment: datetime.datetime) -> str:
    """A time as the state has it."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime.datetime:
    """The time that a text of the state means; raises ValueError."""
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)


def as_row(memory: Memory) -> dict[str, Any]:
    """A memory as JSON, without what is empty."""
    return {name: value for name, value in asdict(memory).items() if value}


def from_row(row: Any) -> Memory:
    """A memory from JSON; raises ValueError when it is none."""
    if not isinstance(row, dict) or not set(row) <= set(Memory.__dataclass_fields__):
        raise ValueError("unknown fields")
    for name, value in row.items():
        kind = int if name in ("status", "failures", "gone") else str
        if type(value) is not kind:
            raise ValueError(f"{name} must be {'a number' if kind is int else 'text'}")
    for name in ("checked", "first_seen", "last_ok", "failing_since", "archive_checked"):
        if row.get(name):
            parse_time(row[name])
    return Memory(**{**row, "state": State(row.get("state", ""))})


def read_state(path: Path) -> LinkState | None:
    """The state in a file, or None when there is none; raises StateError when it is broken."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise StateError(
            f"{path}: the state cannot be read ({error}): take the last good one from the history"
        ) from error
    try:
        return _from_data(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StateError(
            f"{path}: the state is not usable ({error}): take the last good one from the history"
        ) from error


def _from_data(data: Any) -> LinkState:
    if data["version"] != VERSION:
        raise ValueError(f"version {data['version']!r} is not {VERSION}")
    if data["last_run"]:
        parse_time(data["last_run"])
    broken = {str(address): str(reason) for address, reason in data.get("broken", {}).items()}
    return LinkState({str(url): from_row(row) for url, row in data["addresses"].items()}, data["last_run"], broken)


def state_text(state: LinkState) -> str:
    """The state as the file has it: sorted, one field a line, a newline at the end."""
    data = {
        "version": VERSION,
        "last_run": state.last_run,
        "broken": state.broken,
        "addresses": {address: as_row(memory) for address, memory in state.addresses.items()},
    }
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


class Journal:
    """The results of a run that has not ended. path: the state file, beside which it stands."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f".{path.name}.journal")
        self._file: Any = None

    def read(self) -> dict[str, Memory]:
        """What an interrupted run had found out; a line that was cut short is left out."""
        with suppress(FileNotFoundError):
            return dict(_journal_rows(self.path.read_text(encoding="utf-8", errors="replace").splitlines()))
        return {}

    def add(self, address: str, memory: Memory) -> None:
        """Note a result: it is in the file when this returns."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Begins with a newline: the last line of a killed run may lack its own.
            self._file = self.path.open("ab", buffering=0)
            self._file.write(b"\n")
        self._file.write(json.dumps([address, as_row(memory)], ensure_ascii=False).encode() + b"\n")

    def close(self, *, remove: bool) -> None:
        """The run has ended; remove: its results are in the state, or not wanted."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if remove:
            self.path.unlink(missing_ok=True)


def _journal_rows(lines: Iterable[str]) -> Iterator[tuple[str, Memory]]:
    for line in lines:
        with suppress(ValueError, TypeError):
            address, row = json.loads(line)
            yield str(address), from_row(row)


def merge(states: Iterable[LinkState]) -> LinkState:
    """One state from several: of each address what was found last. Since the first of the runs, all were looked at."""
    states = list(states)
    merged = LinkState(last_run=min((state.last_run for state in states if state.last_run), default=""))
    for state in states:
        merged.broken.update(state.broken)
        for address, memory in state.addresses.items():
            known = merged.addresses.get(address)
            if known is None or (memory.checked, memory.archive_checked) > (known.checked, known.archive_checked):
                merged.addresses[address] = memory
    return merged
