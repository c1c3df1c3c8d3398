"""Figures of the page on recurrent networks, LSTM and GRU."""

import numpy as np

from signposts.figures.kit import Drawing, figure


@figure("rnn-unrolled")
def rnn_unrolled() -> str:
    """The loop on the left, the same network unrolled over four steps on the right."""
    drawing = Drawing(480, 250)
    _step(drawing, 40, ("xₜ", "hₜ", "yₜ"))
    drawing.path("M66 102H90V126H74", cls="c2")
    drawing.arrow(84, 126, 67, 126, cls="c2")
    drawing.text(108, 119, "=", cls="strong")
    for step in range(4):
        x = 190 + 80 * step
        _step(drawing, x, tuple(f"{name}{'₁₂₃₄'[step]}" for name in "xhy"))
        drawing.arrow(x - 54, 112, x - 27, 112, cls="c2")
        drawing.text(x - 40, 102, "Wₕ", cls="small c2")
        drawing.text(x + 7, 169, "Wₓ", cls="small c1", anchor="start")
    drawing.text(141, 131, "h₀", cls="small")
    drawing.text(310, 240, "time: the same weights at every step", cls="small muted")
    return drawing.svg()


def _step(drawing: Drawing, x: float, names: tuple[str, ...]) -> None:
    below, state, above = names
    drawing.arrow(x, 184, x, 139, cls="c1")
    drawing.arrow(x, 92, x, 46, cls="c3")
    drawing.circle(x, 202, 17, cls="soft line c1")
    drawing.text(x, 207, below)
    drawing.box(x - 26, 92, 52, 44, state, cls="c2")
    drawing.circle(x, 28, 17, cls="soft line c3")
    drawing.text(x, 33, above)


def _operator(drawing: Drawing, x: float, y: float, sign: str) -> None:
    drawing.circle(x, y, 12, cls="soft line muted")
    drawing.text(x, y + 5, sign, cls="strong")


@figure("lstm-cell")
def lstm_cell() -> str:
    """Data flow of one LSTM step: the cell state runs along the top, four gate boxes read input and hidden state."""
    drawing = Drawing(480, 320)
    for x1, x2 in ((48, 83), (107, 205), (229, 425)):
        drawing.arrow(x1, 50, x2, 50, cls="c2")
    drawing.text(42, 55, "cₜ₋₁", anchor="end", cls="c2")
    drawing.text(430, 55, "cₜ", anchor="start", cls="c2")
    for x, name, function, cls in (
        (95, "fₜ", "σ", "c1"),
        (177, "iₜ", "σ", "c1"),
        (257, "gₜ", "tanh", "c3"),
        (337, "oₜ", "σ", "c1"),
    ):
        drawing.box(x - 27, 186, 54, 48, f"{name}\n{function}", cls=cls)
        drawing.arrow(x, 276, x, 237, cls="ink")
    drawing.line(95, 276, 337, 276)
    drawing.line(48, 276, 95, 276)
    drawing.text(42, 281, "hₜ₋₁", anchor="end", cls="c4")
    drawing.line(70, 302, 70, 276)
    drawing.text(76, 306, "xₜ", anchor="start")
    drawing.arrow(95, 186, 95, 64)
    drawing.path("M177 186V120H203")
    drawing.arrow(190, 120, 204, 120)
    drawing.path("M257 186V120H231")
    drawing.arrow(244, 120, 230, 120)
    drawing.arrow(217, 108, 217, 64)
    drawing.arrow(390, 50, 390, 78)
    drawing.box(364, 80, 52, 32, "tanh", cls="muted")
    drawing.arrow(390, 112, 390, 140)
    drawing.path("M337 186V153H370")
    drawing.arrow(360, 153, 377, 153)
    drawing.arrow(403, 153, 425, 153, cls="c4")
    drawing.text(430, 158, "hₜ", anchor="start", cls="c4")
    for x, y, sign in ((95, 50, "⊙"), (217, 50, "+"), (217, 120, "⊙"), (390, 153, "⊙")):
        _operator(drawing, x, y, sign)
    for x, text in ((95, "forget"), (177, "input"), (257, "candidate"), (337, "output")):
        drawing.text(x + 4, 258, text, cls="small muted", anchor="start")
    return drawing.svg()


@figure("gru-cell")
def gru_cell() -> str:
    """Data flow of one GRU step, PyTorch's form: the reset gate acts after the matrix product."""
    drawing = Drawing(480, 320)
    drawing.arrow(52, 50, 313, 50, cls="c2")
    drawing.arrow(337, 50, 391, 50, cls="c2")
    drawing.arrow(415, 50, 440, 50, cls="c2")
    drawing.text(46, 55, "hₜ₋₁", anchor="end", cls="c2")
    drawing.text(445, 55, "hₜ", anchor="start", cls="c2")
    drawing.arrow(160, 50, 160, 82)
    drawing.box(128, 84, 64, 34, "Uₙ ·", cls="muted")
    drawing.arrow(160, 118, 160, 143)
    drawing.path("M78 214V156H130")
    drawing.arrow(120, 156, 146, 156)
    drawing.arrow(173, 156, 206, 156)
    drawing.box(208, 132, 54, 48, "nₜ\ntanh", cls="c3")
    drawing.arrow(262, 156, 390, 156, cls="c3")
    drawing.arrow(403, 143, 403, 64, cls="c3")
    drawing.arrow(325, 214, 325, 64, cls="c4")
    drawing.path("M352 238H403V190", cls="c4")
    drawing.arrow(403, 200, 403, 170, cls="c4")
    drawing.text(410, 214, "1 − zₜ", anchor="start", cls="small c4")
    drawing.box(51, 214, 54, 48, "rₜ\nσ", cls="c1")
    drawing.box(298, 214, 54, 48, "zₜ\nσ", cls="c4")
    for x, y1, y2, text in ((78, 292, 265, "xₜ, hₜ₋₁"), (235, 210, 183, "xₜ"), (325, 292, 265, "xₜ, hₜ₋₁")):
        drawing.arrow(x, y1, x, y2)
        drawing.text(x, y1 + 16, text, cls="small")
    for x, y, sign in ((325, 50, "⊙"), (403, 50, "+"), (160, 156, "⊙"), (403, 156, "⊙")):
        _operator(drawing, x, y, sign)
    drawing.text(112, 258, "reset", anchor="start", cls="small muted")
    drawing.text(359, 258, "update", anchor="start", cls="small muted")
    drawing.text(235, 124, "candidate", cls="small muted")
    return drawing.svg()


STEPS, HIDDEN, RUNS = 50, 24, 6


def _sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def _rnn_norms(scale: float, random: np.random.Generator) -> list[float]:
    """Norm of the gradient of a tanh RNN's last state, 0 … STEPS − 1 steps back; it starts at 1."""
    recurrent = random.standard_normal((HIDDEN, HIDDEN)) * scale / np.sqrt(HIDDEN)
    state, states = np.zeros(HIDDEN), []
    for _ in range(STEPS):
        state = np.tanh(recurrent @ state + 0.5 * random.standard_normal(HIDDEN))
        states.append(state)
    gradient = random.standard_normal(HIDDEN)
    gradient /= np.linalg.norm(gradient)
    norms = [1.0]
    for state in states[:0:-1]:
        gradient = recurrent.T @ (gradient * (1 - state**2))
        norms.append(float(np.linalg.norm(gradient)))
    return norms


def _lstm_norms(forget_bias: float, random: np.random.Generator) -> list[float]:
    """The same for an LSTM with PyTorch's initial weights; the norm is that of the gradient in (h, c) together."""
    bound = 1 / np.sqrt(HIDDEN)
    recurrent = random.uniform(-bound, bound, (4 * HIDDEN, HIDDEN))
    bias = np.repeat([0, forget_bias, 0, 0], HIDDEN)
    hidden, cell, tape = np.zeros(HIDDEN), np.zeros(HIDDEN), []
    for _ in range(STEPS):
        drive = 0.5 * random.standard_normal(4 * HIDDEN)
        i, f, g, o = np.split(recurrent @ hidden + drive + bias, 4)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        before, cell = cell, f * cell + i * g
        hidden = o * np.tanh(cell)
        tape.append((i, f, g, o, before, np.tanh(cell)))
    d_hidden, d_cell = random.standard_normal(HIDDEN), np.zeros(HIDDEN)
    d_hidden /= np.linalg.norm(d_hidden)
    norms = []
    for i, f, g, o, before, squashed in reversed(tape):
        norms.append(float(np.hypot(np.linalg.norm(d_hidden), np.linalg.norm(d_cell))))
        d_cell = d_cell + d_hidden * o * (1 - squashed**2)
        d_output = d_hidden * squashed * o * (1 - o)
        d_gates = [d_cell * g * i * (1 - i), d_cell * before * f * (1 - f), d_cell * i * (1 - g**2), d_output]
        d_hidden, d_cell = recurrent.T @ np.concatenate(d_gates), d_cell * f
    return norms


@figure("rnn-gradient-norm")
def rnn_gradient_norm() -> str:
    """Gradient norm against steps back, on a logarithmic axis, geometric mean over a few random networks."""
    drawing = Drawing(480, 330)
    axes = drawing.axes(
        box=(58, 14, 285, 262),
        xlim=(0, STEPS - 1),
        ylim=(-16, 5),
        xticks=range(0, STEPS, 10),
        yticks=[(-16, "10⁻¹⁶"), (-12, "10⁻¹²"), (-8, "10⁻⁸"), (-4, "10⁻⁴"), (0, "1"), (4, "10⁴")],
        xlabel="steps back in time",
    )
    cases = (
        (_rnn_norms, 3.0, "RNN, scale 3", "c2"),
        (_rnn_norms, 1.0, "RNN, scale 1", "c4"),
        (_rnn_norms, 0.6, "RNN, scale 0.6", "c1"),
        (_lstm_norms, 0.0, "LSTM, bias 0", "c5"),
        (_lstm_norms, 3.0, "LSTM, bias 3", "c3"),
    )
    for norms, setting, name, cls in cases:
        runs = [norms(setting, np.random.default_rng(seed)) for seed in range(RUNS)]
        curve = np.log10(runs).mean(axis=0)
        axes.line(range(STEPS), curve, cls=cls, dashed=norms is _lstm_norms)
        drawing.text(350, axes.y(curve[-1]) + 5, name, cls=f"small {cls}", anchor="start")
    return drawing.svg()


@figure("rnn-padded-batch")
def rnn_padded_batch() -> str:
    """Three sequences of lengths 5, 3 and 2 in one padded batch; one time step is a column."""
    drawing = Drawing(480, 226)
    lengths, size = (5, 3, 2), 46
    for row, length in enumerate(lengths):
        top = 44 + row * size
        labels = [f"{'abc'[row]}{'₁₂₃₄₅'[t]}" if t < length else "0" for t in range(5)]
        shade = [[0.5 if t < length else 0.0 for t in range(5)]]
        drawing.cells(110, top, [labels], size=size, shade=shade, cls=f"c{row + 1}")
        drawing.text(100, top + 28, f"length {length}", anchor="end", cls=f"small c{row + 1}")
    drawing.rect(110 + size, 40, size, 3 * size + 8, cls="l thick c4")
    drawing.text(110 + 1.5 * size, 30, "X₂", cls="c4")
    drawing.text(355, 88, "X₂: one step,", cls="small c4", anchor="start")
    drawing.text(355, 106, "shape (N, D)", cls="small c4", anchor="start")
    drawing.text(355, 140, "0: padding,", cls="small muted", anchor="start")
    drawing.text(355, 158, "masked out", cls="small muted", anchor="start")
    drawing.arrow(110, 206, 338, 206, cls="muted")
    drawing.text(345, 211, "time, T = 5", cls="small muted", anchor="start")
    return drawing.svg()


@figure("rnn-temperature")
def rnn_temperature() -> str:
    """The softmax of the same three scores at three temperatures."""
    drawing = Drawing(480, 230)
    scores = np.array([2.0, 1.0, 0.0])
    for panel, temperature in enumerate((0.5, 1.0, 2.0)):
        weights = np.exp(scores / temperature)
        shares = weights / weights.sum()
        axes = drawing.axes(
            box=(40 + 150 * panel, 40, 125, 140),
            xlim=(-0.6, 2.6),
            ylim=(0, 1),
            xticks=[(i, label) for i, label in enumerate(("2", "1", "0"))],
            yticks=(0, 0.5, 1) if panel == 0 else (),
            xlabel="score" if panel == 1 else "",
            grid=False,
        )
        axes.bars(range(3), shares, cls=f"fill c{panel + 1}")
        for i, share in enumerate(shares):
            drawing.text(axes.x(i), axes.y(share) - 5, f"{share:.2f}", cls="small")
        drawing.text(40 + 150 * panel + 62, 20, f"τ = {temperature:g}", cls=f"strong c{panel + 1}")
    return drawing.svg()
