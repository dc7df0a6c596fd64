# SPDX-License-Identifier: Apache-2.0
"""The command line: ``execbroker``, or ``python -m execbroker``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence

from . import schema
from .bundle import bundle, openapi
from .codes import codes
from .command import (
    COULD_NOT_RUN,
    INTERRUPTED,
    INVALID,
    VALID,
    Usage,
    compose,
    conformance,
    did_you_mean,
    export,
    index,
    init,
    is_colored,
    offers,
    plan,
    publish,
    say,
    search,
    upgrade,
    vocab,
)
from .command.documents import exit_code
from .command.files import delivered, expand, raw, text_of
from .diagnostic import InvalidDocument, printable
from .document import FORMATS
from .kinds import Kinds
from .migration import STEPS
from .render import RENDERERS, Checked, lifecycle, steps
from .render.codes import as_markdown, explained, listed
from .rules import Rules, standard
from .validation import loads, unreadable, validates
from .version import __version__
from .writing import data_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 for valid, 1 for invalid, 2 where it could not run, 130 where it was interrupted."""
    options = _parser().parse_args(arguments)
    try:
        code, text = options.run(options)
    except Usage as error:
        return _could_not_run(str(error))
    except KeyboardInterrupt:  # whoever pressed Ctrl-C knows
        return INTERRUPTED
    try:
        _write(text)
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        _forget_output()
    except OSError as error:
        _forget_output()
        return _could_not_run(f"standard output: {error.strerror or error}")
    return int(code)


def _could_not_run(message: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(printable(f"execbroker: {message}") + "\n")
    return COULD_NOT_RUN


def _write(text: str) -> None:
    """Write to standard output, in UTF-8 whatever the terminal: documents have no other encoding."""
    if sys.stdout is None:
        raise OSError("it is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout.write(text)
    sys.stdout.flush()


def _forget_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not stumble over it at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="execbroker", description="Documents of the IVOA/SKAO Execution Broker.")
    parser.add_argument("--version", action="version", version=_versions())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("validate", help="say what is wrong with documents, and where")
    command.set_defaults(run=_validate)
    command.add_argument("paths", nargs="+", metavar="FILE", help="file, folder, glob, or - for standard input")
    command.add_argument("--format", choices=RENDERERS, default="text", help="of the report (default: text)")
    command.add_argument("--strict", action="store_true", help="let warnings fail too")
    command.add_argument(
        "--ignore", action="append", default=[], metavar="CODE=REASON", help="leave a rule out, and say why; repeatable"
    )
    _add_reading(command)

    command = commands.add_parser("convert", help="write a document in another format")
    command.set_defaults(run=_convert)
    command.add_argument("path", metavar="FILE", help="file, or - for standard input")
    command.add_argument("--to", choices=FORMATS, required=True, help="format to write; comments are not kept")
    command.add_argument("--output", "-o", metavar="FILE", help="where to write (default: standard output)")
    _add_reading(command)

    command = commands.add_parser("explain", help="say what a code means")
    command.set_defaults(run=_explain)
    command.add_argument(
        "names", nargs="*", metavar="CODE", help="code of a diagnostic, or step of an upgrade (default: list all)"
    )
    page = command.add_mutually_exclusive_group()
    page.add_argument("--markdown", action="store_true", help="print the page of documentation about all codes")
    page.add_argument("--steps", action="store_true", help="print the page of documentation about all steps")
    page.add_argument("--lifecycle", action="store_true", help="print the page of documentation about phases")

    command = commands.add_parser("schema", help="print the JSON Schema")
    command.set_defaults(run=_schema)
    what = command.add_mutually_exclusive_group()
    what.add_argument("name", nargs="?", help="a kind or document type (default: the bundle of all)")
    what.add_argument("--list", action="store_true", help="list the names instead")
    what.add_argument("--openapi", action="store_true", help="print the OpenAPI document of a broker instead")

    compose.add(commands)
    upgrade.add(commands)
    conformance.add(commands)
    vocab.add(commands)
    publish.add(commands)
    index.add(commands)
    search.add(commands)
    export.add(commands)
    init.add(commands)
    offers.add(commands)
    plan.add(commands)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as", dest="as_", metavar="NAME", help="document type or kind, where the document does not say"
    )
    command.add_argument(
        "--unknown", choices=("error", "keep"), default="error", help="what happens to unknown properties and kinds"
    )


def _versions() -> str:
    return f"execbroker {__version__}, model {Kinds.builtin().version}"


def _validate(options: argparse.Namespace) -> tuple[int, str]:
    rules = _rules(options.ignore)
    checked = [_check(path, options, rules) for path in expand(options.paths)]
    text = RENDERERS[options.format](checked, color=is_colored(sys.stdout), strict=options.strict)
    return exit_code((one.report for one in checked), strict=options.strict), text


def _rules(ignored: Sequence[str]) -> Rules:
    rules = standard()
    for one in ignored:
        code, _, reason = one.partition("=")
        if code in codes() and codes()[code].section is None:
            raise Usage(f"--ignore {one}: `{code}` is no rule, and cannot be left out")
        if not reason.strip() and code in codes():
            raise Usage(f"--ignore {one}: say why: --ignore '{code}=because ...'")
        try:
            rules = rules.without(code, reason=reason)
        except ValueError as error:
            raise Usage(f"--ignore {one}: {error}{did_you_mean(code, (rule.code for rule in rules))}") from error
    return rules


def _check(path: str, options: argparse.Namespace, rules: Rules) -> Checked:
    name = "<stdin>" if path == "-" else path
    try:
        content = raw(path)
    except OSError as error:
        return Checked(name, None, unreadable(name, error))
    try:
        report = validates(content, as_=options.as_, unknown=options.unknown, rules=rules, file=name)
    except ValueError as error:
        raise Usage(error) from error
    return Checked(name, text_of(content) if report.diagnostics else None, report)


def _convert(options: argparse.Namespace) -> tuple[int, str]:
    name = "<stdin>" if options.path == "-" else options.path
    try:
        content = raw(options.path)
        document = loads(content, as_=options.as_, unknown=options.unknown, file=name)
    except InvalidDocument as error:
        say(RENDERERS["text"]([Checked(name, text_of(content), error.report)]))
        return INVALID, ""
    except OSError as error:
        raise Usage(f"{name}: {error.strerror or error}") from error
    except ValueError as error:
        raise Usage(error) from error
    text = FORMATS[options.to].write(data_of(document))
    return VALID, delivered(text, options.output)


def _explain(options: argparse.Namespace) -> tuple[int, str]:
    known, taken = codes(), {step.name: step for step in STEPS}
    if options.markdown:
        return VALID, as_markdown(known.values())
    if options.steps:
        return VALID, steps.as_markdown(STEPS)
    if options.lifecycle:
        return VALID, lifecycle.as_markdown()
    for name in options.names:
        if name not in {*known, *taken}:
            close = did_you_mean(name, (*known, *taken))
            raise Usage(f"there is no code `{name}`{close or '; `execbroker explain` lists them'}")
    if not options.names:
        return VALID, listed(known.values()) + steps.listed(STEPS)
    explanations = [explained(known[name]) if name in known else steps.explained(taken[name]) for name in options.names]
    return VALID, "\n".join(explanations)


def _schema(options: argparse.Namespace) -> tuple[int, str]:
    kinds = Kinds.installed()
    if options.list:
        documents = [f"{document.name:32} document type\n" for document in kinds.documents]
        return VALID, "".join(
            [*documents, *(f"{kind.short:32} {kind.group:12} {kind.kind}\n" for kind in dict.fromkeys(kinds.values()))]
        )
    if options.openapi:
        found = openapi()
    elif options.name is None:
        found = bundle()
    else:
        try:
            title = kinds.title_of(options.name)
            registered = [kind.schema for kind in kinds.values() if kind.title == title and kind.schema]
            found = registered[0] if registered else schema.subset(title)
        except KeyError:
            close = did_you_mean(options.name, kinds.names)
            hint = close or "; `execbroker schema --list` lists them"
            raise Usage(f"there is no document type or kind `{options.name}`{hint}") from None
    return VALID, json.dumps(found, indent=2, ensure_ascii=False) + "\n"
