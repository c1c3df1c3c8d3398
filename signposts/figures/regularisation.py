"""Figures of the page on regularisation."""

import numpy as np

from signposts.figures.kit import Drawing, figure


def _truth(x: np.ndarray) -> np.ndarray:
    """The function behind all data on this page."""
    return np.sin(3 * x)


def polynomial_fits(
    penalties: tuple[float, ...],
) -> tuple[np.ndarray, np.ndarray, list[tuple[np.ndarray, float, float]]]:
    """Fit degree 11 to twelve noisy points; gives the points and each fit's weights, training and test error."""
    random = np.random.default_rng(9)
    x = np.linspace(-1, 1, 12)
    y = _truth(x) + 0.25 * random.standard_normal(12)
    test_x = random.uniform(-1, 1, 500)
    test_y = _truth(test_x) + 0.25 * random.standard_normal(500)
    powers, test_powers = np.vander(x, increasing=True), np.vander(test_x, 12, increasing=True)
    ridge = np.diag([0.0] + [1.0] * 11)  # the constant term is not penalised
    fits = []
    for penalty in penalties:
        weights = np.linalg.solve(powers.T @ powers + penalty * ridge, powers.T @ y)
        errors = [np.mean((p @ weights - t) ** 2) for p, t in ((powers, y), (test_powers, test_y))]
        fits.append((weights, *errors))
    return x, y, fits


@figure("regularisation-polynomial")
def regularisation_polynomial() -> str:
    """One polynomial, fitted without penalty, with a good one and with too much."""
    drawing = Drawing(470, 300)
    axes = drawing.axes(
        box=(40, 16, 420, 236), xlim=(-1, 1), ylim=(-2.4, 2.4), xticks=(-1, 0, 1), yticks=(-2, -1, 0, 1, 2), xlabel="x"
    )
    x, y, fits = polynomial_fits((0.0, 0.01, 10.0))
    grid = np.linspace(-1, 1, 81)
    for (weights, _, _), cls in zip(fits, ("c2", "c1", "c5"), strict=True):
        axes.line(grid, np.vander(grid, 12, increasing=True) @ weights, cls=cls)
    axes.dots(x, y, r=4, cls="fill ink")
    axes.label(-0.86, 1.55, "no penalty", cls="c2")
    axes.label(0.02, 1.45, "small penalty", cls="c1")
    axes.label(0.12, -0.5, "too much", cls="c5")
    return drawing.svg()


def training_curves(steps: int = 600, hidden: int = 48, points: int = 15) -> tuple[np.ndarray, np.ndarray]:
    """Train a small tanh network on few noisy points with Adam; gives its training and validation errors."""
    random = np.random.default_rng(8)
    x, valid_x = random.uniform(-1, 1, (points, 1)), random.uniform(-1, 1, (200, 1))
    y = _truth(x) + 0.4 * random.standard_normal((points, 1))
    valid_y = _truth(valid_x) + 0.4 * random.standard_normal((200, 1))
    weights = [
        3 * random.standard_normal((1, hidden)),
        random.uniform(-3, 3, hidden),
        random.standard_normal((hidden, 1)) / np.sqrt(hidden),
        np.zeros(1),
    ]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    train, valid = [], []
    for step in range(1, steps + 1):
        h = np.tanh(x @ weights[0] + weights[1])
        error = h @ weights[2] + weights[3] - y
        valid_error = np.tanh(valid_x @ weights[0] + weights[1]) @ weights[2] + weights[3] - valid_y
        train.append(np.mean(error**2))
        valid.append(np.mean(valid_error**2))
        d_out = 2 * error / points
        d_h = (d_out @ weights[2].T) * (1 - h * h)
        for k, gradient in enumerate((x.T @ d_h, d_h.sum(axis=0), h.T @ d_out, d_out.sum(axis=0))):
            first[k] = 0.9 * first[k] + 0.1 * gradient
            second[k] = 0.999 * second[k] + 0.001 * gradient**2
            root = np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8
            weights[k] = weights[k] - 0.01 * first[k] / (1 - 0.9**step) / root
    return np.array(train), np.array(valid)


@figure("regularisation-early-stopping")
def regularisation_early_stopping() -> str:
    """Training and validation error of a real small fit, with the best moment to stop."""
    drawing = Drawing(470, 290)
    train, valid = training_curves()
    axes = drawing.axes(
        box=(48, 16, 404, 220),
        xlim=(np.log10(5), np.log10(len(train))),
        ylim=(0, 0.8),
        xticks=[(np.log10(step), str(step)) for step in (5, 10, 100, 600)],
        yticks=(0, 0.2, 0.4, 0.6, 0.8),
        xlabel="training step (logarithmic)",
        ylabel="mean squared error",
    )
    steps = np.unique(np.round(np.geomspace(5, len(train), 70)).astype(int))
    best = np.log10(valid.argmin() + 1)
    axes.line((best, best), (0, 0.8), cls="c3", dashed=True)
    axes.line(np.log10(steps), train[steps - 1], cls="c1")
    axes.line(np.log10(steps), valid[steps - 1], cls="c2")
    axes.label(best + 0.05, 0.7, "stop here", cls="c3")
    axes.label(2.6, 0.42, "validation", cls="c2", anchor="end")
    axes.label(2.72, 0.04, "training", cls="c1", anchor="end")
    return drawing.svg()


@figure("regularisation-shrinkage")
def regularisation_shrinkage() -> str:
    """The best weight under an L2 and an L1 penalty as a function of the weight without one."""
    drawing = Drawing(400, 300)
    axes = drawing.axes(
        box=(48, 16, 340, 230),
        xlim=(-3, 3),
        ylim=(-3, 3),
        xticks=range(-3, 4),
        yticks=range(-3, 4),
        xlabel="best weight without a penalty",
        ylabel="with a penalty",
    )
    axes.line((-3, 3), (-3, 3), cls="muted", dashed=True)
    axes.line((-3, 3), (-1.5, 1.5), cls="c1")
    axes.line((-3, -1, 1, 3), (-2, 0, 0, 2), cls="c2")
    axes.label(1.35, 2.25, "none", cls="muted", anchor="end")
    axes.label(2.2, 0.75, "L2", cls="c1")
    axes.label(0.25, -0.45, "L1: exactly zero", cls="c2")
    return drawing.svg()
