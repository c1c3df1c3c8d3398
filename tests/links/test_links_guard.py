"""What may be asked: public addresses only, in any spelling, decided after resolution."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signposts.links.guard import Names, PrivateAddressError, UnreadableAddressError, asked_form, is_public


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 0.0.0.0 10.0.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1 192.0.0.8 198.18.0.1 224.0.0.1 "
    "240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1 "
    "64:ff9b::a00:1 2002:a00:1:: 2001:db8::1 nonsense".split(),
)
def test_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", "93.184.215.14 8.8.8.8 2606:4700::1111 64:ff9b::808:808".split())
def test_public(address):
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_translated_is_as_public_as_what_is_translated(number):
    plain = str(ipaddress.IPv4Address(number))
    assert is_public(f"64:ff9b::{plain}") == is_public(plain)
    assert not is_public(f"::ffff:{plain}")


@given(st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_every_spelling_of_loopback_is_refused(address):
    number = int(address)
    octets = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    spellings = [
        str(address),
        str(number),
        hex(number),
        ".".join(hex(part) for part in octets),
        ".".join(f"0{part:o}" for part in octets),
        f"{octets[0]}.{number & 0xFFFFFF}",
        f"[::ffff:{address}]",
    ]
    for spelling in spellings:
        with pytest.raises(PrivateAddressError):
            asked_form(f"http://{spelling}/")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/a#b", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a b?c d", "https://example.org/a%20b?c%20d"),
        ("https://example.org/é?q=é", "https://example.org/%C3%A9?q=%C3%A9"),
        ("https://example.org/%28x%29(y)", "https://example.org/%28x%29(y)"),
        ("https://example.org/%2fx%c3%a9", "https://example.org/%2fx%c3%a9"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://user:pass@example.org/", "https://example.org/"),
        ("https://example.org./x", "https://example.org/x"),
        (" https://example.org/\n", "https://example.org/"),
        ("https://nothere.invalid/", "https://nothere.invalid/"),
    ],
)
def test_asked_form(typed, asked):
    assert asked_form(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "ftp://example.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http:///x",
        "http://[::1/",
        "http://a:99999/",
        "x",
    ],
)
def test_unreadable(typed):
    with pytest.raises(UnreadableAddressError):
        asked_form(typed)


@given(st.text(max_size=60))
def test_nothing_makes_it_fail_in_another_way(text):
    for url in (text, f"https://{text}", f"https://example.org/{text}"):
        try:
            assert asked_form(url).isascii()
        except (UnreadableAddressError, PrivateAddressError):
            continue


def resolve(found, name="name.example.org", trusted=frozenset()):
    async def lookup(_name, _port):
        if isinstance(found, Exception):
            raise found
        return found

    async def run():
        names = Names(lookup, trusted)
        try:
            return [row["host"] for row in await names.resolve(name, 443)]
        finally:
            await names.close()

    return asyncio.run(run())


def test_names():
    assert resolve(["93.184.215.14", "2606:4700::1111"]) == ["93.184.215.14", "2606:4700::1111"]
    assert resolve(["10.0.0.1"], "proxy.corp", frozenset({"proxy.corp"})) == ["10.0.0.1"]
    for found in (["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"]):
        with pytest.raises(PrivateAddressError):
            resolve(found)
    for found in ([], UnicodeError("label too long")):
        with pytest.raises(socket.gaierror):
            resolve(found)


def test_the_system_is_asked_at_the_moment_of_use(monkeypatch):
    answers = iter(["93.184.215.14", "127.0.0.1"])
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))])

    async def run():
        names = Names()
        first = await names.addresses("rebinding.example.org")
        with pytest.raises(PrivateAddressError):
            await names.addresses("rebinding.example.org")
        await names.close()
        return first

    assert asyncio.run(run()) == ["93.184.215.14"]


def test_name_servers_have_limited_time():
    async def lookup(_name, _port):
        await asyncio.sleep(5)

    async def run():
        names = Names(lookup)
        with pytest.raises(socket.gaierror, match="no answer in time"):
            await names.addresses("slow.example.org", seconds=0.01)
        await names.close()

    asyncio.run(run())


def test_behind_a_proxy_a_name_is_vetted_once_and_never_in_vain():
    asked = []

    async def lookup(name, _port):
        asked.append(name)
        if name == "rebind.example.org":
            return ["127.0.0.1"]
        await asyncio.sleep(0 if len(asked) < 6 else 5)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    async def run():
        names = Names(lookup)
        for number in range(5):
            await names.vet_behind_proxy(f"h{number}.example.org")
        started = asyncio.get_running_loop().time()
        await names.vet_behind_proxy("slow.example.org")
        await names.vet_behind_proxy("slow.example.org")
        waited = asyncio.get_running_loop().time() - started
        for _ in range(2):
            with pytest.raises(PrivateAddressError):
                await names.vet_behind_proxy("rebind.example.org")
        return waited

    # The name servers were useless: the sixth name was hardly waited for, and yet a private one is refused.
    assert asyncio.run(run()) < 4
    assert len(asked) == 7
