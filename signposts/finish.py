"""The last step of a build: one style sheet, names that change with the content, and what hosts are told."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from signposts.hosting import headers
from signposts.offline import FILE as OFFLINE
from signposts.offline import offline_list
from signposts.stylesheets import bundle, names_in

#: The name of the one style sheet until its content is known.
SHEET = "assets/site.css"

_ASSET = re.compile(r'(?:href|src)="([^":?#]*/)?assets/([\w.-]+\.(?:css|js))"')
_IMPORT = re.compile(r"""(?:from\s*|import\s*\(?\s*)['"]([^'"]+)['"]""")


def finish(folder: Path, theme: Iterable[Path], own: Iterable[Path], site_url: str, cache: Path) -> None:
    """Finish a built site in place.

    folder: the site; theme, own: style sheets in their order, of which our own lie in the site and become part of the
    one sheet; site_url: where it will be; cache: a folder that remembers the sheet made from the same sheets and names.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
    scripts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("assets/**/*.js"))}
    own = list(own)
    sheets = [[path.read_text(encoding="utf-8") for path in paths] for paths in (theme, own)]
    for path in own:
        path.unlink()
    (folder / SHEET).write_text(_sheet(pages.values(), scripts.values(), sheets, cache), encoding="utf-8")
    renamed = _fingerprint(folder, pages.values(), scripts)
    for path, page in pages.items():
        fresh = _ASSET.sub(lambda match: match[0].replace(match[2], renamed.get(match[2], match[2])), page)
        path.write_text(fresh, encoding="utf-8")
    names = [f"assets/{name}" for name in sorted(renamed.values())]
    (folder / "_headers").write_text(headers(site_url, names), encoding="utf-8")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / OFFLINE).write_text(offline_list(files), encoding="utf-8")


def _sheet(pages: Iterable[str], scripts: Iterable[str], sheets: list[list[str]], cache: Path) -> str:
    """The one style sheet, from the cache where it was made before from the same."""
    names = names_in(pages, scripts)
    program = Path(__file__).with_name("stylesheets.py").read_text(encoding="utf-8")
    inputs = [program, *sheets[0], "", *sheets[1], "", *sorted(names.marks), "", *sorted(names.elements)]
    kept = cache / f"{_digest(chr(0).join(inputs).encode())}.css"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    css = bundle(*sheets, names)
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("*.css"):
        old.unlink(missing_ok=True)
    kept.write_text(css, encoding="utf-8")
    return css


def _fingerprint(folder: Path, pages: Iterable[str], scripts: dict[Path, str]) -> dict[str, str]:
    """Rename what pages load from assets/ itself, so that its name tells its content; returns old name → new name.

    A module that another module imports keeps its name, for nothing rewrites the importing one.
    """
    imported = {Path(address).name for text in scripts.values() for address in _IMPORT.findall(text)}
    wanted = {match[1] for page in pages for match in _ASSET.findall(page)}
    renamed = {}
    for name in sorted(wanted - imported):
        path = folder / "assets" / name
        if path.exists():
            renamed[name] = f"{path.stem}.{_digest(path.read_bytes())[:10]}{path.suffix}"
            path.rename(path.with_name(renamed[name]))
    return renamed


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
