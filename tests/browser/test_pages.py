"""What a reader meets, in a real Chromium: formulas, schemes, phone, print, keyboard, no JavaScript."""

import re

import pytest

PAGES = [
    "",
    "foundations/activation-functions/",
    "architectures/recurrent-networks/",
    "practice/model-resource-usage/",
    "vision/object-detection/",
    "nlp/language-models/",
    "start/courses/",
    "about/",
    "glossary/",
    "moved/",
]

FORMULA_PAGE = "foundations/optimisation/"

#: Elements that stick out of the page to the right, other than inside boxes that scroll by themselves.
OVERFLOW = """() => {
  const scrolls = (e) => e && (/(auto|scroll|hidden)/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.querySelectorAll('main *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !scrolls(e.parentElement);
  }).slice(0, 5).map((e) => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40));
}"""


#: Formulas that are cut off and that the keyboard cannot scroll.
STUCK = """() => [...document.querySelectorAll('.formula-block:not([tabindex])')]
  .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.innerHTML.slice(0, 150))"""


def test_every_page_fits_a_narrow_phone(page, site, site_url):
    """At 320 px, which is also 1280 px at 400 % zoom, no page scrolls sideways, and a wide formula does in its box."""
    page.set_viewport_size({"width": 320, "height": 640})
    wide, stuck = {}, {}
    for path in site.pages():
        name = path.relative_to(site.folder).as_posix().removesuffix("index.html")
        page.goto(site_url + name, wait_until="domcontentloaded")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide[name] = page.evaluate(OVERFLOW)
        if found := page.evaluate(STUCK):
            stuck[name] = found
    assert wide == {}
    assert stuck == {}


def test_formulas_are_drawn(page, site_url):
    page.goto(site_url + FORMULA_PAGE)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.formula > svg')].map((e) => e.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 20
    assert all(box["width"] > 3 and box["height"] > 3 for box in boxes)
    # A glyph whose outline is missing would draw nothing.
    empty = page.evaluate(
        """[...document.querySelectorAll('.formula use')].filter((e) => e.getBBox().width === 0)
          .map((e) => e.outerHTML)"""
    )
    assert empty == []


def test_formulas_sit_on_the_line_of_their_text(page, site_url):
    page.goto(site_url + FORMULA_PAGE)
    grown = page.evaluate(
        """() => {
          const tall = (p, line) => [...p.querySelectorAll('.formula')]
            .some((f) => f.getBoundingClientRect().height > 2.2 * line);
          return [...document.querySelectorAll('article p')]
            .filter((p) => tall(p, parseFloat(getComputedStyle(p).lineHeight)))
            .map((p) => p.textContent.slice(0, 60));
        }"""
    )
    assert grown == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_formulas_follow_the_system_scheme(browser, site_url, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(site_url + FORMULA_PAGE)
    page.wait_for_selector(f'html[data-md-color-scheme="{"slate" if scheme == "dark" else "default"}"]')
    colours = page.evaluate(
        """() => {
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          return [style('.formula svg use').fill, style('article p:not([class])').color, style('body').backgroundColor];
        }"""
    )
    context.close()
    formula, text, background = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours)
    assert formula == text
    assert (text < background) == (scheme == "light")
    assert abs(text - background) > 450


def test_the_reader_chooses_a_scheme_and_it_stays(page, site_url):
    page.goto(site_url)
    button, chosen = page.get_by_role("button", name="Colour scheme"), []
    for _ in range(3):
        button.click()
        chosen.append(
            (button.get_attribute("aria-label"), page.evaluate("document.documentElement.dataset.mdColorScheme"))
        )
    assert chosen == [
        ("Colour scheme: light", "default"),
        ("Colour scheme: dark", "slate"),
        ("Colour scheme: system", "default"),
    ]
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.goto(site_url + "about/")
    assert page.evaluate("document.documentElement.dataset.mdColorScheme") == "slate"


def test_the_keyboard_reaches_the_content_first(page, site_url):
    page.goto(site_url + FORMULA_PAGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_can_be_seen(page, site_url):
    page.goto(site_url + "start/courses/")
    link = page.locator(".entry-title a").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert link.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"


def test_a_wide_formula_scrolls_in_its_own_box_by_keyboard(phone, site_url):
    phone.goto(site_url + "foundations/loss-functions/")
    box = phone.evaluate_handle(
        "[...document.querySelectorAll('.formula-block')].find((e) => e.scrollWidth > e.clientWidth + 5)"
    ).as_element()
    box.scroll_into_view_if_needed()
    box.focus()
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function("(e) => e.scrollLeft > 0", arg=box)


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_everything_can_be_read(browser, site_url, name):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site_url + name)
    text = page.locator("article").inner_text()
    links = page.locator("article a:visible").count()
    pictures = [box for svg in page.locator("article figure svg").all() if (box := svg.bounding_box())]
    context.close()
    assert len(text) > 300
    assert links > 0
    assert all(box["width"] > 100 for box in pictures)


def test_the_menu_opens_on_a_phone_without_javascript(browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site_url)
    assert not page.locator(".menu").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.locator(".menu").is_visible()
    page.locator(".menu a", has_text="Architectures").click()
    page.get_by_role("button", name="Menu").click()
    page.locator(".menu a", has_text="Graph").click()
    assert page.url.endswith("/graph-networks/")
    context.close()


def test_print_shows_the_content_and_writes_addresses_out(page, site_url):
    page.goto(site_url + "architectures/recurrent-networks/")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert not page.locator(".menu").is_visible()
    assert not page.locator(".toc").is_visible()
    written = page.locator(".entry-title a").first.evaluate("(e) => getComputedStyle(e, '::after').content")
    assert "attr(href)" in written or "https://" in written
    assert page.locator("figure svg").first.is_visible()


def test_a_missing_address_gives_a_page_that_helps(browser, site_url):
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(site_url + "no/such/page/")
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "There is no page at this address"
    page.get_by_role("link", name="map of all topics").click()
    assert page.url == site_url
    context.close()


def test_a_link_to_an_entry_lands_on_it(page, site_url):
    page.goto(site_url + "architectures/recurrent-networks/#olah-understanding-lstm-networks")
    top = page.locator("#olah-understanding-lstm-networks").evaluate("(e) => e.getBoundingClientRect().top")
    assert 0 < top < 400


def test_previous_and_next_lead_through_the_topics(page, site_url):
    page.goto(site_url + "foundations/data-preprocessing/")
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/activation-functions/")
    assert page.locator("nav.md-path a").first.inner_text() == "Home"


def test_reduced_motion_and_forced_colours_keep_the_page_readable(browser, site_url):
    context = browser.new_context(reduced_motion="reduce", forced_colors="active")
    page = context.new_page()
    page.goto(site_url + FORMULA_PAGE)
    moving = page.evaluate("getComputedStyle(document.querySelector('.md-content')).transitionDuration")
    assert moving == "0s"
    assert page.locator(".formula svg").first.is_visible()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_visit_asks_no_other_host_and_throws_nothing(page, site_url, name):
    """The fixture of the page checks this when the test ends."""
    page.goto(site_url + name)
    page.mouse.wheel(0, 5000)
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").is_visible()


def test_speech_is_what_a_screen_reader_meets(page, site_url):
    page.goto(site_url + FORMULA_PAGE)
    snapshot = page.locator("article").aria_snapshot()
    assert re.search(r"- img \"[^\"]*(equals|sub|times)", snapshot)


def test_a_name_from_right_to_left_leaves_the_numbers_beside_it_in_place(page, site_url):
    page.goto(site_url + FORMULA_PAGE)
    order = page.evaluate(
        """() => {
          const by = document.querySelector('.entry-facts .entry-by');
          const next = by.nextElementSibling;
          [by.textContent, next.textContent] = ['ישראל ישראלי', '12 min'];
          const left = (node, from, to) => {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, to);
            return range.getBoundingClientRect().left;
          };
          const text = next.firstChild;
          return [by.getBoundingClientRect().left, left(text, 0, 2), left(text, 3, 6)];
        }"""
    )
    assert order == sorted(order)
