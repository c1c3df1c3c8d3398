"""Figures of the page on pretrained models: who may look at whom, masked words, and a low-rank update."""

import numpy as np

from signposts.figures.kit import Drawing, figure


def allowed(kind: str, length: int = 6) -> np.ndarray:
    """Which position (row) may look at which (column): 0 no, 1 self-attention, 2 attention from target to source."""
    everything = np.ones((length, length), dtype=int)
    if kind == "encoder":
        return everything
    causal = np.tril(everything)
    if kind == "decoder":
        return causal
    source = length // 2
    mask = causal.copy()
    mask[:source, :source] = 1
    mask[source:, :source] = 2
    return mask


@figure("three-model-types")
def three_model_types() -> str:
    """The attention patterns of an encoder, a decoder and an encoder-decoder."""
    drawing = Drawing(480, 246)
    size = 23
    kinds = {"encoder": "BERT", "decoder": "GPT", "encoder-decoder": "T5"}
    for number, (kind, example) in enumerate(kinds.items()):
        left, top = 12 + 157 * number, 48
        mask = allowed(kind)
        for row, column in np.ndindex(mask.shape):
            value = mask[row, column]
            cls = {0: "l grid", 1: "fill c1", 2: "fill c2"}[int(value)]
            drawing.rect(left + size * column + 1, top + size * row + 1, size - 3, size - 3, cls=cls, r=2)
        drawing.text(left + 3 * size, 20, kind, cls="strong")
        drawing.text(left + 3 * size, 38, f"as in {example}", cls="small muted")
    left = 12 + 157 * 2
    drawing.text(left + 1.5 * size, 204, "source", cls="small muted")
    drawing.text(left + 4.5 * size, 204, "target", cls="small muted")
    drawing.text(12, 204, "row: the token that looks", cls="small muted", anchor="start")
    drawing.text(12, 222, "column: the token looked at", cls="small muted", anchor="start")
    drawing.text(12, 240, "filled: allowed", cls="small c1", anchor="start")
    drawing.text(left + 3 * size, 224, "target to source", cls="small c2")
    return drawing.svg()


@figure("masked-words")
def masked_words() -> str:
    """One sentence as BERT reads it in pretraining, with three chosen words treated in the three ways."""
    drawing = Drawing(480, 170)
    words = ["she", "drinks", "warm", "milk", "every", "night"]
    seen = ["she", "[MASK]", "warm", "milk", "every", "chair"]
    chosen = {1: ("80 %", "hidden"), 3: ("10 %", "left as it is"), 5: ("10 %", "random")}
    drawing.text(3, 26, "predict:", cls="small muted", anchor="start")
    for column, (word, shown) in enumerate(zip(words, seen, strict=True)):
        left, cls = 3 + 79.5 * column, "c2" if column in chosen else "c1"
        drawing.box(left, 66, 74, 34, shown, cls=cls)
        if column in chosen:
            share, treatment = chosen[column]
            drawing.arrow(left + 37, 65, left + 37, 36, cls="c2")
            drawing.text(left + 37, 26, word, cls="c2")
            drawing.text(left + 37, 128, share, cls="c2")
            drawing.text(left + 37, 148, treatment, cls="small")
    return drawing.svg()


@figure("lora-update")
def lora_update() -> str:
    """A frozen weight matrix with a trained low-rank path beside it."""
    drawing = Drawing(480, 300)
    drawing.text(230, 292, "input x (k numbers)")
    drawing.arrow(215, 276, 130, 236)
    drawing.arrow(245, 276, 332, 252)
    drawing.box(50, 106, 140, 128, "W₀: d × k\nfrozen", cls="c1")
    drawing.polygon([(282, 250), (402, 250), (358, 196), (326, 196)], cls="soft line c2")
    drawing.text(342, 232, "A: r × k")
    drawing.polygon([(326, 160), (358, 160), (402, 106), (282, 106)], cls="soft line c2")
    drawing.text(342, 134, "B: d × r")
    drawing.arrow(342, 194, 342, 163, cls="c2")
    drawing.text(356, 183, "r numbers", cls="small c2", anchor="start")
    drawing.text(412, 124, "trained", cls="small c2", anchor="start")
    drawing.text(412, 242, "trained", cls="small c2", anchor="start")
    drawing.arrow(120, 104, 212, 64)
    drawing.arrow(342, 104, 248, 64, cls="c2")
    drawing.text(316, 74, "× α / r", cls="c2", anchor="start")
    drawing.circle(230, 56, 15, cls="l ink")
    drawing.text(230, 61, "+")
    drawing.arrow(230, 40, 230, 24)
    drawing.text(230, 16, "output (d numbers)")
    return drawing.svg()
