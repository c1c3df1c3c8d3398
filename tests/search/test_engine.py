"""The search's own modules, asked from Node: words, packed numbers, ids, and the ranking on a small index."""

import json
import subprocess
from pathlib import Path

import pytest

from signposts import keywords, search
from signposts.glossary import Term
from signposts.records import Entry, Heading, Page, Source
from signposts.rules import Site

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def ask(node):
    """Ask the modules: the name of a question and its input; gives the answer."""

    def asked(name, given):
        command = [node, str(HERE / "answers.mjs")]
        done = subprocess.run(command, input=json.dumps({name: given}), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)[name]

    return asked


#: Authors, year and host.
OLAH_FACTS = ("Christopher Olah", "2015", "colah.github.io")
CHO_FACTS = ("Kyunghyun Cho, Petar Veličković", "2014", "arxiv.org")
ROHRER_FACTS = ("Brandon Rohrer", "", "youtube.com")


def entry(identifier, kind, title, facts, question):
    by, year, host = facts
    attributes = {"by": by, "year": year, "level": "introductory"}
    return Entry(f"https://{host}/a", title, identifier, (kind,), attributes, "What it gives.", 1, question)


def page(name, title, description, questions, entries, prose):
    headings = tuple(Heading(2, identifier, text, 1) for identifier, text in questions)
    meta = {"title": title, "description": description}
    return Page(Source(f"docs/{name}.md", meta), headings, tuple(entries), prose=prose)


def small_site():
    recurrent = page(
        "architectures/recurrent-networks",
        "Recurrent networks",
        "How networks read sequences, and why plain ones forget.",
        [("lstm", "How does a cell remember?"), ("gates", "What is a gated unit?")],
        [
            entry("olah-lstm", "article", "Understanding LSTM Networks", OLAH_FACTS, "lstm"),
            entry("cho-units", "paper", "Gated Recurrent Units", CHO_FACTS, "gates"),
        ],
        {"lstm": "Memory is kept in a cell; memory is read through a gate."},
    )
    gpus = page(
        "practice/gpus",
        "GPUs",
        "What a graphics card does for training.",
        [("which", "Which graphics card should I buy?")],
        [entry("rohrer-back", "video", "Back-propagation explained", ROHRER_FACTS, "which")],
        {"which": "It grows as hot as Mercury."},
    )
    return Site((recurrent, gpus))


TERMS = (
    Term("LSTM", "long short-term memory", "A cell.", "architectures/recurrent-networks.md", 1),
    Term("GRU", "gated recurrent unit", "A cell.", "architectures/recurrent-networks.md", 2),
)


ASKED = {"practice/gpus#which": "video memory, buyer's guide", "practice/gpus": "cuda_device"}


@pytest.fixture(scope="module")
def find(ask):
    site = small_site()
    addresses = {page.name: f"{page.name.removesuffix('.md')}/" for page in site.pages}
    index = json.loads(search.index_json(site, addresses, TERMS, [("GPU", "graphics card")], ASKED))
    return lambda *queries: ask("search", {"index": index, "queries": queries})


SAME_STEM = """
normalise normalize normalising normalized|normalisation normalization|loss losses|bias biases|matrix matrices
vertex vertices|index indices|embedding embeddings embedded embed|tune tuned tuning|colour color colours colors
centre center centres|labelled labeled labelling|overfitting overfit|neighbour neighbors|frequency frequencies
box boxes|class classes|gan gans|rnn rnns|gpu gpus|analyse analyze|catalogue catalog|learnt learned|need needs
"""
OTHER_STEM = [
    "loss lossless",
    "general generative",
    "size six",
    "string strong",
    "pass past",
    "statu status",
    "four for",
    "speed spe",
]
SAME_FAMILY = "regularisation regulariser regularise|recurrent recurrence|optimiser optimization|classify classifier"


def groups(text):
    return [group.split() for line in text.strip().split("\n") for group in line.split("|")]


@pytest.mark.parametrize("group", groups(SAME_STEM), ids=" ".join)
def test_forms_and_spellings_share_a_stem(ask, group):
    assert len(set(ask("stems", group))) == 1


def test_other_words_do_not(ask):
    for pair in OTHER_STEM:
        assert len(set(ask("stems", pair.split()))) == 2, pair


@pytest.mark.parametrize("group", groups(SAME_FAMILY), ids=" ".join)
def test_derived_words_share_a_family(ask, group):
    assert len(set(ask("families", group))) == 1


def test_words_are_plain(ask):
    asked = ["Veličković’s 1×1 U-Net", "don't stop", "β-VAE"]
    assert ask("words", asked) == [["velickovic", "1x1", "u", "net"], ["don", "t", "stop"], ["β", "vae"]]


def test_python_and_javascript_cut_words_alike(ask, root):
    titles = ["Veličković’s 1×1 U-Net", "Atılım Güneş: œuvre", "Łukasz Kaiser", "mAP@0.5 – x", "k‑means", "naïve_ß"]
    assert ask("words", titles) == [search.plain_words(title) for title in titles]


def test_distance_counts_steps_and_stops(ask):
    asked = [
        ["gradeint", "gradient", 2],
        ["abc", "abc", 0],
        ["abc", "abd", 0],
        ["kitten", "sitting", 3],
        ["a", "abc", 1],
    ]
    assert ask("distances", asked) == [1, 0, 1, 3, 2]


def test_numbers_survive_packing(ask):
    lists = [[], [0], [5, 6, 700], [0, 90, 91, 92, 5000], list(range(0, 2000, 7))]
    assert ask("unpacked", [keywords.packed(numbers) for numbers in lists]) == lists


def test_ids_survive_shortening(ask):
    pairs = [
        ("olah-understanding-lstm-networks", "Christopher Olah Understanding LSTM Networks"),
        ("dying-relu", "What is a dying ReLU?"),
        ("which-one", "Which one do I put in hidden layers?"),
        ("nothing-in-common", "Something else"),
        ("a", "a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb"),
        ("bb", "a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb"),
        ("he-2-he", "Kaiming He 2"),
    ]
    shortened = [(search.short_id(identifier, text), text) for identifier, text in pairs]
    assert ask("ids", shortened) == [identifier for identifier, _ in pairs]


RECURRENT, GPUS = "architectures/recurrent-networks/", "practice/gpus/"
OLAH, CHO, ROHRER = f"{RECURRENT}#olah-lstm", f"{RECURRENT}#cho-units", f"{GPUS}#rohrer-back"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("recurrent networks", RECURRENT),
        ("understanding lstm", OLAH),
        ("olah", OLAH),
        ("colah 2015", OLAH),
        ("velickovic", CHO),
        ("arxiv paper", CHO),
        ("gated recurrent units paper", CHO),
        ("what is a gated unit", f"{RECURRENT}#gates"),
        ("long short term memory", f"{RECURRENT}#lstm"),
        ("backpropagation", ROHRER),
        ("back propagation", ROHRER),
        ("backpropogation ", ROHRER),
        ("graphics cards", GPUS),
        ("rohrer video", ROHRER),
        ("mercury", f"{GPUS}#which"),
        ("memory cell", f"{RECURRENT}#lstm"),
        ("buyer guide", f"{GPUS}#which"),
        ("cuda_device", GPUS),
        ("cuda device", GPUS),
        ("recurrer ", RECURRENT),
        ("how does a cell rem", f"{RECURRENT}#lstm"),
    ],
)
def test_first_result(find, query, first):
    assert find(query)[0]["results"][0] == first


def test_a_typing_error_is_said(find):
    assert find("netwroks ")[0]["corrections"] == [["netwroks", "networks"]]
    assert find("networks ")[0]["corrections"] == []


def test_a_beginning_is_enough_while_typing(find):
    assert find("underst")[0]["results"][0] == OLAH


def test_nothing_found_names_the_nearest_words(find):
    answer = find("mermaid")[0]
    assert answer["results"] == []
    assert "memory" in answer["nearest"]
    assert find("qzxgbw")[0]["nearest"]
    assert find("xx", "", "?!", "🙂") == [{"results": [], "corrections": [], "nearest": []}] * 4


def test_small_words_alone_still_find(find):
    assert find("which should i")[0]["results"]
