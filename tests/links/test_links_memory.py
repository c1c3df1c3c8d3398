"""When an address is dead, when it is due, and that nothing that was found out is lost."""

import datetime
import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from signposts.files import write_atomically
from signposts.links.memory import (
    Journal,
    LinkState,
    Memory,
    StateError,
    is_due,
    merge,
    read_state,
    remember,
    state_text,
    time_text,
)
from signposts.links.policy import read_policy
from signposts.links.records import State, Verdict

START = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
FAILED = Verdict(State.SUSPECT, "answers 404 (not found)", 404, "https://a.example.org/x")
GONE = Verdict(State.SUSPECT, "410", 410, gone=True)
WELL = Verdict(State.OK, "", 200, "https://a.example.org/x")


def day(number: float) -> str:
    return time_text(START + datetime.timedelta(days=number))


def after(*runs: tuple[float, Verdict]) -> Memory:
    memory = None
    for number, verdict in runs:
        memory = remember(memory, verdict, day(number))
    assert memory is not None
    return memory


@pytest.mark.parametrize(
    ("runs", "state"),
    [
        ([(0, FAILED)], State.SUSPECT),
        ([(0, FAILED), (0.1, FAILED), (0.2, FAILED)], State.SUSPECT),
        ([(0, FAILED), (7, FAILED)], State.SUSPECT),
        ([(0, FAILED), (3, FAILED), (6.9, FAILED)], State.SUSPECT),
        ([(0, FAILED), (3, FAILED), (7, FAILED)], State.DEAD),
        ([(0, FAILED), (3, WELL), (6, FAILED), (9, FAILED)], State.SUSPECT),
        ([(0, FAILED), (3, Verdict(State.BLOCKED, "403", 403)), (6, FAILED), (9, FAILED)], State.SUSPECT),
        ([(0, GONE)], State.SUSPECT),
        ([(0, GONE), (3, GONE)], State.DEAD),
        ([(0, GONE), (3, FAILED), (5, GONE)], State.SUSPECT),
        ([(0, FAILED), (3, FAILED), (7, FAILED), (14, WELL)], State.OK),
        ([(0, FAILED), (3, FAILED), (7, FAILED), (14, FAILED)], State.DEAD),
        ([(0, FAILED), (3, Verdict(State.HOLLOW, "soft", 200)), (8, FAILED)], State.DEAD),
        ([(0, FAILED), (3, Verdict(State.HOLLOW, "soft", 200))], State.HOLLOW),
        ([(0, FAILED), (3, FAILED), (5, Verdict(State.UNCHECKED, "robots")), (8, FAILED)], State.DEAD),
    ],
)
def test_state_over_runs(runs, state):
    assert after(*runs).state is state


def test_what_is_remembered():
    memory = after((0, WELL), (7, FAILED), (10, FAILED))
    assert (memory.first_seen, memory.last_ok, memory.checked) == (day(0), day(0), day(10))
    assert (memory.failures, memory.failing_since, memory.status) == (2, day(7), 404)
    assert after((0, FAILED), (3, WELL)).failures == 0


@pytest.mark.parametrize(("state", "days"), [("ok", 7), ("suspect", 3), ("dead", 7), ("blocked", 7), ("hollow", 7)])
def test_due(state, days):
    memory = Memory(State(state), checked=day(0))
    recheck = read_policy().recheck
    assert is_due(None, day(0), recheck)
    assert not is_due(memory, day(days - 0.1), recheck)
    assert is_due(memory, day(days), recheck)


def test_state_file_keeps_everything_and_fits_its_schema(tmp_path):
    state = LinkState(
        {
            "https://b.example.org/ü": after((0, WELL), (3, GONE), (6, GONE)),
            "https://a.example.org/": Memory(
                State.OK, day(0), day(0), day(0), archived="https://web.archive.org/web/20160101000000/http://a.org/"
            ),
        },
        day(6),
        {"https://site.example.org/x": "answers 404"},
    )
    path = tmp_path / "data" / "links.json"
    write_atomically(path, state_text(state))
    assert read_state(path) == state
    text = path.read_text(encoding="utf-8")
    assert text.index("a.example.org") < text.index("b.example.org")
    assert '\n   "state": "dead",\n' in text
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "data", path]
    schema = json.loads(files("signposts.links").joinpath("state.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(text))
    assert read_state(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"version": 2, "last_run": "", "addresses": {}}',
        '{"version": 1, "last_run": "yesterday", "addresses": {}}',
        '{"version": 1, "last_run": "", "addresses": {"a": {"state": "fine"}}}',
        '{"version": 1, "last_run": "", "addresses": {"a": {"state": "ok", "more": 1}}}',
        '{"version": 1, "last_run": "", "addresses": {"a": {"state": "ok", "status": "200"}}}',
        '{"version": 1, "last_run": "", "addresses": {"a": {"state": "ok", "checked": "x"}}}',
        '{"version": 1, "last_run": "", "addresses": {"a": []}}',
    ],
)
def test_broken_state_is_named(tmp_path, text):
    path = tmp_path / "links.json"
    path.write_text(text)
    with pytest.raises(StateError, match=r"links\.json"):
        read_state(path)


def test_journal_survives_a_cut_line(tmp_path):
    journal = Journal(tmp_path / "links.json")
    journal.add("https://a.example.org/", after((0, WELL)))
    journal.add("https://b.example.org/", after((0, FAILED)))
    journal.close(remove=False)
    journal.path.write_bytes(journal.path.read_bytes()[:-20])
    again = Journal(tmp_path / "links.json")
    assert list(again.read()) == ["https://a.example.org/"]
    again.add("https://c.example.org/", after((0, FAILED)))
    assert list(again.read()) == ["https://a.example.org/", "https://c.example.org/"]
    again.close(remove=True)
    assert again.read() == {}


def test_merge_takes_what_was_found_last():
    one = LinkState({"a": after((0, WELL)), "b": after((5, FAILED))}, day(5), {"x": "404"})
    two = LinkState({"a": after((3, FAILED)), "c": after((1, WELL))}, day(3))
    merged = merge([one, two])
    assert merged.addresses == {"a": two.addresses["a"], "b": one.addresses["b"], "c": two.addresses["c"]}
    assert merged.last_run == day(3)
    assert merged.broken == {"x": "404"}
