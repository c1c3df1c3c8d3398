"""The site kept on a device: everything can be read and searched when the server is gone."""

import shutil

import pytest
from conftest import BASE_PATH, serve


@pytest.fixture
def visit(browser, site, tmp_path):
    """A served copy of the site, whose server a test may stop: (page, address, folder, server)."""
    folder = tmp_path / "site"
    shutil.copytree(site.folder, folder)
    server = serve(folder)
    context = browser.new_context()
    yield context.new_page(), f"http://127.0.0.1:{server.server_port}{BASE_PATH}", folder, server
    context.close()
    server.shutdown()
    server.server_close()


def keep(page, address):
    page.goto(f"{address}start/how-to-use/")
    page.get_by_role("button", name="Keep the site on this device").click()
    page.locator(".offline-status", has_text="can be read and searched without a network").wait_for(timeout=120_000)


def stop(server):
    server.shutdown()
    server.server_close()


def test_everything_can_be_read_and_searched_without_a_server(visit):
    page, address, _, server = visit
    keep(page, address)
    stop(server)
    page.goto(f"{address}architectures/recurrent-networks/?from=a-link#lstm")
    assert page.locator(".formula use").count() > 100
    assert page.locator("h1").evaluate("(e) => getComputedStyle(e).fontWeight") == "700"
    page.keyboard.press("/")
    page.locator("dialog.search input").fill("batch normalization")
    page.wait_for_selector("dialog.search [role=option]")
    page.goto(f"{address}catalogue/?kind=slides")
    page.locator("table.catalogue").wait_for()
    page.goto(f"{address}practice/model-resource-usage/")
    page.locator("layer-calculator").first.scroll_into_view_if_needed()
    page.locator("layer-calculator input").first.wait_for()
    page.goto(f"{address}no/such/page/")
    assert page.locator("h1").inner_text() == "There is no page at this address"


def test_nothing_is_kept_unasked_and_what_was_kept_can_be_removed(visit):
    page, address, _, _ = visit
    page.goto(f"{address}start/how-to-use/")
    page.get_by_role("button", name="Keep the site on this device").wait_for()
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    keep(page, address)
    page.get_by_role("button", name="Remove it").click()
    page.locator(".offline-status", has_text="was removed").wait_for()
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_with_a_network_the_newest_page_is_shown_and_an_update_fetches_only_what_changed(visit):
    page, address, folder, server = visit
    keep(page, address)
    about = folder / "about" / "index.html"
    about.write_text(
        about.read_text(encoding="utf-8").replace("About this site</h1>", "About, newer</h1>"), encoding="utf-8"
    )
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About, newer"
    marks = folder / "offline.json"
    text = marks.read_text(encoding="utf-8")
    marks.write_text(text.replace('"about/":"', '"about/":"new'), encoding="utf-8")
    page.goto(f"{address}start/how-to-use/")
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.get_by_role("button", name="Bring it up to date").click()
    page.locator(".offline-status", has_text="can be read and searched").wait_for()
    assert [name for name in asked if not name.endswith(("sw.js", "offline.json", "favicon.svg"))] == ["about/"]
    stop(server)
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About, newer"


def test_a_broken_attempt_says_so_and_goes_on_later(visit):
    page, address, folder, _ = visit
    (folder / "glossary").rename(folder.parent / "lost")
    page.goto(f"{address}start/how-to-use/")
    page.get_by_role("button", name="Keep the site on this device").click()
    page.locator(".offline-status", has_text="That did not work (glossary/: 404)").wait_for(timeout=120_000)
    (folder.parent / "lost").rename(folder / "glossary")
    keep(page, address)


def test_pages_turn_by_keys(page, site_url):
    page.goto(site_url + "foundations/activation-functions/")
    page.keyboard.press("n")
    page.wait_for_url("**/loss-functions/")
    page.keyboard.press("p")
    page.wait_for_url("**/activation-functions/")
    page.keyboard.press("Control+n")
    page.keyboard.press("/")
    page.locator("dialog.search input").press("n")
    assert "/activation-functions/" in page.url
