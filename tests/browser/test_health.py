"""What readers see of the links' state, in a real Chromium: the Link health page, and the mark of what is gone."""

import json
import shutil
from pathlib import Path

import pytest
from real_parts import BASE_PATH, ROOT, run_build, serve

from signposts.links.health import WORDS
from signposts.links.memory import LinkState, Memory, state_text
from signposts.links.records import State
from signposts.project import load_project, read_site

DAY = "2026-11-01T12:00:00Z"
COPY = "https://web.archive.org/web/20160601120000/http://example.org/a"
HOSTILE = "says “<img src=x onerror=alert(1)></li>”"
#: How many addresses of the state are in each state.
NUMBERS = {
    State.OK: 12,
    State.MOVED: 3,
    State.BLOCKED: 2,
    State.UNCHECKED: 1,
    State.SUSPECT: 2,
    State.HOLLOW: 1,
    State.DEAD: 1,
}
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
AXE = "axe.run().then((found) => found.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 150))]))"


@pytest.fixture(scope="module")
def entries():
    """As many entries of the real site as the state has addresses."""
    found = [
        (page.path.removeprefix("docs/"), entry)
        for page in read_site(load_project(ROOT)).pages
        for entry in page.entries
    ]
    return found[: sum(NUMBERS.values())]


@pytest.fixture(scope="module")
def checked(tmp_path_factory, entries):
    """The address of the real site, built with a state that holds every kind of state."""
    root = tmp_path_factory.mktemp("checked")
    for name in ("docs", "mkdocs.yml", "theme", "hooks", "signposts", "node_modules", "package.json", ".cache"):
        if (ROOT / name).exists():
            (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data", root / "data")
    states = [state for state, number in NUMBERS.items() for _ in range(number)]
    addresses = {
        entry.url: Memory(state, DAY, DAY, DAY, reason="" if state is State.OK else f"{state} {HOSTILE}", archived=COPY)
        for state, (_, entry) in zip(states, entries, strict=True)
    }
    (root / "data" / "links.json").write_text(state_text(LinkState(addresses, DAY)), encoding="utf-8")
    server = serve(run_build("mkdocs", Path(tmp_path_factory.mktemp("site")) / "site", root).folder)
    yield f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
    server.shutdown()
    server.server_close()


def test_counts_bar_date_and_list(page, checked):
    page.goto(checked + "link-health/")
    rows = page.locator(".health-counts tbody tr")
    shown = {row.locator("th").inner_text().split("\n")[0]: row.locator("td").inner_text() for row in rows.all()}
    total = sum(NUMBERS.values())
    for state, number in NUMBERS.items():
        word = WORDS[state][0]
        assert next(value for text, value in shown.items() if text.startswith(word)) == str(number)
    assert f"{total} addresses outside this site" in page.locator("main").inner_text()
    assert page.locator("main time").first.get_attribute("datetime") == DAY[:10]
    # Each piece of the bar is as wide as its state's part, and painted in a colour of its own.
    bar = page.locator(".health-bar").bounding_box()
    for state, number in NUMBERS.items():
        piece = page.locator(f".health-bar .health-{state}").bounding_box()
        assert abs(piece["width"] - bar["width"] * number / total) < 4
    fills = page.evaluate("[...document.querySelectorAll('.health-bar rect')].map((e) => getComputedStyle(e).fill)")
    assert len(set(fills)) == len(NUMBERS)
    # Everything that is not fine is listed with its reason, and nothing of a stranger's text works.
    assert page.locator(".health-list li").count() == total - NUMBERS[State.OK]
    assert page.locator(".health-reason").first.inner_text() == f"dead {HOSTILE}"
    assert page.locator("main .health-list img").count() == 0


def test_a_gone_entry_shows_its_badge_and_its_archived_copy_first(page, checked, entries):
    for path, entry in entries[-2:]:
        page.goto(f"{checked}{path.removesuffix('.md')}/#{entry.id}")
        card = page.locator(f"#{entry.id}")
        badge = card.locator(".entry-gone")
        assert badge.is_visible()
        copy = card.locator(".entry-archived")
        assert copy.get_attribute("href") == COPY
        assert "2016" in copy.inner_text()
        # The copy comes before the link that no longer leads to it, to the eye and in the order of the keyboard.
        assert copy.bounding_box()["y"] < card.locator(f'a[href="{entry.url}"]').first.bounding_box()["y"]
        assert card.locator("a[href]").first.get_attribute("href") == COPY
    path, entry = entries[0]
    page.goto(f"{checked}{path.removesuffix('.md')}/")
    assert page.locator(f"#{entry.id} .entry-gone").count() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_and_width(browser, checked, entries, size):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    context.add_init_script(path=ROOT / "node_modules" / "axe-core" / "axe.min.js")
    page = context.new_page()
    try:
        for name in ("link-health/", f"{entries[-1][0].removesuffix('.md')}/"):
            page.goto(checked + name)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert page.evaluate(AXE) == [], json.dumps([name, scheme])
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        context.close()


def test_without_a_state_nothing_is_claimed(page, site, site_url):
    if (ROOT / "data" / "links.json").exists():
        pytest.skip("this project has been checked")
    page.goto(site_url + "link-health/")
    assert "Not yet checked" in page.locator("main").inner_text()
    assert page.locator(".health-bar, .health-counts, .health-list").count() == 0
    assert "entry-gone" not in "".join(path.read_text(encoding="utf-8") for path in site.pages())
