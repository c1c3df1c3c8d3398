"""From evidence to a verdict: pure functions, no I/O.

``judge`` looks at one attempt, ``best`` chooses among several, ``judge_fragment`` adds what a fragment promises.
"""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin

from signposts.links.guard import PrivateAddressError, UnreadableAddressError, asked_form
from signposts.links.hollow import hollow
from signposts.links.page import has_anchor
from signposts.links.policy import Policy
from signposts.links.records import PASSING_FAULTS, Answer, Fault, Look, State, Target, Verdict
from signposts.links.walls import store_reason, wall
from signposts.links.words import shown

REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
#: So many redirects in a row are followed.
MOST_REDIRECTS = 10
#: 300 without a place to go is a page that offers choices.
_SUCCESS = range(200, 301)
#: Statuses that say "not now" rather than "not here".
_PASSING = frozenset({408, 421, 425, 429, 500, 502, 503, 504, *range(520, 528), 530})


def judge(target: Target, look: Look, policy: Policy) -> Verdict:
    """What one look at an address says."""
    last = look.last
    if last.fault:
        return _judge_fault(look)
    if target_url := redirect_target(last):
        how = "without end, last to" if _readable(target_url) else "to what is no address:"
        return _failed(last, f"redirects {how} {shown(target_url)}")
    if refusal := wall(look, policy):
        return Verdict(
            State.BLOCKED, refusal, last.status, last.url, passing=last.status == 429, wait=retry_after(last)
        )
    if last.status not in _SUCCESS:
        return _judge_status(last, policy)
    if refresh := _unfollowed(look):
        return Verdict(State.SUSPECT, f"sends on to {shown(refresh)}", last.status, refresh)
    if reason := hollow(target, look, policy):
        return Verdict(State.HOLLOW, reason, last.status, last.url)
    return _alive(look)


def _judge_fault(look: Look) -> Verdict:
    last = look.last
    words = f"{last.fault}: {last.detail}" if last.detail else str(last.fault)
    if last.fault is Fault.PRIVATE:
        how = "redirects to" if len(look.answers) > 1 else "is"
        return Verdict(
            State.UNCHECKED, f"{how} a private address: {last.detail}", 0, last.url, unsafe=True, fault=last.fault
        )
    if len(look.answers) > 1:
        words = f"redirects to {shown(last.url)}: {words}"
    return Verdict(State.SUSPECT, words, last.status, last.url, passing=last.fault in PASSING_FAULTS, fault=last.fault)


def _judge_status(last: Answer, policy: Policy) -> Verdict:
    if last.status == 410:
        return Verdict(State.SUSPECT, "410: the host says that it is gone for good", 410, last.url, gone=True)
    if reason := store_reason(last, policy):
        return _failed(last, reason)
    return Verdict(
        State.SUSPECT,
        f"answers {last.status}{_name(last.status)}",
        last.status,
        last.url,
        passing=last.status in _PASSING,
        wait=retry_after(last),
    )


def _name(status: int) -> str:
    names = {
        404: "not found",
        500: "server error",
        502: "bad gateway",
        503: "service unavailable",
        504: "gateway timeout",
    }
    return f" ({names[status]})" if status in names else ""


def _readable(url: str) -> bool:
    try:
        asked_form(url)
    except UnreadableAddressError:
        return False
    except PrivateAddressError:
        return True
    return True


def _failed(last: Answer, reason: str) -> Verdict:
    return Verdict(State.SUSPECT, reason, last.status, last.url)


def _unfollowed(look: Look) -> str:
    """Where a page sends its readers at once and has not been asked yet; empty for pages that reload themselves."""
    if not look.page.refresh:
        return ""
    url = urldefrag(urljoin(look.last.url, look.page.refresh)).url
    return "" if url in {answer.url for answer in look.answers} else url


def _alive(look: Look) -> Verdict:
    last = look.last
    new = moved_to(look)
    if new and new != look.answers[0].url:
        return Verdict(State.MOVED, f"moved for good to {shown(new)}", look.answers[0].status, new)
    return Verdict(State.OK, "", last.status, last.url)


def moved_to(look: Look) -> str:
    """Where the permanent redirects at the beginning of a look lead; empty when the first is not permanent."""
    new = ""
    for answer in look.answers[:-1]:
        if answer.status not in PERMANENT:
            break
        new = redirect_target(answer)
    page, _, fragment = new.partition("#")
    # Ready to paste: with escapes where Markdown and browsers want them.
    return f"{asked_form(page)}#{fragment}" if fragment else new and asked_form(page)


def in_circles(look: Look) -> bool:
    """True for redirects that end nowhere and that no cookie would lead out of."""
    target, asked = redirect_target(look.last), [answer.url for answer in look.answers]
    if not target or any("set-cookie" in answer.headers for answer in look.answers):
        return False
    return len(asked) > len(set(asked)) or target in asked or len(asked) > MOST_REDIRECTS


def redirect_target(answer: Answer) -> str:
    """Where an answer sends whoever asks; empty when it is no redirect."""
    location = answer.headers.get("location", "").strip()
    if answer.status not in REDIRECTS or not location:
        return ""
    try:
        return urljoin(answer.url, location)
    except ValueError:
        return location


def retry_after(answer: Answer) -> float | None:
    """The seconds that a host asks to be left alone, as a number or as a date; None when it does not."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    # By the host's own clock, where it tells.
    now = datetime.now(UTC)
    with suppress(ValueError):
        now = parsedate_to_datetime(answer.headers.get("date", ""))
    return max((until.astimezone(UTC) - now.astimezone(UTC)).total_seconds(), 0.0)


def judge_fragment(target: Target, fragment: str, look: Look, verdict: Verdict, policy: Policy) -> Verdict:
    """The verdict on an address with a fragment, given the one on the page."""
    if verdict.state not in (State.OK, State.MOVED) or policy.needs_no_anchor(target.url, fragment):
        return verdict
    page = look.page
    if page.kind != "html" or page.made_by_script or look.last.cut or policy.needs_no_anchor(look.last.url, fragment):
        return verdict
    if has_anchor(page, fragment) or not policy.filled_by_script.isdisjoint(page.anchors):
        return verdict
    return Verdict(State.HOLLOW, f"the page has no anchor #{shown(fragment)}", verdict.status, look.last.url)


def best(verdicts: list[Verdict]) -> Verdict:
    """The verdict of several looks: good news wherever it came, else the last word that was more than a passing one."""
    for verdict in verdicts:
        if verdict.state in (State.OK, State.MOVED):
            return verdict
    lasting = [verdict for verdict in verdicts if not verdict.passing]
    blocked = [verdict for verdict in verdicts if verdict.state is State.BLOCKED]
    return (lasting or blocked or verdicts)[-1]
