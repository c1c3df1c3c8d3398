"""Why an answer of 200 is not the resource, if it is not: pure functions."""

import re
from urllib.parse import unquote, urlsplit

from signposts.links.policy import Policy, host_matches, host_name
from signposts.links.records import Look, Page, Target
from signposts.links.words import flat, parts_of, shown

#: Statuses of success that carry no page.
_NO_CONTENT = frozenset({204, 205})
_WORD = re.compile(r"[a-z]{4,}")
#: Words of an address that say nothing about its subject.
_NO_SUBJECT = frozenset({"page", "html", "index", "error", "found", "video"})
#: A soft 404 says so at once: further down, a text may well speak of missing pages.
_SAID_AT_ONCE = 300
#: A heading that says "not here" in passing is no longer than this.
_HEADING = 80
#: A text that consists of nothing but a title is no longer than this.
_TITLE = 120


def hollow(target: Target, look: Look, policy: Policy) -> str:
    """Why an answer of 200 is not the resource; empty when nothing speaks against it."""
    last = look.last
    return (
        _gone_home(look, policy)
        or _wrong_kind(target, look, policy)
        or ("answers with nothing" if last.status in _NO_CONTENT or look.page.kind == "empty" else "")
        or says_missing(target, look, policy)
    )


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
    # Files are no home pages, wherever they are handed out.
    if was_home or not is_home or look.page.kind in ("pdf", "other") or (before.query and before.query == after.query):
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
    if kind == "sealed" or policy.viewers.match(target.url) or policy.viewers.match(look.last.url):
        return ""
    if extension in policy.pdf and kind not in ("pdf", "empty") and not look.page.shows_pdf:
        return "an HTML page where a PDF was" if kind == "html" else "no PDF: the first bytes are something else"
    mime = look.last.headers.get("content-type", "").lower()
    if mime.startswith("application/pdf") and kind not in ("pdf", "empty"):
        return "says that it is a PDF, but the first bytes are something else"
    if extension in policy.other_types and kind == "html":
        return f"an HTML page where a .{extension} file was"
    return ""


def says_missing(target: Target, look: Look, policy: Policy) -> str:
    """What a page says of itself, when it says that it is not here."""
    page, status = look.page, look.last.status
    if page.kind not in ("html", "text"):
        return ""
    if policy.parked.search(flat(f"{page.title} {page.text}")) and page.text_length <= policy.parked_short:
        return "the host's name is parked or for sale"
    address = unquote(urlsplit(target.url).path.replace("_", " ").replace("-", " ")).lower()
    found = _in_titles(target, page, policy, address) or _in_text(target, page, policy, address)
    if found:
        return f"answers {status}, but says “{shown(found)}”"
    # What was cut short may have shown something further down.
    empty = page.kind == "html" and not page.text_length and not look.last.cut
    return "a blank page" if empty and not (page.made_by_script or page.has_media or page.refresh) else ""


def _in_titles(target: Target, page: Page, policy: Policy, address: str) -> str:
    """A title or heading that says "not here", as it is to be shown; empty when none does."""
    short = page.own_length <= policy.short
    if page.kind == "text":
        titles = [flat(page.text)] if page.text_length <= _TITLE else []
    else:
        # Further headings speak for the page only when there is little else.
        titles = parts_of(page.title, page.heading, *(page.headings if short else ()))
    for part in titles:
        clear = policy.hollow_titles.fullmatch(part) or (len(part) <= _HEADING and policy.missing_in(part))
        weak = short and (policy.hollow_short_titles.fullmatch(part) or policy.hollow_texts.search(part))
        if (clear or weak) and part not in flat(target.title) and not _in_address(part, address):
            return _as_shown(part, page)
    return ""


def _as_shown(part: str, page: Page) -> str:
    """The whole title or heading in which a part was found."""
    texts = (page.title, page.heading, *page.headings, page.text)
    return next((text for text in texts if part in flat(text)), part)


def _in_text(target: Target, page: Page, policy: Policy, address: str) -> str:
    """The beginning of a short text that says "not here"; empty when it does not."""
    own, length = (page.own, page.own_length) if page.kind == "html" else (page.text, page.text_length)
    if length > policy.short or _about(target, page):
        return ""
    text = flat(own)[:_SAID_AT_ONCE]
    match = policy.hollow_texts.search(text) or policy.missing_in(text)
    return own if match and not _in_address(match[0], address) else ""


def _about(target: Target, page: Page) -> bool:
    """True when the page's title or heading speaks of what the address or its entry names."""
    slug = unquote(urlsplit(target.url).path.rstrip("/").rsplit("/", 1)[-1])
    promised = set(_WORD.findall(f"{slug} {target.title}".lower())) - _NO_SUBJECT
    return len(promised & set(_WORD.findall(f"{page.title} {page.heading}".lower()))) >= 2


def _in_address(words: str, address: str) -> bool:
    """True when an address itself speaks of missing pages, as an article about them does."""
    return any(
        sign in words and sign in address
        for sign in ("404", "not found", "410", "parked", "for sale", "error", "maintenance")
    )
