"""How entries and figures look in a page: changes the tree of the Markdown library in place."""

from html import escape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from signposts.links.health import mark_entry
from signposts.links.memory import Memory
from signposts.records import ACCESS, KINDS, Entry

#: More authors than this are cut short: a reader wants to recognise a paper, not its author list.
SHOWN_AUTHORS = 4


def host_of(url: str) -> str:
    """The host as a reader knows it, without ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def authors_text(authors: tuple[str, ...]) -> str:
    """The authors in one line: "A, B and C", cut short where there are many."""
    if authors[-1:] == ("et al.",):
        return f"{', '.join(authors[:3][: len(authors) - 1])} and others"
    if len(authors) > SHOWN_AUTHORS:
        return f"{', '.join(authors[:3])} and {len(authors) - 3} others"
    if len(authors) > 1:
        return f"{', '.join(authors[:-1])} and {authors[-1]}"
    return "".join(authors)


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """What stands under an entry's title: (class, text) pairs, in order, without what is unknown."""
    pairs = [
        ("entry-kind", KINDS.get(entry.kind, "")),
        ("entry-by", authors_text(entry.authors)),
        ("entry-year", str(entry.year or "")),
        ("entry-level", entry.level),
        ("entry-minutes", f"{entry.minutes} min" if entry.minutes else ""),
        ("entry-access", ACCESS.get(entry.access, entry.access)),
        ("entry-lang", f"in {LANGUAGES.get(entry.lang, entry.lang)}" if entry.lang else ""),
        ("entry-host", host_of(entry.url)),
    ]
    return [(name, text) for name, text in pairs if text]


#: The names of languages that resources are in.
LANGUAGES = {"de": "German", "es": "Spanish", "fr": "French", "ja": "Japanese", "ko": "Korean", "zh": "Chinese"}


def render_entry(item: Element, link: Element, entry: Entry, editor: str = "", memory: Memory | None = None) -> None:
    """Turn the list item of an entry into its card: title, facts, description, permanent link.

    editor: where the entry's page is edited, if there is such a place; the link leads to the entry's line;
    memory: what is known of its address.
    """
    title = item[0] if item[0].tag == "p" else _wrap_title(item, link)
    item.set("class", f"entry entry-{entry.kind}")
    item.set("id", entry.id)
    title.set("class", "entry-title")
    link.tail = ""
    for name in [name for name in link.attrib if name != "href"]:
        del link.attrib[name]
    if entry.lang:
        link.set("hreflang", entry.lang)
    facts = Element("p", {"class": "entry-facts"})
    for name, text in facts_of(entry):
        fact = SubElement(facts, "span", {"class": name})
        fact.text = text
        fact.tail = " "
    permanent = SubElement(
        facts, "a", {"class": "entry-link", "href": f"#{entry.id}", "aria-label": f"Permanent link to {entry.title}"}
    )
    permanent.text = "#"
    if editor:
        label = f"Edit the entry {entry.title}"
        edit = SubElement(
            facts, "a", {"class": "entry-edit", "href": f"{editor}#L{entry.line}", "title": "Edit", "aria-label": label}
        )
        edit.text = "✎"
        permanent.tail = " "
    item.insert(1, facts)
    mark_entry(item, facts, entry.title, memory)


def _wrap_title(item: Element, link: Element) -> Element:
    """Give the title of a tight list item the paragraph that a loose one has."""
    item.remove(link)
    title = Element("p")
    title.append(link)
    title.tail, link.tail = link.tail, ""
    item.insert(0, title)
    return title


#: Where an abbreviation is never marked: the mark would be read aloud, or would look like a second link.
_UNMARKED = frozenset({"h1", "h2", "h3", "h4", "a", "dt", "th"})


def thin_abbreviations(root: Element) -> None:
    """Keep the hover text of an abbreviation once a question: marked everywhere, it makes a page restless."""
    _thin(root, set(), unmarked=False)


def _thin(parent: Element, seen: set[str], *, unmarked: bool) -> None:
    for child in list(parent):
        if child.tag == "h2":
            seen.clear()
        if child.tag != "abbr":
            _thin(child, seen, unmarked=unmarked or child.tag in _UNMARKED)
        elif unmarked or (child.text or "") in seen:
            _unwrap(parent, child)
        else:
            seen.add(child.text or "")


def _unwrap(parent: Element, child: Element) -> None:
    """Put the text of an element in its place."""
    text = (child.text or "") + (child.tail or "")
    index = list(parent).index(child)
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(child)


def figure_html(svg: str, alternative: str, caption: str) -> str:
    """A drawing with its text for those who cannot see it, and its caption."""
    named = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alternative)}" ', 1)
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{named}{below}</figure>"
