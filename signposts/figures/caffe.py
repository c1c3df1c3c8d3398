"""Figures of the page on Caffe."""

import math

from signposts.figures.kit import Drawing, figure

_SIZE, _KERNEL, _STRIDE, _CELL = 6, 3, 2, 44


@figure("caffe-pooling-rounding")
def caffe_pooling_rounding() -> str:
    """Windows of width 3 and stride 2 over six values: two fit, and Caffe adds a third that hangs over the edge."""
    drawing = Drawing(470, 250)
    left, top = 16, 40
    drawing.cells(left, top, [[f"x{chr(0x2081 + place)}" for place in range(_SIZE)]], size=_CELL, cls="c1")
    drawing.text(left + _SIZE * _CELL / 2, 26, "input: 6 values", cls="small muted")
    whole = (_SIZE - _KERNEL) // _STRIDE + 1
    for window in range(math.ceil((_SIZE - _KERNEL) / _STRIDE) + 1):
        x, y = left + window * _STRIDE * _CELL, 104 + 36 * window
        cls = "c3" if window < whole else "c2"
        drawing.rect(x + 2, y, _KERNEL * _CELL - 4, 24, cls=f"soft line {cls}", r=4)
        drawing.text(x + 10, y + 17, f"window {window + 1}", cls="small", anchor="start")
    edge = left + _SIZE * _CELL
    drawing.line(edge, 92, edge, 208, cls="muted", dashed=True)
    drawing.text(edge + 10, 121, "these two fit:", cls="small c3", anchor="start")
    drawing.text(edge + 10, 139, "PyTorch, 2 outputs", cls="small c3", anchor="start")
    drawing.text(edge + 10, 222, "this one hangs over:", cls="small c2", anchor="start")
    drawing.text(edge + 10, 240, "Caffe, 3 outputs", cls="small c2", anchor="start")
    return drawing.svg()
