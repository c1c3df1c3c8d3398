"""What readers see of the links' state: a mark on an entry that is gone, and the page of all that is not well."""

from collections.abc import Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement

from signposts.links.memory import LinkState, Memory
from signposts.links.records import State

#: In this order states are shown: what matters most to a reader first.
ORDER = (State.OK, State.MOVED, State.BLOCKED, State.UNCHECKED, State.SUSPECT, State.HOLLOW, State.DEAD)

#: The word that a reader sees for a state, and what it means.
WORDS = {
    State.OK: ("Fine", "answers with what its entry promises"),
    State.MOVED: ("Moved", "answers at a new address"),
    State.BLOCKED: ("Not for robots", "alive, but only a person can open it"),
    State.UNCHECKED: ("Not asked", "for the reason beside it"),
    State.SUSPECT: ("In doubt", "failed when last asked; it is asked again"),
    State.HOLLOW: ("Hollow", "answers, but no longer with the resource"),
    State.DEAD: ("Dead", "failed often and long enough"),
}

#: A place on the site: the title of what links there, and its address from the page that shows it.
Place = tuple[str, str]


def is_gone(memory: Memory | None) -> bool:
    """True when readers should be told that an entry's address no longer has the resource."""
    return memory is not None and memory.state in (State.DEAD, State.HOLLOW)


def archived_year(memory: Memory) -> str:
    """The year of the archived copy, from its address."""
    stamp = memory.archived.partition("/web/")[2][:4]
    return stamp if stamp.isdigit() else ""


def mark_entry(item: Element, facts: Element, title: str, memory: Memory | None) -> None:
    """Add to an entry's card what is known of its address.

    When the address is gone, a badge and the archived copy come before everything else; else the copy stands among
    the facts.
    """
    if memory is None:
        return
    if is_gone(memory):
        line = Element("p", {"class": "entry-health"})
        badge = SubElement(line, "strong", {"class": "entry-gone"})
        badge.text = "Link dead" if memory.state is State.DEAD else "Link no longer leads to it"
        badge.tail = " "
        if memory.archived:
            _archive_link(line, memory, f"Read the archived copy{_of_year(memory)}", title)
        else:
            badge.tail = " No archived copy is known."
        item.insert(0, line)
    elif memory.archived:
        facts[-1].tail = " "
        _archive_link(facts, memory, "archived", title)


def _archive_link(parent: Element, memory: Memory, text: str, title: str) -> None:
    link = SubElement(parent, "a", {"class": "entry-archived", "href": memory.archived})
    link.text = text
    link.set("aria-label", f"{text}: {title}" if text != "archived" else f"Archived copy{_of_year(memory)} of {title}")


def _of_year(memory: Memory) -> str:
    year = archived_year(memory)
    return f" of {year}" if year else ""


def health_html(state: LinkState | None, places: Mapping[str, Sequence[Place]]) -> str:
    """The page: counts, a bar, the date of the last run, and what is not fine with its reason.

    places: address → where it stands on the site. Everything from the web is escaped.
    """
    if state is None or not state.last_run:
        return '<p class="health-none">Not yet checked: no run of the link checker is on record.</p>'
    counts = dict.fromkeys(ORDER, 0)
    for memory in state.addresses.values():
        counts[memory.state] += 1
    total = sum(counts.values())
    day = state.last_run[:10]
    checked = f'last checked as a whole on <time datetime="{day}">{day}</time>'
    parts = [
        f"<p>{total:,} addresses outside this site, {checked}.</p>",
        _bar(counts, total),
        _table(counts),
    ]
    if state.broken:
        rows = "".join(f"<li><code>{escape(a)}</code>: {escape(why)}</li>" for a, why in sorted(state.broken.items()))
        parts.append(f'<h2 id="inside">Broken inside this site</h2>\n<ul>{rows}</ul>')
    for kind in reversed(ORDER[1:]):
        found = sorted((address, memory) for address, memory in state.addresses.items() if memory.state is kind)
        if found:
            word, meaning = WORDS[kind]
            rows = "\n".join(_row(address, memory, places.get(address, ())) for address, memory in found)
            parts.append(
                f'<h2 id="{kind}">{word} <small>{meaning}</small></h2>\n<ul class="health-list">\n{rows}\n</ul>'
            )
    if counts[State.OK] == total:
        parts.append("<p>All is well.</p>")
    return "\n".join(parts)


def _bar(counts: Mapping[State, int], total: int) -> str:
    """A bar by state. Its widths are attributes: the site's rules allow no style of an element's own."""
    said = ", ".join(f"{WORDS[kind][0].lower()} {number}" for kind, number in counts.items() if number)
    pieces, left = [], 0.0
    for kind, number in counts.items():
        width = 100 * number / total if total else 0
        if number:
            pieces.append(f'<rect class="health-{kind}" x="{left:.3f}" y="0" width="{width:.3f}" height="6"/>')
        left += width
    return (
        f'<svg class="health-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" '
        f'aria-label="Addresses by state: {said}">{"".join(pieces)}</svg>'
    )


def _table(counts: Mapping[State, int]) -> str:
    rows = "".join(
        f'<tr><th scope="row"><span class="health-key health-{kind}"></span>{WORDS[kind][0]} '
        f"<small>{WORDS[kind][1]}</small></th><td>{number:,}</td></tr>"
        for kind, number in counts.items()
        if number
    )
    head = '<tr><th scope="col">State</th><th scope="col">Addresses</th></tr>'
    table = f'<table aria-label="Addresses by state"><thead>{head}</thead><tbody>{rows}</tbody></table>'
    return f'<div class="health-counts">{table}</div>'


def _row(address: str, memory: Memory, places: Sequence[Place]) -> str:
    # An address that cannot be opened safely is shown, not linked.
    shown = f"<code>{escape(address)}</code>"
    where = ", ".join(f'<a href="{escape(href)}">{escape(title)}</a>' for title, href in places[:5])
    parts = [f"{where}: {shown}" if where else shown]
    if memory.reason:
        parts.append(f'<span class="health-reason">{escape(memory.reason)}</span>')
    if memory.last_ok and memory.state not in (State.OK, State.MOVED):
        parts.append(f'last fine on <time datetime="{memory.last_ok[:10]}">{memory.last_ok[:10]}</time>')
    if memory.archived:
        parts.append(f'<a href="{escape(memory.archived)}">archived copy{_of_year(memory)}</a>')
    return f"<li>{'; '.join(parts)}</li>"
