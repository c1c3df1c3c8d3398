"""Formulas in words: what the notation means in deep learning, as a screen reader should say it."""

import re

import pytest
from real_parts import ROOT

from signposts.formulas import FormulaRenderer


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    with FormulaRenderer(ROOT, tmp_path_factory.mktemp("speech") / "cache.sqlite3") as opened:
        yield opened


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\mathbf u_o^\top \mathbf v", "bold u sub o transpose bold v"),
        (r"q(x_t \mid x_0)", "q of open paren x sub t given x sub 0 close paren"),
        (r"\mathbf W \in \mathbb{R}^{d \times h}", "bold W is a member of R to the d times h"),
        (r"\lVert x \rVert^2", "the norm of x squared"),
        (
            r"\lVert x - y \rVert + |a - b|",
            "the norm of x minus y end norm plus the absolute value of a minus b end absolute value",
        ),
        (r"a = 1, \quad b = 2", "a equals 1 comma b equals 2"),
        (r"\begin{aligned} a &= b \\ &\quad + c \end{aligned}", "2 lines, Line 1: a equals b, Line 2: plus c"),
        (
            r"f(z) = \begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}",
            "f of z equals 2 cases, Case 1: z if z is greater than 0, Case 2: 0 otherwise",
        ),
        (r"\sigma(\mathbf W x + b)", "sigma open paren bold W x plus b close paren"),
        (r"x_{nchw}", "x sub n c h w"),
        (r"g^2 / n", "g squared over n"),
        (r"\mathbf H^{(\ell)} = 1", "bold H superscript script l equals 1"),
        (r"D^*(x) = \tfrac12", "D star open paren x close paren equals one half"),
        (r"\ln C", "natural log C"),
        (r"\lambda \Lambda", "lambda Lambda"),
        (r"\epsilon \sim \mathcal N", "epsilon is distributed as script N"),
        (r"\mathbb 1_i^{\text{obj}}", "indicator sub i superscript obj"),
        (r"\text{pre-norm}", "pre norm"),
        (r"e^{t_w}", "e raised to the t sub w power"),
        (r"\underbrace{2d}_{\text{weights}}", "2 d underbraced weights"),
        (r"\varnothing", "empty set"),
        (r"\frac{\partial L}{\partial w}", "the fraction with numerator partial L and denominator partial w"),
    ],
)
def test_a_formula_in_words(renderer, tex, said):
    assert renderer.render(tex, display=True).speech == said


#: What the engine says of a sign whose meaning it does not know.
HOLLOW = re.compile(
    r"down tack|blank|empty(?! set)|divides|slash|metric|double struck|\blamda|\bl n\b|\bof (?:equals|superscript|star)"
    r"|\bminus norm|[\\{}$^_<>|&]|  "
)


def test_no_formula_of_the_site_is_read_sign_by_sign(site):
    labels = set()
    for path in site.pages():
        labels.update(re.findall(r'class="formula" role="img" aria-label="([^"]*)"', path.read_text(encoding="utf-8")))
    assert len(labels) > 1000
    assert {label for label in labels if HOLLOW.search(label) or not re.search(r"\w", label)} == set()
