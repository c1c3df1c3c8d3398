"""What a page may contain: the HTML that Markdown and our own extensions make, and nothing else.

A page may come from a stranger's pull request, so tags and attributes are allowed by name, never forbidden by name.
"""

#: Our interactive elements; each is a module under docs/assets/ named after its tag.
INTERACTIVE = frozenset(
    {"layer-calculator", "network-calculator", "receptive-field", "recurrent-calculator", "roofline-calculator"}
)

#: Tags that may stand in a rendered page.
TAGS = INTERACTIVE | frozenset(
    """a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6
    hr i img ins kbd li mark ol p pre s small span strong sub summary sup table tbody td tfoot th thead tr u ul
    var""".split()
)

#: Attributes that may stand on any of these tags, and on one tag only.
ATTRIBUTES = frozenset({"id", "class", "title", "lang", "dir", "role"})
TAG_ATTRIBUTES = {
    "a": frozenset({"href", "hreflang", "name", "rel"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "td": frozenset({"colspan", "rowspan", "style"}),
    "th": frozenset({"colspan", "rowspan", "scope", "style"}),
}

#: The only style that Markdown tables write: the alignment of a column.
TABLE_STYLES = frozenset({"text-align: left;", "text-align: right;", "text-align: center;"})

#: Schemes that a link may have; a link without one points into the site.
LINK_SCHEMES = frozenset({"http", "https", "mailto"})


def attribute_allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may carry an attribute with this value."""
    if name == "style":
        return tag in ("td", "th") and value in TABLE_STYLES
    if name == "tabindex":
        return value == "-1"
    if name.startswith(("data-", "aria-")) or name in ATTRIBUTES or name in TAG_ATTRIBUTES.get(tag, ()):
        return True
    # An interactive element is configured by plain attributes of its own; event handlers are never plain.
    return tag in INTERACTIVE and not name.startswith("on")
