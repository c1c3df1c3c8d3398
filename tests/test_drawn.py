"""What was drawn once and comes with the project."""

import json
import re

import pytest
from real_parts import ROOT

from signposts import drawn, figures
from signposts.formulas import FormulaRenderer

X = {"svg": "<svg>x</svg>", "glyphs": {"g-x": "M1 2"}, "width": 1.5, "depth": 0.2, "speech": "x"}
SUM = {"svg": "<svg>+</svg>", "glyphs": {"g-x": "M1 2", "g-+": "M3"}, "width": 4.0, "depth": 0.0, "speech": "x plus x"}
FORMULAS = {("x", True): X, ("x", False): X, ("x+x", False): SUM}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "deep" / "formulas.jsonl"
    drawn.write_drawn(path, "1", FORMULAS)
    return path


def test_what_is_written_is_read(file):
    assert drawn.read_drawn(file, "1") == FORMULAS
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_each_outline_and_each_formula_is_a_line(file):
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["glyph"] for line in lines if "outline" in line] == ["g-+", "g-x"]
    assert [(line["tex"], line["display"]) for line in lines if "tex" in line] == sorted(FORMULAS)


def test_what_another_mathjax_drew_does_not_count(file):
    assert drawn.read_drawn(file, "2") == {}


@pytest.mark.parametrize("text", ["", "<<<<<<< ours\n", '{"version": "1"}\n{"tex": "x"}\n', '{"version": "1"}\n[]\n'])
def test_a_damaged_file_is_as_none(file, text):
    file.write_text(text)
    assert drawn.read_drawn(file, "1") == {}


def test_no_file_is_no_formula(tmp_path):
    assert drawn.read_drawn(tmp_path / "none", "1") == {}


def test_a_formula_that_comes_with_the_project_needs_no_node(file, tmp_path):
    renderer = FormulaRenderer(ROOT, tmp_path / "cache", drawn_file=file)
    drawn.write_drawn(file, renderer.version, FORMULAS)
    assert renderer.render(" x+x ", display=False).speech == "x plus x"
    assert renderer.starts == 0
    assert not (tmp_path / "cache").exists()


def test_the_project_has_what_mathjax_draws_today(tmp_path):
    """Every line, drawn again. If this fails after an update of MathJax: make drawn, and look at the pages."""
    with FormulaRenderer(ROOT, tmp_path / "cache") as renderer:
        kept = drawn.read_drawn(ROOT / drawn.FILE, renderer.version)
        assert len(kept) > 1000, 'drawn/formulas.jsonl is of another MathJax: run "make drawn"'
        for (tex, display), answer in kept.items():
            formula = renderer.render(tex, display)
            assert {name: getattr(formula, name) for name in answer} == answer, tex


def shape(svg):
    """A drawing without its numbers."""
    return re.sub(r"[-−.,\d]", "", svg)


def test_the_project_has_the_figures_that_its_modules_draw(tmp_path):
    """If this fails after a change of a figure: make drawn."""
    kept = json.loads((ROOT / figures.FILE).read_text(encoding="utf-8"))
    assert kept["version"] == figures.modules_version(), (
        'drawn/figures.json is older than the modules: run "make drawn"'
    )
    assert sorted(kept["drawings"]) == figures.names()
    drawings = {name: figures.draw(name) for name in figures.names()}
    # Experiments end in other digits on other processors, and a few of them are about just that.
    assert {name: shape(svg) for name, svg in drawings.items()} == {
        name: shape(svg) for name, svg in kept["drawings"].items()
    }
    same = [name for name, svg in drawings.items() if svg == kept["drawings"][name]]
    assert len(same) >= 0.9 * len(drawings)
    assert figures.drawings(ROOT / figures.FILE, tmp_path / "never") == kept["drawings"]
    assert not (tmp_path / "never").exists()
