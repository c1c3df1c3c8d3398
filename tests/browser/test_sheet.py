"""Nothing that is used was dropped: the one style sheet looks as the theme's and our own do in full."""

import pytest
from conftest import ROOT
from mkdocs.config import load_config

#: Every computed property of every element outside drawings, in one text an element; pseudo-elements too.
STYLES = """() => {
  const names = [...getComputedStyle(document.body)].filter((name) => !name.startsWith('--'));
  const look = (element, part) => {
    const style = getComputedStyle(element, part);
    return names.map((name) => `${name}:${style[name]}`).join(';');
  };
  return [...document.querySelectorAll('body, body *')].filter((e) => !e.closest('svg')).map(
    (e) => `${e.localName}.${e.className};${[null, '::before', '::after'].map((part) => look(e, part)).join(';')}`);
}"""

#: Puts the whole sheets into the place of the one that was built.
REPLACE = """(css) => {
  const style = Object.assign(document.createElement('style'), { textContent: css });
  document.querySelector('link[href*="/site."]').replaceWith(style);
}"""


@pytest.fixture(scope="module")
def full():
    config = load_config(str(ROOT / "mkdocs.yml"))
    theme = [path for folder in config.theme.dirs for path in (ROOT / folder).glob("assets/stylesheets/*.min.css")]
    ordered = sorted(path for path in theme if path.name.startswith(("main", "palette")))
    assert len(ordered) == 2
    own = [ROOT / "docs" / sheet for sheet in config.extra_css]
    return "\n".join(path.read_text(encoding="utf-8").replace('@charset "UTF-8";', "") for path in [*ordered, *own])


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_element_looks_the_same_with_the_whole_sheets(browser, site_url, full, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    for name in ("practice/keras/", "404.html", "start/how-to-use/"):
        page.goto(site_url + name)
        page.wait_for_load_state("networkidle")
        purged = page.evaluate(STYLES)
        page.evaluate(REPLACE, full)
        whole = page.evaluate(STYLES)
        changed = [(a[:60], diff(a, b)) for a, b in zip(purged, whole, strict=True) if a != b]
        assert changed[:3] == []
    context.close()


def diff(one, other):
    return [pair for pair in zip(one.split(";"), other.split(";"), strict=False) if pair[0] != pair[1]][:4]
