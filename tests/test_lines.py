from hypothesis import given
from hypothesis import strategies as st

from signposts.lines import LineFinder

BODY = """\
first

```markdown
- [T](https://x.org)
```

<!--
- [T](https://x.org)
-->
- [T](https://x.org)
- [T](https://x.org)
"""


def test_examples_in_code_and_comments_are_passed_over():
    assert LineFinder(BODY).find(["](https://x.org"]) == 10


def test_what_stands_twice_is_found_in_order():
    lines = LineFinder(BODY, first_line=5)
    first = lines.find(["](https://x.org"])
    lines.step()
    assert (first, lines.find(["](https://x.org"])) == (14, 15)


def test_the_first_piece_that_is_there_counts():
    assert LineFinder("a\nb\nc").find(["z", "b"]) == 2


def test_what_is_nowhere_is_placed_where_the_last_thing_was():
    lines = LineFinder("a\nb\nc")
    lines.find(["b"])
    assert lines.find(["z", "", "\n"]) == 2


def test_a_longer_fence_holds_a_shorter_one():
    assert LineFinder("````\n```\nx\n```\n````\nx").find(["x"]) == 6


@given(st.text("`~<!->abc\n", max_size=80), st.lists(st.text("abc`\n", max_size=4), max_size=4))
def test_lines_stay_inside_the_body_and_never_go_back(body, pieces):
    lines, last = LineFinder(body), 1
    for piece in pieces:
        found = lines.find([piece])
        assert last <= found <= body.count("\n") + 1
        last = found
        lines.step()
