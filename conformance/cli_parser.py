"""The commands and their options, with the words of their help."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable

from conformance import __version__
from conformance import cli_values as values
from conformance.cli_values import PROGRAM, Parser

COMMANDS = {
    "run": "ask a target (the default)",
    "list": "all scenarios: id, level, place in the draft",
    "explain": "a scenario, a trace or bytes: every byte, and the rule that it obeys",
    "judge": "judge a saved JSON report or a trace, without a network",
    "render": "a saved JSON report in another format",
    "reproduce": "one conversation as commands to try by hand",
    "diff": "what changed between two JSON reports",
    "matrix": "several JSON reports side by side",
    "record": "write down a real conversation as a trace",
    "selftest": "prove that the harness can fail, and can leave alone",
}

STATUSES = """\
exit status:
  0   nothing failed                  4   a known departure no longer departs
  1   a FAIL (with --strict a WARN)   5   nothing failed, something is UNDECIDED
  2   wrong option, id or file        70  a fault of the harness itself
  3   target not reached, or it       130 interrupted; the partial report is written
      speaks neither draft            of several the first of 130, 70, 1, 4, 5"""

REPORT_HELP = (
    "also write a report: json, html, junit, tap or markdown; FILE - is standard output; "
    "may be repeated"
)


def parser_for(command: str) -> Parser:
    """The parser of one of :data:`COMMANDS`."""
    epilog = STATUSES
    if command == "run":
        lines = "\n".join(f"  {name:<11}{what}" for name, what in COMMANDS.items())
        epilog = f"commands ({PROGRAM} COMMAND --help):\n{lines}\n\n{STATUSES}"
    parser = Parser(
        prog=PROGRAM if command == "run" else f"{PROGRAM} {command}",
        description=_DESCRIPTIONS[command],
        epilog=epilog if command in {"run", "judge"} else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _ADD[command](parser)
    return parser


_DESCRIPTIONS = {
    "run": (
        "Test a WebSocket server of draft-hixie-75 and draft-hixie-76 (= hybi-00).\n"
        "Without --target and --exec the reference server of this project is started and tested.\n"
        "All that a target must do: accept the handshake and send each text message back."
    ),
    "list": "List the scenarios, in the order of the drafts.",
    "explain": "Explain a scenario, a trace or bytes: what every byte is, and which sentence says so.",
    "judge": "Judge a saved JSON report, or the server of a trace, with the checks of this version.",
    "render": "Render a saved JSON report; without --report at the terminal.",
    "reproduce": "Print the conversation of one scenario as something to run by hand.",
    "diff": (
        "Compare two JSON reports. Exit status 1 when something got worse, or was shown in the first\n"
        "and is not in the second."
    ),
    "matrix": "Show the verdicts of several JSON reports side by side.",
    "record": "Record all conversations with a server, or with one of our own, until Ctrl-C.",
    "selftest": (
        "Prove the harness: start servers with one fault each, and legal and null ones, ask each of\n"
        "them, and print what caught what. Exit status 1 when something is not proven."
    ),
}


VERBOSE = "tell each finding in full, also where many are alike, and name what passed"


def _report_option(group: Parser | argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--report", action="append", default=[], metavar="FORMAT=FILE", help=REPORT_HELP
    )
    what = "write --report FORMAT=FILE, such as --report html=report.html"
    group.add_argument("--format", "--output", action=values.NoSuchOption, const=what)


def _run(parser: Parser) -> None:
    parser.add_argument("--version", action="version", version=f"hixie-conformance {__version__}")
    _target_options(parser.add_argument_group("target"))
    _client_options(parser.add_argument_group("what the client says"))
    _selection_options(parser.add_argument_group("selection"))
    how = parser.add_argument_group("how it is asked")
    how.add_argument(
        "--jobs",
        type=values.jobs,
        metavar="N",
        help="scenarios at a time (default 4, and more for a slow target that serves as many)",
    )
    how.add_argument(
        "--patience",
        type=values.seconds,
        metavar="S",
        help="seconds to wait for an answer (default: made of the target's own round trip)",
    )
    _fuzz_options(parser.add_argument_group("generated conversations, instead of the scenarios"))
    _judging_options(parser)


def _fuzz_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--fuzz",
        type=values.conversations,
        metavar="N",
        help="hold N conversations drawn by Hypothesis; --seed repeats the same ones; what is found "
        "is shrunk and saved in the current directory",
    )
    group.add_argument("--replay", metavar="FILE", help="hold a conversation that --fuzz saved")


def _target_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--target",
        type=values.target_url,
        metavar="ADDRESS",
        help="HOST:PORT, ws://HOST:PORT/PATH or wss://HOST:PORT/PATH, IPv6 in brackets",
    )
    group.add_argument(
        "--exec",
        dest="command",
        type=values.command_line,
        metavar="CMD",
        help="start the target with this command line, where {port} stands for a free port on "
        "127.0.0.1; it is started again when it dies, and stopped at the end",
    )
    group.add_argument("--ca", metavar="FILE", help="for wss: trust the certificates in this file")
    group.add_argument("--insecure", action="store_true", help="for wss: trust any certificate")


def _client_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--draft",
        choices=("75", "76", "auto"),
        default="auto",
        help="the draft to test (default: all that the target speaks)",
    )
    group.add_argument("--path", type=values.resource, help="the resource to ask for (default /)")
    group.add_argument(
        "--origin",
        type=values.printable,
        default="http://example.com",
        help="the value of Origin (default http://example.com)",
    )
    group.add_argument(
        "--host",
        type=values.virtual_host,
        metavar="NAME[:PORT]",
        help="the value of Host, where it is not the address of --target",
    )
    group.add_argument(
        "--subprotocol", type=values.protocol, metavar="NAME", help="the sub-protocol to ask for"
    )
    group.add_argument(
        "--header",
        type=values.header,
        action="append",
        default=[],
        metavar="'N: V'",
        help="a further field of every handshake; may be repeated",
    )
    group.add_argument(
        "--seed",
        type=values.seed,
        default=0,
        metavar="N",
        help="what keys and texts are made of; the same seed sends the same bytes (default 0)",
    )


def _selection_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="GLOB",
        help="only scenarios whose id matches, such as '76/5.2/*'; may be repeated",
    )
    group.add_argument(
        "--exclude", action="append", default=[], metavar="GLOB", help="not these; may be repeated"
    )
    group.add_argument(
        "--all", action="store_true", help="the scenarios that cost much time or memory, too"
    )
    group.add_argument(
        "--failed-from",
        metavar="REPORT",
        help="only what was FAIL, UNDECIDED or ERROR (with --strict WARN) in this JSON report",
    )


def _judging_options(parser: Parser) -> None:
    group = parser.add_argument_group("what counts, and where it is written")
    group.add_argument(
        "--known",
        metavar="FILE",
        help="known departures: a file with an id on each line and, if you like, a reason behind it "
        "that is repeated; they fail nothing, and one that no longer departs gives exit status 4",
    )
    group.add_argument("--strict", action="store_true", help="a missed SHOULD (WARN) fails too")
    _report_option(group)
    group.add_argument("--verbose", action="store_true", help=VERBOSE)


def _list(parser: Parser) -> None:
    parser.add_argument("glob", nargs="*", metavar="GLOB", help="only ids that match")
    parser.add_argument("--json", action="store_true", help="as a JSON list, for programs")


def _from(module: str) -> Callable[[Parser], None]:
    """The options that a module of its own adds; a run needs none of it, so it is imported late."""

    def add(parser: Parser) -> None:
        importlib.import_module(module).add_options(parser)

    return add


def _reproduce(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument(
        "--target",
        type=values.target_url,
        default=values.TargetUrl("127.0.0.1", 9000),
        metavar="ADDRESS",
        help="as for run (default 127.0.0.1:9000)",
    )
    _client_options(parser.add_argument_group("what the client says"))


def _judge(parser: Parser) -> None:
    parser.add_argument("file", metavar="REPORT|TRACE")
    _from("conformance.cli_trace")(parser)
    _judging_options(parser)


def _render(parser: Parser) -> None:
    parser.add_argument("file", metavar="REPORT")
    parser.add_argument("--strict", action="store_true", help="word a missed SHOULD as a failure")
    _report_option(parser)
    parser.add_argument("--verbose", action="store_true", help=VERBOSE)


def _diff(parser: Parser) -> None:
    parser.add_argument("before", metavar="A")
    parser.add_argument("after", metavar="B")


def _selftest(parser: Parser) -> None:
    parser.add_argument(
        "--only", action="append", default=[], metavar="GLOB", help="only these; may be repeated"
    )
    parser.add_argument("--list", action="store_true", help="all servers, and what each does")
    parser.add_argument(
        "--legal",
        action="store_true",
        help="only the legal variations, and they are asked the long sweeps too",
    )
    parser.add_argument(
        "--rounds", type=values.rounds, default=1, metavar="N", help="each of them N times"
    )
    parser.add_argument("--busy", action="store_true", help="while all processors are kept busy")
    parser.add_argument("--jobs", type=values.jobs, metavar="N", help="servers at a time")
    parser.add_argument("--json", metavar="FILE", help="write what was found, too; - prints it")
    what = "one server alone is started by `python -m conformance.selftest --peer NAME`"
    parser.add_argument("--peer", "--port", action=values.NoSuchOption, const=what)


def _matrix(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="REPORT")
    parser.add_argument(
        "--differing", action="store_true", help="only scenarios with different verdicts"
    )


_ADD = {
    "run": _run,
    "list": _list,
    "explain": _from("conformance.cli_explain"),
    "judge": _judge,
    "render": _render,
    "reproduce": _reproduce,
    "diff": _diff,
    "matrix": _matrix,
    "record": _from("conformance.record"),
    "selftest": _selftest,
}
