"""Figures of the page on word embeddings: a real embedding of a few sentences, the window, the subsampling rule."""

import numpy as np

from signposts.figures.kit import Drawing, figure

#: Sentences of our own about animals, food and traffic: just enough for words of a kind to share neighbours.
SENTENCES = """
the cat chased the mouse / the dog chased the cat / the dog chased the ball / the cat drinks milk
the dog drinks water / the mouse eats cheese / the dog eats meat / the cat eats meat / the cat sleeps in the house
the dog sleeps in the house / the mouse sleeps in the house / she eats bread and cheese / he eats bread and meat
she drinks milk and water / he drinks tea and water / she drinks tea / bread and cheese on the table
milk and tea on the table / meat and bread on the table / the car drives on the road / the bus drives on the road
the truck drives on the road / the bus stops on the road / the car stops at the station
the bus stops at the station / the train stops at the station / he drives the car / she drives the bus
he drives the truck / the train leaves the station / the bus leaves the station
"""


def sentences() -> list[list[str]]:
    """The small text as lists of words."""
    return [line.split() for line in SENTENCES.replace("\n", " / ").split(" / ") if line.strip()]


def ppmi(text: list[list[str]], window: int) -> tuple[list[str], np.ndarray]:
    """The vocabulary and the matrix of positive pointwise mutual information of words within the window."""
    vocabulary = sorted({word for sentence in text for word in sentence})
    index = {word: number for number, word in enumerate(vocabulary)}
    counts = np.zeros((len(vocabulary), len(vocabulary)))
    for sentence in text:
        for i, word in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if i != j:
                    counts[index[word], index[sentence[j]]] += 1
    joint = counts / counts.sum()
    single = joint.sum(axis=1)
    with np.errstate(divide="ignore"):
        pmi = np.log(joint / np.outer(single, single))
    return vocabulary, np.maximum(pmi, 0)


def embed(size: int, window: int = 4) -> dict[str, np.ndarray]:
    """Vectors of length ``size``: the first principal components of the PPMI rows, signs fixed by two words."""
    vocabulary, matrix = ppmi(sentences(), window)
    left, strengths, _ = np.linalg.svd(matrix - matrix.mean(axis=0))
    vectors = left[:, :size] * strengths[:size]
    # The sign of a singular vector is arbitrary: drinks to the right, animals to the top.
    for axis, word in enumerate(["milk", "cat"][:size]):
        vectors[:, axis] *= np.sign(vectors[vocabulary.index(word), axis])
    return dict(zip(vocabulary, vectors, strict=True))


#: The plotted words: colour class, then where the label stands from the dot (dx, dy, anchor).
LABELS = {
    "cat": ("c1", 9, 12, "start"),
    "dog": ("c1", 9, -4, "start"),
    "mouse": ("c1", -9, 5, "end"),
    "bread": ("c2", -9, 12, "end"),
    "cheese": ("c2", 9, -1, "start"),
    "meat": ("c2", -9, 2, "end"),
    "milk": ("c2", -6, 19, "middle"),
    "water": ("c2", 9, -6, "start"),
    "tea": ("c2", 9, 14, "start"),
    "car": ("c3", 9, 6, "start"),
    "bus": ("c3", -6, 19, "middle"),
    "truck": ("c3", 9, 6, "start"),
    "train": ("c3", -9, 5, "end"),
    "station": ("c3", 9, 6, "start"),
}


@figure("ppmi-embedding")
def ppmi_embedding() -> str:
    """Words of the small text at the first two components of their PPMI rows."""
    drawing = Drawing(480, 340)
    axes = drawing.axes(
        box=(48, 14, 424, 280),
        xlim=(-2.9, 3.3),
        ylim=(-2.3, 2.6),
        xticks=(-2, -1, 0, 1, 2, 3),
        yticks=(-2, -1, 0, 1, 2),
        xlabel="first component",
        ylabel="second component",
    )
    vectors = embed(2)
    for word, (cls, dx, dy, anchor) in LABELS.items():
        x, y = axes.x(vectors[word][0]), axes.y(vectors[word][1])
        drawing.circle(x, y, 4.5, cls=f"fill {cls}")
        drawing.text(x + dx, y + dy, word, cls=cls, anchor=anchor)
    return drawing.svg()


def _sentence(drawing: Drawing, top: float, words: list[str], centre: int) -> list[float]:
    """Draw the words as boxes, the centre in its own colour; returns the x of the middle of each box."""
    middles = []
    for number, word in enumerate(words):
        drawing.box(2 + 96 * number, top, 88, 34, word, cls="c2" if number == centre else "c1")
        middles.append(46 + 96 * number)
    return middles


@figure("skip-gram-window")
def skip_gram_window() -> str:
    """The same window of two words on each side, read by skip-gram and by CBOW."""
    drawing = Drawing(480, 290)
    words, centre = ["the", "cat", "drinks", "warm", "milk"], 2
    drawing.text(2, 20, "Skip-gram: the centre predicts each neighbour", anchor="start", cls="strong")
    middles = _sentence(drawing, 92, words, centre)
    for number, middle in enumerate(middles):
        if number != centre:
            side = 1 if number > centre else -1
            start = middles[centre] + side * (28 if abs(number - centre) == 1 else 9)
            drawing.arrow(start, 90, middle, 88, cls="c2", bend=side * (26 if abs(number - centre) == 1 else 52))
    drawing.text(2, 170, "CBOW: all neighbours together predict the centre", anchor="start", cls="strong")
    middles = _sentence(drawing, 242, words, centre)
    for number, middle in enumerate(middles):
        if number != centre:
            side = 1 if number > centre else -1
            end = middles[centre] + side * (28 if abs(number - centre) == 1 else 9)
            drawing.arrow(middle, 240, end, 238, cls="c1", bend=-side * (26 if abs(number - centre) == 1 else 52))
    return drawing.svg()


@figure("subsampling-frequent-words")
def subsampling_frequent_words() -> str:
    """How often an occurrence of a word is dropped, against the word's share of the text."""
    drawing = Drawing(480, 270)
    threshold = 1e-5
    axes = drawing.axes(
        box=(56, 16, 406, 200),
        xlim=(-7, -1),
        ylim=(0, 1),
        xticks=[(-7, "10⁻⁷"), (-6, "10⁻⁶"), (-5, "10⁻⁵"), (-4, "10⁻⁴"), (-3, "0.001"), (-2, "0.01"), (-1, "0.1")],
        yticks=(0, 0.25, 0.5, 0.75, 1),
        xlabel="share of all words in the text",
    )
    drawing.text(14, 116, "probability of dropping", cls="small", rotate=-90)
    exponents = np.linspace(-7, -1, 61)
    axes.line(exponents, np.maximum(0, 1 - np.sqrt(threshold / 10**exponents)))
    share = 0.05
    dropped = 1 - np.sqrt(threshold / share)
    axes.dots([np.log10(share)], [dropped], r=5)
    axes.label(-1, dropped - 0.21, f"1 word in 20: {100 * dropped:.1f} %", anchor="end")
    axes.label(-6.85, 0.06, "rare: never", cls="c1")
    return drawing.svg()
