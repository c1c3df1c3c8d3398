"""Figures of the page on CNN architectures."""

import math

from signposts.figures.kit import Drawing, figure

#: Network → multiply-accumulates (one MAC counted as one, 224×224 pixels), torchvision's top-1 accuracy in per cent,
#: and where the label stands from its dot (dx, dy, anchor).
NETWORKS = {
    "AlexNet": (714188480, 56.522, (0, 20, "middle")),
    "VGG-16": (15470264320, 71.592, (-2, 22, "middle")),
    "SqueezeNet 1.0": (818924576, 58.092, (9, 1, "start")),
    "ResNet-18": (1814073344, 69.758, (9, 9, "start")),
    "ResNet-50": (4089184256, 76.13, (9, 1, "start")),
    "DenseNet-121": (2834161664, 74.434, (-4, -9, "end")),
    "MobileNetV2": (300774272, 71.878, (9, 9, "start")),
    "ShuffleNetV2": (144907992, 69.362, (0, 21, "middle")),
    "EfficientNet-B0": (385814752, 77.692, (0, -11, "middle")),
    "ConvNeXt-Tiny": (4455531264, 82.52, (0, -11, "middle")),
}


def _column(drawing: Drawing, x: float, title: str, labels: tuple[str, str, str], cls: str) -> None:
    """One block: its title, the input at the top, two layers and what comes out at the bottom."""
    source, layer, result = labels
    drawing.text(x, 20, title, cls=f"strong {cls}")
    drawing.text(x, 46, source)
    for top in (76, 160):
        drawing.box(x - 38, top, 76, 32, layer, cls=cls)
    drawing.arrow(x, 53, x, 75)
    drawing.text(x, 266, result)


def _shortcut(drawing: Drawing, x: float, start: float, end: float, cls: str) -> None:
    """A path that leaves the column at height ``start`` and comes back to the mark at ``end``."""
    drawing.path(f"M{x} {start}H{x + 58}V{end}H{x + 24}", cls=cls)
    drawing.arrow(x + 30, end, x + 11, end, cls=cls)


@figure("plain-residual-dense-blocks")
def plain_residual_dense_blocks() -> str:
    """A plain, a residual and a dense block with two layers each."""
    drawing = Drawing(480, 278)
    _column(drawing, 62, "Plain", ("x", "layer", "F(x)"), "c1")
    drawing.arrow(62, 109, 62, 159)
    drawing.arrow(62, 193, 62, 250)

    _column(drawing, 204, "Residual", ("x", "layer", "F(x) + x"), "c2")
    drawing.arrow(204, 109, 204, 159)
    drawing.arrow(204, 193, 204, 207)
    _shortcut(drawing, 204, 62, 218, "c2")
    drawing.circle(204, 218, 10, cls="l ink")
    drawing.text(204, 223, "+")
    drawing.arrow(204, 229, 204, 250)

    _column(drawing, 396, "Dense", ("x: 64 channels", "32 new", "128 channels"), "c3")
    for start, end, following, total in ((62, 130, 159, "64 + 32 = 96"), (147, 218, 250, "96 + 32 = 128")):
        _shortcut(drawing, 396, start, end, "c3")
        drawing.arrow(396, end - 21, 396, end - 8)
        drawing.rect(387, end - 7, 18, 14, cls="fill c3", r=3)
        drawing.arrow(396, end + 8, 396, following)
        drawing.text(380, end + 5, total, cls="small c3", anchor="end")
    return drawing.svg()


@figure("macs-against-accuracy")
def macs_against_accuracy() -> str:
    """Top-1 accuracy against multiply-accumulates for ten networks."""
    drawing = Drawing(480, 330)
    axes = drawing.axes(
        box=(48, 16, 420, 262),
        xlim=(-1.15, 1.5),
        ylim=(50, 87),
        xticks=[(math.log10(value), f"{value:g}") for value in (0.1, 0.3, 1, 3, 10, 30)],
        yticks=(50, 60, 70, 80),
        xlabel="multiply-accumulates in 10⁹ (logarithmic)",
        ylabel="top-1 accuracy in %",
    )
    for name, (macs, top1, (dx, dy, anchor)) in NETWORKS.items():
        x, y = math.log10(macs / 1e9), top1
        axes.dots([x], [y], r=4.5, cls="fill c2" if name in ("MobileNetV2", "VGG-16") else "fill c1")
        drawing.text(axes.x(x) + dx, axes.y(y) + dy, name, cls="small", anchor=anchor)
    return drawing.svg()


@figure("vision-transformer-patches")
def vision_transformer_patches() -> str:
    """An image of 4×4 patches becomes one class token and sixteen patch tokens."""
    drawing = Drawing(480, 236)
    numbers = [[4 * row + column + 1 for column in range(4)] for row in range(4)]
    drawing.text(82, 22, "image: H × W", cls="small")
    drawing.cells(14, 32, numbers, size=34)
    drawing.arrow(160, 100, 214, 100)
    drawing.text(187, 88, "× E", cls="italic")
    drawing.text(348, 52, "one patch: P × P × C numbers", cls="small")
    drawing.text(348, 76, "× E (P²C × D)", cls="small")
    drawing.text(348, 100, "= one token: D numbers", cls="small")
    drawing.text(348, 124, "+ its position embedding", cls="small")
    for place in range(17):
        cls = "c2" if place == 0 else "c1"
        drawing.rect(15 + 26.5 * place, 184, 24, 26, cls=f"soft line {cls}", r=3)
        drawing.text(27 + 26.5 * place, 201, str(place or "*"), cls="small")
    drawing.text(15, 228, "* class token", cls="small c2", anchor="start")
    drawing.text(465, 228, "16 + 1 = 17 tokens into the encoder", cls="small", anchor="end")
    return drawing.svg()
