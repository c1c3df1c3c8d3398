"""``make build`` replaces the site as a whole or leaves it alone; a bad page stops the real MkDocs."""

import shutil
import subprocess
import sys

import pytest
from real_parts import ROOT

PARTS = ("hooks", "signposts", "theme", "tools", "mkdocs.yml", "package-lock.json")


@pytest.fixture
def project(tmp_path):
    """A small copy of the project with two pages of its own."""
    root = tmp_path / "project"
    root.mkdir()
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, root / part)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "data").mkdir()
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    shutil.copy(ROOT / "docs" / "index.md", root / "docs" / "index.md")
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    menu = "nav:\n  - Home: index.md\n  - Topics:\n      - topics/a.md\n"
    (root / "mkdocs.yml").write_text(text[: text.index("nav:\n")] + menu, encoding="utf-8")
    write(root, "## Why \\(x\\) no { #why }\n\nText with \\(x^2\\).\n".replace(" \\(x\\) no", "?"))
    return root


def write(root, body, front="title: A\ndescription: A page that a test made, long enough.\nprerequisites: []\n"):
    (root / "docs" / "topics").mkdir(exist_ok=True)
    text = f"---\n{front}---\n\n{body}" if isinstance(body, str) else body
    (root / "docs" / "topics" / "a.md").write_bytes(text.encode() if isinstance(text, str) else text)


def build(root):
    command = [sys.executable, str(root / "tools" / "build.py")]
    environment = {"NO_MKDOCS_2_WARNING": "1", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=environment)


def test_a_good_project_is_built_and_a_bad_page_leaves_it_as_it_was(project):
    good = build(project)
    assert good.returncode == 0, good.stderr
    page = project / "site" / "topics" / "a" / "index.html"
    before = page.read_bytes()
    assert b'aria-label="x squared"' in before

    bad = {
        "E301": "## Why?\n\n\\(\\foo\\)\n",
        "E206": "## Why?\n\n<script>alert(1)</script>\n",
        "E101": "## Why?\n\n- [T](https://example.org)\n",
        "E001": b"---\ntitle: \xff\n---\n",
        "E003": "Nothing",
    }
    for code, body in bad.items():
        write(project, body) if code != "E003" else (project / "docs/topics/a.md").write_text("no front matter")
        done = build(project)
        assert done.returncode == 1, code
        assert (
            f"docs/topics/a.md:{ {'E001': 2, 'E003': 1, 'E206': 9, 'E301': 9, 'E101': 9}[code] }: {code} "
            in done.stderr
        )
        assert "Traceback" not in done.stderr
        assert page.read_bytes() == before
    assert not list((project / ".cache").glob("site-*"))


def test_what_the_engine_warns_of_stops_the_second_build_as_it_stopped_the_first(project):
    write(project, "## Why?\n\nText with [a link](/nowhere/).\n")
    for _ in range(2):
        done = build(project)
        assert done.returncode == 1
        assert "/nowhere/" in done.stderr


def test_a_second_build_converts_nothing_and_makes_the_same_site(project):
    assert build(project).returncode == 0
    page = project / "site" / "topics" / "a" / "index.html"
    first = page.read_bytes()
    memory = project / ".cache" / "pages.pickle"
    kept = memory.read_bytes()
    assert build(project).returncode == 0
    assert page.read_bytes() == first
    assert memory.read_bytes() == kept
