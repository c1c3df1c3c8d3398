"""Figures of the page on compact CNNs."""

import numpy as np

from signposts.figures.kit import Drawing, figure

HEIGHT = WIDTH = 14
CHANNELS, KERNEL = 512, 3


@figure("depthwise-separable-cost")
def depthwise_separable_cost() -> str:
    """Multiply-accumulates of a standard and of a depthwise separable convolution, to scale."""
    positions = HEIGHT * WIDTH
    standard = positions * KERNEL**2 * CHANNELS**2
    depthwise, pointwise = positions * KERNEL**2 * CHANNELS, positions * CHANNELS**2
    scale = 440 / standard
    drawing = Drawing(480, 190)
    drawing.text(20, 24, "standard 3×3", anchor="start")
    drawing.rect(20, 34, standard * scale, 34, cls="soft line c1")
    drawing.text(240, 56, f"{standard / 1e6:.1f} million")
    drawing.text(20, 102, "depthwise separable", anchor="start")
    drawing.rect(20, 112, depthwise * scale, 34, cls="fill c2")
    drawing.rect(20 + depthwise * scale, 112, pointwise * scale, 34, cls="soft line c3")
    drawing.text(82, 126, f"depthwise: {depthwise / 1e6:.1f} million (the left edge)", cls="c2", anchor="start")
    drawing.text(82, 146, f"pointwise: {pointwise / 1e6:.1f} million", cls="c3", anchor="start")
    text = f"MACC for {HEIGHT}×{WIDTH} positions, {CHANNELS} channels in and out"
    drawing.text(20, 178, text, cls="small muted", anchor="start")
    return drawing.svg()


def _stack(drawing: Drawing, centre: float, widths: tuple[int, ...], steps: tuple[str, ...], cls: str) -> None:
    """Tensors as bars as wide as their channels, from top to bottom, with the layers between them."""
    for number, width in enumerate(widths):
        top = 54 + 52 * number
        bar = 26 + 0.45 * width
        drawing.rect(centre - bar / 2, top, bar, 20, cls=f"soft line {cls}", r=3)
        drawing.text(centre, top + 15, str(width))
        if number < len(steps):
            drawing.arrow(centre, top + 21, centre, top + 51)
            drawing.text(centre + 7, top + 41, steps[number], cls="small", anchor="start")


@figure("inverted-residual")
def inverted_residual() -> str:
    """Channel widths through a ResNet bottleneck and through an inverted residual block."""
    drawing = Drawing(480, 262)
    drawing.text(112, 20, "ResNet bottleneck", cls="strong c1")
    drawing.text(112, 40, "wide ends", cls="small muted")
    _stack(drawing, 112, (256, 64, 64, 256), ("1×1", "3×3", "1×1"), "c1")
    drawing.path("M40 64H20V220", cls="c1")
    drawing.arrow(20, 220, 39, 220, cls="c1")
    drawing.text(366, 20, "inverted residual", cls="strong c2")
    drawing.text(366, 40, "narrow ends", cls="small muted")
    _stack(drawing, 366, (24, 144, 144, 24), ("1×1 expand", "3×3 depthwise", "1×1 project"), "c2")
    drawing.path("M346 64H284V220", cls="c2")
    drawing.arrow(330, 220, 346, 220, cls="c2")
    drawing.line(284, 220, 340, 220, cls="c2")
    drawing.text(240, 142, "shortcut", cls="small muted")
    return drawing.svg()


@figure("channel-shuffle")
def channel_shuffle() -> str:
    """Nine channels in three groups before and after the shuffle."""
    groups, size = 3, 3
    order = np.arange(groups * size).reshape(groups, size).T.ravel()
    drawing = Drawing(480, 226)
    places = [28 + 48 * position + 10 * (position // size) for position in range(groups * size)]
    for top, channels in ((34, range(groups * size)), (156, order)):
        for left, channel in zip(places, channels, strict=True):
            drawing.box(left, top, 40, 32, str(channel), cls=f"c{channel // size + 1}")
    for position, channel in enumerate(order):
        drawing.line(places[channel] + 20, 68, places[position] + 20, 154, cls=f"c{channel // size + 1}")
    for group in range(groups):
        middle = places[group * size + 1] + 20
        drawing.text(middle, 22, f"old group {group}", cls=f"small c{group + 1}")
        drawing.text(middle, 210, f"new group {group}", cls="small")
    return drawing.svg()
