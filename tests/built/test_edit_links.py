"""Every page and every entry leads to the place where it is mended."""

import re
from html import unescape

from conftest import ROOT

ENTRY = re.compile(r'<li class="entry[^"]*" id="([^"]+)"')
EDIT = re.compile(r'class="entry-edit" href="[^"]*/edit/main/(docs/[^"#]+)#L(\d+)"')


def test_the_link_beside_each_entry_leads_to_its_line(site):
    found = 0
    for path in site.pages():
        text = path.read_text(encoding="utf-8")
        entries = ENTRY.findall(text)
        edits = EDIT.findall(text)
        assert len(entries) == len(edits), path
        for identifier, (file, line) in zip(entries, edits, strict=True):
            lines = (ROOT / unescape(file)).read_text(encoding="utf-8").split("\n")
            assert f"#{identifier} " in lines[int(line) - 1], (file, line, identifier)
            found += 1
    assert found > 300


def test_each_page_leads_to_its_file(site):
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").as_posix()
        if name == "index.md":
            continue
        page = site.page(name.removesuffix(".md"))
        assert f'/edit/main/docs/{name}"' in page, name
