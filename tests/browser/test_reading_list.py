"""The reading list on the real site: marking by mouse, keyboard and touch, files, broken storage, entries gone."""

import gzip
import json
import re

import pytest
from marked import EVENING, FORMAT, KEY, MORNING, TOPIC, as_file, keep, kept, listed, mark, said, take


def test_an_entry_is_marked_and_unmarked_and_the_mark_is_kept(page, site_url, on_topic):
    first, second = (entry["id"] for entry in on_topic[:2])
    page.goto(site_url + TOPIC)
    assert page.locator("[data-progress]").text_content() == f"{len(on_topic)} signposts"
    mark(page, "To read", first).click()
    assert kept(page) == {first: "todo"}
    mark(page, "Done", first).click()
    mark(page, "To read", second).click()
    assert kept(page) == {first: "done", second: "todo"}
    page.reload()
    assert mark(page, "Done", first).get_attribute("aria-pressed") == "true"
    assert mark(page, "To read", first).get_attribute("aria-pressed") == "false"
    assert page.locator("[data-progress]").text_content() == f"1 of {len(on_topic)} signposts done, 1 to read"
    mark(page, "Done", first).click()
    mark(page, "To read", second).click()
    assert kept(page) == {}
    assert page.locator("[data-progress]").text_content() == f"{len(on_topic)} signposts"


def test_the_keyboard_marks(page, site_url, on_topic):
    identifier = on_topic[0]["id"]
    page.goto(site_url + TOPIC)
    page.locator(f"#{identifier} a").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert kept(page) == {identifier: "todo"}
    page.keyboard.press("Enter")
    assert kept(page) == {identifier: "done"}
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Done: {on_topic[0]['title']}"


def test_a_finger_marks_and_the_buttons_are_large_enough(phone, site_url, on_topic):
    phone.goto(site_url + TOPIC)
    mark(phone, "Done", on_topic[0]["id"]).tap()
    assert kept(phone) == {on_topic[0]["id"]: "done"}
    sizes = phone.eval_on_selector_all(
        ".entry-marks button",
        "buttons => buttons.flatMap((b) => [b.getBoundingClientRect().width, b.getBoundingClientRect().height])",
    )
    assert min(sizes) >= 24
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_another_tab_follows(page, site_url, on_topic):
    other = page.context.new_page()
    page.goto(site_url + TOPIC)
    other.goto(site_url + TOPIC)
    mark(page, "Done", on_topic[0]["id"]).click()
    other.locator(".entry-marks [aria-pressed=true]").wait_for()
    # A mark made there keeps the one made here.
    mark(other, "To read", on_topic[1]["id"]).click()
    assert kept(page) == {on_topic[0]["id"]: "done", on_topic[1]["id"]: "todo"}


def test_the_list_shows_every_mark_and_moves_it(page, site_url, entries):
    first, second, third = entries[5], entries[1], entries[9]
    keep(page, site_url, {e["id"]: ("todo", MORNING) for e in (first, second)} | {third["id"]: ("done", EVENING)})
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    # In the order of the site.
    assert listed(page, "todo") == [second["title"], first["title"]]
    assert listed(page, "done") == [third["title"]]
    assert page.locator("[data-list=todo] h2").text_content() == "To read (2)"
    links = page.locator("[data-list=done] a")
    assert [links.nth(0).get_attribute("href"), links.nth(1).text_content()] == [third["url"], third["topic"]]
    page.get_by_role("button", name=f"Done: {second['title']}").click()
    assert listed(page, "done") == [second["title"], third["title"]]
    assert page.evaluate("document.activeElement.localName") == "button"
    page.get_by_role("button", name=f"Remove: {third['title']}").click()
    said(page, "is off the list")
    assert kept(page) == {first["id"]: "todo", second["id"]: "done"}
    page.locator("[data-list=done] a").nth(1).click()
    page.wait_for_url(f"**#{second['id']}")


def test_a_list_goes_out_as_a_file_and_comes_back(page, browser, site_url, entries):
    marks = {entries[0]["id"]: ("todo", MORNING), entries[1]["id"]: ("done", EVENING)}
    keep(page, site_url, marks)
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as a file").click()
    assert re.fullmatch(r"signposts-reading-list-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    content = download.value.path().read_bytes()
    assert json.loads(content) == json.loads(as_file(marks))
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove all marks").click()
    said(page, "All marks are gone")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert page.locator(".reading-empty").is_visible()
    assert page.get_by_role("button", name="Export as a file").is_disabled()
    take(page, content)
    said(page, "2 marks read from the file, 2 of them")
    assert kept(page) == {entries[0]["id"]: "todo", entries[1]["id"]: "done"}


def test_an_empty_list_fetches_nothing_and_fills_from_another_tab(page, site_url, on_topic):
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.goto(site_url + "reading-list/")
    page.wait_for_selector(".reading-empty:not([hidden])")
    assert "catalogue.json" not in asked
    other = page.context.new_page()
    other.goto(site_url + TOPIC)
    mark(other, "Done", on_topic[0]["id"]).click()
    page.wait_for_selector("li.entry")
    assert listed(page, "done") == [on_topic[0]["title"]]


def test_removing_all_asks_first(page, site_url, entries):
    keep(page, site_url, {entries[0]["id"]: ("todo", MORNING)})
    page.goto(site_url + "reading-list/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove all marks").click()
    assert kept(page) == {entries[0]["id"]: "todo"}


def test_the_later_mark_wins_when_lists_meet(page, site_url, entries):
    ids = [entry["id"] for entry in entries[:4]]
    keep(page, site_url, {ids[0]: ("todo", EVENING), ids[1]: ("todo", MORNING), ids[2]: ("done", MORNING)})
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    take(page, as_file({ids[0]: ("done", MORNING), ids[1]: ("done", EVENING), ids[3]: ("todo", MORNING)}))
    said(page, "3 marks read from the file, 2 of them new or later")
    assert kept(page) == {ids[0]: "todo", ids[1]: "done", ids[2]: "done", ids[3]: "todo"}


BAD_FILES = {
    "not JSON": b"\x89PNG\r\n\x1a\n",
    "no reading list of this site": b'{"marks": {}}',
    "no reading list": json.dumps({"format": FORMAT, "version": 1, "marks": None}).encode(),
    "version 7": as_file({}, version=7),
    "larger than 1 MB": b" " * 1_000_001,
    "more than 10000 marks": as_file({f"a-{number}": ("todo", "x") for number in range(10_001)}),
}


@pytest.mark.parametrize("reason", BAD_FILES)
def test_a_file_that_is_no_list_is_refused_and_nothing_changes(page, site_url, entries, reason):
    keep(page, site_url, {entries[0]["id"]: ("todo", MORNING)})
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    take(page, BAD_FILES[reason], "<img src=x onerror=alert(1)>.json")
    said(page, f"was not taken, and your list is as it was: .*{reason}")
    assert kept(page) == {entries[0]["id"]: "todo"}
    assert page.locator(".reading-list img").count() == 0


def test_rows_that_are_no_marks_are_left_out_and_said(page, site_url, entries):
    page.goto(site_url + "reading-list/")
    page.wait_for_selector(".reading-empty:not([hidden])")
    rows = {
        entries[0]["id"]: ("done", MORNING),
        entries[1]["id"]: ("read", MORNING),
        entries[2]["id"]: ("done", "yesterday"),
        "<script>": ("done", MORNING),
        "__proto__": ("done", MORNING),
        "no-such-entry": ("done", MORNING),
    }
    take(page, as_file(rows))
    said(page, "1 mark read .* 4 rows of the file left out.* Dropped 1 mark, because its entry .*: no-such-entry")
    assert kept(page) == {entries[0]["id"]: "done"}


def test_a_mark_whose_entry_is_gone_is_dropped_with_a_note(page, site_url, entries):
    marks = {"gone-entry": ("todo", MORNING), "other-gone": ("done", MORNING), entries[0]["id"]: ("todo", EVENING)}
    keep(page, site_url, marks)
    page.goto(site_url)
    page.wait_for_selector(".home-marks:has-text('You left off')")
    assert "Dropped 2 marks, because their entries are no longer on the site: gone-entry, other-gone." in (
        page.locator(".home-marks").text_content()
    )
    assert kept(page) == {entries[0]["id"]: "todo"}
    keep(page, site_url, marks)
    page.goto(site_url + "reading-list/")
    said(page, "Dropped 2 marks")
    assert kept(page) == {entries[0]["id"]: "todo"}


def test_nothing_is_dropped_when_the_catalogue_cannot_be_had(page, site_url):
    keep(page, site_url, {"gone-entry": ("todo", MORNING)})
    page.route("**/catalogue.json", lambda route: route.fulfill(status=200, body='{"version": 2, "entries": []}'))
    page.goto(site_url + "reading-list/")
    said(page, "The list cannot be shown, and your marks are as they were")
    assert kept(page) == {"gone-entry": "todo"}


def test_the_home_page_says_where_the_reader_left_off(page, site_url, entries, on_topic):
    page.goto(site_url)
    assert "Follow a reading path" in page.locator(".home-marks").text_content()
    keep(page, site_url, {entries[0]["id"]: ("todo", MORNING), on_topic[2]["id"]: ("done", EVENING)})
    page.goto(site_url)
    page.wait_for_selector(".home-marks:has-text('You left off')")
    left_off = f"You left off on {on_topic[2]['topic']}, done with “{on_topic[2]['title']}”."
    assert page.locator(".home-marks").text_content() == f"{left_off} Your reading list: 1 to read, 1 done."
    page.locator(".home-marks a").first.click()
    page.wait_for_url(f"**/{TOPIC}#{on_topic[2]['id']}")


def test_a_browser_that_keeps_nothing_still_marks_and_says_so(browser, site_url, on_topic):
    # Not the watched page: the theme's own script complains of such a browser.
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        """Object.defineProperty(window, 'localStorage', {
          get() { throw new DOMException('no', 'SecurityError'); },
        });"""
    )
    page.goto(site_url + TOPIC)
    button = mark(page, "Done", on_topic[0]["id"])
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    note = page.locator(f"#{on_topic[0]['id']} [role=status]").text_content()
    assert note == "Your browser keeps nothing for this site, so marks are gone when you leave the page."
    mark(page, "To read", on_topic[1]["id"]).click()
    assert page.locator("[data-progress]").text_content() == f"1 of {len(on_topic)} signposts done, 1 to read"
    page.goto(site_url + "reading-list/")
    said(page, "Your browser keeps nothing")
    context.close()


def test_a_full_storage_is_said(page, site_url, on_topic):
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    page.goto(site_url + TOPIC)
    mark(page, "Done", on_topic[0]["id"]).click()
    assert "no room left" in page.locator(f"#{on_topic[0]['id']} [role=status]").text_content()


@pytest.mark.parametrize(
    "text", ["{", "null", '{"version": 1}', as_file({"a-b": ("todo", MORNING)}, version=2).decode()]
)
def test_what_is_kept_but_cannot_be_read_is_not_written_over(page, site_url, on_topic, text):
    page.goto(site_url + "about/")
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", text)
    page.goto(site_url + TOPIC)
    mark(page, "Done", on_topic[0]["id"]).click()
    assert "cannot be read" in page.locator(f"#{on_topic[0]['id']} [role=status]").text_content()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == text


def test_without_javascript_there_are_no_dead_buttons(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + TOPIC)
    assert page.locator("main .entry").count() > 5
    assert page.locator("main .entry button").count() == 0
    assert page.get_by_role("link", name="BibTeX of all signposts").get_attribute("href") == "../../catalogue.bib"
    page.goto(site_url + "reading-list/")
    assert page.locator(".reading-tools").is_hidden()
    assert "needs JavaScript" in page.locator("main").text_content()
    context.close()


def test_nothing_moves_when_the_buttons_come(page, site_url):
    page.add_init_script(
        """window.moved = [];
        new PerformanceObserver((list) => list.getEntries().flatMap((e) => e.sources).forEach(({ node }) => {
          if (node?.parentElement?.closest('main')) window.moved.push(node.textContent.slice(0, 60));
        })).observe({ type: 'layout-shift', buffered: true });"""
    )
    for path in (TOPIC, "paths/", ""):
        page.goto(site_url + path)
        page.wait_for_timeout(500)
        assert page.evaluate("window.moved") == [], path


def test_marks_are_sent_nowhere(page, site_url, on_topic):
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url, request.post_data)))
    page.goto(site_url + TOPIC)
    mark(page, "Done", on_topic[0]["id"]).click()
    page.goto(site_url + "reading-list/")
    page.wait_for_selector("li.entry")
    assert {method for method, _, _ in sent} == {"GET"}
    assert not any(on_topic[0]["id"] in url or data for _, url, data in sent)


def test_what_every_page_loads_for_it_is_small(site):
    names = ("entries.js", "marks.js")
    size = sum(len(gzip.compress((site.folder / "assets/reading" / name).read_bytes(), 6)) for name in names)
    assert size <= 3072
