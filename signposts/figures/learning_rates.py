"""Figures of the page on learning rates and schedules."""

from collections.abc import Callable

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

#: The curvature of the parabola f(θ) = ½·4·θ²: its stability limit is 2/4 = 0.5.
CURVATURE = 4.0


@figure("learning-rate-parabola")
def learning_rate_parabola() -> str:
    """Five steps of gradient descent on one parabola with four learning rates."""
    drawing = Drawing(470, 366)
    panels = [
        (0.025, "creeps", "c5"),
        (0.2, "fast", "c3"),
        (0.45, "overshoots", "c1"),
        (0.525, "diverges", "c2"),
    ]
    for number, (rate, verdict, cls) in enumerate(panels):
        left, top = 8 + 240 * (number % 2), 26 + 184 * (number // 2)
        drawing.text(left, top - 8, f"η = {rate:g}: {verdict}", cls=f"strong {cls}", anchor="start")
        axes = drawing.axes(box=(left, top, 214, 146), xlim=(-1.8, 1.8), ylim=(-0.3, 6), grid=False)
        curve = np.linspace(-1.72, 1.72, 41)
        axes.line(curve, CURVATURE / 2 * curve**2, cls="muted")
        theta = -1.0 * (1 - rate * CURVATURE) ** np.arange(6)
        axes.line(theta, CURVATURE / 2 * theta**2, cls=cls)
        axes.dots(theta, CURVATURE / 2 * theta**2, r=4, cls=f"fill {cls}")
    return drawing.svg()


def train(rates: np.ndarray, batch: int = 64, hidden: int = 128) -> tuple[np.ndarray, np.ndarray]:
    """Train a small network on two rings of points, one mini-batch a rate; gives losses and smoothed losses."""
    random = np.random.default_rng(1)
    inputs = random.standard_normal((512, 2))
    targets = ((inputs**2).sum(axis=1) > 1.4).astype(float)[:, None]
    w1, b1 = random.standard_normal((2, hidden)), np.zeros(hidden)
    w2, b2 = random.standard_normal((hidden, 1)) / np.sqrt(hidden), np.zeros(1)
    losses = []
    for rate in rates:
        rows = random.integers(0, len(inputs), batch)
        x, y = inputs[rows], targets[rows]
        h = np.maximum(x @ w1 + b1, 0)
        logit = h @ w2 + b2
        losses.append(np.mean(np.logaddexp(0, logit) - y * logit))
        d_logit = (1 / (1 + np.exp(-np.clip(logit, -50, 50))) - y) / batch
        d_h = (d_logit @ w2.T) * (h > 0)
        w2, b2 = w2 - rate * h.T @ d_logit, b2 - rate * d_logit.sum(axis=0)
        w1, b1 = w1 - rate * x.T @ d_h, b1 - rate * d_h.sum(axis=0)
    return np.array(losses), _smoothed(losses)


def _smoothed(losses: list[float]) -> np.ndarray:
    """A bias-corrected running average with decay 0.9."""
    average, smooth = 0.0, []
    for count, loss in enumerate(losses, start=1):
        average = 0.9 * average + 0.1 * loss
        smooth.append(average / (1 - 0.9**count))
    return np.array(smooth)


@figure("learning-rate-range-test")
def learning_rate_range_test() -> str:
    """A real range test on a small network."""
    drawing = Drawing(470, 290)
    rates = np.geomspace(1e-4, 10, 120)
    losses, smooth = train(rates)
    stop = int(np.argmax(smooth > 1.4))
    axes = drawing.axes(
        box=(48, 16, 412, 220),
        xlim=(-4, 0.6),
        ylim=(0.4, 1.4),
        xticks=[(-4, "0.0001"), (-3, "0.001"), (-2, "0.01"), (-1, "0.1"), (0, "1")],
        yticks=(0.4, 0.6, 0.8, 1.0, 1.2, 1.4),
        xlabel="learning rate, raised after every mini-batch",
        ylabel="loss",
    )
    places = np.log10(rates)
    best = places[int(smooth[:stop].argmin())]
    inside = (losses < 1.4) & (losses > 0.4) & (np.arange(len(rates)) <= stop)
    axes.dots(places[inside], losses[inside], r=1.5, cls="fill muted")
    axes.line((best, best), (0.4, 1.4), cls="c2", dashed=True)
    axes.line((best - 1, best - 1), (0.4, 1.4), cls="c3", dashed=True)
    axes.line(places[: stop + 1], smooth[: stop + 1], cls="c1")
    axes.label(best - 1.05, 1.28, "a tenth of that", cls="c3", anchor="end")
    axes.label(best - 0.05, 1.12, "lowest loss", cls="c2", anchor="end")
    axes.label(-3.9, 0.86, "smoothed loss", cls="c1")
    return drawing.svg()


def step_decay(t: np.ndarray) -> np.ndarray:
    """A tenth of the rate after every 40 epochs."""
    return 0.1 ** np.floor(t / 40)


def exponential(t: np.ndarray) -> np.ndarray:
    """Multiply by 0.96 after every epoch."""
    return 0.96**t


def cosine(t: np.ndarray) -> np.ndarray:
    """From 1 to 0 along half a cosine."""
    return 0.5 * (1 + np.cos(np.pi * t / 100))


def warm_up(t: np.ndarray) -> np.ndarray:
    """Ten epochs of linear warm-up, then a cosine."""
    return np.where(t < 10, t / 10, 0.5 * (1 + np.cos(np.pi * (t - 10) / 90)))


def cyclical(t: np.ndarray) -> np.ndarray:
    """Triangles between 0.2 and 1, half a cycle in 20 epochs."""
    cycle = np.floor(1 + t / 40)
    return 0.2 + 0.8 * np.maximum(0, 1 - np.abs(t / 20 - 2 * cycle + 1))


def one_cycle(t: np.ndarray) -> np.ndarray:
    """PyTorch's one-cycle: up over 30 % from 1/25, then down to almost nothing, both along half a cosine."""
    rise = 0.04 + (1 - 0.04) * 0.5 * (1 - np.cos(np.pi * t / 30))
    fall = 4e-6 + (1 - 4e-6) * 0.5 * (1 + np.cos(np.pi * (t - 30) / 70))
    return np.where(t < 30, rise, fall)


def _panel(drawing: Drawing, number: int, name: str, schedule: Callable[[np.ndarray], np.ndarray]) -> Axes:
    """One small plot of a schedule over 100 epochs."""
    left, top = 22 + 155 * (number % 3), 26 + 146 * (number // 3)
    axes = drawing.axes(
        box=(left, top, 116, 92), xlim=(0, 100), ylim=(0, 1.05), xticks=(0, 50, 100), yticks=(0, 1), grid=False
    )
    drawing.text(left, top - 8, name, cls="small strong", anchor="start")
    epochs = np.linspace(0, 100, 201 if name == "step" else 51)
    values = schedule(epochs)
    # Points on a straight stretch add nothing: keep those where the curve bends, and both ends (NaN there).
    bend = np.abs(np.diff(values, 2, prepend=np.nan, append=np.nan))
    keep = ~(bend < 1e-9)
    axes.line(epochs[keep], values[keep], cls=f"c{1 + number % 5}")
    return axes


@figure("learning-rate-schedules")
def learning_rate_schedules() -> str:
    """Six schedules, drawn from their formulas."""
    drawing = Drawing(472, 316)
    schedules = [
        ("step", step_decay),
        ("exponential", exponential),
        ("cosine", cosine),
        ("warm-up + cosine", warm_up),
        ("cyclical", cyclical),
        ("one-cycle", one_cycle),
    ]
    for number, (name, schedule) in enumerate(schedules):
        _panel(drawing, number, name, schedule)
    drawing.text(236, 308, "epoch", cls="small")
    return drawing.svg()
