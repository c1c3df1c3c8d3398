"""``signposts withdraw``: an author wants it gone, and it goes: from the pages, the data and what is made of them."""

import argparse
import datetime
import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping

from signposts.addresses import normalise, resource
from signposts.contribute.blocks import find_blocks, split_lines
from signposts.contribute.change import diff_text, read_text, try_changes, write_changes
from signposts.project import Project, ProjectError, load_project, read_site
from signposts.records import Entry, Page
from signposts.rules import Site
from signposts.withdrawn import FILE, Withdrawn, address_hash, reason_problem, row_text

_MOVED, _CITATIONS, _PATHS = "data/moved.toml", "data/citations.toml", "data/paths.toml"
_LINKS, _BLOCKED = "data/links.json", "data/blocked.toml"
_HEADER = (
    "# Entries withdrawn at their authors' wish, written by `signposts withdraw`. Only hashes of the addresses stand\n"
    "# here: they keep the addresses out without telling them.\n"
)


def withdraw(project: Project, site: Site, identifier: str, reason: str, today: datetime.date) -> dict[str, str]:
    """The files that change when an entry is withdrawn: path → new text. Raises ProjectError."""
    reason = reason.strip().rstrip(".")
    if problem := reason_problem(reason):
        raise ProjectError(problem)
    page, entry = _find(site, identifier.lstrip("#"))
    addresses = _addresses(project, site, entry)
    hashes = tuple(sorted({address_hash(url) for url in addresses}))
    item = Withdrawn(entry.id, page.name, today, reason, hashes)
    gone = {resource(url) for url in addresses}

    def is_gone(url: object) -> bool:
        return isinstance(url, str) and resource(url) in gone

    table = read_text(project.root, FILE.as_posix())
    changes = {
        page.path: _without_entry(read_text(project.root, page.path), page, entry),
        FILE.as_posix(): f"{table.rstrip() or _HEADER.rstrip()}\n\n{row_text(item)}",
        _MOVED: without_rows(read_text(project.root, _MOVED), "moved", lambda row: is_gone(row.get("to"))),
        _BLOCKED: without_rows(read_text(project.root, _BLOCKED), "blocked", lambda row: is_gone(row.get("address"))),
        _CITATIONS: _without_table(read_text(project.root, _CITATIONS), f"venue.{entry.id}"),
        _PATHS: _without_step(read_text(project.root, _PATHS), entry.id),
        _LINKS: _without_links(read_text(project.root, _LINKS), is_gone),
    }
    return {name: text for name, text in changes.items() if text != read_text(project.root, name)}


def _find(site: Site, identifier: str) -> tuple[Page, Entry]:
    for page, entry in site.entries():
        if entry.id == identifier:
            return page, entry
    if item := next((item for item in site.withdrawn if item.id == identifier), None):
        raise ProjectError(f"#{identifier} was withdrawn already, on {item.date}")
    near = [
        e.id
        for _, e in site.entries()
        if identifier and identifier.casefold() in f"{e.id} {e.url} {e.title}".casefold()
    ]
    hint = f"did you mean {' or '.join(near[:5])}?" if near else '"signposts find ADDRESS" tells the id of an address'
    raise ProjectError(f"no entry has the id #{identifier}: {hint}")


def _addresses(project: Project, site: Site, entry: Entry) -> set[str]:
    """All addresses under which the resource is known here: its own, those that it had, those that it leads to."""
    found = {entry.url} | {row.old for row in site.moved if normalise(row.new) == normalise(entry.url)}
    state = _json(read_text(project.root, _LINKS)).get("addresses", {})
    for url, row in state.items() if isinstance(state, dict) else ():
        if resource(url) == resource(entry.url) and isinstance(row, dict) and isinstance(row.get("final"), str):
            found.add(row["final"])
    return {url for url in found if url}


def _json(text: str) -> Mapping:
    try:
        data = json.loads(text or "{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _without_entry(text: str, page: Page, entry: Entry) -> str:
    lines = split_lines(text)
    block = next((block for block in find_blocks(lines, page) if block.entry.id == entry.id), None)
    if block is None:
        raise ProjectError(f"{page.path}:{entry.line}: the entry's lines are not found: take it out by hand")
    end = block.end
    while end < len(lines) and not lines[end].strip():
        end += 1
    kept = [*lines[: block.start], *lines[end:]]
    if end == len(lines):
        while kept and not kept[-1].strip():
            kept.pop()
    return "".join(kept)


def without_rows(text: str, table: str, gone: Callable[[dict], bool]) -> str:
    """A TOML text without some of the rows of an array of tables; all other bytes stay."""
    rows = tomllib.loads(text).get(table, [])
    pieces = re.split(rf"(?m)^(?=\[\[{re.escape(table)}\]\])", text)
    kept = [piece for piece, row in zip(pieces[1:], rows, strict=True) if not gone(row)]
    return text if len(kept) == len(rows) else "".join([pieces[0], *kept]).rstrip("\n") + "\n"


def _without_table(text: str, name: str) -> str:
    """A TOML text without one table."""
    return re.sub(rf"(?ms)^\[{re.escape(name)}\][ \t]*\n.*?(?=^\[|\Z)", "", text, count=1)


def _without_step(text: str, identifier: str) -> str:
    """The reading paths without the steps that are this entry."""
    return re.sub(rf'(?m)^[ \t]*"#{re.escape(identifier)}",?[ \t]*\n', "", text)


def _without_links(text: str, is_gone: Callable[[object], bool]) -> str:
    """The state of the links without an address, its archived copy with it."""
    data = _json(text)
    known = data.get("addresses")
    if not isinstance(known, dict) or not any(is_gone(url) for url in known):
        return text
    kept = {url: row for url, row in known.items() if not is_gone(url)}
    return json.dumps({**data, "addresses": kept}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def run_withdraw(options: argparse.Namespace) -> int:
    """Do what the options say: nothing is written unless the project keeps all rules afterwards."""
    project = load_project(options.root.resolve())
    site = read_site(project)
    changes = withdraw(project, site, options.id, options.reason, datetime.date.today())
    _, findings = try_changes(project, changes)
    if findings:
        for finding in findings:
            print(finding)
        print("signposts: nothing was written: mend these lines first, then run this again", file=sys.stderr)
        return 1
    if options.dry_run:
        print(diff_text(project.root, changes), end="")
        print("dry run: nothing was written", file=sys.stderr)
        return 0
    try:
        write_changes(project.root, changes)
    except OSError as error:
        raise ProjectError(f"the files cannot be written ({error}): they are as they were") from error
    for name in sorted(changes):
        print(name)
    print(f"#{options.id.lstrip('#')} is withdrawn: its id leads to a notice, its address is refused", file=sys.stderr)
    return 0
