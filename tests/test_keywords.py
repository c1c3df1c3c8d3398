"""Words packed for the search."""

from signposts.keywords import Text, family, pack, packed, places, words


def test_words_keep_compounds_and_lose_case():
    assert words("Mini-batch SGD’s “noise”, don't") == ["mini-batch", "sgd", "noise", "don't"]


def test_usual_forms_share_a_family():
    assert len({family(word) for word in ("normalising", "normalized", "normalises", "normalise")}) == 1
    assert family("ring") == "ring"


def test_a_word_is_mentioned_once_a_page_unless_the_browser_has_it():
    answer, other = Text(0, "How?", "A gate and a valve."), Text(1, "Pipes", "Valves, valves.", True)
    texts = [Text(0, "Gates", "", True), answer, other]
    found = places(texts, 2)
    assert set(found) == {"valves"}
    assert (found["valves"].pages, found["valves"].texts) == ({0, 1}, set())


def test_an_answer_that_repeats_a_word_is_about_it():
    texts = [Text(0, "Page", "", True), Text(0, "How?", "A valve, another valve.")]
    assert places(texts, 2)["valve"].texts == {1}
    assert places(texts, 3)["valve"].texts == set()


def test_words_that_say_nothing_and_numbers_are_left_out():
    assert places([Text(0, "", "the 42 of 3x and a")], 1) == {}


def test_columns_belong_together():
    texts = [Text(0, "", "drop dropout dropout"), Text(1, "", "drop")]
    columns = {name: text.split("\n") for name, text in pack(places(texts, 2)).items()}
    assert columns == {"words": ["0drop", "4out"], "mentions": ["##", "#"], "subjects": ["", "#"]}


def test_numbers_are_packed_as_distances():
    assert packed([]) == ""
    assert packed([0, 1, 3]) == "##$"
    # 91 characters, then a mark for each further round; backslash is not among them.
    assert packed([91]) == "!#"
    assert packed([57]) == "]"
