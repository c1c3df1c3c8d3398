"""Figures of the page on loss functions."""

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure


def _pair(drawing: Drawing, titles: tuple[str, str], left: dict[str, object], right: dict[str, object]) -> list[Axes]:
    """Two plots side by side with a title above each."""
    boxes = ((34, 28, 194, 186), (276, 28, 194, 186))
    for box, title in zip(boxes, titles, strict=True):
        drawing.text(box[0] + box[2] / 2, 16, title, cls="strong")
    return [drawing.axes(box=box, **settings) for box, settings in zip(boxes, (left, right), strict=True)]


@figure("loss-functions-regression")
def regression() -> str:
    """Half the squared error, absolute error and Huber loss over the residual, and their slopes."""
    drawing = Drawing(480, 262)
    ticks = {"xlim": (-4, 4), "xticks": (-4, -2, 0, 2, 4), "xlabel": "prediction − target"}
    values, slopes = _pair(
        drawing,
        ("loss", "slope of the loss"),
        ticks | {"ylim": (0, 5), "yticks": range(6)},
        ticks | {"ylim": (-2.5, 2.5), "yticks": (-2, -1, 0, 1, 2)},
    )
    r = np.linspace(-4, 4, 65)
    parabola = np.linspace(-(10**0.5), 10**0.5, 41)
    values.line(parabola, parabola**2 / 2, cls="c1")
    values.line((-4, 0, 4), (4, 0, 4), cls="c2", dashed=True)
    values.line(r, np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5), cls="c3")
    values.label(0, 4.45, "½ squared", cls="c1", anchor="middle")
    values.label(0, 1.65, "absolute", cls="small c2", anchor="middle")
    values.label(3.9, 0.9, "Huber", cls="c3", anchor="end")
    slopes.line((-2.5, 2.5), (-2.5, 2.5), cls="c1")
    for side in (-1, 1):
        slopes.line((0, 4 * side), (side, side), cls="c2", dashed=True)
    slopes.line((-4, -1, 1, 4), (-1, -1, 1, 1), cls="c3")
    slopes.label(1.7, 2.1, "½ squared", cls="c1", anchor="end")
    slopes.label(-0.2, 1.1, "absolute", cls="c2", anchor="end")
    slopes.label(1.6, 0.55, "Huber", cls="c3")
    return drawing.svg()


@figure("loss-functions-classification")
def classification() -> str:
    """Cross-entropy and squared error over the probability; hinge and logistic loss over the margin."""
    drawing = Drawing(480, 262)
    chance, margin = _pair(
        drawing,
        ("over the probability", "over the margin"),
        {
            "xlim": (0, 1),
            "xticks": (0, 0.5, 1),
            "ylim": (0, 5),
            "yticks": range(6),
            "xlabel": "probability of the true class",
        },
        {
            "xlim": (-3, 3),
            "xticks": (-3, -2, -1, 0, 1, 2, 3),
            "ylim": (0, 4),
            "yticks": range(5),
            "xlabel": "margin: label times score",
        },
    )
    p = np.geomspace(np.exp(-5), 1, 50)
    chance.line(p, -np.log(p), cls="c1")
    chance.line(np.linspace(0, 1, 25), (1 - np.linspace(0, 1, 25)) ** 2, cls="c2")
    chance.label(0.16, 2.2, "cross-entropy", cls="c1")
    chance.label(0.03, 0.13, "squared", cls="small c2")
    m = np.linspace(-3, 3, 40)
    margin.line((-3, 0), (1, 1), cls="muted", dashed=True)
    margin.line((0, 3), (0, 0), cls="muted", dashed=True)
    margin.line((-3, 1, 3), (4, 0, 0), cls="c3")
    margin.line(m, np.log1p(np.exp(-m)), cls="c1")
    margin.label(-1.5, 2.9, "hinge", cls="c3")
    margin.label(0.5, 0.75, "logistic", cls="c1")
    margin.label(-2.9, 0.65, "wrong or not", cls="small muted")
    return drawing.svg()


@figure("loss-functions-ranking")
def ranking() -> str:
    """The contrastive loss over one distance, the triplet loss over the difference of two."""
    drawing = Drawing(480, 262)
    pair, triplet = _pair(
        drawing,
        ("contrastive: one pair", "triplet: two pairs"),
        {
            "xlim": (0, 2),
            "xticks": (0, (1, "m"), 2),
            "ylim": (0, 2),
            "yticks": (0, 1, 2),
            "xlabel": "distance d of the pair",
        },
        {
            "xlim": (-1.5, 2.5),
            "xticks": (-1, 0, (1, "m"), 2),
            "ylim": (0, 2.5),
            "yticks": (0, 1, 2),
            "xlabel": "d(a, n) − d(a, p)",
        },
    )
    d = np.linspace(0, 2, 41)
    pair.line(d, d**2 / 2, cls="c3")
    pair.line(d, np.maximum(0, 1 - d) ** 2 / 2, cls="c2")
    pair.label(1.4, 1.35, "similar", cls="c3", anchor="end")
    pair.label(0.06, 0.62, "dissimilar", cls="c2")
    low, high = triplet.box[1], triplet.box[3]
    drawing.rect(triplet.x(-1.5), low, triplet.x(0) - triplet.x(-1.5), high, cls="soft c2")
    drawing.rect(triplet.x(0), low, triplet.x(1) - triplet.x(0), high, cls="soft c5")
    drawing.rect(triplet.x(1), low, triplet.x(2.5) - triplet.x(1), high, cls="soft c3")
    triplet.line((-1.5, 1, 2.5), (2.5, 0, 0), cls="c1")
    triplet.label(-0.95, 0.6, "hard", cls="c2", anchor="middle")
    triplet.label(0.06, 1.5, "semi-", cls="c5")
    triplet.label(0.06, 1.25, "hard", cls="c5")
    triplet.label(1.75, 0.6, "easy", cls="c3", anchor="middle")
    return drawing.svg()
