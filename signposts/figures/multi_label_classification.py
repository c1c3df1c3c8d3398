"""Figures of the page on multi-label classification."""

from functools import cache

import numpy as np

from signposts.figures.evaluation_metrics import logistic_fit
from signposts.figures.kit import Drawing, figure

LABELS = ("beach", "people", "dog", "car")
LOGITS = np.array([2.0, 1.5, -1.0, -3.0])


@figure("multi-label-outputs")
def multi_label_outputs() -> str:
    """The same four logits through a softmax and through four sigmoids."""
    drawing = Drawing(480, 240)
    softmax = np.exp(LOGITS) / np.exp(LOGITS).sum()
    sigmoid = 1 / (1 + np.exp(-LOGITS))
    cases = ((softmax, 36, "softmax: they share 1", "c2"), (sigmoid, 280, "sigmoids: each for itself", "c1"))
    for values, left, title, cls in cases:
        axes = drawing.axes(
            box=(left, 40, 194, 168),
            xlim=(0.4, 4.6),
            ylim=(0, 1),
            xticks=list(enumerate(LABELS, start=1)),
            yticks=(0, 0.5, 1),
        )
        axes.bars(range(1, 5), values, width=0.7, cls=f"soft line {cls}")
        for place, value in enumerate(values, start=1):
            axes.label(place, value + 0.03, f"{value:.2f}", cls=f"small {cls}", anchor="middle")
        drawing.text(left + 97, 20, title, cls=f"small strong {cls}")
    return drawing.svg()


SHARES = (0.4, 0.1, 0.02)


@cache
def experiment() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Scores and labels, for validation and test, of three labels learned from 4000 examples."""
    random = np.random.default_rng(4)
    inputs = np.column_stack((np.ones(18000), random.standard_normal((18000, 5))))
    truth = random.standard_normal((6, 3)) * 0.9
    logits = inputs[:, 1:] @ truth[1:]
    for column, share in enumerate(SHARES):
        logits[:, column] += _bias_for(logits[:, column], share)
    labels = (random.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(float)
    weights = [logistic_fit(inputs[:4000], labels[:4000, column]) for column in range(3)]
    scores = 1 / (1 + np.exp(-inputs @ np.column_stack(weights)))
    return scores[4000:8000], labels[4000:8000], scores[8000:], labels[8000:]


def _bias_for(logits: np.ndarray, share: float) -> float:
    """The number to add to all logits so that their mean probability becomes ``share``."""
    low, high = -20.0, 20.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if np.mean(1 / (1 + np.exp(-logits - middle))) < share else (low, middle)
    return middle


def f1(scores: np.ndarray, labels: np.ndarray, threshold: float) -> float:
    """F1 of one label when scores above the threshold count as yes."""
    called = scores > threshold
    return float(2 * np.sum(called * labels) / (called.sum() + labels.sum()))


def best_threshold(scores: np.ndarray, labels: np.ndarray) -> float:
    """The threshold between 0.02 and 0.8 with the highest F1."""
    grid = np.arange(0.02, 0.81, 0.02)
    return float(grid[np.argmax([f1(scores, labels, t) for t in grid])])


@figure("multi-label-thresholds")
def multi_label_thresholds() -> str:
    """F1 of three labels over the threshold; a dot marks the threshold chosen on validation data."""
    drawing = Drawing(480, 290)
    axes = drawing.axes(
        box=(46, 14, 424, 224),
        xlim=(0, 0.8),
        ylim=(0, 0.85),
        xticks=(0, 0.2, 0.4, 0.6, 0.8),
        yticks=(0, 0.2, 0.4, 0.6, 0.8),
        xlabel="threshold",
        ylabel="F1 on test data",
    )
    validation, validation_labels, test, test_labels = experiment()
    axes.line((0.5, 0.5), (0, 0.85), cls="muted", dashed=True)
    thresholds = np.linspace(0.005, 0.8, 54)
    for column, (share, cls) in enumerate(zip(SHARES, ("c1", "c3", "c2"), strict=True)):
        curve = [f1(test[:, column], test_labels[:, column], t) for t in thresholds]
        axes.line(thresholds, curve, cls=cls)
        chosen = best_threshold(validation[:, column], validation_labels[:, column])
        axes.dots([chosen], [f1(test[:, column], test_labels[:, column], chosen)], r=5, cls=f"fill {cls}")
        axes.label(0.58, f1(test[:, column], test_labels[:, column], 0.56) + 0.04, f"in {100 * share:.0f} %", cls=cls)
    return drawing.svg()
