"""The data beside the pages that only some outputs need, read together and held against the pages."""

from dataclasses import dataclass
from pathlib import Path

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
    findings: tuple[Finding, ...]


def read_data(root: Path) -> Data:
    """Read the files below ``root``; a missing file is an empty one."""
    citations, findings = read_citations(root)
    paths, path_findings = read_paths(root)
    synonyms, more = read_synonyms(root)
    return Data(citations, paths, synonyms, (*findings, *path_findings, *more))


def check_data(data: Data, site: Site) -> list[Finding]:
    """Every finding about the data, in the files themselves and against the pages of the site."""
    return [*data.findings, *check_citations(data.citations, site), *check_paths(data.paths, site)]
