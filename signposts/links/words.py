"""Words from the web, made comparable and printable: pure functions."""

import re

_SEPARATOR = re.compile(r"\s+[|–—·•»›-]+\s+|\s*[|»·•›]\s*")


def flat(text: str) -> str:
    """Text as patterns expect it: small letters, one kind of apostrophe."""
    return text.replace("’", "'").strip().lower()


def parts_of(*texts: str) -> list[str]:
    """Titles and headings, whole and cut at separators, as patterns expect them."""
    parts = [part for text in texts if text for part in (text, *_SEPARATOR.split(text))]
    return [flat(part) for part in parts if part.strip()]


def shown(text: str, length: int = 120) -> str:
    """A piece of text from the web as it may be printed: one line, printable, not long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= length else f"{text[: length - 1]}…"
