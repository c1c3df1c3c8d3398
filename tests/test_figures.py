import re
from xml.etree import ElementTree

import pytest
from real_parts import ROOT

from signposts import figures
from signposts.figures.kit import Drawing, figure

NAMES = figures.names()

#: A picture heavier than this costs a phone more than it explains.
MAXIMUM_BYTES = 12_500


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_well_formed_light_and_coloured_by_classes(name):
    svg = figures.draw(name)
    root = ElementTree.fromstring(svg)
    assert root.get("class") == "figure"
    assert float(root.get("width")) <= 480
    assert len(svg.encode()) <= MAXIMUM_BYTES
    assert not re.search(r'(fill|stroke)="(?!none)', svg)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb\(|<script|\son\w+=|\bid=|nan|inf\b", svg)


@pytest.mark.parametrize("name", NAMES)
def test_the_texts_of_a_figure_stay_inside_it(name):
    root = ElementTree.fromstring(figures.draw(name))
    width, height = (float(root.get(side)) for side in ("width", "height"))
    for text in root.iter("text"):
        # A text may give each of its letters a place.
        assert all(0 <= float(x) <= width for x in text.get("x").split()), text.text
        assert 0 <= float(text.get("y")) <= height, text.text


def test_every_figure_is_shown_on_a_page_and_only_known_ones_are():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    shown = set(re.findall(r"\(figure:([a-z0-9-]+)", text))
    assert shown == set(NAMES)


def test_two_figures_cannot_share_a_name():
    with pytest.raises(ValueError, match="two figures are named"):
        figure(NAMES[0])(str)


def test_text_is_escaped():
    drawing = Drawing(10, 10)
    drawing.text(1, 2, "a < b & c")
    assert "a &lt; b &amp; c" in drawing.svg()


def test_numbers_are_short():
    drawing = Drawing(100, 100)
    drawing.line(1 / 3, -0.0001, 2.0, 1e-9)
    assert 'd="M0.33 0L2 0"' in drawing.svg()


def test_axes_turn_data_into_places():
    axes = Drawing(100, 100).axes(box=(10, 20, 50, 60), xlim=(0, 5), ylim=(-1, 1), xticks=[0, (5, "five")], yticks=[-1])
    assert (axes.x(0), axes.x(5), axes.y(-1), axes.y(1)) == (10, 60, 80, 20)
    assert "five" in axes.drawing.svg()
    assert "−1" in axes.drawing.svg()


def test_a_curve_is_cut_where_it_leaves_the_axes():
    axes = Drawing(100, 100).axes(box=(0, 0, 100, 100), xlim=(0, 4), ylim=(0, 1))
    axes.line([0, 1, 2, 3, 4], [0.5, 2.0, 3.0, 0.5, 0.5])
    ys = [float(pair.split(",")[1]) for pair in " ".join(re.findall(r'points="([^"]+)"', axes.drawing.svg())).split()]
    assert min(ys) == 0
    assert max(ys) == 50


def test_every_shape_of_the_kit_is_drawn():
    drawing = Drawing(200, 200)
    drawing.arrow(0, 0, 10, 10, bend=5, dashed=True)
    drawing.box(0, 0, 50, 50, "two\nlines")
    drawing.cells(0, 0, [[1, ""], ["a", 2]], shade=[[0, 1], [0.5, 2]], highlight=[(0, 1)])
    drawing.text(5, 5, "x", rotate=-90)
    axes = drawing.axes(box=(0, 0, 9, 9), xlim=(0, 1), ylim=(0, 1), xlabel="x", ylabel="y", grid=False, xticks=[0])
    axes.area([0, 1], [0, 1])
    axes.bars([0.5], [1])
    axes.dots([0.5], [0.5])
    axes.label(0, 0, "here")
    tags = {element.tag for element in ElementTree.fromstring(drawing.svg()).iter()}
    assert tags == {"svg", "path", "polygon", "rect", "text", "circle"}


def test_drawings_are_remembered_until_a_module_changes(tmp_path, monkeypatch):
    memory = tmp_path / "made" / "figures.json"
    drawn = figures.drawings(memory)
    assert dict(drawn) == {name: figures.draw(name) for name in NAMES}
    with monkeypatch.context() as patch:
        patch.setattr(figures, "draw", lambda name: pytest.fail(f"{name} was drawn again"))
        assert figures.drawings(memory) == drawn
    for damage in ("", "[]", '{"version": "old", "drawings": {}}', '{"version": 1}'):
        memory.write_text(damage)
        assert figures.drawings(memory) == drawn
