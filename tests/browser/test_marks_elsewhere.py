"""The reading list where other tabs, other pages, an older copy or another browser come between, on the real site."""

import json
import os
import shutil

import pytest
from marked import EVENING, MORNING, TOPIC, as_file, keep, kept, listed, mark, said, take
from real_parts import BASE_PATH, CHROMIUM_ARGUMENTS, browser_path, serve


@pytest.fixture
def back_page(browser):
    """A page of a browser that keeps the last pages in memory, as readers' browsers do and Playwright's does not."""
    running = browser.browser_type.launch(
        executable_path=browser_path(),
        args=CHROMIUM_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = running.new_page()
    page.add_init_script("addEventListener('pageshow', ({ persisted }) => { window.cameBack = persisted; });")
    yield page
    running.close()


def go_there_and_back(page, address, act):
    """Follow a link of the page, do something there, and come back to the page as the browser kept it."""
    page.evaluate("address => { location.href = address; }", address)
    page.wait_for_url(address)
    act()
    page.evaluate("history.back()")
    page.wait_for_function("() => window.cameBack === true")


def test_the_list_knows_on_the_way_back_what_was_marked_meanwhile(back_page, site_url, on_topic):
    back_page.goto(site_url + "reading-list/")
    back_page.wait_for_selector(".reading-empty:not([hidden])")
    go_there_and_back(back_page, site_url + TOPIC, lambda: mark(back_page, "Done", on_topic[0]["id"]).click())
    back_page.wait_for_selector("li.entry")
    assert listed(back_page, "done") == [on_topic[0]["title"]]


def test_the_home_page_says_on_the_way_back_where_one_left_off_and_forgets_it_again(back_page, site_url, on_topic):
    back_page.goto(site_url)
    general = back_page.locator(".home-marks").text_content()
    done = mark(back_page, "Done", on_topic[0]["id"])
    go_there_and_back(back_page, site_url + TOPIC, done.click)
    back_page.wait_for_selector(f".home-marks:has-text('{on_topic[0]['title']}')")
    go_there_and_back(back_page, site_url + TOPIC, done.click)
    back_page.wait_for_selector(".home-marks:has-text('Follow a reading path')")
    assert back_page.locator(".home-marks").text_content().strip() == general.strip()


def test_an_older_copy_of_the_catalogue_drops_no_newer_mark(browser, site, tmp_path, entries):
    """A browser may take a file that has not changed for long from its memory without asking."""
    folder = tmp_path / "site"
    shutil.copytree(site.folder, folder)
    file = folder / "catalogue.json"
    newest = file.read_text(encoding="utf-8")
    older = json.loads(newest)
    older["entries"] = entries[1:]
    file.write_text(json.dumps(older), encoding="utf-8")
    os.utime(file, (1_500_000_000, 1_500_000_000))
    server = serve(folder)
    url = f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
    context = browser.new_context()
    page = context.new_page()
    keep(page, url, {entries[1]["id"]: ("todo", MORNING)})
    page.goto(url + "reading-list/")
    page.wait_for_selector("li.entry")
    # The site is published anew, with an entry that the reader marks.
    file.write_text(newest, encoding="utf-8")
    keep(page, url, {entries[0]["id"]: ("todo", MORNING)})
    page.goto(url + "reading-list/")
    page.wait_for_selector("li.entry")
    assert kept(page) == {entries[0]["id"]: "todo"}
    context.close()
    server.shutdown()
    server.server_close()


def test_a_mark_made_elsewhere_while_the_catalogue_comes_is_not_lost(page, site_url, entries):
    first, second = entries[0]["id"], entries[1]["id"]
    keep(page, site_url, {first: ("todo", MORNING), "gone-entry": ("todo", MORNING)})
    other = page.context.new_page()
    other.goto(site_url + "about/")
    # The browser may be slow to tell.
    page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true);")
    page.route("**/catalogue.json", lambda route: (keep_also(), route.continue_()))

    def keep_also():
        marks = {first: ("todo", MORNING), second: ("done", EVENING), "gone-entry": ("todo", MORNING)}
        other.evaluate("([key, text]) => localStorage.setItem(key, text)", ["signposts-marks", as_file(marks).decode()])

    page.goto(site_url)
    page.wait_for_selector(".home-marks:has-text('Dropped 1 mark')")
    assert kept(page) == {first: "todo", second: "done"}


def test_marks_leave_as_a_file_even_when_the_catalogue_cannot_be_had(page, site_url, entries):
    keep(page, site_url, {entries[0]["id"]: ("todo", MORNING)})
    page.route("**/catalogue.json", lambda route: route.fulfill(status=200, body="{}"))
    page.goto(site_url + "reading-list/")
    said(page, "cannot be shown")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as a file").click()
    assert json.loads(download.value.path().read_bytes())["marks"].keys() == {entries[0]["id"]}


def test_a_card_that_goes_leaves_the_focus_near_where_clicks_give_none(page, site_url, entries):
    """Safari does not focus a button that is clicked."""
    keep(page, site_url, {entry["id"]: ("todo", MORNING) for entry in entries[:3]})
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    page.evaluate("document.querySelectorAll('li.entry')[1].querySelector('button:last-of-type').click()")
    said(page, "is off the list")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == f"Done: {entries[2]['title']}"


def test_room_that_is_found_again_ends_the_warning(page, site_url, on_topic):
    page.goto(site_url + TOPIC)
    page.evaluate(
        """() => {
          window.real = Storage.prototype.setItem;
          Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
        }"""
    )
    first, second = on_topic[0]["id"], on_topic[1]["id"]
    mark(page, "Done", first).click()
    assert "no room left" in page.locator(f"#{first} [role=status]").text_content()
    page.evaluate("() => { Storage.prototype.setItem = window.real; }")
    mark(page, "Done", second).click()
    assert page.locator(f"#{second} [role=status]").count() == 0
    mark(page, "To read", first).click()
    assert page.locator(f"#{first} [role=status]").text_content() == ""
    assert kept(page) == {first: "todo", second: "done"}


def test_a_long_list_of_what_is_gone_is_cut_short(page, site_url, entries):
    page.goto(site_url + "reading-list/")
    page.wait_for_selector(".reading-empty:not([hidden])")
    take(page, as_file({f"gone-{number:02}": ("todo", MORNING) for number in range(40)}))
    said(page, r"Dropped 40 marks.* gone-00, .*gone-09 and 30 more\.$")


def test_a_mark_from_a_clock_that_is_ahead_counts_as_one_of_now(page, site_url, entries):
    page.goto(site_url + "reading-list/")
    page.wait_for_selector(".reading-empty:not([hidden])")
    take(page, as_file({entries[0]["id"]: ("todo", "9999-01-01T00:00:00.000Z")}))
    said(page, "1 mark read")
    # Otherwise it would win over whatever is marked later on another device.
    text = page.evaluate("localStorage.getItem('signposts-marks')")
    assert json.loads(text)["marks"][entries[0]["id"]]["at"] < "9000"
