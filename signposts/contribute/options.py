"""What ``signposts add``, ``fmt`` and ``withdraw`` understand; apart from what they do, so that others start fast."""

import argparse
from pathlib import Path


def add_parsers(commands: argparse._SubParsersAction) -> None:
    """Describe the commands to argparse."""
    _add(commands)
    _fmt(commands)
    _withdraw(commands)


def _add(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "add",
        help="add an entry: fetch the page, propose its facts, show the change",
        description="Add an entry under a question. What the page says of itself is proposed; options go over it, and "
        'an option with an empty value, such as --year "", leaves a fact out. Nothing is written unless all is well.',
    )
    parser.add_argument("url", metavar="URL", help="the address, pasted from the browser")
    parser.add_argument("--to", required=True, metavar="PAGE", help="the topic page, such as docs/vision/yolo.md")
    parser.add_argument("--question", required=True, help="the question on it: its anchor, its text, or a part of it")
    parser.add_argument("--description", help="one or two sentences: what the reader gets, and why this one")
    parser.add_argument("--title", help="the title, as its author wrote it")
    parser.add_argument("--kind", help="article, video, paper, …")
    parser.add_argument("--by", help="the authors, commas between them")
    parser.add_argument("--year", help="the year it appeared")
    parser.add_argument("--level", help="introductory, intermediate or advanced")
    parser.add_argument("--minutes", help="how long it takes, if the page says so")
    parser.add_argument("--access", help="account or paid, where it is not simply free")
    parser.add_argument("--lang", help="the language, as de or zh, where it is not English")
    parser.add_argument("--id", help="the permanent name of the entry (default: a free one from author and title)")
    parser.add_argument("--dry-run", action="store_true", help="show the change, write nothing")
    parser.add_argument("--offline", action="store_true", help="do not fetch the page: all facts are given here")
    parser.set_defaults(command=_run_add)


def _fmt(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "fmt",
        help="put entries into the canonical form, and change nothing else",
        description="Put entries into the canonical form: order of attributes, quotation marks, blank lines.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="Markdown files (default: all pages)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when something would change")
    parser.set_defaults(command=_run_fmt)


def _withdraw(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser(
        "withdraw",
        help="take an entry down at its author's wish, for good",
        description="Take an entry down: it leaves the page, the data and all exports, its id leads to a notice, and "
        "the rules refuse its address from then on. The reason is shown in both places; it must not name the resource.",
    )
    parser.add_argument("id", metavar="ID", help='the entry\'s id; "signposts find ADDRESS" tells it')
    parser.add_argument("--reason", required=True, help='such as "its author asked us to"')
    parser.add_argument("--dry-run", action="store_true", help="show the change, write nothing")
    parser.set_defaults(command=_run_withdraw)


def _run_add(options: argparse.Namespace) -> int:
    from signposts.contribute.add import run_add  # noqa: PLC0415 - the web client takes half a second to load

    return run_add(options)


def _run_fmt(options: argparse.Namespace) -> int:
    from signposts.contribute.fmt import run_fmt  # noqa: PLC0415 - as above

    return run_fmt(options)


def _run_withdraw(options: argparse.Namespace) -> int:
    from signposts.contribute.withdraw import run_withdraw  # noqa: PLC0415 - as above

    return run_withdraw(options)
