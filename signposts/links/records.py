"""The records of the link checker: what was asked, what came back, what that means, and what is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """What is known of an address, from best to worst."""

    OK = "ok"
    MOVED = "moved"
    BLOCKED = "blocked"
    UNCHECKED = "unchecked"
    SUSPECT = "suspect"
    HOLLOW = "hollow"
    DEAD = "dead"


class Fault(StrEnum):
    """Why a request brought no whole answer."""

    NONE = ""
    UNKNOWN_HOST = "unknown host"
    NO_NAME_SERVER = "the name servers do not answer"
    REFUSED = "connection refused"
    UNREACHABLE = "host unreachable"
    RESET = "connection reset"
    TIMEOUT = "no whole answer in time"
    CERTIFICATE = "bad certificate"
    TLS = "no secure connection"
    MALFORMED = "malformed answer"
    HEADERS = "headers too large"
    TRUNCATED = "body cut short"
    BOMB = "compression bomb"
    PRIVATE = "private address"
    ADDRESS = "unreadable address"


#: Faults that say more about the network than about one address.
NETWORK_FAULTS = frozenset(
    {Fault.UNKNOWN_HOST, Fault.NO_NAME_SERVER, Fault.REFUSED, Fault.UNREACHABLE, Fault.TIMEOUT, Fault.RESET}
)
#: Faults that may be gone a moment later.
PASSING_FAULTS = frozenset(
    {
        Fault.NO_NAME_SERVER,
        Fault.RESET,
        Fault.REFUSED,
        Fault.UNREACHABLE,
        Fault.TIMEOUT,
        Fault.TRUNCATED,
        Fault.MALFORMED,
        Fault.TLS,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One request and what came back.

    ``headers`` have small letters; ``body`` is decompressed and no longer than the limit; ``cut``: there was more.
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False
    fault: Fault = Fault.NONE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What the first bytes of a body tell about it."""

    kind: str = "empty"  # empty, html, pdf, text, sealed (cannot be read), other
    title: str = ""
    heading: str = ""
    #: The visible text, shortened; ``text_length`` is the length of all of it.
    text: str = ""
    text_length: int = 0
    anchors: frozenset[str] = frozenset()
    #: The page has next to no text of its own: scripts make it.
    made_by_script: bool = False
    #: Something besides text to see: pictures, frames, drawings.
    has_media: bool = False
    asks_password: bool = False
    #: Target of an immediate refresh, as it stands in the page.
    refresh: str = ""
    #: The content alone, without menus, foot and links: its first headings, and its text as above.
    headings: tuple[str, ...] = ()
    own: str = ""
    own_length: int = 0
    #: Sources of scripts and frames, and how scripts begin.
    scripts: str = ""
    shows_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One attempt at an address: the answers in order, redirects first, and the page behind the last one."""

    answers: tuple[Answer, ...]
    page: Page = Page()

    @property
    def last(self) -> Answer:
        """The answer at which the redirects ended."""
        return self.answers[-1]


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked: an address without its fragment, and what an entry promises there."""

    url: str
    title: str = ""
    kind: str = ""
    #: Fragments that pages of the site point to, as typed.
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one run found out about an address.

    ``SUSPECT`` means that it failed now: only the memory can make it dead. ``passing``: it may be well in a moment;
    ``wait``: the seconds that the host asks for; ``gone``: the host says so itself (410).
    """

    state: State
    reason: str = ""
    status: int = 0
    final: str = ""
    passing: bool = False
    wait: float | None = None
    gone: bool = False
    fault: Fault = Fault.NONE
    #: A person must open the address: set where a wall or an unsafe target is new.
    unsafe: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an address stands: a file of the project and a line."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"
