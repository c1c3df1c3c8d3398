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


@pytest.mark.parametrize("name", LAYOUTS)
def test_axe_finds_nothing_in_open_menus_and_search(scanned, site_url, name):
    scanned.goto(site_url + name)
    scanned.evaluate(EMPTY_FORMULAS)
    found = {}
    for size in (DESKTOP, PHONE):
        scanned.set_viewport_size(size)
        scanned.locator(".search-open").click()
        scanned.locator("dialog.search input").fill("lstm")
        scanned.wait_for_selector("dialog.search [role=option]")
        for scheme in ("dark", "light"):
            found |= problems(scanned, f"search at {size['width']}", scheme, "dialog.search")
        scanned.get_by_role("button", name="Close the search").click()
    for menu in scanned.locator(".menu, .toc").all():
        opener = scanned.locator(f"button[popovertarget={menu.get_attribute('id')}]")
        opener.click()
        for scheme in ("dark", "light"):
            found |= problems(scanned, menu.get_attribute("id"), scheme, f"#{menu.get_attribute('id')}")
        scanned.keyboard.press("Escape")
        assert not menu.is_visible()
        assert opener.evaluate("(e) => e === document.activeElement")
    assert found == {}, json.dumps(found, indent=1)
