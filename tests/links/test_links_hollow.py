"""Words by which pages say that they are not here, in many systems and languages, alone and within a site."""

import html

import pytest
from phrases import LIVING, MISSING, PROSE, SHORT_ANSWERS

from signposts.links.page import read_page
from signposts.links.policy import read_policy
from signposts.links.records import Answer, Look, State, Target, Verdict
from signposts.links.verdict import judge

POLICY = read_policy()
URL = "https://site.example.org/posts/2015/lstm"
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>A menu's entry {n}</a></li>" for n in range(60)) + "</ul></nav>"
FOOT = "<footer>" + "All rights reserved. Privacy policy. Terms of service. Contact us. " * 12 + "</footer>"


def judged(body: str, kind: str = "text/html; charset=utf-8", url: str = URL) -> Verdict:
    answer = Answer(url, 200, {"content-type": kind}, body.encode())
    return judge(Target(url), Look((answer,), read_page(answer)), POLICY)


def page(title: str, heading: str, text: str, *, around: bool, tag: str = "h1") -> str:
    head = f"<{tag}>{html.escape(heading)}</{tag}>" if heading else ""
    body = f"<main>{head}<p>{text}</p></main>"
    return f"<title>{html.escape(title)}</title>{MENU + body + FOOT if around else body}"


@pytest.mark.parametrize("around", [False, True], ids=["alone", "in a site"])
@pytest.mark.parametrize("words", MISSING, ids=lambda words: " / ".join(words)[:60].replace("::", ":"))
def test_pages_that_are_not_here(words, around):
    verdict = judged(page(*words, around=around))
    assert verdict.state is State.HOLLOW
    assert verdict.reason


@pytest.mark.parametrize("around", [False, True], ids=["alone", "in a site"])
@pytest.mark.parametrize("words", LIVING, ids=lambda words: " / ".join(words)[:60])
def test_living_pages(words, around):
    verdict = judged(page(*words, around=around))
    assert verdict.state is State.OK, verdict.reason


@pytest.mark.parametrize("text", SHORT_ANSWERS)
def test_answers_of_one_line(text):
    assert judged(text, "application/json" if text[0] == "{" else "text/plain").state is State.HOLLOW


def test_a_second_heading_speaks_only_beside_little_text():
    words = ("My Blog", "Page not found", "Use the search.")
    assert judged(page(*words, around=True, tag="h2")).state is State.HOLLOW
    status_codes = "<h1>Status codes</h1>" + page("Status codes", "404 Not Found", PROSE * 20, around=True, tag="h2")
    assert judged(status_codes).state is State.OK


def test_a_header_with_the_title_in_it_is_no_menu():
    body = "<title>Blog</title><header><h1>Seite nicht gefunden</h1></header><main><p>Zur Startseite</p></main>"
    assert judged(body).state is State.HOLLOW
