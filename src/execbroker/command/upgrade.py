# SPDX-License-Identifier: Apache-2.0
"""The subcommand `upgrade`: documents in older forms to today's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostic import Report
from ..document import FORMATS, Located
from ..migration import Migration, migrate
from ..render.changes import Upgraded, as_json, as_lines
from ..render.checked import STDIN
from ..rules import Rules, for_version_1_0, standard
from ..rules.published import VERSION
from ..validation import unreadable
from . import COULD_NOT_RUN, INVALID, VALID, Usage, is_colored, say
from .files import expand, raw, text_of

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("upgrade", help="turn documents in older forms into today's, and say what changed")
    command.set_defaults(run=run)
    command.add_argument("paths", nargs="+", metavar="FILE", help="file, folder, glob, or - for standard input")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--in-place", action="store_true", help="write each result into its file")
    where.add_argument("--check", action="store_true", help="write nothing; fail where something would change")
    command.add_argument(
        "--to-kinds", choices=(VERSION,), help="fail where the result has kinds or properties that this version lacks"
    )
    command.add_argument("--quiet", action="store_true", help="list only warnings and faults")
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="of what is said; json has the result too"
    )
    command.add_argument("--as", dest="as_", metavar="NAME", help="document type or kind, where it does not say")
    command.add_argument(
        "--unknown", choices=("error", "keep"), default="error", help="what happens to unknown properties and kinds"
    )


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Upgrade the files. What is said of them goes to standard error, and then the documents to standard output.

    Where no document is printed, what is said goes to standard output.
    """
    rules = standard()
    for rule in for_version_1_0() if options.to_kinds else ():
        rules = rules.with_rule(rule)
    done = [_upgraded(path, options, rules) for path in expand(options.paths)]
    verdict = _verdict(done, changes_fail=options.check)
    if options.in_place:
        verdict = max([verdict, *(_written(one) for one in done)])
    if options.format == "json":
        return verdict, as_json(done)
    if options.in_place or options.check:
        return verdict, as_lines(done, color=is_colored(sys.stdout), quiet=options.quiet)
    say(as_lines(done, color=is_colored(sys.stderr), quiet=options.quiet))
    return verdict, "".join(_documents(done))


def _upgraded(path: str, options: argparse.Namespace, rules: Rules) -> Upgraded:
    name = STDIN if path == "-" else path
    if path == "-" and options.in_place:
        raise Usage("--in-place needs files, and - is standard input")
    try:
        content = raw(path)
    except OSError as error:
        report: Report = unreadable(name, error)
        return Upgraded(name, None, Migration(None, None, None, (), report, Located(), FORMATS["yaml"]))
    try:
        done = migrate(content, as_=options.as_, unknown=options.unknown, rules=rules, file=name)
    except ValueError as error:
        raise Usage(error) from error
    return Upgraded(name, text_of(content), done)


def _written(one: Upgraded) -> int:
    """Write a result that is a document, and other than its file, into that. Returns an exit code."""
    if one.migration.document is not None and one.migration.changes:
        try:
            Path(one.name).write_text(one.migration.text(), encoding="utf-8", newline="")
        except OSError as error:
            say(f"execbroker: {one.name}: {error.strerror or error}\n")
            return COULD_NOT_RUN
    return VALID


def _documents(done: Sequence[Upgraded]) -> Iterator[str]:
    """Yield the texts of the results that are documents; in YAML, one stream can hold several."""
    first = True
    for one in done:
        if one.migration.document is not None:
            text = one.migration.text()
            marked = first or one.migration.format is not FORMATS["yaml"] or text.startswith("---")
            yield text if marked else f"---\n{text}"
            first = False


def _verdict(done: Sequence[Upgraded], *, changes_fail: bool) -> int:
    codes = {found.code for one in done for found in one.migration.report.diagnostics}
    if "unreadable-file" in codes:
        return COULD_NOT_RUN
    failed = any(not one.migration.ok or (changes_fail and one.migration.changes) for one in done)
    return INVALID if failed else VALID
