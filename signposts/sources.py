"""Reading Markdown files: bytes in, a :class:`~signposts.records.Source` and findings out. Nothing is trusted."""

import re
from pathlib import Path

import yaml

from signposts.records import Finding, Source

#: A page larger than this is a mistake, and costs the Markdown library minutes.
MAXIMUM_BYTES = 400_000

#: Control characters, which XML does not allow, and those that turn the direction of writing.
_UNSEEN = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_FENCE = re.compile(r"---[ \t]*")


def read_source(root: Path, path: Path) -> tuple[Source, list[Finding]]:
    """Read one page.

    root: the project's folder; path: the file. Returns the source, empty where it cannot be read, with what is wrong:
    E001 (encoding, characters), E002 (size), E003 (front matter).
    """
    name = path.relative_to(root).as_posix()
    size = path.stat().st_size
    if size > MAXIMUM_BYTES:
        message = f"the page has {size:,} bytes, more than {MAXIMUM_BYTES:,}: divide it, or take the pasted data out"
        return Source(name), [Finding(name, 1, "E002", message)]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte {raw[error.start]:#04x} is not UTF-8: save the file with UTF-8 encoding"
        return Source(name), [Finding(name, line, "E001", message)]
    if match := _UNSEEN.search(text):
        line = text.count("\n", 0, match.start()) + 1
        message = f"the character U+{ord(match[0]):04X} cannot be seen, and may not stand in a page: remove it"
        return Source(name), [Finding(name, line, "E001", message)]
    return split_source(name, text)


def split_source(name: str, text: str) -> tuple[Source, list[Finding]]:
    """Cut a page into front matter and body; findings (E003) say what is wrong with the front matter."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _FENCE.fullmatch(lines[0]):
        message = 'the page must begin with front matter: "---", "title: …", "description: …", "---"'
        return Source(name, body="\n".join(lines)), [Finding(name, 1, "E003", message)]
    end = next((number for number, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        return Source(name), [Finding(name, 1, "E003", 'the front matter is not closed: add a line "---" below it')]
    first_line = end + 2
    body = "\n".join(lines[end + 1 :])
    meta, finding = _parse_meta(name, "\n".join(lines[1:end]))
    keys = ((number, re.match(r"(\w+):", line)) for number, line in enumerate(lines[:end], 1))
    meta_lines = {match[1]: number for number, match in keys if match}
    return Source(name, meta, body, first_line, meta_lines), [finding] if finding else []


def _parse_meta(name: str, text: str) -> tuple[dict[str, object], Finding | None]:
    """Parse front matter with a loader that builds only plain values."""
    try:
        meta = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or type(error).__name__
        line = mark.line + 2 if mark else 2
        hint = "put quotes around a value that contains a colon"
        return {}, Finding(name, line, "E003", f"the front matter is not YAML ({problem}): {hint}")
    if meta is None:
        return {}, None
    if not isinstance(meta, dict):
        return {}, Finding(name, 2, "E003", "the front matter must be lines of the form key: value")
    return meta, None
