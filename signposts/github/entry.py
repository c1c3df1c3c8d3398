"""From an issue to an entry: first the address is asked, without any token; then, with one, the answer is given.

What goes from one step to the other is data: the wish, what was found in the way, and what a person should know.
"""

import json
from dataclasses import asdict, dataclass, replace

from signposts.contribute.add import Addition, look_up, make_addition
from signposts.contribute.form import ORDER
from signposts.contribute.proposal import ProposalError, Wish, missing
from signposts.github.forms import link_wish
from signposts.github.payload import Node
from signposts.links.guard import Lookup
from signposts.links.policy import Policy
from signposts.plaintext import as_code
from signposts.project import Project
from signposts.rules import Site

#: The label of the form, and the one by which a maintainer accepts what an issue asks for.
LINK_LABEL, ACCEPTED = "new link", "accepted"
MARK = "<!-- signposts:entry -->"
_FIELDS = ("url", "page", "question", "title", "kind", "description", "id")


@dataclass(frozen=True, slots=True)
class Request:
    """An issue that asks for an entry. accepted: a maintainer has just said yes."""

    number: int
    wish: Wish
    accepted: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What asking brought: the wish with what its page says, and what is in the way or worth knowing."""

    number: int
    accepted: bool
    wish: Wish
    problem: str = ""
    notices: tuple[str, ...] = ()


def read_request(event: Node) -> Request | None:
    """The request in an ``issues`` event, or None when the issue asks for something else. Raises PayloadError."""
    issue = event["issue"]
    labels = {label["name"].text for label in issue["labels"]}
    if LINK_LABEL not in labels or issue["state"].text == "closed":
        return None
    accepted = event["action"].text == "labeled" and event["label"]["name"].text == ACCEPTED
    return Request(issue["number"].number, link_wish(issue["body"].text), accepted)


def look(request: Request, site: Site, policy: Policy, contact: str, lookup: Lookup | None = None) -> Outcome:
    """Hold the wish against the site and ask the web about its address."""
    wish = request.wish
    if not wish.url:
        return Outcome(request.number, request.accepted, wish, "the address is missing: paste it from the browser")
    try:
        full, reply = look_up(site, wish, policy, contact, lookup)
    except ProposalError as error:
        return Outcome(request.number, request.accepted, wish, str(error))
    notices = []
    if reply.final:
        notices.append("the address has moved for good: the entry gets the new one")
    if reply.notice:
        notices.append(reply.notice)
    return Outcome(request.number, request.accepted, full, notices=tuple(notices))


def outcome_text(outcome: Outcome) -> str:
    """The outcome as the artifact holds it."""
    return json.dumps(asdict(outcome), ensure_ascii=False, indent=1)


def read_outcome(data: Node) -> Outcome:
    """The outcome from the artifact; raises PayloadError."""
    wish = data["wish"]
    attributes = {name: text for name in ORDER if (text := wish["attributes"][name].text)}
    return Outcome(
        data["number"].number,
        data["accepted"].value is True,
        replace(Wish("", "", ""), **{name: wish[name].text for name in _FIELDS}, attributes=attributes),
        data["problem"].text,
        tuple(notice.text for notice in data["notices"]),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said in the issue, and the pull request that is made, if one is."""

    comment: str
    addition: Addition | None = None
    title: str = ""
    body: str = ""


def answer(outcome: Outcome, project: Project, site: Site) -> Answer:
    """Say what is missing, or how the entry will stand; with a maintainer's yes, make the pull request."""
    problems = [outcome.problem] if outcome.problem else missing(outcome.wish)
    addition = None
    if not problems:
        try:
            addition = make_addition(project, site, outcome.wish, outcome.notices)
        except ProposalError as error:
            problems = str(error).split("\n")
    if addition is None:
        return Answer(_not_yet(problems))
    lines = ["This is the entry as it would stand, in", f"{as_code(addition.path)}:", "", *_entry(addition)]
    lines += [f"- Please note: {as_code(notice, 400)}" for notice in outcome.notices]
    if not outcome.accepted:
        lines += ["", "All rules are kept. A maintainer reads it next; whoever edits the issue gets a new answer here."]
        return Answer("\n".join([MARK, *lines]))
    lines += ["", "Accepted, thank you: a pull request with it is on its way."]
    body = [f"Closes #{outcome.number}.", "", *_entry(addition), *(f"- {as_code(n, 400)}" for n in outcome.notices)]
    title = f"Add #{addition.entry.id}"
    return Answer("\n".join([MARK, *lines]), addition, title, "\n".join(body))


def _entry(addition: Addition) -> list[str]:
    """The facts of an entry for a reader; whatever strangers wrote stands in code."""
    entry = addition.entry
    facts = {"title": entry.title, "address": entry.url, "kind": entry.kind, **entry.attributes, "id": f"#{entry.id}"}
    rows = [f"| {name} | {as_code(value, 400)} |" for name, value in facts.items()]
    return ["| | |", "| --- | --- |", *rows, f"| description | {as_code(entry.description, 600)} |", ""]


def _not_yet(problems: list[str]) -> str:
    rows = [f"- {as_code(problem, 600)}" for problem in problems[:20]]
    mend = "Edit the issue (the three dots at its top right) and the answer here is made anew."
    return "\n".join(
        [MARK, "Thank you for the link. Before it can become an entry, this needs a look:", "", *rows, "", mend]
    )
