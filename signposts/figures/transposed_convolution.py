"""Figures of the page on transposed convolution and bilinear interpolation."""

import numpy as np

from signposts.figures.kit import Drawing, figure
from signposts.figures.pixels import draw_pixels


def transposed_convolution(values: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """One row per input value: its scaled copy of the kernel in place; the column sums are the result."""
    copies = np.zeros((len(values), (len(values) - 1) * stride + len(kernel)))
    for index, value in enumerate(values):
        copies[index, index * stride : index * stride + len(kernel)] = value * kernel
    return copies


@figure("transposed-convolution-copies")
def transposed_convolution_copies() -> str:
    """Three scaled copies of a kernel, shifted by the stride, and their sum."""
    values, kernel, stride = np.array([2, 1, 3]), np.array([1, 2, 4]), 2
    copies = transposed_convolution(values, kernel, stride)
    drawing = Drawing(480, 238)
    drawing.text(20, 24, "kernel w = (1, 2, 4), stride 2", anchor="start", cls="small muted")
    left, size = 168, 42
    for row, (value, copy) in enumerate(zip(values, copies, strict=True)):
        top, shift = 38 + 46 * row, row * stride
        drawing.text(154, top + 26, f"{value} · w", anchor="end", cls=f"c{row + 1}")
        inside = copy[shift : shift + len(kernel)]
        drawing.cells(left + shift * size, top, [[f"{v:g}" for v in inside]], size=size, cls=f"c{row + 1}")
    drawing.line(20, 180, 470, 180, cls="axis")
    drawing.text(154, 214, "output (sum)", anchor="end")
    overlaps = [(0, place) for place in np.flatnonzero((copies != 0).sum(axis=0) > 1)]
    total = [[f"{v:g}" for v in copies.sum(axis=0)]]
    drawing.cells(left, 188, total, size=size, cls="ink", highlight=overlaps)
    return drawing.svg()


@figure("checkerboard-overlap")
def checkerboard_overlap() -> str:
    """How many copies reach each output place, for kernel sizes 3 and 4 with stride 2."""
    drawing = Drawing(480, 282)
    for kernel, left, size in ((3, 24, 28), (4, 256, 25)):
        row = transposed_convolution(np.ones(3), np.ones(kernel), 2).sum(axis=0)
        counts = np.outer(row, row)
        drawing.text(left + 100, 22, f"kernel {kernel}, stride 2", cls="strong")
        draw_pixels(drawing, left, 36, counts / 8, size=size)
        centres = " ".join(f"{left + size * (column + 0.5):g}" for column in range(len(row)))
        for number, line in enumerate(counts.astype(int)):
            # One text element a row: a list of x positions places each digit.
            digits = "".join(map(str, line))
            y = 36 + size * (number + 0.5) + 5
            drawing.add(f'<text x="{centres}" y="{y:g}" text-anchor="middle" class="t">{digits}</text>')
    drawing.text(122, 262, "1, 2 and 4 alternate", cls="c2")
    drawing.text(356, 262, "4 everywhere inside", cls="c3")
    return drawing.svg()


def bilinear(corners: np.ndarray, a: float, b: float) -> float:
    """The value at distance ``a`` from the upper row and ``b`` from the left column of a 2×2 cell."""
    return float(np.array([1 - a, a]) @ corners @ np.array([1 - b, b]))


@figure("bilinear-interpolation")
def bilinear_interpolation() -> str:
    """The two steps in one cell, and the values along its diagonal."""
    corners, a, b = np.array([[10.0, 30.0], [20.0, 80.0]]), 0.6, 0.25
    drawing = Drawing(480, 256)
    left, top, side = 42, 46, 160
    x, y = left + b * side, top + a * side
    drawing.rect(left, top, side, side, cls="l grid")
    drawing.line(x, top, x, top + side, cls="c2")
    for i, j in np.ndindex(2, 2):
        cx, cy = left + j * side, top + i * side
        drawing.circle(cx, cy, 5, cls="fill ink")
        drawing.text(cx, cy + (22 if i else -12), f"{corners[i, j]:g}")
    for row in (0.0, 1.0):
        drawing.circle(x, top + row * side, 5, cls="fill c2")
        drawing.text(x, top + row * side + (22 if row else -12), f"{bilinear(corners, row, b):g}", cls="c2")
    drawing.circle(x, y, 6, cls="fill c1")
    drawing.text(x + 12, y + 5, f"{bilinear(corners, a, b):g}", cls="strong c1", anchor="start")
    drawing.text(x + 8, top + 50, "a = 0.6", cls="small", anchor="start")
    drawing.line(left, y, x - 6, y, cls="muted", dashed=True)
    drawing.text(x - 4, y + 20, "b = 0.25", cls="small", anchor="end")

    axes = drawing.axes(
        box=(282, 34, 182, 172),
        xlim=(0, 1),
        ylim=(0, 85),
        xticks=(0, 0.5, 1),
        yticks=(0, 20, 40, 60, 80),
        xlabel="along the diagonal (a = b)",
        ylabel="value",
    )
    steps = np.linspace(0, 1, 41)
    axes.line((0, 1), (corners[0, 0], corners[1, 1]), cls="muted", dashed=True)
    axes.line(steps, [bilinear(corners, t, t) for t in steps], cls="c1")
    marks = (0, 0.25, 0.5, 0.75, 1)
    axes.dots(marks, [bilinear(corners, t, t) for t in marks], r=4)
    drawing.text(300, 88, "straight line", cls="small muted", anchor="start")
    drawing.text(454, 176, "bilinear", cls="small c1", anchor="end")
    return drawing.svg()
