import contextlib
import json
import os
import re
import sqlite3
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_parts import ROOT

from signposts import formulas
from signposts.formulas import FormulaError, FormulaRenderer, RendererError, find_node, glyph_sheet


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    with FormulaRenderer(ROOT, tmp_path_factory.mktemp("formulas") / "cache.sqlite3") as opened:
        yield opened


def test_a_formula_is_drawn_and_spoken(renderer):
    formula = renderer.render(r"x^2 + \frac{a}{b}", display=False)
    assert formula.html(display=False).count('<svg class="v') == 1
    assert 'aria-hidden="true"' in formula.html(display=False)
    assert formula.speech == "x squared plus a over b"
    assert 5 < formula.width < 15
    used = set(re.findall(r'href="#([^"]+)"', formula.svg))
    assert used
    assert used == used & set(formula.glyphs)


def test_inline_and_display_are_set_differently(renderer):
    assert renderer.render(r"\sum_{i=1}^n i", display=True).svg != renderer.render(r"\sum_{i=1}^n i", display=False).svg


def test_a_formula_hangs_below_its_line_by_a_class_of_the_style_sheet(renderer):
    """And by no style attribute, which the Content-Security-Policy forbids."""
    fraction = renderer.render(r"\frac{a}{b}", display=False)
    step = int(re.search(r'<svg class="v(\d+)"', fraction.html(display=False))[1])
    assert step * formulas.DEPTH_STEP_EX == pytest.approx(fraction.depth, abs=formulas.DEPTH_STEP_EX / 2)
    assert "style=" not in fraction.html(display=False)
    assert 'class="v' not in fraction.html(display=True)
    assert 'class="v' not in renderer.render("b", display=False).html(display=False).replace('class="v0', "")
    assert (ROOT / "docs/assets/formulas.css").read_text() == formulas.depth_rules()


def test_groups_that_only_nest_are_gone(renderer):
    svg = renderer.render(r"\frac{a_1}{\sqrt{b^2 + c}}", display=True).svg
    assert "<g>" not in svg
    assert svg.count("<use") == 7


def test_colour_comes_from_the_page(renderer):
    svg = renderer.render("x", display=False).svg
    assert 'fill="currentColor"' in svg
    assert "#" not in re.sub(r'href="#[^"]+"', "", svg)


@pytest.mark.parametrize(
    ("tex", "says"),
    [
        (r"\frac{a}{", "Missing close brace"),
        (r"\foo", r"Undefined control sequence \foo"),
        (r"\begin{aligned} a", r"Missing \end{aligned}"),
        ("a^b^c", "Double exponent"),
        (r"\href{javascript:alert(1)}{x}", "Undefined control sequence"),
        (r"\require{html}", "Undefined control sequence"),
        (r"x \tag{1}", "does not fit a phone"),
    ],
)
def test_what_mathjax_refuses_is_said_in_its_words(renderer, tex, says):
    with pytest.raises(FormulaError, match=re.escape(says)):
        renderer.render(tex, display=True)


def test_a_refusal_does_not_stop_the_next_formula(renderer):
    with pytest.raises(FormulaError):
        renderer.render(r"\foo", display=False)
    assert renderer.render("y", display=False).speech == "y"


def test_no_tex_can_write_html(renderer):
    formula = renderer.render(r"\text{<script>\&\"alert(1)</script>}", display=False)
    assert "<script" not in formula.svg
    assert "<script" not in formula.html(display=False)


def test_what_was_drawn_before_needs_no_node(tmp_path):
    cache = tmp_path / "cache.sqlite3"
    with FormulaRenderer(ROOT, cache) as first:
        drawn = first.render("z_1", display=False)
        first.render(" z_1 ", display=False)
        assert first.starts == 1
    with FormulaRenderer(ROOT, cache) as second:
        assert second.render("z_1", display=False) == drawn
        assert second.starts == 0


def test_a_refusal_is_not_remembered(tmp_path):
    with FormulaRenderer(ROOT, tmp_path / "cache.sqlite3") as opened:
        for _ in range(2):
            with pytest.raises(FormulaError):
                opened.render(r"\foo", display=False)


def test_a_damaged_memory_is_forgotten(tmp_path):
    cache = tmp_path / "deep" / "cache.sqlite3"
    cache.parent.mkdir()
    cache.write_bytes(b"no database at all" * 100)
    with FormulaRenderer(ROOT, cache) as opened:
        assert opened.render("q", display=False).speech == "q"
    assert sqlite3.connect(cache).execute("SELECT count(*) FROM formulas").fetchone() == (1,)


def test_without_node_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(formulas, "find_node", lambda _root: None)
    with FormulaRenderer(ROOT, tmp_path / "c") as opened, pytest.raises(RendererError, match="make setup"):
        opened.render("x", display=False)


def test_without_mathjax_the_message_says_what_to_do(tmp_path):
    with FormulaRenderer(tmp_path, tmp_path / "c") as opened, pytest.raises(RendererError, match="make setup"):
        opened.render("x", display=False)


@pytest.mark.parametrize("script", ["import sys; print('broken', file=sys.stderr)", "import time; time.sleep(60)"])
def test_a_renderer_that_dies_or_hangs_is_an_error_not_a_wait(tmp_path, monkeypatch, script):
    fake = tmp_path / "node"
    fake.write_text(f'#!/bin/sh\nexec python3 -c "{script}"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("SIGNPOSTS_NODE", str(fake))
    monkeypatch.setattr(formulas, "PATIENCE_SECONDS", 0.5)
    with FormulaRenderer(ROOT, tmp_path / "c") as opened, pytest.raises(RendererError, match="Node stopped"):
        opened.render("x", display=False)


def test_node_is_the_one_named_else_the_projects_own_else_the_machines(tmp_path, monkeypatch):
    monkeypatch.delenv("SIGNPOSTS_NODE", raising=False)
    own = tmp_path / ".venv" / "bin" / "node"
    own.parent.mkdir(parents=True)
    own.touch()
    assert find_node(tmp_path) == str(own)
    monkeypatch.setenv("SIGNPOSTS_NODE", "/else/where")
    assert find_node(tmp_path) == "/else/where"
    monkeypatch.delenv("SIGNPOSTS_NODE")
    monkeypatch.setenv("PATH", os.devnull)
    own.unlink()
    assert find_node(tmp_path) is None


def test_only_a_wide_formula_gets_a_box_that_the_keyboard_reaches(renderer):
    narrow = renderer.render("x", display=True).html(display=True)
    wide = renderer.render("+".join("abcdefghijklmnop"), display=True).html(display=True)
    assert "tabindex" not in narrow
    assert 'tabindex="0" role="group"' in wide


def test_speech_is_escaped_in_html(renderer):
    formula = renderer.render("a < b", display=False)
    label = re.search(r'aria-label="([^"]*)"', formula.html(display=False))[1]
    assert unescape(label) == formula.speech


def test_each_outline_stands_once_in_the_sheet(renderer):
    both = [renderer.render("x+y", display=False), renderer.render("x-y", display=True)]
    sheet = glyph_sheet(both)
    names = re.findall(r'id="([^"]+)"', sheet)
    assert len(names) == len(set(names)) > 2
    assert glyph_sheet([]) == ""


@settings(max_examples=60, deadline=None)
@given(st.text("abxy12+-=^_{}\\ &<>\"'αβ∑frac", max_size=15))
def test_any_tex_is_drawn_or_refused(renderer, tex):
    with contextlib.suppress(FormulaError):
        formula = renderer.render(tex, display=False)
        assert formula.svg.startswith("<svg")
        assert json.dumps(formula.speech)


def test_a_long_first_run_says_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(formulas, "TELL_EVERY", 2)
    said = []
    with FormulaRenderer(ROOT, tmp_path / "c", said.append) as opened:
        for tex in ("a", "b", "a", "c", "d"):
            opened.render(tex, display=False)
    assert said[0].startswith("Drawing the formulas that are new")
    assert said[1:] == ["2 formulas drawn", "4 formulas drawn"]
