"""Figures of the page on single-shot detectors."""

import numpy as np

from signposts.figures.kit import Drawing, figure

#: SSD300's prediction maps: cells a side, smaller and larger box size in pixels, aspect ratios besides 1.
MAPS: list[tuple[int, float, float, tuple[int, ...]]] = [
    (38, 30, 60, (2,)),
    (19, 60, 111, (2, 3)),
    (10, 111, 162, (2, 3)),
    (5, 162, 213, (2, 3)),
    (3, 213, 264, (2,)),
    (1, 264, 315, (2,)),
]


def default_boxes(size: float, larger: float, ratios: tuple[int, ...]) -> list[tuple[float, float]]:
    """Widths and heights of the default boxes of one SSD map, in pixels."""
    boxes = [(size, size), ((size * larger) ** 0.5, (size * larger) ** 0.5)]
    for ratio in ratios:
        root = ratio**0.5
        boxes += [(size * root, size / root), (size / root, size * root)]
    return boxes


@figure("ssd-default-boxes")
def ssd_default_boxes() -> str:
    """The six maps of SSD300 with the default boxes of their middle cell, to scale."""
    d = Drawing(480, 352)
    side = 116
    for number, (cells, size, larger, ratios) in enumerate(MAPS):
        left, top = 22 + (number % 3) * 160, 8 + (number // 3) * 184
        step = side / cells
        lines = "".join(
            f"M{left + i * step:.1f} {top}v{side}M{left} {top + i * step:.1f}h{side}" for i in range(cells + 1)
        )
        d.path(lines, cls="grid")
        boxes = default_boxes(size, larger, ratios)
        centre = (cells // 2 + 0.5) * step
        for w, h in boxes:
            w, h = w * side / 300, h * side / 300
            d.rect(left + centre - w / 2, top + centre - h / 2, w, h, cls="l c1" if w == h else "l c2")
        d.text(
            left + side / 2,
            top + side + (32 if number > 2 else 24),
            f"{cells}² × {len(boxes)} = {cells * cells * len(boxes)}",
            cls="strong",
        )
    return d.svg()


def focal_loss(p: np.ndarray, gamma: float) -> np.ndarray:
    """Focal loss of the probability given to the true class, without the class weight."""
    return -((1 - p) ** gamma) * np.log(p)


@figure("detection-focal-loss")
def focal_loss_curves() -> str:
    """Focal loss for three values of gamma; gamma 0 is cross-entropy."""
    d = Drawing(480, 320)
    axes = d.axes(
        box=(48, 12, 418, 252),
        xlim=(0, 1),
        ylim=(0, 4),
        xticks=(0, 0.2, 0.4, 0.6, 0.8, 1),
        yticks=(0, 1, 2, 3, 4),
        xlabel="probability given to the true class, pₜ",
        ylabel="loss",
    )
    axes.area([0.6, 1], [4, 4], cls="soft c3")
    axes.label(0.8, 3.65, "easy examples", cls="small c3", anchor="middle")
    p = np.concatenate([np.linspace(0.01, 0.1, 16), np.linspace(0.12, 1, 45)])
    for gamma, cls, x, y in ((0, "c1", 0.22, 1.75), (2, "c2", 0.365, 0.47), (5, "c4", 0.025, 0.4)):
        axes.line(p, focal_loss(p, gamma), cls=cls)
        axes.label(x, y, f"γ = {gamma}" + (": cross-entropy" if gamma == 0 else ""), cls=cls)
    return d.svg()


@figure("retinanet")
def retinanet() -> str:
    """RetinaNet: a pyramid and, on every level, the same two small networks."""
    d = Drawing(480, 258)
    d.text(12, 253, "stride", cls="small muted", anchor="start")
    for number, (level, stride) in enumerate((("P7", 128), ("P6", 64), ("P5", 32), ("P4", 16), ("P3", 8))):
        y, width = 8 + number * 48, 46 + number * 16
        d.box(100 - width / 2, y, width, 36, level)
        d.text(12, y + 23, str(stride), cls="small muted", anchor="start")
        d.line(100 + width / 2, y + 18, 208, y + 18, cls="muted")
    d.line(208, 26, 208, 218, cls="muted")
    d.arrow(208, 74, 236, 74, cls="muted")
    d.arrow(208, 174, 236, 174, cls="muted")
    d.box(236, 44, 96, 60, "4 conv.\n3 × 3, 256", cls="c2")
    d.box(236, 144, 96, 60, "4 conv.\n3 × 3, 256", cls="c3")
    d.arrow(332, 74, 362, 74)
    d.arrow(332, 174, 362, 174)
    d.box(362, 44, 108, 60, "K · 9 class\nprobabilities", cls="c2")
    d.box(362, 144, 108, 60, "4 · 9 box\ncorrections", cls="c3")
    d.text(346, 128, "the same weights on every level", cls="small muted")
    return d.svg()
