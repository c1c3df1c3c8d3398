"""From the first bytes of a body to what they tell: pure functions, for bodies that nobody vouches for."""

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from signposts.links.records import Answer, Page

#: Characters kept of titles and texts: enough to judge and to print.
TITLE_LENGTH, TEXT_LENGTH = 200, 4000

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_REFRESH = re.compile(r"""\s*(\d+)(?:\.\d*)?\s*[;,]\s*url\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
#: Seconds after which a refresh is no redirect any more.
_REFRESH_SECONDS = 5
_HIDDEN = ["script", "style", "noscript", "template", "head", "svg"]
_MEDIA = "img, svg, video, audio, canvas, iframe, object, embed, picture, frame, form"
#: Text shorter than this beside scripts means that the scripts make the page.
_OWN_TEXT = 120


def read_page(answer: Answer) -> Page:
    """What the body of an answer is."""
    body = answer.body
    if not body.strip():
        return Page("empty")
    if b"%PDF-" in body[:1024]:
        return Page("pdf")
    mime = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    start = body[:2048].lstrip().lower()
    if mime in ("text/html", "application/xhtml+xml") or (
        mime in ("", "text/plain", "application/octet-stream", "application/pdf")
        and (start.startswith((b"<!doctype html", b"<html")) or b"<html" in start)
    ):
        return _read_html(_decode(body, answer.headers.get("content-type", "")))
    if mime.startswith("text/") or mime.endswith(("json", "xml")) or mime in ("", "application/javascript"):
        text = _plain(_decode(body, answer.headers.get("content-type", ""))[: TEXT_LENGTH * 4])
        return Page("text", text=text[:TEXT_LENGTH], text_length=len(text))
    return Page("other")


def _decode(body: bytes, content_type: str) -> str:
    match = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(body[:1024])
    name = match[1].decode("ascii", "ignore") if match else "utf-8"
    try:
        return body.decode(name, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def _read_html(text: str) -> Page:
    tree = LexborHTMLParser(text)
    anchors = {node.attributes.get(name) or "" for name in ("id", "name") for node in tree.css(f"[{name}]")}
    title = _plain(tree.css_first("head title, title").text()) if tree.css_first("head title, title") else ""
    heading = _plain(tree.css_first("h1").text()) if tree.css_first("h1") else ""
    refresh = _refresh(tree)
    scripted = tree.css_first("script") is not None
    has_media = tree.css_first(_MEDIA) is not None
    asks_password = tree.css_first("input[type=password]") is not None
    tree.strip_tags(_HIDDEN, recursive=True)
    visible = _plain(tree.body.text(separator=" ")) if tree.body else ""
    return Page(
        "html",
        title[:TITLE_LENGTH],
        heading[:TITLE_LENGTH],
        visible[:TEXT_LENGTH],
        len(visible),
        frozenset(anchors),
        made_by_script=scripted and len(visible) < _OWN_TEXT,
        has_media=has_media,
        asks_password=asks_password,
        refresh=refresh,
    )


def _refresh(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(node.attributes.get("content") or "")
            if match and int(match[1][:6]) <= _REFRESH_SECONDS:
                return match[2]
    return ""


def _plain(text: str) -> str:
    """Text in one line, without control characters and without those that turn the direction of writing."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def has_anchor(page: Page, fragment: str) -> bool:
    """True when a fragment names an anchor of the page, in any of the spellings that browsers and hosts accept."""
    plain = unquote(fragment)
    names = {fragment, plain, f"user-content-{plain}", f"user-content-{plain.lower()}"}
    return not names.isdisjoint(page.anchors)
