"""Figures of the page on PyTorch."""

import itertools

import numpy as np

from signposts.figures.kit import Drawing, figure

_CELL = 38


def _grid(drawing: Drawing, left: float, values: np.ndarray, title: str, cls: str) -> None:
    """A small tensor with its strides, counted in elements, above it."""
    strides = ", ".join(str(step // values.itemsize) for step in values.strides)
    middle = left + values.shape[1] * _CELL / 2
    drawing.text(middle, 20, title, cls=f"strong {cls}")
    drawing.text(middle, 38, f"strides ({strides})", cls="small muted")
    drawing.cells(left, 50, values.tolist(), size=_CELL, cls=cls)


def _reading_order(drawing: Drawing, left: float, top: float, order: np.ndarray) -> None:
    """The storage as a row of cells, and the jumps that reading in this order makes."""
    places = [left + (place + 0.5) * _CELL for place in order]
    drawing.cells(left, top, [np.sort(order).tolist()], size=_CELL, cls="muted")
    for start, end in itertools.pairwise(places):
        forward = end > start
        edge = top - 3 if forward else top + _CELL + 3
        # Short hops need a stronger bow than their length alone gives them.
        drawing.arrow(start, edge, end, edge, cls="c2", bend=0.3 * abs(end - start) + 10)


@figure("pytorch-strides")
def pytorch_strides() -> str:
    """A 2 by 3 tensor and its transpose over one storage: the transpose is read with jumps."""
    drawing = Drawing(470, 326)
    tensor = np.arange(6).reshape(2, 3)
    _grid(drawing, 60, tensor, "x, shape (2, 3)", "c1")
    _grid(drawing, 310, tensor.T, "x.T, shape (3, 2)", "c2")
    drawing.text(235, 200, "reading x.T row by row: 0, 3, 1, 4, 2, 5", cls="c2")
    _reading_order(drawing, 121, 252, tensor.T.ravel())
    drawing.text(112, 276, "storage", cls="small muted", anchor="end")
    return drawing.svg()


@figure("pytorch-training-step")
def pytorch_training_step() -> str:
    """The five calls of one training step as a loop, with what each of them changes."""
    drawing = Drawing(470, 228)
    boxes = (
        (8, 40, "zero_grad()", "c5"),
        (168, 40, "model(inputs)", "c1"),
        (328, 40, "loss_fn(…)", "c1"),
        (328, 150, "loss.backward()", "c2"),
        (110, 150, "optimizer.step()", "c3"),
    )
    for left, top, label, cls in boxes:
        drawing.box(left, top, 134, 44, label, cls=cls)
    drawing.arrow(142, 62, 166, 62)
    drawing.arrow(302, 62, 326, 62)
    drawing.arrow(395, 84, 395, 148)
    drawing.arrow(328, 172, 246, 172)
    drawing.path("M110 172H50V100")
    drawing.arrow(50, 104, 50, 86)
    notes = (
        (75, 28, "clears every .grad", "c5"),
        (235, 28, "outputs, graph", "c1"),
        (395, 28, "one number", "c1"),
        (395, 214, "adds to every .grad", "c2"),
        (177, 214, "changes the weights", "c3"),
    )
    for x, y, label, cls in notes:
        drawing.text(x, y, label, cls=f"small {cls}")
    drawing.text(62, 128, "next batch", cls="small muted", anchor="start")
    return drawing.svg()
