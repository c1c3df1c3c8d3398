import re

import pytest

from signposts.finish import finish

PAGE = """<html><link rel="stylesheet" href="{up}assets/site.css"><script src="{up}assets/go.js"></script>
<script type="module" src="{up}assets/shared.js"></script><a href="https://example.org/assets/go.js">there</a>
<p class="one">x</p></html>"""


@pytest.fixture
def folder(tmp_path):
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "topic").mkdir()
    (site / "index.html").write_text(PAGE.format(up=""))
    (site / "topic" / "index.html").write_text(PAGE.format(up="../"))
    (site / "404.html").write_text(PAGE.format(up="/base/"))
    (site / "assets" / "go.js").write_text('import "./shared.js";')
    (site / "assets" / "shared.js").write_text("export const one = 1;")
    (site / "assets" / "own.css").write_text(".own { color: red; }\n")
    (tmp_path / "theme.css").write_text(".one{color:red}.never{color:red}")
    return site


def run(folder):
    theme, own = [folder.parent / "theme.css"], [folder / "assets" / "own.css"]
    finish(folder, theme, own, "https://example.org/base/", folder.parent / "cache")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_names_tell_the_content_and_pages_use_them(folder):
    files = run(folder)
    script = next(name for name in files if re.fullmatch(r"assets/go\.[0-9a-f]{10}\.js", name))
    sheet = next(name for name in files if re.fullmatch(r"assets/site\.[0-9a-f]{10}\.css", name))
    assert files[sheet] == ".one{color:red}.own { color: red; }\n"
    for page, up in (("index.html", ""), ("topic/index.html", "../"), ("404.html", "/base/")):
        assert f'href="{up}{sheet}"' in files[page]
        assert f'src="{up}{script}"' in files[page]
        assert "https://example.org/assets/go.js" in files[page]
    assert f"/base/{sheet}\n  Cache-Control: public, max-age=31536000, immutable" in files["_headers"]
    assert not {"assets/site.css", "assets/go.js", "assets/own.css"} & set(files)


def test_what_another_module_imports_keeps_its_name(folder):
    files = run(folder)
    assert "assets/shared.js" in files
    assert 'src="../assets/shared.js"' in files["topic/index.html"]
    assert "/base/assets/shared.js" not in files["_headers"]


def test_the_sheet_is_made_once_and_again_when_a_page_needs_more(folder, monkeypatch):
    run(folder)
    own = folder / "assets" / "own.css"
    own.write_text(".own { color: red; }\n")
    with monkeypatch.context() as patch:
        patch.setattr("signposts.finish.bundle", lambda *_: pytest.fail("made again"))
        run(folder)
    own.write_text("")
    (folder / "index.html").write_text(PAGE.format(up="") + '<p class="never">')
    files = run(folder)
    sheets = {text for name, text in files.items() if name.endswith(".css")}
    assert any(text.startswith(".one{color:red}.never{color:red}") for text in sheets)
    assert len(list((folder.parent / "cache").iterdir())) == 1
