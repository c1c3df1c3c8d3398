"""From the first bytes of a body to what they tell: pure functions, for bodies that nobody vouches for."""

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from signposts.links.records import Answer, Page

#: Characters kept of titles and texts: enough to judge and to print.
TITLE_LENGTH, TEXT_LENGTH = 200, 4000

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_REFRESH = re.compile(r"""\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'>\s]+)""", re.IGNORECASE)
#: Seconds after which a refresh is no redirect any more.
_REFRESH_SECONDS = 5
_HIDDEN = ["script", "style", "noscript", "template", "head", "svg"]
#: What stands around the content of a page, and links: without them, what a page itself says is left.
_AROUND = (
    "nav, header, footer, aside, a, select, button, "
    "[role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary]"
)
_MEDIA = "img, svg, video, audio, canvas, iframe, object, embed, picture, frame, form"
_SHOWS_PDF = re.compile(r"\.pdf([?#]|$)", re.IGNORECASE)
#: Text shorter than this beside scripts means that the scripts make the page.
_OWN_TEXT = 120
#: Headings that are kept, and characters of scripts.
_HEADINGS, _SCRIPTS = 8, 4000
#: A script that does nothing but send readers on.
_SENDS_ON = re.compile(
    r"""(?:(?:window|document|self|top|parent)\.)?location(?:\.href)?\s*(?:=\s*|\.(?:replace|assign)\(\s*)(["'])(.{1,2000}?)\1"""
)
_DECIDES = re.compile(r"\b(if|function|addEventListener|onclick|navigator|cookie)\b|=>|\?")
#: Content encodings that are not undone: a body in them is alive, and cannot be read.
_SEALED = re.compile(r"\b(br|zstd|compress|x-compress|dcb|dcz|lzma|xz)\b|,", re.IGNORECASE)


def read_page(answer: Answer) -> Page:
    """What the body of an answer is."""
    body = answer.body
    if not body.strip():
        return Page("empty")
    if _SEALED.search(answer.headers.get("content-encoding", "")):
        return Page("sealed")
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
    title, heading = (_first(tree, selector)[:TITLE_LENGTH] for selector in ("head title, title", "h1"))
    scripted = tree.css_first("script") is not None
    has_media = tree.css_first(_MEDIA) is not None
    asks_password = tree.css_first("input[type=password]") is not None
    refresh, scripts, shows_pdf = _refresh(tree), _scripts(tree), _shows_pdf(tree)
    tree.strip_tags(_HIDDEN, recursive=True)
    visible = _plain(tree.body.text(separator=" ")) if tree.body else ""
    if not refresh and len(visible) < _OWN_TEXT:
        refresh = _sent_on(scripts)
    headings, own = _content(tree)
    return Page(
        "html",
        title,
        heading,
        visible[:TEXT_LENGTH],
        len(visible),
        frozenset(anchors),
        made_by_script=scripted and len(visible) < _OWN_TEXT,
        has_media=has_media,
        asks_password=asks_password,
        refresh=refresh,
        headings=headings,
        own=own[:TEXT_LENGTH],
        own_length=len(own),
        scripts=scripts,
        shows_pdf=shows_pdf,
    )


def _first(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return _plain(node.text()) if node else ""


def _content(tree: LexborHTMLParser) -> tuple[tuple[str, ...], str]:
    """The headings and the text of a page's content, without what stands around it. Changes the tree."""
    for node in tree.css(_AROUND):
        if node.tag != "a" and node.css_first("h1") is not None:
            continue
        node.remove()
    headings = tuple(_plain(node.text())[:TITLE_LENGTH] for node in tree.css("h1, h2, h3")[:_HEADINGS])
    return headings, _plain(tree.body.text(separator=" ")) if tree.body else ""


def _scripts(tree: LexborHTMLParser) -> str:
    """Where scripts and frames come from, and how they begin: walls are known by them."""
    parts = [node.attributes.get("src") or node.text()[:_SCRIPTS] for node in tree.css("script, iframe")[:20]]
    return "\n".join(parts)[:_SCRIPTS]


def _sent_on(scripts: str) -> str:
    """Where a page goes whose only script sends readers on, whatever they are."""
    found = _SENDS_ON.search(scripts)
    return found[2] if found and len(scripts) < 300 and not _DECIDES.search(scripts.replace(found[0], "")) else ""


def _shows_pdf(tree: LexborHTMLParser) -> bool:
    """True for a page that is a frame around a PDF."""
    return any(
        (node.attributes.get("type") or "").lower() == "application/pdf"
        or _SHOWS_PDF.search(node.attributes.get("src") or node.attributes.get("data") or "")
        for node in tree.css("embed, object, iframe")
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
