"""LinkChecker as a library: the crawl of the built site, and the first look at each address.

Its known traps, and what keeps us out of them:

- run as a command, it gives up root's rights and then cannot read a Python below root's home: we call it as a library;
- its wait for one host sleeps under a lock of all hosts: ``wait_for_host`` does nothing here, :mod:`pace` gives turns;
- it names only the first page of an address: the queue notes every place before it drops what it knows;
- it opens connections itself: its session is given our transport, so that nothing goes out unvetted;
- its anchor check reads a page anew for each anchor: we collect all anchors of a page once.
"""

import asyncio
import re
import string
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import responses
from io import BytesIO
from urllib.parse import quote, urldefrag

import requests
from linkcheck import configuration, get_link_pat
from linkcheck.cache.results import ResultCache
from linkcheck.cache.urlqueue import UrlQueue
from linkcheck.checker import get_url_from
from linkcheck.director import aggregator
from linkcheck.director.checker import check_url
from linkcheck.htmlutil.linkparse import LinkTags, css_url_re
from linkcheck.logger import _Logger
from linkcheck.plugins import PluginManager
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from signposts.links.guard import PrivateAddressError, UnreadableAddressError, asked_form
from signposts.links.records import Answer, Fault
from signposts.links.verdict import MOST_REDIRECTS, redirect_target

#: Sends one request and gives its answer; called in a thread.
Send = Callable[[str, Mapping[str, str]], Answer]

#: Addresses that lead over the network, without hints by which browsers prepare themselves.
_ELSEWHERE = re.compile(r"(?!dns:)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
#: Where addresses stand too that LinkChecker does not look at.
LinkTags["video"] = [*LinkTags["video"], "poster"]
LinkTags["source"] = [*LinkTags["source"], "srcset"]
LinkTags["image"] = ["href", "xlink:href"]
_IMPORT = re.compile(r"""@import\s+(["'])(?P<url>[^"']+)\1""")

_TLS = (Fault.CERTIFICATE, Fault.TLS)


class _Transport(BaseAdapter):
    """What LinkChecker's session sends its requests through. keep: every answer, and refuse to ask twice."""

    def __init__(self, send: Send, *, keep: bool) -> None:
        super().__init__()
        self._send, self._keep = send, keep
        self.answers: list[Answer] = []

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        """Send one request; raises what requests raises."""
        answer = self._send(request.url or "", dict(request.headers))
        self.answers.append(answer)
        if not self._keep:
            self.answers.clear()
        if answer.url in (known.url for known in self.answers[:-1]):
            # This session keeps no cookies: the answer will be the same.
            raise requests.exceptions.TooManyRedirects("in a circle", request=request)
        if answer.fault and not answer.status:
            kind = requests.exceptions.SSLError if answer.fault in _TLS else requests.exceptions.ConnectionError
            raise kind(str(answer.fault), request=request)
        # The body is decompressed already.
        dropped = ("content-encoding", "content-length", "transfer-encoding")
        headers = HTTPHeaderDict({name: value for name, value in answer.headers.items() if name not in dropped})
        if "location" in headers:
            headers["location"] = _location(answer)
        reason = responses.get(answer.status, "")
        raw = HTTPResponse(
            BytesIO(answer.body), headers, answer.status, reason=reason, preload_content=False, decode_content=False
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is held open."""


def _location(answer: Answer) -> str:
    """Where an answer redirects to, as an address that the session can read; empty when it is none."""
    with suppress(UnreadableAddressError):
        target = redirect_target(answer)
        try:
            return asked_form(target)
        except PrivateAddressError:
            # It is refused when it is asked for.
            return quote(target, safe=string.punctuation)
    return ""


class _Quiet(_Logger):
    """A logger that keeps results instead of printing them."""

    LoggerName = "signposts"

    def __init__(self) -> None:
        super().__init__()
        self.results = []

    def log_url(self, url_data) -> None:
        """Keep one result."""
        self.results.append(url_data)

    def start_output(self) -> None:
        """Nothing to print."""

    def end_output(self, **_: object) -> None:
        """Nothing to print."""


class _Aggregate(aggregator.Aggregate):
    """LinkChecker's state, with our sessions and without its waiting."""

    def __init__(self, config, queue, sessions: threading.local) -> None:
        super().__init__(config, queue, None, PluginManager(config), ResultCache(config["resultcachesize"]))
        self._sessions = sessions

    def wait_for_host(self, host) -> None:
        """Our own pace has given the turn."""

    def get_request_session(self) -> requests.Session:
        """The session of the look that runs in this thread."""
        return self._sessions.session


def _configuration(agent: str) -> configuration.Configuration:
    config = configuration.Configuration()
    config["logger"] = _Quiet()
    config["useragent"] = agent
    config["robotstxt"] = False  # read by our own reader, once for both looks
    config["verbose"] = True
    config["status"] = False
    config["threads"] = 0
    return config


def _session(transport: _Transport, agent: str, headers: Mapping[str, str]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = MOST_REDIRECTS
    session.headers.clear()
    session.headers.update({"User-Agent": agent, **headers})
    for scheme in ("http://", "https://"):
        session.mount(scheme, transport)
    return session


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What LinkChecker says of an address, and the answers on which it says so."""

    valid: bool
    result: str
    answers: tuple[Answer, ...]


class FirstLooker:
    """Looks at single addresses; to be called from threads. agent: the User-Agent."""

    def __init__(self, agent: str) -> None:
        self._sessions, self._agent = threading.local(), agent
        config = _configuration(agent)
        # Everything is external: LinkChecker asks for the one address and follows no link of its page.
        config["checkextern"] = True
        config["externlinks"] = [get_link_pat("")]
        self._aggregate = _Aggregate(config, UrlQueue(), self._sessions)

    def look(self, url: str, send: Send, headers: Mapping[str, str]) -> FirstLook:
        """One look at an address."""
        transport = _Transport(send, keep=True)
        self._sessions.session = _session(transport, self._agent, headers)
        try:
            data = get_url_from(url, 1, self._aggregate, extern=(1, 0))
            if not data.has_result:
                data.check()
                data.close_connection()
        except Exception as error:  # noqa: BLE001 - what its library says of hostile answers, it does not catch itself
            return FirstLook(valid=False, result=type(error).__name__, answers=tuple(transport.answers))
        return FirstLook(data.valid, data.result, tuple(transport.answers))


@dataclass(slots=True)
class Crawled:
    """What the crawl of a site found."""

    #: Address as it stands in the page → the places, as (address of the page, line).
    outside: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    #: Inner address without fragment → fragment → places.
    inside: dict[str, dict[str, list[tuple[str, int]]]] = field(default_factory=dict)
    #: Inner address without fragment → what is wrong with it.
    broken: dict[str, str] = field(default_factory=dict)
    #: Inner address of a page → its anchors.
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)


class _Queue(UrlQueue):
    """LinkChecker's queue, which notes every place of every address before known ones are dropped."""

    def __init__(self, base: str, crawled: Crawled, known: Collection[str]) -> None:
        super().__init__()
        self._base, self._crawled, self._known = base, crawled, known

    def put(self, item) -> None:
        """Note where an address stands; only addresses of the site itself are crawled."""
        place = (item.parent_url or "", item.line or 0)
        if not (item.url or "").startswith(("http://", "https://")):
            # Other schemes that lead over the network are named, and never asked.
            if (item.has_result and not item.valid and item.scheme in ("http", "https")) or _ELSEWHERE.match(
                item.base_url
            ):
                self._crawled.outside.setdefault(item.base_url, []).append(place)
            return
        page, fragment = urldefrag(item.url)
        if not page.startswith(self._base):
            self._crawled.outside.setdefault(_as_typed(item), []).append(place)
            return
        self._crawled.inside.setdefault(page, {}).setdefault(fragment, []).append(place)
        if page not in self._known:
            super().put(item)


def _as_typed(item) -> str:
    """The address as the page has it; LinkChecker's own spelling where the page's is relative."""
    return item.base_url if item.base_url.lower().startswith(("http://", "https://")) else item.url


def crawl(base: str, send: Send, start: str = "", known: Collection[str] = ()) -> Crawled:
    """Crawl a site.

    base: its address, with a slash at the end; send: answers for its pages; start: where to begin (at the base);
    known: pages that have been crawled before.
    """
    crawled, sessions = Crawled(), threading.local()
    config = _configuration("signposts")
    config["maxfilesizeparse"] = config["maxfilesizedownload"] = 64 * 1024 * 1024
    config["internlinks"].append(get_link_pat(f"^{re.escape(base)}"))
    queue = _Queue(base, crawled, known)
    aggregate = _Aggregate(config, queue, sessions)
    sessions.session = _session(_Transport(send, keep=False), "signposts", {})
    queue.put(get_url_from(start or base, 0, aggregate, extern=(0, 0)))
    logger = config["logger"]
    while not queue.empty():
        data = queue.get()
        check_url(data, aggregate.logger)
        page = urldefrag(data.url)[0]
        _add_styles(data)
        if data.soup is not None and data.is_html():
            crawled.anchors[page] = _anchors(data.soup)
        # Pages are large as trees: free each before the next one.
        data.soup = data.text = data.data = None
        queue.task_done(data)
    for result in logger.results:
        if not result.valid:
            crawled.broken[urldefrag(result.url)[0]] = result.result
    return crawled


def _add_styles(data) -> None:
    """Queue what style sheets name, where LinkChecker does not look: in pages, and without ``url()``."""
    if data.soup is not None and data.is_html():
        for tag in data.soup.find_all("style"):
            for pattern in (css_url_re, _IMPORT):
                for match in pattern.finditer(tag.text):
                    data.add_url(match["url"].strip("\"' "), line=tag.sourceline)
    elif data.valid and data.content_type == "text/css":
        for match in _IMPORT.finditer(data.get_content()):
            data.add_url(match["url"], line=1)


def _anchors(soup) -> frozenset[str]:
    named = [tag.get("name", "") for tag in soup.find_all("a", attrs={"name": True})]
    return frozenset(named + [tag["id"] for tag in soup.find_all(id=True)])


def in_thread(loop: asyncio.AbstractEventLoop, coroutine_function: Callable) -> Send:
    """A function for threads that runs a coroutine of the loop and waits for its answer."""

    def send(url: str, headers: Mapping[str, str]) -> Answer:
        return asyncio.run_coroutine_threadsafe(coroutine_function(url, headers), loop).result()

    return send
