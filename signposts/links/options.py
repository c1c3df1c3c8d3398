"""What ``signposts links`` understands; kept apart from what it does, so that other commands start without it."""

import argparse
import datetime
from pathlib import Path

#: The state file, from the project's root.
STATE_FILE = Path("data/links.json")
FORMATS = ("text", "markdown", "github", "json")
_EPILOG = """\
Any folder of HTML files will do as a site: signposts links --site DIR --state FILE needs no project around it.
Relative paths start at the project's folder (signposts --root).

Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as other tools take them; certificates from the
bundle in SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, else from the system and from certifi. Limits, paces of
hosts and other facts are in signposts/links/policy.toml; a project adds its own rows in data/links.toml.
"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Describe the command to argparse."""
    parser = commands.add_parser(
        "links",
        help="validate every address of the built site, and remember what was found",
        description="Validate every address of the built site.\n"
        "Exit code 0: nothing new is wrong; 1: a maintainer must act on something; 2: the job could not be done.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="check only these addresses")
    parser.add_argument("--site", type=Path, default=Path("site"), help="the folder of the built site (default: site)")
    parser.add_argument(
        "--state", type=Path, default=STATE_FILE, help=f"the state file (default: {STATE_FILE.as_posix()})"
    )
    parser.add_argument("--all", action="store_true", help="check every address, due or not")
    parser.add_argument("--changed", metavar="BASE", help="check only the addresses that the branch adds or alters")
    parser.add_argument("--shard", type=_shard, metavar="N/OF", help="check only a part of the hosts, such as 2/5")
    parser.add_argument(
        "--merge", nargs="+", type=Path, metavar="STATE", help="join the states of shards; asks nothing"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: text)")
    parser.add_argument(
        "--output", type=Path, help="write the report into a file; the table still goes to the terminal"
    )
    parser.add_argument("--fix", action="store_true", help="rewrite the addresses that moved; asks nothing")
    parser.add_argument("--save", action="store_true", help="ask the Wayback Machine to keep entries without a copy")
    parser.add_argument("--no-archive", action="store_true", help="do not look for archived copies")
    parser.add_argument("--ignore-robots", action="store_true", help="ask even where robots.txt says no")
    parser.add_argument(
        "--now", type=_time, metavar="TIME", help="take this for the present, such as 2026-11-08T12:00:00Z: what then?"
    )
    parser.set_defaults(command=_run)


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is no part of a whole: write for example 2/5")
    return int(number), int(count)


def _time(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: write for example 2026-11-08T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _run(options: argparse.Namespace) -> int:
    from signposts.links.command import run_links  # noqa: PLC0415 - half a second that other commands do not need

    return run_links(options)
