"""The site kept on a device: everything can be read and searched when the server is gone."""

import json
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
    page.locator(".offline [role=status]", has_text="can be read and searched without a network").wait_for(
        timeout=120_000
    )


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
    page.locator(".offline [role=status]", has_text="was removed").wait_for()
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def publish(folder, marks=None):
    """A newer site: the page about it says so and asks for a style sheet that did not exist before."""
    about, sheet = folder / "about" / "index.html", next(folder.glob("assets/site.*.css"))
    sheet.with_name("site.1111111111.css").write_text(sheet.read_text(encoding="utf-8"), encoding="utf-8")
    page = about.read_text(encoding="utf-8").replace("About this site</h1>", "About, newer</h1>")
    about.write_text(page.replace(sheet.name, "site.1111111111.css"), encoding="utf-8")
    file = folder / "offline.json"
    made = json.loads(file.read_text(encoding="utf-8"))
    made["files"] |= {"about/": "new", "assets/site.1111111111.css": "new"} | (marks or {})
    file.write_text(json.dumps(made), encoding="utf-8")


#: The page at hand as it is kept, once nothing waits any more to be kept.
KEPT = """async () => {
  const [name, ...waiting] = await caches.keys();
  return waiting.length ? '' : (await caches.match(location.href, { cacheName: name })).text();
}"""


def until_kept(page, text):
    for _ in range(100):
        if text in page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never kept: {text}")


def test_with_a_network_the_newest_page_is_shown_and_an_update_fetches_only_what_changed(visit):
    page, address, folder, server = visit
    keep(page, address)
    publish(folder)
    asked = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About, newer"
    # Nobody presses anything: the visit itself brings the rest.
    until_kept(page, "About, newer")
    assert "assets/site.1111111111.css" in asked
    assert "glossary/" not in asked
    stop(server)
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About, newer"
    assert page.locator("h1").evaluate("(e) => getComputedStyle(e).fontWeight") == "700"


def test_an_update_that_breaks_off_leaves_the_old_site_whole(visit):
    page, address, folder, server = visit
    keep(page, address)
    (folder / "glossary").rename(folder.parent / "lost")
    publish(folder, {"glossary/": "new"})
    page.get_by_role("button", name="Bring it up to date").click()
    page.locator(".offline [role=status]", has_text="That did not work (glossary/: 404)").wait_for(timeout=120_000)
    stop(server)
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About this site"
    assert page.locator("h1").evaluate("(e) => getComputedStyle(e).fontWeight") == "700"
    page.goto(f"{address}glossary/")
    assert page.locator("h1").inner_text() == "Glossary of abbreviations"


def test_a_server_that_is_broken_is_as_good_as_none(visit):
    page, address, _, _ = visit
    keep(page, address)
    page.context.route("**/about/", lambda route: route.fulfill(status=503, body="later"))
    page.goto(f"{address}about/")
    assert page.locator("h1").inner_text() == "About this site"


def test_the_size_is_said_before_and_after(visit):
    page, address, folder, _ = visit
    page.goto(f"{address}start/how-to-use/")
    size = json.loads((folder / "offline.json").read_text(encoding="utf-8"))["bytes"] / 1e6
    assert 1 < size < 10
    page.get_by_role("button", name=f"Keep the site on this device ({size:.1f} MB)").wait_for()
    keep(page, address)
    page.reload()
    page.locator(".offline [role=status]", has_text=f"{size:.1f} MB").wait_for()


def test_a_broken_attempt_says_so_and_goes_on_where_it_stopped(visit):
    page, address, folder, _ = visit
    (folder / "glossary").rename(folder.parent / "lost")
    page.goto(f"{address}start/how-to-use/")
    page.get_by_role("button", name="Keep the site on this device").click()
    page.locator(".offline [role=status]", has_text="That did not work (glossary/: 404)").wait_for(timeout=120_000)
    (folder.parent / "lost").rename(folder / "glossary")
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    keep(page, address)
    assert "glossary/" in asked
    assert "404.html" not in asked
