"""The reading paths on the real site: every step, the reader's progress, keyboard, touch, no JavaScript."""

import re

import pytest

from signposts.paths import read_paths

ADDRESS = "paths/"


@pytest.fixture(scope="module")
def paths(root):
    return read_paths(root)[0]


def test_every_path_stands_there_with_all_its_steps(page, site_url, paths):
    page.goto(site_url + ADDRESS)
    assert [link.get_attribute("href") for link in page.locator(".path-list a").all()] == [f"#{p.id}" for p in paths]
    for path in paths:
        section = page.locator(f"section[aria-labelledby={path.id}]")
        assert section.locator("h2").text_content().rstrip("¶") == path.title
        assert section.locator("li").count() == len(path.steps)
        marked = [step.target[1:] for step in path.steps if step.target.startswith("#")]
        assert section.locator("[data-entry]").evaluate_all("all => all.map((e) => e.dataset.entry)") == marked
        assert re.match(
            rf"\d+ pages?( and {len(marked)} signposts?)?\. ", section.locator(".path-facts").text_content()
        )


def test_progress_is_that_of_the_reading_list(page, site_url, paths):
    path = paths[0]
    marked = [step.target[1:] for step in path.steps if step.target.startswith("#")]
    page.goto(site_url + ADDRESS)
    section = page.locator(f"section[aria-labelledby={path.id}]")
    done = section.locator(".path-done")
    assert done.text_content() == ""
    section.locator(f"[data-entry={marked[0]}]").get_by_role("button", name="Done: ").click()
    section.locator(f"[data-entry={marked[1]}]").get_by_role("button", name="To read: ").click()
    assert done.text_content() == f"1 of {len(marked)} signposts done, 1 to read"
    # The way behind one is seen in the line, too.
    dots = section.locator("[data-entry]").evaluate_all(
        "all => all.map((step) => getComputedStyle(step, '::before').backgroundColor)"
    )
    assert dots[0] != dots[1] == dots[2]
    section.locator(f"[data-entry={marked[0]}] small a").click()
    page.wait_for_url(f"**/#{marked[0]}")
    assert page.locator(f"#{marked[0]}").get_by_role("button", name="Done: ").get_attribute("aria-pressed") == "true"


def test_the_keyboard_goes_along_a_path(page, site_url, paths):
    page.goto(site_url + ADDRESS)
    page.locator(".path-list a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#{paths[0].id}"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section')?.getAttribute('aria-labelledby')") == paths[0].id
    page.locator("[data-entry] > a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert (
        page.locator("[data-entry]").first.get_by_role("button", name="Done: ").get_attribute("aria-pressed") == "true"
    )


def test_a_phone_fits_and_marks_by_touch(phone, site_url):
    phone.goto(site_url + ADDRESS)
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    first = phone.locator("[data-entry]").first
    first.get_by_role("button", name="Done: ").tap()
    assert first.get_by_role("button", name="Done: ").get_attribute("aria-pressed") == "true"
    first.get_by_role("button", name="Cite: ").tap()
    first.locator(".entry-cite code").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_without_javascript_every_step_is_a_link(browser, site_url, paths):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + ADDRESS)
    assert page.locator(".path-steps li > a[href]").count() == sum(len(path.steps) for path in paths)
    assert page.locator(".path-steps button").count() == 0
    context.close()
