"""Figures of the page on Keras."""

import numpy as np

from signposts.figures.kit import Drawing, figure


def coin_flip_scores(epochs: int = 80, folds: int = 50) -> np.ndarray:
    """Validation accuracy of small networks on random labels: an array of (epochs + 1, folds).

    Each fold has 160 examples to train on and 40 to validate with. The labels are coin flips, so that there is
    nothing to learn and every network is right half of the time on new data.
    """
    random = np.random.default_rng(0)
    inputs = random.standard_normal((folds, 200, 10))
    labels = random.integers(0, 2, (folds, 200))
    train, held_out = np.s_[:, :160], np.s_[:, 160:]
    first = random.standard_normal((folds, 10, 8)) / np.sqrt(10)
    second = random.standard_normal((folds, 8, 1)) / np.sqrt(8)
    scores = np.empty((epochs + 1, folds))
    for epoch in range(epochs + 1):
        answers = np.tanh(inputs[held_out] @ first) @ second
        scores[epoch] = np.mean((answers[..., 0] > 0) == labels[held_out], axis=1)
        hidden = np.tanh(inputs[train] @ first)
        error = 1 / (1 + np.exp(-hidden @ second)) - labels[train][..., None]
        back = error * second.transpose(0, 2, 1) * (1 - hidden**2)
        # Full-batch gradient descent on the cross-entropy, learning rate 2.
        second -= 2 / 160 * hidden.transpose(0, 2, 1) @ error
        first -= 2 / 160 * inputs[train].transpose(0, 2, 1) @ back
    return scores


@figure("keras-best-epoch")
def keras_best_epoch() -> str:
    """Validation accuracy on coin-flip labels: at each epoch, and the best so far of each fold."""
    drawing = Drawing(470, 270)
    scores = coin_flip_scores()
    axes = drawing.axes(
        box=(58, 16, 396, 200),
        xlim=(0, 80),
        ylim=(0.45, 0.65),
        xticks=range(0, 81, 20),
        yticks=[(0.45, "45 %"), (0.5, "50 %"), (0.55, "55 %"), (0.6, "60 %"), (0.65, "65 %")],
        xlabel="epochs trained",
    )
    shown = np.arange(0, 81, 2)
    best = np.maximum.accumulate(scores).mean(axis=1)
    axes.line(shown, best[shown], cls="c2")
    axes.line(shown, scores.mean(axis=1)[shown], cls="c1")
    axes.label(30, 0.608, "score of the best epoch so far", cls="c2")
    axes.label(30, 0.512, "score of this epoch", cls="c1")
    return drawing.svg()
