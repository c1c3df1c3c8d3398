"""Which hosts may be asked at all: public addresses only, decided after the name is resolved.

An address may come from a stranger's pull request. What is vetted here is what the connection goes to: the resolver
hands its vetted result to the connection itself, so that a second answer of the name server changes nothing.
"""

import asyncio
import errno
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import quote, urlsplit, urlunsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from signposts.addresses import PRIVATE_SUFFIXES, problems
from signposts.links.policy import host_matches

#: Gives the addresses of a name; raises socket.gaierror. Tests put the world's names here.
Lookup = Callable[[str, int], Awaitable[list[str]]]

#: Seconds that name servers have.
_LOOKUP_SECONDS = 8
#: Behind a proxy, which resolves names itself: seconds, and seconds once so many names were unknown and none known.
_PROXY_SECONDS, _HARDLY, _USELESS = 2.0, 0.5, 5

#: Names that are reserved rather than private: asking for them does no harm, they just do not exist.
_RESERVED = (".test", ".invalid", ".example", ".onion")

#: Ranges set apart that older Pythons take for public; what IPv6 gives to the world, and its range that carries IPv4.
_REFUSED = tuple(ipaddress.ip_network(text) for text in ("192.0.0.0/24", "3fff::/20"))
_GLOBAL, _NAT64 = ipaddress.IPv6Network("2000::/3"), ipaddress.IPv6Network("64:ff9b::/96")
#: Names under which anybody can write any IP address, or that are 127.0.0.1 to all the world: for who cannot resolve
#: them, as behind a proxy.
_ANY_ADDRESS = (
    "nip.io", "sslip.io", "xip.io", "traefik.me", "backname.io", "rbndr.us", "1u.ms", "localtest.me", "lvh.me",
    "vcap.me", "lacolhost.com", "local.gd", "localhost.direct",
)  # fmt: skip


class PrivateAddressError(OSError):
    """A host is, or resolves to, an address that is not public."""


class UnreadableAddressError(ValueError):
    """An address that no browser would take."""


class ForbiddenSchemeError(UnreadableAddressError):
    """An address that is neither http nor https."""


def is_public(text: str) -> bool:
    """True for an IP address that anybody can reach: not loopback, private, link-local, mapped or reserved ones."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if address in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    if isinstance(address, ipaddress.IPv6Address) and (address not in _GLOBAL or address.sixtofour or address.teredo):
        # Among them are other spellings of IPv4 addresses: no name that is meant for readers resolves to one.
        return False
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def asked_form(url: str) -> str:
    """The form in which an address goes over the wire: ASCII only, without its fragment.

    What is percent-encoded stays so, letter by letter; spaces and characters beyond ASCII are encoded as browsers do.
    Raises UnreadableAddressError, and PrivateAddressError for hosts that are private by their very name.
    """
    url = "".join(
        character for character in url.strip() if character not in "\t\r\n" and not "\ud800" <= character <= "\udfff"
    )
    try:
        parts = urlsplit(url.replace("\\", "/"))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise UnreadableAddressError(str(error)) from error
    if parts.scheme.lower() not in ("http", "https"):
        raise ForbiddenSchemeError(f"the scheme {parts.scheme[:20]!r} is neither http nor https")
    if not host:
        raise UnreadableAddressError("no host")
    ascii_host = _ascii_host(host)
    if _is_literal(ascii_host):
        if not is_public(ascii_host.strip("[]")):
            raise PrivateAddressError(errno.EACCES, ascii_host)
    elif _is_private_name(ascii_host):
        raise PrivateAddressError(errno.EACCES, ascii_host)
    place = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    default = {"http": 80, "https": 443}[parts.scheme.lower()]
    place = place if port in (None, default) else f"{place}:{port}"
    safe = "!$%&'()*+,;=:@/~-._[]|"
    return urlunsplit(
        (parts.scheme.lower(), place, quote(parts.path, safe) or "/", quote(parts.query, safe + '?{}^`"'), "")
    )


def _is_private_name(host: str) -> bool:
    if host.endswith(_RESERVED) and host.endswith(PRIVATE_SUFFIXES):
        return False
    if any(host_matches(host, name) for name in _ANY_ADDRESS):
        return True
    return any(code == "E116" for code, _ in problems(f"http://{host}/"))


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise UnreadableAddressError(f"the host {host[:60]!r} is no name ({error})") from error


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Names(AbstractResolver):
    """Resolves names and lets only public addresses through. trusted: hosts of the user's own proxy."""

    def __init__(self, lookup: Lookup | None = None, trusted: frozenset[str] = frozenset()) -> None:
        self._lookup, self._trusted = lookup or _system, trusted
        self._behind_proxy: dict[str, asyncio.Task[None]] = {}
        #: Names that the name servers knew, and names that they did not.
        self._known = self._unknown = 0

    async def addresses(self, host: str, port: int = 443, seconds: float = _LOOKUP_SECONDS) -> list[str]:
        """The vetted addresses of a name; raises PrivateAddressError, or socket.gaierror when there are none."""
        try:
            async with asyncio.timeout(seconds):
                found = await self._lookup(host, port)
        except TimeoutError as error:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer in time") from error
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, "no name") from error
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        # One private address among public ones is refused too: the name is not to be trusted.
        for address in found:
            if host not in self._trusted and not is_public(address):
                raise PrivateAddressError(errno.EACCES, f"{host} is {address}")
        return found

    async def vet_behind_proxy(self, host: str) -> None:
        """Refuse a name that is known here to be private, once for each name.

        The proxy resolves names itself, and often those alone: what cannot be resolved here is left to it, and once
        the name servers have proved useless, they are hardly waited for. Raises PrivateAddressError.
        """
        if host not in self._behind_proxy:
            self._behind_proxy[host] = asyncio.create_task(self._vet(host))
        await asyncio.shield(self._behind_proxy[host])

    async def _vet(self, host: str) -> None:
        useless = not self._known and self._unknown >= _USELESS
        try:
            await self.addresses(host, seconds=_HARDLY if useless else _PROXY_SECONDS)
            self._known += 1
        except socket.gaierror:
            self._unknown += 1

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the library's signature
    ) -> list[ResolveResult]:
        """What the connection asks for: the addresses that it may go to."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self.addresses(host, port)
        ]

    async def close(self) -> None:
        """Nothing is held open."""


async def _system(host: str, port: int) -> list[str]:
    """Ask the system, in a thread that nobody waits for: a lookup cannot be stopped, nor be trusted to end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list] = loop.create_future()

    def settle(rows: list | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(rows)
        else:
            future.set_exception(error)

    def work() -> None:
        rows, problem = None, None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            problem = error
        # The run may be over by the time that the name servers answer.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, rows, problem)

    threading.Thread(target=work, daemon=True, name="names").start()
    return list(dict.fromkeys(row[4][0] for row in await future))
