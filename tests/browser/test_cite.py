"""Cite on the real site: the BibTeX of an entry as catalogue.bib holds it, copied or at least selected."""

import json

import pytest
from pybtex.database import parse_string

TOPIC = "architectures/recurrent-networks/"


@pytest.fixture(scope="module")
def bib(site):
    return (site.folder / "catalogue.bib").read_text(encoding="utf-8")


def cite(page, identifier):
    return page.locator(f"#{identifier}").get_by_role("button", name="Cite: ")


def test_every_entry_of_a_page_shows_what_the_file_holds(page, site, site_url, bib):
    every = json.loads((site.folder / "catalogue.json").read_text(encoding="utf-8"))["entries"]
    page.goto(site_url + TOPIC)
    ids = [entry["id"] for entry in every if f"/{TOPIC}#" in entry["place"]]
    assert len(ids) > 10
    for identifier in ids:
        cite(page, identifier).click()
        text = page.locator(f"#{identifier} .entry-cite code").text_content()
        assert f"\n{text}" in bib
        assert list(parse_string(text, "bibtex").entries) == [identifier]


def test_the_file_is_fetched_once_and_only_when_asked_for(page, site_url):
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.goto(site_url + TOPIC)
    page.wait_for_timeout(300)
    assert not {"catalogue.bib", "cite.js", "catalogue.json"} & set(asked)
    for identifier in ("olah-understanding-lstm-networks", "rohrer-recurrent-neural-networks-rnn"):
        cite(page, identifier).click()
        page.locator(f"#{identifier} .entry-cite code").wait_for()
    assert asked.count("catalogue.bib") == 1


def test_the_text_is_copied_and_the_panel_closes_again(page, site_url, bib):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site_url + TOPIC)
    button = cite(page, "olah-understanding-lstm-networks")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#olah-understanding-lstm-networks .entry-cite")
    panel.get_by_role("button", name="Copy BibTeX").click()
    panel.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == panel.locator("code").text_content()
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    panel.wait_for(state="detached")
    assert button.get_attribute("aria-expanded") == "false"


def test_without_the_permission_to_copy_the_text_is_selected(phone, site_url):
    phone.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));")
    phone.goto(site_url + TOPIC)
    cite(phone, "olah-understanding-lstm-networks").tap()
    panel = phone.locator("#olah-understanding-lstm-networks .entry-cite")
    panel.get_by_role("button", name="Copy BibTeX").tap()
    panel.get_by_text("the text is selected").wait_for()
    assert phone.evaluate("getSelection().toString().trim()") == panel.locator("code").text_content().strip()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_a_failure_is_said_and_the_next_try_asks_again(page, site_url):
    page.goto(site_url + TOPIC)
    page.route("**/catalogue.bib", lambda route: route.fulfill(status=200, body="something else"))
    button = cite(page, "olah-understanding-lstm-networks")
    button.click()
    panel = page.locator("#olah-understanding-lstm-networks .entry-cite")
    panel.get_by_text("cannot be fetched now").wait_for()
    assert panel.get_by_role("link", name="catalogue.bib").get_attribute("href") == f"{site_url}catalogue.bib"
    page.unroute("**/catalogue.bib")
    button.click()
    button.click()
    panel.locator("code").wait_for()
