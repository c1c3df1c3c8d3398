"""Turns: one host at its own pace, nobody waiting for another. Time is the test's own."""

import asyncio

from support import quick_policy

from signposts.links.pace import LONGEST_PAUSE, Pace


class FakeTime:
    """Time that passes only while everybody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


def turns(hosts, **settings):
    """When each host of a list gets its turn, all wanting one at once."""

    async def run():
        time = FakeTime()
        pace = Pace(quick_policy(pace={"seconds": 1.0, "at_once": 2, **settings}), time.clock, time.sleep)
        if settings.get("paused"):
            pace.pause("a", settings["paused"])
        if settings.get("slow"):
            pace.slow_down("a", settings["slow"])
        starts = []
        for host in hosts:
            turn = await pace.turn(host)
            starts.append(round(time.now, 3))
            turn.done()
            turn.done()
        return starts

    return asyncio.run(run())


def test_one_a_second():
    assert turns(["a", "a", "a"]) == [0, 1, 2]


def test_another_host_does_not_wait():
    assert turns(["a", "b", "c"]) == [0, 0, 0]


def test_pauses_that_a_host_asks_for():
    assert turns(["a", "b"], paused=5) == [5, 5]
    assert turns(["a"], paused=3600) == [LONGEST_PAUSE]
    assert turns(["a", "a"], slow=4) == [0, 4]


def test_two_at_once():
    async def run():
        pace = Pace(quick_policy(pace={"seconds": 0.0, "at_once": 2}), lambda: 0.0)
        first, _second = await pace.turn("a"), await pace.turn("a")
        third = asyncio.create_task(pace.turn("a"))
        await asyncio.sleep(0)
        assert not third.done()
        first.done()
        await third

    asyncio.run(run())


def test_a_cancelled_wait_gives_its_slot_back():
    async def run():
        async def for_ever(_seconds):
            await asyncio.Event().wait()

        pace = Pace(quick_policy(pace={"seconds": 9.0, "at_once": 1}), lambda: 0.0, for_ever)
        (await pace.turn("a")).done()
        waiting = asyncio.create_task(pace.turn("a"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert not pace._gate("a").slots.locked()

    asyncio.run(run())
