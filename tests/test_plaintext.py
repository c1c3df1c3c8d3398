import pytest
from helpers import convert

from signposts.plaintext import as_code, clean, escaped


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" a\n\tb  c ", "a b c"),
        ("\u202egnp\u200b.exe\ufeff\u00ad", "gnp.exe"),
        ("\x00\x1b[31mred\x07", "[31mred"),
        ("e\u0301", "é"),
        ("中文 naïve 🎓", "中文 naïve 🎓"),
        (None, ""),
        (3, ""),
        ("x" * 500, "x" * 200),
        ("\ud800a", "a"),
    ],
)
def test_clean_text_is_one_visible_line(text, plain):
    assert clean(text) == plain


def test_code_cannot_be_ended():
    assert as_code("a`b``c|d\n::set-output") == "`aˋbˋˋc¦d ::set-output`"
    assert as_code("\u200b") == as_code(None) == "(nothing)"


@pytest.mark.parametrize(
    "text", ["a *b* _c_ `d` [e](f) <g> &amp; $h$ \\i", "1. a", "- a", "+ a", ": a", "# a", "{ #x }", "2) a"]
)
def test_escaped_text_is_read_back_as_it_is(text):
    html, page, findings = convert(f"{escaped(text)}\n")
    assert findings == []
    assert page.prose[""] == text
    assert html.count("<") == 2


def test_plain_words_are_left_as_they_are():
    assert escaped("Why is 3.5 not -1? It's (nearly) 50 %.") == "Why is 3.5 not -1? It's (nearly) 50 %."
