"""One run: which addresses are due, all of them examined side by side, each result kept at once."""

import asyncio
import datetime
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag

from signposts.links.archive import PATIENCE, ArchiveError, find_copy, save_copy
from signposts.links.body import Budget
from signposts.links.fetch import Fetcher, ProxyError
from signposts.links.guard import Lookup
from signposts.links.looks import Headers, Looker
from signposts.links.memory import Journal, LinkState, Memory, is_due, parse_time, remember, time_text
from signposts.links.pace import Pace
from signposts.links.places import key_of
from signposts.links.policy import Policy, host_name
from signposts.links.progress import Progress, no_progress
from signposts.links.records import NETWORK_FAULTS, State, Target, Verdict

#: Jobs of one host at the same time: its requests have their own, stricter pace.
_JOBS_OF_HOST = 4
#: With so many hosts asked and not one answer, it is our own network that is down.
_HOSTS_TO_TELL = 5
#: So many addresses that were well are asked when none of those that are due answers.
_PROBES, _PROBE_BYTES = 3, 16_384
#: For so long an interrupted run can be taken up again.
_FRESH = datetime.timedelta(days=1)


class OfflineError(Exception):
    """No host answered at all: nothing was learnt, nothing is remembered."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to check, with what an entry promises there. entry: it is one; year: of the resource."""

    address: str
    title: str = ""
    kind: str = ""
    entry: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, which tests may replace."""

    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def text(self) -> str:
        """The time of now as the state has it."""
        return time_text(self.now())


def clock_from(moment: datetime.datetime) -> Clock:
    """A clock that starts at a moment and goes on from there."""
    ahead = moment - datetime.datetime.now(datetime.UTC)
    return Clock(now=lambda: datetime.datetime.now(datetime.UTC) + ahead)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes. everything: due or not; archive_seconds: for archived copies, after the last address."""

    contact: str
    everything: bool = False
    robots: bool = True
    archive: bool = True
    archive_seconds: float = 900
    save: bool = False


@dataclass(slots=True)
class Outcome:
    """What a run found out. verdicts: of the addresses that it asked."""

    state: LinkState
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    requests: int = 0


def in_shard(address: str, shard: tuple[int, int]) -> bool:
    """True for the addresses whose host belongs to a shard, as (number from 1, how many)."""
    number, count = shard
    return zlib.crc32(host_name(address).removeprefix("www.").encode()) % count == number - 1


def due(
    wanted: Iterable[Wanted],
    state: LinkState,
    journal: Mapping[str, Memory],
    policy: Policy,
    now: str,
    everything: bool,
) -> list[Wanted]:
    """The addresses to ask now: not those that an interrupted run has asked, and, unless everything, only those due."""
    return [
        item
        for item in wanted
        if not _just_asked(journal.get(item.address), now)
        and (everything or is_due(state.addresses.get(item.address), now, policy.recheck))
    ]


def _just_asked(memory: Memory | None, now: str) -> bool:
    """True for what an interrupted run found out; one that is long past counts no more than any other."""
    return memory is not None and parse_time(now) - parse_time(memory.checked or now) < _FRESH


def group(wanted: Iterable[Wanted]) -> dict[str, list[tuple[Target, dict[str, list[str]]]]]:
    """Host → targets, one for each page however many of its fragments are pointed to.

    Beside each target: fragment → the addresses that have it, as typed.
    """
    pages: dict[str, list[Wanted]] = {}
    for item in wanted:
        pages.setdefault(urldefrag(key_of(item.address)).url, []).append(item)
    hosts: dict[str, list[tuple[Target, dict[str, list[str]]]]] = {}
    for page, items in pages.items():
        first = min(items, key=lambda item: not item.entry)
        parts: dict[str, list[str]] = {}
        for item in items:
            parts.setdefault(urldefrag(item.address).fragment, []).append(item.address)
        fragments = tuple(sorted(part for part in parts if part))
        target = Target(urldefrag(first.address).url, first.title, first.kind, fragments)
        hosts.setdefault(host_name(page), []).append((target, parts))
    return hosts


class Run:
    """One run over many addresses.

    progress: told after each address; lookup: the world's names, for tests.
    """

    def __init__(
        self,
        policy: Policy,
        settings: Settings,
        state: LinkState,
        journal: Journal,
        *,
        clock: Clock | None = None,
        lookup: Lookup | None = None,
        progress: Progress = no_progress,
    ) -> None:
        self.policy, self.settings, self.journal = policy, settings, journal
        self.clock, self._lookup, self._progress = clock or Clock(), lookup, progress
        self.outcome = Outcome(state)
        # Not written to the journal before one host has answered: until then, it may be our own network.
        self._pending: list[str] = []
        self._online = False
        self._asked: set[str] = set()
        self._done = self._all = 0

    async def check(self, wanted: Iterable[Wanted]) -> Outcome:
        """Check what is due; raises OfflineError, or ProxyError from the fetcher."""
        wanted, state = list(wanted), self.outcome.state
        interrupted = self.journal.read()
        for address, memory in interrupted.items():
            known = state.addresses.get(address)
            if known is None or memory.checked >= known.checked:
                state.addresses[address] = memory
        hosts = group(due(wanted, state, interrupted, self.policy, self.clock.text(), self.settings.everything))
        self._all = sum(len(targets) for targets in hosts.values())
        headers = Headers(self.settings.contact)
        pace = Pace(self.policy, self.clock.monotonic, self.clock.sleep)
        async with Fetcher(self.policy, pace, self._lookup) as fetcher:
            looker = Looker(self.policy, fetcher, headers, robots=self.settings.robots, sleep=self.clock.sleep)
            try:
                await self._examine_all(hosts, looker)
                if self._asked and not self._online and await self._is_offline(fetcher, headers.first):
                    raise OfflineError(
                        f"not one of {len(self._asked)} hosts answered: this machine's network seems down"
                    )
                self._flush()
                await self._archive(wanted, fetcher, headers.first)
            finally:
                looker.close()
            self.outcome.requests = fetcher.requests
        return self.outcome

    async def _examine_all(self, hosts: dict, looker: Looker) -> None:
        """Every target: hosts with much to do begin first, and none waits for another."""
        free = asyncio.Semaphore(self.policy.limits["hosts"])

        async def worker(queue: list) -> None:
            while queue:
                target, parts = queue.pop(0)
                await self._examine(target, parts, looker)

        async def work_off(queue: list) -> None:
            try:
                await asyncio.gather(*(worker(queue) for _ in range(min(_JOBS_OF_HOST, len(queue)))))
            finally:
                free.release()

        try:
            async with asyncio.TaskGroup() as group:
                for queue in sorted(hosts.values(), key=len, reverse=True):
                    await free.acquire()
                    group.create_task(work_off(queue))
        except BaseExceptionGroup as errors:
            # Whatever went wrong in many tasks at once is one thing to say.
            first = errors
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            raise first from None

    async def _examine(self, target: Target, parts: dict[str, list[str]], looker: Looker) -> None:
        try:
            verdicts = await looker.examine(target)
        except ProxyError:
            raise
        except Exception as error:  # noqa: BLE001 - one address that we cannot judge must not end the run of all others
            reason = f"our checker failed on it ({type(error).__name__}): please report it"
            verdicts = dict.fromkeys(parts, Verdict(State.UNCHECKED, reason, unsafe=True))
        for fragment, addresses in parts.items():
            for address in addresses:
                self._keep(address, verdicts[fragment])
        self._done += 1
        self._progress(self._done, self._all, "pages")

    async def _is_offline(self, fetcher: Fetcher, headers: dict[str, str]) -> bool:
        """True when it is our network that is down: not when only suspects were asked, and others do answer."""
        rows = self.outcome.state.addresses
        well = {
            host_name(address): address
            for address, memory in sorted(rows.items(), key=lambda row: row[1].last_ok)
            if memory.state in (State.OK, State.MOVED) and host_name(address) not in self._asked
        }
        for address in [*well.values()][-_PROBES:]:
            budget = Budget(self.policy.limits["first_seconds"], _PROBE_BYTES)
            if (await fetcher.ask(address, headers, budget, _PROBE_BYTES)).fault not in NETWORK_FAULTS:
                return False
        return bool(well) or len(self._asked) >= _HOSTS_TO_TELL

    def _keep(self, address: str, verdict: Verdict) -> None:
        now, rows = self.clock.text(), self.outcome.state.addresses
        verdict = self._with_word(address, verdict)
        self.outcome.verdicts[address] = verdict
        rows[address] = remember(rows.get(address), verdict, now)
        self._pending.append(address)
        if verdict.state is not State.UNCHECKED:
            self._asked.add(host_name(address))
            self._online = self._online or verdict.fault not in NETWORK_FAULTS
        if self._online:
            self._flush()

    def _with_word(self, address: str, verdict: Verdict) -> Verdict:
        """A person who opened the very address knows better than a robot whether it is the resource."""
        word = self.policy.word(address, self.clock.now().date(), exact=True)
        if verdict.state is State.HOLLOW and word:
            return replace(verdict, state=State.BLOCKED, reason=f"a person found it alive: {word.reason}")
        return verdict

    def _flush(self) -> None:
        rows = self.outcome.state.addresses
        for address in self._pending:
            self.journal.add(address, rows[address])
        self._pending.clear()

    async def _archive(self, wanted: list[Wanted], fetcher: Fetcher, headers: dict[str, str]) -> None:
        """Look for archived copies of entries: first of those that need one. Never fails, ends in time."""
        rows, failures = self.outcome.state.addresses, 0
        items = [item for item in wanted if item.entry and self._wants_copy(rows.get(item.address))]
        items.sort(key=lambda item: rows[item.address].state not in (State.DEAD, State.HOLLOW, State.SUSPECT))
        until = self.clock.monotonic() + self.settings.archive_seconds
        for done, item in enumerate(items):
            self._progress(done, len(items), "archived copies")
            if failures >= PATIENCE or self.clock.monotonic() > until:
                return
            try:
                copy = await find_copy(fetcher, headers, urldefrag(item.address).url, item.year)
                if not copy and self.settings.save and rows[item.address].state is State.OK:
                    await save_copy(fetcher, headers, item.address)
                failures = 0
            except ArchiveError:
                failures += 1
                continue
            rows[item.address] = replace(rows[item.address], archived=copy, archive_checked=self.clock.text())
            self.journal.add(item.address, rows[item.address])

    def _wants_copy(self, memory: Memory | None) -> bool:
        if memory is None or memory.archived or not self.settings.archive:
            return False
        if not memory.archive_checked:
            return True
        age = self.clock.now() - parse_time(memory.archive_checked)
        return self.settings.save or age >= datetime.timedelta(days=self.policy.recheck["archive"])
