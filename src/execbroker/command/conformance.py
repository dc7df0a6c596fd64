# SPDX-License-Identifier: Apache-2.0
"""The subcommand `conformance`: the suite, and any validator that speaks exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..conformance import AS, FILE, Case, Command, Result, by_command, by_library, cases, judge, suite
from ..render.conformance import as_json, as_table
from . import INVALID, VALID, Usage

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_LONGEST = 86400
"""Seconds for one document."""
_FIRST = 10
"""A command that answers for none of so many documents is not asked for the hundreds of others."""
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
        command = None
        if options.validator:
            command = by_command(options.validator, refused=options.refused or (1,), timeout=options.timeout)
    except (LookupError, OSError, ValueError) as error:
        raise Usage(str(error)) from error
    if not asked:
        raise Usage(f"{folder}: no document there is called {options.only}")
    if options.jobs < 1 or not 0 < options.timeout <= _LONGEST:
        raise Usage(f"--jobs is above zero, and --timeout above zero and at most {_LONGEST}")
    if not all(1 <= code <= 255 for code in options.refused or ()):
        raise Usage("--refused is an exit code from 1 to 255")
    results = _results(asked, command, options.jobs) if command else list(judge(asked, by_library))
    if all(result.answer.verdict in ("none", "skipped") for result in results):
        why = next((one.answer.fault for one in results if one.answer.fault), f"there is no {AS} in the command")
        which = "no document" if len(results) == len(asked) else f"none of the first {len(results)} documents"
        raise Usage(f"{which} got an answer: {why}")
    return (VALID if all(result.right for result in results) else INVALID), _RENDERERS[options.format](results)


def _results(asked: list[Case], command: Command, jobs: int) -> list[Result]:
    """Return what the command says of the documents, or of the first ones if it has no answer for any of those."""
    results: list[Result] = []
    try:
        with _ended_by("SIGINT", "SIGTERM", "SIGHUP"):
            for result in judge(asked, command, jobs=jobs):
                results.append(result)
                verdicts = [each.answer.verdict for each in results if each.answer.verdict != "skipped"]
                if verdicts == ["none"] * _FIRST:
                    break
    except OSError as error:
        raise Usage(f"{command.arguments[0]}: {error.strerror or error}") from error
    finally:
        command.stop()
    return results


@contextmanager
def _ended_by(*names: str) -> Iterator[None]:
    """Let signals end what is run by an exception, and not at once: what it started has to be ended first."""
    ended: list[int] = []

    def end(number: int, frame: object) -> NoReturn:
        ended.append(number)
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():  # which alone may say so
        yield
        return
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    except RuntimeError:
        if not ended:
            raise
        # It came while the thread pool was taking a lock, which then complains that it is not taken.
        raise SystemExit(128 + ended[0]) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
