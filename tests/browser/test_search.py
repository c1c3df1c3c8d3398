"""The search as readers use it, on the real site in a real Chromium."""

import gzip
import re

import pytest
from judged import SETS, ask_ours, halves, judge, read_queries
from playwright.sync_api import expect

#: First and within five; for pages and questions, and for the very entry.
WANTED = {"pages": (0.92, 0.99), "entries": (0.85, 0.95)}
ROOM = 60_000


def is_search(url):
    return "/assets/search/" in url


def open_search(page, text=""):
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.wait_for_function("() => !document.querySelector('.search-status').textContent.startsWith('Loading')")
    page.keyboard.type(text)
    return field


@pytest.mark.parametrize("name", SETS)
def test_the_right_result_comes_first(page, site_url, name):
    queries = read_queries(name)
    scores = judge(queries, ask_ours(page, site_url))
    for what, score in scores.items():
        print(f"{name}: {what:24} {score}  missed: {', '.join(score.missed)}")
    for what, (first, five) in WANTED.items():
        score = scores[what]
        assert score.first / score.count >= first, (what, score.missed)
        assert score.five / score.count >= five, what


def test_there_are_enough_queries_of_each_kind_and_all_their_places_exist(site):
    queries = read_queries("queries.json")
    assert len(queries) >= 100
    assert len({query.text for query in queries}) == len(queries)
    for half in halves(queries):
        assert len({query.kind for query in half}) >= 8
    for query in (query for name in SETS for query in read_queries(name)):
        for place in query.right:
            name, _, anchor = place.partition("#")
            pages = [site.page(name)] if name else [path.read_text(encoding="utf-8") for path in site.pages()]
            assert not anchor or any(f'id="{anchor}"' in text for text in pages), (query.text, place)


def test_nothing_is_loaded_before_the_reader_reaches_for_it(page, site_url):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url, wait_until="networkidle")
    assert [url for url in asked if is_search(url)] == []
    open_search(page, "dropout")
    expect(page.get_by_role("option").first).to_be_visible()
    assert len([url for url in asked if is_search(url)]) == len({url for url in asked if is_search(url)}) == 3


def test_script_and_index_keep_within_their_room(site):
    files = [*site.folder.glob("assets/reach*.js"), *site.folder.glob("assets/search/*")]
    assert len(files) == 4
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6, mtime=0)) for path in files}
    print(sizes, sum(sizes.values()))
    assert sum(sizes.values()) <= ROOM


def test_every_address_of_the_index_exists(page, site, site_url):
    page.goto(site_url)
    found = page.evaluate(
        """async () => {
          const [{ readEngine, addressOf }, answer] = await Promise.all([import('./assets/search/all.js'),
            fetch('./assets/search/index.json')]);
          return (await readEngine(answer)).engine.documents.map(addressOf);
        }"""
    )
    assert len(found) == len(set(found)) > 600
    texts = {}
    for address in found:
        name, _, anchor = address.partition("#")
        texts.setdefault(name, site.page(name.rstrip("/")))
        assert not anchor or f'id="{anchor}"' in texts[name], address


@pytest.mark.parametrize("key", ["/", "s", "Control+k"])
def test_keyboard_from_opening_to_following(page, site_url, key):
    page.goto(f"{site_url}glossary/")
    page.keyboard.press(key)
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("batch normalization")
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.locator('[role=option][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    assert chosen.get_attribute("id") == options.nth(1).get_attribute("id")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    target = options.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_escape_closes_and_gives_the_focus_back(page, site_url):
    page.goto(site_url)
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Enter")
    open_field = page.get_by_role("combobox")
    expect(open_field).to_be_focused()
    page.keyboard.type("a/s")
    expect(open_field).to_have_value("a/s")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.search")).to_be_hidden()
    expect(button).to_be_focused()
    assert "q=" not in page.url


def test_results_are_announced_and_a_typing_error_is_said(page, site_url):
    page.goto(site_url)
    open_search(page, "understanding lstm")
    status = page.get_by_role("status").filter(has_text="results")
    expect(status).to_contain_text(re.compile(r"\d+ results"))
    page.get_by_role("combobox").fill("convlution ")
    expect(status).to_contain_text("Showing results for “convolution”")
    expect(status).to_be_visible()


def test_an_entry_shows_kind_author_and_topic_and_lands_on_itself(page, site_url):
    page.goto(site_url)
    open_search(page, "colah understanding lstm")
    first = page.get_by_role("option").first
    for text in ("Understanding LSTM Networks", "Article", "Christopher Olah", "2015", "colah.github.io", "Recurrent"):
        expect(first).to_contain_text(text)
    assert first.locator("mark").count() >= 3
    first.click()
    page.wait_for_url("**/architectures/recurrent-networks/#olah-understanding-lstm-networks")
    expect(page.locator("#olah-understanding-lstm-networks")).to_be_in_viewport()


def test_nothing_found_offers_the_nearest_words(page, site_url):
    page.goto(site_url)
    field = open_search(page, "zwolutin")
    status = page.locator(".search-status")
    expect(status).to_contain_text("Nothing found for “zwolutin”")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    word = status.get_by_role("button").first
    name = word.inner_text()
    word.click()
    expect(field).to_have_value(name)
    expect(page.get_by_role("option").first).to_be_visible()


def test_the_query_stands_in_the_address_and_comes_back(page, site_url):
    page.goto(f"{site_url}about/?other=1")
    open_search(page, "mean average precision")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.url.endswith("/about/?other=1&q=mean+average+precision")
    shared = page.url
    page.get_by_role("option").first.click()
    page.wait_for_url("**/object-detection/**")
    page.go_back()
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("button", name="Close the search").click()
    page.wait_for_url("**/about/?other=1")
    page.goto(shared)
    expect(page.get_by_role("combobox")).to_have_value("mean average precision")
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_result_on_the_same_page_only_scrolls(page, site_url):
    page.goto(f"{site_url}foundations/regularisation/#dropout")
    page.evaluate("window.stayed = true")
    for _ in range(2):
        open_search(page)
        page.get_by_role("combobox").fill("early stopping")
        page.get_by_role("option", name="When should I stop training?").click()
        expect(page.locator("dialog.search")).to_be_hidden()
        assert page.url.endswith("/foundations/regularisation/#early-stopping")
        expect(page.locator("#early-stopping")).to_be_in_viewport()
        page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("window.stayed")


def test_what_is_typed_is_never_markup(page, site_url):
    page.goto(f"{site_url}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20lstm")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("combobox").fill("<img src=x onerror=alert(1)>")
    assert page.locator("dialog.search img").count() == 0


def test_a_phone_finds_by_touch(phone, site_url):
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(site_url)
    phone.get_by_role("button", name="Search").tap()
    field = phone.get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill("yolo paper 2016")
    first = phone.get_by_role("option").first
    expect(first).to_contain_text("You Only Look Once")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    boxes = [option.bounding_box() for option in phone.get_by_role("option").all()[:4]]
    assert all(box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
    first.tap()
    phone.wait_for_url("**/vision/yolo/#redmon-only-look-once-unified")


def test_a_failed_loading_is_said_and_can_be_tried_again(browser, site_url):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site_url)
    page.route("**/assets/search/index.json", lambda route: route.abort())
    page.keyboard.press("/")
    expect(page.locator(".search-status")).to_contain_text("could not be loaded")
    page.get_by_role("button", name="Close the search").click()
    page.unroute("**/assets/search/index.json")
    open_search(page, "dropout")
    expect(page.get_by_role("option").first).to_be_visible()
    context.close()


def test_without_a_script_all_questions_are_one_click_away(browser, site, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}vision/yolo/")
    page.get_by_role("link", name="All questions").first.click()
    page.wait_for_url("**/questions/")
    found = page.locator("article a[href*='#']:not(.headerlink)")
    links = found.evaluate_all("links => links.map((link) => link.href)")
    assert len(links) > 300
    for link in links:
        name, _, anchor = link.removeprefix(site_url).partition("#")
        assert f'id="{anchor}"' in site.page(name.rstrip("/")), link
    context.close()
