"""Single requests: to where the connection goes, and what they cost at most."""

import asyncio
import time

import aiohttp.connector
import pytest
from simulated_web import Host, SimulatedWeb, endless, good, redirect, status
from support import quick_policy, use

from signposts.links.body import Budget
from signposts.links.cookies import Jar
from signposts.links.fetch import Fetcher, ProxyError, _header
from signposts.links.memory import Journal, LinkState
from signposts.links.pace import Pace
from signposts.links.records import Fault, State
from signposts.links.run import Run, Settings, Wanted


def fetch(url, *, lookup=None, budget=None, page_bytes=65_536, follow=False):
    async def run():
        policy = quick_policy()
        async with Fetcher(policy, Pace(policy, time.monotonic), lookup) as fetcher:
            if follow:
                return await fetcher.follow(url, {}, budget or Budget(3, 1 << 20), page_bytes)
            return await fetcher.ask(url, {}, budget or Budget(3, 1 << 20), page_bytes)

    return asyncio.run(run())


@pytest.fixture
def direct(monkeypatch):
    """No proxy, and a network that only notes where connections go."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    gone = []

    async def start_connection(addr_infos, **_):
        gone.extend(info[4][:2] for info in addr_infos)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(aiohttp.connector.aiohappyeyeballs, "start_connection", start_connection)
    return gone


def test_the_connection_goes_to_the_vetted_address(direct):
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])

    async def lookup(_name, _port):
        return next(answers)

    assert fetch("https://rebinding.example.org/", lookup=lookup).fault is Fault.REFUSED
    # One lookup, whose result is what was connected to: a second answer would have been loopback.
    assert direct == [("93.184.215.14", 443)]


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_private_names_are_not_connected_to(direct, address):
    async def lookup(_name, _port):
        return [address]

    answer = fetch("http://name.example.org/", lookup=lookup)
    assert answer.fault is Fault.PRIVATE
    assert direct == []


def test_unknown_host(direct, monkeypatch):
    def getaddrinfo(*_, **__):
        import socket  # noqa: PLC0415

        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    assert fetch("https://nosuch.example.org/").fault is Fault.UNKNOWN_HOST


def test_endless_bodies_cost_what_is_allowed(tmp_path, monkeypatch):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    with SimulatedWeb(tmp_path, {"a.example.org": Host({"/": endless(head, b"x" * 65_536)})}) as web:
        use(web, monkeypatch)
        budget = Budget(3, 200_000)
        answer = fetch("https://a.example.org/", budget=budget, page_bytes=1 << 20)
    assert (answer.status, answer.cut, answer.fault) == (200, True, Fault.NONE)
    assert len(answer.body) <= 200_000 + 32_768
    assert -32_768 <= budget.bytes <= 0


def test_redirects_stop(tmp_path, monkeypatch):
    async def on(exchange):
        await redirect(f"{exchange.url}0")(exchange)

    with SimulatedWeb(tmp_path, {"a.example.org": Host(default=on)}) as web:
        use(web, monkeypatch)
        assert len(fetch("https://a.example.org/0", follow=True).answers) == 11


def test_no_proxy_where_none_is_wanted(tmp_path, monkeypatch, direct):
    async def lookup(_name, _port):
        return ["93.184.215.14"]

    with SimulatedWeb(tmp_path, {"a.example.org": Host({"/": good()}), "b.example.org": Host({"/": good()})}) as web:
        use(web, monkeypatch)
        monkeypatch.setenv("no_proxy", "b.example.org")
        monkeypatch.setenv("NO_PROXY", "b.example.org")
        assert fetch("https://b.example.org/", lookup=lookup).fault is Fault.REFUSED
        assert direct == [("93.184.215.14", 443)]
        assert web.log == []


def test_a_proxy_that_does_not_answer_is_no_verdict(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(ProxyError, match="does not answer"):
        fetch("https://a.example.org/")


def test_a_proxy_that_wants_a_password_is_no_verdict(monkeypatch, tmp_path):
    hosts = {"a.example.org": Host(link="password"), "b.example.org": Host({"/": status(407)})}
    with SimulatedWeb(tmp_path, hosts) as web:
        use(web, monkeypatch)
        with pytest.raises(ProxyError, match="password"):
            fetch("https://a.example.org/")
        # A hostile host may say the same, and must not end the run.
        assert fetch("https://b.example.org/").status == 407
        assert fetch("http://b.example.org/").fault is Fault.UNREACHABLE


def test_little_is_taken_in_ahead_of_what_is_read(monkeypatch, tmp_path):
    body = endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a" * 65_536)
    with SimulatedWeb(tmp_path, {"a.example.org": Host({"/": body})}) as web:
        use(web, monkeypatch)
        budget = Budget(5, 1 << 20)
        assert fetch("http://a.example.org/", budget=budget).cut
        assert budget.bytes >= (1 << 20) - 3 * 65_536


def test_a_missing_bundle_is_named(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "missing.pem")
    with pytest.raises(ProxyError, match=r"missing\.pem"):
        fetch("https://a.example.org/")


def test_cookies_stay_with_their_host():
    jar = Jar()
    jar.take("a.example.org", ["seen=1; Path=/", "broken\x00=", "x=2"])
    assert jar.header("a.example.org") == "seen=1; x=2"
    assert jar.header("b.example.org") == ""


def test_cookies_of_a_site_reach_its_other_hosts():
    jar = Jar()
    jar.take("idp.example.org", ["seen=1; Path=/; Domain=.Example.org", "x=1; domain=org", "y=1; domain=evil.net"])
    assert jar.header("paper.example.org") == "seen=1"
    assert jar.header("idp.example.org") == "seen=1; x=1; y=1"
    assert jar.header("evil.net") == ""


@pytest.mark.parametrize(
    ("raw", "text"), [("/café", "/café"), ("/caf\udce9", "/caf%E9"), ("/a b\udcff", "/a b%FF"), ("plain", "plain")]
)
def test_headers_that_are_no_text(raw, text):
    assert _header(raw) == text


def test_many_redirects_to_one_host_do_not_wait_for_each_other_for_ever(monkeypatch, tmp_path):
    """With two threads only: all of them redirect to a host whose own addresses want threads as well."""
    policy = quick_policy(limits={"threads": 2, "large": 2, "seconds": 5.0})
    hosts = {f"h{number}.example.org": Host(default=redirect("https://one.example.org/", 302)) for number in range(8)}
    hosts["one.example.org"] = Host(default=good(extra="<b id=a></b>"))
    addresses = [f"https://{name}/x#a" for name in hosts] + [f"https://one.example.org/{n}#a" for n in range(6)]
    journal, settings = Journal(tmp_path / "links.json"), Settings(contact="https://a.example.org/", archive=False)

    async def run():
        async with asyncio.timeout(20):
            return await Run(policy, settings, LinkState(), journal, lookup=public).check(map(Wanted, addresses))

    async def public(_name, _port):
        return ["93.184.215.14"]

    with SimulatedWeb(tmp_path, hosts) as web:
        use(web, monkeypatch)
        outcome = asyncio.run(run())
    journal.close(remove=True)
    assert {memory.state for memory in outcome.state.addresses.values()} <= {State.OK, State.HOLLOW}
    assert len(outcome.state.addresses) == len(addresses)
