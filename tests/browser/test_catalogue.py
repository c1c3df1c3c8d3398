"""The catalogue on the real site: filters, counts, sorting, the address bar, keyboard, phone, print, no JavaScript."""

import datetime
import gzip
import json
from collections import Counter

import pytest

ADDRESS = "catalogue/"
ROWS = "table.catalogue tbody tr:not([hidden])"


@pytest.fixture(scope="module")
def entries(site):
    return json.loads((site.folder / "catalogue.json").read_text(encoding="utf-8"))["entries"]


def titles(page):
    return page.eval_on_selector_all(f"{ROWS} th a", "links => links.map((link) => link.textContent)")


def counts(page, facet):
    """The choices of a filter with the counts beside them: {value: count}."""
    return page.eval_on_selector_all(
        f"input[name={facet}]",
        """boxes => Object.fromEntries(boxes.map((box) =>
          [box.value, Number(box.parentElement.lastElementChild.textContent)]))""",
    )


def topic_of(entry):
    return entry["place"].partition("#")[0].rsplit("/", 3)[1:3]


def query(page):
    return page.evaluate("location.search")


def open_filter(page, name):
    page.locator("summary", has_text=name).first.click()


def test_every_entry_is_listed_with_its_facts(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    assert titles(page) == [entry["title"] for entry in entries]
    assert page.locator(".catalogue-status").text_content() == f"{len(entries)} entries"
    years = page.eval_on_selector_all(f"{ROWS} td:nth-child(3)", "cells => cells.map((cell) => cell.textContent)")
    assert years == [str(entry.get("year", "")) for entry in entries]


def test_counts_are_right_and_respect_the_other_filters(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    assert counts(page, "kind") == Counter(entry["kind"] for entry in entries)
    assert counts(page, "level") == Counter(entry.get("level", "unknown") for entry in entries)
    assert counts(page, "year") == Counter(str(entry.get("year", "unknown")) for entry in entries)
    assert counts(page, "topic") == Counter("/".join(topic_of(entry)) for entry in entries)
    open_filter(page, "Kind")
    page.locator("input[value=video]").check()
    videos = [entry for entry in entries if entry["kind"] == "video"]
    found = counts(page, "level")
    assert {level: count for level, count in found.items() if count} == Counter(
        entry.get("level", "unknown") for entry in videos
    )
    # Its own choices count what they would add, not what is left.
    assert counts(page, "kind") == Counter(entry["kind"] for entry in entries)
    assert titles(page) == [entry["title"] for entry in videos]
    page.locator("input[value=course]").check()
    assert len(titles(page)) == sum(entry["kind"] in ("video", "course") for entry in entries)


def test_words_search_titles_authors_topics_and_hosts_without_accents(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    words = page.get_by_label("Words")
    for typed, known in [
        ("lstm olah", "Understanding LSTM Networks"),
        ("velickovic", "Graph Attention Networks"),
        # An author whom the table cuts away.
        ("salakhutdinov dropout", "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"),
        ("arxiv.org yolo9000", "YOLO9000: Better, Faster, Stronger"),
        ("back propagation colah", "Calculus on Computational Graphs: Backpropagation"),
    ]:
        words.fill(typed)
        assert known in titles(page), typed
        assert len(titles(page)) < 12
    words.fill("no such words anywhere")
    assert titles(page) == []
    page.locator(".catalogue-status", has_text="None of").wait_for()
    page.get_by_role("button", name="Clear all filters").click()
    assert len(titles(page)) == len(entries)
    # The focus stays: on a phone, moving it to the words would bring the keyboard up.
    assert page.evaluate("document.activeElement.textContent") == "Clear all filters"


def test_the_view_is_in_the_address_bar_and_comes_back(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    open_filter(page, "Kind")
    page.locator("input[value=paper]").check()
    open_filter(page, "Topic")
    page.locator("input[value='foundations/normalisation']").check()
    page.get_by_label("Words").fill("batch")
    page.get_by_role("button", name="Year").click()
    address = page.evaluate("location.href")
    assert query(page) == "?kind=paper&topic=foundations/normalisation&words=batch&sort=-year"
    seen = titles(page)
    assert 0 < len(seen) < 10
    page.goto("about:blank")
    page.goto(address)
    assert titles(page) == seen
    assert page.get_by_label("Words").input_value() == "batch"
    assert page.locator("summary", has_text="Kind").text_content() == "Kind: Paper"
    assert page.locator("th[aria-sort=descending]").text_content() == "Year"


def test_an_address_that_asks_for_what_is_not_there_shows_everything(page, site_url, entries):
    page.goto(site_url + ADDRESS + "?kind=blog&topic=<script>&sort=colour&year=1066&other=1")
    assert len(titles(page)) == len(entries)
    assert query(page) == ""
    page.locator(".catalogue-status", has_text="The address asked for a choice that is not here").wait_for()
    page.get_by_role("button", name="Title").click()
    # Said once: what follows is not about the address.
    page.locator(".catalogue-status").get_by_text(f"{len(entries)} entries", exact=True).wait_for()


def test_each_heading_sorts_both_ways_and_back(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    years = [entry.get("year") for entry in entries]
    known = sorted(year for year in years if year)
    unknown = [""] * years.count(None)
    button, heading = page.get_by_role("button", name="Year"), page.locator("thead th", has_text="Year")

    def shown():
        cells = page.eval_on_selector_all(f"{ROWS} td:nth-child(3)", "cells => cells.map((cell) => cell.textContent)")
        return cells, heading.get_attribute("aria-sort")

    button.click()
    assert shown() == ([str(year) for year in reversed(known)] + unknown, "descending")
    button.click()
    assert shown() == ([str(year) for year in known] + unknown, "ascending")
    button.click()
    assert shown() == ([str(year or "") for year in years], None)
    page.get_by_role("button", name="Level").click()
    levels = page.eval_on_selector_all(f"{ROWS} td:nth-child(5)", "cells => cells.map((cell) => cell.textContent)")
    order = ["introductory", "intermediate", "advanced", ""]
    assert list(dict.fromkeys(levels)) == [level for level in order if level in levels]
    page.get_by_role("button", name="Title").click()
    folded = page.evaluate("t => [...t].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))", titles(page))
    assert titles(page) == folded


def test_one_click_leads_to_the_place_on_the_topic_page(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    page.get_by_label("Words").fill("understanding lstm networks colah")
    page.locator(f"{ROWS} td:nth-child(6) a").click()
    page.wait_for_url("**/recurrent-networks/#olah-understanding-lstm-networks")
    assert page.locator("#olah-understanding-lstm-networks").is_visible()


def test_the_keyboard_alone_filters_and_sorts(page, site_url, entries):
    page.goto(site_url + ADDRESS)
    page.get_by_label("Words").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Kind"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert query(page) == "?kind=article"
    assert len(titles(page)) == sum(entry["kind"] == "article" for entry in entries)
    page.get_by_role("button", name="Clear all filters").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Title"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Title"
    assert query(page) == "?kind=article&sort=title"


def test_a_change_is_announced_once_with_its_result(page, site_url, entries):
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    page.clock.install(time=start)
    page.goto(site_url + ADDRESS)
    # From here time passes only when the test says so: a busy machine types slowly.
    page.clock.pause_at(start + datetime.timedelta(minutes=10))
    page.evaluate(
        """() => {
          window.said = [];
          const status = document.querySelector('[role=status]');
          new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    page.get_by_label("Words").press_sequentially("lstm")
    page.clock.run_for(1000)
    assert page.evaluate("window.said") == [f"{len(titles(page))} of {len(entries)} entries"]


def test_a_phone_shows_cards_that_fit_and_filters_by_touch(phone, site_url, entries):
    phone.goto(site_url + ADDRESS)
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    phone.locator("summary", has_text="Kind").tap()
    phone.locator("label", has_text="Slides").tap()
    assert len(titles(phone)) == sum(entry["kind"] == "slides" for entry in entries)
    phone.get_by_role("button", name="Title").tap()
    assert phone.locator("th[aria-sort=ascending]").text_content() == "Title"
    small = phone.evaluate(
        """() => [...document.querySelectorAll('.catalogue-form :is(summary, label, button), .catalogue thead button')]
          .filter((element) => {
            const { width, height } = element.getBoundingClientRect();
            return element.checkVisibility() && Math.min(width, height) < 24;
          }).map((element) => element.textContent)"""
    )
    assert small == []
    # Laid out as cards, it is still a table to a screen reader.
    assert phone.get_by_role("table").get_by_role("row").count() == 1 + len(titles(phone))


def test_it_is_complete_and_without_dead_controls_without_javascript(browser, site_url, entries):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + ADDRESS)
    assert page.locator(ROWS).count() == len(entries)
    assert page.locator(".catalogue-form").is_hidden()
    assert page.locator("table.catalogue button").count() == 0
    context.close()


def test_print_shows_what_is_filtered_with_addresses(page, site_url):
    page.goto(site_url + ADDRESS + "?kind=slides")
    page.emulate_media(media="print")
    assert page.locator(".catalogue-form").is_hidden()
    links = page.locator(f"{ROWS} th a")
    assert links.count() == len(titles(page))
    assert "http" in links.first.evaluate("link => getComputedStyle(link, '::after').content")
    # On A4 the addresses have room.
    page.set_viewport_size({"width": 760, "height": 1000})
    widths = page.eval_on_selector_all("thead th", "cells => cells.map((cell) => cell.offsetWidth)")
    assert widths[0] > 0.35 * sum(widths)
    overflowing = page.eval_on_selector_all(
        f"{ROWS} :is(th, td)",
        "cells => cells.filter((c) => c.scrollWidth > c.clientWidth + 1).map((c) => c.textContent)",
    )
    assert overflowing == []


def test_nothing_moves_when_the_script_arrives(page, site_url):
    page.add_init_script(
        """window.moved = [];
        new PerformanceObserver((list) => list.getEntries().flatMap((e) => e.sources).forEach(({ node }) => {
          if (node?.parentElement?.closest('main')) window.moved.push(node.textContent.slice(0, 60));
        })).observe({ type: 'layout-shift', buffered: true });"""
    )
    page.goto(site_url + ADDRESS)
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") == []


def test_the_page_and_its_own_files_are_small(site):
    """Beside what every page loads, the catalogue may cost 65 KB."""
    files = [site.folder / ADDRESS / "index.html", *(site.folder / "assets").glob("catalogue.*")]
    assert len(files) == 3
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) < 65_000
