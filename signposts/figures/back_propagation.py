"""Figures of the page on back-propagation."""

import numpy as np

from signposts.figures.kit import Drawing, figure

_HALF = 14


def _node(drawing: Drawing, x: float, y: float, label: str, *, half: float = _HALF, cls: str = "c1") -> None:
    """One operation or leaf, centred at (x, y) and ``2 * half`` units wide."""
    drawing.box(x - half, y - 16, 2 * half, 32, label, cls=cls)


def _edge(drawing: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    drawing.arrow(*start, *end, cls="muted")


def _pair(drawing: Drawing, x: float, y: float, value: str, gradient: str) -> None:
    """The value that an edge carries forwards, above it, and the gradient that it carries back, below it."""
    drawing.text(x, y - 7, value, cls="small c1")
    drawing.text(x, y + 17, gradient, cls="small c2")


@figure("back-propagation-graph")
def graph() -> str:
    """The graph of L = (σ(wx + b) − 1)² + 0.1 w² at w = 0.5, x = 2, b = −1, with values and gradients."""
    w, x, b = 0.5, 2.0, -1.0
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    da = 2 * (a - 1)
    dz = da * a * (1 - a)
    drawing = Drawing(480, 250)
    middle = 92
    for start, end in (
        ((48, 38), (106, 84)),
        ((48, 152), (106, 102)),
        ((134, middle), (180, middle)),
        ((195, 38), (195, 75)),
        ((209, middle), (255, middle)),
        ((284, middle), (316, middle)),
        ((374, middle), (415, middle)),
        ((48, 160), (227, 160)),
        ((292, 160), (427, 109)),
    ):
        _edge(drawing, start, end)
    for place, label in (((34, 30), "x"), ((34, 160), "w"), ((195, 22), "b")):
        _node(drawing, *place, label, cls="c5")
    for place, label in (((120, middle), "×"), ((195, middle), "+"), ((270, middle), "σ"), ((430, middle), "+")):
        _node(drawing, *place, label)
    _node(drawing, 345, middle, "(a−1)²", half=29)
    _node(drawing, 260, 160, "0.1w²", half=32)
    _write_numbers(drawing, {"w": w, "x": x, "b": b, "z": z, "a": a, "da": da, "dz": dz})
    drawing.text(20, 240, "value, forwards →", cls="c1", anchor="start")
    drawing.text(460, 240, "← gradient of L, backwards", cls="c2", anchor="end")
    return drawing.svg()


def _write_numbers(drawing: Drawing, v: dict[str, float]) -> None:
    """Write what each edge of the graph carries in both directions."""

    def show(number: float) -> str:
        return f"{number:g}".replace("-", "−")

    w, x, a = v["w"], v["x"], v["a"]
    dz, penalty = v["dz"], 2 * 0.1 * w
    _pair(drawing, 156, 92, show(w * x), show(dz))
    _pair(drawing, 231, 92, show(v["z"]), show(dz))
    _pair(drawing, 299, 92, show(a), show(v["da"]))
    _pair(drawing, 393, 92, show((a - 1) ** 2), "1")
    _pair(drawing, 130, 160, show(w), show(penalty))
    drawing.text(334, 131, show(0.1 * w * w), cls="small c1")
    drawing.text(372, 148, "1", cls="small c2")
    drawing.text(86, 54, show(x), cls="small c1", anchor="start")
    drawing.text(72, 80, show(dz * w), cls="small c2", anchor="end")
    drawing.text(72, 118, show(w), cls="small c1", anchor="end")
    drawing.text(90, 138, show(dz * x), cls="small c2", anchor="start")
    drawing.text(188, 62, show(v["b"]), cls="small c1", anchor="end")
    drawing.text(203, 62, show(dz), cls="small c2", anchor="start")
    drawing.text(430, 66, f"L = {show((a - 1) ** 2 + 0.1 * w * w)}", cls="c1")
    drawing.text(34, 196, f"{show(dz * x)} + {show(penalty)}", cls="small c2")
    drawing.text(34, 212, f"= {show(dz * x + penalty)}", cls="small c2")


def _norms(factor: float, *, sigmoid: bool = False, depth: int = 30, width: int = 64) -> np.ndarray:
    """Norm of the gradient at the output of each layer, last to first, relative to the last.

    factor: variance of a weight times the number of inputs.
    """
    rng = np.random.default_rng(1)
    layers = [rng.normal(size=(width, width)) * np.sqrt(factor / width) for _ in range(depth)]
    h, slopes = rng.normal(size=(16, width)), []
    for weight in layers:
        z = h @ weight
        h = 1 / (1 + np.exp(-z)) if sigmoid else np.maximum(z, 0)
        slopes.append(h * (1 - h) if sigmoid else (z > 0).astype(float))
    gradient = rng.normal(size=(16, width))
    norms = [np.linalg.norm(gradient)]
    for weight, slope in zip(reversed(layers), reversed(slopes), strict=True):
        gradient = (gradient * slope) @ weight.T
        norms.append(np.linalg.norm(gradient))
    return np.array(norms) / norms[0]


@figure("back-propagation-norms")
def norms() -> str:
    """The gradient's size on its way back through 30 layers, for three weight scales and for sigmoids."""
    drawing = Drawing(480, 290)
    plot = drawing.axes(
        box=(64, 12, 296, 224),
        xlim=(0, 30),
        ylim=(-20.5, 7.5),
        xticks=(0, 10, 20, 30),
        yticks=[(-18, "10⁻¹⁸"), (-12, "10⁻¹²"), (-6, "10⁻⁶"), (0, "1"), (6, "10⁶")],
        xlabel="layers passed on the way back",
    )
    drawing.text(14, 124, "size of the gradient", cls="small", rotate=-90)
    runs = [("ReLU, 4 / n", 4, False, "c2"), ("ReLU, 2 / n", 2, False, "c3"), ("ReLU, 1 / n", 1, False, "c1")]
    for name, factor, sigmoid, cls in [*runs, ("sigmoid, 1 / n", 1, True, "c4")]:
        sizes = np.log10(_norms(factor, sigmoid=sigmoid))
        plot.line(range(31), sizes, cls=cls)
        drawing.text(366, plot.y(sizes[-1]) + 5, name, cls=cls, anchor="start")
    return drawing.svg()
