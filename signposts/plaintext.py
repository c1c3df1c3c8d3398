"""Plain text that somebody else wrote, made fit for our own pages, messages and comments."""

import re
import unicodedata

#: What Markdown might read as markup.
_MARKUP = re.compile(r"[\\`*_\[\]<>&$#!{}]")
#: Those that a backslash does not tame in every extension.
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "&#36;", ":": "&#58;"}
#: What makes a list, a definition or a heading of a line that begins with it.
_BEGINNING = re.compile(r"(\d*)([-+.)])")


def clean(text: object, most: int = 200) -> str:
    """Text on one line, without characters that cannot be seen or that turn the direction of writing.

    most: characters kept. What is not text is empty.
    """
    if not isinstance(text, str):
        return ""
    pieces = []
    for character in text[: most * 8]:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            pieces.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            pieces.append(character)
    return " ".join(unicodedata.normalize("NFC", "".join(pieces)).split())[:most].rstrip()


def escaped(text: str) -> str:
    """Markdown that is read back as this one line of plain text."""
    safe = _MARKUP.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)
    if safe.startswith(":"):
        return _ENTITIES[":"] + safe[1:]
    return _BEGINNING.sub(r"\1\\\2", safe, count=1) if _BEGINNING.match(safe) else safe


def as_code(text: object, most: int = 200) -> str:
    """Text as Markdown code that nothing in it can end: no link, mention, HTML or command of a stranger works."""
    shown = clean(text, most).replace("`", "ˋ").replace("|", "¦")
    return f"`{shown}`" if shown else "(nothing)"
