import pytest
from hypothesis import given
from hypothesis import strategies as st

from signposts.sources import MAXIMUM_BYTES, read_source, split_source


def read(tmp_path, content: bytes):
    path = tmp_path / "page.md"
    path.write_bytes(content)
    return read_source(tmp_path, path)


def test_a_page_is_cut_into_front_matter_and_body(tmp_path):
    source, findings = read(tmp_path, b"---\ntitle: A\ndescription: B\n---\n\nText\n")
    assert findings == []
    assert source.meta == {"title": "A", "description": "B"}
    assert source.meta_lines == {"title": 2, "description": 3}
    assert (source.body, source.first_line) == ("\nText\n", 5)


def test_windows_line_ends_and_byte_order_mark_make_no_difference(tmp_path):
    source, findings = read(tmp_path, b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText\r\n")
    assert findings == []
    assert source.body == "Text\n"


@pytest.mark.parametrize(
    ("content", "code", "line", "says"),
    [
        (b"---\ntitle: A\n---\nText\nna\xefve\n", "E001", 5, "UTF-8"),
        (b"---\ntitle: A\n---\nText\n\0\n", "E001", 5, "U+0000 cannot be seen"),
        (b"---\ntitle: A\n---\nForm\x0cfeed\n", "E001", 4, "U+000C cannot be seen"),
        ("---\ntitle: A\n---\nTurned \u202egnp.exe\n".encode(), "E001", 4, "U+202E cannot be seen"),
        (b"a" * (MAXIMUM_BYTES + 1), "E002", 1, "divide it"),
        (b"Text\n", "E003", 1, "front matter"),
        (b"", "E003", 1, "front matter"),
        (b"---\ntitle: A\n", "E003", 1, "not closed"),
        (b"---\ntitle: A: B\n---\n", "E003", 2, "quotes"),
        (b"---\ntitle: [\n---\n", "E003", 2, "not YAML"),
        (b"---\n- a\n---\n", "E003", 2, "key: value"),
        (b"---\ntitle: !!python/object/apply:os.system [ls]\n---\n", "E003", 2, "not YAML"),
        (b"---\nyear: 2015-99-99\n---\n", "E003", 2, "not YAML"),
    ],
)
def test_what_cannot_be_read_is_one_finding_with_its_line(tmp_path, content, code, line, says):
    _, findings = read(tmp_path, content)
    assert [(finding.code, finding.line) for finding in findings] == [(code, line)]
    assert says in findings[0].message
    assert findings[0].path == "page.md"


def test_an_empty_front_matter_is_no_error_of_reading(tmp_path):
    source, findings = read(tmp_path, b"---\n---\nText")
    assert (source.meta, findings) == ({}, [])


@given(st.text(max_size=200))
def test_any_text_is_read_or_reported(text):
    source, findings = split_source("page.md", text)
    assert source.path == "page.md"
    assert all(finding.code == "E003" and finding.line >= 1 for finding in findings)
