import datetime

from signposts.moved import MovedAddress, moved_html, read_moved


def test_without_a_table_nothing_has_moved(tmp_path):
    assert read_moved(tmp_path) == ((), [])


def test_rows_are_read_with_their_lines(tmp_path, root):
    moved, findings = read_moved(root)
    assert findings == []
    assert len(moved) >= 35
    lines = (root / "data" / "moved.toml").read_text(encoding="utf-8").split("\n")
    assert all(lines[item.line - 1] == "[[moved]]" and item.old in lines[item.line] for item in moved)
    assert all(item.reason and isinstance(item.date, datetime.date) for item in moved)


def test_the_table_shows_old_addresses_as_text_that_leads_nowhere():
    item = MovedAddress("http://old.org/a|b&c", "https://www.new.org/x", datetime.date(2026, 11, 22), "moved", 1)
    html = moved_html([item], {item.new: ("What <i>it</i> is", "../a/#b")})
    assert "<code>http://old.org/a|b&amp;c</code>" in html
    assert '<a href="../a/#b">What &lt;i&gt;it&lt;/i&gt; is</a>' in html
    assert "<time>2026-11-22</time>" in html
