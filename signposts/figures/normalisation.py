"""Figures of the page on normalisation."""

import numpy as np

from signposts.figures.kit import Drawing, figure

EXAMPLES, CHANNELS, POSITIONS = 3, 4, 4
CELL, ROW, GAP = 11, 18, 6


def _place(left: float, top: float, example: int, channel: int) -> tuple[float, float]:
    """The top left corner of one example's one channel."""
    return left + channel * (POSITIONS * CELL + GAP), top + example * (ROW + GAP)


def _grid(drawing: Drawing, left: float, top: float, shared: set[tuple[int, int]], cls: str) -> None:
    """A feature array as rows of examples and blocks of channels; the (example, channel) pairs in shared are filled."""
    for example in range(EXAMPLES):
        for channel in range(CHANNELS):
            x, y = _place(left, top, example, channel)
            if (example, channel) in shared:
                drawing.rect(x, y, POSITIONS * CELL, ROW, cls=f"fill {cls}")
            lines = "".join(f"M{x + CELL * i} {y}v{ROW}" for i in range(1, POSITIONS))
            drawing.path(lines, cls="grid")
            drawing.rect(x, y, POSITIONS * CELL, ROW, cls="l muted")


@figure("normalisation-axes")
def normalisation_axes() -> str:
    """Which cells of an N × C × HW array share one mean and one variance."""
    drawing = Drawing(478, 290)
    rows, channels = range(EXAMPLES), range(CHANNELS)
    panels = [
        ("Batch norm", {(n, 1) for n in rows}, "c1"),
        ("Layer norm", {(1, c) for c in channels}, "c2"),
        ("Instance norm", {(1, 1)}, "c3"),
        ("Group norm, 2 groups", {(1, 0), (1, 1)}, "c4"),
    ]
    for number, (name, shared, cls) in enumerate(panels):
        left, top = 26 + 240 * (number % 2), 52 + 130 * (number // 2)
        drawing.text(left, top - 30, name, cls=f"strong {cls}", anchor="start")
        _grid(drawing, left, top, shared, cls)
        for channel in channels:
            drawing.text(_place(left, top, 0, channel)[0] + 22, top - 8, f"c{channel + 1}", cls="small muted")
        for example in rows:
            drawing.text(
                left - 6, _place(left, top, example, 0)[1] + 14, f"n{example + 1}", cls="small muted", anchor="end"
            )
    drawing.text(239, 280, "n: example, c: channel, small cell: one position of H × W", cls="small")
    return drawing.svg()


@figure("batch-norm-small-batches")
def batch_norm_small_batches() -> str:
    """One fixed input, normalised among random companions, for several batch sizes."""
    drawing = Drawing(470, 290)
    random = np.random.default_rng(0)
    sizes = (2, 4, 8, 16, 32, 64, 128, 256)
    axes = drawing.axes(
        box=(48, 16, 412, 220),
        xlim=(0.5, 8.5),
        ylim=(-1.5, 3),
        xticks=[(place, str(size)) for place, size in enumerate(sizes, start=1)],
        yticks=(-1, 0, 1, 2, 3),
        xlabel="values that share the statistics, m",
        ylabel="normalised value",
    )
    axes.line((0.5, 8.5), (1, 1), cls="c2", dashed=True)
    for place, size in enumerate(sizes, start=1):
        batches = random.standard_normal((40, size))
        batches[:, 0] = 1.0
        outputs = (1.0 - batches.mean(axis=1)) / batches.std(axis=1)
        jitter = random.uniform(-0.2, 0.2, 40)
        path = "".join(
            f"M{axes.x(place + shift):.1f} {axes.y(y):.1f}h0" for shift, y in zip(jitter, outputs, strict=True)
        )
        drawing.add(f'<path d="{path}" class="l c1" stroke-width="4"/>')
    axes.label(8.4, 2.4, "the same input, 1.0, each time", cls="c1", anchor="end")
    axes.label(8.4, -0.5, "with the true mean and variance", cls="c2", anchor="end")
    return drawing.svg()
