from helpers import ENTRY, FRONT_MATTER, make_project

from signposts.project import load_project, read_site
from signposts.topics import topic_map


def test_the_map_counts_questions_and_entries_by_section(tmp_path):
    make_project(tmp_path, {"t/a.md": f"{FRONT_MATTER}\n## Why?\n\n{ENTRY}\n## How?\n", "index.md": FRONT_MATTER})
    config = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    menu = "nav:\n  - Home: index.md\n  - Topics:\n      - t/a.md\n      - t/missing.md\n  - Other:\n      - index.md\n"
    (tmp_path / "mkdocs.yml").write_text(menu + config[config.index("markdown_extensions") :], encoding="utf-8")
    project = load_project(tmp_path)
    (section,) = topic_map(project, read_site(project))
    assert (section.title, section.questions, section.entries) == ("Topics", 2, 1)
    assert section.topics[0].path == "t/a.md"
