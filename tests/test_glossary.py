import re

import pytest

from signposts.glossary import glossary_markdown, hover_texts, read_glossary

GOOD = '[CNN]\nexpansion = "convolutional neural network"\nmeaning = "Slides filters."\npage = "a.md"\n'


def read(root, text):
    (root / "data").mkdir()
    (root / "docs").mkdir()
    (root / "docs" / "a.md").touch()
    (root / "data" / "glossary.toml").write_text(text, encoding="utf-8")
    return read_glossary(root)


def test_terms_come_in_alphabetical_order(tmp_path):
    terms, findings = read(tmp_path, GOOD.replace("CNN", '"mAP"') + GOOD.replace("CNN", "GRU") + GOOD)
    assert findings == []
    assert [(term.abbreviation, term.line) for term in terms] == [("CNN", 9), ("GRU", 5), ("mAP", 1)]
    assert terms[2].anchor == "map"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[CNN\n", 1, "TOML"),
        (GOOD + GOOD, 5, "TOML"),
        ('[A]\nexpansion = "x"\n', 1, "needs"),
        (GOOD + "[B]\nexpansion = 1\nmeaning = 2\npage = 3\n", 5, "needs"),
        (GOOD.replace("a.md", "b.md"), 1, "no page"),
        ("x = 1\n", 1, "needs"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path, text, line, says):
    _, findings = read(tmp_path, text)
    assert [(finding.path, finding.code, finding.line) for finding in findings] == [
        ("data/glossary.toml", "E403", line)
    ]
    assert says in findings[0].message


def test_without_a_glossary_there_are_no_terms(tmp_path):
    assert read_glossary(tmp_path) == ((), [])


def test_the_page_lists_every_term_with_an_anchor(tmp_path):
    terms, _ = read(tmp_path, GOOD)
    assert "{ #cnn }" in glossary_markdown(terms)
    assert "[convolutional neural network](a.md)" in glossary_markdown(terms)


def test_the_real_terms_are_used_on_the_site(root):
    terms, findings = read_glossary(root)
    assert findings == []
    text = "".join(path.read_text(encoding="utf-8") for path in (root / "docs").rglob("*.md"))
    unused = [term.abbreviation for term in terms if not re.search(rf"\b{re.escape(term.abbreviation)}\b", text)]
    assert unused == []
    assert len(terms) >= 60


def test_plain_plurals_have_hover_text_too(tmp_path):
    terms, _ = read(tmp_path, GOOD + GOOD.replace("CNN", '"mAP"'))
    long = "convolutional neural network"
    assert hover_texts(terms) == {"CNN": long, "CNNs": long, "mAP": long}
