# SPDX-License-Identifier: Apache-2.0
"""The subcommand `plan`: what a platform offers for a request."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from ..diagnostic import Report
from ..document import FORMATS, format_of
from ..model import ExecutionRequest, PlatformDescription
from ..placement import placed
from ..planning import answered
from ..planning.timeline import range_to_show, timeline
from ..render import RENDERERS, Checked
from ..render import plan as render
from ..render.timeline_svg import as_svg
from ..time import now, parse_instant
from ..writing import data_of
from . import INVALID, VALID, Usage, is_colored, say
from .documents import Read, exit_code, read, refuse_two_of_standard_input
from .files import delivered

if TYPE_CHECKING:
    from ..diagnostic import Finding
    from ..time import Instant

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("plan", help="answer a request as a platform would, with offers or with reasons")
    command.set_defaults(run=run)
    command.add_argument("request", metavar="REQUEST", help="the request: a file, or - for standard input")
    command.add_argument("--platform", required=True, metavar="FILE", help="its description: a file, or -")
    command.add_argument(
        "--now", metavar="TIME", help="when the request is made, such as 2026-05-02T17:00:00Z (default: the present)"
    )
    command.add_argument(
        "--format",
        choices=("text", *FORMATS),
        help="text for people, or the offer set (default: that of the suffix of --output, else text)",
    )
    command.add_argument("--svg", metavar="FILE", help="where to draw bookings and offers over time, as an image")
    command.add_argument("--output", "-o", metavar="FILE", help="where to write (default: standard output)")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Plan. Valid stands for YES. What is said of the two documents themselves goes to standard error."""
    refuse_two_of_standard_input(options.request, options.platform)
    if options.svg is not None and options.svg in ("-", options.output):
        raise Usage(f"--svg {options.svg}: the image needs a file of its own")
    at = _time(options.now)
    asked, described = read(options.request, ExecutionRequest), read(options.platform, PlatformDescription)
    checked = [asked.checked, described.checked]
    if any(one.report.diagnostics for one in checked):
        say(RENDERERS["text"](checked, color=is_colored(sys.stderr)))
    if asked.document is None or described.document is None:
        return exit_code(one.report for one in checked), ""
    answer, told = answered(asked.document, described.document, now=at)
    shown = timeline(described.document, answer, *range_to_show(answer, asked.document, described.document, at))
    if options.svg is not None:
        delivered(as_svg(shown, render.title(answer, asked.document, described.document)), options.svg)
    form = format_of(options.output or "") if options.format is None else FORMATS.get(options.format)
    if form is None:
        about = _about(asked, told)
        text = render.as_text(
            answer, shown, about, color=options.output is None and is_colored(sys.stdout), width=_width()
        )
    else:
        text = form.write(data_of(answer))
    return (VALID if answer.result == "YES" else INVALID), delivered(text, options.output)


def _time(text: str | None) -> Instant:
    try:
        if text is None:
            present = now()
            return replace(present, seconds=Fraction(floor(present.seconds)))  # for people
        return parse_instant(str(parse_instant(text).in_utc()))
    except ValueError as error:
        raise Usage(f"--now {str(text)[:80]}: {error}; write such as 2026-05-02T17:00:00Z") from error


def _width() -> int:
    """Return how many characters a line has: as the environment says, within reason."""
    text = os.environ.get("COLUMNS", "")
    return min(max(int(text), 60), 400) if text.isdecimal() and len(text) < 5 else 80


def _about(asked: Read[ExecutionRequest], told: list[Finding]) -> Checked:
    """Return what is told about the request, at its places in the text."""
    located, name = asked.located(), asked.checked.name
    return Checked(name, located.text, Report.of(placed(told, located, name)))
