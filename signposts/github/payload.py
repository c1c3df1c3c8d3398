"""Reading JSON that strangers had a hand in: event payloads and artifacts. Sizes and shapes are checked."""

import json
import re
from pathlib import Path

#: An issue's body has at most 65,536 characters; a payload is mostly that and some addresses.
MOST_BYTES = 2_000_000
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,99}/[A-Za-z0-9_.-]{1,100}")
#: Who speaks for the workflows.
BOT = "github-actions[bot]"


class PayloadError(Exception):
    """A payload is not what it must be: the message says where and what was expected."""


class Node:
    """A value in a payload, with the way to it. Each getter raises PayloadError for a value of another type."""

    def __init__(self, value: object, way: str = "payload") -> None:
        self.value, self.way = value, way

    def __getitem__(self, name: str) -> "Node":
        return Node(self.value.get(name) if isinstance(self.value, dict) else None, f"{self.way}.{name}")

    def __iter__(self):
        if not isinstance(self.value, list):
            raise PayloadError(f"{self.way} is no list")
        return (Node(item, f"{self.way}[{number}]") for number, item in enumerate(self.value))

    @property
    def text(self) -> str:
        """A text; nothing counts as an empty one."""
        if self.value is not None and not isinstance(self.value, str):
            raise PayloadError(f"{self.way} is no text")
        return self.value or ""

    @property
    def number(self) -> int:
        """A positive whole number."""
        if type(self.value) is not int or not 0 < self.value < 2**53:
            raise PayloadError(f"{self.way} is no positive number")
        return self.value

    def matching(self, pattern: re.Pattern[str]) -> str:
        """A text of a form."""
        if not pattern.fullmatch(self.text):
            raise PayloadError(f"{self.way} has not the form {pattern.pattern}")
        return self.text


def parse(raw: bytes, what: str, most: int = MOST_BYTES) -> Node:
    """The payload in some bytes; raises PayloadError. what: its name in messages."""
    if len(raw) > most:
        raise PayloadError(f"{what} has {len(raw):,} bytes, more than {most:,}")
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PayloadError(f"{what} is not JSON ({type(error).__name__})") from error
    if not isinstance(value, dict):
        raise PayloadError(f"{what} is no JSON object")
    return Node(value, what)


def read(path: Path, most: int = MOST_BYTES) -> Node:
    """The payload in a file; raises PayloadError."""
    try:
        with path.open("rb") as file:
            return parse(file.read(most + 1), path.name, most)
    except OSError as error:
        raise PayloadError(f"{path.name} cannot be read ({error.strerror})") from error
