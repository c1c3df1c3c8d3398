"""``signposts add``: from an address to an entry in its page, or to one sentence on what is in the way."""

import argparse
import sys
from dataclasses import dataclass, replace

from signposts.contribute.ask import Reply, ask
from signposts.contribute.change import diff_text, read_text, try_changes, write_changes
from signposts.contribute.proposal import ProposalError, Wish, find_page, find_question, insert, known_problem, missing
from signposts.links.fetch import ProxyError
from signposts.links.guard import Lookup
from signposts.links.policy import Policy, PolicyError, read_policy
from signposts.project import Project, ProjectError, load_project, read_site
from signposts.records import Entry
from signposts.rules import Site


@dataclass(frozen=True, slots=True)
class Addition:
    """An entry that keeps all rules: the file, its new text, the entry in it, and what a person should know."""

    path: str
    text: str
    entry: Entry
    notices: tuple[str, ...] = ()


def completed(wish: Wish, reply: Reply) -> Wish:
    """A wish with what the page says of itself wherever the wish says nothing."""
    facts = reply.facts
    found = {
        "by": ", ".join(facts.authors),
        "year": str(facts.year or ""),
        "minutes": str(facts.minutes or ""),
        "lang": facts.lang,
    }
    attributes = {name: value for name, value in found.items() if value} | dict(wish.attributes)
    return replace(
        wish,
        url=reply.final or wish.url,
        title=wish.title or facts.title,
        kind=wish.kind or facts.kind,
        attributes={name: value for name, value in attributes.items() if value},
    )


def look_up(site: Site, wish: Wish, policy: Policy, contact: str, lookup: Lookup | None = None) -> tuple[Wish, Reply]:
    """Hold a wish against the site, then ask the web; raises ProposalError before asking what need not be asked."""
    if problem := known_problem(site, wish.url):
        raise ProposalError(problem)
    find_question(find_page(site, wish.page), wish.question)
    reply = ask(wish.url, policy, contact, lookup)
    if reply.problem:
        raise ProposalError(reply.problem)
    if reply.final and (problem := known_problem(site, reply.final)):
        raise ProposalError(f"the address leads to {reply.final}; {problem}")
    return completed(wish, reply), reply


def make_addition(project: Project, site: Site, wish: Wish, notices: tuple[str, ...] = ()) -> Addition:
    """Put an entry into its page and hold the whole project against the rules; raises ProposalError."""
    if problem := known_problem(site, wish.url):
        raise ProposalError(problem)
    path = find_page(site, wish.page).path
    text, entry = insert(project, site, wish, read_text(project.root, path))
    _, findings = try_changes(project, {path: text})
    if findings:
        raise ProposalError("the rules refuse it:\n" + "\n".join(str(finding) for finding in findings))
    return Addition(path, text, entry, notices)


def run_add(options: argparse.Namespace, lookup: Lookup | None = None, policy: Policy | None = None) -> int:
    """Do what the options say; exit code 1 with one sentence on standard error when something is in the way."""
    project = load_project(options.root.resolve())
    site = read_site(project)
    try:
        wish, notices = wish_of(options), ()
        if not options.offline:
            contact = f"{project.address}about/"
            wish, reply = look_up(site, wish, policy or read_policy(project.root), contact, lookup)
            notices = _notices(options.url, wish, reply)
        if options.dry_run and (sentences := missing(wish)):
            for sentence in (*notices, *_known(wish), *sentences):
                print(sentence, file=sys.stderr)
            return 1
        addition = make_addition(project, site, wish, notices)
    except ProposalError as error:
        print(f"signposts: {error}", file=sys.stderr)
        return 1
    except (ProxyError, PolicyError) as error:
        raise ProjectError(str(error)) from error
    for notice in notices:
        print(notice, file=sys.stderr)
    changes = {addition.path: addition.text}
    print(diff_text(project.root, changes), end="")
    if options.dry_run:
        print("dry run: nothing was written", file=sys.stderr)
        return 0
    try:
        write_changes(project.root, changes)
    except OSError as error:
        raise ProjectError(f"{addition.path} cannot be written ({error}): it is as it was") from error
    print(f'{addition.path}: added "{addition.entry.title}" as #{addition.entry.id}', file=sys.stderr)
    return 0


def wish_of(options: argparse.Namespace) -> Wish:
    """The wish that a command line states."""
    names = ("by", "year", "level", "minutes", "access", "lang")
    given = {name: value.strip() for name in names if (value := getattr(options, name)) is not None}
    return Wish(
        options.url.strip(),
        options.to,
        options.question,
        options.title or "",
        (options.kind or "").lstrip("."),
        given,
        options.description or "",
        (options.id or "").lstrip("#"),
    )


def _notices(url: str, wish: Wish, reply: Reply) -> tuple[str, ...]:
    said = []
    if reply.final:
        said.append(f"{url} has moved for good: the entry gets {wish.url}")
    if reply.notice:
        said.append(f"{url}: {reply.notice}")
    return tuple(said)


def _known(wish: Wish) -> list[str]:
    """What is known so far, for somebody who wants to see before writing a description."""
    facts = {"title": wish.title, "kind": wish.kind, **wish.attributes}
    return ["known so far: " + ", ".join(f"{name} {value!r}" for name, value in facts.items() if value)]
