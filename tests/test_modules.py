"""Joining the calculators' modules into one file."""

import gzip
import shutil
import subprocess

import pytest

from signposts.modules import ModuleStyleError, join_calculators, joined, squeezed

BUDGET = 25 * 1024  # bytes, gzipped, for all five calculators together


def test_a_module_stands_after_those_that_it_needs():
    modules = {
        "a.js": "import { b } from './b.js';\nimport {\n  c,\n} from './c.js';\nconsole.log(b + c);\n",
        "b.js": "import { c } from './c.js';\nexport const b = c + 1;\n",
        "c.js": "export const c = 1;\n",
    }
    assert joined(modules, ["a.js"]) == "const c = 1;const b = c + 1;console.log(b + c);"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import * as all from './b.js';\n", "a.js cannot be joined: import"),
        ("export default 1;\n", "a.js cannot be joined: export default"),
        ("import { b } from './b.js';\nconst [b, d] = [1, 2];\n", "a.js and b.js both declare b"),
    ],
)
def test_what_cannot_be_joined_is_refused(text, message):
    with pytest.raises(ModuleStyleError, match=message):
        joined({"a.js": text, "b.js": "export function b() {}\n"}, ["a.js"])


def test_comments_and_indentation_go():
    assert (
        squeezed("/** Why.\n * More.\n */\nf(() => {\n  // because\n  g(); // kept\n});\n\n")
        == "f(() => {g(); // kept\n});"
    )


def test_a_loader_that_would_not_load_the_joined_file_is_refused(tmp_path):
    (tmp_path / "calculators").mkdir()
    (tmp_path / "elements.js").write_text("import './calculators/one.js';\n", encoding="utf-8")
    with pytest.raises(ModuleStyleError, match=r"elements\.js does not import"):
        join_calculators(tmp_path)


def test_the_calculators_keep_their_budget_and_their_syntax(root, node, tmp_path):
    assets = tmp_path / "assets"
    shutil.copytree(root / "docs" / "assets", assets)
    join_calculators(assets)
    loaded = [assets / "elements.js", assets / "calculators" / "all.js", assets / "calculators" / "calculators.css"]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in loaded}
    assert sum(sizes.values()) <= BUDGET, sizes
    for path in loaded[:2]:
        subprocess.run([node, "--check", path], check=True, capture_output=True)
