# SPDX-License-Identifier: Apache-2.0
"""The subcommand `offers`: hold offers against their request, and compare them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from execbroker_model.base import Model

from ..diagnostic import Report, printable
from ..model import ExecutionRequest, ExecutionSession, OfferSet
from ..offers import CRITERIA, compare, findings
from ..placement import placed
from ..render import RENDERERS, Checked
from ..render import offers as render
from ..time import parse_instant
from ..words import spaced
from . import INVALID, VALID, Usage, is_colored, say
from .documents import Read, exit_code, read, refuse_two_of_standard_input

if TYPE_CHECKING:
    from ..time import Instant

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("offers", help="hold offers against their request, and compare them")
    below = command.add_subparsers(required=True, metavar="COMMAND")

    check = below.add_parser("check", help="say what offers promise less than, or otherwise than, a request asks for")
    check.set_defaults(run=run_check)
    check.add_argument("request", metavar="REQUEST", help="the request: a file, or - for standard input")
    check.add_argument("offers", metavar="OFFERS", help="the answer to it, or a single offer: a file, or -")
    check.add_argument(
        "--now", metavar="TIME", help="when the offers are looked at, such as 2026-05-02T05:14:00Z (default: when made)"
    )
    check.add_argument("--strict", action="store_true", help="let warnings fail too")
    check.add_argument("--format", choices=RENDERERS, default="text", help="of the report (default: text)")

    table = below.add_parser("compare", help="show the open offers side by side, best first")
    table.set_defaults(run=run_compare)
    table.add_argument("offers", metavar="OFFERS", help="an offer set, or a single offer: a file, or -")
    table.add_argument(
        "--by",
        default="start",
        metavar="CRITERION",
        help=f"{', '.join(CRITERIA)}, or a type of cost (default: start)",
    )
    table.add_argument("--format", choices=("text", "json"), default="text", help="of the table (default: text)")


def run_check(options: argparse.Namespace) -> tuple[int, str]:
    """Check offers. Each document is validated, and two that are valid are held against each other."""
    refuse_two_of_standard_input(options.request, options.offers)
    now = _time(options.now)
    asked = read(options.request, ExecutionRequest)
    answered, offers = _read(options.offers)
    checked = [asked.checked, answered.checked]
    if asked.document is not None and offers is not None:
        checked[1] = _held_against(asked.document, offers, answered, now)
    text = RENDERERS[options.format](checked, color=is_colored(sys.stdout), strict=options.strict)
    return exit_code((one.report for one in checked), strict=options.strict), text


def run_compare(options: argparse.Namespace) -> tuple[int, str]:
    """Compare offers. Valid stands for: there is an open offer. What is said of the document goes to standard error."""
    answered, offers = _read(options.offers)
    if offers is None:
        say(RENDERERS["text"]([answered.checked], color=is_colored(sys.stderr)))
        return exit_code([answered.checked.report]), ""
    if isinstance(offers, ExecutionSession):
        offers = OfferSet(offers=[offers])  # type: ignore[list-item] # it is of one of the kinds, for it was read
    try:
        comparison = compare(offers, by=options.by)
    except ValueError as error:
        raise Usage(f"--by {options.by}: {error}") from error
    text = render.as_json(comparison) if options.format == "json" else render.as_text(comparison)
    if not comparison.rows:  # then its reasons are what there is to say
        messages = (offers.meta and offers.meta.messages) or ()
        say("".join(printable(message.message) + "\n" for message in messages if message.message))
    return (VALID if comparison.rows else INVALID), text


def _time(text: str | None) -> Instant | None:
    try:
        return None if text is None else parse_instant(text)
    except ValueError as error:
        raise Usage(f"--now {text}: {error}; write such as 2026-05-02T05:14:00Z") from error


def _read(path: str) -> tuple[Read[Model], OfferSet | ExecutionSession | None]:
    """Return what was read, and the offer set or the offer that it is, None where it is not valid."""
    found = read(path, Model)
    if found.document is None or isinstance(found.document, (OfferSet, ExecutionSession)):
        return found, found.document
    name = spaced(type(found.document).__name__)
    raise Usage(f"{found.checked.name}: an offer set or an offer is needed, and this is another document: {name}")


def _held_against(
    request: ExecutionRequest, offers: OfferSet | ExecutionSession, answered: Read[Model], now: Instant | None
) -> Checked:
    """Return what is said of offers by themselves, and with regard to the request, in the order of the text."""
    name, located = answered.checked.name, answered.located()
    found = findings(request, offers, now=now)
    report = Report.of([*answered.checked.report, *placed(found, located, name)])
    return Checked(name, located.text if report.diagnostics else None, report)
