# SPDX-License-Identifier: Apache-2.0
"""The subcommand `conformance`: the suite, and any validator that speaks exit codes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..conformance import AS, FILE, Validator, by_command, by_library, cases, judge, suite
from ..render.conformance import as_json, as_table
from . import INVALID, VALID, Usage

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_RENDERERS = {"text": as_table, "json": as_json}


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("conformance", help="hold a validator against the conformance suite")
    command.set_defaults(run=run)
    command.add_argument("--suite", metavar="DIR", help="folder of the suite (default: the one that is installed)")
    command.add_argument("--only", metavar="GLOB", default="*", help="documents to ask about, such as 'common/*'")
    command.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="how many commands run at once"
    )
    command.add_argument(
        "--refused", type=int, action="append", metavar="CODE", help="exit code that refuses; repeatable (default: 1)"
    )
    command.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for one document (default: 60)")
    command.add_argument("--format", choices=_RENDERERS, default="text", help="of the result (default: text)")
    command.add_argument(
        "validator",
        nargs="*",
        metavar="CMD",
        help=f"behind --: a command with {FILE}, and perhaps an argument with {AS} (default: this library itself)",
    )


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Ask the validator about every document. Valid stands for: each was answered as expected."""
    try:
        folder = Path(options.suite) if options.suite else suite()
        asked = list(cases(folder, only=options.only))
        validator: Validator = by_library
        if options.validator:
            validator = by_command(options.validator, refused=options.refused or (1,), timeout=options.timeout)
    except (LookupError, OSError, ValueError) as error:
        raise Usage(str(error)) from error
    if not asked:
        raise Usage(f"{folder}: no document there is called {options.only}")
    if options.jobs < 1 or options.timeout <= 0:
        raise Usage("--jobs and --timeout are above zero")
    try:
        results = list(judge(asked, validator, jobs=options.jobs if options.validator else 1))
    except OSError as error:
        raise Usage(f"{options.validator[0]}: {error.strerror or error}") from error
    if all(result.answer.verdict in ("none", "skipped") for result in results):
        why = next(
            (result.answer.fault for result in results if result.answer.fault), f"there is no {AS} in the command"
        )
        raise Usage(f"no document got an answer: {why}")
    return (VALID if all(result.right for result in results) else INVALID), _RENDERERS[options.format](results)
