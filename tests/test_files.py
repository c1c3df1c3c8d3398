"""Files are written whole, or not at all."""

import pytest

from signposts.files import write_atomically


def test_text_and_bytes_are_written_into_folders_that_are_made(tmp_path):
    path = tmp_path / "deep" / "file"
    write_atomically(path, "naïve\n")
    assert path.read_bytes() == "naïve\n".encode()
    path.chmod(0o600)
    write_atomically(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failing_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "links.json"
    write_atomically(path, "old")
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
