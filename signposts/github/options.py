"""What ``signposts github`` understands: what the workflows call, through make; apart from what it does."""

import argparse
from pathlib import Path


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Describe the commands to argparse."""
    parser = commands.add_parser("github", help="what the GitHub workflows do: comments, pull requests, issues")
    steps = parser.add_subparsers(required=True, metavar="step")

    def step(name: str, text: str) -> argparse.ArgumentParser:
        made = steps.add_parser(name, help=text, description=text)
        made.set_defaults(command=_run, step=name)
        return made

    looking = step("look", "read an issue and ask the web about its address; needs no token")
    looking.add_argument("--event", type=Path, required=True, help="the event's payload")
    looking.add_argument("--output", type=Path, required=True, help="the file for what was found")

    answering = step("answer", "answer in the issue; once it is accepted, make the pull request")
    answering.add_argument("--input", type=Path, required=True, help="what look found")

    changing = step("changes", "list what a branch changes, page by page; needs no token")
    changing.add_argument("--base", required=True, help="the commit to compare with")
    changing.add_argument("--output", type=Path, required=True, help="the file for the list")

    previewing = step("preview", "comment under a pull request what it changes")
    previewing.add_argument("--event", type=Path, required=True, help="the payload of a workflow_run event")

    recording = step("links", "keep the state of the links on its branch, and the one issue about them up to date")
    recording.add_argument("--report", type=Path, required=True, help="the Markdown report of the run")
    recording.add_argument("--code", type=int, required=True, help="the exit code of the run")
    recording.add_argument("--state", type=Path, required=True, help="the state that the run wrote")

    fetching = step("state", "fetch the state of the links from its branch, if there is one")
    fetching.add_argument("--output", type=Path, required=True, help="where the state goes")

    renewing = step("renewal", "open a pull request with renewed lock files")
    renewing.add_argument("--input", type=Path, required=True, help="the folder of the renewed files")


def _run(options: argparse.Namespace) -> int:
    from signposts.github.command import run_step  # noqa: PLC0415 - the web client takes half a second to load

    return run_step(options)
