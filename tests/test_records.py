from signposts.records import Entry, Finding, Heading, Page, Source


def test_a_finding_prints_its_place():
    finding = Finding("docs/recurrent-networks.md", 42, "E104", 'unknown kind "blog": use one of article')
    assert str(finding) == 'docs/recurrent-networks.md:42: E104 unknown kind "blog": use one of article'


def test_a_finding_as_an_annotation_cannot_start_another_command():
    finding = Finding("docs/a,b:c%.md", 1, "E104", "100 %\n::error::x\r")
    assert finding.as_github() == ("::error file=docs/a%2Cb%3Ac%25.md,line=1,title=E104::100 %25%0A::error::x%0D")


def test_findings_sort_by_place():
    assert min([Finding("b", 1, "E1", ""), Finding("a", 10, "E1", ""), Finding("a", 9, "E2", "")]).line == 9


def test_facts_that_are_no_numbers_are_unknown():
    entry = Entry("u", "t", "i", ("x", "paper"), {"year": "²", "minutes": "-1", "by": " A ,, B "}, "", 1)
    assert (entry.year, entry.minutes, entry.kind, entry.authors) == (None, None, "paper", ("A", "B"))


def test_a_page_reads_its_front_matter_leniently():
    page = Page(Source("docs/a/b.md", {"title": 3, "prerequisites": ["x.md", 4]}), (Heading(2, "q", "Q?", 1),))
    assert (page.title, page.description, page.prerequisites) == ("", "", ("x.md",))
    assert (page.name, page.is_topic, page.meta_line("title")) == ("a/b.md", True, 1)
    assert [question.id for question in page.questions] == ["q"]
    assert not Page(Source("docs/about.md")).is_topic
    assert Page(Source("docs/about.md", {"prerequisites": "x"})).prerequisites == ()
