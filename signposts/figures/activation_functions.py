"""Figures of the page on activation functions."""

from collections.abc import Callable
from math import erf

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

#: Slope of the leaky ReLU below zero, large enough to be seen.
_SLOPE = 0.1


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _normal_cdf(z: np.ndarray) -> np.ndarray:
    return np.array([(1 + erf(value / np.sqrt(2))) / 2 for value in z])


def _normal_pdf(z: np.ndarray) -> np.ndarray:
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


_Curve = Callable[[np.ndarray], np.ndarray]

#: Name, function, derivative.
_FUNCTIONS: list[tuple[str, _Curve, _Curve]] = [
    ("sigmoid", _sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
    ("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    ("softplus", lambda z: np.log1p(np.exp(z)), _sigmoid),
    ("ReLU", lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    ("leaky ReLU", lambda z: np.where(z > 0, z, _SLOPE * z), lambda z: np.where(z > 0, 1.0, _SLOPE)),
    ("ELU", lambda z: np.where(z > 0, z, np.expm1(z)), lambda z: np.where(z > 0, 1.0, np.exp(z))),
    ("GELU", lambda z: z * _normal_cdf(z), lambda z: _normal_cdf(z) + z * _normal_pdf(z)),
    ("SiLU (Swish)", lambda z: z * _sigmoid(z), lambda z: _sigmoid(z) * (1 + z * (1 - _sigmoid(z)))),
]

#: Both sides of zero on their own, so that a jump there stays a gap.
_HALVES = (np.linspace(-4, -1e-6, 11), np.linspace(1e-6, 4, 11))
_TOP = 2.2


def _curve(plot: Axes, curve: _Curve, *, cls: str, dashed: bool = False) -> None:
    """Draw a curve up to the top of the panel."""
    for half in _HALVES:
        inside = half[curve(half) <= _TOP]
        if len(inside) < len(half):
            inside = np.linspace(inside[0], np.interp(_TOP, curve(half), half), 11)
        plot.line(inside, np.minimum(curve(inside), _TOP), cls=cls, dashed=dashed)


def _panel(drawing: Drawing, left: float, top: float, name: str, curves: tuple[_Curve, _Curve]) -> None:
    """One function with its derivative."""
    plot = drawing.axes(box=(left, top, 128, 100), xlim=(-4, 4), ylim=(-1.2, _TOP), xticks=(-3, 0, 3), yticks=(0, 1))
    _curve(plot, curves[1], cls="c2", dashed=True)
    _curve(plot, curves[0], cls="c1")
    drawing.text(left + 64, top - 6, name, cls="small strong")


@figure("activation-functions")
def activation_functions() -> str:
    """Eight activation functions, each with its derivative."""
    drawing = Drawing(480, 456)
    for number, (name, function, derivative) in enumerate(_FUNCTIONS):
        _panel(drawing, 22 + number % 3 * 157, 20 + number // 3 * 154, name, (function, derivative))
    left, top = 42 + 2 * 157, 20 + 2 * 154
    drawing.line(left, top + 34, left + 34, top + 34, cls="c1")
    drawing.text(left + 44, top + 39, "f(z)", cls="c1", anchor="start")
    drawing.line(left, top + 64, left + 34, top + 64, cls="c2", dashed=True)
    drawing.text(left + 44, top + 69, "f′(z)", cls="c2", anchor="start")
    return drawing.svg()


@figure("activation-functions-depth")
def depth() -> str:
    """How much of a gradient is left after many units that each multiply it by their slope."""
    drawing = Drawing(480, 270)
    plot = drawing.axes(
        box=(62, 10, 330, 205),
        xlim=(0, 20),
        ylim=(-13, 0.8),
        xticks=(0, 5, 10, 15, 20),
        yticks=[(0, "1"), (-3, "10⁻³"), (-6, "10⁻⁶"), (-9, "10⁻⁹"), (-12, "10⁻¹²")],
        xlabel="layers passed on the way back",
    )
    layers = np.arange(21)
    slopes = [
        ("ReLU", "z > 0", 1.0, "c3"),
        ("tanh", "z = 1", 1 - np.tanh(1) ** 2, "c1"),
        ("sigmoid", "z = 0", 0.25, "c2"),
    ]
    for name, where, slope, cls in slopes:
        plot.line(layers, layers * np.log10(slope), cls=cls)
        end = plot.y(20 * np.log10(slope))
        drawing.text(398, end - 2, name, cls=cls, anchor="start")
        drawing.text(398, end + 14, f"at {where}", cls=f"small {cls}", anchor="start")
    drawing.text(14, 112, "factor that is left", cls="small", rotate=-90)
    return drawing.svg()


@figure("activation-functions-temperature")
def temperature() -> str:
    """The softmax of the same four logits at three temperatures."""
    drawing = Drawing(480, 240)
    logits = np.array([2.0, 1.0, 0.5, 0.0])
    for number, heat in enumerate((0.5, 1.0, 3.0)):
        weights = np.exp(logits / heat)
        chances = weights / weights.sum()
        left = 34 + number * 152
        plot = drawing.axes(
            box=(left, 34, 136, 150), xlim=(0.4, 4.6), ylim=(0, 1), yticks=(0, 0.5, 1) if not number else ()
        )
        plot.bars(range(1, 5), chances, cls="soft line c1")
        for place, (logit, chance) in enumerate(zip(logits, chances, strict=True), start=1):
            drawing.text(plot.x(place), plot.y(chance) - 6, f"{chance:.2f}", cls="small")
            drawing.text(plot.x(place), 201, f"{logit:g}", cls="small muted")
        drawing.text(left + 68, 18, f"T = {heat:g}", cls="strong")
    drawing.text(254, 226, "logits", cls="small")
    return drawing.svg()
