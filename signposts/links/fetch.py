"""The one way to the web: single requests through aiohttp, vetted, paced, and limited in bytes and seconds.

Whatever happens becomes an :class:`Answer`; only trouble with the user's own proxy is raised.
"""

import asyncio
import os
import socket
import ssl
import time
import urllib.request
from collections.abc import Mapping
from typing import Self
from urllib.parse import quote, urlsplit

import aiohttp
import certifi
from yarl import URL

from signposts.links.body import CHUNK, KNOWN, Budget, read_body
from signposts.links.cookies import Jar
from signposts.links.guard import Lookup, Names, PrivateAddressError, UnreadableAddressError, asked_form
from signposts.links.pace import LONGEST_PAUSE, Pace, Turn
from signposts.links.policy import Policy, host_name
from signposts.links.records import Answer, Fault, Look
from signposts.links.verdict import MOST_REDIRECTS, redirect_target, retry_after

#: What stands in the way of a redirect or an error is not read further than this.
_ASIDE_BYTES = 65_536
#: What may be on its way to us beyond what has been read: the kernel's own choice would be megabytes.
_WAITING_BYTES = 65_536
#: Environment variables that name a bundle of certificates, as other tools read them.
_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class ProxyError(Exception):
    """The user's own proxy does not answer, or refuses us: nothing can be checked."""


class Fetcher:
    """Sends requests. To be used as ``async with``; policy: limits and paces; lookup: the world's names, for tests."""

    def __init__(self, policy: Policy, pace: Pace, lookup: Lookup | None = None) -> None:
        self.policy, self.pace = policy, pace
        self._proxies = {
            scheme: url if "://" in url else f"http://{url}"
            for scheme, url in urllib.request.getproxies().items()
            if scheme in ("http", "https", "all")
        }
        trusted = frozenset(host_name(url) for url in self._proxies.values())
        self.names = Names(lookup, trusted)
        self.requests = 0
        self._free = asyncio.Semaphore(policy.limits["at_once"])

    async def __aenter__(self) -> Self:
        header_bytes = self.policy.limits["header_bytes"]
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self.names,
                use_dns_cache=False,
                limit=0,
                ssl=_certificates(),
                keepalive_timeout=4,
                socket_factory=_socket,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            read_bufsize=CHUNK,
            max_line_size=header_bytes,
            max_field_size=header_bytes,
            max_headers=256,
            skip_auto_headers=["Accept-Encoding", "Accept", "User-Agent"],
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self.names.close()

    def _proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        if urllib.request.proxy_bypass(parts.netloc):
            return None
        return self._proxies.get(parts.scheme) or self._proxies.get("all")

    async def follow(
        self, url: str, headers: Mapping[str, str], budget: Budget, page_bytes: int, turn: Turn | None = None
    ) -> Look:
        """Ask an address and whatever it redirects to, within a budget. turn: for the first request, as of ``ask``."""
        answers, jar, seen = [], Jar(), set()
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self.ask(url, headers, budget, page_bytes, jar, turn)
            turn = None
            answers.append(answer)
            url = redirect_target(answer)
            state = (url, jar.header(host_name(url)))
            if not url or answer.fault or state in seen:
                break
            seen.add(state)
        return Look(tuple(answers))

    async def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        budget: Budget,
        page_bytes: int,
        jar: Jar | None = None,
        turn: Turn | None = None,
    ) -> Answer:
        """Send one request, without following redirects. turn: leave to send it, when the caller has it already."""
        try:
            url = asked_form(url)
        except PrivateAddressError as error:
            return Answer(url, fault=Fault.PRIVATE, detail=str(error.strerror))
        except UnreadableAddressError as error:
            return Answer(url, fault=Fault.ADDRESS, detail=str(error))
        host = host_name(url)
        turn = turn or await self.pace.turn(host)
        try:
            async with self._free:
                answer = await self._within(budget, url, headers, page_bytes, jar)
        finally:
            turn.done()
        if answer.status in (429, 503) and 0 < (retry_after(answer) or 0) <= LONGEST_PAUSE:
            self.pace.pause(host, retry_after(answer) or 0)
        return answer

    async def _within(
        self, budget: Budget, url: str, headers: Mapping[str, str], page_bytes: int, jar: Jar | None
    ) -> Answer:
        """One exchange within the budget's seconds; what is raised becomes an answer with a fault."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(budget.seconds, 0.1)):
                return await self._exchange(url, headers, budget, page_bytes, jar)
        except Exception as error:  # noqa: BLE001 - whatever a host does to the library is that host's fault
            return _fault(url, error)
        finally:
            budget.seconds -= time.monotonic() - started

    async def _exchange(
        self, url: str, headers: Mapping[str, str], budget: Budget, page_bytes: int, jar: Jar | None
    ) -> Answer:
        host, proxy, started = host_name(url), self._proxy(url), time.monotonic()
        if proxy:
            await self.names.vet_behind_proxy(host)
        sent = dict(headers)
        if jar and (cookies := jar.header(host)):
            sent["Cookie"] = cookies
        self.requests += 1
        async with self._session.get(URL(url, encoded=True), headers=sent, allow_redirects=False, proxy=proxy) as reply:
            if reply.status == 407 and proxy and url.startswith("http:"):
                # The proxy's answer, or a hostile host's that wants to end the run: nobody can tell.
                return Answer(
                    url, fault=Fault.UNREACHABLE, detail="the proxy, or the host, asks for a proxy's password"
                )
            if jar:
                jar.take(host, reply.headers.getall("Set-Cookie", []))
            kept = {name.lower(): _header(", ".join(reply.headers.getall(name))[:2000]) for name in reply.headers}
            answer = Answer(url, reply.status, kept)
            deadline = asyncio.get_running_loop().time() + max(budget.seconds - (time.monotonic() - started), 0) * 0.95
            limit = min(page_bytes if 200 <= reply.status < 300 else _ASIDE_BYTES, max(budget.bytes, KNOWN))
            if redirect_target(answer):
                return answer
            return await read_body(answer, reply, limit, budget, deadline)


def _socket(info: aiohttp.AddrInfoType) -> socket.socket:
    """The socket of a connection, which takes in little ahead of what is read."""
    made = socket.socket(info[0], info[1], info[2])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WAITING_BYTES)
    return made


def _header(value: str) -> str:
    """A header's value as text; bytes that are no UTF-8 are percent-encoded, as browsers do with addresses."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return quote(raw, safe="".join(map(chr, range(0x20, 0x7F))))


def _certificates() -> ssl.SSLContext:
    """The certificates to trust: the bundle that the user names, else the system's and certifi's."""
    bundle = next((os.environ[name] for name in _BUNDLES if os.environ.get(name)), None)
    try:
        context = ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise ProxyError(f"the bundle of certificates {bundle} cannot be read: {error}") from error
    # As browsers do: authorities of companies and of tests are often made without all extensions, and old servers do
    # not know how to renegotiate safely, which nobody asks them to.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if bundle is None:
        context.load_verify_locations(certifi.where())
    return context


def _fault(url: str, error: Exception) -> Answer:
    """Sort an exception; raises those that are the user's own proxy's."""
    fault, detail = Fault.NONE, ""
    cause = getattr(error, "os_error", None) or error
    match error:
        case ProxyError():
            raise error
        case aiohttp.ClientProxyConnectionError():
            raise ProxyError(f"the proxy does not answer: {cause}") from error
        case aiohttp.ClientHttpProxyError() if error.status == 407:
            raise ProxyError("the proxy asks for a password: put it into its address") from error
        case aiohttp.ClientHttpProxyError():
            fault, detail = Fault.UNREACHABLE, f"the proxy says {error.status}"
        case TimeoutError() | aiohttp.ServerTimeoutError():
            fault = Fault.TIMEOUT
        case aiohttp.ClientConnectorCertificateError():
            fault, detail = Fault.CERTIFICATE, _certificate_problem(error.certificate_error)
        case aiohttp.ClientConnectorSSLError():
            fault, detail = Fault.TLS, str(getattr(cause, "reason", "") or "").replace("_", " ").lower()
        case aiohttp.ClientResponseError():
            too_large = "more than" in error.message or "Too many headers" in error.message
            fault, detail = (Fault.HEADERS, "") if too_large else (Fault.MALFORMED, error.message.split("\n")[0][:80])
        case aiohttp.InvalidURL() | ValueError():
            fault, detail = Fault.ADDRESS, str(error)[:80]
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError():
            fault = Fault.RESET
        case OSError():
            fault, detail = _os_fault(cause)
        case aiohttp.ClientError():
            fault, detail = Fault.MALFORMED, type(error).__name__
        case _:
            fault, detail = Fault.MALFORMED, type(error).__name__
    return Answer(url, fault=fault, detail=detail)


def _os_fault(cause: BaseException) -> tuple[Fault, str]:
    match cause:
        case PrivateAddressError():
            return Fault.PRIVATE, str(cause.strerror)
        case socket.gaierror() if cause.errno == socket.EAI_AGAIN:
            return Fault.NO_NAME_SERVER, ""
        case socket.gaierror():
            return Fault.UNKNOWN_HOST, ""
        case ConnectionRefusedError():
            return Fault.REFUSED, ""
        case ConnectionError():
            return Fault.RESET, ""
        case ssl.SSLError():
            return Fault.TLS, (cause.reason or "").replace("_", " ").lower()
    return Fault.UNREACHABLE, os.strerror(cause.errno) if getattr(cause, "errno", None) else ""


def _certificate_problem(error: BaseException) -> str:
    """What is wrong with a certificate, in the words of the library, without the host's."""
    return getattr(error, "verify_message", "") or str(error)[:80]
