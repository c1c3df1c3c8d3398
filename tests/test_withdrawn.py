import datetime

import pytest

from signposts.withdrawn import (
    Withdrawn,
    address_hash,
    notices_markdown,
    read_withdrawn,
    reason_problem,
    row_text,
)

ITEM = Withdrawn(
    "ann-x", "t/a.md", datetime.date(2026, 1, 2), 'its "author" asked *us* to', (address_hash("https://a.org"),)
)


def table(root, text):
    (root / "data").mkdir()
    (root / "data" / "withdrawn.toml").write_text(text, encoding="utf-8")
    return read_withdrawn(root)


def test_a_row_is_read_back_as_it_was_written(tmp_path):
    (item,), findings = table(tmp_path, row_text(ITEM))
    assert item == ITEM
    assert findings == []


def test_no_table_is_an_empty_one(tmp_path):
    assert read_withdrawn(tmp_path) == ((), [])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("id = ", "name = "), "id is missing"),
        (('id = "ann-x"', "id = 3"), "must each be a text"),
        (("date = 2026-01-02", 'date = "2026-01-02"'), "must be a day such as 2026-11-22"),
        (("date = 2026-01-02", "date = 2026-01-02T10:00:00"), "must be a day such as 2026-11-22"),
        ((ITEM.hashes[0], "https://a.org"), "never addresses"),
        (('its \\"author\\"', "see www.a.org"), "the reason holds an address"),
        (('"ann-x"', '"ann-x'), "the file is not TOML"),
    ],
)
def test_a_row_that_cannot_be_used_is_said(tmp_path, change, sentence):
    rows, findings = table(tmp_path, row_text(ITEM).replace(*change))
    assert rows == ()
    assert [(finding.code, finding.line) for finding in findings] in ([("E420", 1)], [("E420", 2)])
    assert sentence in findings[0].message


def test_a_hash_tells_nothing_and_is_one_for_all_spellings():
    one = address_hash("https://www.youtube.com/watch?v=abcdefghijK")
    assert (
        one
        == address_hash("http://youtu.be/abcdefghijK?t=3")
        == address_hash("https://m.youtube.com/embed/abcdefghijK")
    )
    assert one != address_hash("https://youtu.be/abcdefghijL")
    assert len(one) == 64
    assert address_hash("https://arxiv.org/abs/1211.5063v1") == address_hash("https://doi.org/10.48550/arXiv.1211.5063")


def test_a_notice_is_plain_text_on_its_own_page_only():
    assert notices_markdown([ITEM], "t/b.md") == ""
    assert notices_markdown([ITEM], "t/a.md") == (
        "\n\nAn entry that stood here was withdrawn on 2026-01-02: "
        'its "author" asked \\*us\\* to.\n{: #ann-x .withdrawn }'
    )


def test_a_reason_is_short_and_names_no_address():
    assert reason_problem("its author asked us to") == ""
    for reason in ("", "x" * 201, "a\nb", "http://a", "see www.a.org", "example.com", "on blog.io"):
        assert reason_problem(reason), reason
