"""Figures of the page on attention and Transformers."""

import itertools

import numpy as np

from signposts.figures.kit import Drawing, figure

TOKENS = ("the", "cat", "sees", "a", "dog")
#: Hand-made word classes of the five tokens: article, noun, verb.
CLASSES = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=float)
#: How much a query of one class (row) looks for a key of another (column).
PREFERENCES = np.array([[0.5, 3.0, 0.0], [1.5, 0.5, 2.0], [0.0, 3.0, 0.5]])


def softmax(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def toy_weights(*, causal: bool) -> np.ndarray:
    """Attention weights (5 × 5) of the toy sentence, from word classes and sinusoidal positions."""
    angles = 0.7 * np.arange(len(TOKENS))
    positions = np.stack([np.sin(angles), np.cos(angles)], axis=1)
    queries = np.hstack([CLASSES @ PREFERENCES, 2 * positions])
    keys = np.hstack([CLASSES, positions])
    scores = queries @ keys.T
    if causal:
        scores = np.where(np.tri(len(TOKENS), dtype=bool), scores, -np.inf)
    return softmax(scores)


@figure("attention-lookup")
def attention_lookup() -> str:
    """One query against four keys: the worked example of the page, step by step."""
    query = np.array([1, 0, 2, 1])
    keys = np.array([[1, 1, 1, 0], [0, 1, 2, 2], [2, 0, -1, 0], [1, 0, 1, 1]])
    values = np.array([[1, 0], [0, 1], [-1, 0], [1, 1]])
    scores = keys @ query / 2
    weights = softmax(scores)
    drawing = Drawing(480, 290)
    drawing.text(240, 24, f"query q = {_vector(query)}", cls="strong c2")
    columns = (("key", 70), ("score q·k / 2", 180), ("weight", 300), ("value", 430))
    for heading, x in columns:
        drawing.text(x, 58, heading, cls="small muted")
    for row, (key, score, weight, value) in enumerate(zip(keys, scores, weights, values, strict=True)):
        y = 88 + 40 * row
        drawing.text(70, y, _vector(key), cls="c1")
        drawing.text(180, y, f"{score:g}")
        drawing.rect(250, y - 17, 90 * weight, 24, cls="fill c2")
        drawing.text(255 + 90 * weight, y, f"{weight:.2f}", anchor="start")
        drawing.text(430, y, _vector(value), cls="c3")
    drawing.line(20, 232, 460, 232, cls="grid")
    first, second = weights @ values
    drawing.text(460, 264, f"output = Σ weight · value = ({first:.2f}, {second:.2f})", cls="strong", anchor="end")
    return drawing.svg()


def _vector(numbers: np.ndarray) -> str:
    return "(" + ", ".join(f"{n:d}" for n in numbers).replace("-", "−") + ")"


def largest_weights(sizes: np.ndarray) -> tuple[list[float], list[float]]:
    """Mean largest softmax weight over 10 random keys for each key size: with plain scores, with scaled ones."""
    rng = np.random.default_rng(0)
    plain, scaled = [], []
    for size in sizes:
        queries, keys = rng.standard_normal((150, size)), rng.standard_normal((150, 10, size))
        scores = np.einsum("qd,qkd->qk", queries, keys)
        plain.append(softmax(scores).max(axis=1).mean())
        scaled.append(softmax(scores / np.sqrt(size)).max(axis=1).mean())
    return plain, scaled


@figure("attention-scaling")
def attention_scaling() -> str:
    """Largest attention weight against key size, with and without the division."""
    exponents = np.arange(9)
    drawing = Drawing(480, 270)
    axes = drawing.axes(
        box=(56, 16, 404, 200),
        xlim=(0, 8),
        ylim=(0, 1),
        xticks=[(int(e), f"{2**e}") for e in exponents],
        yticks=(0, 0.5, 1),
        xlabel="size of query and key, dₖ",
        ylabel="largest weight",
    )
    plain, scaled = largest_weights(2**exponents)
    for heights, cls in ((plain, "c2"), (scaled, "c1")):
        axes.line(exponents, heights, cls=cls)
        axes.dots(exponents, heights, cls=f"fill {cls}")
    axes.label(3.6, 0.82, "q·k as it is", cls="c2", anchor="end")
    axes.label(5.2, 0.38, "q·k / √dₖ", cls="c1")
    axes.line([0, 8], [0.1, 0.1], cls="muted", dashed=True)
    axes.label(8, 0.13, "10 equal weights", cls="small muted", anchor="end")
    return drawing.svg()


@figure("attention-masks")
def attention_masks() -> str:
    """The same toy sentence attended to without a mask and with a causal mask."""
    drawing = Drawing(480, 276)
    for left, causal, title in ((50, False, "no mask"), (275, True, "causal mask")):
        weights = toy_weights(causal=causal)
        labels = [[f"{w:.2f}"[1:] if 0 < w < 0.995 else "1" if w else "" for w in row] for row in weights]
        drawing.text(left + 98, 20, title, cls="strong")
        drawing.cells(left, 56, labels, size=39, cls="c1", shade=weights)
        for number, token in enumerate(TOKENS):
            drawing.text(left + 39 * number + 19.5, 47, token, cls="small c3")
            if not causal:
                drawing.text(left - 8, 56 + 39 * number + 24, token, cls="small c2", anchor="end")
    drawing.text(50, 271, "rows: who asks (query)", cls="small c2", anchor="start")
    drawing.text(275, 271, "columns: who answers (key)", cls="small c3", anchor="start")
    return drawing.svg()


def sinusoidal_positions(length: int, width: int) -> np.ndarray:
    """The sinusoidal code of positions 0 … length − 1, shape (length, width)."""
    frequencies = 10000.0 ** (-np.arange(0, width, 2) / width)
    angles = np.outer(np.arange(length), frequencies)
    code = np.empty((length, width))
    code[:, 0::2], code[:, 1::2] = np.sin(angles), np.cos(angles)
    return code


@figure("positional-encoding")
def positional_encoding() -> str:
    """Heat map of the sinusoidal positional code, one row for each dimension."""
    drawing = Drawing(480, 306)
    code = sinusoidal_positions(80, 24)
    left, top, width, height = 56, 12, 5, 10
    _heat_map(drawing, code.T, left, top, width, height)
    for position in (0, 20, 40, 60, 79):
        drawing.text(left + width * (position + 0.5), top + 257, f"{position}", cls="small muted")
    for row in (0, 6, 12, 18, 23):
        drawing.text(left - 7, top + height * row + 10, f"{row}", cls="small muted", anchor="end")
    drawing.text(left, top + 282, "position of the token", cls="small", anchor="start")
    drawing.text(18, top + 120, "dimension of the code", cls="small", rotate=-90)
    _heat_map(drawing, np.linspace(-1, 1, 9)[np.newaxis], 312, top + 272, 13, 12)
    drawing.text(305, top + 283, "−1", cls="small c2", anchor="end")
    drawing.text(435, top + 283, "+1", cls="small c1", anchor="start")
    return drawing.svg()


def _heat_map(
    drawing: Drawing, values: np.ndarray, left: float, top: float, width: float, height: float, steps: int = 4
) -> None:
    """Draw values in −1 … 1 as cells: c1 above zero, c2 below, stronger when larger; equal neighbours are merged."""
    levels = np.rint(values * steps).astype(int)
    paths: dict[int, list[str]] = {}
    for row, line in enumerate(levels):
        starts = [0, *(np.flatnonzero(np.diff(line)) + 1), len(line)]
        for start, end in itertools.pairwise(starts):
            x, y, length = left + width * start, top + height * row, width * (end - start)
            run = f"M{x:g} {y:g}h{length:g}v{height:g}h{-length:g}z"
            paths.setdefault(int(line[start]), []).append(run)
    for level, runs in sorted(paths.items()):
        if level:
            colour = "c1" if level > 0 else "c2"
            drawing.add(f'<path d="{"".join(runs)}" class="fill {colour}" fill-opacity="{abs(level) / steps:g}"/>')


@figure("transformer-block")
def transformer_block() -> str:
    """Pre-norm and post-norm Transformer blocks side by side."""
    drawing = Drawing(480, 420)
    _block(drawing, 120, "post-norm (2017)", ("self-attention", "+", "layer norm", "feed-forward", "+", "layer norm"))
    _block(
        drawing, 355, "pre-norm (usual now)", ("layer norm", "self-attention", "+", "layer norm", "feed-forward", "+")
    )
    return drawing.svg()


COLOURS = {"self-attention": "c1", "feed-forward": "c3", "layer norm": "c5"}


def _block(drawing: Drawing, centre: float, title: str, parts: tuple[str, ...]) -> None:
    """Draw one block from the bottom up; each "+" receives the path that skips the boxes before it."""
    drawing.text(centre, 20, title, cls="strong")
    drawing.text(centre, 412, "X, shape n × d", cls="small")
    y, branch = 396.0, 378.0
    for part in parts:
        drawing.arrow(centre, y, centre, y - 22)
        y -= 22
        if part == "+":
            drawing.circle(centre, y - 11, 11, cls="soft line ink")
            drawing.text(centre, y - 6, "+", cls="strong")
            _skip(drawing, centre, branch, y - 11)
            y -= 22
            branch = y - 6
        else:
            drawing.box(centre - 65, y - 34, 130, 34, part, cls=COLOURS[part])
            y -= 34
            if part == "layer norm":
                branch = y - 6 if parts[0] != "layer norm" else branch
    drawing.arrow(centre, y, centre, y - 22)
    drawing.text(centre, y - 28, "n × d", cls="small muted")


def _skip(drawing: Drawing, centre: float, start: float, end: float) -> None:
    drawing.path(f"M{centre} {start:g}H{centre + 92}V{end:g}H{centre + 20}", cls="c2")
    drawing.arrow(centre + 24, end, centre + 12, end, cls="c2")
