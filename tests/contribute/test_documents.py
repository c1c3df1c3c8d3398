"""CONTRIBUTING and its neighbours, held against what the rules and the workflows really do."""

import re
from textwrap import dedent

import pytest
import yaml
from contributing import ROOT
from helpers import FRONT_MATTER, make_project, project_of

from signposts.checking import check_project
from signposts.contribute.fmt import format_page
from signposts.records import KINDS, LEVELS

DOCUMENTS = ["README", "CONTRIBUTING", "ARCHITECTURE", "MAINTAINING", "SECURITY", "CODE_OF_CONDUCT"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = dedent(re.search(r"```markdown\n(.*?)```", CONTRIBUTING, re.DOTALL)[1])
HEAD, _, WORDS = EXAMPLE.partition("\n\n")


def findings(root, body):
    make_project(root, {"t/a.md": f"{FRONT_MATTER}\n## Why?\n\n{body}"})
    return check_project(project_of(root))[1]


def test_the_three_lines_to_type_keep_all_rules_and_are_in_the_form(tmp_path):
    assert EXAMPLE.count("\n") == 3
    assert findings(tmp_path, EXAMPLE) == []
    text = f"{FRONT_MATTER}\n{EXAMPLE}"
    assert format_page(project_of(tmp_path), "docs/t/a.md", text) == text


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        (HEAD + "\n\n" + WORDS.lstrip(), "E110", "after an empty line, indented by four spaces"),
        (HEAD + "\n\n  " + WORDS.lstrip(), "E110", "after an empty line, indented by four spaces"),
        (HEAD + "\n", "E110", "after an empty line, indented by four spaces"),
        (EXAMPLE.replace("){", ") {"), "E103", "begin right after the address"),
        (EXAMPLE.replace('Olah"', "Olah"), "E103", "by is not closed (Christopher Olah year=): end it"),
        (EXAMPLE.replace('introductory"', "introductory"), "E103", "end it with a quotation mark"),
        (EXAMPLE.replace(" }", ""), "E103", "end with }"),
        (EXAMPLE.replace(".article", ""), "E104", "has no kind: add one of .article"),
        (EXAMPLE.replace(".article", ".blog"), "E104", 'unknown kind "blog": use one of article'),
        (EXAMPLE.replace("#olah-understanding-lstm-networks", ""), "E101", "write { #author-topic .article … }"),
        (EXAMPLE.replace("#olah-", "#Olah_"), "E102", "small letters, digits and hyphens"),
        (EXAMPLE.replace('"2015"', '"about 2015"'), "E107", "write four digits"),
        (EXAMPLE.replace('"introductory"', '"easy"'), "E105", "use one of introductory"),
        (EXAMPLE.replace('by="', 'author="'), "E106", "use one of by, year"),
        (EXAMPLE.replace("https://colah", "colah"), "E114", "must begin with https:// or http://"),
        (EXAMPLE.replace("https://colah.github.io", "http://localhost:8000"), "E116", "readers cannot reach it"),
        (EXAMPLE.replace("Understanding LSTM Networks", ""), "E111", "write it in the square brackets"),
        (EXAMPLE + EXAMPLE.replace("#olah", "#my").replace("2015-08", "x"), "E122", "leave an empty line above it"),
        (EXAMPLE + "\n" + EXAMPLE.replace("2015-08", "x"), "E112", "choose another"),
        (EXAMPLE + "\n" + EXAMPLE.replace("#olah", "#my"), "E113", "stands already at docs/t/a.md:9"),
    ],
)  # fmt: skip
def test_each_typical_mistake_gets_a_clear_sentence(tmp_path, body, code, sentence):
    found = findings(tmp_path, body)
    assert code in {finding.code for finding in found}, found
    assert any(finding.code == code and sentence in finding.message for finding in found), found


def test_the_tables_name_every_kind_level_and_code_that_there_is():
    for word in [*(f"`.{kind}`" for kind in KINDS), *(f"`{level}`" for level in LEVELS)]:
        assert word in CONTRIBUTING
    rules = (ROOT / "signposts" / "rules.py").read_text(encoding="utf-8")
    assert set(re.findall(r"E\d{3}", CONTRIBUTING)) <= set(re.findall(r"E\d{3}", rules))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_the_documents_lead_somewhere(name):
    text = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    for target in re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:|#|figure:)([^)#]+)", text):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"`((?:signposts|tests|data|docs|tools|hooks|\.github)/[\w./-]*[\w/])`", text):
        assert (ROOT / path).exists() or path == "data/links.json", path


def test_the_maintainer_s_page_names_every_workflow_label_and_target():
    text = (ROOT / "MAINTAINING.md").read_text(encoding="utf-8")
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        assert f"| {yaml.safe_load(path.read_text(encoding='utf-8'))['name']} |" in text
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        for label in yaml.safe_load(path.read_text(encoding="utf-8")).get("labels", []):
            assert f"`{label}`" in text
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"`make ([a-z-]+)`", (ROOT / f"{document}.md").read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_forms_that_pages_name_exist():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for name in re.findall(r"issues/new\?template=([\w.-]+)", path.read_text(encoding="utf-8")):
            assert (ROOT / ".github" / "ISSUE_TEMPLATE" / name).exists(), (path, name)


def test_the_citation_file_has_what_its_format_asks_for():
    data = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(data)
    assert data["cff-version"] == "1.2.0"
    assert all(set(author) == {"name"} for author in data["authors"])
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert data["url"] in config
    assert data["repository-code"] in config
