"""Figures of the page on model resource usage."""

import math

from signposts.figures.kit import Drawing, figure


@figure("one-output-value")
def one_output_value() -> str:
    """The products and additions behind one value of a 3×3 convolution of one channel."""
    drawing = Drawing(480, 150)
    for number in range(9):
        x = 12 + 46 * number
        drawing.box(x, 40, 34, 34, "w·x", cls="c1", text_cls="small")
        if number:
            drawing.text(x - 6, 62, "+", cls="c2 small")
    drawing.box(432, 40, 36, 34, "b", cls="c3")
    drawing.text(426, 62, "+", cls="c2 small")
    drawing.path("M12 88v8h402v-8", cls="muted")
    drawing.text(213, 116, "9 products, 8 additions: 17 FLOPs", cls="small")
    drawing.text(470, 116, "1 more", cls="small c3", anchor="end")
    drawing.text(213, 138, "counted as 9 MACC", cls="small muted")
    drawing.text(240, 24, "one output value of a 3×3 convolution, one channel", cls="small muted")
    return drawing.svg()


@figure("separable-cost")
def separable_cost() -> str:
    """MACC of a full and of a depthwise separable convolution with the same shapes."""
    pixels, kernel, channels, filters = 56 * 56, 9, 64, 128
    full = pixels * kernel * channels * filters
    depthwise, pointwise = pixels * kernel * channels, pixels * channels * filters
    drawing = Drawing(480, 170)
    scale = 440 / full
    drawing.text(20, 26, f"3×3 convolution, 64 to 128 channels: {full / 1e6:.1f} M", anchor="start")
    drawing.rect(20, 36, full * scale, 34, cls="fill c1")
    drawing.text(20, 104, f"depthwise separable: {(depthwise + pointwise) / 1e6:.1f} M", anchor="start")
    drawing.rect(20, 114, depthwise * scale, 34, cls="fill c2")
    drawing.rect(20 + depthwise * scale, 114, pointwise * scale, 34, cls="fill c3")
    end = 30 + (depthwise + pointwise) * scale
    drawing.text(end, 128, f"depthwise 3×3: {depthwise / 1e6:.1f} M", cls="small c2", anchor="start")
    drawing.text(end, 146, f"1×1: {pointwise / 1e6:.1f} M", cls="small c3", anchor="start")
    return drawing.svg()


def _conv(kernel: int, groups: int = 1) -> tuple[float, float]:
    """FLOPs and bytes (16-bit numbers) of a convolution of 64 channels on 56×56 pixels."""
    values, weights = 56 * 56 * 64, 64 * (64 // groups) * kernel**2
    return 2 * 56 * 56 * weights, 2 * (2 * values + weights)


@figure("roofline-layers")
def roofline_layers() -> str:
    """Where typical layers lie under the roof of an A100 with 16-bit numbers."""
    peak, bandwidth = 312e12, 1555e9
    values = 56 * 56 * 64
    layers = [
        ("ReLU", (values, 4 * values), 14, "start"),
        ("batch norm", (2 * values, 2 * (2 * values + 128)), 14, "start"),
        ("linear, one example", (2 * 4096**2, 2 * (4096**2 + 3 * 4096)), 14, "start"),
        ("depthwise 3×3", _conv(3, 64), 14, "start"),
        ("1×1", _conv(1), 14, "start"),
        ("3×3", _conv(3), 0, "middle"),
    ]
    drawing = Drawing(480, 300)
    axes = drawing.axes(
        box=(56, 22, 404, 220),
        xlim=(-1, 3.3),
        ylim=(10.8, 14.9),
        xticks=[(power, f"{10**power:g}") for power in range(-1, 4)],
        yticks=[(12, "1"), (13, "10"), (14, "100")],
        xlabel="arithmetic intensity, FLOP per byte",
        ylabel="TFLOP/s at most",
    )
    ridge = math.log10(peak / bandwidth)
    top, slope = math.log10(peak), math.log10(bandwidth)
    axes.line([-1, ridge, 3.3], [slope - 1, top, top], cls="thick c1")
    axes.label(0.25, 13.3, "memory decides", cls="c1", anchor="middle")
    axes.label(2.6, top + 0.14, "arithmetic decides", cls="c1", anchor="middle")
    for name, (flops, moved), shift, anchor in layers:
        intensity = math.log10(flops / moved)
        height = min(top, slope + intensity)
        axes.dots([intensity], [height], r=5, cls="fill c2")
        drawing.text(axes.x(intensity) + shift, axes.y(height) + (9 if shift else 24), name, cls="small", anchor=anchor)
    return drawing.svg()


@figure("training-memory")
def training_memory() -> str:
    """Memory of a training step of ResNet-18 for three batches, in megabytes."""
    parameters, activations = 11_689_512, 8_230_888
    drawing = Drawing(480, 210)
    scale = 340 / ((16 * parameters + 4 * 32 * activations) / 1e6)
    for row, batch in enumerate((1, 8, 32)):
        y = 44 + 46 * row
        fixed, kept = 16 * parameters / 1e6, 4 * batch * activations / 1e6
        drawing.text(74, y + 20, f"batch {batch}", cls="small", anchor="end")
        x = 84.0
        for number in range(4):
            drawing.rect(x, y, fixed / 4 * scale, 30, cls=f"fill c{1 + min(number, 2)}")
            x += fixed / 4 * scale
        drawing.rect(x, y, kept * scale, 30, cls="fill c4")
        total = fixed + kept
        inside = batch == 32
        drawing.text(x + kept * scale + (-8 if inside else 8), y + 20, f"{total:,.0f} MB",
                     cls="small on" if inside else "small", anchor="end" if inside else "start")  # fmt: skip
    labels = [
        (84, "weights", "c1"),
        (150, "gradients", "c2"),
        (226, "Adam’s two averages", "c3"),
        (388, "activations", "c4"),
    ]
    for x, label, colour in labels:
        drawing.text(x, 24, label, cls=f"small {colour}", anchor="start")
    return drawing.svg()
