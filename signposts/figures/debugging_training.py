"""Figures of the page on debugging training."""

from functools import cache

import numpy as np

from signposts.figures.kit import Drawing, figure
from signposts.figures.reproducibility import gradient_step, starting_weights, xor_like


def losses_of_random_logits(classes: int, scales: np.ndarray, draws: int = 60) -> list[float]:
    """Mean cross-entropy of logits that are pure noise, for standard deviations of this noise.

    The logit of the right class is 0 on average, so the mean of the log-sum-exp is left.
    """
    noise = np.random.default_rng(0).standard_normal((draws, classes))
    noise -= noise.mean()
    top = noise.max(axis=1, keepdims=True)
    return [float(np.mean(np.log(np.exp(s * (noise - top)).sum(axis=1)) + s * top[:, 0])) for s in scales]


@figure("debugging-loss-at-start")
def debugging_loss_at_start() -> str:
    """First loss over the size of the starting logits, for three numbers of classes."""
    drawing = Drawing(480, 290)
    counts = (2, 10, 1000)
    axes = drawing.axes(
        box=(52, 14, 414, 224),
        xlim=(0, 5),
        ylim=(0, 18),
        xticks=range(6),
        yticks=[(np.log(count), f"{np.log(count):.2f}") for count in counts] + [12, 16],
        xlabel="standard deviation of the logits at the start",
    )
    scales = np.linspace(0, 5, 26)
    for count, draws, cls in zip(counts, (4000, 1000, 60), ("c1", "c3", "c2"), strict=True):
        losses = losses_of_random_logits(count, scales, draws)
        axes.line(scales, losses, cls=cls)
        axes.dots([0], [np.log(count)], r=5, cls=f"fill {cls}")
        axes.label(3.55, losses[17] + (0.6 if count == 2 else 1.5), f"{count} classes", cls=cls, anchor="end")
    axes.label(0.1, 16.8, "first loss", cls="")
    return drawing.svg()


def _softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def one_batch(bug: str = "", steps: int = 200, rate: float = 0.5) -> np.ndarray:
    """Loss while a network with 10 classes trains on one batch of 16 examples, with one of two bugs or none."""
    random = np.random.default_rng(1)
    inputs, target = random.standard_normal((16, 20)), np.eye(10)[random.integers(0, 10, 16)]
    first, second = random.standard_normal((20, 32)) / np.sqrt(20), random.standard_normal((32, 10)) / np.sqrt(32)
    losses = []
    for _ in range(steps + 1):
        hidden = np.tanh(inputs @ first)
        p = _softmax(hidden @ second)
        labels = random.permutation(target) if bug == "apart" else target
        if bug == "twice":
            q = _softmax(p)
            error = p * ((q - labels) - np.sum(p * (q - labels), axis=1, keepdims=True)) / 16
        else:
            q, error = p, (p - labels) / 16
        losses.append(-np.mean(np.log(np.sum(q * labels, axis=1))))
        back = (error @ second.T) * (1 - hidden * hidden)
        second -= rate * hidden.T @ error
        first -= rate * inputs.T @ back
    return np.array(losses)


@figure("debugging-one-batch")
def debugging_one_batch() -> str:
    """Training on a single batch: right code reaches zero, two bugs do not."""
    drawing = Drawing(480, 280)
    axes = drawing.axes(
        box=(46, 14, 420, 214),
        xlim=(0, 200),
        ylim=(0, 3.2),
        xticks=range(0, 201, 50),
        yticks=(0, 1, 2, 3),
        xlabel="training step",
        ylabel="loss",
    )
    shown = np.unique(np.append(np.arange(0, 40, 2), np.arange(40, 201, 4)))
    for bug, cls in (("apart", "c4"), ("twice", "c2"), ("", "c1")):
        axes.line(shown, one_batch(bug)[shown], cls=cls)
    axes.label(198, 2.62, "inputs and labels shuffled apart", cls="c4", anchor="end")
    axes.label(198, 1.16, "softmax twice", cls="c2", anchor="end")
    axes.label(198, 0.2, "right code", cls="c1", anchor="end")
    return drawing.svg()


def _mean_loss(weights: list[np.ndarray], points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    w1, b1, w2, b2 = weights
    logits = (np.tanh(points @ w1 + b1) @ w2 + b2)[..., 0]
    return (np.logaddexp(0, logits) - labels * logits).mean(axis=1)


@cache
def learning_curves(rates: tuple[float, ...], examples: int, batch: int, epochs: int) -> tuple[np.ndarray, np.ndarray]:
    """Training and validation loss after each epoch, a column for each rate; 10 % of the labels are wrong."""
    random = np.random.default_rng(3)
    points, labels = xor_like(random, examples)
    new_points, new_labels = xor_like(random, 400)
    labels = np.where(random.random(examples) < 0.1, 1 - labels, labels)
    new_labels = np.where(random.random(400) < 0.1, 1 - new_labels, new_labels)
    weights = [np.repeat(part, len(rates), axis=0) for part in starting_weights([np.random.default_rng(5)], 32)]
    rate = np.array(rates)[:, None, None]
    training, validation = [], []
    for _ in range(epochs + 1):
        training.append(_mean_loss(weights, points, labels))
        validation.append(_mean_loss(weights, new_points, new_labels))
        order = random.permutation(examples)
        for start in range(0, examples - batch + 1, batch):
            rows = np.repeat(order[None, start : start + batch], len(rates), axis=0)
            gradient_step(weights, points[rows], labels[rows], rate)
    return np.array(training), np.array(validation)


@figure("debugging-learning-curves")
def debugging_learning_curves() -> str:
    """Four training runs: healthy, rate too high, rate too low, overfitting."""
    drawing = Drawing(480, 400)
    training, validation = learning_curves((0.5, 6.0, 0.003), 600, 60, 40)
    few, few_validation = learning_curves((1.0,), 40, 20, 120)
    panels = (
        ("healthy", training[:, 0], validation[:, 0], 1.0),
        ("rate too high", training[:, 1], validation[:, 1], 10.0),
        ("rate too low", training[:, 2], validation[:, 2], 1.0),
        ("overfitting", few[:, 0], few_validation[:, 0], 1.0),
    )
    for number, (title, seen, new, top) in enumerate(panels):
        epochs = len(seen) - 1
        axes = drawing.axes(
            box=(36 + 244 * (number % 2), 28 + 194 * (number // 2), 180, 116),
            xlim=(0, epochs),
            ylim=(0, top),
            xticks=(0, epochs // 2, epochs),
            yticks=(0, top / 2, top),
            xlabel="epoch",
        )
        shown = np.arange(0, epochs + 1, max(1, epochs // 40))
        axes.line(shown, new[shown], cls="c2")
        axes.line(shown, seen[shown], cls="c1")
        drawing.text(axes.x(epochs / 2), axes.y(top) - 10, title, cls="small strong")
        if title == "overfitting":
            axes.label(epochs, 0.3, "training", cls="small c1", anchor="end")
            axes.label(epochs, 0.78, "validation", cls="small c2", anchor="end")
    return drawing.svg()
