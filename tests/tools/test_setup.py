"""The set-up script, against folders of its own: what it finds, what it says, what it leaves alone."""

import importlib.util
import subprocess
import sys

import pytest
from real_parts import ROOT


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The script as a module whose project is an empty folder."""
    spec = importlib.util.spec_from_file_location("project_setup", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "CACHE", tmp_path / ".cache")
    monkeypatch.setattr(module, "BROWSER_FILE", tmp_path / ".cache" / "browser")
    return module


def test_a_step_is_done_once_and_again_when_its_inputs_change(setup):
    done = []
    for lock in ("a", "a", "b"):
        setup.stamped("step", lock, make=lambda lock=lock: done.append(lock))
    assert done == ["a", "b"]


def test_a_step_that_fails_is_done_again(setup):
    def fail():
        raise setup.SetupError("no")

    with pytest.raises(setup.SetupError):
        setup.stamped("step", "a", make=fail)
    done = []
    setup.stamped("step", "a", make=lambda: done.append(1))
    assert done == [1]


def fake(folder, name, script):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "enough"),
    [("v20.19.0", True), ("v24.1.0", True), ("v20.18.9", False), ("v18.0.0", False), ("?", False)],
)
def test_an_old_node_is_not_used(setup, tmp_path, monkeypatch, version, enough):
    fake(tmp_path / "bin", "node", f"echo {version}")
    fake(tmp_path / "bin", "npm", "true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert setup.node_is_new_enough() is enough


def test_without_node_or_npm_the_wheel_is_needed(setup, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not setup.node_is_new_enough()


def test_an_installed_browser_is_taken_and_remembered(setup, tmp_path, monkeypatch, capsys):
    chromium = fake(tmp_path / "bin", "chromium", "true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    setup.set_up_browser()
    assert (tmp_path / ".cache" / "browser").read_text() == str(chromium)
    assert "the tests will use" in capsys.readouterr().out
    setup.set_up_browser()
    assert capsys.readouterr().out == ""


def test_without_any_browser_the_message_says_what_to_do(setup, tmp_path, monkeypatch, capsys):
    fake(tmp_path / ".venv" / "bin", "python", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(setup, "MAC_BROWSERS", ())
    monkeypatch.setattr(sys, "argv", ["setup.py", "browser"])
    assert setup.main() == 1
    assert "install Chromium or Chrome" in capsys.readouterr().err


def test_a_browser_of_playwright_that_does_not_start_is_not_taken(setup, tmp_path):
    dead = fake(tmp_path, "dead", "exit 127")
    fake(tmp_path / ".venv" / "bin", "python", f'case "$2" in *) echo {dead};; esac')
    assert setup.playwright_browser() is None
    alive = fake(tmp_path, "alive", "echo Chromium 1")
    fake(tmp_path / ".venv" / "bin", "python", f"echo {alive}")
    assert setup.playwright_browser() == str(alive)


def test_a_command_that_fails_is_named(setup, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["setup.py", "python"])
    (tmp_path / "requirements.lock").write_text("nothing-of-this-name==0 --hash=sha256:00\n")
    monkeypatch.setattr(setup, "make_venv", lambda: None)
    fake(tmp_path / ".venv" / "bin", "python", "echo pip says no; exit 3")
    assert setup.main() == 1
    err = capsys.readouterr().err
    assert "pip says no" in err
    assert "failed with code 3" in err


def test_an_unknown_part_is_refused(setup, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["setup.py", "kitchen"])
    assert setup.main() == 1
    assert "choose from python, node, browser" in capsys.readouterr().err


def test_a_python_that_is_too_old_is_refused(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup, "OLDEST_PYTHON", (9, 9))
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    assert setup.main() == 1
    assert "install Python" in capsys.readouterr().err


def test_make_help_lists_every_target():
    command = ["make", "--no-print-directory", "help"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = [line.split()[1] for line in text.splitlines()]
    assert {"help", "serve", "build", "test", "check"} <= set(targets)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in makefile for target in targets)


def test_no_file_names_a_registry_or_this_machine():
    registry = "|".join(["py" + "pi\\.org", "python" + "hosted\\.", "npm" + "js\\.", "deb" + "ian\\.org"])
    command = ["git", "grep", "-nIiE", registry]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout == ""


def test_every_package_is_pinned_with_a_hash():
    for name in ("requirements.lock", "requirements-node.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = [block for block in text.replace("\\\n", "").splitlines() if "==" in block and not block.startswith(" ")]
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)
