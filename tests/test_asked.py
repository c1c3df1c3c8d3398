"""Other words by which readers look for an answer."""

from helpers import FRONT_MATTER, make_project, project_of

from signposts.asked import FILE, check_asked, read_asked
from signposts.project import read_site

PAGE = f"{FRONT_MATTER}\n## How does it work? {{ #how }}\n\nWell.\n"


def read(root, text):
    (root / FILE).parent.mkdir(exist_ok=True)
    (root / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_asked(root)


def test_words_are_read_with_their_lines(tmp_path):
    asked, findings = read(tmp_path, '# Words.\n"topic/page" = "tally"\n"topic/page#how" = "beads, abacus"\n')
    assert findings == []
    assert {place: (words.text, words.line) for place, words in asked.items()} == {
        "topic/page": ("tally", 2),
        "topic/page#how": ("beads, abacus", 3),
    }


def test_no_file_is_no_words(tmp_path):
    assert read_asked(tmp_path) == ({}, [])


def test_what_cannot_be_read_is_said_with_its_line(tmp_path):
    for text, line in (("a = \n", 1), (b"\xff", 1), ('\n"topic/page" = 3\n', 2), ('"topic/page" = " "', 1)):
        asked, findings = read(tmp_path, text)
        assert asked == {}
        assert [(finding.path, finding.line, finding.code) for finding in findings] == [
            ("data/asked.toml", line, "E409")
        ]


def test_words_for_what_is_not_there_are_findings(tmp_path):
    site = read_site(project_of(make_project(tmp_path, {"topic/page.md": PAGE})))
    asked, _ = read(tmp_path, '"topic/page#how" = "a"\n"topic/page#why" = "b"\n"topic/other" = "c"\n')
    found = [(finding.line, finding.code, finding.message) for finding in check_asked(asked, site)]
    assert [(line, code) for line, code, _ in found] == [(2, "E410"), (3, "E410")]
    assert '"#why"' in found[0][2]
    assert '"docs/topic/other.md"' in found[1][2]
