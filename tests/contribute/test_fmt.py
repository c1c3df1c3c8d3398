"""The canonical form: fmt changes what it must, nothing that anybody reads, and nothing twice."""

import re

import pytest
from contributing import ROOT
from helpers import FRONT_MATTER, make_project, project_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signposts.cli import main
from signposts.contribute.fmt import format_page
from signposts.project import read_page
from signposts.sources import split_source


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return project_of(make_project(tmp_path_factory.mktemp("fmt"), {"t/a.md": FRONT_MATTER}))


def fmt(project, body):
    front = f"{FRONT_MATTER}\n"
    made = format_page(project, "docs/t/a.md", front + body)
    assert made.startswith(front)
    return made.removeprefix(front)


GOOD = '- [T](https://a.org){ #a-t .article by="A" year="2015" level="advanced" minutes="5" access="paid" lang="de" }\n'


@pytest.mark.parametrize(
    "line",
    [
        '* [T](https://a.org){ #a-t .article lang="de" access="paid" minutes="5" level="advanced" year="2015" by="A" }',
        "+   [T](https://a.org){: .article #a-t lang=de access=paid minutes=5 level=advanced year=2015 by='A'}",
        '- [T](https://a.org){#a-t by="A" .article   year="2015" level="advanced" minutes="5" access="paid" lang="de"}',
    ],
)
@pytest.mark.parametrize(
    "below",
    [f"{gap}Words of it.\n" for gap in ("\n\n    ", "\n    ", "\n\n\n\n     ", " ")],
    ids=["canonical", "no blank line", "many blank lines", "on the same line"],
)
def test_every_spelling_gets_the_one_form(small, line, below):
    assert fmt(small, line.rstrip() + below) == f"{GOOD}\n    Words of it.\n"


def test_entries_are_one_blank_line_apart(small):
    other = GOOD.replace("a-t", "b-t").replace("a.org", "b.org") + "\n    Words.\n"
    assert fmt(small, f"## Why?\n{GOOD}{other}\n\n\nText.\n") == f"## Why?\n\n{GOOD}\n{other}\nText.\n"


@pytest.mark.parametrize(
    "body",
    [
        "```markdown\n* [T](https://a.org){ .article #a-t }\n```\n",
        "<!--\n* [T](https://a.org){ .article #a-t }\n-->\n",
        "* a list\n* of words\n",
        '* [T](https://a.org "hover"){ .article #a-t }\n',
        "* [T](https://a.org){ .article #a-t by='a' by='b' }\n",
        '* [T](https://a.org){ .article #a-t by="a\n',
        "* [T][ref]{ .article #a-t }\n\n[ref]: https://a.org\n",
        "1. [T](https://a.org){ .article #a-t }\n",
    ],
)
def test_what_is_no_plain_entry_is_left_alone(small, body):
    assert fmt(small, body) == body


def test_lines_end_as_they_did_and_a_missing_last_one_stays_missing(small):
    text = f"\ufeff{FRONT_MATTER}* [T](https://a.org){{ .article #a-t }}\n    Words".replace("\n", "\r\n")
    made = format_page(small, "docs/t/a.md", text)
    assert made.startswith("\ufeff---\r\n")
    assert made.endswith("- [T](https://a.org){ #a-t .article }\r\n\r\n    Words")
    assert "\n" not in made.replace("\r\n", "")


def test_richer_descriptions_keep_their_shape(small):
    body = "* [T](https://a.org){ .article #a-t }\n\n    Words.\n\n    - nested\n\n    ```\n      code\n    ```\n"
    assert fmt(small, body) == body.replace(
        "* [T](https://a.org){ .article #a-t }", "- [T](https://a.org){ #a-t .article }"
    )


def test_a_page_that_cannot_be_read_is_left_alone(small):
    text = "no front matter\n* [T](https://a.org){ .b #a }\n"
    assert format_page(small, "docs/t/a.md", text) == text


TITLES = st.text("abc XYZ*_`[]()<>&\\$!#é中", min_size=1, max_size=12)
VALUES = st.text("abc XYZ,.'é-=:*_`&", min_size=1, max_size=10)
BULLETS = st.sampled_from(["- ", "* ", "+ ", "-   ", "*\t", " - ", "  * "])
GAPS = st.sampled_from(["\n\n    ", "\n    ", "\n\n\n    ", "\n\n\t", "\n\n     ", " ", "\n\n  ", "\n\n        ", "\n"])
BETWEEN = st.sampled_from(["\n", "\n\n", "\n\n\n", "\n\nWords between.\n\n", "\n\n## Why?\n\n", "\n\n## Why? { #w }\n"])


@st.composite
def entries(draw):
    names = draw(st.permutations(["by", "year", "level", "minutes", "access", "lang", "other"]))
    quoted = st.sampled_from(['{}="{}"', "{}='{}'", "{}={}"])
    pairs = [draw(quoted).format(name, draw(VALUES)) for name in names[: draw(st.integers(0, 7))]]
    pieces = [
        *pairs,
        f"#{draw(st.sampled_from(['a', 'b-c', 'D_e']))}",
        f".{draw(st.sampled_from(['article', 'video']))}",
    ]
    attributes = draw(st.sampled_from(["{{ {} }}", "{{: {} }}", "{{{}}}", "{{ {}"])).format(
        " ".join(draw(st.permutations(pieces)))
    )
    address = draw(st.sampled_from(["https://a.org/x", "https://a.org/(y)", "<https://a.org/z>", "../b.md"]))
    return f"{draw(BULLETS)}[{draw(TITLES)}]({address}){attributes}{draw(GAPS)}{draw(VALUES)}"


@st.composite
def bodies(draw):
    pieces = draw(st.lists(st.one_of(entries(), st.text("ab *-#`>\n\\[]", max_size=20)), min_size=1, max_size=4))
    text = "".join(piece + draw(BETWEEN) for piece in pieces)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def read(project, text):
    source, _ = split_source("docs/t/a.md", text)
    return read_page(project, source)[0]


def entries_of(page):
    return [
        (e.url, e.title, e.id, e.kinds, dict(e.attributes), e.description, e.question, e.broken_attributes)
        for e in page.entries
    ]


def skeleton(text):
    """What of a text the form never touches: everything but bullets, blanks and the attribute lists."""
    return re.sub(r"\{[^}\n]*\}|[\s*+-]", "", text)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(bodies())
def test_for_any_page_the_form_is_stable_and_unseen(small, body):
    before = FRONT_MATTER + body
    once = format_page(small, "docs/t/a.md", before)
    assert format_page(small, "docs/t/a.md", once) == once
    old, new = read(small, before), read(small, once)
    assert entries_of(new) == entries_of(old)
    assert [h.text for h in new.headings] == [h.text for h in old.headings]
    assert skeleton(once) == skeleton(before)


def test_the_pages_of_the_site_are_in_the_form(capsys):
    assert main(["--root", str(ROOT), "fmt", "--check"]) == 0
    assert "0 would change" in capsys.readouterr().err


def test_the_command_writes_what_it_names(tmp_path, capsys):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + "* [T](https://a.org){ .article #a-t }\n"})
    page = tmp_path / "docs" / "t" / "a.md"
    assert main(["--root", str(tmp_path), "fmt", "--check", str(page)]) == 1
    assert "* [T]" in page.read_text(encoding="utf-8")
    assert main(["--root", str(tmp_path), "fmt"]) == 0
    assert "- [T](https://a.org){ #a-t .article }" in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out == "docs/t/a.md\ndocs/t/a.md\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [("mkdocs.yml", "is not below"), ("docs/no.md", "cannot be read"), ("docs/latin.md", "is not UTF-8")],
)
def test_other_files_are_refused(tmp_path, capsys, name, said):
    make_project(tmp_path, {"latin.md": b"\xff"})
    assert main(["--root", str(tmp_path), "fmt", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err
