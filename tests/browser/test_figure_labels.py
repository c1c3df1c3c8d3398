"""The labels of every figure, as Chromium paints them: legible on whatever is drawn behind them, in both schemes."""

import base64
import re
from pathlib import Path

import pytest
from real_parts import ROOT

from signposts.figures import draw, names

CONTRAST = re.sub(
    r"^//.*\n", "", Path(__file__).with_name("label-contrast.js").read_text(encoding="utf-8"), flags=re.MULTILINE
)

LABELS = """() => [...document.querySelectorAll('svg.figure text')].filter((e) => e.textContent.trim()).map((e) => {
  const { x, y, width, height } = e.getBoundingClientRect();
  const place = { x: x + scrollX, y: y + scrollY, w: width, h: height };
  return { ...place, name: e.closest('div').id, fill: getComputedStyle(e).fill, text: e.textContent };
})"""

HIDE = "() => { for (const text of document.querySelectorAll('svg.figure text')) text.style.visibility = 'hidden' }"


@pytest.fixture(scope="module")
def wall():
    """All figures on one page, with our style sheets."""
    css = "".join(
        (ROOT / "docs/assets" / name).read_text(encoding="utf-8") for name in ("signposts.css", "figures.css")
    )
    figures = "".join(f'<div id="{name}">{draw(name)}</div>' for name in names())
    return (
        f"<!doctype html><html data-md-color-scheme=SCHEME><style>{css} html {{ font-size: 20px }} "
        "body { display: grid; grid-template-columns: repeat(4, 500px); margin: 0; background: var(--fig-paper) }"
        f"</style><body>{figures}</body></html>"
    )


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_labels_can_be_read(browser, wall, scheme):
    page = browser.new_page(viewport={"width": 2000, "height": 900})
    page.set_content(wall.replace("SCHEME", scheme))
    labels = page.evaluate(LABELS)
    assert len(labels) > 1500
    page.evaluate(HIDE)
    png = base64.b64encode(page.screenshot(full_page=True)).decode()
    found = page.evaluate(CONTRAST, {"png": png, "labels": labels, "limit": 4.5})
    page.close()
    assert found == []
