"""Figures of the page on reproducibility and seeds."""

from functools import cache

import numpy as np

from signposts.figures.kit import Drawing, figure


def sums_in_random_order(orders: int = 400) -> tuple[np.ndarray, float]:
    """Sums of the same 1000 single-precision numbers, added up one by one in different orders, and the exact sum."""
    numbers = np.random.default_rng(0).standard_normal(1000).astype(np.float32)
    sums = [np.cumsum(np.random.default_rng(seed).permutation(numbers))[-1] for seed in range(orders)]
    return np.array(sums, dtype=float), float(numbers.astype(float).sum())


@figure("reproducibility-sums")
def reproducibility_sums() -> str:
    """How often each result came out when 1000 numbers were added in 400 different orders."""
    drawing = Drawing(480, 270)
    sums, exact = sums_in_random_order()
    values, counts = np.unique(sums, return_counts=True)
    axes = drawing.axes(
        box=(42, 26, 426, 192),
        xlim=(-1.15e-4, 1.15e-4),
        ylim=(0, 40),
        xticks=[(k * 5e-5, f"{5 * k:d}".replace("-", "−")) for k in (-2, -1, 0, 1, 2)],
        yticks=(0, 10, 20, 30, 40),
        xlabel="sum minus exact sum, in units of 0.00001",
        ylabel="orders",
    )
    axes.line((0, 0), (0, 40), cls="c2", dashed=True)
    drawing.text(axes.x(0), 16, f"exact: {exact:.5f}".replace("-", "−"), cls="small c2")
    axes.bars(values - exact, counts, width=3.4e-6)
    axes.label(-1.1e-4, 36, f"{len(values)} different results", cls="c1")
    return drawing.svg()


def xor_like(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points in the plane; the label says whether both coordinates have the same sign."""
    points = random.standard_normal((count, 2))
    return points, (points[:, 0] * points[:, 1] > 0).astype(float)


def gradient_step(weights: list[np.ndarray], points: np.ndarray, labels: np.ndarray, rate: float | np.ndarray) -> None:
    """One step of SGD on many networks with one hidden layer at once; arrays begin with the network's number."""
    w1, b1, w2, b2 = weights
    hidden = np.tanh(points @ w1 + b1)
    error = (1 / (1 + np.exp(-(hidden @ w2 + b2))) - labels[..., None]) / labels.shape[-1]
    back = (error @ w2.transpose(0, 2, 1)) * (1 - hidden * hidden)
    w2 -= rate * (hidden.transpose(0, 2, 1) @ error)
    b2 -= rate * error.sum(axis=1, keepdims=True)
    w1 -= rate * (points.transpose(0, 2, 1) @ back)
    b1 -= rate * back.sum(axis=1, keepdims=True)


def starting_weights(randoms: list[np.random.Generator], width: int) -> list[np.ndarray]:
    """Weights and biases of one network for each generator, stacked."""
    first = np.stack([random.standard_normal((2, width)) for random in randoms])
    second = np.stack([random.standard_normal((width, 1)) for random in randoms]) / np.sqrt(width)
    return [first, np.zeros((len(randoms), 1, width)), second, np.zeros((len(randoms), 1, 1))]


@cache
def accuracies(width: int, seeds: int = 20, steps: int = 400) -> np.ndarray:
    """Test accuracy of one network for each seed; the data are the same for all."""
    random = np.random.default_rng(0)
    points, labels = xor_like(random, 200)
    test_points, test_labels = xor_like(random, 2000)
    randoms = [np.random.default_rng(seed) for seed in range(seeds)]
    weights = starting_weights(randoms, width)
    batches = np.stack([random.integers(0, 200, (steps, 16)) for random in randoms], axis=1)
    for rows in batches:
        gradient_step(weights, points[rows], labels[rows], 0.5)
    w1, b1, w2, b2 = weights
    logits = (np.tanh(test_points @ w1 + b1) @ w2 + b2)[..., 0]
    return ((logits > 0) == (test_labels == 1)).mean(axis=1)


@figure("reproducibility-seeds")
def reproducibility_seeds() -> str:
    """Accuracy of two networks for 20 seeds each, with mean and standard error."""
    drawing = Drawing(480, 220)
    axes = drawing.axes(
        box=(96, 14, 370, 154),
        xlim=(0.9, 0.97),
        ylim=(0, 2),
        xticks=[(a / 100, f"{a} %") for a in (90, 92, 94, 96)],
        xlabel="test accuracy",
    )
    spread = np.random.default_rng(1).uniform(-0.22, 0.22, 20)
    for middle, width, cls in ((1.5, 16, "c1"), (0.5, 24, "c2")):
        values = accuracies(width)
        error = values.std(ddof=1) / np.sqrt(len(values))
        axes.dots(values, middle + spread, r=3.5, cls=f"soft line {cls}")
        axes.line((values.mean() - error, values.mean() + error), (middle - 0.36, middle - 0.36), cls=f"thick {cls}")
        axes.dots([values.mean()], [middle - 0.36], r=5, cls=f"fill {cls}")
        drawing.text(88, axes.y(middle) - 4, f"{width} hidden", cls=f"small {cls}", anchor="end")
        drawing.text(88, axes.y(middle) + 13, "units", cls=f"small {cls}", anchor="end")
    return drawing.svg()


def distances(rate: float, steps: int = 500) -> np.ndarray:
    """Distance of two runs with one seed whose first weight differs by one unit in the last place (32 bits)."""
    points, labels = xor_like(np.random.default_rng(0), 200)
    points, labels = points.astype(np.float32), labels.astype(np.float32)
    weights = [
        np.repeat(part, 2, axis=0).astype(np.float32) for part in starting_weights([np.random.default_rng(0)], 16)
    ]
    weights[0][1, 0, 0] = np.nextafter(weights[0][1, 0, 0], np.float32(10))
    batches = np.random.default_rng(1).integers(0, 200, (steps, 16))
    gaps = []
    for rows in batches:
        pair = np.repeat(rows[None], 2, axis=0)
        gradient_step(weights, points[pair], labels[pair], np.float32(rate))
        gaps.append(np.sqrt(sum(float(np.sum((part[0] - part[1]) ** 2)) for part in weights)))
    return np.array(gaps)


@figure("reproducibility-divergence")
def reproducibility_divergence() -> str:
    """How far two nearly identical runs drift apart, for two learning rates."""
    drawing = Drawing(480, 270)
    powers = (-8, -6, -4, -2, 0)
    axes = drawing.axes(
        box=(58, 14, 400, 204),
        xlim=(0, 500),
        ylim=(-8.5, 1.2),
        xticks=range(0, 501, 100),
        yticks=[
            (power, "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] if c != "-" else "⁻" for c in str(power))) for power in powers
        ],
        xlabel="training step",
    )
    for rate, cls in ((0.5, "c1"), (4.0, "c2")):
        gaps = distances(rate)
        shown = np.unique(np.append(np.arange(0, 500, 8), 499))
        axes.line(shown + 1, np.log10(np.maximum(gaps[shown], 1e-9)), cls=cls)
    axes.label(300, -0.9, "learning rate 4", cls="c2")
    axes.label(300, -5.2, "learning rate 0.5", cls="c1")
    drawing.text(16, 116, "distance of the weights", cls="small", rotate=-90)
    return drawing.svg()
