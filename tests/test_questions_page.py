"""All questions on one page."""

from helpers import FRONT_MATTER, make_project, project_of

from signposts.project import read_site
from signposts.questions_page import questions_html


def test_every_question_of_the_menu_with_its_topic(tmp_path):
    pages = {
        "index.md": FRONT_MATTER,
        "a/one.md": FRONT_MATTER.replace("A page", "One & only") + "\n## Is 1 < 2? { #less }\n\nYes.\n",
        "a/two.md": FRONT_MATTER.replace("A page", "Two"),
    }
    root = make_project(tmp_path, pages)
    config = (root / "mkdocs.yml").read_text()
    grouped = config.replace("  - a/one.md\n  - a/two.md\n", "  - First: [a/one.md, a/two.md]\n")
    (root / "mkdocs.yml").write_text(grouped)
    project = project_of(root)
    html = questions_html(project, read_site(project), {"a/one.md": "a/one/", "a/two.md": "a/two/"}, "../")
    assert html == (
        "<h2>First</h2>\n<ul>\n"
        '<li><a href="../a/one/">One &amp; only</a>\n<ul><li><a href="../a/one/#less">Is 1 &lt; 2?</a></li></ul></li>\n'
        '<li><a href="../a/two/">Two</a></li>\n</ul>'
    )
