"""Fixtures: the real site, built once; a server for it; a real Chromium; Node."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from real_parts import BASE_PATH, CHROMIUM_ARGUMENTS, ROOT, BuiltSite, browser_path, run_build, serve, watched

from signposts.formulas import find_node


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node.js."""
    found = find_node(ROOT)
    assert found, 'there is no Node.js: run "make setup"'
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The real site, built once for all tests; while developing, SIGNPOSTS_SITE may name one that is built already."""
    if built := os.environ.get("SIGNPOSTS_SITE"):
        return BuiltSite(Path(built), "")
    return run_build("mkdocs", tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def site_url(site: BuiltSite) -> Iterator[str]:
    """The address of the served site, with a slash at the end."""
    server = serve(site.folder)
    yield f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one file of tests: while Playwright runs, no other test of its process can start an event loop."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path(), args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile at desktop size; fails the test on a script error or a request to another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    fresh, watch = watched(context)
    yield fresh
    context.close()
    assert watch.foreign == []
    assert watch.errors == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The same at the size of a small phone, with touch."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    fresh, watch = watched(context)
    yield fresh
    context.close()
    assert watch.foreign == []
    assert watch.errors == []
