import re

import pytest
from helpers import ENTRY, convert
from markdown import Markdown

from signposts.extension import makeExtension
from signposts.formulas import Formula, FormulaError, RendererError


class Renderer:
    """Stands for MathJax where the test is about what is done with its answers."""

    def __init__(self, error=None):
        self.error, self.asked = error, []

    def render(self, tex, display):
        self.asked.append((tex, display))
        if self.error:
            raise self.error
        return Formula("<svg>f</svg>", {"g-1": "M0"}, 10.0, 0.0, "spoken")


def test_formulas_are_drawn_in_the_order_of_the_page():
    renderer = Renderer()
    html, _, findings = convert("One \\(a<b\\), two.\n\n$$\na &< b \\\\\nc\n$$\n", renderer)
    assert renderer.asked == [("a<b", False), ("\na &< b \\\\\nc\n", True)]
    assert findings == []
    assert html.count('<svg aria-hidden="true">f</svg>') == 2
    assert html.count('<path id="g-1" d="M0"/>') == 1
    assert "arithmatex" not in html


def test_punctuation_stays_with_its_formula():
    html, _, _ = convert("See \\(a\\), and (\\(b\\)). Then \\(c\\) ends", Renderer())
    assert "</span>,</span> and" in html
    assert "</span>).</span> Then" in html
    assert "</span> ends" in html


def test_a_refused_formula_is_a_finding_with_line_and_reason():
    _, _, findings = convert("text\n\nand \\(\\foo\\) here", Renderer(FormulaError("Undefined control sequence \\foo")))
    assert [(finding.line, finding.code) for finding in findings] == [(3, "E301")]
    assert "Undefined control sequence" in findings[0].message


def test_a_missing_renderer_is_one_finding_not_one_for_each_formula():
    _, _, findings = convert("\\(a\\) and \\(b\\)", Renderer(RendererError('run "make setup"')))
    assert [finding.code for finding in findings] == ["E302"]


def test_a_figure_becomes_a_named_drawing_with_its_caption():
    html, _, findings = convert('![What it "shows"](figure:activation-functions "Its point & more")\n')
    assert findings == []
    assert html.startswith('<figure><svg role="img" aria-label="What it &quot;shows&quot;" class="figure"')
    assert "<figcaption>Its point &amp; more</figcaption></figure>" in html


def test_an_entry_becomes_a_card():
    html, _, _ = convert(ENTRY)
    assert 'class="entry entry-article" id="ann-title"' in html
    assert '<span class="entry-kind">Article</span>' in html
    assert 'aria-label="Permanent link to A title"' in html
    assert "by=" not in html
    assert html.count('id="ann-title"') == 1


def test_a_tight_entry_becomes_a_card_too():
    html, _, _ = convert("- [A](https://a.org){ #a-a .code }\n- [B](https://b.org){ #b-b .code }\n")
    assert html.count('<p class="entry-title">') == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[z](&#106;avascript:alert(1))", "E208"),
        ("<javascript:alert(4)>", "E206"),
        ("<svg onload=alert(1)>", "E206"),
        ("<form action=x><input></form>", "E206"),
        ("<object data=x></object>", "E206"),
        ("<?php x ?>", "E206"),
        ('<a href="vbscript:x">y</a>', "E208"),
        ('<img src="x" onerror="alert(1)">', "E207"),
        ("<p markdown onfocus=x>y</p>", "E207"),
        ("<IFRAME SRC=x></IFRAME>", "E206"),
    ],
)
def test_what_a_reader_must_not_get_is_found(text, code):
    _, _, findings = convert(f"text\n\n{text}\n")
    assert code in {finding.code for finding in findings}
    assert {finding.line for finding in findings} == {3}


def test_markup_shown_as_code_is_harmless():
    _, _, findings = convert("`<script>` and\n\n```html\n<script>alert(1)</script>\n```\n")
    assert findings == []


def test_an_interactive_element_may_stand_with_its_fallback():
    html, _, findings = convert(
        '<layer-calculator kind="conv2d" markdown="block">\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n</layer-calculator>\n'
    )
    assert findings == []
    assert "<table>" in html


def test_the_extension_loads_by_name_without_settings():
    assert Markdown(extensions=[makeExtension()]).convert("text") == "<p>text</p>"


def test_one_instance_converts_page_after_page():
    own = makeExtension(renderer=Renderer())
    md = Markdown(extensions=["pymdownx.arithmatex", own], extension_configs={"pymdownx.arithmatex": {"generic": True}})
    first = md.convert("\\(a\\)")
    assert md.reset().convert("\\(a\\)") == first


def test_a_table_without_headings_has_none():
    html, _, _ = convert("# x\n\n| | |\n|-|-|\n| b | 1 |\n")
    assert re.findall(r"<(t[dh]\b[^>]*)>", html) == ["td", "td", 'th scope="row"', "td"]


def test_tables_are_named_after_their_heading_and_say_what_heads_what():
    html, _, findings = convert(
        "## Which? { #which }\n\n| | a |\n|-|-|\n| b | 1 |\n\n| c | d |\n|-|-|\n| 2 | 3 |\n\n## Why? { #why }\n\n"
        "| e |\n|-|\n| 4 |\n"
    )
    assert findings == []
    assert re.findall(r'<table aria-label="([^"]*)">', html) == ["Which?", "Which? (2)", "Why?"]
    assert re.findall(r"<(t[dh](?: scope=\"\w+\")?)>(\w?)</t[dh]>", html) == [
        ("td", ""),
        ('th scope="col"', "a"),
        ('th scope="row"', "b"),
        ("td", "1"),
        ('th scope="col"', "c"),
        ('th scope="col"', "d"),
        ("td", "2"),
        ("td", "3"),
        ('th scope="col"', "e"),
        ("td", "4"),
    ]
