"""Figures of the page on sequence to sequence: the unrolled model, attention learned while drawing, a beam search."""

from functools import cache

import numpy as np

from signposts.figures.kit import Drawing, figure

NOUNS = {"car": "voiture", "house": "maison", "table": "table", "door": "porte"}
ADJECTIVES = {"red": "rouge", "white": "blanche", "black": "noire", "round": "ronde"}
VERBS = {"falls": "tombe", "burns": "brûle"}


def sentence_pairs() -> list[tuple[list[str], list[str]]]:
    """Forty English sentences with their French translations, where the adjective follows the noun."""
    pairs = []
    for noun, nom in NOUNS.items():
        for verb, verbe in VERBS.items():
            pairs.append((f"the {noun} {verb} .", f"la {nom} {verbe} ."))
            for adjective, adjectif in ADJECTIVES.items():
                pairs.append((f"the {adjective} {noun} {verb} .", f"la {nom} {adjectif} {verbe} ."))
    return [(source.split(), target.split()) for source, target in pairs]


def _encode(sentences: list[list[str]], length: int, first: list[str]) -> tuple[np.ndarray, int]:
    """Sentences as rows of word numbers, padded with 0; the words of ``first`` get the first numbers."""
    words = first + sorted({word for sentence in sentences for word in sentence} - set(first))
    number = {word: i for i, word in enumerate(words)}
    return np.array([[number[w] for w in s + [first[0]] * (length - len(s))] for s in sentences]), len(words)


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


Arrays = dict[str, np.ndarray]


def _pass(p: Arrays, source: np.ndarray, target: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, Arrays]:
    """One forward and backward pass over all pairs: the attention weights and the gradient of each parameter."""
    values = p["word"][source]
    keys = values + p["place"]
    queries = p["query"][before] @ p["score"]
    attention = _softmax(queries @ keys.transpose(0, 2, 1) + np.where(source == 0, -1e9, 0.0)[:, None, :])
    context = attention @ values
    logits = context @ p["out"] + p["query"][before] @ p["state"]
    # Back-propagation of the mean cross-entropy over all target words but the padding, by hand.
    real = (target != 0)[..., None]
    d_logits = (_softmax(logits) - np.eye(p["out"].shape[1])[target]) * real / real.sum()
    d_context = d_logits @ p["out"].T
    d_attention = d_context @ values.transpose(0, 2, 1)
    d_scores = attention * (d_attention - (d_attention * attention).sum(axis=-1, keepdims=True))
    d_keys = d_scores.transpose(0, 2, 1) @ queries
    d_queries = d_scores @ keys
    gradients = {
        "word": _outer(np.eye(len(p["word"]))[source], attention.transpose(0, 2, 1) @ d_context + d_keys),
        "place": d_keys.sum(axis=0),
        "query": _outer(np.eye(len(p["query"]))[before], d_queries @ p["score"].T + d_logits @ p["state"].T),
        "score": _outer(p["query"][before], d_queries),
        "out": _outer(context, d_logits),
        "state": _outer(p["query"][before], d_logits),
    }
    return attention, gradients


def _outer(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The sum over all sentences and places of the outer products of two sets of vectors."""
    return np.tensordot(left, right, axes=([0, 1], [0, 1]))


@cache
def attention_weights(steps: int, size: int = 12, seed: int = 5) -> np.ndarray:
    """Train a small attention model on the pairs by Adam; returns its weights, shape (pairs, target, source).

    The query is the vector of the previous target word, a key is the sum of the vectors of a source word and of its
    place, the value is the vector of the source word alone; the score is query · W · key. The next
    word is predicted from the attended value and the query.
    """
    pairs = sentence_pairs()
    source, sources = _encode([source for source, _ in pairs], 5, ["<pad>"])
    target, targets = _encode([target for _, target in pairs], 5, ["<pad>", "<s>"])
    before = np.column_stack([np.ones(len(target), dtype=int), target[:, :-1]])
    random = np.random.default_rng(seed)
    sizes = {"word": (sources, size), "place": (5, size), "query": (targets, size)}
    sizes |= {"score": (size, size), "out": (size, targets), "state": (size, targets)}
    p = {name: random.normal(0, 0.1, shape) for name, shape in sizes.items()}
    mean = {name: np.zeros(shape) for name, shape in sizes.items()}
    square = {name: np.zeros(shape) for name, shape in sizes.items()}
    for step in range(1, steps + 1):
        attention, gradients = _pass(p, source, target, before)
        for name, gradient in gradients.items():
            mean[name] = 0.9 * mean[name] + 0.1 * gradient
            square[name] = 0.99 * square[name] + 0.01 * gradient**2
            rate = 0.05 * mean[name] / (1 - 0.9**step)
            p[name] = p[name] - rate / (np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8)
    return attention


@figure("attention-alignment")
def attention_alignment() -> str:
    """Attention weights of one sentence pair, early in training and at its end."""
    drawing = Drawing(480, 292)
    source, target = "the red house falls .".split(), "la maison rouge tombe .".split()
    row = sentence_pairs().index((source, target))
    size = 36
    for number, steps in enumerate([10, 60]):
        left, top = 72 + 212 * number, 88
        weights = attention_weights(steps)[row]
        labels = [[f"{value:.1f}" if value >= 0.05 else "" for value in line] for line in weights]
        drawing.cells(left, top, labels, size=size, shade=weights)
        drawing.text(left + 2.5 * size, 20, f"after {steps} training steps", cls="strong")
        for column, word in enumerate(source):
            drawing.text(left + size * column + 20, top - 8, word, anchor="start", rotate=-50)
    for line, word in enumerate(target):
        drawing.text(62, 88 + size * line + 23, word, anchor="end")
    return drawing.svg()


@figure("encoder-decoder")
def encoder_decoder() -> str:
    """The unrolled encoder-decoder with the true words as decoder inputs."""
    drawing = Drawing(480, 236)
    inputs = ["the", "red", "house", "<s>", "la", "maison", "rouge"]
    outputs = ["", "", "", "la", "maison", "rouge", "</s>"]
    states = ["h₁", "h₂", "h₃", "s₁", "s₂", "s₃", "s₄"]
    for column, (word, out, state) in enumerate(zip(inputs, outputs, states, strict=True)):
        left, cls = 4 + 69 * column, "c1" if column < 3 else "c2"
        drawing.box(left, 100, 50, 36, state, cls=cls)
        drawing.arrow(left + 25, 172, left + 25, 139)
        drawing.text(left + 25, 190, word)
        if column < 6:
            drawing.arrow(left + 50, 118, left + 68, 118, cls="c4" if column == 2 else "ink")
        if out:
            drawing.arrow(left + 25, 99, left + 25, 66, cls="c2")
            drawing.text(left + 25, 56, out, cls="c2")
    drawing.text(98, 24, "encoder", cls="strong c1")
    drawing.text(340, 24, "decoder", cls="strong c2")
    drawing.text(168, 80, "one vector", cls="small c4")
    drawing.text(98, 224, "source sentence", cls="small muted")
    drawing.text(340, 224, "true target words, one place later", cls="small muted")
    return drawing.svg()


#: Next-word probabilities of a toy decoder: its input is the words so far.
TOY = {
    (): {"a": 0.55, "the": 0.40, "one": 0.05},
    ("a",): {"dog": 0.40, "hound": 0.35, "pup": 0.25},
    ("the",): {"dog": 0.90, "hound": 0.10},
    ("one",): {"dog": 1.0},
}


def beam_search(beam: int) -> list[list[tuple[tuple[str, ...], float]]]:
    """All candidates of both steps, best first; only the first ``beam`` of a step are extended."""
    kept: list[tuple[tuple[str, ...], float]] = [((), 1.0)]
    steps = []
    for _ in range(2):
        candidates = [((*words, word), p * q) for words, p in kept for word, q in TOY[words].items()]
        candidates.sort(key=lambda candidate: -candidate[1])
        steps.append(candidates)
        kept = candidates[:beam]
    return steps


@figure("beam-search")
def beam_search_tree() -> str:
    """Beam search of width 2 on the toy decoder; greedy search would end elsewhere."""
    drawing = Drawing(480, 318)
    first, second = beam_search(2)
    places = {candidate[0]: 76 + 90 * i for i, candidate in enumerate(first)}
    rows = sorted(second, key=lambda candidate: (places[candidate[0][:1]], -candidate[1]))
    drawing.box(2, 148, 64, 36, "start", cls="muted")
    for i, (words, p) in enumerate(first):
        y, cls = places[words], "c1" if i < 2 else "muted"
        drawing.arrow(68, 166, 128, y, cls=cls)
        drawing.box(130, y - 18, 112, 36, f"{words[0]}  {p:.2f}", cls=cls)
    kept = {words for words, _ in second[:2]}
    for i, (words, p) in enumerate(rows):
        y = 52 + 54 * i
        best = words == second[0][0]
        cls = "c3" if best else "c1" if words in kept else "muted"
        drawing.arrow(244, places[words[:1]], 310, y, cls=cls)
        drawing.box(312, y - 18, 166, 36, f"{' '.join(words)}  {p:.3f}", cls=cls)
    drawing.text(186, 20, "step 1", cls="small muted")
    drawing.text(395, 20, "step 2", cls="small muted")
    drawing.text(240, 310, "grey: dropped, as only the two best of a step are kept", cls="small muted")
    return drawing.svg()
