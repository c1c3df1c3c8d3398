import json

from signposts.offline import offline_list


def test_the_list_names_what_readers_need_with_marks_of_the_content():
    files = {
        "index.html": b"1",
        "topic/index.html": b"2",
        "404.html": b"3",
        "assets/site.0123456789.css": b"4",
        "catalogue.json": b"5",
        "catalogue.csv": b"6",
        "sitemap.xml.gz": b"7",
        "sw.js": b"8",
        "assets/social.png": b"9",
        "_headers": b"10",
    }
    made = json.loads(offline_list(files))
    marks = made["files"]
    assert made["bytes"] == 5
    assert list(marks) == ["404.html", "assets/site.0123456789.css", "catalogue.json", "", "topic/"]
    assert len(set(marks.values())) == 5
    changed = json.loads(offline_list({**files, "index.html": b"changed"}))["files"]
    assert [name for name in marks if marks[name] != changed[name]] == [""]
