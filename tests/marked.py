"""What tests of the reading list do and see on a page: marks, what the device keeps, files taken in."""

import json
import re

TOPIC = "foundations/optimisation/"
KEY = "signposts-marks"
FORMAT = "Deep Learning Signposts reading list"


def kept(page):
    """What the device keeps: {id: mark}."""
    text = page.evaluate(f"localStorage.getItem('{KEY}')")
    return {identifier: value["mark"] for identifier, value in json.loads(text)["marks"].items()} if text else {}


def as_file(marks, **changes):
    rows = {name: {"mark": mark, "at": at} for name, (mark, at) in marks.items()}
    return json.dumps({"format": FORMAT, "version": 1, "marks": rows, **changes}).encode()


def keep(page, site_url, marks, **changes):
    """Begin with marks from an earlier visit."""
    page.goto(site_url + "about/")
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", as_file(marks, **changes).decode())


def mark(page, name, identifier):
    return page.locator(f"#{identifier}").get_by_role("button", name=f"{name}: ")


def take(page, content, name="list.json"):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/json", "buffer": content})


def said(page, pattern):
    page.locator(".reading-list [role=status]").filter(has_text=re.compile(pattern)).wait_for()


def listed(page, name):
    return page.eval_on_selector_all(f"[data-list={name}] .entry-title", "titles => titles.map((t) => t.textContent)")


MORNING, EVENING = "2026-01-01T08:00:00.000Z", "2026-01-01T20:00:00.000Z"
