"""Words packed for the search."""

from collections import Counter

from signposts.keywords import Places, Text, family, pack, packed, places, words


def test_words_keep_compounds_and_lose_case():
    assert words("Mini-batch SGD’s “noise”, don't") == ["mini-batch", "sgd", "noise", "don't"]
    assert words("hidden_size of __init__") == ["hidden_size", "of", "init"]


def test_usual_forms_share_a_family():
    assert len({family(word) for word in ("normalising", "normalized", "normalises", "normalise")}) == 1
    assert family("ring") == "ring"


def test_answers_say_words_unless_the_browser_has_them():
    texts = [Text(0, "Gates", ""), Text(1, "How?", "A gate and a valve."), Text(2, "Pipes", "Valves, valves: pipes.")]
    found = places(texts)
    assert set(found) == {"gate", "valves"}
    assert found["valves"].said == {1: 1, 2: 2}


def test_what_readers_ask_by_belongs_to_the_answer():
    found = places([Text(0, "How?", "A valve."), Text(1, "Why?", "", "tap, valve")])
    assert (set(found["valve"].said), found["valve"].asked) == ({0}, {1})
    assert found["tap"].asked == {1}


def test_a_usual_word_is_given_the_answers_that_say_it_oftenest():
    where = Places(Counter({0: 1, 1: 3, 2: 2, 3: 1}))
    assert where.telling(4) == [0, 1, 2, 3]
    assert where.telling(3) == [1, 2]
    assert where.telling(1) == [1]
    assert Places(Counter({0: 1, 1: 1})).telling(1) == []


def test_words_that_say_nothing_and_numbers_are_left_out():
    assert places([Text(0, "", "the 42 of 3x and a")]) == {}


def test_columns_belong_together():
    texts = [Text(0, "", "drop dropout gates", "valve"), Text(1, "", "drop")]
    packed_rows = pack(places(texts), ["gate", "how"], 9)
    columns = {name: text.split("\n") for name, text in packed_rows.items()}
    # First the words that the browser has, in whatever form, then the new ones.
    assert columns == {
        "words": ["0drop", "4out", "0valve"],
        "said": ["#", "", "##", "#", ""],
        "asked": ["", "", "", "", "#"],
    }


def test_numbers_are_packed_as_distances():
    assert packed([]) == ""
    assert packed([0, 1, 3]) == "##$"
    # 91 characters, then a mark for each further round; backslash is not among them.
    assert packed([91]) == "!#"
    assert packed([57]) == "]"
