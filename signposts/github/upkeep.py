"""From the weekly look at all links to the one issue about them: opened, rewritten, closed when all is well."""

from dataclasses import dataclass

from signposts.github.payload import BOT, Node

MARK = "<!-- signposts:links -->"
TITLE, LABEL = "Links that need a person", "links"
#: GitHub takes no more characters than 65,536.
MOST_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class IssueStep:
    """What to do with the issue. number: 0 for a new one; state: open or closed."""

    number: int
    state: str
    body: str


def issue_step(known: Node, report: str, found: bool) -> IssueStep | None:
    """What is to be done, or None for nothing.

    known: the issues with our label, the newest first; report: Markdown by ``signposts links``; found: somebody must
    act.
    """
    ours = next((issue for issue in known if _is_ours(issue)), None)
    if ours is None:
        return IssueStep(0, "open", body_of(report)) if found else None
    if not found and ours["state"].text == "closed":
        return None
    return IssueStep(ours["number"].number, "open" if found else "closed", body_of(report))


def _is_ours(issue: Node) -> bool:
    return MARK in issue["body"].text and issue["user"]["login"].text == BOT and not issue["pull_request"].value


def body_of(report: str) -> str:
    """The issue's text: the report, cut at a line where it is too long."""
    text = f"{MARK}\nWritten anew by each run; what it says is done by hand or by `signposts links --fix`.\n\n{report}"
    if len(text) <= MOST_CHARACTERS:
        return text
    lines = text[:MOST_CHARACTERS].split("\n")[:-1]
    return "\n".join([*lines, "", "… and more: see the summary of the run."])
