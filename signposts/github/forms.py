"""Issue forms: GitHub writes what was filled in as Markdown, one heading a field."""

import re
from collections.abc import Mapping

from signposts.contribute.proposal import Wish
from signposts.plaintext import clean

#: The labels of the fields in .github/ISSUE_TEMPLATE/link.yml → what they are here.
LINK_FIELDS: Mapping[str, str] = {
    "Address": "url",
    "Topic page": "page",
    "Question": "question",
    "What the reader gets": "description",
    "Title": "title",
    "Authors": "by",
    "Year": "year",
    "Kind": "kind",
    "Level": "level",
}
_EMPTY = frozenset({"", "_no response_", "none", "i do not know"})


def read_fields(body: str, labels: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, by our names; what was left empty is missing.

    The last heading of each label counts: text in one field cannot speak for a field that comes after it.
    """
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in body[:70_000].splitlines():
        heading = re.fullmatch(r"### (.{1,60})", line.rstrip())
        name = labels.get(heading[1]) if heading else None
        if name:
            current = found[name] = []
        else:
            current.append(line)
    values = {name: clean(" ".join(lines), 2000) for name, lines in found.items()}
    return {name: value for name, value in values.items() if value.casefold() not in _EMPTY}


def link_wish(body: str) -> Wish:
    """The entry that somebody asks for in the form for a link."""
    fields = read_fields(body, LINK_FIELDS)
    attributes = {name: fields[name] for name in ("by", "year", "level") if name in fields}
    url = re.sub(r"^<(.+)>$|^\[.*\]\((.+)\)$", lambda match: match[1] or match[2], fields.get("url", ""))
    return Wish(
        url,
        fields.get("page", ""),
        fields.get("question", ""),
        fields.get("title", ""),
        fields.get("kind", "").lower().lstrip("."),
        attributes,
        fields.get("description", ""),
    )
