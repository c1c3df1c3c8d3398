"""What a page of the web says of itself: title, authors, year, kind, length, language. Nothing of it is trusted.

Read from citation tags, JSON-LD, Open Graph and plain HTML, in this order of trust. What is not said is left out.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from signposts.links.policy import host_matches, host_name
from signposts.plaintext import clean

#: Longer than this is no name but a text; more authors than this are a crowd.
NAME_LENGTH, MOST_AUTHORS = 80, 40
_YEAR = re.compile(r"\b(19[5-9]\d|20\d\d)\b")
_DURATION = re.compile(r"P(?:(\d{1,3})D)?T?(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?")
#: JSON-LD types that describe the page's own subject → kind of entry.
_TYPES = {
    "Article": "article", "BlogPosting": "article", "NewsArticle": "article", "TechArticle": "article",
    "ScholarlyArticle": "paper", "Course": "course", "VideoObject": "video", "SoftwareSourceCode": "code",
    "DiscussionForumPosting": "discussion", "QAPage": "discussion", "PresentationDigitalDocument": "slides",
}  # fmt: skip
#: Hosts that hold one kind of thing.
_HOSTS = {
    "arxiv.org": "paper", "openreview.net": "paper", "aclanthology.org": "paper", "proceedings.mlr.press": "paper",
    "papers.nips.cc": "paper", "proceedings.neurips.cc": "paper", "openaccess.thecvf.com": "paper", "doi.org": "paper",
    "jmlr.org": "paper", "youtube.com": "video", "youtu.be": "video", "vimeo.com": "video", "github.com": "code",
    "gitlab.com": "code", "stackoverflow.com": "discussion", "stackexchange.com": "discussion", "reddit.com":
    "discussion", "discuss.pytorch.org": "discussion", "quora.com": "discussion", "slideshare.net": "slides",
    "speakerdeck.com": "slides", "coursera.org": "course", "edx.org": "course", "wikipedia.org": "reference",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a resource; empty where nothing is."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    kind: str = ""
    minutes: int | None = None
    lang: str = ""

    def over(self, other: "Facts") -> "Facts":
        """These facts, with those of another source where these have none."""
        return Facts(
            self.title or other.title,
            self.authors or other.authors,
            self.year or other.year,
            self.kind or other.kind,
            self.minutes or other.minutes,
            self.lang or other.lang,
        )


#: What is known of a resource that says nothing.
NOTHING = Facts()


def read_facts(url: str, html: str) -> Facts:
    """The facts of a page from its HTML. url: where it stands."""
    tree = LexborHTMLParser(html)
    meta = _meta(tree)
    found = _citation(meta).over(_linked_data(tree)).over(_open_graph(tree, meta))
    kind = _host_kind(url) or found.kind or ("article" if meta.get("og:type") == ["article"] else "")
    lang = "" if found.lang.split("-")[0].lower() in ("", "en") else found.lang
    title = found.title
    if _host_kind(url) == "code":
        # "GitHub - owner/name: what it does" says the name twice over.
        title = re.sub(r"^GitHub - ", "", title)
    return replace(found, title=title, kind=kind, lang=lang)


def read_oembed(text: str) -> Facts:
    """The facts in an oEmbed answer, as YouTube gives it; none where it is not one."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Facts()
    if not isinstance(data, dict):
        return Facts()
    author = clean(data.get("author_name"), NAME_LENGTH)
    kind = "video" if data.get("type") == "video" else ""
    return Facts(clean(data.get("title")), (author,) if author else (), kind=kind)


def _host_kind(url: str) -> str:
    host = host_name(url)
    return next((kind for name, kind in _HOSTS.items() if host_matches(host, name)), "")


def _meta(tree: LexborHTMLParser) -> Mapping[str, list[str]]:
    """All meta tags: name or property in small letters → what they say."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:400]:
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("itemprop") or ""
        if content := (node.attributes.get("content") or "").strip():
            found.setdefault(name.lower(), []).append(content[:4000])
    return found


def _citation(meta: Mapping[str, list[str]]) -> Facts:
    """The tags that scholars' search engines read."""
    title = clean(_first(meta, "citation_title"))
    names = meta.get("citation_author") or [n for t in meta.get("citation_authors", []) for n in t.split(";")]
    dates = ("citation_publication_date", "citation_date", "citation_year", "citation_online_date")
    return Facts(title, _authors(names), _year(_first(meta, *dates)), "paper" if title else "")


def _open_graph(tree: LexborHTMLParser, meta: Mapping[str, list[str]]) -> Facts:
    title_tag, heading = tree.css_first("head title"), tree.css_first("h1")
    title = clean(_first(meta, "og:title", "twitter:title")) or clean(title_tag.text() if title_tag else "")
    title = _without_site(title, clean(_first(meta, "og:site_name"), NAME_LENGTH)) or clean(
        heading.text() if heading else ""
    )
    names = meta.get("author") or meta.get("article:author") or meta.get("dc.creator") or []
    dates = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date")
    kind = "video" if _first(meta, "og:type").startswith("video") else ""
    seconds = _first(meta, "og:video:duration", "video:duration")
    minutes = round(int(seconds) / 60) or 1 if re.fullmatch(r"\d{1,6}", seconds) and int(seconds) else None
    root = tree.css_first("html")
    lang = (root.attributes.get("lang") or "").strip() if root else ""
    lang = lang.replace("_", "-") if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", lang) else ""
    return Facts(title, _authors(names), _year(_first(meta, *dates)), kind, minutes or _minutes(meta), lang)


def _minutes(meta: Mapping[str, list[str]]) -> int | None:
    return _duration(_first(meta, "duration"))


def _without_site(title: str, site: str) -> str:
    """A title without the name of its site at the end."""
    for mark in (" | ", " - ", " – ", " — ", " · "):
        head, found, tail = title.rpartition(mark)
        if found and site and tail.casefold() == site.casefold():
            return head
    return title


def _linked_data(tree: LexborHTMLParser) -> Facts:
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            data = json.loads(node.text(deep=True) or "")
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            for name in _texts(thing.get("@type")):
                if name in _TYPES:
                    return _from_thing(thing, _TYPES[name])
    return Facts()


def _things(data: object, depth: int = 0) -> Iterator[Mapping]:
    """The objects of a JSON-LD document, outermost first."""
    if isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph"), depth + 1) if depth < 4 else ()
    elif isinstance(data, list) and depth < 4:
        for item in data[:50]:
            yield from _things(item, depth + 1)


def _from_thing(thing: Mapping, kind: str) -> Facts:
    people = thing.get("author") or thing.get("creator") or []
    names = [p.get("name") if isinstance(p, dict) else p for p in (people if isinstance(people, list) else [people])]
    title = clean(thing.get("headline")) or clean(thing.get("name"))
    date = next(iter(_texts([thing.get("datePublished"), thing.get("uploadDate"), thing.get("dateCreated")])), "")
    length = next(iter(_texts([thing.get("duration"), thing.get("timeRequired")])), "")
    lang = next(iter(_texts(thing.get("inLanguage"))), "")
    lang = lang if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang) else ""
    return Facts(title, _authors(names), _year(date), kind, _duration(length), lang)


def _texts(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _authors(names: Iterable[object]) -> tuple[str, ...]:
    """Names as people say them: "Bee, Ann" becomes "Ann Bee"; addresses and what is too long are no names."""
    found: list[str] = []
    for raw in list(names)[:MOST_AUTHORS]:
        name = clean(raw, NAME_LENGTH + 1)
        if "://" in name or "@" in name or len(name) > NAME_LENGTH:
            continue
        last, comma, first = name.partition(",")
        pieces = [f"{first} {last}"] if comma and first.count(",") == 0 and " " not in last.strip() else name.split(",")
        found += [piece for part in pieces if (piece := " ".join(part.split())) and piece not in found]
    return tuple(found)


def _year(text: str) -> int | None:
    match = _YEAR.search(text[:100])
    return int(match[1]) if match else None


def _duration(text: str) -> int | None:
    """Minutes of an ISO 8601 duration."""
    match = _DURATION.fullmatch(text.strip()[:40].upper())
    if not match:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = days * 1440 + hours * 60 + minutes + seconds / 60
    return max(round(total), 1) if total else None


def _first(meta: Mapping[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")
