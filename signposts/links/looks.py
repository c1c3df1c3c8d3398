"""All that is done to find out about one address: its service, robots.txt, LinkChecker's look, our own second ones."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from signposts.links.body import Budget
from signposts.links.fetch import Fetcher
from signposts.links.guard import ForbiddenSchemeError, PrivateAddressError, UnreadableAddressError, asked_form
from signposts.links.hollow import says_missing
from signposts.links.linkchecker import FirstLooker, in_thread
from signposts.links.pace import Turn
from signposts.links.page import read_page
from signposts.links.policy import Endpoint, Policy, Service, host_name
from signposts.links.records import PASSING_FAULTS, Answer, Fault, Look, State, Target, Verdict
from signposts.links.robots import AGENT, Robots
from signposts.links.verdict import best, in_circles, judge, judge_fragment

#: After so many addresses of a host that did not answer in time, and none that did, the rest are not asked.
_SILENT = 2
#: So often an address may fail to answer in time.
_TIMEOUTS = 2
#: Bytes of a service's answer; a thumbnail is known by its first.
_ENDPOINT_BYTES = 65_536
_VERSION = "0.1"


@dataclass(frozen=True, slots=True)
class Headers:
    """What our requests say of themselves. contact: an address at which people can be reached."""

    contact: str

    @property
    def agent(self) -> str:
        """The honest name of the first look."""
        return f"Mozilla/5.0 (compatible; {AGENT}/{_VERSION}; +{self.contact})"

    @property
    def first(self) -> dict[str, str]:
        """The first look's: plain, as a robot's."""
        return {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }

    @property
    def second(self) -> dict[str, str]:
        """The second look's: all that a browser sends to open a page, still under our own name."""
        form = (
            f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko; compatible; {AGENT}/{_VERSION}; "
        )
        return {
            **self.first,
            "User-Agent": f"{form}+{self.contact}) Chrome/140.0.0.0 Safari/537.36",
            "Upgrade-Insecure-Requests": "1",
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Site": "none",
            "Sec-Fetch-User": "?1",
        }


class Looker:
    """Finds out about addresses. robots: respect robots.txt; sleep: waiting between looks, which tests may replace."""

    def __init__(
        self,
        policy: Policy,
        fetcher: Fetcher,
        headers: Headers,
        *,
        robots: bool = True,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.policy, self.fetcher, self.headers, self._sleep = policy, fetcher, headers, sleep
        self._robots = Robots(fetcher, headers.first) if robots else None
        self._first = FirstLooker(headers.agent)
        self._threads = ThreadPoolExecutor(policy.limits["threads"], "looks")
        self._seats = asyncio.Semaphore(policy.limits["threads"])
        self._large = asyncio.Semaphore(policy.limits["large"])
        self._silent: dict[str, int] = defaultdict(int)
        #: What is known of whole hosts: that there is none, or that it wants to be left alone for long.
        self._known: dict[str, Verdict] = {}

    def _room(self, target: Target) -> AbstractAsyncContextManager:
        """Room in memory for what an address may send: pages that are searched for anchors are read further."""
        return self._large if target.fragments else nullcontext()

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def examine(self, target: Target) -> dict[str, Verdict]:
        """The verdicts on an address: one for the page itself (""), and one for each of its fragments."""
        early = await self._before_asking(target)
        if early:
            return dict.fromkeys(("", *target.fragments), early)
        limits = self.policy.limits
        budget = Budget(limits["seconds"], limits["bytes"])
        verdicts = []
        async for look, verdict in self._looks(target, budget):
            verdicts.append(verdict)
            if verdict.state in (State.OK, State.MOVED):
                self._note(target, verdict)
                parts = {part: judge_fragment(target, part, look, verdict, self.policy) for part in target.fragments}
                return {"": verdict, **parts}
        verdict = best(verdicts)
        self._note(target, verdict)
        return dict.fromkeys(("", *target.fragments), verdict)

    async def _before_asking(self, target: Target) -> Verdict | None:
        """What is known without asking the address itself."""
        if reason := self.policy.skip(target.url):
            return Verdict(State.UNCHECKED, reason)
        try:
            asked = asked_form(target.url)
        except PrivateAddressError as error:
            return Verdict(State.UNCHECKED, f"is a private address: {error.strerror}", unsafe=True, fault=Fault.PRIVATE)
        except ForbiddenSchemeError as error:
            return Verdict(State.UNCHECKED, str(error), unsafe=True, fault=Fault.ADDRESS)
        except UnreadableAddressError as error:
            return Verdict(State.SUSPECT, f"is no address that can be opened: {error}", fault=Fault.ADDRESS)
        for service in self.policy.services:
            if verdict := await self._ask_service(service, target.url):
                return verdict
        host = host_name(asked)
        if early := self._of_host(host):
            return early
        if self._robots and not await self._robots.allows(asked):
            return Verdict(State.UNCHECKED, "the host's robots.txt asks robots to stay away")
        return self._of_host(host)

    def _of_host(self, host: str) -> Verdict | None:
        """What other addresses have taught about a host; None when it is worth asking."""
        if self._silent[host] >= _SILENT:
            words = f"no answer in time, as {self._silent[host]} other addresses of this host"
            return Verdict(State.SUSPECT, words, passing=True, fault=Fault.TIMEOUT)
        return self._known.get(host)

    def _note(self, target: Target, verdict: Verdict) -> None:
        """Learn about the host: whether its name exists, whether it answers at all."""
        host = host_name(target.url)
        gone = verdict.fault is Fault.UNKNOWN_HOST
        tired = verdict.status == 429 and (verdict.wait or 0) > self.policy.limits["patience"]
        if (gone or tired) and host_name(verdict.final) == host:
            self._known[host] = verdict
        if verdict.fault is Fault.TIMEOUT:
            self._silent[host] += 1
        elif verdict.status:
            self._silent[host] = -1_000_000

    async def _looks(self, target: Target, budget: Budget):
        """One look after another, each with its verdict, until nothing more is to be learnt."""
        limits = self.policy.limits
        # A seat, that is a thread, before the turn: who has a turn of a host must not wait for those who want one.
        async with self._room(target), self._seats:
            look = await self._first_look(target, budget)
        verdict = judge(target, look, self.policy)
        yield look, verdict
        if in_circles(look):
            return
        patience, pauses, timeouts = float(limits["patience"]), [*limits["pauses"]], 0
        while pauses and budget.seconds > 0.5:
            timeouts += verdict.fault is Fault.TIMEOUT
            if timeouts >= _TIMEOUTS:
                return
            pause = pauses.pop(0) if verdict.passing else 0.0
            if verdict.wait is not None and verdict.passing:
                pause = max(pause, verdict.wait)
            if pause > patience:
                return
            patience -= pause
            if pause:
                await self._sleep(pause)
            # First room, then the turn: whoever holds a turn never waits for somebody who waits for one.
            async with self._room(target):
                turn = await self.fetcher.pace.turn(host_name(asked_form(target.url)))
                # While we waited, others may have learnt that the host is not worth it.
                if self._of_host(host_name(target.url)):
                    turn.done()
                    return
                was_passing, share = verdict.passing, budget.share(limits["look_seconds"])
                look = await self._second_look(target, share, turn)
            budget.pay(share)
            verdict = judge(target, look, self.policy)
            yield look, verdict
            # What fails in the same lasting way twice has said all.
            if not verdict.passing and not was_passing:
                return

    async def _first_look(self, target: Target, budget: Budget) -> Look:
        """LinkChecker's look, in a thread; what it sends goes through our fetcher."""
        share = budget.share(self.policy.limits["first_seconds"])
        page_bytes = self._page_bytes(target)
        loop = asyncio.get_running_loop()
        turn = await self.fetcher.pace.turn(host_name(asked_form(target.url)))
        turns = [turn]

        async def send(url: str, headers: dict[str, str]) -> Answer:
            ready = turns.pop() if turns else None
            if ready and host_name(url) != host_name(asked_form(target.url)):
                ready.done()
                ready = None
            return await self.fetcher.ask(url, headers, share, page_bytes, turn=ready)

        try:
            call = (self._first.look, target.url, in_thread(loop, send), self.headers.first)
            first = await loop.run_in_executor(self._threads, *call)
        finally:
            turn.done()
        budget.pay(share)
        answers = first.answers
        if not answers or answers[0].url != asked_form(target.url):
            # LinkChecker spelled the address in its own way, or could not read it: only ours counts.
            return await self._second_look(target, budget)
        return self._with_page(answers)

    async def _second_look(self, target: Target, budget: Budget, turn: Turn | None = None) -> Look:
        """Our own look, as a browser would; follows a page's immediate refresh as well."""
        page_bytes, answers, url = self._page_bytes(target), [], target.url
        for _ in range(3):
            followed = await self.fetcher.follow(url, self.headers.second, budget, page_bytes, turn)
            turn = None
            answers += followed.answers
            look = self._with_page(tuple(answers))
            if look.last.fault or look.last.status != 200 or not look.page.refresh:
                break
            url = urldefrag(urljoin(look.last.url, look.page.refresh)).url
            if url in {answer.url for answer in answers}:
                break
            # From here on it counts as what it is: a redirect that may change.
            answers[-1] = Answer(look.last.url, 302, {"location": url})
        return look

    def _page_bytes(self, target: Target) -> int:
        return self.policy.limits["bytes" if target.fragments else "page_bytes"]

    @staticmethod
    def _with_page(answers: tuple[Answer, ...]) -> Look:
        page = read_page(answers[-1])
        # The body has been read: many at once would fill the memory.
        last = answers[-1]
        if last.status == 200:
            last = Answer(last.url, last.status, last.headers, b"", last.cut, last.fault, last.detail)
        return Look((*answers[:-1], last), page)

    async def _ask_service(self, service: Service, url: str) -> Verdict | None:
        for endpoint in service.questions(url):
            look = await self._ask_endpoint(endpoint)
            if look.last.fault in PASSING_FAULTS or look.last.status >= 429:
                await self._sleep(self.policy.limits["pauses"][0])
                look = await self._ask_endpoint(endpoint)
            last = look.last
            whole = not last.fault or last.fault is Fault.TRUNCATED
            if last.status in endpoint.good and whole and _proves(endpoint, last):
                missing = says_missing(Target(url), Look(look.answers, read_page(last)), self.policy)
                state = State(service.gone_state) if missing else State.OK
                return Verdict(state, missing and f"{service.name} {missing}", last.status, url)
            if last.status in endpoint.gone and _disproves(endpoint, last):
                return Verdict(
                    State(service.gone_state), f"{service.name} says: {service.gone_reason}", last.status, url
                )
        return None

    async def _ask_endpoint(self, endpoint: Endpoint) -> Look:
        budget = Budget(self.policy.limits["first_seconds"], _ENDPOINT_BYTES)
        return await self.fetcher.follow(endpoint.url, self.headers.first, budget, _ENDPOINT_BYTES)


def _proves(endpoint: Endpoint, answer: Answer) -> bool:
    if endpoint.type and not answer.headers.get("content-type", "").lower().startswith(endpoint.type):
        return False
    if not endpoint.key:
        return True
    found = _json_value(answer.body, endpoint.key)
    return found == endpoint.value if endpoint.value else bool(found)


def _disproves(endpoint: Endpoint, answer: Answer) -> bool:
    """A host's general page for what is missing is no answer of its service."""
    if endpoint.gone_value:
        return _json_value(answer.body, endpoint.key) == endpoint.gone_value
    return not endpoint.key or read_page(answer).kind != "html" or not answer.body.lstrip().startswith(b"<")


def _json_value(body: bytes, key: str) -> str:
    """A value of a JSON object as text; empty when there is none."""
    try:
        return str(json.loads(body)[key])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return ""
