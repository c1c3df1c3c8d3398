import pytest
from real_parts import ROOT

from signposts.elements import INTERACTIVE, attribute_allowed


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ("p", "id", "x"),
        ("a", "href", "x"),
        ("td", "style", "text-align: right;"),
        ("span", "aria-label", "x"),
        ("a", "tabindex", "-1"),
        ("layer-calculator", "kind", "conv2d"),
    ],
)
def test_what_markdown_and_our_elements_write_is_allowed(tag, name, value):
    assert attribute_allowed(tag, name, value)


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ("p", "href", "x"),
        ("p", "onclick", "x"),
        ("td", "style", "position: fixed"),
        ("p", "style", "text-align: right;"),
        ("layer-calculator", "onfocus", "x"),
        ("a", "srcdoc", "x"),
        ("img", "srcset", "x"),
        ("p", "tabindex", "1"),
    ],
)
def test_what_could_run_or_hide_is_not(tag, name, value):
    assert not attribute_allowed(tag, name, value)


def test_every_interactive_element_has_its_module():
    modules = {path.stem for path in (ROOT / "docs" / "assets").rglob("*.js")}
    assert modules >= INTERACTIVE
