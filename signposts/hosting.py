"""What a static host should be told: the Content-Security-Policy, and how long each file may be kept."""

import re
from urllib.parse import urlsplit

#: What pages may do. No inline script or style, no other host; pictures may stand in the style sheets themselves.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}

#: What only a header can forbid: being shown within another site's page.
HEADER_POLICY = {**POLICY, "frame-ancestors": "'none'"}

_YEAR = 365 * 24 * 3600


#: The one style attribute in our pages: Markdown's tables align their columns by it.
_ALIGNED = re.compile(r'(<t[dh]\b[^>]*) style="text-align: (left|right|center);"')


def without_styles(html: str) -> str:
    """A page with the cells of tables aligned by classes: the policy allows no style attribute."""
    return _ALIGNED.sub(r'\1 class="align-\2"', html)


def policy(rules: dict[str, str] = POLICY) -> str:
    """The rules in the notation of a Content-Security-Policy."""
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())


def headers(site_url: str, fingerprinted: list[str]) -> str:
    """The text of ``_headers``, which several hosts of static files read.

    site_url: where the site will be; fingerprinted: files below the site's root whose names change with their content.
    """
    base = urlsplit(site_url).path.rstrip("/")
    everywhere = [
        f"Content-Security-Policy: {policy(HEADER_POLICY)}",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: strict-origin-when-cross-origin",
        "Permissions-Policy: camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy: same-origin",
    ]
    blocks = [_block(f"{base}/*", everywhere)]
    blocks += [
        _block(f"{base}/{name}", [f"Cache-Control: public, max-age={_YEAR}, immutable"]) for name in fingerprinted
    ]
    return "".join(blocks)


def _block(path: str, lines: list[str]) -> str:
    return f"{path}\n" + "".join(f"  {line}\n" for line in lines)
