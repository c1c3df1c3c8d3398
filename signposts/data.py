"""The data beside the pages that only some outputs need, read together and held against the pages."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from signposts.asked import Asked, check_asked, read_asked
from signposts.bibtex import Citations, check_citations, read_citations
from signposts.paths import ReadingPath, check_paths, read_paths
from signposts.records import Finding
from signposts.rules import Site
from signposts.synonyms import Groups, read_synonyms


@dataclass(frozen=True, slots=True)
class Data:
    """What the files say. findings: what is wrong with a file by itself."""

    citations: Citations
    paths: tuple[ReadingPath, ...]
    synonyms: Groups
    asked: Asked
    findings: tuple[Finding, ...]


def read_data(root: Path) -> Data:
    """Read the files below ``root``; a missing file is an empty one."""
    citations, findings = read_citations(root)
    paths, path_findings = read_paths(root)
    synonyms, more = read_synonyms(root)
    asked, asked_findings = read_asked(root)
    return Data(citations, paths, synonyms, asked, (*findings, *path_findings, *more, *asked_findings))


def check_data(data: Data, site: Site) -> list[Finding]:
    """Every finding about the data, in the files themselves and against the pages of the site."""
    checked = (check_citations(data.citations, site), check_paths(data.paths, site), check_asked(data.asked, site))
    return [*data.findings, *chain.from_iterable(checked)]
