from helpers import FRONT_MATTER, make_project, project_of

from signposts.data import check_data, read_data
from signposts.project import read_site


def test_every_file_is_read_and_every_finding_is_handed_on(tmp_path):
    root = make_project(tmp_path, {"index.md": FRONT_MATTER})
    (root / "data").mkdir()
    for name in ("citations", "paths", "synonyms"):
        (root / "data" / f"{name}.toml").write_text("= =")
    data = read_data(root)
    assert [finding.code for finding in data.findings] == ["E404", "E406", "E405"]
    assert check_data(data, read_site(project_of(root))) == list(data.findings)


def test_missing_files_are_empty(tmp_path):
    data = read_data(tmp_path)
    assert (data.findings, data.paths, data.citations.venues) == ((), (), {})
