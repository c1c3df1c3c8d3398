"""What the link checker's tests share: a policy whose waiting is short, name servers, small built sites."""

import html
import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from faults import HOSTS, PRIVATE_NAMES
from simulated_web import Exchange, Host, SimulatedWeb, page

from signposts.links.policy import Policy, read_policy

#: Short pauses: what is tested is what happens, not how long it takes. What has a right answer may take its time.
QUICK = {
    "limits": {"pauses": [0.1, 0.3], "patience": 4},
    "pace": {"seconds": 0.03, "at_once": 4},
}


def quick_policy(**more: dict) -> Policy:
    """The package's policy with short times. more: tables that go over it."""
    tables = dict(read_policy().tables)
    for name, values in {**QUICK, **more}.items():
        tables[name] = {**tables[name], **values}
    tables["host"] = []
    return Policy(tables)


async def lookup(name: str, _port: int) -> list[str]:
    """The name servers of the simulated web."""
    if name in PRIVATE_NAMES:
        return [PRIVATE_NAMES[name]]
    if name in HOSTS and HOSTS[name].link != "unknown":
        return ["93.184.215.14"]
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def write_site(folder: Path, pages: dict[str, list[str]], base: str = "https://site.example.org/") -> Path:
    """Write a built site. pages: name of a folder ("" for the first page) → the addresses that it links to."""
    for name, addresses in pages.items():
        path = folder / name / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        links = "\n".join(f'<p><a href="{html.escape(address)}">link</a></p>' for address in addresses)
        up = "../" * (name.count("/") + 1) if name else ""
        inner = "\n".join(f'<a href="{up}{other}/">{other}</a>' for other in pages if other)
        canonical = f'<link rel="canonical" href="{base}{name}{"/" if name else ""}">'
        path.write_text(f"<!doctype html><html><head>{canonical}</head><body>\n{links}\n{inner}</body></html>")
    return folder


def use(web: SimulatedWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send this process to a simulated web."""
    for name, value in web.environment.items():
        monkeypatch.setenv(name, value)
    assert os.environ["HTTPS_PROXY"].startswith("http://127.0.0.1")


class LivingWeb(dict):
    """Hosts of a web on which all is well: each address gives what it promises, its anchors included."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__()
        self.anchors: dict[str, list[str]] = {}
        for address in addresses:
            page, _, fragment = address.partition("#")
            self.anchors.setdefault(page, []).append(fragment)

    def get(self, name: str, default: Host | None = None) -> Host:
        """Any host is there; one that was put in by name is that one."""
        return super().get(name) or self.setdefault(name, Host(default=self.answer))

    def __missing__(self, name: str) -> Host:
        return self.get(name)

    async def answer(self, exchange: Exchange) -> None:
        """What is promised: JSON from services, files as such, pages with their anchors."""
        path = urlsplit(exchange.url).path.lower()
        if path.startswith(("/oembed", "/api/oembed")):
            await exchange.send(200, '{"title": "A video"}', {"Content-Type": "application/json"})
        elif path.startswith("/api/handles/"):
            await exchange.send(200, '{"responseCode": 1}', {"Content-Type": "application/json"})
        elif path.startswith("/cdx/"):
            await exchange.send(200, json.dumps(COPIES), {"Content-Type": "application/json"})
        elif path.endswith(".pdf"):
            await exchange.send(200, b"%PDF-1.4 and so on", {"Content-Type": "application/pdf"})
        elif path.endswith((".zip", ".pptx", ".png", ".jpg", ".mp4", ".ppt", ".gz", ".ps")):
            await exchange.send(200, b"PK\x03\x04 and so on", {"Content-Type": "application/octet-stream"})
        else:
            anchors = "".join(f'<a id="{html.escape(name)}"></a>' for name in self.anchors.get(exchange.url, []))
            await exchange.send(200, page(extra=anchors))


#: What the Wayback Machine lists for every address.
COPIES = [
    ["timestamp", "original", "statuscode"],
    ["20120101000000", "http://example.org/a", "200"],
    ["20160601120000", "http://example.org/a", "200"],
    ["20170601120000", "http://example.org/a", "404"],
    ["20240601120000", "http://example.org/a", "200"],
]
