"""Archived copies of entries at the Wayback Machine. Nothing here may hold up or fail a run."""

import json
from collections.abc import Iterable
from urllib.parse import quote

from signposts.addresses import problems
from signposts.links.body import Budget
from signposts.links.fetch import Fetcher

_CDX = (
    "https://web.archive.org/cdx/search/cdx?output=json&fl=timestamp,original,statuscode"
    "&filter=statuscode:200&collapse=timestamp:4&limit=60&url="
)
_SAVE = "https://web.archive.org/save/"
_SECONDS, _BYTES = 20, 65_536
#: After so many failures in a row, the archive is left alone for this run.
PATIENCE = 3


class ArchiveError(Exception):
    """The archive did not answer as it should."""


async def find_copy(fetcher: Fetcher, headers: dict[str, str], url: str, year: int | None) -> str:
    """The address of the copy nearest to a year, or an empty string; raises ArchiveError."""
    look = await fetcher.follow(_CDX + quote(url, safe=""), headers, Budget(_SECONDS, _BYTES), _BYTES)
    if look.last.fault or look.last.status != 200:
        raise ArchiveError(str(look.last.fault) or f"status {look.last.status}")
    try:
        rows = json.loads(look.last.body) if look.last.body.strip() else []
        return nearest_copy(rows, year)
    except (ValueError, TypeError, RecursionError) as error:
        raise ArchiveError("not the list that was asked for") from error


def nearest_copy(rows: Iterable, year: int | None) -> str:
    """Of the rows of a CDX answer, the copy with status 200 nearest to a year; without a year the newest.

    Raises ValueError or TypeError when the rows are not what the service promises.
    """
    copies = []
    for timestamp, original, status in rows:
        if status == "200" and len(timestamp) == 14 and timestamp.isdigit() and not any(problems(original)):
            copies.append((timestamp, original))
    if not copies:
        return ""

    def distance(copy: tuple[str, str]) -> tuple[int, int]:
        # Of two copies as near, the later: it was complete by then.
        return abs(int(copy[0][:4]) - year) if year else 0, -int(copy[0])

    timestamp, original = min(copies, key=distance)
    return f"https://web.archive.org/web/{timestamp}/{original}"


async def save_copy(fetcher: Fetcher, headers: dict[str, str], url: str) -> bool:
    """Ask for a capture; True when the archive took the wish."""
    answer = await fetcher.ask(_SAVE + url, headers, Budget(_SECONDS, _BYTES), _BYTES)
    return not answer.fault and answer.status < 400
