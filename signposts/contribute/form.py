"""The canonical form of an entry: a bullet, the title, the address, the attributes in order, the description below."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from markdown.extensions.attr_list import get_attrs_and_remainder

from signposts.contribute.blocks import BULLET
from signposts.records import Entry

#: The order of attributes.
ORDER = ("by", "year", "level", "minutes", "access", "lang")
INDENT = "    "

_ATTRIBUTES = re.compile(r"\{:?[ ]*([^}\n ][^\n]*?)[ ]*\}")


class FormError(Exception):
    """A value cannot stand in an entry: the message says which and why."""


def attribute_list(identifier: str, kinds: Iterable[str], attributes: Mapping[str, str]) -> str:
    """The braces of an entry. Raises FormError for a value that Markdown could not give back."""
    names = [name for name in ORDER if name in attributes] + [name for name in attributes if name not in ORDER]
    parts = [f"#{identifier}", *(f".{kind}" for kind in kinds), *(_attribute(name, attributes[name]) for name in names)]
    return f"{{ {' '.join(part for part in parts if part != '#')} }}"


def _attribute(name: str, value: str) -> str:
    mark = "'" if '"' in value else '"'
    if mark in value or "\n" in value or "}" in value:
        raise FormError(f"{name} is {value!r}: an attribute cannot hold a brace, a line break or both kinds of quotes")
    return f"{name}={mark}{value}{mark}"


def entry_text(title: str, url: str, attributes: str, description: str) -> str:
    """An entry as it stands in a page, its last line without an ending. All but ``attributes`` is Markdown."""
    line = f"- [{title}]({url}){attributes}"
    return f"{line}\n\n{INDENT}{description}" if description else line


def encoded(url: str) -> str:
    """An address as Markdown takes it: parentheses are encoded where they do not come in pairs."""
    depth, lowest = 0, 0
    for character in url:
        depth += {"(": 1, ")": -1}.get(character, 0)
        lowest = min(lowest, depth)
    return url.replace("(", quote("(")).replace(")", quote(")")) if depth or lowest else url


def canonical(lines: list[str], entry: Entry, ending: str) -> list[str] | None:
    """The lines of an entry in the canonical form; None where they are beyond what this understands.

    lines: those of the entry with their endings; entry: what was read from them; ending: of new lines.
    """
    first = lines[0].rstrip("\r\n")
    bullet = BULLET.match(first)
    close = _link_end(first, bullet.end()) if bullet else 0
    if not bullet or not close:
        return None
    attributes = _ATTRIBUTES.match(first, close)
    if not attributes or not _same(attributes[1], entry):
        return None
    try:
        head = f"- {first[bullet.end() : close]}{attribute_list(entry.id, entry.kinds, entry.attributes)}{ending}"
    except FormError:
        return None
    beside = first[attributes.end() :].strip()
    below = _description([*([beside + ending] if beside else []), *lines[1:]])
    last = below[-1] if below else head
    if not lines[-1].endswith(("\r", "\n")):
        last = last.rstrip("\r\n")
    return [head, ending, *below[:-1], last] if below else [last]


def _same(text: str, entry: Entry) -> bool:
    """True when an attribute list says what was read, each thing once."""
    pairs, rest = get_attrs_and_remainder(text)
    names = [name for name, _ in pairs if name != "."]
    read = {name: value or "" for name, value in pairs if name not in (".", "id")}
    kinds = tuple(value for name, value in pairs if name == ".")
    return (
        not rest
        and len(names) == len(set(names))
        and (dict(pairs).get("id") or "") == entry.id
        and kinds == entry.kinds
        and read == dict(entry.attributes)
    )


def _description(lines: list[str]) -> list[str]:
    """The lines below an entry's first: a plain paragraph is indented by four spaces, anything else stays as it is."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    if all(line.strip() for line in lines) and not any(_is_special(line) for line in lines):
        return [INDENT + line.lstrip(" \t") for line in lines]
    return lines


def _is_special(line: str) -> bool:
    text = line.lstrip(" \t")
    return bool(re.match(r"([-*+]|\d+[.)]|#{1,6})\s|```|~~~|[<>|{!]|\$\$|:", text)) or len(line) - len(text) >= 8


def _link_end(line: str, start: int) -> int:
    """Where the link that begins at ``start`` ends; 0 where it is not a plain ``[title](address)``."""
    after_title = _closed(line, start, "[", "]")
    if not after_title or not line.startswith("(", after_title):
        return 0
    end = _closed(line, after_title, "(", ")")
    return 0 if not end or re.search(r"\s", line[after_title:end]) else end


def _closed(line: str, start: int, opening: str, closing: str) -> int:
    """The place after the bracket that closes the one at ``start``; 0 when none does."""
    depth, place = 0, start
    while place < len(line):
        character = line[place]
        if character == "\\":
            place += 1
        elif character == opening:
            depth += 1
        elif character == closing:
            depth -= 1
            if not depth:
                return place + 1
        place += 1
    return 0
