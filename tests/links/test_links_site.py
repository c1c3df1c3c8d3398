"""The whole real site, with every one of its addresses, through the simulated web."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, BuiltSite
from simulated_web import Host, SimulatedWeb, status
from support import LivingWeb

from signposts.links.crawl import SiteLinks, read_site_links
from signposts.links.places import key_of, read_sources
from signposts.project import load_project, read_site

#: Megabytes that a run may take, whatever the web does.
MEMORY = 150

#: Runs the command and prints the most memory that it took, in kilobytes.
MEASURED = (
    "import re, sys; from signposts.cli import main; code = main(sys.argv[1:]); "
    "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr); sys.exit(code)"
)


@pytest.fixture(scope="module")
def links(site: BuiltSite) -> SiteLinks:
    return read_site_links(site.folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for name in ("docs", "mkdocs.yml", "theme"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data", root / "data")
    (root / "data" / "links.json").unlink(missing_ok=True)
    pace = '[pace]\nseconds = 0.005\nat_once = 6\n[[host]]\nname = "web.archive.org"\nseconds = 0.0\n'
    (root / "data" / "links.toml").write_text(pace)
    return root


def check(project: Path, site: BuiltSite, web: SimulatedWeb, *arguments: str) -> tuple[int, dict, int]:
    """Exit code, state and megabytes of one run over the real site."""
    command = [sys.executable, "-c", MEASURED, "--root", str(project), "links", "--site", str(site.folder), *arguments]
    environment = {**os.environ, **web.environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    state = json.loads((project / "data" / "links.json").read_text(encoding="utf-8"))
    return done.returncode, state["addresses"], int(done.stderr.split()[-1]) // 1024


def test_nothing_is_broken_inside(links: SiteLinks, site: BuiltSite):
    assert links.broken == []
    assert links.pages >= len(site.pages())
    assert links.inner > 500


def test_every_entry_is_found_with_all_its_places(links: SiteLinks):
    entries = read_sources(read_site(load_project(ROOT))).entries
    found = {key_of(address): places for address, places in links.outside.items()}
    assert set(entries) <= set(found)
    assert all(found[key] for key in entries)
    # The licence stands in every page's foot: all places are named, not only the first.
    licence = found["https://creativecommons.org/licenses/by/4.0/"]
    assert len({place.path for place in licence}) >= links.pages


def test_all_is_well_on_a_web_where_all_is_well(project: Path, site: BuiltSite, links: SiteLinks, tmp_path: Path):
    with SimulatedWeb(tmp_path, LivingWeb(list(links.outside))) as web:
        code, state, megabytes = check(project, site, web, "--no-archive")
        wrong = {address: row for address, row in state.items() if row["state"] not in ("ok", "unchecked")}
        assert wrong == {}
        assert code == 0
        assert sum(row["state"] == "ok" for row in state.values()) >= 300
        assert megabytes <= MEMORY


def test_what_breaks_is_found(project: Path, site: BuiltSite, links: SiteLinks, tmp_path: Path):
    hosts = LivingWeb(list(links.outside))
    hosts["colah.github.io"] = Host(default=status(404))
    with SimulatedWeb(tmp_path, hosts) as web:
        _, state, _ = check(project, site, web, "--no-archive")
    failed = {address for address, row in state.items() if row["state"] == "suspect"}
    assert failed == {address for address in links.outside if "//colah.github.io/" in address}
    assert failed
