"""Asking the web about one address, through the link checker's safe client."""

import asyncio
import re
import time
from dataclasses import dataclass, replace

from signposts.addresses import resource
from signposts.contribute.facts import NOTHING, Facts, read_facts, read_oembed
from signposts.links.body import Budget
from signposts.links.fetch import Fetcher
from signposts.links.guard import Lookup
from signposts.links.looks import Headers
from signposts.links.pace import Pace
from signposts.links.policy import Policy
from signposts.links.records import Answer, Fault, Look

#: Statuses of a redirect that is meant to last.
_LASTING = frozenset({301, 308})
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_YOUTUBE = "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the web says of an address. final: where it lives now, when a lasting redirect says so.

    problem: why it cannot be an entry; notice: why nothing could be read from it.
    """

    facts: Facts = NOTHING
    final: str = ""
    problem: str = ""
    notice: str = ""


def ask(url: str, policy: Policy, contact: str, lookup: Lookup | None = None) -> Reply:
    """Fetch an address once and read its page. contact: an address of ours, for the User-Agent.

    Raises ProxyError when the user's own proxy is the trouble.
    """
    return asyncio.run(_ask(url, policy, Headers(contact), lookup))


async def _ask(url: str, policy: Policy, headers: Headers, lookup: Lookup | None) -> Reply:
    limits = policy.limits
    async with Fetcher(policy, Pace(policy, time.monotonic), lookup) as fetcher:

        async def get(address: str) -> Look:
            budget = Budget(limits["seconds"], limits["bytes"])
            return await fetcher.follow(address, headers.first, budget, limits["page_bytes"])

        service, _, number = resource(url).partition(":")
        if service == "youtube" and (look := await get(_YOUTUBE + number)).last.status == 200:
            return Reply(read_oembed(_text(look.last)))
        if service == "arxiv" and "/pdf/" in url:
            # The PDF says nothing of itself; the abstract's page says all.
            look = await get(f"https://arxiv.org/abs/{number}")
            return replace(_judge(url, look), final="")
        return _judge(url, await get(url))


def _judge(url: str, look: Look) -> Reply:
    last = look.last
    if last.fault in (Fault.PRIVATE, Fault.ADDRESS):
        return Reply(problem=f"the address may not be asked: {last.detail or last.fault}")
    if last.fault in (Fault.UNKNOWN_HOST, Fault.CERTIFICATE) or last.status in (404, 410):
        said = last.fault or f"it answers {last.status}"
        return Reply(problem=f"the address leads nowhere ({said}): paste it again from the browser")
    if last.fault or not 200 <= last.status < 300:
        said = last.fault or f"it answers {last.status}"
        return Reply(notice=f"nothing could be read there ({said}): open it in a browser to see that it lives")
    lasting = len(look.answers) > 1 and all(answer.status in _LASTING for answer in look.answers[:-1])
    final = last.url if lasting and resource(last.url) != resource(url) else ""
    mime = last.headers.get("content-type", "").partition(";")[0].strip().lower()
    if mime not in ("text/html", "application/xhtml+xml", ""):
        return Reply(final=final, notice=f"it is no web page but {mime[:60]}: its facts must be given by hand")
    return Reply(read_facts(final or url, _text(last)), final)


def _text(answer: Answer) -> str:
    match = _CHARSET.search(answer.headers.get("content-type", ""))
    match = match or _CHARSET.search(answer.body[:1024].decode("latin-1"))
    try:
        return answer.body.decode(match[1] if match else "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")
