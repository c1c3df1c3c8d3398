"""The command as maintainers and CI use it, over a small project and a small web."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from helpers import FRONT_MATTER, make_project
from simulated_web import Host, SimulatedWeb, good, redirect, slow, status
from support import LivingWeb, use, write_site

from signposts.cli import main
from signposts.links import command
from signposts.links.crawl import read_site_links
from signposts.links.lock import only_run
from signposts.links.places import addresses_at, read_project_sources
from signposts.links.run import Clock
from signposts.project import ProjectError

WELL = "https://well.example.org/course"
MOVED = "https://moved.example.org/old"
GONE = "https://gone.example.org/article"
HOLLOW = "https://hollow.example.org/slides.pdf"
WALL = "https://wall.example.org/discussion"
PROSE = "https://well.example.org/prose"
BASE = "https://site.example.org/"

PAGE = f"""{FRONT_MATTER}
## A question? {{ #question }}

See [this]({PROSE}) too.

- [A course]({WELL}){{ #a-course .course year="2016" }}
- [An article]({GONE}){{ #an-article .article year="2013" }}
- [Slides]({HOLLOW}){{ #slides .slides }}
- [A talk]({MOVED}#part){{ #a-talk .video }}
- [A thread]({WALL}){{ #a-thread .discussion }}
"""

QUICK = """
[limits]
seconds = 4.0
first_seconds = 2.0
pauses = [0.05]
[pace]
seconds = 0.01
at_once = 4
[[host]]
name = "web.archive.org"
seconds = 0.0
"""


@pytest.fixture
def hosts() -> LivingWeb:
    web = LivingWeb([])
    web["gone.example.org"] = Host(default=status(404))
    web["hollow.example.org"] = Host(default=good())
    web["wall.example.org"] = Host(default=status(403))
    web["moved.example.org"] = Host({"/old": redirect("/new"), "/new": good(extra="<b id=part></b>")})
    return web


@pytest.fixture
def online(tmp_path: Path, hosts: LivingWeb, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedWeb]:
    with SimulatedWeb(tmp_path, hosts) as web:
        use(web, monkeypatch)
        yield web


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    root = make_project(tmp_path / "project", {"topic/page.md": PAGE, "index.md": FRONT_MATTER})
    (root / "data").mkdir()
    (root / "data" / "links.toml").write_text(QUICK)
    links = [WELL, GONE, HOLLOW, f"{MOVED}#part", WALL, PROSE]
    write_site(root / "site", {"": [], "topic/page": links}, BASE)
    return root


def run(project: Path, *arguments: str, day: int = 0) -> int:
    moment = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(days=day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "Clock", lambda: Clock(now=lambda: moment))
        return main(["--root", str(project), "links", *arguments])


def state_of(project: Path) -> dict[str, dict]:
    return json.loads((project / "data" / "links.json").read_text(encoding="utf-8"))["addresses"]


def test_a_weekly_life(project, online, capsys):
    assert run(project) == 1
    output = capsys.readouterr().out
    assert (
        f"{HOLLOW}\n    hollow: an HTML page where a PDF was (replace it, or keep the entry for its archived copy)"
        in output
    )
    assert f"{GONE}\n    suspect: answers 404 (not found)\n    at docs/topic/page.md:12" in output
    assert "write https://moved.example.org/new, or run: signposts links --fix" in output
    assert "open it, and add what you see to data/blocked.toml" in output
    assert "6 addresses outside, 6 asked" in output
    states = {address: row["state"] for address, row in state_of(project).items()}
    assert states == {
        WELL: "ok", GONE: "suspect", HOLLOW: "hollow", f"{MOVED}#part": "moved", WALL: "blocked", PROSE: "ok"
    }  # fmt: skip
    # The copy nearest to the year of each entry; the newest without a year; none for links that are no entries.
    assert state_of(project)[WELL]["archived"] == "https://web.archive.org/web/20160601120000/http://example.org/a"
    assert state_of(project)[GONE]["archived"] == "https://web.archive.org/web/20120101000000/http://example.org/a"
    assert state_of(project)[WALL]["archived"] == "https://web.archive.org/web/20240601120000/http://example.org/a"
    assert "archived" not in state_of(project)[PROSE]
    # The next day nothing is due: nothing is asked, and what was wrong still is.
    asked = len(online.log)
    assert run(project, day=1) == 1
    assert len(online.log) == asked
    # After three days the suspect, after seven all.
    assert run(project, day=3) == 1
    assert {url for _, method, url in online.log[asked:] if method == "GET"} == {
        GONE,
        "https://gone.example.org/robots.txt",
    }
    assert run(project, day=7) == 1
    assert state_of(project)[GONE]["state"] == "dead"
    assert state_of(project)[GONE]["failures"] == 3
    assert "dead: answers 404" in capsys.readouterr().out


def test_all_is_well(project, online, hosts, capsys):
    for name in ("gone.example.org", "hollow.example.org", "wall.example.org", "moved.example.org"):
        del hosts[name]
    hosts.anchors = {MOVED: ["part"]}
    assert run(project, "--format", "markdown") == 0
    assert "All is well." in capsys.readouterr().out
    assert {row["state"] for row in state_of(project).values()} == {"ok"}


def test_formats(project, online, capsys, tmp_path):
    assert run(project, "--format", "github", "--output", str(tmp_path / "report.txt")) == 1
    lines = (tmp_path / "report.txt").read_text().splitlines()
    assert f"::error file=docs/topic/page.md,line=13,title=link hollow::{HOLLOW} is hollow: an HTML page" in "\n".join(
        lines
    )
    assert any(line.startswith("::warning file=docs/topic/page.md,line=12,title=link suspect::") for line in lines)
    assert any(line.startswith("::notice file=docs/topic/page.md,line=14,title=link moved::") for line in lines)
    assert "6 addresses outside" in capsys.readouterr().out
    assert run(project, "--format", "json", day=1) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["found"] is True
    assert report["counts"] == {"hollow": 1, "suspect": 1, "blocked": 1, "moved": 1, "ok": 2}
    first = report["addresses"][0]
    assert (first["address"], first["weight"], first["places"]) == (
        HOLLOW, "error", [{"path": "docs/topic/page.md", "line": 13}]
    )  # fmt: skip
    assert run(project, "--format", "markdown", day=1) == 1
    assert f"- `{HOLLOW}`: `an HTML page where a PDF was`" in capsys.readouterr().out


def test_words_of_people(project, online, capsys):
    rows = f'[[blocked]]\naddress = "{HOLLOW}"\ndate = 2026-10-01\nreason = "a viewer"\n'
    rows += '[[blocked]]\nhost = "example.org"\ndate = 2026-10-02\nreason = "opens in a browser"\n'
    (project / "data" / "blocked.toml").write_text(rows)
    assert run(project) == 0
    assert "on 2026-10-02 a person saw: opens in a browser" in capsys.readouterr().out
    assert state_of(project)[HOLLOW]["state"] == "blocked"
    # A word does not count for ever.
    assert run(project, "--all", day=400) == 1


def test_fix(project, online, capsys):
    assert run(project) == 1
    capsys.readouterr()
    assert run(project, "--fix") == 0
    assert capsys.readouterr().out.splitlines() == ["docs/topic/page.md", "data/moved.toml"]
    text = (project / "docs" / "topic" / "page.md").read_text()
    assert "(https://moved.example.org/new#part){ #a-talk .video }" in text
    assert text.replace("https://moved.example.org/new#part", f"{MOVED}#part") == PAGE
    record = (project / "data" / "moved.toml").read_text()
    assert f'from = "{MOVED}#part"\nto = "https://moved.example.org/new#part"\ndate = 2026-11-01' in record


def test_changed(project, online, hosts, capsys):
    def git(*arguments: str) -> None:
        who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a"}
        subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True, env={**os.environ, **who})

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "begin")
    assert run(project, "--changed", "main") == 0
    assert online.log == []
    assert addresses_at(project, "main") == set(read_project_sources(project).places)
    with pytest.raises(ProjectError, match="no such commit"):
        addresses_at(project, "nosuchbranch")
    git("switch", "-q", "-c", "more")
    page = project / "docs" / "topic" / "page.md"
    page.write_text(PAGE + "- [New](https://new.example.org/a){ #new .article }\n")
    index = project / "site" / "topic" / "page" / "index.html"
    index.write_text(index.read_text().replace("<body>", '<body><a href="https://new.example.org/a">new</a>'))
    # What the branch did not touch is not asked, however broken: what it adds is fine.
    assert run(project, "--changed", "main") == 0
    assert {url for _, method, url in online.log if method == "GET"} == {
        "https://new.example.org/a", "https://new.example.org/robots.txt"
    }  # fmt: skip
    # A hard failure of a new address fails at once, a passing one only warns.
    for behaviour, code in ((status(404), 1), (status(503), 0), (status(403), 0), (redirect("http://127.0.0.1/"), 1)):
        hosts["new.example.org"] = Host(default=behaviour)
        assert run(project, "--changed", "main", "--format", "github") == code
        level = "error" if code else "warning"
        assert f"::{level} file=docs/topic/page.md,line=16," in capsys.readouterr().out
    assert run(project, "--changed", "nosuchbranch") == 2
    assert "fetch the base first" in capsys.readouterr().err


def test_broken_inside(project, online, hosts, capsys):
    hosts.clear()
    index = project / "site" / "topic" / "page" / "index.html"
    links = (
        '<body><a href="../missing/">m</a><a href="#nowhere">n</a><a href="#here" id="here">h</a><img src="../a.png">'
    )
    index.write_text(index.read_text().replace("<body>", links))
    (project / "site" / "alone").mkdir()
    (project / "site" / "alone" / "index.html").write_text('<a href="../nothing.html">x</a>')
    assert run(project) == 1
    output = capsys.readouterr().out
    assert f"broken inside: {BASE}topic/missing/: answers 404 Not Found\n    at site/topic/page/index.html:1" in output
    assert f"broken inside: {BASE}topic/page/#nowhere: the page has no anchor #nowhere" in output
    assert f"broken inside: {BASE}topic/a.png" in output
    assert f"broken inside: {BASE}nothing.html: answers 404 Not Found\n    at site/alone/index.html:1" in output
    assert "#here" not in output


def test_shards_and_merge(project, online, capsys):
    parts = [project / f"part{number}.json" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        assert run(project, "--shard", f"{number}/3", "--state", str(part)) in (0, 1)
    pieces = [json.loads(part.read_text())["addresses"] for part in parts]
    assert sum(len(piece) for piece in pieces) == 6
    assert run(project, "--merge", *map(str, parts)) == 0
    assert len(state_of(project)) == 6
    assert run(project, "--merge", "nosuch.json") == 2
    with pytest.raises(SystemExit) as stopped:
        run(project, "--shard", "4/3")
    assert stopped.value.code == 2
    assert "write for example 2/5" in capsys.readouterr().err


def test_single_addresses(project, online, capsys):
    assert run(project, WELL, "https://elsewhere.example.org/") == 0
    assert "2 addresses outside, 2 asked" in capsys.readouterr().out
    assert list(state_of(project)) == [WELL]


def test_it_could_not_do_its_job(project, online, hosts, capsys, monkeypatch):
    assert run(project, "--site", "nowhere") == 2
    assert 'run "make build"' in capsys.readouterr().err
    (project / "data" / "blocked.toml").write_text('[[blocked]]\nhost = "a.org"\n')
    assert run(project) == 2
    assert "data/blocked.toml: a row needs date" in capsys.readouterr().err
    (project / "data" / "blocked.toml").unlink()
    (project / "data" / "links.json").write_text("{")
    assert run(project) == 2
    assert "links.json" in capsys.readouterr().err
    (project / "data" / "links.json").unlink()
    # No host answers at all: our network is down, and nothing is remembered.
    for name in ("well", "gone", "hollow", "wall", "moved"):
        hosts[f"{name}.example.org"] = Host(link="refused")
    assert run(project) == 2
    assert "not one of 5 hosts answered" in capsys.readouterr().err
    assert not (project / "data" / "links.json").exists()
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert run(project) == 2
    assert "the proxy does not answer" in capsys.readouterr().err


def test_archive_trouble_blocks_nothing(project, online, hosts):
    hosts["web.archive.org"] = Host(default=status(503))
    run(project)
    assert len(online.asked("https://web.archive.org/cdx")) == 3
    assert not any("archived" in row for row in state_of(project).values())
    hosts["web.archive.org"] = Host(default=status(200, "<html>not JSON"))
    run(project)
    hosts["web.archive.org"] = Host(default=status(200, "[]"))
    run(project, "--save")
    assert online.asked(f"https://web.archive.org/save/{WELL}")
    assert not online.asked(f"https://web.archive.org/save/{GONE}")


def test_withdrawn_and_robots(project, online, hosts):
    from signposts.withdrawn import address_hash  # noqa: PLC0415 - another feature's

    row = '[[withdrawn]]\nid = "x"\npage = "topic/page.md"\ndate = 2026-11-01\nreason = "its author\'s wish"\n'
    (project / "data" / "withdrawn.toml").write_text(f'{row}hashes = ["{address_hash(WELL)}"]\n')
    hosts["gone.example.org"] = Host(
        {"/robots.txt": status(200, "User-agent: *\nDisallow: /", {"Content-Type": "text/plain"})}
    )
    run(project)
    assert state_of(project)[WELL]["reason"] == "withdrawn at its author's wish"
    assert WELL not in online.asked()
    assert state_of(project)[GONE]["reason"] == "the host's robots.txt asks robots to stay away"
    run(project, "--ignore-robots", "--all")
    assert state_of(project)[GONE]["state"] == "suspect"


def test_killed_and_resumed(tmp_path, monkeypatch):
    """Killed without warning in the middle: what was found is kept, and no answered address is asked again."""
    addresses = [f"https://h{number % 10}.example.org/{number}" for number in range(120)]
    root = tmp_path / "plain"
    write_site(root / "site", {"": addresses}, BASE)
    (root / "data").mkdir()
    (root / "data" / "links.toml").write_text("[pace]\nseconds = 0.1\nat_once = 2\n")
    with SimulatedWeb(tmp_path, LivingWeb([]), pause=0.02) as web:
        environment = {**os.environ, **web.environment, "PYTHONPATH": str(ROOT)}
        arguments = [sys.executable, "-m", "signposts", "--root", str(root), "links", "--all"]
        first = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(set(addresses) & set(web.asked())) < 60:
            time.sleep(0.02)
            assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert not (root / "data" / "links.json").exists()
        kept = (root / "data" / ".links.json.journal").read_text().count('"state"')
        assert kept >= 20
        second = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
        assert second.returncode == 0, second.stderr
        assert "120 addresses outside" in second.stdout
        assert set(state_of(root)) == set(addresses)
        asked = [url for _, method, url in web.log if method == "GET" and not url.endswith("robots.txt")]
        assert len(asked) <= 2 * len(addresses) - kept
    assert [path.name for path in (root / "data").iterdir() if path.name.startswith(".")] == []


def test_slow_hosts_do_not_hold_up_others(project, online, hosts):
    hosts["wall.example.org"] = Host(default=slow(1.0))
    run(project)
    times = {url: moment for moment, method, url in online.log if method == "GET"}
    assert times[WELL] < times[WALL] + 1.0


def test_a_bar_on_a_terminal_only(project, online, capsys, monkeypatch):
    run(project)
    assert "█" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run(project, "--all")
    assert "6/6 pages" in capsys.readouterr().err


def test_stopped_by_hand(project, online, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "read_site_links", stop)
    assert run(project) == 2
    assert "the next run goes on from there" in capsys.readouterr().err


def test_crawl_delay_is_kept(project, online, hosts):
    rules = status(200, "User-agent: *\nCrawl-delay: 1\n", {"Content-Type": "text/plain"})
    hosts["well.example.org"] = Host({"/robots.txt": rules}, default=good())
    run(project)
    times = [moment for moment, method, url in online.log if url in (WELL, PROSE) and method == "GET"]
    assert max(times) - min(times) >= 0.9


def test_one_run_at_a_time(project, online, capsys):
    state = project / "data" / "links.json"
    run(project)
    before = state.read_bytes()
    asked = len(online.log)
    with only_run(state):
        assert run(project, "--all") == 2
        assert "is at work on this state" in capsys.readouterr().err
        assert run(project, "--merge", str(state)) == 2
        assert run(project, WELL, "--state", "other.json") == 0
    assert state.read_bytes() == before
    assert not any(GONE in address for address in online.asked()[asked:])
    # Nothing is left to stand in the way of the next run.
    assert [path.name for path in state.parent.iterdir() if path.name.startswith(".")] == []
    assert run(project, "--all") == 1


def test_the_lock_of_a_killed_run_holds_nobody_up(project, online):
    state = project / "data" / "links.json"
    code = "import sys, time, pathlib; from signposts.links.lock import only_run\n"
    code += "with only_run(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(state)], stdout=subprocess.PIPE, cwd=ROOT)
    assert holder.stdout.readline() == b"held\n"
    assert run(project) == 2
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert (state.parent / ".links.json.lock").exists()
    assert run(project) == 1


def test_suspects_that_do_not_answer_are_no_lost_network(project, online, hosts, capsys):
    run(project)
    for name in ("gone", "hollow", "wall"):
        hosts[f"{name}.example.org"] = Host(link="refused")
    run(project, "--all")
    # Only hosts that do not answer are due, and others still do.
    assert run(project, day=3) == 0
    assert state_of(project)[GONE]["failures"] == 3
    # When those do not answer either, it is our network.
    for name in ("well", "moved"):
        hosts[f"{name}.example.org"] = Host(link="refused")
    before = state_of(project)
    assert run(project, day=6) == 2
    assert "network seems down" in capsys.readouterr().err
    assert state_of(project) == before


def test_an_interrupted_run_of_long_ago_is_not_taken_up(project, online):
    journal = project / "data" / ".links.json.journal"
    row = {
        "state": "suspect",
        "checked": "2026-10-01T12:00:00Z",
        "failures": 1,
        "failing_since": "2026-10-01T12:00:00Z",
    }
    journal.write_text(json.dumps([GONE, row]) + "\n")
    run(project)
    assert GONE in online.asked()
    assert state_of(project)[GONE]["state"] == "suspect"
    assert state_of(project)[GONE]["failures"] == 2
    # What is older than the state says nothing new.
    journal.write_text(json.dumps([GONE, {**row, "failures": 9}]) + "\n")
    run(project, day=1)
    assert state_of(project)[GONE]["failures"] == 2


def test_another_site_has_its_own_places(project, online, tmp_path, capsys):
    (project / "mkdocs.yml").write_text((project / "mkdocs.yml").read_text() + f"site_url: {BASE}\n")
    other = write_site(tmp_path / "elsewhere", {"": [GONE]}, "https://other.example.org/")
    assert run(project, "--site", str(other), "--state", str(tmp_path / "other.json")) == 0
    assert f"at {other.as_posix()}/index.html:2" in capsys.readouterr().out
    run(project)
    assert "at docs/topic/page.md:12" in capsys.readouterr().out


def test_another_present(project, online, capsys):
    for hour in ("01T12", "04T12", "08T13"):
        main(["--root", str(project), "links", "--now", f"2026-11-{hour}:00:00Z"])
    assert state_of(project)[GONE]["state"] == "dead"
    with pytest.raises(SystemExit):
        main(["--root", str(project), "links", "--now", "tomorrow"])
    assert "is no time" in capsys.readouterr().err


def test_what_is_broken_inside_in_all_the_places_where_addresses_stand(tmp_path):
    page = """<link rel=preconnect href="https://fonts.example.org"><link rel=stylesheet href="a.css">
    <a href="about">a</a><style>body { background: url(no-style.png) }</style><video poster="no-poster.png"></video>
    <a href="ftp://f.org/x">f</a>
    <picture><source srcset="no-source.webp"></picture><svg><image href="no-image.png"/></svg>
    <a href="#:~:text=x">t</a>"""
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "about.html").write_text("<a href='./'>up</a>")
    (tmp_path / "a.css").write_text("@import 'no-import.css';")
    (tmp_path / "sitemap.xml").write_text(f"<urlset><url><loc>{BASE}</loc></url></urlset>")
    found = read_site_links(tmp_path)
    assert found.base == BASE
    broken = {address.removeprefix(BASE) for address, _, _ in found.broken}
    assert broken == {"no-style.png", "no-poster.png", "no-source.webp", "no-image.png", "no-import.css"}
    assert list(found.outside) == ["ftp://f.org/x"]
