"""Figures of the page on graph networks."""

from collections.abc import Sequence

import numpy as np

from signposts.figures.kit import DEEPEST_TINT, Drawing, Point, figure


def adjacency(count: int, edges: Sequence[tuple[int, int]]) -> np.ndarray:
    """The symmetric adjacency matrix of an undirected graph."""
    matrix = np.zeros((count, count))
    for one, other in edges:
        matrix[one, other] = matrix[other, one] = 1
    return matrix


def normalised(matrix: np.ndarray) -> np.ndarray:
    """Add self-loops and normalise symmetrically, as a GCN layer does."""
    looped = matrix + np.eye(len(matrix))
    degrees = looped.sum(axis=1)
    return looped / np.sqrt(np.outer(degrees, degrees))


@figure("message-passing")
def message_passing() -> str:
    """One node collects the messages of its three neighbours and updates its state."""
    drawing = Drawing(480, 240)
    centre: Point = (130, 120)
    neighbours: list[Point] = [(40, 50), (40, 190), (225, 40)]
    for number, (x, y) in enumerate(neighbours, start=1):
        direction = np.array([centre[0] - x, centre[1] - y])
        unit = direction / np.linalg.norm(direction)
        start, end = np.array([x, y]) + 24 * unit, np.array(centre) - 26 * unit
        drawing.arrow(*start, *end, cls="c2")
        _node(drawing, (x, y), f"h{'₁₂₃'[number - 1]}", "c1")
    _node(drawing, centre, "hᵥ", "c3")
    drawing.text(60, 124, "messages", cls="small c2")
    drawing.box(205, 92, 112, 56, "combine\n(sum, mean)", cls="c2")
    drawing.arrow(155, 120, 203, 120)
    drawing.arrow(319, 120, 345, 120)
    drawing.box(347, 92, 82, 56, "update", cls="c3")
    drawing.arrow(431, 120, 446, 120)
    drawing.text(450, 125, "hᵥ′", cls="strong c3", anchor="start")
    drawing.path("M130 146V205H388V152", cls="c3", dashed=True)
    drawing.arrow(388, 170, 388, 150, cls="c3")
    drawing.text(260, 224, "own old state", cls="small c3")
    return drawing.svg()


def _node(drawing: Drawing, place: Point, label: str, cls: str) -> None:
    drawing.circle(*place, 21, cls=f"soft line {cls}")
    drawing.text(place[0], place[1] + 5, label)


EDGES = ((0, 1), (0, 2), (1, 2), (2, 3))
PLACES: tuple[Point, ...] = ((25, 72), (25, 162), (77, 117), (129, 117))


@figure("gcn-propagation")
def gcn_propagation() -> str:
    """A signal on one node of a four-node graph after no, one and two normalised neighbourhood sums."""
    drawing = Drawing(480, 210)
    step = normalised(adjacency(4, EDGES))
    values = np.array([1.0, 0, 0, 0])
    for panel, title in enumerate(("x", "S x", "S S x")):
        left = 4 + 160 * panel
        drawing.text(left + 77, 22, title, cls="strong")
        for one, other in EDGES:
            (x1, y1), (x2, y2) = PLACES[one], PLACES[other]
            direction = np.array([x2 - x1, y2 - y1]) * 22 / np.hypot(x2 - x1, y2 - y1)
            drawing.line(left + x1 + direction[0], y1 + direction[1], left + x2 - direction[0], y2 - direction[1])
        for number, ((x, y), value) in enumerate(zip(PLACES, values, strict=True), start=1):
            shade = f'fill-opacity="{DEEPEST_TINT * value:.2f}"'
            drawing.add(f'<circle cx="{left + x}" cy="{y}" r="22" class="soft line c1" {shade}/>')
            drawing.text(left + x, y + 5, f"{value:.2f}" if value not in (0, 1) else f"{value:g}")
            if panel == 0:
                drawing.text(left + x, y + (39 if number == 2 else -28), f"node {number}", cls="small muted")
        values = step @ values
    return drawing.svg()


def two_groups() -> np.ndarray:
    """Adjacency of two groups of six nodes, dense inside and joined by two edges."""
    inside = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (0, 2), (1, 4), (3, 5), (2, 5)]
    edges = inside + [(a + 6, b + 6) for a, b in inside]
    return adjacency(12, [*edges, (0, 6), (3, 8)])


@figure("over-smoothing")
def over_smoothing() -> str:
    """Values of twelve nodes under repeated averaging over neighbourhoods."""
    drawing = Drawing(480, 280)
    looped = two_groups() + np.eye(12)
    mean = looped / looped.sum(axis=1, keepdims=True)
    rng = np.random.default_rng(2)
    values = np.concatenate([0.6 + 0.7 * rng.standard_normal(6), -0.6 + 0.7 * rng.standard_normal(6)])
    history = [values]
    for _ in range(40):
        history.append(mean @ history[-1])
    axes = drawing.axes(
        box=(46, 14, 420, 212),
        xlim=(0, 40),
        ylim=(-2, 2),
        xticks=(0, 3, 10, 20, 30, 40),
        yticks=(-2, -1, 0, 1, 2),
        xlabel="number of averaging steps",
        ylabel="value of a node",
    )
    for node, path in enumerate(np.array(history).T):
        axes.line(range(41), path, cls="c1" if node < 6 else "c2")
    axes.label(6, 1.0, "group 1", cls="c1")
    axes.label(6, -1.15, "group 2", cls="c2")
    axes.label(39.5, 0.55, "all nodes nearly equal", cls="small muted", anchor="end")
    return drawing.svg()
