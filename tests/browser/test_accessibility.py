"""What axe-core finds on every page: nothing, in both schemes, on a desktop and a phone."""

import json

import pytest
from real_parts import ROOT

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

#: The scheme changes colours only, so that the other rules need not run a second time.
COLOURS = ["color-contrast", "link-in-text-block"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: Runs axe on a part of the page with the rules of these tags or names.
RUN = """async ({ scope, type, values }) => {
  const options = { runOnly: { type, values }, resultTypes: ['violations'], preload: false };
  if (type === 'tag') options.rules = { 'target-size': { enabled: true } };
  const { violations } = await axe.run(scope ?? document, options);
  const say = (node) => `${node.target} ${node.html.slice(0, 150)}`;
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes.slice(0, 3).map(say).join(' | ')}`);
}"""

#: Until the page has noticed a new width: what scrolls sideways then gets within reach of the keyboard.
SETTLE = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"

#: Inside a formula stand only outlines, hidden from screen readers: taking them out saves axe most of its time.
EMPTY_FORMULAS = "for (const svg of document.querySelectorAll('.formula svg, .glyphs')) svg.replaceChildren()"

#: Rows far below the screen are laid out when one scrolls there; axe looks at all of them at once.
LAY_OUT_ROWS = "for (const row of document.querySelectorAll('tr')) row.style.contentVisibility = 'visible'"


def axe(page, scope=None, rules=None):
    return page.evaluate(RUN, {"scope": scope, "type": "rule" if rules else "tag", "values": rules or RULES})


@pytest.fixture(scope="module")
def scanned(browser):
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    context.add_init_script(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
    page = context.new_page()
    yield page
    context.close()


#: One page of each layout; the menus and the search are the same parts on all pages.
LAYOUTS = ["", "404.html", "catalogue/", "foundations/optimisation/", "practice/keras/", "reading-list/"]


def problems(page, state, scheme, scope=None):
    """What axe finds with all rules in the light scheme, or with those about colours in the dark one."""
    page.emulate_media(color_scheme=scheme)
    found = axe(page, scope, COLOURS if scheme == "dark" else None)
    return {f"{page.url} ({state}, {scheme})": found} if found else {}


def test_axe_finds_nothing_on_any_page(scanned, site, site_url):
    found = {}
    for path in site.pages():
        scanned.goto(site_url + path.relative_to(site.folder).as_posix().removesuffix("index.html"))
        scanned.evaluate(EMPTY_FORMULAS)
        scanned.evaluate(LAY_OUT_ROWS)
        for state, size in (("desktop", DESKTOP), ("phone", PHONE)):
            scanned.set_viewport_size(size)
            scanned.evaluate(SETTLE)
            for scheme in ("light", "dark"):
                found |= problems(scanned, state, scheme)
    assert found == {}, json.dumps(found, indent=1)


def in_both(page, state, scope=None):
    """What axe finds in both schemes."""
    return problems(page, state, "dark", scope) | problems(page, state, "light", scope)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def sized(scanned, request):
    """The scanned page at one of the two sizes, with nothing kept from other tests."""
    scanned.set_viewport_size(request.param)
    yield scanned
    scanned.evaluate("localStorage.clear()")


@pytest.mark.parametrize("name", LAYOUTS)
def test_axe_finds_nothing_in_the_search(sized, site_url, name):
    sized.goto(site_url + name)
    sized.evaluate(EMPTY_FORMULAS)
    sized.locator(".search-open").click()
    text = sized.locator("dialog.search .search-status")
    text.get_by_text("Type a topic").wait_for()
    found = in_both(sized, "search without words")
    for words, said in (
        ("zzqqxy", "Nothing found"),
        ("bacth normalizaton", "Showing results for"),
        ("lstm", "results."),
    ):
        sized.locator("dialog.search input").fill(words)
        text.get_by_text(said).wait_for()
        found |= in_both(sized, f"search for {words}", "dialog.search")
    sized.keyboard.press("ArrowDown")
    found |= in_both(sized, "search, second result", "dialog.search")
    sized.keyboard.press("Escape")
    assert not sized.locator("dialog.search").is_visible()
    assert sized.evaluate("document.activeElement.matches('.search-open')")
    assert found == {}, json.dumps(found, indent=1)


@pytest.mark.parametrize("name", LAYOUTS)
def test_axe_finds_nothing_in_open_menus(scanned, site_url, name):
    scanned.set_viewport_size(PHONE)
    scanned.goto(site_url + name)
    scanned.evaluate(EMPTY_FORMULAS)
    found = {}
    for menu in scanned.locator(".menu, .toc").all():
        opener = scanned.locator(f"button[popovertarget={menu.get_attribute('id')}]")
        opener.click()
        # What is behind it is the page as it was, partly covered.
        found |= in_both(scanned, menu.get_attribute("id"), f"#{menu.get_attribute('id')}")
        scanned.keyboard.press("Escape")
        assert not menu.is_visible()
        assert opener.evaluate("(e) => e === document.activeElement")
    assert found == {}, json.dumps(found, indent=1)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_axe_finds_nothing_in_the_scheme_that_a_reader_chose(sized, site_url, choice):
    """Against the system's."""
    sized.goto(site_url + "practice/keras/")
    button = sized.get_by_role("button", name="Colour scheme")
    while not button.get_attribute("aria-label").endswith(choice):
        button.click()
    sized.emulate_media(color_scheme="dark" if choice == "light" else "light")
    found = axe(sized)
    assert found == []


def test_axe_finds_nothing_in_a_catalogue_that_is_filtered(sized, site_url):
    sized.goto(site_url + "catalogue/")
    sized.evaluate(LAY_OUT_ROWS)
    for facet in sized.locator("summary").all():
        facet.click()
    sized.locator("input[name=kind]").first.check()
    sized.locator("thead button").first.click()
    sized.locator(".catalogue-status", has_text=" of ").wait_for()
    sized.evaluate("scrollTo(0, 0)")
    sized.locator(".md-top").wait_for(state="hidden")
    found = in_both(sized, "filtered")
    sized.locator("input[name=words]").fill("there is no such thing")
    sized.locator(".catalogue-status", has_text="None of").wait_for()
    found |= in_both(sized, "nothing passes")
    assert found == {}, json.dumps(found, indent=1)


def test_axe_finds_nothing_where_a_reader_has_marked_and_cited(sized, site_url):
    sized.goto(site_url + "architectures/recurrent-networks/")
    sized.evaluate(EMPTY_FORMULAS)
    sized.get_by_role("button", name="To read: ").first.click()
    sized.get_by_role("button", name="Done: ").nth(1).click()
    sized.get_by_role("button", name="Cite: ").first.click()
    sized.locator(".entry-cite code").wait_for()
    found = in_both(sized, "marked")
    for name, there in (("reading-list/", "li.entry"), ("paths/", "[data-progress]"), ("", ".home-marks a")):
        sized.goto(site_url + name)
        sized.locator(there).first.wait_for()
        found |= in_both(sized, "with marks")
    assert found == {}, json.dumps(found, indent=1)


def test_axe_finds_nothing_in_calculators_in_use(sized, site_url):
    sized.goto(site_url + "practice/model-resource-usage/")
    sized.evaluate(EMPTY_FORMULAS)
    for tag in ("layer", "network", "recurrent", "roofline"):
        sized.locator(f"{tag}-calculator").scroll_into_view_if_needed()
        sized.locator(f"{tag}-calculator dl").wait_for()
    sized.locator("network-calculator tbody button").first.click()
    found = in_both(sized, "results")
    for field in ("layer-groups", "network-input", "recurrent-length", "roofline-input", "field-k0"):
        sized.locator(f"#{field}").fill("x")
    assert sized.locator("[aria-invalid]").count() == 5
    found |= in_both(sized, "errors")
    assert found == {}, json.dumps(found, indent=1)


def test_axe_finds_nothing_on_paper_and_offline(sized, site_url):
    sized.goto(site_url + "start/how-to-use/")
    sized.get_by_role("button", name="Keep the site on this device").wait_for()
    found = in_both(sized, "offline offered")
    sized.goto(site_url + "foundations/optimisation/")
    sized.evaluate(EMPTY_FORMULAS)
    sized.emulate_media(media="print")
    found |= in_both(sized, "print")
    sized.emulate_media(media="screen")
    assert found == {}, json.dumps(found, indent=1)
