import pytest
from helpers import ENTRY, convert
from hypothesis import given, settings
from hypothesis import strategies as st


def only_entry(text):
    _, page, _ = convert(text)
    (entry,) = page.entries
    return entry


def test_an_entry_is_read_with_all_its_facts():
    entry = only_entry(
        """\
        ## Why? { #why }

        - [Title, *not* plain `code`](https://example.org/a?b=1&c=2){ #ann-title .paper by="Ann Bee, Cy Dee" MORE }

            What \\_it\\_ gives &amp; why, with [a link](https://example.org/b).
        """.replace("MORE", 'year="2015" level="advanced" minutes="12" access="paid" lang="de"')
    )
    assert entry.title == "Title, not plain code"
    assert entry.title_markup
    assert entry.url == "https://example.org/a?b=1&c=2"
    assert (entry.id, entry.kind, entry.authors) == ("ann-title", "paper", ("Ann Bee", "Cy Dee"))
    assert (entry.year, entry.minutes, entry.level) == (2015, 12, "advanced")
    assert (entry.access, entry.lang) == ("paid", "de")
    assert entry.description == "What _it_ gives & why, with a link."
    assert (entry.question, entry.line) == ("why", 3)


def test_entities_and_escapes_in_attributes_are_what_they_stand_for():
    facts = r'#a-a .code by="Neil &amp; Bob, Cy\_Dee, Eve &lt;b&gt;"'
    entry = only_entry(f"- [A title](https://a.org/x){{ {facts} }}\n\n    Words.\n")
    assert entry.authors == ("Neil & Bob", "Cy_Dee", "Eve <b>")


def test_what_is_unknown_is_empty():
    entry = only_entry("- [T](https://example.org){ #t-t .video }\n\n    Words.\n")
    assert (entry.authors, entry.year, entry.minutes, entry.level, entry.access, entry.lang) == (
        (), None, None, "", "", "",
    )  # fmt: skip


def test_tight_and_loose_items_are_entries_alike():
    _, page, _ = convert("- [A](https://a.org){ #a-a .code }\n- [B](https://b.org){ #b-b .code }\n")
    assert [(entry.id, entry.line, entry.description) for entry in page.entries] == [("a-a", 1, ""), ("b-b", 2, "")]


def test_a_plain_outside_link_at_the_start_of_an_item_is_an_entry_too():
    assert only_entry("- [A](https://a.org)\n\n    Words.\n").id == ""


def test_links_into_the_site_and_links_inside_a_sentence_are_no_entries():
    _, page, _ = convert("- [A page](other.md)\n- See [A](https://a.org)\n- **[B](https://b.org)**\n")
    assert page.entries == ()
    assert [href for href, _ in page.links] == ["other.md", "https://a.org", "https://b.org"]
    assert [line for _, line in page.links] == [1, 2, 3]


@pytest.mark.parametrize("rest", ['{ #a-a .code by="A', "{ #a-a .code", "{: #a-a", '{ #a .b by="x" y'])
def test_an_attribute_list_that_is_not_closed_is_kept_as_typed(rest):
    assert only_entry(f"- [A](https://a.org){rest}\n\n    Words.\n").broken_attributes.startswith("{")


def test_html_in_a_title_is_noticed():
    assert only_entry("- [A <b>x</b>](https://a.org){ #a-a .code }\n").title_markup
    assert only_entry("- [A *x*](https://a.org){ #a-a .code }\n").title_markup
    assert not only_entry("- [A &amp; `B` < C](https://a.org){ #a-a .code }\n").title_markup


def test_questions_and_anchors_have_lines():
    _, page, _ = convert("intro\n\n## One?\n\ntext\n\n### Two { #two }\n\n" + ENTRY)
    assert [(h.level, h.id, h.text, h.line) for h in page.headings] == [(2, "one", "One?", 3), (3, "two", "Two", 7)]
    assert page.anchors == (("one", 3), ("two", 7), ("ann-title", 9))


def test_a_formula_in_a_heading_is_noticed():
    _, page, _ = convert("## What is \\(x\\)?\n")
    assert page.headings[0].has_formula


def test_examples_in_code_are_not_read_and_do_not_confuse_lines():
    _, page, _ = convert("```markdown\n" + ENTRY + "```\n\n" + ENTRY)
    assert [entry.line for entry in page.entries] == [7]


def test_a_reference_link_is_found_by_its_id():
    entry = only_entry("text\n\n- [A][ref]{ #a-a .code }\n\n    Words.\n\n[ref]: https://a.org\n")
    assert (entry.url, entry.id) == ("https://a.org", "a-a")


_word = st.text("abcXYZ ü–9_*`<>&\"'[]()!\\", max_size=20)


@settings(max_examples=150, deadline=None)
@given(_word, _word, _word, _word)
def test_any_characters_give_a_page_and_never_a_traceback(title, url, attributes, description):
    text = f"- [{title}](https://a.org/{url}){{ #a-a .code {attributes} }}\n\n    {description}\n"
    html, page, findings = convert(text)
    assert isinstance(html, str)
    assert len(page.entries) <= 1
    assert all(finding.line >= 1 for finding in findings)


@settings(max_examples=100, deadline=None)
@given(
    st.text("abcdefgh ABC", min_size=1, max_size=30).map(str.strip).filter(bool),
    st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True),
    st.sampled_from(["article", "paper", "video"]),
    st.integers(1900, 2026),
)
def test_what_was_written_is_read_back(title, identifier, kind, year):
    entry = only_entry(f'- [{title}](https://a.org/x){{ #{identifier} .{kind} year="{year}" }}\n\n    Words.\n')
    assert (entry.title, entry.id, entry.kind, entry.year) == (" ".join(title.split()), identifier, kind, year)
    assert entry.description == "Words."
