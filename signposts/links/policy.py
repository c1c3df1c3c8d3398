"""What is known of the web at large, as data: limits, walls, phrases, services, and people's words on blocked hosts."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from signposts.withdrawn import address_hash, read_withdrawn

#: What a project adds to the data that comes with the package.
PROJECT_FILE = Path("data/links.toml")
#: What people found when they opened an address that refuses robots.
WORDS_FILE = Path("data/blocked.toml")


class PolicyError(Exception):
    """A data file cannot be used: the message names the file, and says what is wrong with it and how to mend it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One question to a service about one of its resources."""

    url: str
    good: frozenset[int]
    gone: frozenset[int]
    key: str = ""
    value: str = ""
    gone_value: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that answers for its resources at endpoints of its own."""

    name: str
    address: re.Pattern[str]
    gone_state: str
    gone_reason: str
    endpoints: tuple[Endpoint, ...]

    def questions(self, url: str) -> tuple[Endpoint, ...]:
        """The endpoints for an address, filled in; empty when the address is not one of this service."""
        match = self.address.match(url)
        if not match:
            return ()
        return tuple(replace(endpoint, url=endpoint.url.replace("{0}", match[1])) for endpoint in self.endpoints)


@dataclass(frozen=True, slots=True)
class Word:
    """What a person saw who opened an address, or an address on a host, that refuses robots."""

    date: datetime.date
    reason: str
    address: str = ""
    host: str = ""


def host_matches(host: str, name: str) -> bool:
    """True when a host is the named one or below it."""
    return host == name or host.endswith(f".{name}")


def host_name(url: str) -> str:
    """The host of an address in small letters; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for many."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _near(noun: str, says: str) -> re.Pattern[str]:
    """A noun and what is said of it, near each other in one sentence, in either order."""
    gap = "[^.!?;。！？]"
    return re.compile(f"(?:{noun}){gap}{{0,60}}?(?:{says})|(?:{says}){gap}{{0,40}}?(?:{noun})", re.IGNORECASE)


class Policy:
    """The data, compiled. Tables are those of policy.toml, with a project's own rows before them."""

    def __init__(
        self, tables: Mapping[str, object], words: tuple[Word, ...] = (), withdrawn: frozenset[str] = frozenset()
    ) -> None:
        self.tables, self.words, self.withdrawn = tables, words, withdrawn
        self.limits: Mapping[str, int] = tables["limits"]
        self.recheck: Mapping[str, int] = tables["recheck"]
        try:
            self._compile(tables)
        except (re.error, KeyError, TypeError, AttributeError) as error:
            raise PolicyError(
                f"{PROJECT_FILE}: a table is not usable ({error!r}): see signposts/links/policy.toml"
            ) from error

    def _compile(self, tables: Mapping) -> None:
        walls, hollow, types = tables["walls"], tables["hollow"], tables["types"]
        self.wall_titles, self.wall_texts = any_of(walls["titles"]), any_of(walls["texts"])
        self.wall_headers = {name: re.compile(value, re.IGNORECASE) for name, value in walls["headers"].items()}
        self.wall_statuses, self.wall_host_statuses = frozenset(walls["statuses"]), frozenset(walls["host_statuses"])
        self.wall_short_titles, self.wall_scripts = any_of(walls["short_titles"]), any_of(walls["scripts"])
        self.gate_paths, self.gate_keys = (re.compile(walls[key], re.IGNORECASE) for key in ("gate_paths", "gate_keys"))
        self.sign_in = re.compile(walls["sign_in"], re.IGNORECASE)
        self.sign_in_titles, self.sign_in_hosts = any_of(walls["sign_in_titles"]), tuple(walls["sign_in_hosts"])
        self.hollow_titles, self.hollow_texts = any_of(hollow["titles"]), any_of(hollow["texts"])
        self.hollow_short_titles = any_of(hollow["short_titles"])
        self._missing = [_near(row["noun"], row["says"]) for row in tables["missing"]]
        self.parked, self.parked_hosts = any_of(hollow["parked"]), tuple(hollow["parked_hosts"])
        self.short, self.parked_short = hollow["short"], hollow["parked_short"]
        self.error_paths = re.compile(hollow["error_paths"], re.IGNORECASE)
        self.home_paths = re.compile(hollow["home_paths"], re.IGNORECASE)
        self.pdf, self.other_types = frozenset(types["pdf"]), frozenset(types["other"])
        self.viewers = any_of(types["viewers"])
        self.filled_by_script = frozenset(tables["fragments"]["filled_by_script"])
        self.free_fragments = any_of(tables["fragments"]["any"])
        self.fragments = [
            (re.compile(row["address"], re.IGNORECASE), re.compile(row["fragment"], re.IGNORECASE))
            for row in tables["fragment"]
        ]
        self.stores = [
            (row["header"], *(re.compile(row[name], re.IGNORECASE) for name in ("value", "body")), row["reason"])
            for row in tables["store"]
        ]
        self.skips = [(re.compile(row["address"], re.IGNORECASE), row["reason"]) for row in tables["skip"]]
        self.services = [_service(row) for row in tables["service"]]

    @cached_property
    def walls(self) -> tuple[tuple[str, str], ...]:
        """Hosts known to refuse robots, with the reason."""
        return tuple((row["name"], row["reason"]) for row in self.tables["wall"])

    def missing_in(self, text: str) -> re.Match | None:
        """Where a text says in any language that its page is not here."""
        return next((match for pattern in self._missing if (match := pattern.search(text))), None)

    def wall(self, host: str) -> str:
        """Why a host refuses robots whatever is asked; empty for other hosts."""
        return next((reason for name, reason in self.walls if host_matches(host, name)), "")

    def skip(self, url: str) -> str:
        """Why an address is not asked at all; empty for those that are."""
        if self.withdrawn and address_hash(url) in self.withdrawn:
            return "withdrawn at its author's wish"
        return next((reason for pattern, reason in self.skips if pattern.match(url)), "")

    def pace(self, host: str) -> tuple[float, int]:
        """Seconds from one request to a host to the next, and how many may run at once."""
        usual = self.tables["pace"]
        row = next((row for row in self.tables["host"] if host_matches(host, row["name"])), {})
        return float(row.get("seconds", usual["seconds"])), int(row.get("at_once", usual["at_once"]))

    def needs_no_anchor(self, url: str, fragment: str) -> bool:
        """True for fragments that a script or a viewer reads, not an anchor of the page."""
        fragment = unquote(fragment)
        if self.free_fragments.fullmatch(fragment):
            return True
        return any(address.match(url) and pattern.fullmatch(fragment) for address, pattern in self.fragments)

    def word(self, url: str, today: datetime.date, *, exact: bool = False) -> Word | None:
        """The newest word of a person on an address or its host that still counts; exact: on the very address."""
        oldest = today - datetime.timedelta(days=self.recheck["word"])
        host = host_name(url)

        def speaks(word: Word) -> bool:
            on_host = not exact and bool(word.host) and host_matches(host, word.host)
            return word.date >= oldest and (word.address == url or on_host)

        said = [word for word in self.words if speaks(word)]
        return max(said, key=lambda word: word.date, default=None)


def _service(row: Mapping) -> Service:
    endpoints = tuple(
        Endpoint(
            item["url"],
            frozenset(item["good"]),
            frozenset(item["gone"]),
            item.get("key", ""),
            item.get("value", ""),
            item.get("gone_value", ""),
            item.get("type", ""),
        )
        for item in row["endpoint"]
    )
    pattern = re.compile(row["address"], re.IGNORECASE)
    return Service(row["name"], pattern, row["gone_state"], row["gone_reason"], endpoints)


def read_policy(root: Path | None = None) -> Policy:
    """The package's data and the project's own; raises PolicyError when a file of the project is not usable."""
    tables = tomllib.loads(files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))
    if root is None:
        return Policy(tables)
    for name, value in _read(root, PROJECT_FILE).items():
        usual = tables.get(name)
        if isinstance(usual, list) and isinstance(value, list):
            tables[name] = [*value, *usual]
        elif isinstance(usual, dict) and isinstance(value, dict):
            tables[name] = usual | value
        else:
            raise PolicyError(f"{PROJECT_FILE}: there is no table {name!r}: use one of {', '.join(sorted(tables))}")
    words = tuple(_word(row) for row in _read(root, WORDS_FILE).get("blocked", []))
    withdrawn, _ = read_withdrawn(root)
    return Policy(tables, words, frozenset(one for row in withdrawn for one in row.hashes))


def _read(root: Path, name: Path) -> Mapping:
    try:
        return tomllib.loads((root / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{name}: the file is not TOML ({error})") from error


def _word(row: object) -> Word:
    try:
        date, reason = row["date"], row["reason"]  # type: ignore[index]
        word = Word(date, reason, row.get("address", ""), row.get("host", "").lower())  # type: ignore[attr-defined]
    except (KeyError, TypeError, AttributeError) as error:
        raise PolicyError(f"{WORDS_FILE}: a row needs date, reason, and address or host: {row!r}") from error
    if type(date) is not datetime.date or not isinstance(reason, str) or bool(word.address) == bool(word.host):
        raise PolicyError(f"{WORDS_FILE}: a row needs a date, a reason, and either address or host: {row!r}")
    return word
