"""Figures of the page on language models: letter n-grams counted in a small text, temperature, top-k and nucleus."""

from collections import Counter, defaultdict

import numpy as np

from signposts.figures.kit import Drawing, figure
from signposts.figures.text_preprocessing import TEXT

Followers = dict[str, Counter[str]]


def count_followers(text: str, longest: int) -> Followers:
    """For every context of up to ``longest`` letters, how often each letter follows it."""
    followers: Followers = defaultdict(Counter)
    for i, letter in enumerate(text):
        for size in range(min(i, longest) + 1):
            followers[text[i - size : i]][letter] += 1
    return followers


def add_alpha(followers: Followers, context: str, letter: str, letters: int, alpha: float = 0.1) -> float:
    """The smoothed relative frequency of a letter after exactly this context."""
    counts = followers.get(context, Counter())
    return (counts[letter] + alpha) / (counts.total() + alpha * letters)


def interpolated(followers: Followers, context: str, letter: str, letters: int) -> float:
    """Witten-Bell: mix the frequencies after the context with those after ever shorter ones."""
    probability = 1 / letters
    for start in range(len(context), -1, -1):
        counts = followers.get(context[start:])
        if counts:
            kinds = len(counts)
            probability = (counts[letter] + kinds * probability) / (counts.total() + kinds)
    return probability


def perplexities(rule: str, part: str, orders: range) -> list[float]:
    """Perplexity a letter of n-gram models of these orders, learned on the first 80 % of the text.

    rule: "add" or "mix"; part: "train" for the text learned from, "held out" for the rest.
    """
    cut = len(TEXT) * 4 // 5
    text = TEXT[:cut] if part == "train" else TEXT[cut:]
    letters, longest = len(set(TEXT)), max(orders) - 1
    followers = count_followers(TEXT[:cut], longest)
    predict = add_alpha if rule == "add" else interpolated
    result = []
    for order in orders:
        places = range(longest, len(text))
        logs = [np.log(predict(followers, text[i - order + 1 : i], text[i], letters)) for i in places]
        result.append(float(np.exp(-np.mean(logs))))
    return result


@figure("ngram-perplexity")
def ngram_perplexity() -> str:
    """Perplexity on seen and unseen text against the order of a letter n-gram model."""
    drawing = Drawing(480, 300)
    orders = range(1, 7)
    axes = drawing.axes(
        box=(48, 16, 416, 226),
        xlim=(0.8, 6.2),
        ylim=(0, 18),
        xticks=list(orders),
        yticks=(0, 5, 10, 15),
        xlabel="order n of the model",
        ylabel="perplexity per letter",
    )
    curves = {"c1": ("add", "train"), "c2": ("add", "held out"), "c3": ("mix", "held out")}
    for cls, (rule, part) in curves.items():
        values = perplexities(rule, part, orders)
        axes.line(orders, values, cls=cls)
        axes.dots(orders, values, cls=f"fill {cls}", r=3.5)
    axes.label(4.1, 14.6, "unseen text, α = 0.1", cls="c2", anchor="end")
    axes.label(6.15, 7.1, "unseen text, mixed orders", cls="c3", anchor="end")
    axes.label(6.15, 1.2, "text it was counted on", cls="c1", anchor="end")
    return drawing.svg()


def softmax(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities of the logits at a temperature."""
    powers = np.exp((logits - logits.max()) / temperature)
    return powers / powers.sum()


@figure("temperature-softmax")
def temperature_softmax() -> str:
    """The same five logits at three temperatures."""
    drawing = Drawing(480, 232)
    logits = np.array([2.0, 1.0, 0.5, 0.0, -1.0])
    for number, temperature in enumerate([0.5, 1.0, 2.0]):
        left = 34 + 152 * number
        axes = drawing.axes(
            box=(left, 34, 132, 150),
            xlim=(0.4, 5.6),
            ylim=(0, 1),
            xticks=[(i + 1, letter) for i, letter in enumerate("ABCDE")],
            yticks=(0, 0.5, 1) if number == 0 else [(0, ""), (0.5, ""), (1, "")],
        )
        probabilities = softmax(logits, temperature)
        axes.bars(range(1, 6), probabilities, cls="fill c1")
        drawing.text(left + 66, 20, f"τ = {temperature:g}", cls="strong")
        axes.label(1.55, probabilities[0] - 0.02, f"{probabilities[0]:.2f}", cls="")
    drawing.text(252, 222, "five tokens with logits 2, 1, 0.5, 0 and −1", cls="small muted")
    return drawing.svg()


def _ranked(context: str, count: int) -> list[tuple[str, float]]:
    """The most probable letters after a context, by the mixed model of order 4."""
    followers = count_followers(TEXT, 3)
    alphabet = sorted(set(TEXT))
    scored = [(letter, interpolated(followers, context, letter, len(alphabet))) for letter in alphabet]
    return sorted(scored, key=lambda pair: -pair[1])[:count]


@figure("nucleus-sampling")
def nucleus_sampling() -> str:
    """Which letters nucleus sampling keeps after a clear and after an open context, beside top-k."""
    drawing = Drawing(480, 244)
    for number, context in enumerate(["th", "s "]):
        left = 40 + 226 * number
        ranked = _ranked(context, 12)
        kept = int(np.searchsorted(np.cumsum([p for _, p in ranked]), 0.8)) + 1
        axes = drawing.axes(
            box=(left, 40, 206, 150),
            xlim=(0.4, 12.6),
            ylim=(0, 0.8),
            xticks=[(i + 1, "␣" if letter == " " else letter) for i, (letter, _) in enumerate(ranked)],
            yticks=(0, 0.4, 0.8) if number == 0 else [(0, ""), (0.4, ""), (0.8, "")],
            grid=False,
        )
        for place, (_, probability) in enumerate(ranked, start=1):
            axes.bars([place], [probability], cls="fill c1" if place <= kept else "soft c1")
        drawing.line(axes.x(3.5), 48, axes.x(3.5), 190, cls="c2", dashed=True)
        drawing.text(left + 103, 24, f"after “{context.replace(' ', '␣')}”", cls="strong")
        drawing.text(axes.x(3.9), 66, "top-k, k = 3", cls="c2", anchor="start")
        drawing.text(axes.x(3.9), 88, f"nucleus 0.8: {kept}", cls="c1", anchor="start")
    drawing.text(252, 232, "solid bars: kept by nucleus; left of the line: by top-k", cls="small muted")
    return drawing.svg()
