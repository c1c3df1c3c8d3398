"""Usable by everyone, beyond what a scanner sees: keyboard, names, targets, zoom, spacing, contrast, schemes, print."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

#: One page of each layout.
LAYOUTS = [
    "",
    "404.html",
    "catalogue/",
    "foundations/optimisation/",
    "practice/keras/",
    "practice/model-resource-usage/",
]


def script(name):
    """A function in JavaScript, from its file: without the comment above it."""
    return re.sub(
        r"^//.*\n", "", Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8"), flags=re.MULTILINE
    )


def addresses(site):
    """The pages of the site, below its address."""
    return [path.relative_to(site.folder).as_posix().removesuffix("index.html") for path in site.pages()]


#: Until the page has noticed its width.
NEXT_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"

#: What scrolls sideways by itself, whether the keyboard reaches it, and whether it has a name that it may have.
SCROLLERS = """() => [...document.querySelectorAll('main *')].filter((e) => e.checkVisibility()
  && /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1).map((e) => ({
  html: e.outerHTML.slice(0, 100), reached: e.tabIndex === 0,
  named: Boolean(e.ariaLabel) && (e.localName === 'table' || /^(group|region)$/.test(e.getAttribute('role'))) }))"""

#: What a reader can press or type into and can see now.
CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])"

SMALL_TARGETS = script("small-targets")

FAINT = script("faint")

#: What has the focus, whether it has a name and an outline, and whether it had the focus before.
FOCUSED = script("focused")

COVERED = script("covered")

#: The text spacing that WCAG 1.4.12 says a page must bear, and whether anything is cut off by it.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
CUT = script("cut")


@pytest.mark.parametrize("name", LAYOUTS)
def test_landmarks_headings_and_the_way_past_the_menus(page, site_url, name):
    page.goto(site_url + name)
    assert page.locator("main").count() == page.locator("h1").count() == 1
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    names = page.eval_on_selector_all(
        "nav",
        """navs => navs.map((nav) => nav.ariaLabel
          || document.getElementById(nav.getAttribute('aria-labelledby')).textContent)""",
    )
    assert len(names) == len(set(names))
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map((h) => Number(h.localName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    assert skip.evaluate("(e) => e === document.activeElement")
    page.wait_for_function("() => getComputedStyle(document.activeElement).opacity === '1'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_keyboard_gets_through_and_sees_where_it_is(page, site_url, name):
    """Every control is reached, once each, with a name and a visible focus; the last leads out, and all lead back."""
    page.goto(site_url + name)
    for tag in ("layer", "network", "recurrent", "roofline"):
        if (calculator := page.locator(f"{tag}-calculator")).count():
            calculator.scroll_into_view_if_needed()
            calculator.locator("dl").wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.locator(".md-top").wait_for(state="hidden")
    wanted = page.evaluate(
        f"""[...document.querySelectorAll("{CONTROLS}")]
        .filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).length"""
    )
    for _ in range(wanted):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUSED)
        assert seen["named"], seen
        assert not seen.get("again"), seen
        assert seen["outline"] != "none", seen
        assert seen["width"] >= 2, seen
    # Scrolling has brought up one more.
    if page.locator(".md-top").is_visible():
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.md-top')")
        wanted += 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")
    for _ in range(wanted):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_has_the_focus_is_not_covered(page, site_url, name):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(site_url + name)
    covered = set()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(100):
            page.keyboard.press(key)
            covered.add(page.evaluate(COVERED))
    assert covered == {False}


def test_targets_are_large_enough_for_a_thumb(phone, site, site_url):
    found = {}
    for name in addresses(site):
        phone.goto(site_url + name)
        if small := phone.evaluate(SMALL_TARGETS, CONTROLS):
            found[name] = small[:3]
    assert found == {}


def test_targets_that_scripts_add_are_large_enough_too(phone, site_url):
    phone.goto(site_url + "practice/model-resource-usage/")
    for tag in ("layer", "network", "recurrent", "roofline"):
        phone.locator(f"{tag}-calculator").scroll_into_view_if_needed()
        phone.locator(f"{tag}-calculator dl").wait_for()
    assert phone.evaluate(SMALL_TARGETS, CONTROLS) == []
    phone.goto(site_url + "catalogue/")
    for facet in phone.locator("summary").all():
        facet.click()
    assert phone.evaluate(SMALL_TARGETS, CONTROLS) == []
    phone.goto(site_url + "architectures/recurrent-networks/")
    phone.get_by_role("button", name="Cite: ").first.click()
    phone.locator(".entry-cite code").wait_for()
    assert phone.evaluate(SMALL_TARGETS, CONTROLS) == []
    phone.locator(".search-open").click()
    phone.locator("dialog.search input").fill("lstn")
    phone.locator("dialog.search [role=option]").first.wait_for()
    assert phone.evaluate(SMALL_TARGETS, CONTROLS + ", [role=option]") == []


def test_what_scrolls_sideways_is_reached_by_keyboard_and_has_a_name(page, site, site_url):
    """At 320 px, which is also 1280 px at 400 % zoom."""
    page.set_viewport_size({"width": 320, "height": 256})
    nameless, count = {}, 0
    for name in addresses(site):
        page.goto(site_url + name)
        page.evaluate(NEXT_FRAMES)
        boxes = page.evaluate(SCROLLERS)
        count += len(boxes)
        if bad := [box for box in boxes if not box["reached"] or not box["named"]]:
            nameless[name] = bad
    assert nameless == {}
    assert count > 100


def test_text_may_be_spaced_out(page, site, site_url):
    page.set_viewport_size({"width": 320, "height": 640})
    cut = {}
    for name in addresses(site):
        page.goto(site_url + name)
        # As a reader's own style sheet would, which no policy of a page forbids.
        page.evaluate(
            "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets.push(s); }",
            SPACING,
        )
        found = page.evaluate(CUT)
        if found or page.evaluate("document.documentElement.scrollWidth") > 320:
            cut[name] = found
    assert cut == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_4_5_everywhere_and_7_for_running_text(page, site, site_url, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    faint, running = {}, {}
    for name in addresses(site):
        page.goto(site_url + name)
        faint |= page.evaluate(FAINT, 4.5)
        found = page.evaluate(FAINT, 7.0)
        running |= {where: text for where, text in found.items() if re.match(r"(p|li|td|th|dd|h[1-6])\.", where)}
    # What is written in an empty field, too.
    page.keyboard.press("Control+k")
    faint |= page.evaluate(FAINT, 4.5)
    assert faint == {}
    assert running == {}


@pytest.mark.parametrize("name", ["foundations/optimisation/", "architectures/recurrent-networks/"])
def test_formulas_and_figures_are_spoken(page, site_url, name):
    """The accessibility tree has a name for each of them that reads as words, and nothing of their inside."""
    page.goto(site_url + name)
    wanted = page.locator(".formula, article figure svg").evaluate_all("all => all.map((e) => e.ariaLabel)")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    spoken = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") in ("img", "image")]
    spoken = [text for text in spoken if text]  # the pictures within named links have no name of their own
    assert sorted(spoken) == sorted(wanted)
    hidden = {"GraphicsObject", "SvgRoot", "graphics-symbol"}
    assert not [node for node in nodes if not node["ignored"] and node.get("role", {}).get("value") in hidden]
    assert not [text for text in spoken if re.search(r"[\\{}$^_<>]", text)]
    assert all(re.search(r"\w", text) for text in spoken)
    assert all(len(text) > 40 for text in page.locator("figure svg").evaluate_all("all => all.map((e) => e.ariaLabel)"))


def test_print_in_the_dark_is_black_on_white(page, site_url):
    page.emulate_media(color_scheme="dark")
    page.goto(site_url + "foundations/optimisation/")
    page.emulate_media(color_scheme="dark", media="print", reduced_motion="reduce")
    page.wait_for_function("() => document.documentElement.dataset.mdColorScheme === 'default'")
    assert page.evaluate(FAINT, 4.5) == {}


def test_forced_colours_keep_edges_and_marks(browser, site_url):
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(site_url + "foundations/optimisation/")
    use, text = page.evaluate(
        "[getComputedStyle(document.querySelector('.formula use')).fill, getComputedStyle(document.body).color]"
    )
    edge = page.locator("li.entry").first.evaluate("(e) => getComputedStyle(e).borderTopStyle")
    # A figure of the light scheme, which the reader chose once, on a screen whose colours are forced to be dark.
    page.evaluate("localStorage.setItem('signposts.scheme', 'light')")
    page.reload()
    paper = page.locator("svg.figure").first.evaluate("(e) => getComputedStyle(e).backgroundColor")
    ink = page.locator("svg.figure .t:not(.c1, .c2, .c3, .muted)").first.evaluate("(e) => getComputedStyle(e).fill")
    page.keyboard.press("/")
    page.locator("dialog.search input").fill("adam")
    mark = page.locator("dialog.search mark").first
    mark.wait_for()
    word, behind = mark.evaluate("(e) => [getComputedStyle(e).color, getComputedStyle(e.closest('a')).backgroundColor]")
    context.close()
    assert use == text
    assert edge == "solid"
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(31, 41, 51)")
    assert word != behind
    assert word != "rgb(0, 0, 0)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(browser, site_url, scheme):
    context = browser.new_context(contrast="more", color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site_url + "foundations/optimisation/")
    found = page.evaluate(FAINT, 10.0)
    edge, text = page.locator("li.entry").first.evaluate(
        "(e) => [getComputedStyle(e).borderTopColor, getComputedStyle(e).color]"
    )
    context.close()
    assert [where for where in found if re.match(r"(p|li|td|th|dd|h[1-6]|span|figcaption)\.", where)] == []
    assert edge == text


def test_menus_close_with_escape_and_give_the_focus_back(phone, site_url):
    phone.goto(site_url + "foundations/optimisation/")
    for name, menu in (("Menu", ".menu"), ("On this page", ".toc")):
        opener = phone.get_by_role("button", name=name)
        opener.focus()
        phone.keyboard.press("Enter")
        assert phone.locator(menu).is_visible()
        phone.keyboard.press("Tab")
        assert phone.locator(menu).evaluate("(e) => e.contains(document.activeElement)")
        phone.keyboard.press("Escape")
        assert not phone.locator(menu).is_visible()
        assert opener.evaluate("(e) => e === document.activeElement")
    phone.get_by_role("button", name="On this page").click()
    phone.locator(".toc a").nth(2).click()
    assert not phone.locator(".toc").is_visible()


def test_the_question_being_read_is_marked(page, site_url):
    page.goto(site_url + "foundations/optimisation/")
    third = page.locator(".toc a").nth(2)
    third.click()
    page.wait_for_function("() => document.querySelectorAll('.toc a')[2].getAttribute('aria-current') === 'true'")
    assert page.locator(".toc a[aria-current]").count() == 1
    page.get_by_role("button", name="Back to top").click()
    page.wait_for_function("() => scrollY === 0")
    assert page.locator(".md-top").is_hidden()


def test_code_is_copied(browser, site_url):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site_url + "practice/keras/")
    code = page.locator(".highlight code").first.text_content()
    page.locator(".copy").first.focus()
    page.keyboard.press("Enter")
    page.locator(".copy", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == code
    context.close()


@pytest.mark.parametrize("name", [*LAYOUTS, "start/how-to-use/#keyboard", "start/how-to-use/#offline"])
def test_nothing_moves_while_a_page_loads_or_is_scrolled(phone, site_url, name):
    phone.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value, sources }) =>
          `${value.toFixed(4)} ${sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80))}`)))
          .observe({ type: 'layout-shift', buffered: true });"""
    )
    phone.goto(site_url + name)
    phone.wait_for_load_state("networkidle")
    assert phone.evaluate("() => window.shifts") == []
    if phone.locator("layer-calculator").count():
        return  # a calculator takes the place of its table when one scrolls to it, and is a little higher
    for _ in range(10):
        phone.evaluate("() => scrollBy(0, innerHeight)")
        phone.wait_for_timeout(50)
    assert phone.evaluate("() => window.shifts") == []


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


def test_keys_that_work_alone_can_be_turned_off(page, site_url):
    """As somebody needs who speaks to the device (WCAG 2.1.4)."""
    page.goto(site_url + "start/how-to-use/")
    page.get_by_label("Keys that work alone").uncheck()
    page.goto(site_url + "foundations/activation-functions/")
    for key in ("n", "p", ".", ",", "/", "s"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith("/activation-functions/")
    assert page.locator("dialog.search").count() == 0
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    page.goto(site_url + "start/how-to-use/")
    page.get_by_label("Keys that work alone").check()
    page.goto(site_url + "foundations/activation-functions/")
    page.keyboard.press("n")
    page.wait_for_url("**/loss-functions/")
