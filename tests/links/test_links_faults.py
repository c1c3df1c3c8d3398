"""Every row of the table of faults, judged by the whole real stack in one run."""

import asyncio
import ipaddress

import pytest
from faults import HOSTS, PRIVATE_NAMES, ROWS, Row
from simulated_web import SimulatedWeb
from support import lookup, quick_policy, use

from signposts.links.memory import Journal, LinkState
from signposts.links.run import Outcome, Run, Settings, Wanted


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, SimulatedWeb]:
    """One run over every address of the table."""
    folder = tmp_path_factory.mktemp("table")
    settings = Settings(contact="https://site.example.org/about/", archive=False)
    run = Run(quick_policy(), settings, LinkState(), Journal(folder / "links.json"), lookup=lookup)
    with SimulatedWeb(folder, HOSTS) as web, pytest.MonkeyPatch.context() as patch:
        use(web, patch)
        return asyncio.run(run.check(Wanted(address) for address in dict.fromkeys(row.address for row in ROWS))), web


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
