import pytest
from hypothesis import given
from hypothesis import strategies as st

from signposts.stylesheets import Names, bundle, names_in

PAGE = '<main id="content" class="one two"><p class="two three">x</p><table></table></main>'
NAMES = names_in([PAGE], ["button.className = 'made';"])


def kept(css):
    return bundle([css], [], NAMES)


def test_names_of_a_page():
    names = names_in([PAGE])
    assert names.elements == {"html", "body", "main", "p", "table"}
    assert names.marks == {"content", "one", "two", "three"}


@pytest.mark.parametrize(
    "css",
    [
        ".one{color:red}",
        "#content{color:red}",
        "main>.two .three{color:red}",
        "p:hover{color:red}",
        "*{color:red}",
        ":root{color:red}",
        "::selection{color:red}",
        "[hidden]{color:red}",
        ".made{color:red}",
        "button{color:red}",
        ".one:not(.never){color:red}",
        ":is(.never,.one) p{color:red}",
        "p:has(> .one){color:red}",
        "p:nth-child(2n+1){color:red}",
        "[dir=ltr] .one{color:red}",
        "@media print{.one{color:red}}",
        "@media screen{@supports (color:red){.one{color:red}}}",
        '@font-face{font-family:"x"}',
    ],
)
def test_a_rule_that_a_page_can_use_survives_as_it_is(css):
    assert kept(css).replace(" ", "").replace("/**/", "") == css.replace(" ", "")


@pytest.mark.parametrize(
    "css",
    [
        ".never{color:red}",
        "#never{color:red}",
        "video{color:red}",
        ".one .never{color:red}",
        ".one.never{color:red}",
        "p:is(.never,.no-more){color:red}",
        "[dir=rtl] .one{color:red}",
        '[dir="rtl"] .one{color:red}',
        "@media print{.never{color:red}}",
        '@charset "utf-8";',
        ".one{--idle:1px}",
        "@keyframes idle{to{color:red}}",
    ],
)
def test_a_rule_that_no_page_can_use_goes(css):
    assert kept(css) == ""


def test_of_several_selectors_the_possible_ones_stay():
    assert kept(".never,.one,video,.two{color:red}") == ".one,.two{color:red}"


def test_a_custom_property_stays_while_something_refers_to_it():
    css = "html{--a:var(--b);--b:1px;--c:var(--d);--d:2px}.one{margin:var(--a)}@media print{html{--e:1}}"
    assert kept(css) == "html{--a:var(--b);--b:1px}.one{margin:var(--a)}"
    assert bundle(["html{--a:1px}"], [".x { margin: var(--a) }"], NAMES).startswith("html{--a:1px}")


def test_an_animation_stays_while_something_runs_it():
    css = "@keyframes turn{to{color:red}}.one{animation:turn 2s}"
    assert kept(css) == css


def test_our_own_sheets_lose_only_comments_and_spaces_around_lines():
    assert bundle([], ["/* why */\n.never { color: red; }\n\n  .x {}\n"], NAMES) == ".never { color: red; }\n.x {}\n"


@given(st.text())
def test_no_text_breaks_it(css):
    bundle([css], [css], Names(frozenset({"p"}), frozenset({"one"})))
