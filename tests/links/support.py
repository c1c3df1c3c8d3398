"""What the link checker's tests share: a policy whose waiting is short, name servers, small built sites."""

import html
import os
import socket
from pathlib import Path

import pytest
from faults import HOSTS, PRIVATE_NAMES
from simulated_web import SimulatedWeb

from signposts.links.policy import Policy, read_policy

#: A tenth of the usual times: what is tested is what happens, not how long it takes.
QUICK = {
    "limits": {"seconds": 5.0, "first_seconds": 2.0, "pauses": [0.1, 0.3, 0.6], "patience": 4},
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
        inner = "\n".join(f'<a href="{"" if not name else "../"}{other}/">{other}</a>' for other in pages if other)
        canonical = f'<link rel="canonical" href="{base}{name}{"/" if name else ""}">'
        path.write_text(f"<!doctype html><html><head>{canonical}</head><body>\n{links}\n{inner}</body></html>")
    return folder


def use(web: SimulatedWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send this process to a simulated web."""
    for name, value in web.environment.items():
        monkeypatch.setenv(name, value)
    assert os.environ["HTTPS_PROXY"].startswith("http://127.0.0.1")
