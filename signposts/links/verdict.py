"""From evidence to a verdict: pure functions, no I/O.

``judge`` looks at one attempt, ``best`` chooses among several, ``judge_fragment`` adds what a fragment promises.
"""

import re
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from signposts.links.page import has_anchor
from signposts.links.policy import Policy, host_matches, host_name
from signposts.links.records import PASSING_FAULTS, Answer, Fault, Look, Page, State, Target, Verdict

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_SUCCESS = range(200, 300)
#: Statuses that say "not now" rather than "not here".
_PASSING = frozenset({408, 421, 425, 429, 500, 502, 503, 504, *range(520, 528), 530})
#: Statuses of success that carry no page.
_NO_CONTENT = frozenset({204, 205})
_SEPARATOR = re.compile(r"\s+[|–—·•»›-]+\s+|\s*[|»·•›]\s*")
_WORD = re.compile(r"[a-z]{4,}")
#: A soft 404 says so at once: further down, a text may well speak of missing pages.
_SAID_AT_ONCE = 300


def judge(target: Target, look: Look, policy: Policy) -> Verdict:
    """What one look at an address says."""
    last = look.last
    if last.fault:
        return _judge_fault(look)
    if target_url := redirect_target(last):
        return _failed(last, f"redirects without end, last to {shown(target_url)}")
    if wall := _wall(look, policy):
        return Verdict(State.BLOCKED, wall, last.status, last.url, passing=last.status == 429, wait=retry_after(last))
    if last.status not in _SUCCESS:
        return _judge_status(last, policy)
    if refresh := _unfollowed(look):
        return Verdict(State.SUSPECT, f"sends on to {shown(refresh)}", last.status, refresh)
    if hollow := _hollow(target, look, policy):
        return Verdict(State.HOLLOW, hollow, last.status, last.url)
    return _alive(target, look)


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
    if last.status == 403:
        body = last.body.decode("utf-8", "replace")
        for header, value, pattern, reason in policy.stores:
            if value.fullmatch(last.headers.get(header, "")) and last.headers.get(header) and pattern.search(body):
                return Verdict(State.SUSPECT, f"403: {reason}", 403, last.url)
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


def _failed(last: Answer, reason: str) -> Verdict:
    return Verdict(State.SUSPECT, reason, last.status, last.url)


def _wall(look: Look, policy: Policy) -> str:
    """Why the host refuses robots, if that is what it does."""
    last, page = look.last, look.page
    if _is_store(last, policy):
        return ""
    for name, pattern in policy.wall_headers.items():
        if name in last.headers and pattern.fullmatch(last.headers[name]):
            return f"{last.status}: a challenge for browsers ({name})"
    known = policy.wall(host_name(look.answers[0].url)) or policy.wall(host_name(last.url))
    if last.status in policy.wall_statuses:
        return known or _refusal(last.status)
    if known and last.status in policy.wall_host_statuses:
        return f"{last.status}: {known}"
    if last.status == 202 and (page.kind in ("empty", "html")):
        return "202: a challenge for browsers instead of the page"
    if any(policy.wall_titles.fullmatch(part) for part in _parts(page)):
        return f"{last.status}: a wall against robots: “{shown(page.title or page.heading)}”"
    if (
        page.kind in ("html", "text")
        and page.text_length <= policy.short
        and policy.wall_texts.search(_flat(page.text))
    ):
        return f"{last.status}: a wall against robots: “{shown(page.text)}”"
    return _sign_in(look, policy) if last.status in _SUCCESS else ""


def _refusal(status: int) -> str:
    return {
        401: "401: asks for a password",
        402: "402: asks for money",
        403: "403: refuses robots",
        429: "429: too many requests, without end",
        451: "451: not shown in every country",
        999: "999: refuses robots",
    }.get(status, f"{status}: refuses robots")


def _is_store(last: Answer, policy: Policy) -> bool:
    return last.status == 403 and _judge_status(last, policy).reason.startswith("403:")


def _sign_in(look: Look, policy: Policy) -> str:
    first, last = look.answers[0], look.last
    before, after = urlsplit(first.url), urlsplit(last.url)
    elsewhere = len(look.answers) > 1
    if elsewhere and policy.sign_in.search(after.path) and not policy.sign_in.search(before.path):
        return f"redirects to a sign-in page: {shown(last.url)}"
    if elsewhere and any(host_matches(host_name(last.url), host) for host in policy.sign_in_hosts):
        return f"redirects to a sign-in page: {shown(last.url)}"
    if look.page.asks_password and any(policy.sign_in_titles.fullmatch(part) for part in _parts(look.page)):
        return f"asks to sign in: “{shown(look.page.title or look.page.heading)}”"
    return ""


def _hollow(target: Target, look: Look, policy: Policy) -> str:
    """Why an answer of 200 is not the resource, if it is not."""
    last = look.last
    return (
        _gone_home(look, policy)
        or _wrong_kind(target, look, policy)
        or ("answers with nothing" if last.status in _NO_CONTENT or look.page.kind == "empty" else "")
        or _says_missing(target, look, policy)
    )


def _unfollowed(look: Look) -> str:
    """Where a page sends its readers at once and has not been asked yet; empty for pages that reload themselves."""
    if not look.page.refresh:
        return ""
    url = urldefrag(urljoin(look.last.url, look.page.refresh)).url
    return "" if url in {answer.url for answer in look.answers} else url


def _gone_home(look: Look, policy: Policy) -> str:
    """A redirect that loses the resource: to a home page, to an error page, to a seller of names."""
    first, last = look.answers[0], look.last
    before, after = urlsplit(first.url), urlsplit(last.url)
    if len(look.answers) == 1:
        return ""
    if any(host_matches(host_name(last.url), host) for host in policy.parked_hosts):
        return f"the host's name is for sale at {host_name(last.url)}"
    if policy.error_paths.search(after.path) and not policy.error_paths.search(before.path):
        return f"redirects to an error page: {shown(last.url)}"
    was_home = policy.home_paths.fullmatch(before.path) is not None and not before.query
    # A host that serves a page in the reader's language may do so below "/en".
    is_home = policy.home_paths.fullmatch(after.path) is not None and (not after.query or after.query != before.query)
    if was_home or not is_home or (before.query and before.query == after.query):
        return ""
    if (
        not _same_site(host_name(first.url), host_name(last.url))
        and before.path.strip("/").count("/") == 0
        and not before.query
    ):
        # A project that lived in one folder of a host may have got a host of its own.
        return ""
    return f"redirects to the home page {shown(last.url)}"


def _same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return host_matches(one, other) or host_matches(other, one) or one.split(".")[-2:] == other.split(".")[-2:]


def _wrong_kind(target: Target, look: Look, policy: Policy) -> str:
    path = unquote(urlsplit(target.url).path).lower()
    extension = path.rsplit(".", 1)[-1] if "." in path.rsplit("/", 1)[-1] else ""
    kind = look.page.kind
    if policy.viewers.match(target.url) or policy.viewers.match(look.last.url):
        return ""
    if extension in policy.pdf and kind not in ("pdf", "empty"):
        return "an HTML page where a PDF was" if kind == "html" else "no PDF: the first bytes are something else"
    mime = look.last.headers.get("content-type", "").lower()
    if mime.startswith("application/pdf") and kind not in ("pdf", "empty"):
        return "says that it is a PDF, but the first bytes are something else"
    if extension in policy.other_types and kind == "html":
        return f"an HTML page where a .{extension} file was"
    return ""


def _says_missing(target: Target, look: Look, policy: Policy) -> str:
    page, url = look.page, target.url
    if page.kind not in ("html", "text"):
        return ""
    address_says = unquote(urlsplit(url).path.replace("_", " ").replace("-", " ")).lower()
    for part in _parts(page):
        if (
            policy.hollow_titles.fullmatch(part)
            and part not in _flat(target.title)
            and not _in_address(part, address_says)
        ):
            return f"answers {look.last.status}, but says “{shown(page.title or page.heading)}”"
    if page.text_length <= policy.parked_short and policy.parked.search(_flat(f"{page.title} {page.text}")):
        return "the host's name is parked or for sale"
    if page.text_length <= policy.short and not _about(target, page):
        text = _flat(page.text)
        match = policy.hollow_texts.search(text, 0, _SAID_AT_ONCE)
        if match and not _in_address(match[0], address_says):
            return f"answers {look.last.status}, but says “{shown(page.text)}”"
    if (
        page.kind == "html"
        and not page.text_length
        and not page.made_by_script
        and not page.has_media
        and not page.refresh
    ):
        return "a blank page"
    return ""


def _about(target: Target, page: Page) -> bool:
    """True when the page's title or heading speaks of what the address or its entry names."""
    slug = unquote(urlsplit(target.url).path.rstrip("/").rsplit("/", 1)[-1])
    promised = set(_WORD.findall(f"{slug} {target.title}".lower())) - {
        "page",
        "html",
        "index",
        "error",
        "found",
        "video",
    }
    return len(promised & set(_WORD.findall(f"{page.title} {page.heading}".lower()))) >= 2


def _in_address(words: str, address: str) -> bool:
    """True when an address itself speaks of missing pages, as an article about them does."""
    return any(
        sign in words and sign in address
        for sign in ("404", "not found", "410", "parked", "for sale", "error", "maintenance")
    )


def _parts(page: Page) -> list[str]:
    """Title and heading, whole and cut at separators, as patterns expect them."""
    texts = [text for text in (page.title, page.heading) if text]
    parts = [part for text in texts for part in (text, *_SEPARATOR.split(text))]
    return [_flat(part) for part in parts if part.strip()]


def _flat(text: str) -> str:
    return text.replace("’", "'").strip().lower()


def _alive(target: Target, look: Look) -> Verdict:
    last = look.last
    new = moved_to(look)
    if new and new != target.url:
        return Verdict(State.MOVED, f"moved for good to {shown(new)}", look.answers[0].status, new)
    return Verdict(State.OK, "", last.status, last.url)


def moved_to(look: Look) -> str:
    """Where the permanent redirects at the beginning of a look lead; empty when the first is not permanent."""
    new = ""
    for answer in look.answers[:-1]:
        if answer.status not in PERMANENT:
            break
        new = redirect_target(answer)
    return new


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
    """The seconds that a host asks to be left alone, or None."""
    text = answer.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def judge_fragment(target: Target, fragment: str, look: Look, verdict: Verdict, policy: Policy) -> Verdict:
    """The verdict on an address with a fragment, given the one on the page."""
    if verdict.state not in (State.OK, State.MOVED) or policy.needs_no_anchor(target.url, fragment):
        return verdict
    page = look.page
    if page.kind != "html" or page.made_by_script or look.last.cut or policy.needs_no_anchor(look.last.url, fragment):
        return verdict
    if has_anchor(page, fragment):
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


def shown(text: str, length: int = 120) -> str:
    """A piece of text from the web as it may be printed: one line, printable, not long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= length else f"{text[: length - 1]}…"
