"""Every address of the built site and its places, read by LinkChecker without a server: pages come from the folder."""

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from signposts.links.linkchecker import Crawled, crawl
from signposts.links.records import Answer, Place

_CANONICAL = re.compile(r"""<link\s[^>]*rel=["']?canonical["']?[^>]*>""", re.IGNORECASE)
_HREF = re.compile(r"""href=["']?([^"'\s>]+)""", re.IGNORECASE)
_LOC = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>", re.IGNORECASE)
#: Where a site lives that does not say so itself.
NOWHERE = "https://site.invalid/"


class SiteError(Exception):
    """There is no built site to look at: the message says how to get one."""


@dataclass(slots=True)
class SiteLinks:
    """The addresses of the built site with their places in it, and what is broken inside."""

    outside: dict[str, list[Place]] = field(default_factory=dict)
    #: Broken inner addresses: (address, reason, places).
    broken: list[tuple[str, str, list[Place]]] = field(default_factory=list)
    base: str = NOWHERE
    pages: int = 0
    inner: int = 0


def read_site_links(folder: Path) -> SiteLinks:
    """Crawl the site in a folder; raises SiteError when there is none."""
    if not any(folder.rglob("*.html")):
        raise SiteError(f'there is no built site in {folder}: run "make build", or name its folder with --site')
    base = site_base(_text(folder / "index.html"), _text(folder / "sitemap.xml"))
    server = _Folder(base, folder)
    crawled = crawl(base, server.send)
    _add_unlinked(crawled, base, folder, server)
    return _collect(crawled, server, folder, base)


def _text(file: Path) -> str:
    """A file's text; empty when there is none."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def site_base(html: str, sitemap: str = "") -> str:
    """The address at which a site says that it lives: its first page, or else its map."""
    match = _CANONICAL.search(html)
    href = _HREF.search(match[0]) if match else None
    said = href[1] if href else min(_LOC.findall(sitemap), key=len, default="")
    if not said.startswith(("http://", "https://")):
        return NOWHERE
    return said.rsplit("/", 1)[0] + "/" if said.endswith(".html") else said.rstrip("/") + "/"


class _Folder:
    """Answers for the addresses of a site from its folder, as a static host does."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.folder = base, folder.resolve()

    def file(self, url: str) -> Path | None:
        """The file that an address shows; None when there is none, or when it lies outside the folder."""
        path = unquote(urlsplit(url).path).removeprefix(urlsplit(self.base).path)
        file = (self.folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.folder) or "\0" in path:
            return None
        if _bare(url).endswith("/") or file == self.folder:
            return file / "index.html"
        # Hosts of static sites give the page for its name alone, too.
        page = file.with_name(f"{file.name}.html")
        return page if not file.exists() and page.is_file() else file

    def send(self, url: str, _headers: Mapping[str, str]) -> Answer:
        """The answer of a static host."""
        if not url.startswith(self.base):
            return Answer(url, 404)
        file = self.file(url)
        if file is not None and file.is_dir() and (file / "index.html").is_file():
            return Answer(url, 301, {"location": _bare(url) + "/"})
        if file is None or not file.is_file():
            return Answer(url, 404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = kind in ("text/html", "text/css")
        return Answer(url, 200, {"content-type": kind}, file.read_bytes() if text else b"-")


def _bare(url: str) -> str:
    """An address without query and fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _add_unlinked(crawled: Crawled, base: str, folder: Path, server: _Folder) -> None:
    """Crawl the pages too that no other page links to."""
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        url = base + (name.removesuffix("index.html") if name.endswith("index.html") else name)
        if url in crawled.anchors or base + name in crawled.anchors:
            continue
        more = crawl(base, server.send, start=url, known=crawled.anchors.keys())
        for address, places in more.outside.items():
            crawled.outside.setdefault(address, []).extend(places)
        for page, fragments in more.inside.items():
            for fragment, places in fragments.items():
                crawled.inside.setdefault(page, {}).setdefault(fragment, []).extend(places)
        crawled.broken.update(more.broken)
        crawled.anchors.update(more.anchors)


def _collect(crawled: Crawled, server: _Folder, folder: Path, base: str) -> SiteLinks:
    links = SiteLinks(base=base, pages=len(crawled.anchors))

    def places(rows: list[tuple[str, int]]) -> list[Place]:
        found = {Place(_name(server.file(page), folder), line) for page, line in rows if page}
        return sorted(found)

    for address, rows in crawled.outside.items():
        links.outside[address] = places(rows)
    for page, fragments in sorted(crawled.inside.items()):
        links.inner += len(fragments)
        if page in crawled.broken:
            everywhere = [row for rows in fragments.values() for row in rows]
            links.broken.append((page, f"answers {crawled.broken[page]}", places(everywhere)))
            continue
        anchors = crawled.anchors.get(page) or crawled.anchors.get(page + "/")
        for fragment, rows in fragments.items():
            fragment = fragment.partition(":~:")[0]
            if fragment and fragment != "top" and anchors is not None and not {fragment, unquote(fragment)} & anchors:
                links.broken.append(
                    (f"{page}#{fragment}", f"the page has no anchor #{unquote(fragment)}", places(rows))
                )
    return links


def _name(file: Path | None, folder: Path) -> str:
    root = folder.resolve()
    return file.relative_to(root).as_posix() if file is not None and file.is_relative_to(root) else ""
