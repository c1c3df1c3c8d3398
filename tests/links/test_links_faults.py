"""Every row of the table of faults, judged by the whole real stack in one run."""

import asyncio
import ipaddress

import pytest
from faults import HOSTS, PRIVATE_NAMES, ROWS, Row
from simulated_web import SimulatedWeb
from support import QUICK, lookup, quick_policy, use

from signposts.links.memory import Journal, LinkState
from signposts.links.run import Outcome, Run, Settings, Wanted

#: The kinds that end only when our patience does: they are asked in a run with little of it.
WAITING = {"slow for the first look", "hang", "hang once", "silent handshake", "slow drip", "dripping headers"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, SimulatedWeb]:
    """Every address of the table, asked once, in two runs."""
    folder = tmp_path_factory.mktemp("table")
    settings = Settings(contact="https://site.example.org/about/", archive=False)
    state, journal = LinkState(), Journal(folder / "links.json")
    impatient = quick_policy(limits={**QUICK["limits"], "seconds": 6.0, "first_seconds": 2.0})
    with SimulatedWeb(folder, HOSTS) as web, pytest.MonkeyPatch.context() as patch:
        use(web, patch)
        for policy, waiting in ((quick_policy(), False), (impatient, True)):
            addresses = dict.fromkeys(row.address for row in ROWS if (row.kind in WAITING) is waiting)
            run = Run(policy, settings, state, journal, lookup=lookup)
            outcome = asyncio.run(run.check(Wanted(address) for address in addresses))
            journal.close(remove=True)
        return outcome, web


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind} {row.address}".replace("::", ":"))
def test_state(judged: tuple[Outcome, SimulatedWeb], row: Row):
    memory = judged[0].state.addresses[row.address]
    assert memory.state == row.state, memory.reason
    if row.final:
        assert memory.final == row.final
    if row.state != "ok":
        assert memory.reason


def test_the_table_holds_what_the_issue_lists():
    assert len({row.kind for row in ROWS}) >= 200
    assert len({row.address for row in ROWS}) >= 270


def test_nothing_private_is_asked(judged: tuple[Outcome, SimulatedWeb]):
    asked = judged[1].asked_hosts()
    assert asked
    assert not asked & set(PRIVATE_NAMES)
    for name in asked:
        with pytest.raises(ValueError, match="does not appear to be"):
            ipaddress.ip_address(name)
        assert "." in name


def test_robots_are_obeyed(judged: tuple[Outcome, SimulatedWeb]):
    web = judged[1]
    assert web.asked("https://norobots.example.org/a") == []
    assert web.asked("https://norobots.example.org/robots.txt")


def test_one_request_is_enough_for_what_is_well(judged: tuple[Outcome, SimulatedWeb]):
    gets = [url for _, method, url in judged[1].log if method == "GET"]
    assert gets.count("https://colah.github.io/posts/2015-08-Understanding-LSTMs/") == 1


def test_titles_from_the_web_are_printable(judged: tuple[Outcome, SimulatedWeb]):
    for memory in judged[0].state.addresses.values():
        assert memory.reason.isprintable()
