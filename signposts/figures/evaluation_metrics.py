"""Figures of the page on evaluation metrics."""

import numpy as np

from signposts.figures.kit import Axes, Drawing, figure

#: Scores of the healthy are N(0, 1), of the sick N(SICK, 1). At CUT the recall is 0.8 and the specificity 0.9.
SICK, CUT = 2.1232, 1.2816


def _bell(x: np.ndarray, centre: float) -> np.ndarray:
    return np.exp(-((x - centre) ** 2) / 2) / np.sqrt(2 * np.pi)


@figure("metrics-threshold")
def metrics_threshold() -> str:
    """Score distributions of the two classes, cut by a threshold into the four cells of the confusion matrix."""
    drawing = Drawing(480, 250)
    axes = drawing.axes(
        box=(16, 24, 448, 178),
        xlim=(-3, 5.2),
        ylim=(0, 0.44),
        xticks=range(-2, 6),
        xlabel="score of the model",
        grid=False,
    )
    for centre, cls in ((0.0, "c1"), (SICK, "c2")):
        wrong = np.linspace(CUT, 5.2, 33) if centre == 0 else np.linspace(-3, CUT, 33)
        axes.area(wrong, _bell(wrong, centre), cls=f"soft {cls}")
        whole = np.linspace(-3, 5.2, 61)
        axes.line(whole, _bell(whole, centre), cls=cls)
    axes.line((CUT, CUT), (0, 0.43), cls="ink", dashed=True)
    drawing.text(axes.x(CUT), 14, "threshold", cls="small")
    axes.label(-0.35, 0.2, "TN 855", cls="c1 strong", anchor="middle")
    axes.label(1.36, 0.018, "FP 95", cls="c1 strong")
    axes.label(1.2, 0.018, "FN 10", cls="c2 strong", anchor="end")
    axes.label(2.75, 0.2, "TP 40", cls="c2 strong", anchor="middle")
    axes.label(-1.35, 0.36, "950 healthy", cls="c1", anchor="middle")
    axes.label(3.9, 0.36, "50 sick", cls="c2", anchor="middle")
    return drawing.svg()


def ranked(positives: int, negatives: int) -> np.ndarray:
    """Labels (1 or 0) of random test examples, best score first; scores as in the page's example."""
    random = np.random.default_rng(3)
    scores = np.concatenate((random.normal(SICK, 1, positives), random.normal(0, 1, negatives)))
    labels = np.repeat((1, 0), (positives, negatives))
    return labels[np.argsort(-scores)]


def auc(labels: np.ndarray) -> float:
    """The share of (positive, negative) pairs in the right order."""
    above = np.cumsum(labels)[labels == 0]
    return float(above.mean() / labels.sum())


def average_precision(labels: np.ndarray) -> float:
    """Mean of the precision at the rank of each positive."""
    ranks = np.flatnonzero(labels) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))


def _thinned(length: int, points: int = 60) -> np.ndarray:
    return np.unique(np.geomspace(1, length, points).astype(int)) - 1


def _square(drawing: Drawing, left: float, width: float, xlabel: str, ylabel: str) -> Axes:
    return drawing.axes(
        box=(left, 24, width, 178),
        xlim=(0, 1),
        ylim=(0, 1),
        xticks=(0, 0.5, 1),
        yticks=(0, 0.5, 1),
        xlabel=xlabel,
        ylabel=ylabel,
    )


@figure("metrics-roc-and-precision-recall")
def metrics_roc_and_precision_recall() -> str:
    """The same scores with three shares of positives: equal ROC curves, very different precision."""
    drawing = Drawing(480, 250)
    roc = _square(drawing, 46, 152, "false positive rate", "recall")
    precision = _square(drawing, 248, 222, "recall", "precision")
    roc.line((0, 1), (0, 1), cls="muted", dashed=True)
    positives = 500
    for share, cls, at in ((0.5, "c1", (0.62, 1.04)), (0.1, "c3", (0.2, 0.66)), (0.01, "c2", (0.05, 0.2))):
        labels = ranked(positives, round(positives * (1 - share) / share))
        true = np.cumsum(labels)
        false = np.arange(1, len(labels) + 1) - true
        keep = np.unique(np.concatenate((_thinned(len(labels)), np.searchsorted(true, np.linspace(5, positives, 40)))))
        roc.line([0, *(false[keep] / false[-1])], [0, *(true[keep] / positives)], cls=cls)
        keep = keep[true[keep] >= 10]
        precision.line(true[keep] / positives, (true / (true + false))[keep], cls=cls)
        precision.label(*at, f"{100 * share:.0f} %: AP {average_precision(labels):.2f}", cls=f"small {cls}")
    roc.label(0.98, 0.28, f"AUC {auc(labels):.2f}", cls="small", anchor="end")
    roc.label(0.98, 0.18, "in all three", cls="small", anchor="end")
    return drawing.svg()


def logistic_fit(
    inputs: np.ndarray, labels: np.ndarray, importance: np.ndarray | float = 1.0, ridge: float = 0.01, steps: int = 12
) -> np.ndarray:
    """Weights of a logistic regression by Newton's method; ``importance`` weights the examples."""
    weights = np.zeros(inputs.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (importance * (p - labels)) + ridge * weights
        curvature = (inputs * (importance * p * (1 - p))[:, None]).T @ inputs + ridge * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, slope)
    return weights


def overfitted_logits() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """(logits, labels) for validation and for test of a regression with 50 weights that saw 200 examples."""
    random = np.random.default_rng(0)
    truth = random.standard_normal(50) * 0.25
    inputs = random.standard_normal((8200, 50))
    labels = (random.random(8200) < 1 / (1 + np.exp(-inputs @ truth))).astype(float)
    logits = inputs @ logistic_fit(inputs[:200], labels[:200])
    return (logits[200:2200], labels[200:2200]), (logits[2200:], labels[2200:])


def reliability(logits: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean confidence, accuracy and size of ten bins of the confidence in the predicted class."""
    confidence = 1 / (1 + np.exp(-np.abs(logits)))
    right = (logits > 0) == (labels == 1)
    bins = np.minimum((confidence - 0.5) / 0.05, 9).astype(int)
    size = np.bincount(bins, minlength=10)
    filled = np.maximum(size, 1)
    return np.bincount(bins, confidence, 10) / filled, np.bincount(bins, right, 10) / filled, size


def calibration_error(logits: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error with the bins of :func:`reliability`."""
    confidence, accuracy, size = reliability(logits, labels)
    return float(np.abs(confidence - accuracy) @ size / size.sum())


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the smallest cross-entropy, from a grid."""
    grid = np.arange(0.5, 8, 0.05)
    losses = [np.mean(np.logaddexp(0, logits / t) - labels * logits / t) for t in grid]
    return float(grid[int(np.argmin(losses))])


@figure("metrics-reliability")
def metrics_reliability() -> str:
    """Reliability of an overfitted classifier before and after dividing its logits by a temperature."""
    drawing = Drawing(480, 262)
    validation, (logits, labels) = overfitted_logits()
    temperature = best_temperature(*validation)
    cases = ((logits, 46, "as trained", "c2"), (logits / temperature, 292, f"temperature {temperature:.2f}", "c1"))
    for values, left, title, cls in cases:
        axes = drawing.axes(
            box=(left, 34, 178, 178),
            xlim=(0.5, 1),
            ylim=(0.5, 1),
            xticks=(0.5, 0.7, 0.9),
            yticks=(0.5, 0.7, 0.9),
            xlabel="confidence",
            ylabel="accuracy",
        )
        axes.line((0.5, 1), (0.5, 1), cls="muted", dashed=True)
        confidence, accuracy, size = reliability(values, labels)
        for x, y, count in zip(confidence, accuracy, size, strict=True):
            drawing.circle(axes.x(x), axes.y(y), 2.5 + 9 * np.sqrt(count / len(labels)), cls=f"soft line {cls}")
        drawing.text(left + 89, 20, title, cls=f"small strong {cls}")
        axes.label(0.53, 0.93, f"ECE {calibration_error(values, labels):.3f}", cls=cls)
    return drawing.svg()


GRADES = np.array([2, 3, 0, 1, 0, 2])


def discounted(grades: np.ndarray) -> np.ndarray:
    """Each result's share of the DCG, with linear gains."""
    return grades / np.log2(np.arange(len(grades)) + 2)


@figure("metrics-ndcg")
def metrics_ndcg() -> str:
    """The discounted gains of a ranking and of the ideal one."""
    drawing = Drawing(480, 250)
    rows = ((GRADES, 36, "the ranking", "c1"), (np.sort(GRADES)[::-1], 278, "the ideal ranking", "c3"))
    for grades, left, title, cls in rows:
        axes = drawing.axes(
            box=(left, 34, 192, 168),
            xlim=(0.4, 6.6),
            ylim=(0, 3.4),
            xticks=range(1, 7),
            yticks=(0, 1, 2, 3),
            xlabel="rank",
            grid=False,
        )
        axes.bars(range(1, 7), grades, cls=f"soft {cls}")
        axes.bars(range(1, 7), discounted(grades), cls=f"fill {cls}")
        for rank, grade in enumerate(grades, start=1):
            axes.label(rank, grade + 0.1, str(grade), cls="small", anchor="middle")
        drawing.text(left + 96, 18, f"{title}: {discounted(grades).sum():.3f}", cls=f"small strong {cls}")
    return drawing.svg()
