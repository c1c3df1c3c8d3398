"""Figures of the page on evaluating text: the n-grams that BLEU counts, and its brevity penalty."""

from collections import Counter

import numpy as np

from signposts.figures.kit import Drawing, figure

REFERENCE = "the small dog runs across the green field".split()
CANDIDATE = "the dog runs across the field".split()


def matches(candidate: list[str], reference: list[str], n: int) -> list[bool]:
    """For each n-gram of the candidate from left to right, whether the reference still has one left for it."""
    left = Counter(tuple(reference[i : i + n]) for i in range(len(reference) - n + 1))
    found = []
    for i in range(len(candidate) - n + 1):
        gram = tuple(candidate[i : i + n])
        found.append(left[gram] > 0)
        left[gram] -= 1
    return found


def brevity_penalty(ratio: float) -> float:
    """BLEU's factor for a candidate that is ``ratio`` times as long as the reference."""
    return 1.0 if ratio > 1 else float(np.exp(1 - 1 / ratio))


def bleu(candidate: list[str], reference: list[str], longest: int = 4) -> float:
    """BLEU of one sentence against one reference, without smoothing."""
    precisions = [np.mean(matches(candidate, reference, n)) for n in range(1, longest + 1)]
    if min(precisions) == 0:
        return 0.0
    penalty = brevity_penalty(len(candidate) / len(reference))
    return penalty * float(np.exp(np.mean(np.log(precisions))))


@figure("bleu-matches")
def bleu_matches() -> str:
    """Every n-gram of a candidate, filled where the reference has it too."""
    drawing = Drawing(480, 270)
    column = 60
    drawing.text(2, 20, "reference:", cls="small muted", anchor="start")
    drawing.text(72, 20, " ".join(REFERENCE), anchor="start")
    drawing.text(2, 50, "candidate:", cls="small muted", anchor="start")
    for number, word in enumerate(CANDIDATE):
        drawing.text(100 + column * number, 50, word)
    for n in range(1, 5):
        y = 84 + 42 * (n - 1)
        drawing.text(2, y + 5, f"n = {n}", anchor="start")
        found = matches(CANDIDATE, REFERENCE, n)
        for start, hit in enumerate(found):
            x = 100 + column * (start + (n - 1) / 2)
            drawing.circle(x, y, 9, cls="fill c1" if hit else "l muted")
        drawing.text(476, y + 5, f"{sum(found)} / {len(found)}", anchor="end", cls="c1")
    score = bleu(CANDIDATE, REFERENCE)
    penalty = brevity_penalty(len(CANDIDATE) / len(REFERENCE))
    drawing.text(240, 258, f"brevity penalty {penalty:.3f}, BLEU {score:.3f}", cls="strong")
    return drawing.svg()


@figure("brevity-penalty")
def brevity_penalty_curve() -> str:
    """The brevity penalty against the length of the candidate, with the worked example marked."""
    drawing = Drawing(480, 260)
    axes = drawing.axes(
        box=(48, 16, 416, 190),
        xlim=(0, 1.6),
        ylim=(0, 1.1),
        xticks=(0, 0.25, 0.5, 0.75, 1, 1.25, 1.5),
        yticks=(0, 0.5, 1),
        xlabel="length of candidate / length of reference",
        ylabel="brevity penalty",
    )
    ratios = np.concatenate([np.linspace(0.05, 1, 50), [1.6]])
    axes.line(ratios, [brevity_penalty(ratio) for ratio in ratios])
    ratio = len(CANDIDATE) / len(REFERENCE)
    axes.dots([ratio], [brevity_penalty(ratio)], r=5, cls="fill c2")
    label = f"{len(CANDIDATE)} of {len(REFERENCE)} words: {brevity_penalty(ratio):.3f}"
    axes.label(ratio + 0.05, brevity_penalty(ratio) - 0.06, label, cls="c2")
    axes.label(1.32, 0.9, "longer: no penalty", anchor="middle")
    return drawing.svg()
