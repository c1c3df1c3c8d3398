"""How often a host is asked. Each host has its own turn: nobody waits for another host."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from signposts.links.policy import Policy

#: A host may ask for a pause before the next request; longer ones are not waited for.
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class _Gate:
    slots: asyncio.Semaphore
    interval: float
    next: float = 0.0


@dataclass(slots=True)
class Turn:
    """Leave to send one request; to be given back when the answer is there."""

    gate: _Gate
    open: bool = field(default=True)

    def done(self) -> None:
        """Give the turn back; a second time changes nothing."""
        if self.open:
            self.open = False
            self.gate.slots.release()


class Pace:
    """Hands out turns. clock and sleep: time, which tests may replace."""

    def __init__(
        self, policy: Policy, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._policy, self._clock, self._sleep = policy, clock, sleep
        self._gates: dict[str, _Gate] = {}

    def _gate(self, host: str) -> _Gate:
        if host not in self._gates:
            seconds, at_once = self._policy.pace(host)
            self._gates[host] = _Gate(asyncio.Semaphore(at_once), seconds)
        return self._gates[host]

    async def turn(self, host: str) -> Turn:
        """Wait until the host may be asked again."""
        gate = self._gate(host)
        await gate.slots.acquire()
        try:
            # The next one's time is set before waiting: whoever comes meanwhile queues behind.
            start = max(self._clock(), gate.next)
            gate.next = start + gate.interval
            if (wait := start - self._clock()) > 0:
                await self._sleep(wait)
        except BaseException:
            gate.slots.release()
            raise
        return Turn(gate)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for a while."""
        gate = self._gate(host)
        gate.next = max(gate.next, self._clock() + min(seconds, LONGEST_PAUSE))

    def slow_down(self, host: str, seconds: float) -> None:
        """The host's robots.txt asks for more time between requests."""
        gate = self._gate(host)
        gate.interval = max(gate.interval, seconds)
