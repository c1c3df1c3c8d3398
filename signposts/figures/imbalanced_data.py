"""Figures of the page on imbalanced data and hard examples."""

from functools import cache

import numpy as np

from signposts.figures.evaluation_metrics import logistic_fit
from signposts.figures.kit import Drawing, figure

SHARE = 0.02


def _sample(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (with a leading 1) and labels: two Gaussian clouds, one of them rare."""
    labels = (random.random(count) < SHARE).astype(float)
    points = random.standard_normal((count, 2)) + labels[:, None] * np.array([1.6, 1.2])
    return np.column_stack((np.ones(count), points)), labels


@cache
def experiment() -> dict[str, np.ndarray]:
    """The page's small problem: plain and class-weighted logistic regression on 10,000 examples, 2 % positive."""
    random = np.random.default_rng(1)
    inputs, labels = _sample(random, 10000)
    test_inputs, test_labels = _sample(random, 20000)
    validation_inputs, validation_labels = _sample(random, 10000)
    positives = labels.sum()
    balance = np.where(labels == 1, len(labels) / (2 * positives), len(labels) / (2 * (len(labels) - positives)))
    plain = logistic_fit(inputs, labels, ridge=1e-6)
    scores = 1 / (1 + np.exp(-validation_inputs @ plain))
    grid = np.arange(0.02, 0.8, 0.02)
    best = grid[np.argmax([precision_recall_f1(scores, validation_labels, t)[2] for t in grid])]
    return {
        "threshold": best,
        "inputs": inputs,
        "labels": labels,
        "test_inputs": test_inputs,
        "test_labels": test_labels,
        "plain": plain,
        "weighted": logistic_fit(inputs, labels, balance, ridge=1e-6),
    }


@figure("imbalance-boundaries")
def imbalance_boundaries() -> str:
    """Training points and where the plain and the weighted model draw the line."""
    drawing = Drawing(480, 310)
    data = experiment()
    axes = drawing.axes(
        box=(30, 12, 438, 260), xlim=(-3.5, 5), ylim=(-3, 4.2), xticks=range(-3, 6), yticks=range(-3, 5), grid=False
    )
    points, labels = data["inputs"][:1500, 1:], data["labels"][:1500]
    inside = (np.abs(points[:, 0] - 0.75) < 4.2) & (np.abs(points[:, 1] - 0.6) < 3.5)
    crowd = points[inside & (labels == 0)][:110]
    rare = points[inside & (labels == 1)]
    axes.dots(*crowd.T, r=2.2, cls="fill muted")
    axes.dots(*rare.T, r=4, cls="fill c2")
    lines = (
        ("plain", 0.5, "c1", (1.0, 3.8), "plain, 0.5"),
        ("plain", data["threshold"], "c3", (-0.4, 3.9), f"plain, {data['threshold']:.2f}"),
        ("weighted", 0.5, "c4", (-3.35, 2.2), "balanced, 0.5"),
    )
    for name, threshold, cls, at, label in lines:
        bias, first, second = data[name]
        x = np.array([-3.5, 5.0])
        axes.line(*_clipped(x, (np.log(threshold / (1 - threshold)) - bias - first * x) / second), cls=cls)
        axes.label(*at, label, cls=f"small {cls}", anchor="end" if cls == "c3" else "start")
    return drawing.svg()


def _clipped(x: np.ndarray, y: np.ndarray, low: float = -3, high: float = 4.2) -> tuple[np.ndarray, np.ndarray]:
    """The part of a falling line through two points that lies between two heights."""
    slope = (y[1] - y[0]) / (x[1] - x[0])
    height = np.clip(y, low, high)
    return x[0] + (height - y[0]) / slope, height


def precision_recall_f1(scores: np.ndarray, labels: np.ndarray, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 when scores above the threshold count as positive."""
    called = scores > threshold
    hits = float(np.sum(called & (labels == 1)))
    return hits / max(called.sum(), 1), hits / labels.sum(), 2 * hits / (called.sum() + labels.sum())


@figure("imbalance-threshold")
def imbalance_threshold() -> str:
    """Precision, recall and F1 of the plain model over the threshold."""
    drawing = Drawing(480, 290)
    data = experiment()
    scores = 1 / (1 + np.exp(-data["test_inputs"] @ data["plain"]))
    thresholds = np.geomspace(0.004, 0.8, 45)
    values = np.array([precision_recall_f1(scores, data["test_labels"], t) for t in thresholds])
    ticks = (0.005, 0.02, 0.05, 0.2, 0.5)
    axes = drawing.axes(
        box=(42, 26, 426, 208),
        xlim=(np.log(0.004), np.log(0.8)),
        ylim=(0, 1),
        xticks=[(np.log(t), f"{t:g}") for t in ticks],
        yticks=(0, 0.5, 1),
        xlabel="threshold (logarithmic)",
    )
    for column, cls in enumerate(("c1", "c2", "c3")):
        axes.line(np.log(thresholds), values[:, column], cls=cls)
    axes.label(np.log(0.06), 0.08, "precision", cls="c1")
    axes.label(np.log(0.03), 0.8, "recall", cls="c2")
    axes.label(np.log(0.1), 0.4, "F1", cls="c3", anchor="end")
    for threshold, note in ((0.019, "share of positives"), (data["threshold"], "best F1"), (0.5, "default")):
        axes.line((np.log(threshold),) * 2, (0, 1), cls="muted", dashed=True)
        drawing.text(axes.x(np.log(threshold)), 16, note, cls="small muted")
    return drawing.svg()


#: Where the figure on SMOTE puts its real examples, in drawing units.
RARE = ((60, 60), (128, 150), (160, 48), (226, 108), (255, 190), (300, 45), (345, 128), (420, 70), (436, 180))


@figure("imbalance-smote")
def imbalance_smote() -> str:
    """Nine rare examples and synthetic ones between each of them and a near neighbour."""
    drawing = Drawing(480, 250)
    random = np.random.default_rng(2)
    points = np.array(RARE, dtype=float)
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
    nearest = np.argsort(gaps, axis=1)[:, 1:3]
    pairs = {tuple(sorted((one, int(other)))) for one in range(len(points)) for other in nearest[one]}
    for one, other in sorted(pairs):
        start, end = points[one], points[other]
        drawing.line(*start, *end, cls="grid")
        drawing.circle(*(start + random.uniform(0.25, 0.75) * (end - start)), 4.5, cls="fill c3")
    for point in points:
        drawing.circle(*point, 6, cls="fill c2")
    drawing.circle(20, 236, 6, cls="fill c2")
    drawing.text(32, 241, "real rare example", cls="small", anchor="start")
    drawing.circle(200, 236, 4.5, cls="fill c3")
    drawing.text(210, 241, "synthetic, between neighbours", cls="small", anchor="start")
    return drawing.svg()


def loss_shares(gamma: float) -> tuple[float, float, float]:
    """Shares of the focal loss: easy negatives (true class above 0.9), other negatives, positives."""
    data = experiment()
    logits = data["test_inputs"] @ data["plain"]
    labels = data["test_labels"]
    p_true = 1 / (1 + np.exp(np.where(labels == 1, -logits, logits)))
    loss = -((1 - p_true) ** gamma) * np.log(p_true)
    easy = (labels == 0) & (p_true > 0.9)
    parts = np.array([loss[easy].sum(), loss[(labels == 0) & ~easy].sum(), loss[labels == 1].sum()])
    return tuple(parts / loss.sum())


def focal_minimiser(share: np.ndarray, gamma: float) -> np.ndarray:
    """The prediction with the smallest expected focal loss where a share of equal inputs is positive."""
    p = np.linspace(0.0005, 0.9995, 2000)
    positive = -((1 - p) ** gamma) * np.log(p)
    negative = -(p**gamma) * np.log(1 - p)
    return p[np.argmin(np.outer(share, positive) + np.outer(1 - share, negative), axis=1)]


@figure("imbalance-focal-minimiser")
def imbalance_focal_minimiser() -> str:
    """What a model trained with the focal loss predicts, over the true probability."""
    drawing = Drawing(480, 290)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes = drawing.axes(
        box=(46, 14, 400, 224),
        xlim=(0, 1),
        ylim=(0, 1),
        xticks=ticks,
        yticks=(0, 0.5, 1),
        xlabel="true probability of the positive class",
        ylabel="best prediction",
    )
    share = (1 - np.cos(np.linspace(0, np.pi, 51))) / 2
    axes.line((0, 1), (0, 1), cls="c1")
    axes.line(share, focal_minimiser(share, 2), cls="c2")
    axes.line(share, focal_minimiser(share, 5), cls="c4")
    axes.label(0.3, 0.2, "γ = 0: cross-entropy", cls="c1")
    axes.label(0.145, 0.262, "γ = 2", cls="c2")
    axes.label(0.03, 0.48, "γ = 5", cls="c4")
    return drawing.svg()
