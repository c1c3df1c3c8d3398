"""The list of what a reader needs to have the whole site on a device: docs/assets/offline.js reads it."""

import hashlib
import json
from collections.abc import Mapping

#: The name of the list, below the site's root.
FILE = "offline.json"

#: What is made for other programs, for hosts and for link previews, and the worker itself, which the browser keeps.
_LEFT_OUT = frozenset(
    "robots.txt llms.txt sitemap.xml sitemap.xml.gz feed.xml catalogue.csv catalogue.schema.json _headers sw.js "
    f"assets/social.png {FILE}".split()
)


def offline_list(files: Mapping[str, bytes]) -> str:
    """The list as JSON. files: the built site, path → content.

    A page stands under its folder's address, as pages link to it; each file has a mark that changes with its content.
    ``bytes`` is the room that they take on the device.
    """
    kept = {
        name.removesuffix("index.html"): content for name, content in sorted(files.items()) if name not in _LEFT_OUT
    }
    marks = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in kept.items()}
    return json.dumps({"bytes": sum(map(len, kept.values())), "files": marks}, separators=(",", ":"))
