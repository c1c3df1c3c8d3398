"""Figures of the page on text preprocessing and tokenisation: a real byte-pair encoding, learned while drawing."""

from collections import Counter
from itertools import pairwise

from signposts.figures.kit import Drawing, figure

Word = tuple[str, ...]
Pair = tuple[str, str]

#: The five words, with their counts, that the page works through by hand.
WORKED_EXAMPLE = {"train": 6, "trained": 3, "rain": 5, "rained": 2, "ended": 4}

#: A small text of our own; full stops stand apart so that splitting at spaces is enough.
TEXT = (
    "a model reads a text as a list of numbers so the text must first be cut into pieces . cutting at spaces gives "
    "words and reading words is easy but the list of words never ends . new words come every day and rare words are "
    "read too rarely to be learned . cutting into letters gives a short list and nothing is unknown but the lists of "
    "letters are long and a long list is slow to read . the pieces between words and letters are learned from the "
    "text . the learner counts the pairs of neighbouring pieces and joins the pair that is counted most often . then "
    "it counts and joins again and again . frequent words become one piece and rare words stay in several pieces . "
    "reader and reading and reads share the piece read ."
)


def merge(word: Word, pair: Pair) -> Word:
    """Join every occurrence of the pair in the word, from left to right."""
    pieces: list[str] = []
    for piece in word:
        # A piece joined a moment ago is longer than pair[0], so it is never joined twice.
        if pieces and (pieces[-1], piece) == pair:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


def learn(counts: dict[str, int], steps: int) -> tuple[list[Pair], list[int]]:
    """The learned merges, and the number of tokens in the text before and after each of them."""
    words = {tuple(word): count for word, count in counts.items()}
    merges: list[Pair] = []
    lengths = [sum(len(word) * count for word, count in words.items())]
    for _ in range(steps):
        pairs: Counter[Pair] = Counter()
        for word, count in words.items():
            for pair in pairwise(word):
                pairs[pair] += count
        if not pairs:
            break
        # Of equally frequent pairs, max() keeps the one that was seen first.
        best = max(pairs, key=lambda pair: pairs[pair])
        merges.append(best)
        words = {merge(word, best): count for word, count in words.items()}
        lengths.append(sum(len(word) * count for word, count in words.items()))
    return merges, lengths


def _draw_word(drawing: Drawing, left: float, top: float, word: Word, cls: str) -> None:
    """Draw the pieces of a word as boxes whose width follows the number of letters."""
    unit = 23.0
    for piece in word:
        drawing.box(left, top, unit * len(piece) - 4, 26, piece, cls=cls)
        left += unit * len(piece)


@figure("bpe-merges")
def bpe_merges() -> str:
    """Two words cut by the first five merges of the worked example, one row a merge."""
    drawing = Drawing(480, 262)
    merges, _ = learn(WORKED_EXAMPLE, 5)
    seen, unseen = tuple("trained"), tuple("drained")
    drawing.text(0, 18, "after merge", cls="small muted", anchor="start")
    drawing.text(215, 18, "trained (in the text)", cls="small muted")
    drawing.text(397, 18, "drained (never seen)", cls="small muted")
    for row in range(len(merges) + 1):
        top = 30 + 38 * row
        label = "none"
        if row:
            pair = merges[row - 1]
            seen, unseen = merge(seen, pair), merge(unseen, pair)
            label = f"{row}: {pair[0]} + {pair[1]}"
        drawing.text(0, top + 18, label, anchor="start")
        _draw_word(drawing, 135, top, seen, "c1")
        _draw_word(drawing, 318, top, unseen, "c2")
    return drawing.svg()


@figure("bpe-length-vocabulary")
def bpe_length_vocabulary() -> str:
    """Length of a small text in tokens against the size of the vocabulary, one point for each few merges."""
    drawing = Drawing(480, 300)
    counts = Counter("▁" + word for word in TEXT.split())
    _, lengths = learn(counts, 400)
    letters = len(set("".join(counts)))
    words = sum(counts.values())
    sizes = list(range(letters, letters + len(lengths)))
    axes = drawing.axes(
        box=(62, 20, 400, 220),
        xlim=(0, 230),
        ylim=(0, 800),
        xticks=(0, 50, 100, 150, 200),
        yticks=(0, 200, 400, 600, 800),
        xlabel="vocabulary size (distinct tokens)",
    )
    drawing.text(16, 130, "length of the text in tokens", cls="small", rotate=-90)
    axes.line([0, 230], [words, words], cls="c2", dashed=True)
    axes.label(40, words - 62, f"one token a word: {words} tokens", cls="c2")
    axes.line(sizes[::3], lengths[::3], cls="c1")
    axes.dots(sizes[:1], lengths[:1], r=4)
    axes.dots(sizes[-1:], lengths[-1:], r=4)
    axes.label(sizes[0] + 7, lengths[0] + 10, f"{sizes[0]} characters: {lengths[0]} tokens")
    axes.label(72, 420, "byte-pair encoding")
    axes.label(230, lengths[-1] + 62, f"{len(lengths) - 1} merges", anchor="end")
    return drawing.svg()


@figure("padding-mask")
def padding_mask() -> str:
    """Three sentences padded to one length, and the mask that tells words from padding."""
    drawing = Drawing(480, 172)
    sentences = [["it", "rains"], ["the", "cat", "is", "asleep"], ["why", "not", "?"]]
    length = max(map(len, sentences))
    drawing.text(147, 20, "tokens, padded to length 4", cls="small muted")
    drawing.text(402, 20, "attention mask", cls="small muted")
    for row, sentence in enumerate(sentences):
        padded = sentence + ["[PAD]"] * (length - len(sentence))
        for column, token in enumerate(padded):
            cls, text_cls = ("c1", "") if column < len(sentence) else ("muted", "muted")
            drawing.box(2 + 74 * column, 36 + 36 * row, 68, 30, token, cls=cls, text_cls=text_cls)
    masks = [[int(column < len(sentence)) for column in range(length)] for sentence in sentences]
    drawing.cells(330, 33, masks, size=36, cls="c1", shade=[[0.7 * value for value in row] for row in masks])
    drawing.text(402, 160, "1 = read, 0 = ignore", cls="small muted")
    return drawing.svg()
