"""The command line: ``signposts check``, ``find`` and what the packages add to it."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from signposts.addresses import normalise
from signposts.checking import check_project
from signposts.contribute.options import add_parsers as add_contribute_parsers
from signposts.github.options import add_parser as add_github_parser
from signposts.links.options import add_parser as add_links_parser
from signposts.project import ProjectError, load_project, read_site
from signposts.rules import Site

#: Exit codes: all is well; something was found; the command could not do its job.
OK, FOUND, FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code = options.command(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read the output had enough; without this, Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except ProjectError as error:
        print(f"signposts: {error}", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="signposts", description="Look after the entries of Deep Learning Signposts.")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="command")

    checking = commands.add_parser("check", help="say what is wrong with the pages, and where")
    checking.add_argument("--format", choices=("text", "github"), default="text", help="github: annotations in CI")
    checking.set_defaults(command=run_check)

    finding = commands.add_parser("find", help="say which entry has an address, also an old one or another spelling")
    finding.add_argument("url", help="the address, as it stands anywhere")
    finding.set_defaults(command=run_find)

    add_contribute_parsers(commands)
    add_links_parser(commands)
    add_github_parser(commands)
    return parser


def run_check(options: argparse.Namespace) -> int:
    """List every finding; exit code 1 if there is one."""
    site, findings = check_project(load_project(options.root.resolve()))
    for finding in findings:
        print(finding.as_github() if options.format == "github" else finding)
    entries = sum(1 for _ in site.entries())
    print(f"{len(site.pages)} pages, {entries} entries, {len(findings)} findings", file=sys.stderr)
    return FOUND if findings else OK


def run_find(options: argparse.Namespace) -> int:
    """Print the place and title of the entry that has the address; exit code 1 if none has."""
    site = read_site(load_project(options.root.resolve()))
    for line in find(site, options.url):
        print(line)
        return OK
    print(f"no entry has the address {options.url}", file=sys.stderr)
    return FOUND


def find(site: Site, url: str) -> list[str]:
    """The places of the entries with an address, or with the address that it moved to."""
    new = {normalise(moved.old): normalise(moved.new) for moved in site.moved}
    key = new.get(normalise(url), normalise(url))
    return [
        f"{page.path}:{entry.line}: #{entry.id} {entry.title}"
        for page, entry in site.entries()
        if normalise(entry.url) == key
    ]
