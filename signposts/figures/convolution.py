"""Figures of the page on convolution itself."""

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

TIME = 1.5


def correlate2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Cross-correlation without padding: slide the kernel, multiply, add up."""
    rows, columns = (n - k + 1 for n, k in zip(image.shape, kernel.shape, strict=True))
    k_h, k_w = kernel.shape
    return np.array([[np.sum(image[i : i + k_h, j : j + k_w] * kernel) for j in range(columns)] for i in range(rows)])


def _panel(drawing: Drawing, top: float, xlabel: str) -> Axes:
    return drawing.axes(
        box=(45, top, 420, 95),
        xlim=(-2, 5),
        ylim=(0, 1.15),
        xticks=range(-2, 6),
        yticks=(0, 0.5, 1),
        xlabel=xlabel,
        grid=False,
    )


def _box(axes: Axes) -> None:
    axes.line([-2, 0, 0, 2, 2, 5], [0, 0, 1, 1, 0, 0], cls="c1")


@figure("convolution-flip-and-slide")
def convolution_flip_and_slide() -> str:
    """Box f, decaying exponential g, their product for one shift, and the whole result."""
    drawing = Drawing(480, 480)
    tau = np.linspace(0, 5, 41)

    both = _panel(drawing, 22, "")
    _box(both)
    both.line([-2, 0, *tau], [0, 0, *np.exp(-tau)], cls="c2")
    both.label(2.1, 0.8, "f(τ)", cls="c1")
    both.label(3.05, 0.13, "g(τ)", cls="c2")
    drawing.text(50, 14, "1. Two functions", anchor="start", cls="small strong")

    one = _panel(drawing, 172, "τ")
    overlap = np.linspace(0, TIME, 21)
    one.area(overlap, np.exp(overlap - TIME), cls="soft c3")
    _box(one)
    mirrored = np.linspace(-2, TIME, 31)
    one.line([*mirrored, TIME, 5], [*np.exp(mirrored - TIME), 0, 0], cls="c2")
    one.label(2.1, 0.8, "f(τ)", cls="c1")
    one.label(-0.05, 0.4, "g(1.5 − τ)", cls="c2", anchor="end")
    area = 1 - np.exp(-TIME)
    one.label(0.98, 0.18, f"{area:.2f}", cls="c3 strong", anchor="middle")
    drawing.text(50, 164, "2. Flip g, move it to t = 1.5, multiply: the area", anchor="start", cls="small strong")

    result = _panel(drawing, 337, "t")
    t = np.linspace(0, 5, 61)
    values = np.where(t <= 2, 1 - np.exp(-t), (np.exp(2) - 1) * np.exp(-t))
    result.line([-2, *t], [0, *values], cls="c3")
    result.dots([TIME], [area], r=5, cls="fill c3")
    result.label(1.4, 0.85, f"{area:.2f}", cls="c3 strong", anchor="end")
    result.label(2.6, 0.62, "(f ∗ g)(t)", cls="c3")
    drawing.text(50, 329, "3. That area is one value of the result", anchor="start", cls="small strong")
    return drawing.svg()


IMAGE = np.array([[2, 3, 3, 0], [3, 1, 2, 1], [3, 0, 1, 1], [3, 1, 2, 0]])
KERNEL = np.array([[1, 2, 0], [0, 1, 0], [0, 0, -1]])


def _signed(values: np.ndarray) -> list[list[str]]:
    return [[str(value).replace("-", "−") for value in row] for row in values.tolist()]


def _sliding_row(drawing: Drawing, top: float, kernel: np.ndarray, cls: str) -> None:
    window = [(i, j) for i in range(3) for j in range(3)]
    drawing.cells(15, top, _signed(IMAGE), size=38)
    drawing.rect(15, top, 3 * 38, 3 * 38, cls="l thick c2")
    drawing.text(193, top + 82, "⋆", cls="strong")
    drawing.cells(217, top + 19, _signed(kernel), size=38, cls=cls, shade=[[0.4] * 3] * 3)
    drawing.text(355, top + 82, "=", cls="strong")
    drawing.cells(380, top + 38, _signed(correlate2d(IMAGE, kernel)), size=38, cls="c3", highlight=[(0, 0)])
    products = [f"{IMAGE[i, j]}·{'(−1)' if kernel[i, j] < 0 else kernel[i, j]}" for i, j in window if kernel[i, j] != 0]
    total = correlate2d(IMAGE, kernel)[0, 0]
    drawing.text(15, top + 176, f"first value: {' + '.join(products)} = {total}", anchor="start", cls="small")


@figure("cross-correlation-2d")
def cross_correlation_2d() -> str:
    """The same image and kernel, without the flip and with it."""
    drawing = Drawing(480, 428)
    drawing.text(15, 16, "Cross-correlation: kernel as it is", anchor="start", cls="small strong")
    _sliding_row(drawing, 26, KERNEL, "c4")
    drawing.text(15, 236, "Convolution: kernel turned by 180°", anchor="start", cls="small strong")
    _sliding_row(drawing, 246, KERNEL[::-1, ::-1], "c5")
    return drawing.svg()


SIGNAL, TAPS = 5, 3


def _mode(position: int) -> tuple[str, str]:
    """Which of the three sizes first contains this output, and its colour."""
    overlap = min(position, SIGNAL - 1) - max(position - TAPS + 1, 0) + 1
    if overlap == TAPS:
        return "valid", "c3"
    inside_same = (TAPS - 1) // 2 <= position < SIGNAL + (TAPS - 1) // 2
    return ("same", "c1") if inside_same else ("full", "c2")


@figure("convolution-output-sizes")
def convolution_output_sizes() -> str:
    """All seven positions of a kernel of 3 over a signal of 5, coloured by output size."""
    drawing = Drawing(480, 308)
    pad, size, left = TAPS - 1, 34, 12
    labels = ["0"] * pad + [f"x{'₀₁₂₃₄'[i]}" for i in range(SIGNAL)] + ["0"] * pad
    shade = [[0.0 if label == "0" else 0.5 for label in labels]]
    drawing.cells(left, 12, [labels], size=size, cls="muted", shade=shade)
    for position in range(SIGNAL + TAPS - 1):
        _, cls = _mode(position)
        drawing.rect(left + position * size + 2, 58 + position * 34, TAPS * size - 4, 24, cls=f"soft line {cls}", r=4)
    for x, first, last, cls, text in (
        (345, 2, 4, "c3", "valid: 3"),
        (395, 1, 5, "c1", "same: 5"),
        (445, 0, 6, "c2", "full: 7"),
    ):
        top, bottom = 58 + first * 34, 82 + last * 34
        drawing.path(f"M{x - 8} {top}H{x}V{bottom}H{x - 8}", cls=cls)
        drawing.text(x, bottom + 16, text, cls=f"small strong {cls}")
    return drawing.svg()
