import gzip
import shutil
import subprocess

import pytest

from signposts.scripts import JOINED, ShortenError, find_esbuild, shorten

BUDGET = 25 * 1024  # bytes, gzipped, for all five calculators together


@pytest.fixture
def assets(tmp_path):
    folder = tmp_path / "assets"
    (folder / "calculators").mkdir(parents=True)
    return folder


def test_comments_go_and_what_other_files_use_stays(assets, root):
    (assets / "one.js").write_text("// Why.\nexport function longName(value) {\n  return `${value}  // kept`;\n}\n")
    (assets / "style.css").write_text("/* Why. */\n.a {\n  color: red;\n}\n")
    shorten(assets, root)
    text = (assets / "one.js").read_text()
    assert "Why" not in text
    assert "longName" in text
    assert "  // kept" in text
    assert (assets / "style.css").read_text() == ".a{color:red}\n"


def test_the_parts_of_the_joined_file_are_in_it_and_gone(assets, root, node):
    joined = assets / JOINED[0]
    joined.write_text("import './part.js';\n")
    joined.with_name("part.js").write_text("import { answer } from './deep.js';\nconsole.log(answer);\n")
    joined.with_name("deep.js").write_text("export const answer = 42;\n")
    shorten(assets, root)
    assert [path.name for path in (assets / "calculators").iterdir()] == ["all.js"]
    joined.rename(assets / "all.mjs")
    assert subprocess.run([node, assets / "all.mjs"], capture_output=True, text=True, check=True).stdout == "42\n"


def test_a_script_that_is_wrong_is_said_in_esbuilds_words(assets, root):
    (assets / "one.js").write_text("let = ;\n")
    with pytest.raises(ShortenError, match=r"one\.js:1"):
        shorten(assets, root)


def test_without_esbuild_the_message_says_what_to_do(tmp_path):
    with pytest.raises(ShortenError, match="make setup"):
        find_esbuild(tmp_path)


def test_a_site_without_scripts_is_left_alone(tmp_path, root):
    (tmp_path / "picture.svg").write_text("<svg/>")
    shorten(tmp_path, root)
    assert (tmp_path / "picture.svg").read_text() == "<svg/>"


def test_the_calculators_keep_their_budget(root, tmp_path):
    assets = tmp_path / "assets"
    shutil.copytree(root / "docs" / "assets", assets)
    shorten(assets, root)
    loaded = [assets / "elements.js", assets / JOINED[0], assets / "calculators" / "calculators.css"]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in loaded}
    assert sum(sizes.values()) <= BUDGET, sizes
