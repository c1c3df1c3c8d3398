"""Figures of the page on optimisation algorithms."""

from collections.abc import Callable

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

#: The curvatures of the ravine f(x, y) = ½(1·x² + 40·y²) along its floor and across it.
CURVATURE = np.array([1.0, 40.0])
START = np.array([-9.0, 1.3])
STEPS = 40

Step = Callable[[int, np.ndarray], np.ndarray]


def _gradient_descent() -> Step:
    """Plain gradient descent, just inside its stability limit 2/40 = 0.05."""
    return lambda _, gradient: 0.045 * gradient


def _momentum() -> Step:
    """Momentum 0.8 with a rate of 0.03."""
    velocity = np.zeros(2)

    def step(_: int, gradient: np.ndarray) -> np.ndarray:
        velocity[:] = 0.8 * velocity + gradient
        return 0.03 * velocity

    return step


def _adam() -> Step:
    """Adam with its usual decay rates and a rate of 0.4."""
    first, second = np.zeros(2), np.zeros(2)

    def step(count: int, gradient: np.ndarray) -> np.ndarray:
        first[:] = 0.9 * first + 0.1 * gradient
        second[:] = 0.999 * second + 0.001 * gradient**2
        return 0.4 * (first / (1 - 0.9**count)) / (np.sqrt(second / (1 - 0.999**count)) + 1e-8)

    return step


def trajectory(step: Step) -> np.ndarray:
    """The points (STEPS + 1, 2) that an optimiser visits in the ravine."""
    points = [START]
    for count in range(1, STEPS + 1):
        points.append(points[-1] - step(count, CURVATURE * points[-1]))
    return np.array(points)


def _contours(axes: Axes) -> None:
    """The ravine's level lines inside the axes."""
    for radius in (1.5, 4, 6.5, 9):
        edge = np.arccos(min(1.0, axes.xlim[1] / radius))
        angle = np.linspace(edge, 2 * np.pi - edge, 36)
        axes.line(radius * np.cos(angle), radius * np.sin(angle) / np.sqrt(CURVATURE[1]), cls="grid")


def _dots(axes: Axes, points: np.ndarray, cls: str) -> None:
    """One dot a point, all in one path to keep the file small."""
    path = "".join(f"M{axes.x(x):.1f} {axes.y(y):.1f}h0" for x, y in points)
    axes.drawing.add(f'<path d="{path}" class="l {cls}" stroke-width="5"/>')


@figure("optimisation-ravine")
def optimisation_ravine() -> str:
    """Forty steps of three optimisers on one elongated quadratic bowl."""
    drawing = Drawing(470, 416)
    rows = [("Gradient descent", _gradient_descent(), "c2"), ("Momentum", _momentum(), "c1"), ("Adam", _adam(), "c3")]
    for row, (name, step, cls) in enumerate(rows):
        top = 26 + 136 * row
        axes = drawing.axes(box=(8, top, 456, 108), xlim=(-10, 2), ylim=(-1.6, 1.6), grid=False)
        _contours(axes)
        points = trajectory(step)
        drawing.polyline([(axes.x(x), axes.y(y)) for x, y in points], cls=cls)
        _dots(axes, points, cls)
        drawing.line(axes.x(0) - 6, axes.y(0), axes.x(0) + 6, axes.y(0))
        drawing.line(axes.x(0), axes.y(0) - 6, axes.x(0), axes.y(0) + 6)
        loss = 0.5 * points[-1] ** 2 @ CURVATURE
        drawing.text(8, top - 8, name, cls=f"strong {cls}", anchor="start")
        drawing.text(464, top - 8, f"loss after {STEPS} steps: {loss:.3f}", cls="small", anchor="end")
    return drawing.svg()


@figure("adam-bias-correction")
def adam_bias_correction() -> str:
    """A moving average of noisy gradients, with and without correction, and what it does to Adam's step."""
    drawing = Drawing(480, 292)
    gradients = 1 + 0.25 * np.random.default_rng(1).standard_normal(30)
    steps = np.arange(1, 31)
    average, averages = 0.0, []
    for gradient in gradients:
        average = 0.9 * average + 0.1 * gradient
        averages.append(average)
    raw = np.array(averages)
    corrected = raw / (1 - 0.9**steps)
    left = drawing.axes(
        box=(40, 30, 190, 220), xlim=(0, 30), ylim=(0, 2), xticks=(1, 10, 20, 30), yticks=(0, 1, 2), xlabel="step t"
    )
    drawing.text(40, 18, "Average of the gradients", cls="small strong", anchor="start")
    left.dots(steps, gradients, r=2, cls="fill muted")
    left.line(steps, raw, cls="c2")
    left.line(steps, corrected, cls="c1")
    left.label(8, 0.2, "mₜ: too small", cls="c2")
    left.label(9, 1.7, "mₜ corrected", cls="c1")
    _step_ratio(drawing)
    return drawing.svg()


def _step_ratio(drawing: Drawing) -> None:
    """How much longer Adam's step is without correction, for a constant gradient."""
    steps = np.unique(np.round(np.geomspace(1, 1000, 60)))
    ratio = (1 - 0.9**steps) / np.sqrt(1 - 0.999**steps)
    right = drawing.axes(
        box=(285, 30, 172, 220),
        xlim=(0, 3),
        ylim=(0, 7),
        xticks=((0, "1"), (1, "10"), (2, "100"), (3, "1000")),
        yticks=(0, 1, 3, 5, 7),
        xlabel="step t (logarithmic)",
    )
    drawing.text(457, 18, "Step length ÷ right length", cls="small strong", anchor="end")
    right.line(np.log10(steps), ratio, cls="c2")
    right.line((0, 3), (1, 1), cls="c1")
    right.label(1.55, 5.9, "uncorrected", cls="c2")
    right.label(0.1, 0.35, "corrected", cls="c1")
