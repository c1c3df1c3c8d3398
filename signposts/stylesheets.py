"""One style sheet for the built site: of the theme's what some page can use, of ours everything without comments."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

_CLASSES = re.compile(r'\sclass="([^"]*)"')
_IDS = re.compile(r'\sid="([^"]*)"')
_ELEMENTS = re.compile(r"<([a-z][a-z0-9-]*)")
_WORDS = re.compile(r"[\w-]+")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Pseudo-classes whose arguments are selectors of which one has to be possible.
_ALTERNATIVES = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that selectors can find in pages: elements, and classes and ids together."""

    elements: frozenset[str]
    marks: frozenset[str]


def names_in(pages: Iterable[str], scripts: Iterable[str] = ()) -> Names:
    """The names in the pages' HTML; every word of a script counts too, for scripts make elements and set classes."""
    elements, lists, marks = {"html", "body"}, set(), set()
    for page in pages:
        elements.update(_ELEMENTS.findall(page))
        lists.update(_CLASSES.findall(page))
        marks.update(_IDS.findall(page))
    words = {word for script in scripts for word in _WORDS.findall(script)}
    marks.update(name for names in lists for name in names.split())
    return Names(frozenset(elements | words), frozenset(marks | words))


def bundle(theme: Iterable[str], own: Iterable[str], names: Names) -> str:
    """One style sheet. theme: sheets that lose what no page can use; own: sheets that lose comments and line breaks."""
    ours = "".join(_squeeze(sheet) for sheet in own)
    kept = [rule for sheet in theme for rule in _possible_rules(_rules(sheet), names)]
    return _without_idle(kept, ours) + ours


def _rules(css: str) -> list[Node]:
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def _squeeze(css: str) -> str:
    """Our sheets are written with a rule a line; that a reader of the built site could not follow costs nothing."""
    return re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", css)).strip() + "\n"


def _possible_rules(rules: Iterable[Node], names: Names) -> Iterator[Node]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [part for part in _split(rule.prelude) if _possible(part, names)]
            if selectors:
                rule.prelude = _join(selectors)
                yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True)
            rule.content = list(_possible_rules(inner, names))
            if rule.content:
                yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword != "charset":
            yield rule


def _split(tokens: Iterable[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _join(selectors: list[list[Node]]) -> list[Node]:
    comma = tinycss2.parse_component_value_list(",")
    return [token for place, part in enumerate(selectors) for token in (comma if place else []) + part]


def _possible(selector: list[Node], names: Names) -> bool:
    """Whether every element, class and id of a selector occurs on some page (not: together)."""
    before = ""
    for token in selector:
        if token.type == "ident":
            if before == "." and token.value not in names.marks:
                return False
            if before not in (".", ":") and token.lower_value not in names.elements:
                return False
        elif token.type == "hash" and token.value not in names.marks:
            return False
        elif token.type == "function" and token.lower_name in _ALTERNATIVES:
            if not any(_possible(part, names) for part in _split(token.arguments)):
                return False
        elif token.type == "[] block" and _right_to_left(token.content):
            return False
        before = token.value if token.type == "literal" else ""
    return True


def _right_to_left(tokens: list[Node]) -> bool:
    """Our pages are written from left to right; a quarter of the theme's rules is for the other direction."""
    return [token.value for token in tokens if token.type in ("ident", "string")] == ["dir", "rtl"]


def _without_idle(rules: list[Node], ours: str) -> str:
    """The rules as text, without custom properties and animations that nothing refers to."""
    while True:
        text = "".join(rule.serialize() for rule in rules)
        used = set(_VARIABLE.findall(text + ours))
        words = set(_WORDS.findall(" ".join(re.findall(r"animation[\w-]*:([^;}]*)", text + ours))))
        if not _drop_idle(rules, used, words):
            return text


def _drop_idle(rules: list[Node], used: set[str], animations: set[str]) -> bool:
    """Take what is idle out of the rules, in place; returns whether there was anything."""
    dropped = False
    for rule in list(rules):
        if isinstance(rule, AtRule):
            if rule.lower_at_keyword.endswith("keyframes"):
                idle = not animations & {token.value for token in rule.prelude if token.type == "ident"}
            elif rule.lower_at_keyword in ("media", "supports"):
                dropped |= _drop_idle(rule.content, used, animations)
                idle = not rule.content
            else:
                idle = False
        else:
            parts = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
            kept = [part for part in parts if not _is_idle(part, used)]
            if len(kept) < len(parts):
                dropped = True
                text = ";".join(part.serialize() for part in kept)
                rule.content = tinycss2.parse_component_value_list(text)
            idle = not kept
        if idle:
            rules.remove(rule)
            dropped = True
    return dropped


def _is_idle(part: Node, used: set[str]) -> bool:
    return isinstance(part, Declaration) and part.name.startswith("--") and part.name not in used
