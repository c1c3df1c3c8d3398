"""Figures of the page on global average pooling."""

import numpy as np

from signposts.figures.kit import Drawing, figure

#: Three feature maps of 4×4 activations, and the weights of one class in the linear layer behind the pooling.
MAPS = np.array(
    [
        [[4, 3, 1, 0], [4, 4, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1]],
        [[0, 0, 0, 0], [0, 1, 5, 4], [0, 1, 6, 5], [0, 0, 1, 1]],
        [[1, 0, 0, 0], [0, 0, 0, 1], [0, 2, 0, 0], [1, 1, 0, 2]],
    ]
)
WEIGHTS = np.array([-0.5, 2.0, 1.0])


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


@figure("global-average-pooling")
def global_average_pooling() -> str:
    """Three maps, their means, and the vector these make."""
    drawing = Drawing(480, 236)
    for index, feature_map in enumerate(MAPS):
        left = 20 + 160 * index
        drawing.text(left + 60, 20, f"map {index + 1}", cls="small muted")
        drawing.cells(left, 30, feature_map.tolist(), size=30, shade=(feature_map / 11).tolist())
        drawing.arrow(left + 60, 156, left + 60, 186)
        drawing.box(left + 28, 188, 64, 32, _number(feature_map.mean()), cls="c2")
    drawing.text(92, 176, "mean", cls="small", anchor="start")
    return drawing.svg()


@figure("class-activation-map")
def class_activation_map() -> str:
    """The maps weighted for one class, added up to the class activation map."""
    drawing = Drawing(480, 330)
    for index, (weight, feature_map) in enumerate(zip(WEIGHTS, MAPS, strict=True)):
        top = 14 + 105 * index
        drawing.text(64, top + 52, f"{_number(weight)} ×", anchor="end")
        drawing.cells(74, top, feature_map.tolist(), size=23, shade=(feature_map / 11).tolist())
        if index:
            drawing.text(46, top - 1, "+", cls="strong")
    total = np.tensordot(WEIGHTS, MAPS, axes=1)
    drawing.text(204, 171, "=", cls="strong")
    drawing.text(336, 62, "class activation map", cls="c2")
    labels = [[_number(value) for value in row] for row in total]
    drawing.cells(240, 76, labels, size=48, cls="c2", shade=(total / 22).tolist())
    drawing.text(336, 292, f"mean = class score = {_number(total.mean())}")
    return drawing.svg()
