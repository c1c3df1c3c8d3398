"""Golden files: a page's Markdown, the HTML that it becomes and what its reader says of it stand together.

To accept a change after reading it, run ``SIGNPOSTS_GOLDEN=write .venv/bin/python -m pytest tests/test_golden.py``.
"""

import os

import pytest
from helpers import convert
from real_parts import ROOT

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.txt"))
PARTS = ("input", "html", "findings")


def split(text):
    parts, name = {}, None
    for line in text.splitlines(keepends=True):
        if line.rstrip() in {f"=== {part}" for part in PARTS}:
            name = line.split()[1]
            parts[name] = ""
        else:
            parts[name] += line
    return parts


def join(parts):
    return "".join(f"=== {name}\n{parts[name]}" for name in PARTS)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_page_becomes_what_its_golden_file_says(path):
    text = path.read_text(encoding="utf-8")
    parts = split(text)
    html, _, findings = convert(parts["input"])
    parts["html"] = html + "\n"
    parts["findings"] = "".join(f"{finding}\n" for finding in findings)
    if os.environ.get("SIGNPOSTS_GOLDEN") == "write":
        path.write_text(join(parts), encoding="utf-8")
    assert join(parts) == text


def test_there_are_golden_files():
    assert len(GOLDEN) >= 5
