import subprocess
import sys

import pytest
from helpers import ENTRY, FRONT_MATTER, make_project
from real_parts import ROOT

from signposts.cli import main


def test_a_good_project_passes(tmp_path, capsys):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY})
    assert main(["--root", str(tmp_path), "check"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "1 pages, 1 entries, 0 findings" in err


def test_each_finding_is_a_line_and_the_code_says_so(tmp_path, capsys):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY.replace(".article", ".blog")})
    assert main(["--root", str(tmp_path), "check"]) == 1
    assert capsys.readouterr().out.startswith('docs/t/a.md:6: E104 unknown kind "blog"')


def test_annotations_for_github(tmp_path, capsys):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY.replace(".article", ".blog")})
    assert main(["--root", str(tmp_path), "check", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=docs/t/a.md,line=6,title=E104::unknown kind")


def test_where_there_is_no_project_the_command_says_so(tmp_path, capsys):
    assert main(["--root", str(tmp_path), "check"]) == 2
    assert "there is no mkdocs.yml" in capsys.readouterr().err


def test_an_address_finds_its_entry_in_any_spelling(tmp_path, capsys):
    make_project(tmp_path, {"t/a.md": FRONT_MATTER + ENTRY})
    assert main(["--root", str(tmp_path), "find", "HTTP://www.example.org/a/"]) == 0
    assert capsys.readouterr().out == "docs/t/a.md:6: #ann-title A title\n"
    assert main(["--root", str(tmp_path), "find", "https://example.org/b"]) == 1


def test_an_old_address_finds_its_entry(capsys):
    assert main(["--root", str(ROOT), "find", "http://colah.github.io/posts/2015-08-Understanding-LSTMs"]) == 0
    assert "#olah-understanding-lstm-networks" in capsys.readouterr().out
    assert main(["--root", str(ROOT), "find", "https://pjreddie.com/media/files/papers/YOLOv3.pdf"]) == 0
    assert "YOLOv3: An Incremental Improvement" in capsys.readouterr().out


def test_a_reader_that_stops_listening_is_no_traceback(tmp_path):
    make_project(tmp_path, {f"t/{number}.md": "no front matter" for number in range(400)}, nav=[])
    command = f'"{sys.executable}" -m signposts --root "{tmp_path}" check | head -n 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["frobnicate"])
    assert stop.value.code == 2
    assert "invalid choice" in capsys.readouterr().err
