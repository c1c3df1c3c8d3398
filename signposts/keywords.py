"""The words of the pages, packed for the search: which answers say a word, and which readers look for by it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

_WORD = re.compile(r"[^\W_]+(?:[-’'_][^\W_]+)*")

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
    """A text to pack: the number of the answer in which it stands, what the browser has of it anyway, and all of it.

    ``asked``: other words by which readers look for that answer.
    """

    answer: int
    known: str
    body: str
    asked: str = ""


@dataclass(slots=True)
class Places:
    """Where a word stands: answers that say it → how often; answers that readers look for by it."""

    said: Counter[int] = field(default_factory=Counter)
    asked: set[int] = field(default_factory=set)

    def telling(self, most: int) -> list[int]:
        """The answers that say the word, at most so many: of a usual word, those that say it oftenest."""
        if len(self.said) <= most:
            return list(self.said)
        least = sorted(self.said.values(), reverse=True)[most]
        return [answer for answer, count in self.said.items() if count > least]


def words(text: str) -> list[str]:
    """The words of a text, in small letters; a compound with hyphens or underscores is one word."""
    return [match[0].replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text.lower())]


@cache
def family(word: str) -> str:
    """A key that the usual forms of a word share. Rough: the browser tells them apart properly."""
    word = word.replace("iz", "is")
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


def places(texts: Iterable[Text]) -> dict[str, Places]:
    """Each word that the browser does not have already, in its most usual form, and where it stands."""
    forms: dict[str, Counter[str]] = {}
    found: dict[str, Places] = {}

    def place(word: str, known: set[str]) -> Places:
        key = family(word)
        forms.setdefault(key, Counter())[word] += 1
        # What the browser has already goes to a place that nobody keeps.
        return Places() if key in known else found.setdefault(key, Places())

    for text in texts:
        known = set(map(family, words(text.known)))
        for word in filter(_counts, words(text.body)):
            place(word, known).said[text.answer] += 1
        # Here numbers count: somebody chose them.
        for word in (word for word in words(text.asked) if word not in _EMPTY):
            place(word, known).asked.add(text.answer)
    return {_usual(forms[key]): where for key, where in found.items()}


def _counts(word: str) -> bool:
    return word not in _EMPTY and len(word) > 1 and not word[0].isdigit()


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], word))


def pack(found: Mapping[str, Places], known: Iterable[str], most: int) -> dict[str, str]:
    """The words and their places as columns of text, one line a word.

    known: the words that the browser has, sorted: they come first, whether they have places or not, and are not written
    again; most: how many answers a word is given at most.
    """
    known = list(known)
    own = {family(word): word for word in reversed(known)}
    at = {own.get(family(word), word): where for word, where in found.items()}
    new = sorted(at.keys() - own.values())
    rows = [at.get(word, Places()) for word in (*known, *new)]
    return {
        "words": "\n".join(_front_coded(new)),
        "said": "\n".join(packed(where.telling(most)) for where in rows),
        "asked": "\n".join(packed(where.asked) for where in rows),
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
