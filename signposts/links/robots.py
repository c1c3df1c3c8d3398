"""What robots.txt allows: read once for each host."""

import asyncio
from urllib.parse import urlsplit

from protego import Protego

from signposts.links.body import Budget
from signposts.links.fetch import Fetcher

#: RFC 9309 asks readers to take at least this much of the file.
_BYTES = 512_000
_SECONDS = 10
#: A longer Crawl-delay is not kept: a run has to end.
_LONGEST_DELAY = 5.0
#: The name by which robots.txt may speak of us.
AGENT = "DeepLearningSignposts"


class Robots:
    """The rules of all hosts. headers: what we send along."""

    def __init__(self, fetcher: Fetcher, headers: dict[str, str]) -> None:
        self._fetcher, self._headers = fetcher, headers
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    async def allows(self, url: str) -> bool:
        """True when the host's rules let us ask an address.

        A file that is missing, refused or not to be had forbids nothing: one page asked once is no crawl, and a host
        that is down would else never be noticed.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read(origin))
        rules = await asyncio.shield(self._rules[origin])
        return rules is None or rules.can_fetch(url, AGENT)

    async def _read(self, origin: str) -> Protego | None:
        budget = Budget(_SECONDS, _BYTES)
        look = await self._fetcher.follow(f"{origin}/robots.txt", self._headers, budget, _BYTES)
        last = look.last
        if last.fault or last.status != 200 or last.body.lstrip()[:1] == b"<":
            return None
        rules = Protego.parse(last.body.decode("utf-8-sig", "replace"))
        if delay := rules.crawl_delay(AGENT):
            self._fetcher.pace.slow_down(urlsplit(origin).hostname or "", min(delay, _LONGEST_DELAY))
        return rules
