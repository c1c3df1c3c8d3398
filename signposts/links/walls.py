"""Why an answer says that the host refuses robots, if it does: pure functions."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from signposts.links.policy import Policy, host_matches, host_name
from signposts.links.records import Answer, Look
from signposts.links.words import flat, parts_of, shown

_SUCCESS = range(200, 300)
_REFUSALS = {
    401: "401: asks for a password",
    402: "402: asks for money",
    403: "403: refuses robots",
    429: "429: too many requests, without end",
    451: "451: not shown in every country",
    999: "999: refuses robots",
}


def wall(look: Look, policy: Policy) -> str:
    """Why the host refuses robots; empty when that is not what it does."""
    last = look.last
    if store_reason(last, policy):
        return ""
    for name, pattern in policy.wall_headers.items():
        if name in last.headers and pattern.fullmatch(last.headers[name]):
            return f"{last.status}: a challenge for browsers ({name})"
    known = policy.wall(host_name(look.answers[0].url)) or policy.wall(host_name(last.url))
    if last.status in policy.wall_statuses:
        return known or _REFUSALS.get(last.status, f"{last.status}: refuses robots")
    if known and last.status in policy.wall_host_statuses:
        return f"{last.status}: {known}"
    return _says_so(look, policy) or (_gate(look, policy) if last.status in _SUCCESS else "")


def store_reason(last: Answer, policy: Policy) -> str:
    """Why a store of files has no such object, though it answers 403; empty for other answers."""
    if last.status != 403:
        return ""
    body = last.body.decode("utf-8", "replace")
    for header, value, pattern, reason in policy.stores:
        if last.headers.get(header) and value.fullmatch(last.headers[header]) and pattern.search(body):
            return f"403: {reason}"
    return ""


def _says_so(look: Look, policy: Policy) -> str:
    """What the page itself says, in words or by the scripts that it consists of."""
    page, status = look.page, look.last.status
    if status == 202 and (page.kind == "empty" or (page.kind == "html" and page.own_length <= policy.short)):
        return "202: a challenge for browsers instead of the page"
    short = page.own_length <= policy.short
    titles = parts_of(page.title, page.heading)
    if _any_title(titles, policy.wall_titles) or (short and _any_title(titles, policy.wall_short_titles)):
        return f"{status}: a wall against robots: “{shown(page.title or page.heading)}”"
    if page.kind in ("html", "text") and short:
        if policy.wall_texts.search(flat(page.text)):
            return f"{status}: a wall against robots: “{shown(page.text)}”"
        if page.made_by_script and policy.wall_scripts.search(page.scripts):
            return f"{status}: a challenge for browsers instead of the page"
    return ""


def _any_title(titles: Iterable[str], pattern) -> bool:
    return any(pattern.fullmatch(title) for title in titles)


def _gate(look: Look, policy: Policy) -> str:
    """A page in front of the resource: to sign in, to agree, to prove that one is no robot."""
    first, last = look.answers[0], look.last
    before, after = urlsplit(first.url), urlsplit(last.url)
    if len(look.answers) > 1:
        if policy.sign_in.search(after.path) and not policy.sign_in.search(before.path):
            return f"redirects to a sign-in page: {shown(last.url)}"
        if any(host_matches(host_name(last.url), host) for host in policy.sign_in_hosts):
            return f"redirects to a sign-in page: {shown(last.url)}"
        if policy.gate_paths.search(after.path) and not policy.gate_paths.search(before.path):
            return f"redirects to a page that lets no robot pass: {shown(last.url)}"
        if _leads_back(before.path, after.query, policy):
            return f"redirects to a page that leads on only when something is done there: {shown(last.url)}"
    if look.page.asks_password and _any_title(parts_of(look.page.title, look.page.heading), policy.sign_in_titles):
        return f"asks to sign in: “{shown(look.page.title or look.page.heading)}”"
    return ""


def _leads_back(path: str, query: str, policy: Policy) -> bool:
    """True when a query remembers where the reader wanted to go."""
    return len(path) > 1 and any(
        policy.gate_keys.fullmatch(key) and unquote(path) in unquote(value) for key, value in parse_qsl(query)
    )
