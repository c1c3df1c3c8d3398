"""A simulated web: a forward proxy with a throw-away certificate authority, which answers real addresses from a table.

Whoever is sent here by proxy settings and CA bundle goes through the whole real stack without leaving the machine. An
address has a *behaviour*: a coroutine function that takes an :class:`Exchange` and writes bytes, right ones or not.
"""

import asyncio
import datetime
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import trustme

PAST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Exchange:
    """One request, and the way to answer it."""

    method: str
    url: str
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    #: How often this very address has been asked, this time included.
    times: int
    keep: bool = True

    async def raw(self, data: bytes) -> None:
        """Write bytes as they are; the connection ends after this answer."""
        self.keep = False
        # A closed connection does not stop a writer by itself.
        if self.reader.at_eof() or self.writer.transport.is_closing():
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()
        await asyncio.sleep(0)

    async def send(self, status: int = 200, body: bytes | str = b"", headers: dict[str, str] | None = None) -> None:
        """Write a proper answer."""
        body = body.encode() if isinstance(body, str) else body
        lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(headers or {})}
        head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        self.writer.write(head.encode() + (b"" if self.method == "HEAD" else body))
        await self.writer.drain()


Behaviour = Callable[[Exchange], Awaitable[None]]


def page(title: str = "A living page", text: str = "", extra: str = "") -> str:
    """A page as living ones are: title, heading, some text."""
    text = text or "Backpropagation computes how each weight changes the loss, layer by layer, from the end. " * 12
    head = f"<!doctype html><html lang=en><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1>{extra}<p>{text}</p></body></html>"


@dataclass
class Host:
    """A host: what its addresses do, and how it is reached."""

    paths: dict[str, Behaviour] = field(default_factory=dict)
    #: What addresses do that have no behaviour of their own.
    default: Behaviour | None = None
    #: What becomes of a connection: open, refused, unknown, reset, silent, password (the proxy asks for one);
    #: or expired, self-signed, other for its certificate.
    link: str = "open"


class SimulatedWeb:
    """The proxy, in a thread of its own. hosts: name → host; pause: seconds before each answer."""

    def __init__(self, folder: Path, hosts: dict[str, Host] | None = None, pause: float = 0.0) -> None:
        self.hosts, self.pause = hosts if hosts is not None else {}, pause
        #: Every request as (time, method, address); every host to which a connection was asked for.
        self.log: list[tuple[float, str, str]] = []
        self.sent = Counter()
        self._times: Counter[str] = Counter()
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.bundle = folder / "simulated-authority.pem"
        self._authority.cert_pem.write_to_path(str(self.bundle))
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    @property
    def environment(self) -> dict[str, str]:
        """The settings that send a program here."""
        proxy, bundle = f"http://127.0.0.1:{self.port}", str(self.bundle)
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        return {**dict.fromkeys(names, proxy), **dict.fromkeys(bundles, bundle), "no_proxy": "", "NO_PROXY": ""}

    def asked(self, url: str = "") -> list[str]:
        """The addresses that were asked for, in order; those of one beginning only."""
        return [address for _, _, address in self.log if address.startswith(url)]

    def asked_hosts(self) -> set[str]:
        """All hosts that anybody asked for."""
        return {urlsplit(address).hostname or "" for _, _, address in self.log}

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, limit=1 << 20, backlog=2048)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            await self._proxy(reader, writer)
        with suppress(Exception):
            writer.close()

    async def _proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await _read_head(reader)
        while head:
            method, target = head[0].split(" ")[:2]
            if method == "CONNECT":
                name, _, port = target.rpartition(":")
                self.log.append((time.monotonic(), method, f"https://{name}:{port}/"))
                if not await self._connect(name, writer):
                    return
                await writer.start_tls(self._context(name))
                origin = f"https://{name}" if port == "443" else f"https://{name}:{port}"
                await self._requests(origin, reader, writer)
                return
            if not await self._answer(method, target, head, reader, writer):
                return
            head = await _read_head(reader)

    async def _connect(self, name: str, writer: asyncio.StreamWriter) -> bool:
        host = self.hosts.get(name.strip("[]"))
        link = host.link if host else "unknown"
        if link in ("unknown", "refused", "password"):
            code = b"407 Proxy Authentication Required" if link == "password" else b"502 Bad Gateway"
            writer.write(b"HTTP/1.1 " + code + b"\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return False
        if link == "reset":
            writer.transport.abort()
            return False
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        if link == "silent":
            await asyncio.sleep(60)
        return True

    def _context(self, name: str) -> ssl.SSLContext:
        if name not in self._contexts:
            link = self.hosts[name].link
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            issuer = trustme.CA() if link == "self-signed" else self._authority
            shown = "elsewhere.example.org" if link == "other" else name
            until = {"not_after": PAST, "not_before": PAST - datetime.timedelta(days=9)} if link == "expired" else {}
            issuer.issue_cert(shown, **until).configure_cert(context)
            self._contexts[name] = context
        return self._contexts[name]

    async def _requests(self, origin: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _read_head(reader):
            method, path = head[0].split(" ")[:2]
            if not await self._answer(method, origin + path, head, reader, writer):
                return

    async def _answer(
        self, method: str, url: str, head: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        self.log.append((time.monotonic(), method, url))
        headers = dict(re.split(r":\s*", line, maxsplit=1) for line in head[1:] if ":" in line)
        self._times[url] += 1
        exchange = Exchange(method, url, {k.lower(): v for k, v in headers.items()}, reader, writer, self._times[url])
        await asyncio.sleep(self.pause)
        await self.behaviour(url)(exchange)
        return exchange.keep

    def behaviour(self, url: str) -> Behaviour:
        """What an address does."""
        parts = urlsplit(url)
        host = self.hosts.get(parts.hostname or "")
        if host is None or host.link in ("unknown", "refused"):
            return status(502)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if path in host.paths:
            return host.paths[path]
        if parts.path == "/robots.txt":
            return status(404)
        return host.default or status(404, page("404 Not Found", "Not here."))


async def _read_head(reader: asyncio.StreamReader) -> list[str]:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    return []


# Behaviours.


def status(code: int, body: bytes | str = "", headers: dict[str, str] | None = None) -> Behaviour:
    """Always the same answer."""

    async def answer(exchange: Exchange) -> None:
        await exchange.send(code, body, headers)

    return answer


def good(title: str = "A living page", **parts: str) -> Behaviour:
    """A living page."""
    return status(200, page(title, **parts))


def redirect(location: str, code: int = 301, headers: dict[str, str] | None = None) -> Behaviour:
    """A redirect."""
    return status(code, "", {"Location": location, **(headers or {})})


def raw(data: bytes) -> Behaviour:
    """Bytes as they are, then the end."""

    async def answer(exchange: Exchange) -> None:
        await exchange.raw(data)

    return answer


def at_first(faulty: Behaviour, then: Behaviour, times: int = 1) -> Behaviour:
    """Something that passes: faulty the first times, then well."""

    async def answer(exchange: Exchange) -> None:
        await (faulty if exchange.times <= times else then)(exchange)

    return answer


def when(test: Callable[[Exchange], bool], yes: Behaviour, no: Behaviour) -> Behaviour:
    """One behaviour or the other, as the request is."""

    async def answer(exchange: Exchange) -> None:
        await (yes if test(exchange) else no)(exchange)

    return answer


async def hang(exchange: Exchange) -> None:
    """Takes the request and never answers."""
    exchange.keep = False
    await asyncio.sleep(60)


async def reset(exchange: Exchange) -> None:
    """Ends the connection without a word."""
    exchange.keep = False
    exchange.writer.transport.abort()


def slow(seconds: float) -> Behaviour:
    """A living page that takes its time."""

    async def answer(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await exchange.send(200, page())

    return answer


def drip(first: bytes, drop: bytes = b"a", every: float = 0.05) -> Behaviour:
    """A drop of an answer now and then, for ever."""

    async def answer(exchange: Exchange) -> None:
        await exchange.raw(first)
        while True:
            await asyncio.sleep(every)
            await exchange.raw(drop)

    return answer


def endless(first: bytes, block: bytes) -> Behaviour:
    """An answer without end, as fast as it goes; counts what left us."""

    async def answer(exchange: Exchange) -> None:
        await exchange.raw(first)
        while True:
            await exchange.raw(block)

    return answer


def rate_limited(per_second: float, living: Behaviour) -> Behaviour:
    """A host that answers so often in a second, and 429 beyond."""
    allowed, last = [per_second], [time.monotonic()]

    async def answer(exchange: Exchange) -> None:
        now = time.monotonic()
        allowed[0] = min(per_second, allowed[0] + (now - last[0]) * per_second)
        last[0] = now
        if allowed[0] < 1:
            await exchange.send(429, "slow down", {"Retry-After": "1"})
        else:
            allowed[0] -= 1
            await living(exchange)

    return answer
