"""Small mends of the theme's HTML, where it is not valid; each is gone when the theme mends it."""

import re

#: (what the theme writes, what is valid instead, why)
_FIXES = (
    # Browsers fill in text, not checkboxes: autocomplete may not stand on them.
    (re.compile(r'(<input class="md-toggle"[^>]*) autocomplete="off"'), r"\1"),
    # An empty tabindex is no number.
    (re.compile(r' tabindex=""'), ""),
)


def mend(html: str) -> str:
    """A page of the theme, as HTML text, with what is not valid mended."""
    for pattern, replacement in _FIXES:
        html = pattern.sub(replacement, html)
    return html
