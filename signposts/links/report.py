"""What a run found, for people and machines: pure functions from results to text."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from signposts.links.memory import Memory, as_row
from signposts.links.policy import Word
from signposts.links.records import Place, State, Verdict
from signposts.records import Finding

#: In this order states are listed: what must be mended first.
ORDER = (State.DEAD, State.HOLLOW, State.SUSPECT, State.BLOCKED, State.MOVED, State.UNCHECKED, State.OK)

#: What each state means, in one phrase.
MEANING = {
    State.DEAD: "failed often and long enough",
    State.HOLLOW: "answers, but is not the resource",
    State.SUSPECT: "failed now, not yet often and long enough",
    State.BLOCKED: "alive, but refuses robots",
    State.MOVED: "answers at a new address",
    State.UNCHECKED: "not asked",
    State.OK: "answers with what the entry promises",
}


class Weight(IntEnum):
    """What a result asks of a maintainer."""

    FINE = 0
    NOTICE = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Result:
    """One address in a report. verdict: when this run asked it; changed: the branch adds or alters it."""

    address: str
    memory: Memory
    places: tuple[Place, ...] = ()
    verdict: Verdict | None = None
    changed: bool = False
    word: Word | None = None

    @property
    def weight(self) -> Weight:
        """How grave the result is; a hard failure of an address that a branch adds is grave at once."""
        match self.memory.state:
            case State.OK:
                return Weight.FINE
            case State.DEAD | State.HOLLOW:
                return Weight.ERROR
            case State.BLOCKED:
                return Weight.NOTICE if self.word else Weight.WARNING
            case State.SUSPECT:
                hard = self.verdict is not None and not self.verdict.passing
                return Weight.ERROR if self.changed and hard else Weight.WARNING
            case State.UNCHECKED:
                unsafe = self.verdict is not None and self.verdict.unsafe
                return Weight.ERROR if self.changed and unsafe else Weight.NOTICE
        return Weight.NOTICE

    @property
    def advice(self) -> str:
        """What to do about it."""
        match self.memory.state:
            case State.DEAD | State.HOLLOW:
                return "replace it, or keep the entry for its archived copy" if self.memory.archived else "replace it"
            case State.MOVED:
                return f"write {self.memory.final}, or run: signposts links --fix"
            case State.BLOCKED if not self.word:
                return "open it, and add what you see to data/blocked.toml with the date"
        return ""

    @property
    def sentence(self) -> str:
        """State, reason and advice in one line."""
        said = f"; on {self.word.date} a person saw: {self.word.reason}" if self.word else ""
        reason = f": {self.memory.reason}" if self.memory.reason else ""
        advice = f" ({self.advice})" if self.advice else ""
        return f"{self.memory.state}{reason}{said}{advice}"


@dataclass(frozen=True, slots=True)
class Broken:
    """An inner address of the site that leads nowhere."""

    address: str
    reason: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run reports. asked: how many addresses this run asked; inner: addresses inside the site."""

    results: tuple[Result, ...]
    broken: tuple[Broken, ...] = ()
    asked: int = 0
    inner: int = 0
    seconds: float = 0.0
    #: Only changed addresses decide whether the run fails.
    only_changed: bool = False

    @property
    def failing(self) -> tuple[Result, ...]:
        """The results on which a maintainer must act."""
        return tuple(r for r in self.results if r.weight is Weight.ERROR and (r.changed or not self.only_changed))

    @property
    def found(self) -> bool:
        """True when there is something to act on."""
        return bool(self.failing or self.broken)

    def sorted(self) -> list[Result]:
        """All results, the gravest first."""
        return sorted(self.results, key=lambda r: (not r.changed, ORDER.index(r.memory.state), r.address))


def counts(states: Iterable[State]) -> list[tuple[State, int]]:
    """How many addresses are in each state, in the order of reports; states without any are left out."""
    found = Counter(states)
    return [(state, found[state]) for state in ORDER if found[state]]


def as_text(report: Report) -> str:
    """The table for a terminal, then what is not well, each with its places."""
    lines = []
    for broken in report.broken:
        lines += [f"broken inside: {broken.address}: {broken.reason}", *_places(broken.places)]
    for result in report.sorted():
        if result.weight > Weight.FINE and not _is_quiet(result):
            lines += [f"{result.address}", f"    {result.sentence}", *_places(result.places)]
            if result.memory.archived and result.memory.state in (State.DEAD, State.HOLLOW):
                lines.append(f"    archived: {result.memory.archived}")
    rows = counts(result.memory.state for result in report.results)
    if lines:
        lines.append("")
    width = max((len(str(number)) for _, number in rows), default=1)
    lines += [f"{number:>{width}} {state:<9} {MEANING[state]}" for state, number in rows]
    lines.append(
        f"{len(report.results)} addresses outside, {report.asked} asked in {report.seconds:.0f} s; "
        f"{report.inner} inside, {len(report.broken)} broken"
    )
    # Addresses come from pages that strangers wrote: nothing in them may steer a terminal.
    return "\n".join("".join(c if c.isprintable() else "�" for c in line) for line in lines)


def _is_quiet(result: Result) -> bool:
    """Known and answered for: it stands in the counts, and need not be read again."""
    return result.memory.state is State.UNCHECKED and not (result.verdict and result.verdict.unsafe)


def _places(places: Sequence[Place], most: int = 20) -> list[str]:
    lines = [f"    at {place}" for place in places[:most]]
    return lines if len(places) <= most else [*lines, f"    and at {len(places) - most} more places"]


def as_markdown(report: Report) -> str:
    """A summary for a job or an issue. What comes from the web stands in code, where nothing of it works."""
    rows = counts(result.memory.state for result in report.results)
    lines = ["## Links", "", "| state | addresses | meaning |", "| --- | ---: | --- |"]
    lines += [f"| {state} | {number} | {MEANING[state]} |" for state, number in rows]
    if report.broken:
        lines += ["", "### Broken inside the site", ""]
        lines += [f"- {code(b.address)}: {code(b.reason)} at {_listed(b.places)}" for b in report.broken]
    for state in ORDER[:-1]:
        found = [r for r in report.sorted() if r.memory.state is state and not _is_quiet(r)]
        if found:
            lines += ["", f"### {state.capitalize()}: {MEANING[state]}", ""]
            lines += [_markdown_row(result) for result in found]
    if not report.found and all(r.weight is Weight.FINE for r in report.results):
        lines += ["", "All is well."]
    return "\n".join(lines)


def _markdown_row(result: Result) -> str:
    row = f"- {code(result.address)}: {code(result.memory.reason or result.memory.state)}"
    if result.word:
        row += f"; on {result.word.date} a person saw: {code(result.word.reason)}"
    if result.advice:
        row += f"; {code(result.advice)}"
    if result.memory.archived and result.memory.state in (State.DEAD, State.HOLLOW):
        row += f"; archived: {code(result.memory.archived)}"
    return f"{row} at {_listed(result.places)}"


def _listed(places: Sequence[Place], most: int = 5) -> str:
    shown = ", ".join(code(str(place)) for place in places[:most]) or "no place"
    return shown if len(places) <= most else f"{shown} and {len(places) - most} more"


def code(text: str) -> str:
    """Text as Markdown code that nothing in it can end: no link, mention or HTML of a stranger works."""
    text = " ".join(text.split()).replace("`", "ˋ").replace("|", "¦")
    return f"`{text}`"


def as_github(report: Report) -> str:
    """Workflow commands that annotate the lines of the sources; everything else only gets its first place."""
    lines = []
    for broken in report.broken:
        message = f"broken inside the site: {broken.address}: {broken.reason}"
        lines += [Finding(place.path, place.line, "links", message).as_github() for place in broken.places[:10]]
    for result in report.sorted():
        if result.weight is Weight.FINE or _is_quiet(result):
            continue
        level = "error" if result in report.failing else "warning" if result.weight >= Weight.WARNING else "notice"
        for place in result.places[:10]:
            command = Finding(
                place.path, place.line, f"link {result.memory.state}", f"{result.address} is {result.sentence}"
            )
            lines.append(command.as_github().replace("::error ", f"::{level} ", 1))
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """Everything, for programs."""
    rows = [
        {
            "address": result.address,
            "weight": result.weight.name.lower(),
            "changed": result.changed,
            "advice": result.advice,
            "places": [{"path": place.path, "line": place.line} for place in result.places],
            **as_row(result.memory),
        }
        for result in report.sorted()
    ]
    data = {
        "found": report.found,
        "counts": {str(state): number for state, number in counts(result.memory.state for result in report.results)},
        "asked": report.asked,
        "seconds": round(report.seconds, 1),
        "broken": [
            {"address": b.address, "reason": b.reason, "places": [{"path": p.path, "line": p.line} for p in b.places]}
            for b in report.broken
        ],
        "addresses": rows,
    }
    return json.dumps(data, indent=1, ensure_ascii=False)


#: Name of a format → the function that makes it.
FORMATS = {"text": as_text, "markdown": as_markdown, "github": as_github, "json": as_json}
