"""Figures of the page on self-supervised learning."""

import numpy as np

from signposts.figures.kit import Drawing, figure

#: Directions, in degrees, of two views of three images: a, a′, b, b′, c, c′.
VIEW_DEGREES = (0, 35, 70, 115, 200, 240)
VIEW_NAMES = ("a", "a′", "b", "b′", "c", "c′")
COLOURS = ("c1", "c2", "c3", "c4")


def directions(angles: np.ndarray) -> np.ndarray:
    """Unit vectors in the plane, shape (count, 2)."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def nt_xent(embeddings: np.ndarray, temperature: float) -> float:
    """Mean NT-Xent loss of unit vectors in which rows 2i and 2i + 1 are views of one image."""
    scores = embeddings @ embeddings.T / temperature
    np.fill_diagonal(scores, -np.inf)
    partners = np.arange(len(scores)) ^ 1
    return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(scores)), partners]))


@figure("contrastive-similarities")
def contrastive_similarities() -> str:
    """Six views on the unit circle and their cosine similarities."""
    drawing = Drawing(480, 290)
    vectors = directions(np.radians(VIEW_DEGREES))
    drawing.circle(95, 145, 66, cls="l grid")
    for (x, y), name, number in zip(vectors, VIEW_NAMES, range(6), strict=True):
        cls = COLOURS[number // 2]
        drawing.arrow(95, 145, 95 + 66 * x, 145 - 66 * y, cls=cls)
        drawing.text(95 + 81 * x, 150 - 81 * y, name, cls=f"strong {cls}")
    similarities = vectors @ vectors.T
    labels = [[f"{s:.2f}".replace("0.", ".").replace("-", "−") for s in row] for row in similarities]
    for number in range(6):
        labels[number][number] = ""
    shade = np.clip(similarities - np.eye(6), 0, 1)
    pairs = [(i, i ^ 1) for i in range(6)]
    drawing.cells(230, 40, labels, size=40, cls="c1", shade=shade, highlight=pairs)
    for number, name in enumerate(VIEW_NAMES):
        cls = f"strong {COLOURS[number // 2]}"
        drawing.text(250 + 40 * number, 32, name, cls=cls)
        drawing.text(220, 65 + 40 * number, name, cls=cls, anchor="end")
    return drawing.svg()


def train_angles(angles: np.ndarray, temperature: float = 0.5, steps: int = 200, rate: float = 0.1) -> np.ndarray:
    """Gradient descent on the NT-Xent loss over the directions of the views themselves."""
    count = len(angles)
    positives = np.eye(count)[np.arange(count) ^ 1]
    for _ in range(steps):
        scores = np.cos(angles[:, np.newaxis] - angles) / temperature
        np.fill_diagonal(scores, -np.inf)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        forces = (shares - positives) / temperature
        forces = forces + forces.T
        angles = angles + rate * (forces * np.sin(angles[:, np.newaxis] - angles)).sum(axis=1)
    return angles


@figure("contrastive-training")
def contrastive_training() -> str:
    """Eight views on the unit circle before and after training with the contrastive loss."""
    drawing = Drawing(480, 250)
    start = np.random.default_rng(4).uniform(0, 2 * np.pi, 8)
    for centre, angles, title in ((120, start, "at the start"), (360, train_angles(start), "after 200 steps")):
        vectors = directions(angles)
        drawing.text(centre, 20, title, cls="strong")
        drawing.circle(centre, 126, 80, cls="l grid")
        for number, (x, y) in enumerate(vectors):
            cls = COLOURS[number // 2]
            dot, shape = (10, "l") if number % 2 else (6, "fill")
            drawing.circle(centre + 80 * x, 126 - 80 * y, dot, cls=f"{shape} {cls}")
            if number % 2:
                before = vectors[number - 1]
                drawing.line(
                    centre + 80 * x, 126 - 80 * y, centre + 80 * before[0], 126 - 80 * before[1], cls=cls, dashed=True
                )
        drawing.text(centre, 240, f"loss {nt_xent(vectors, 0.5):.2f}", cls="muted")
    return drawing.svg()


@figure("contrastive-temperature")
def contrastive_temperature() -> str:
    """How strongly a negative is pushed away, against its similarity, for three temperatures."""
    drawing = Drawing(480, 270)
    similarities = np.linspace(-1, 1, 61)
    axes = drawing.axes(
        box=(46, 16, 420, 200),
        xlim=(-1, 1),
        ylim=(0, 1),
        xticks=(-1, -0.5, 0, 0.5, 1),
        yticks=(0, 0.5, 1),
        xlabel="similarity of the negative",
        ylabel="relative push",
    )
    for temperature, cls in ((0.1, "c2"), (0.5, "c1"), (2.0, "c3")):
        axes.line(similarities, np.exp((similarities - 1) / temperature), cls=cls)
    axes.label(-0.95, 0.46, "τ = 2", cls="c3")
    axes.label(0.3, 0.36, "τ = 0.5", cls="c1", anchor="end")
    axes.label(0.66, 0.08, "τ = 0.1", cls="c2", anchor="end")
    return drawing.svg()
