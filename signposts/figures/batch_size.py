"""Figures of the page on batch size."""

import numpy as np

from signposts.figures.kit import Drawing, figure


@figure("batch-size-epoch")
def batch_size_epoch() -> str:
    """Ten shuffled examples in batches of four: three iterations make one epoch."""
    drawing = Drawing(470, 170)
    order = np.random.default_rng(1).permutation(10) + 1
    left, size = 16, 40
    for iteration in range(3):
        batch = order[4 * iteration : 4 * iteration + 4]
        cls = f"c{iteration + 1}"
        for place, example in enumerate(batch):
            drawing.rect(left + place * size, 56, size, size, cls=f"soft line {cls}")
            drawing.text(left + (place + 0.5) * size, 81, str(example))
        middle = left + len(batch) * size / 2
        drawing.text(middle, 46, f"batch of {len(batch)}", cls=f"small {cls}")
        drawing.arrow(middle, 100, middle, 122, cls=cls)
        drawing.text(middle, 138, f"update {iteration + 1}", cls=cls)
        left += len(batch) * size + 18
    drawing.line(16, 20, left - 18, 20, cls="muted")
    drawing.text((left - 2) / 2, 14, "one epoch: 10 shuffled examples, 3 iterations", cls="small")
    return drawing.svg()


def gradient_errors(sizes: np.ndarray, draws: int = 120) -> np.ndarray:
    """How far mini-batch gradients of a logistic regression lie from the full one, relative to its length."""
    random = np.random.default_rng(0)
    inputs = random.standard_normal((10000, 5))
    labels = (inputs @ np.arange(1, 6) + 2 * random.standard_normal(10000) > 0).astype(float)
    probabilities = 1 / (1 + np.exp(-inputs @ np.full(5, 0.1)))
    gradients = (probabilities - labels)[:, None] * inputs
    full = gradients.mean(axis=0)
    errors = []
    for size in sizes:
        rows = random.integers(0, len(inputs), (draws, size))
        distances = np.linalg.norm(gradients[rows].mean(axis=1) - full, axis=1)
        errors.append(np.sqrt(np.mean(distances**2)) / np.linalg.norm(full))
    return np.array(errors)


@figure("batch-size-noise")
def batch_size_noise() -> str:
    """Measured error of mini-batch gradients against the batch size, both logarithmic, with the line of slope −1/2."""
    drawing = Drawing(470, 290)
    sizes = 2 ** np.arange(0, 11)
    errors = gradient_errors(sizes)
    shown = (0, 2, 4, 6, 8, 10)
    axes = drawing.axes(
        box=(58, 16, 400, 220),
        xlim=(-0.4, 10.4),
        ylim=(-2, 0.5),
        xticks=[(power, str(2**power)) for power in shown],
        yticks=[(-2, "1 %"), (-1, "10 %"), (0, "100 %")],
        xlabel="batch size B (logarithmic)",
    )
    start = np.mean(np.log10(errors) + 0.5 * np.log10(sizes))
    axes.line((0, 10), (start, start - 0.5 * np.log10(1024)), cls="c2")
    axes.dots(np.log2(sizes), np.log10(errors), r=4.5)
    axes.label(5.7, -0.12, "line: ∝ 1/√B", cls="c2")
    axes.label(0.1, -1.3, "dots: measured error", cls="c1")
    axes.label(0.1, -1.55, "of the gradient", cls="c1")
    return drawing.svg()
