"""What the tests of contributing share: a small page, and hosts of the simulated web on which new entries stand."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import FRONT_MATTER, make_project

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "links"))

from simulated_web import Host, SimulatedWeb, good, page, redirect, status  # noqa: E402

PAGE = f"""{FRONT_MATTER}
Words before the first question.

## What is backprop? {{ #backprop }}

It is the chain rule.

- [First steps](https://example.org/first){{ #ann-first .article by="Ann Bee" year="2015" level="introductory" }}

    What the reader gets, in one sentence that is long enough.

- [The hard part](https://example.org/hard){{ #ann-hard .paper by="Ann Bee" level="advanced" }}

    What the reader gets, in another sentence that is long enough.

## Why do gradients vanish? {{ #vanish }}

Because small numbers are multiplied.

## And why do they explode?

Because large numbers are multiplied.
"""

CITATION = """<!doctype html><html lang="en"><head><title>x</title>
<meta name="citation_title" content="Gradients [explained] &amp; *drawn*">
<meta name="citation_author" content="Bee, Ann"><meta name="citation_author" content="Carl de la Sea">
<meta name="citation_date" content="2019/07/01"></head><body><h1>Other</h1><p>Words.</p></body></html>"""

HOSTILE = """<!doctype html><html lang="en"><head>
<meta property="og:title" content='x](https://evil.org){ #a } &lt;script&gt;alert(1)&lt;/script&gt; ${{ secrets.T }}
::set-output name=a::b @everyone &#x202e;&#x200b; " } ##'>
<meta name="author" content='Eve" onclick="alert(1)'><meta property="og:type" content="article">
</head><body></body></html>"""

YOUTUBE = '{"title": "A talk", "author_name": "Ann Bee", "type": "video", "version": "1.0"}'
PDF = {"Content-Type": "application/pdf"}

HOSTS = {
    "good.example.org": Host(
        {
            "/cite": status(200, CITATION),
            "/hostile": status(200, HOSTILE),
            "/plain": good("A plain page"),
            "/moves": redirect("https://good.example.org/plain"),
            "/moves-to-known": redirect("https://example.org/first"),
            "/aside": redirect("https://good.example.org/plain", 302),
            "/gone": status(404, page("Not found")),
            "/wall": status(403, "no robots"),
            "/paper.pdf": status(200, b"%PDF-1.7 ...", PDF),
        }
    ),
    "www.youtube.com": Host(
        {
            "/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DabcdefghijK": status(
                200, YOUTUBE, {"Content-Type": "application/json"}
            )
        }
    ),
    "arxiv.org": Host({"/abs/1211.50630": status(200, CITATION)}),
    "example.org": Host({"/first": good("First steps")}),
    "private.example.org": Host({"/": redirect("http://169.254.169.254/latest/")}),
}


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedWeb]:
    with SimulatedWeb(tmp_path_factory.mktemp("web"), HOSTS) as simulated:
        yield simulated


@pytest.fixture
def online(web: SimulatedWeb, monkeypatch: pytest.MonkeyPatch) -> SimulatedWeb:
    """The simulated web, with this process sent to it."""
    for name, value in web.environment.items():
        monkeypatch.setenv(name, value)
    return web


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one topic page and the tables of data."""
    make_project(tmp_path, {"topic/page.md": PAGE})
    return tmp_path


def page_text(root: Path) -> str:
    return (root / "docs" / "topic" / "page.md").read_text(encoding="utf-8")
