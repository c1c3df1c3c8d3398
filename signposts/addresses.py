"""Addresses: when two are the same, and which a page may point to at all.

``normalise`` gives the form in which addresses are compared; what a page shows is always the address as typed.
"""

import ipaddress
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

#: Query parameters that only count visitors; they never change what is shown.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hsenc|_hsmi|ref_src", re.IGNORECASE)

#: Hosts that only exist inside a network, by their last label.
PRIVATE_SUFFIXES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".test",
                    ".invalid", ".example", ".onion")  # fmt: skip

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Characters that percent-encoding never needs to hide (RFC 3986, section 2.3).
_UNRESERVED = re.compile(r"%(2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]+|[0-9]+", re.IGNORECASE)


def normalise(url: str) -> str:
    """The form of an address in which equal addresses are equal strings.

    Scheme, ``www.``, letter case of the host, default port, trailing slash, tracking parameters and the spelling of
    percent-encoding make no difference; a fragment does, for it may name another part of a page. Addresses that
    cannot be split are returned as they are.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    scheme = parts.scheme.lower()
    host = host.removeprefix("www.")
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    path = _spelling(parts.path).rstrip("/")
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
    )
    if scheme == "http":
        scheme = "https"
    return urlunsplit((scheme, host, path, query, _spelling(parts.fragment)))


def resource(url: str) -> str:
    """The form in which all addresses of one resource are equal strings, as far as an address tells.

    Beyond ``normalise``: archived copies, dot segments, index files, the order of parameters and fragments make no
    difference, and the several addresses that YouTube, arXiv and DOI give to one thing are one.
    """
    for _ in range(3):
        if not (copy := _ARCHIVED.match(url.strip())):
            break
        url = copy[1] if "://" in copy[1] else f"http://{copy[1]}"
    try:
        scheme, host, path, query, _ = urlsplit(normalise(url))
    except ValueError:
        return url.strip()
    for pattern, form in _SERVICES:
        if match := pattern.match(f"{host}{path}{'?' if query else ''}{query}"):
            return form.format(match[1])
    path = _INDEX.sub("", posixpath.normpath(path) if path else "").rstrip("/.")
    return urlunsplit((scheme, host, path, urlencode(sorted(parse_qsl(query, keep_blank_values=True))), ""))


#: An archived copy: the address of what it is a copy of.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[\w*]{1,20}/(.+)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
#: Services that give one thing several addresses: host, path and query → the one form.
_SERVICES = (
    (
        re.compile(
            r"(?:m\.|music\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/|v/)([\w-]{11})"
        ),
        "youtube:{}",
    ),
    (re.compile(r"youtu\.be/([\w-]{11})"), "youtube:{}"),
    (
        re.compile(r"(?:\w+\.)?arxiv\.org/(?:abs|pdf|html|format)/(\d{4}\.\d{4,5}|[a-z.-]+/\d{7})", re.IGNORECASE),
        "arxiv:{}",
    ),
    (re.compile(r"(?:dx\.)?doi\.org/10\.48550/arxiv\.(\d{4}\.\d{4,5})", re.IGNORECASE), "arxiv:{}"),
    (re.compile(r"(?:dx\.)?(doi\.org/10\..+)", re.IGNORECASE), "{}"),
)


def _host(parts: SplitResult) -> str:
    """The host in ASCII small letters, without its final dot; empty when there is none."""
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return host


def _spelling(text: str) -> str:
    """One spelling of percent-encoding: needless escapes undone, needed ones in capitals."""
    plain = _UNRESERVED.sub(lambda match: unquote(match[0]), text)
    return re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), quote(plain, safe="/%!$&'()*+,;=:@~?"))


def problems(url: str) -> Iterator[tuple[str, str]]:
    """What forbids pointing readers to an address: pairs of a rule's code and a sentence.

    E114 scheme, E115 credentials, E116 private or local host, E117 not an address at all.
    """
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]", url):
        yield "E117", f"the address {url!r} has a space or another character that must be percent-encoded"
        return
    try:
        parts = urlsplit(url)
        host, _ = _host(parts), parts.port
    except ValueError as error:
        yield "E117", f"the address {url!r} cannot be read ({error}): paste it again from the browser"
        return
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        yield "E114", f"the address {url!r} must begin with https:// or http://"
        return
    if parts.username is not None or parts.password is not None:
        yield "E115", f"the address on {host!r} carries a user name or a password: remove what stands before the @"
    if not host:
        yield "E117", f"the address {url!r} names no host: paste it again from the browser"
    elif _is_private(host):
        yield "E116", f"the host {host!r} is private or local: readers cannot reach it"


def _is_private(host: str) -> bool:
    """True for hosts that are no public name: bare words, reserved suffixes, and every spelling of an IP address.

    A public IP address is refused too: no resource that lasts lives on one.
    """
    if "." not in host or host.endswith(PRIVATE_SUFFIXES):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Decimal, octal, hexadecimal and shortened spellings, which browsers take for addresses.
        return _NUMBER.fullmatch(host.rsplit(".", 1)[-1]) is not None
    return True
