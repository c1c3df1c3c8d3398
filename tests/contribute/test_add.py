"""signposts add: from an address on the simulated web to an entry in its place, or one sentence."""

import socket

import pytest
from contributing import online, page_text, project, web  # noqa: F401 - fixtures
from helpers import project_of

from signposts.cli import main
from signposts.contribute.add import completed, look_up, make_addition
from signposts.contribute.ask import ask
from signposts.contribute.proposal import (
    ProposalError,
    Wish,
    find_page,
    find_question,
    free_id,
    known_problem,
    missing,
)
from signposts.links.policy import read_policy
from signposts.project import read_site

WORDS = "What the reader gets, in a third sentence that is long enough."


async def lookup(name, _port):
    if name == "nowhere.example.org":
        raise socket.gaierror(socket.EAI_NONAME, "no")
    return ["93.184.215.14"]


def asked(url):
    return ask(url, read_policy(), "https://site.example.org/about/", lookup)


def add(root, *arguments, question="backprop", description=WORDS):
    said = ["--description", description] if description else []
    return main(["--root", str(root), "add", "--to", "docs/topic/page.md", "--question", question, *said, *arguments])


def test_the_page_s_own_facts_make_the_entry_in_its_place(project, online, capsys):  # noqa: F811
    assert add(project, "https://good.example.org/cite", "--level", "intermediate") == 0
    text = page_text(project)
    entry = (
        "- [Gradients \\[explained\\] &amp; \\*drawn\\*](https://good.example.org/cite)"
        '{ #bee-gradients-explained-drawn .paper by="Ann Bee, Carl de la Sea" year="2019" level="intermediate" }\n\n'
        f"    {WORDS}\n"
    )
    assert entry in text
    assert text.index("#ann-first") < text.index("#bee-gradients") < text.index("#ann-hard")
    out, err = capsys.readouterr()
    assert out.startswith("--- a/docs/topic/page.md\n+++ b/docs/topic/page.md\n")
    assert "+- [Gradients" in out
    assert 'added "Gradients [explained] & *drawn*" as #bee-gradients-explained-drawn' in err
    assert main(["--root", str(project), "check"]) == 0
    assert main(["--root", str(project), "fmt", "--check"]) == 0


def test_a_dry_run_shows_and_writes_nothing(project, online, capsys):  # noqa: F811
    before = page_text(project)
    assert add(project, "https://good.example.org/cite", "--dry-run") == 0
    assert "+- [Gradients" in capsys.readouterr().out
    assert add(project, "https://good.example.org/cite", "--dry-run", description="") == 1
    err = capsys.readouterr().err
    assert "known so far: title 'Gradients [explained] & *drawn*', kind 'paper'" in err
    assert "the description is missing: say in one or two sentences" in err
    assert page_text(project) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["https://example.org/first"], "the resource is there already: docs/topic/page.md:13"),
        (["http://www.example.org:80/first/?utm_source=x"], "the resource is there already"),
        (["https://web.archive.org/web/2020/https://example.org/first"], "the resource is there already"),
        (
            ["https://good.example.org/moves-to-known"],
            "the address leads to https://example.org/first; the resource is",
        ),
        (["https://good.example.org/gone"], "the address leads nowhere (it answers 404): paste it again"),
        (["https://private.example.org/"], "the address may not be asked"),
        (["http://10.0.0.1/"], "is private or local"),
        (["ftp://good.example.org/"], "must begin with https:// or http://"),
        (["https://good.example.org/plain"], "the kind is not known: give one of article"),
        (["https://good.example.org/plain", "--kind", "blog"], '"blog" is no kind: give one of article'),
        (["https://good.example.org/plain", "--kind", "article", "--year", "soon"], 'E107 "soon" is no year'),
        (["https://good.example.org/plain", "--kind", "article", "--by", "A}B"], "an attribute cannot hold a brace"),
        (["https://good.example.org/plain", "--kind", "article", "--id", "ann-first"], 'the id "ann-first" is taken'),
        (["https://good.example.org/plain", "--kind", "article", "--id", "A B"], "write them plainly"),
    ],
)
def test_what_is_in_the_way_is_one_sentence_and_nothing_is_written(project, online, capsys, arguments, sentence):  # noqa: F811
    before = page_text(project)
    assert add(project, *arguments) == 1
    out, err = capsys.readouterr()
    assert sentence in err
    assert out == ""
    assert page_text(project) == before


@pytest.mark.parametrize(
    ("page", "question", "sentence"),
    [
        ("docs/topic/pag.md", "backprop", 'no topic page "docs/topic/pag.md": did you mean docs/topic/page.md?'),
        ("elsewhere", "backprop", "topic pages are called such as docs/vision/yolo.md"),
        (
            "A page",
            "gradients explode",
            '"gradients explode" is no question of docs/topic/page.md: choose one of "What is',
        ),
        (
            "topic/page",
            "do",
            'fits several questions of docs/topic/page.md: choose one of "Why do gradients vanish?"; "And',
        ),
        ("topic/page", "", '"" is no question'),
    ],
)
def test_page_and_question_are_found_as_people_say_them_or_listed(project, page, question, sentence):  # noqa: F811
    site = read_site(project_of(project))
    with pytest.raises(ProposalError) as error:
        find_question(find_page(site, page), question)
    assert sentence in str(error.value)
    for name in (
        "vanish",
        "#vanish",
        "Why do gradients vanish?",
        "why do gradients vanish",
        "## Why do gradients vanish?",
    ):
        assert find_question(find_page(site, "A PAGE"), name).id == "vanish"


def test_a_question_without_entries_gets_its_first_after_its_answer(project, online):  # noqa: F811
    assert add(project, "https://good.example.org/plain", "--kind", "article", question="vanish") == 0
    assert add(project, "https://good.example.org/wall", "--kind", "notes", "--title", "T", question="explode") == 0
    text = page_text(project)
    assert "multiplied.\n\n- [A plain page]" in text
    assert f"    {WORDS}\n\n## And why" in text
    assert text.endswith(f"- [T](https://good.example.org/wall){{ #t .notes }}\n\n    {WORDS}\n")


def test_entries_of_a_lower_level_come_first(project, online):  # noqa: F811
    for path, level in (("plain", "advanced"), ("aside", "introductory")):
        arguments = [f"https://good.example.org/{path}", "--kind", "article", "--level", level, "--title", f"On {path}"]
        assert add(project, *arguments, question="vanish") == 0
    text = page_text(project)
    assert text.index("On aside") < text.index("On plain")
    assert add(project, "https://good.example.org/cite", question="vanish", description=WORDS) == 0
    text = page_text(project)
    assert text.index("On plain") < text.index("#bee-gradients")


def test_an_address_that_moved_for_good_is_replaced(project, online, capsys):  # noqa: F811
    assert add(project, "https://good.example.org/moves", "--kind", "article") == 0
    assert "(https://good.example.org/plain){" in page_text(project)
    assert "has moved for good: the entry gets https://good.example.org/plain" in capsys.readouterr().err


def test_what_a_host_does_not_tell_can_be_given_by_hand(project, online, capsys):  # noqa: F811
    arguments = ["--kind", "article", "--title", "Behind a wall", "--by", "Eve", "--year", "2020"]
    assert add(project, "https://good.example.org/wall", *arguments) == 0
    assert "nothing could be read there (it answers 403)" in capsys.readouterr().err
    assert "#eve-behind-wall" in page_text(project)


def test_offline_nothing_is_asked(project, online):  # noqa: F811
    before = len(online.log)
    arguments = ["--offline", "--kind", "article", "--title", "Unseen"]
    assert add(project, "https://unseen.example.org/", *arguments) == 0
    assert len(online.log) == before


def test_a_file_that_cannot_be_written_stays_as_it_is(project, online, capsys, monkeypatch):  # noqa: F811
    def full(_root, _changes):
        raise OSError(28, "No space left on device")

    before = page_text(project)
    monkeypatch.setattr("signposts.contribute.add.write_changes", full)
    assert add(project, "https://good.example.org/cite") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert page_text(project) == before


def test_the_facts_of_services(online):  # noqa: F811
    video = asked("https://youtu.be/abcdefghijK?t=5").facts
    assert (video.title, video.authors, video.kind) == ("A talk", ("Ann Bee",), "video")
    paper = asked("https://arxiv.org/pdf/1211.50630v2")
    assert (paper.facts.kind, paper.facts.year, paper.final) == ("paper", 2019, "")
    assert (
        asked("https://good.example.org/paper.pdf").notice
        == "it is no web page but application/pdf: its facts must be given by hand"
    )
    assert "open it in a browser to see that it lives" in asked("https://nowhere.example.org/").notice


def test_a_page_that_lies_about_itself_cannot_break_out(project, online):  # noqa: F811
    """Its title closes the link, opens HTML, a workflow command and an expression; its author opens an attribute."""
    site, before = read_site(project_of(project)), page_text(project)
    wish = Wish("https://good.example.org/hostile", "topic/page", "backprop", description=WORDS)
    wish, _ = look_up(site, wish, read_policy(), "https://site.example.org/", lookup)
    assert "\u202e" not in wish.title
    assert "\u200b" not in wish.title
    assert "\n" not in wish.title
    with_author = wish.attributes["by"]
    assert with_author == 'Eve" onclick="alert(1)'
    addition = make_addition(project_of(project), site, wish)
    assert addition.entry.title == wish.title
    assert dict(addition.entry.attributes) == {"by": with_author}
    assert [line for line in addition.text.split("\n") if "evil" in line] == [
        line for line in addition.text.split("\n") if line.startswith("- [x\\](https://evil.org)")
    ]
    assert page_text(project) == before


@pytest.mark.parametrize(
    "text",
    [
        "## Not a heading, but long enough to be a description",
        "- not a list, but long enough to be a description",
        "1. not a list either, but long enough to be one",
        "<script>alert(1)</script> and long enough to be one",
        "an end](https://evil.org){ #x } and long enough to be one",
        "**bold** _words_ `code` [a](https://evil.org) long enough",
        "\\(x\\) and $y$ and $$z$$ are formulas, long enough",
        "{: #other .video } is an attribute list, long enough",
        "![a](figure:lstm-cell) is a figure, long enough to be one",
        "&copy; &lt; &#60; are entities, long enough to be one",
        "${{ secrets.TOKEN }} ::set-output name=a::b long enough",
        ": a definition is what this would be, long enough",
        "=== and so on, until it is long enough to be one",
        "``` a fence that opens and is long enough to be one",
    ],
)
def test_a_description_is_read_back_as_it_was_written_whatever_it_holds(project, text):  # noqa: F811
    site = read_site(project_of(project))
    wish = Wish("https://new.example.org/", "topic/page", "vanish", text, "article", {}, text)
    addition = make_addition(project_of(project), site, wish)
    assert addition.entry.description == text
    assert addition.entry.title == text


def test_ids_are_free_short_and_readable():
    assert free_id("An Introduction to the LSTM, Part 2", ("Ann Bée",), set()) == "bee-lstm-2"
    assert free_id("An Introduction to the LSTM", ("Ann Bee",), {"bee-lstm", "bee-lstm-2"}) == "bee-lstm-3"
    assert free_id("中文", (), set()) == "entry"
    assert len(free_id("supercalifragilistic " * 3, ("A " + "b" * 50,), set())) <= 50


def test_what_is_missing_is_said_all_at_once():
    assert len(missing(Wish("https://a.org", "p", "q"))) == 3


def test_given_facts_go_over_found_ones_and_empty_ones_leave_out(online):  # noqa: F811
    reply = asked("https://good.example.org/cite")
    wish = completed(Wish("https://good.example.org/cite", "p", "q", "Mine", "notes", {"year": "", "by": "Me"}), reply)
    assert (wish.title, wish.kind, dict(wish.attributes)) == ("Mine", "notes", {"by": "Me"})


def test_two_parts_of_one_page_are_two_resources(project):  # noqa: F811
    site = read_site(project_of(project))
    assert known_problem(site, "https://example.org/first#part") == ""


def test_a_proxy_that_does_not_answer_is_the_user_s_own_trouble(project, monkeypatch, capsys):  # noqa: F811
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    assert add(project, "https://good.example.org/cite") == 2
    assert "the proxy does not answer" in capsys.readouterr().err
