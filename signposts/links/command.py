"""``signposts links``: reads the built site and the sources, runs, writes the state, prints the report."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from signposts.files import write_atomically
from signposts.links.crawl import NOWHERE, SiteError, SiteLinks, read_site_links
from signposts.links.fetch import ProxyError
from signposts.links.fix import fix, moves_of
from signposts.links.lock import BusyError, only_run
from signposts.links.memory import (
    Journal,
    LinkState,
    Memory,
    StateError,
    merge,
    read_state,
    state_text,
)
from signposts.links.places import Sources, addresses_at, in_child, key_of, locate, read_project_sources
from signposts.links.policy import Policy, PolicyError, read_policy
from signposts.links.progress import progress_bar
from signposts.links.records import State
from signposts.links.report import FORMATS, Broken, Report, Result
from signposts.links.run import Clock, OfflineError, Outcome, Run, Settings, Wanted, clock_from, in_shard
from signposts.project import ProjectError, load_project

#: What keeps the command from doing its job, with a sentence for each.
TROUBLE = (SiteError, StateError, PolicyError, ProxyError, OfflineError, BusyError)
_INTERRUPTED = "stopped: what was found so far is kept, and the next run goes on from there"


def run_links(options: argparse.Namespace) -> int:
    """Do what the options say; returns the exit code. Raises ProjectError with what keeps it from doing so."""
    try:
        return _run(options, clock_from(options.now) if options.now else Clock())
    except TROUBLE as error:
        raise ProjectError(str(error)) from error
    except KeyboardInterrupt:
        raise ProjectError(_INTERRUPTED) from None


def _run(options: argparse.Namespace, clock: Clock) -> int:
    root = options.root.resolve()
    path = options.state if options.state.is_absolute() else root / options.state
    with only_run(path):
        return _run_alone(options, root, path, clock)


def _run_alone(options: argparse.Namespace, root: Path, path: Path, clock: Clock) -> int:
    if options.merge:
        write_atomically(path, state_text(merge(_needed(part) for part in options.merge)))
        print(f"{path}: joined from {len(options.merge)} states", file=sys.stderr)
        return 0
    policy, state = read_policy(root), read_state(path) or LinkState()
    if options.fix:
        return _fix(root, state, _sources(root), clock)
    site = read_site_links(root / options.site)
    sources = _sources(root, site.base)
    # The trees of all pages are garbage now: free them before the run needs the memory.
    gc.collect()
    wanted = _wanted(site, sources, state)
    changed = _changed(root, options.changed, wanted, sources.places)
    chosen = _chosen(options, wanted, changed)
    started = clock.monotonic()
    outcome = _examine(options, policy, state, path, chosen, site, clock)
    results = _results(root, policy, outcome, chosen, site, sources, changed, clock, options.site.as_posix())
    report = Report(
        results,
        _broken(root, site, sources, options.site.as_posix()),
        len(outcome.verdicts),
        site.inner,
        clock.monotonic() - started,
        only_changed=options.changed is not None,
    )
    _save_state(path, outcome.state, wanted, site, clock, partial=_is_partial(options))
    Journal(path).close(remove=True)
    _print(report, options)
    return 1 if report.found else 0


def _needed(path: Path) -> LinkState:
    state = read_state(path)
    if state is None:
        raise StateError(f"{path}: there is no such state")
    return state


def _sources(root: Path, base: str = NOWHERE) -> Sources:
    """The sources of the pages; none where the folder holds only a built site, or when the site is another's."""
    if not (root / "mkdocs.yml").exists():
        return Sources({}, {})
    own = load_project(root).address
    if own and base not in (NOWHERE, own):
        return Sources({}, {})
    return in_child(read_project_sources, root)


def _wanted(site: SiteLinks, sources: Sources, state: LinkState) -> list[Wanted]:
    """The addresses of the site, without those that it makes itself: links to its editor, archived copies."""
    wanted, copies = [], {memory.archived for memory in state.addresses.values()}
    for address in sorted(site.outside):
        made = address in copies or (sources.editor and address.startswith(sources.editor))
        if made and key_of(address) not in sources.places:
            continue
        entry = sources.entries.get(key_of(address))
        wanted.append(
            Wanted(address, entry.title, entry.kind, entry=True, year=entry.year) if entry else Wanted(address)
        )
    return wanted


def _changed(root: Path, base: str | None, wanted: list[Wanted], now: Container[str]) -> frozenset[str]:
    if base is None:
        return frozenset()
    before = in_child(addresses_at, root, base)
    return frozenset(
        item.address for item in wanted if key_of(item.address) in now and key_of(item.address) not in before
    )


def _chosen(options: argparse.Namespace, wanted: list[Wanted], changed: frozenset[str]) -> list[Wanted]:
    if options.addresses:
        keys = {key_of(address) for address in options.addresses}
        chosen = [item for item in wanted if key_of(item.address) in keys]
        missing = keys - {key_of(item.address) for item in chosen}
        return [*chosen, *(Wanted(address) for address in options.addresses if key_of(address) in missing)]
    if options.changed is not None:
        return [item for item in wanted if item.address in changed]
    if options.shard:
        return [item for item in wanted if in_shard(item.address, options.shard)]
    return wanted


def _is_partial(options: argparse.Namespace) -> bool:
    return bool(options.addresses or options.changed is not None)


def _examine(
    options: argparse.Namespace,
    policy: Policy,
    state: LinkState,
    path: Path,
    chosen: list[Wanted],
    site: SiteLinks,
    clock: Clock,
) -> Outcome:
    settings = Settings(
        contact=f"{site.base}about/",
        everything=options.all or bool(options.addresses) or options.changed is not None,
        robots=not options.ignore_robots,
        archive=not options.no_archive and options.changed is None,
        save=options.save,
    )
    journal = Journal(path)
    run = Run(policy, settings, state, journal, clock=clock, progress=progress_bar())
    try:
        return asyncio.run(run.check(chosen))
    finally:
        journal.close(remove=False)


def _results(
    root: Path,
    policy: Policy,
    outcome: Outcome,
    chosen: list[Wanted],
    site: SiteLinks,
    sources: Sources,
    changed: frozenset[str],
    clock: Clock,
    folder: str,
) -> tuple[Result, ...]:
    today = clock.now().date()
    results = []
    for item in chosen:
        memory = outcome.state.addresses[item.address]
        places = ()
        if memory.state is not State.OK:
            places = tuple(locate(root, item.address, sources, site.outside.get(item.address, []), folder))
        blocked = memory.state is State.BLOCKED
        word = policy.word(item.address, today) if blocked else None
        results.append(
            Result(item.address, memory, places, outcome.verdicts.get(item.address), item.address in changed, word)
        )
    return tuple(results)


def _broken(root: Path, site: SiteLinks, sources: Sources, folder: str) -> tuple[Broken, ...]:
    return tuple(
        Broken(address, reason, tuple(locate(root, address, sources, places, folder)))
        for address, reason, places in site.broken
    )


def _save_state(
    path: Path, state: LinkState, wanted: list[Wanted], site: SiteLinks, clock: Clock, *, partial: bool
) -> None:
    """Write the state; addresses that the site no longer has are forgotten, and their archived copies with them."""
    kept = {item.address for item in wanted}
    addresses: dict[str, Memory] = {address: memory for address, memory in state.addresses.items() if address in kept}
    # A shard is a part of a run of everything; a look at a few addresses is none.
    last_run = state.last_run if partial and state.last_run else clock.text()
    broken = {address: reason for address, reason, _ in site.broken}
    write_atomically(path, state_text(replace(state, addresses=addresses, last_run=last_run, broken=broken)))


def _print(report: Report, options: argparse.Namespace) -> None:
    text = FORMATS[options.format](report)
    if options.output:
        write_atomically(options.output, f"{text}\n")
        text = FORMATS["text"](report)
    if text:
        print(text)


def _fix(root: Path, state: LinkState, sources: Sources, clock: Clock) -> int:
    """Rewrite what the state says has moved."""
    found = [
        (address, memory.final, key_of(address) in sources.entries)
        for address, memory in sorted(state.addresses.items())
        if memory.state is State.MOVED and memory.final and key_of(address) in sources.places
    ]
    moves, refused = moves_of(found)
    changed = fix(root, moves, clock.now().date())
    for sentence in refused:
        print(sentence, file=sys.stderr)
    for name in changed:
        print(name)
    print(f"{len(moves)} addresses rewritten in {len(changed)} files", file=sys.stderr)
    return 1 if refused else 0
