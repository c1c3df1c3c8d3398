"""Figures of the page on convolutional networks."""

import numpy as np

from signposts.figures.kit import Drawing, figure


@figure("cnn-channels")
def cnn_channels() -> str:
    """Three input channels, two filters of three slices each, two output channels."""
    drawing = Drawing(480, 330)
    blank = [[""] * 4] * 4
    for channel in range(3):
        drawing.cells(6, 30 + channel * 96, blank, size=20, cls="c1")
        drawing.rect(6, 30 + channel * 96, 60, 60, cls="l thick c2")
    for number, (cls, left) in enumerate((("c3", 128), ("c4", 205))):
        for channel in range(3):
            drawing.cells(left, 40 + channel * 96, [[""] * 3] * 3, size=20, cls=cls)
        drawing.text(left + 30, 22, f"filter {number + 1}", cls=f"small {cls}")
    drawing.text(46, 22, "input", cls="small c1")
    drawing.text(107, 175, "⋆", cls="strong")
    drawing.arrow(279, 168, 313, 168)
    drawing.text(296, 152, "add", cls="small")
    for number, (cls, top) in enumerate((("c3", 78), ("c4", 188))):
        drawing.cells(330, top, [[""] * 2] * 2, size=30, cls=cls, highlight=[(0, 0)])
        drawing.text(398, top + 26, f"channel {number + 1}", cls=f"small {cls}", anchor="start")
        drawing.text(398, top + 44, f"(+ b{'₁₂'[number]})", cls=f"small {cls}", anchor="start")
    drawing.text(360, 60, "output", cls="small")
    drawing.text(46, 322, "3 channels", cls="small muted")
    drawing.text(196, 322, "each filter: 3 slices", cls="small muted")
    drawing.text(390, 322, "one map a filter", cls="small muted")
    return drawing.svg()


def _taps(kernel: int, stride: int, padding: int, dilation: int, size: int) -> list[list[int]]:
    """For each output, the input positions that its kernel reads (padding gives negative or too large ones)."""
    span = dilation * (kernel - 1) + 1
    outputs = (size + 2 * padding - span) // stride + 1
    return [[i * stride - padding + u * dilation for u in range(kernel)] for i in range(outputs)]


def _size_row(drawing: Drawing, top: float, title: str, size: int, padding: int, taps: list[list[int]]) -> None:
    cell = 36
    left = (drawing.width - cell * (size + 2 * padding)) / 2
    drawing.text(14, top, title, anchor="start", cls="small strong")
    for position in range(-padding, size + padding):
        inside = 0 <= position < size
        drawing.cells(
            left + (position + padding) * cell,
            top + 10,
            [[position if inside else "0"]],
            size=cell,
            cls="c1" if inside else "muted",
            shade=[[0.4 if inside else 0]],
        )
    for number, group in enumerate(taps):
        y, cls = top + 58 + 13 * number, ("c2", "c3", "c4", "c5")[number]
        xs = [left + (position + padding + 0.5) * cell for position in group]
        drawing.line(xs[0], y, xs[-1], y, cls=cls)
        for x in xs:
            drawing.circle(x, y, 4, cls=f"fill {cls}")


@figure("cnn-output-size")
def cnn_output_size() -> str:
    """Padding, the rounding down of a stride, and dilation, each on one row of an input."""
    drawing = Drawing(480, 372)
    _size_row(drawing, 18, "n = 7, K = 3, P = 1, S = 2: 4 outputs", 7, 1, _taps(3, 2, 1, 1, 7))
    _size_row(drawing, 152, "n = 6, K = 3, P = 0, S = 2: 2 outputs, input 5 is never read", 6, 0, _taps(3, 2, 0, 1, 6))
    _size_row(drawing, 262, "n = 7, K = 3, P = 0, S = 1, D = 2: 3 outputs", 7, 0, _taps(3, 1, 0, 2, 7))
    return drawing.svg()


LAYERS = ((3, 1), (3, 2), (3, 1))


@figure("cnn-receptive-field")
def cnn_receptive_field() -> str:
    """Trace one unit back through three layers, the second with stride 2, one dimension."""
    drawing = Drawing(480, 300)
    levels: list[list[int]] = [[0]]
    for kernel, stride in reversed(LAYERS):
        reach = range(min(levels[0]) * stride, max(levels[0]) * stride + kernel)
        levels.insert(0, list(reach))
    jumps = np.cumprod([1] + [stride for _, stride in LAYERS])
    # The centre of unit i of a level, in input positions.
    starts = np.cumsum([0.0] + [(kernel - 1) / 2 * jump for (kernel, _), jump in zip(LAYERS, jumps, strict=False)])
    where = [
        {unit: (40 + (start + unit * jump) * 30, 262 - 76 * level) for unit in units}
        for level, (units, jump, start) in enumerate(zip(levels, jumps, starts, strict=True))
    ]
    for (kernel, stride), below, above in zip(LAYERS, where[:-1], where[1:], strict=True):
        for unit, (x, y) in above.items():
            for tap in range(kernel):
                drawing.line(x, y, *below[unit * stride + tap], cls="muted")
    fields = _growth([(kernel, stride, 1) for kernel, stride in LAYERS])
    names = ("input", "layer 1, S = 1", "layer 2, S = 2", "layer 3, S = 1")
    for level, (units, jump) in enumerate(zip(where, jumps, strict=True)):
        for x, y in units.values():
            drawing.circle(x, y, 9, cls=f"fill c{level + 1}")
        y = 262 - 76 * level
        drawing.text(318, y - 1, names[level], cls=f"small strong c{level + 1}", anchor="start")
        drawing.text(318, y + 16, f"r = {fields[level]}, jump = {jump}", cls="small", anchor="start")
    return drawing.svg()


def _growth(kernels: list[tuple[int, int, int]]) -> list[int]:
    """Receptive field after each (kernel, stride, dilation) layer, the input first."""
    fields, jump = [1], 1
    for kernel, stride, dilation in kernels:
        fields.append(fields[-1] + dilation * (kernel - 1) * jump)
        jump *= stride
    return fields


@figure("cnn-receptive-field-growth")
def cnn_receptive_field_growth() -> str:
    """Receptive field against depth for four designs."""
    drawing = Drawing(480, 300)
    depth = 8
    axes = drawing.axes(
        box=(52, 14, 290, 234),
        xlim=(0, depth),
        ylim=(0, 64),
        xticks=range(0, depth + 1, 2),
        yticks=range(0, 61, 20),
        xlabel="number of layers",
        ylabel="receptive field r",
    )
    designs = (
        ("K = 3, S = 1", [(3, 1, 1)] * depth, "c1", "start"),
        ("K = 5, S = 1", [(5, 1, 1)] * depth, "c2", "start"),
        ("S = 1, 2, 1, 2, …", [(3, 1 + i % 2, 1) for i in range(depth)], "c3", "start"),
        ("D = 1, 2, 4, 8, …", [(3, 1, 2**i) for i in range(depth)], "c4", "end"),
    )
    for name, layers, cls, anchor in designs:
        fields = [field for field in _growth(layers) if field <= axes.ylim[1]]
        axes.line(range(len(fields)), fields, cls=cls)
        axes.dots(range(len(fields)), fields, cls=f"fill {cls}")
        gap = 9 if anchor == "start" else -9
        drawing.text(axes.x(len(fields) - 1) + gap, axes.y(fields[-1]) + 5, name, cls=f"small {cls}", anchor=anchor)
    return drawing.svg()


def _gradient_energy(depth: int, *, channels: int = 12, runs: int = 40) -> np.ndarray:
    """Share of the squared gradient of one output unit at each input position, mean over random ReLU networks.

    Each network is one-dimensional: ``depth`` layers with kernel 3, no padding, He initialisation.
    """
    random = np.random.default_rng(0)
    signal = random.standard_normal((runs, channels, 2 * depth + 1))
    weights, active = [], []
    for _ in range(depth):
        weight = random.standard_normal((runs, channels, 3 * channels)) * np.sqrt(2 / (3 * channels))
        width = signal.shape[2] - 2
        before = weight @ np.concatenate([signal[:, :, tap : tap + width] for tap in range(3)], axis=1)
        signal = np.maximum(before, 0)
        weights.append(weight)
        active.append(before > 0)
    gradient = random.standard_normal((runs, channels, 1))
    for weight, mask in zip(reversed(weights), reversed(active), strict=True):
        columns = weight.transpose(0, 2, 1) @ (gradient * mask)
        gradient = np.zeros((runs, channels, columns.shape[2] + 2))
        for tap in range(3):
            gradient[:, :, tap : tap + columns.shape[2]] += columns[:, tap * channels : (tap + 1) * channels]
    energy = np.square(gradient).sum(axis=1)
    return np.mean(energy / energy.sum(axis=1, keepdims=True), axis=0)


@figure("cnn-effective-receptive-field")
def cnn_effective_receptive_field() -> str:
    """Gradient energy over the receptive field for three depths: dots simulated, lines from the random-walk formula."""
    drawing = Drawing(480, 360)
    edges = [(-1, "edge"), (-0.5, ""), (0, "centre"), (0.5, ""), (1, "edge")]
    for panel, (depth, cls) in enumerate(((5, "c1"), (20, "c2"), (40, "c3"))):
        last = panel == 2
        axes = drawing.axes(
            box=(45, 12 + 103 * panel, 415, 90),
            xlim=(-1, 1),
            ylim=(0, 1.08),
            xticks=edges if last else [(position, "") for position, _ in edges],
            yticks=(0, 1),
            xlabel="position in the theoretical receptive field" if last else "",
            ylabel="squared gradient, peak = 1" if panel == 1 else "",
        )
        theory = np.ones(1)
        for _ in range(depth):
            theory = np.convolve(theory, np.ones(3) / 3)
        energy = _gradient_energy(depth)
        positions = np.arange(-depth, depth + 1) / depth
        axes.line(positions, theory / theory.max(), cls=cls)
        step = 1 + depth // 40
        axes.dots(positions[::step], (energy / energy.max())[::step], r=2.5, cls=f"fill {cls}")
        axes.label(0.97, 0.78, f"{depth} layers, r = {2 * depth + 1}", cls=cls, anchor="end")
    return drawing.svg()
