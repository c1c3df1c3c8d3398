"""All rules, applied to the whole project: its pages, and the data beside them."""

from signposts.data import check_data, read_data
from signposts.glossary import read_glossary
from signposts.project import Project, read_site
from signposts.records import Finding
from signposts.rules import Site, check


def check_project(project: Project) -> tuple[Site, list[Finding]]:
    """Read every page without rendering it; returns the site, and every finding sorted by place."""
    site = read_site(project)
    _, glossary_findings = read_glossary(project.root)
    data_findings = check_data(read_data(project.root), site)
    return site, sorted([*check(site), *glossary_findings, *data_findings])
