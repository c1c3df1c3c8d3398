"""The words of the pages, packed for the search: which page mentions a word, and which answer is about it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")

#: Words that say nothing about a subject.
_EMPTY = frozenset(
    """a about above after again all almost also although always am among an and another any are around as at away be
    became because become been before being below best better between both but by call called came can cannot case cases
    come could did do does doing done down each either else end enough even ever every example far few first for from
    further gave get give given gives go goes good got had half has have having he hence her here his how however i if
    in inside instead into is it its itself just keep kept know last later least left less let like little long look
    made main make makes many may mean means might more most much must need needs never new next no none nor not nothing
    now of off often old on once one ones only onto or other others our out over own part per perhaps put rather read
    right said same say says see seen several shall she should show shows side simply since small so some something
    soon start still such take taken takes than that the their them then there therefore these they thing things this
    those though three through thus time times to together too took two under until up upon use used useful uses using
    usually very want was way ways we well went were what when where whether which while who whole whose why will with
    within without work works would write yet you your four five six many twice second third""".split()
)

#: A number is written as its distance from the one before: one of these characters, after a mark for each round more.
_DIGITS = [chr(code) for code in range(35, 127) if chr(code) != "\\"]
_FURTHER = "!"

#: The beginning that a word shares with the one before it is written as one digit.
_LONGEST_SHARED = 9


@dataclass(frozen=True, slots=True)
class Text:
    """A text to pack: what the browser has of it anyway, and all of it; ``page`` counts the pages from 0."""

    page: int
    known: str
    body: str
    #: Pages are found by what they mention; only answers and entries are about a word in particular.
    is_page: bool = False


@dataclass(slots=True)
class Places:
    """Where a word stands: the pages that mention it, and the numbers of the texts that are about it."""

    pages: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)


def words(text: str) -> list[str]:
    """The words of a text, in small letters; a compound with hyphens is one word."""
    return [match[0].replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text.lower())]


@cache
def family(word: str) -> str:
    """A key that the usual forms of a word share. Rough: the browser tells them apart properly."""
    word = word.replace("iz", "is")
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


def places(texts: Sequence[Text], subject: int) -> dict[str, Places]:
    """Each word that the browser does not have already, in its most usual form, and where it stands.

    subject: how often a text must say a word to be about it.
    """
    known_on: dict[int, set[str]] = {}
    for text in texts:
        known_on.setdefault(text.page, set()).update(map(family, words(text.known)))
    forms: dict[str, Counter[str]] = {}
    found: dict[str, Places] = {}
    for number, text in enumerate(texts):
        known = set(map(family, words(text.known)))
        counts: Counter[str] = Counter()
        for word in filter(_counts, words(text.body)):
            forms.setdefault(family(word), Counter())[word] += 1
            counts[family(word)] += 1
        for key, count in counts.items():
            if key not in known_on[text.page]:
                found.setdefault(key, Places()).pages.add(text.page)
            if key not in known and count >= subject and not text.is_page:
                found.setdefault(key, Places()).texts.add(number)
    return {_usual(forms[key]): where for key, where in found.items()}


def _counts(word: str) -> bool:
    return word not in _EMPTY and len(word) > 1 and not word[0].isdigit()


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], word))


def pack(found: Mapping[str, Places]) -> dict[str, str]:
    """The words and their places as three columns of text, one line a word."""
    rows = sorted(found.items())
    return {
        "words": "\n".join(_front_coded(word for word, _ in rows)),
        "mentions": "\n".join(packed(where.pages) for _, where in rows),
        "subjects": "\n".join(packed(where.texts) for _, where in rows),
    }


def _front_coded(ordered: Iterable[str]) -> Iterable[str]:
    last = ""
    for word in ordered:
        shared = 0
        while shared < min(len(word), len(last), _LONGEST_SHARED) and word[shared] == last[shared]:
            shared += 1
        yield f"{shared}{word[shared:]}"
        last = word


def packed(numbers: Iterable[int]) -> str:
    """Numbers as text: each as its distance from the one before, mostly one character."""
    text, last = "", -1
    for number in sorted(numbers):
        rounds, rest = divmod(number - last - 1, len(_DIGITS))
        text += _FURTHER * rounds + _DIGITS[rest]
        last = number
    return text
