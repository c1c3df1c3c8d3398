"""Synonyms are read, and what is of no use is said."""

import pytest

from signposts.synonyms import FILE, read_synonyms


def read(root, text):
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    groups, findings = read_synonyms(root)
    return groups, [(finding.code, finding.line, finding.message) for finding in findings]


def test_a_missing_file_is_empty(tmp_path):
    assert read_synonyms(tmp_path) == ((), [])


def test_groups_are_read_in_order(tmp_path):
    assert read(tmp_path, 'same = [["b", "a c"], ["d", "e", "f"]]') == ((("b", "a c"), ("d", "e", "f")), [])


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("same = [\n", 1, "not TOML"),
        ('same = [\n["a", "b"],\n["a" "b"]]', 3, "not TOML"),
        (b"\xff", 1, "not TOML"),
        ('same = "a"', 1, "must be a list of groups"),
        ("", 1, "must be a list of groups"),
        ('same = [\n  ["a", "b"],\n  ["alone"],\n]', 3, "two or more"),
        ('same = [\n  "word",\n]', 2, "two or more"),
        ("same = [\n  [1, 2],\n]", 2, "two or more"),
        ('same = [["a", " "]]', 1, "two or more"),
        ("same = [[]]", 1, "two or more"),
    ],
)
def test_what_is_of_no_use_is_said(tmp_path, text, line, part):
    _, [(code, found, message)] = read(tmp_path, text)
    assert (code, found) == ("E405", line)
    assert part in message


def test_the_projects_own_file_is_sound(root):
    groups, findings = read_synonyms(root)
    assert findings == []
    assert len(groups) > 30
