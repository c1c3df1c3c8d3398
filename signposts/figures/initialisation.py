"""Figures of the page on initialisation."""

from collections.abc import Callable

import numpy as np

from signposts.figures.kit import Drawing, figure

_DEPTH, _WIDTH = 30, 100


def _sizes(deviation: float, activation: Callable[[np.ndarray], np.ndarray], weights: np.ndarray) -> np.ndarray:
    """Root mean square of the activations after each layer; entry 0 is the input. weights: of unit variance."""
    h = np.random.default_rng(6).normal(size=(20, _WIDTH))
    sizes = [np.sqrt((h**2).mean())]
    for weight in weights:
        h = activation(h @ weight * deviation)
        sizes.append(np.sqrt((h**2).mean()))
    return np.array(sizes)


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


@figure("initialisation-depth")
def depth() -> str:
    """Size of the activations through 30 layers for three ways to draw the weights, with ReLU and with tanh."""
    drawing = Drawing(480, 300)
    weights = np.random.default_rng(5).normal(size=(_DEPTH, _WIDTH, _WIDTH))
    schemes = [("He", np.sqrt(2 / _WIDTH), "c3"), ("Glorot", np.sqrt(1 / _WIDTH), "c1"), ("std 0.05", 0.05, "c2")]
    ticks = [(0, "1"), (-2, "10⁻²"), (-4, "10⁻⁴"), (-6, "10⁻⁶"), (-8, "10⁻⁸"), (-10, "10⁻¹⁰"), (-12, "10⁻¹²")]
    for left, title, activation in ((66, "ReLU", _relu), (282, "tanh", np.tanh)):
        plot = drawing.axes(
            box=(left, 28, 188, 214),
            xlim=(0, _DEPTH),
            ylim=(-14, 1.8),
            xticks=(0, 10, 20, 30),
            yticks=ticks if left < 100 else [(value, "") for value, _ in ticks],
            xlabel="layer",
        )
        drawing.text(left + 94, 16, title, cls="strong")
        for name, deviation, cls in schemes:
            sizes = np.log10(_sizes(deviation, activation, weights))
            plot.line(range(_DEPTH + 1), sizes, cls=cls)
            place, gap = {"He": (26, -9), "Glorot": (22, 20), "std 0.05": (14, 20)}[name]
            drawing.text(plot.x(place), plot.y(sizes[place]) + gap, name, cls=cls, anchor="end")
    drawing.text(14, 135, "size of the activations", cls="small", rotate=-90)
    return drawing.svg()


def _orthogonal(rng: np.random.Generator, size: int) -> np.ndarray:
    """A random orthogonal matrix: the Q of a Gaussian matrix, its column signs made independent of the method."""
    q, r = np.linalg.qr(rng.normal(size=(size, size)))
    return q * np.sign(np.diag(r))


@figure("initialisation-orthogonal")
def orthogonal() -> str:
    """Singular values of powers of a Gaussian and of an orthogonal matrix with the same mean square."""
    drawing = Drawing(480, 260)
    size = 40
    rng = np.random.default_rng(2)
    gaussian = rng.normal(size=(size, size)) / np.sqrt(size)
    plot = drawing.axes(
        box=(70, 12, 386, 196),
        xlim=(1, size),
        ylim=(-10.5, 2.2),
        xticks=(1, 10, 20, 30, 40),
        yticks=[(0, "1"), (-3, "10⁻³"), (-6, "10⁻⁶"), (-9, "10⁻⁹")],
        xlabel="direction, most amplified first",
    )
    drawing.text(16, 110, "factor for its length", cls="small", rotate=-90)
    runs = [(_orthogonal(rng, size), 10, "c3"), (gaussian, 1, "c5"), (gaussian, 10, "c2")]
    for matrix, steps, cls in runs:
        values = np.linalg.svd(np.linalg.matrix_power(matrix, steps), compute_uv=False)
        plot.line(range(1, size + 1), np.log10(values), cls=cls)
    plot.label(40, 0.5, "orthogonal, any number of steps", cls="c3", anchor="end")
    plot.label(39.2, -2.15, "Gaussian, 1 step", cls="small c5", anchor="end")
    plot.label(28, -5.4, "Gaussian, 10 steps", cls="c2", anchor="end")
    return drawing.svg()
