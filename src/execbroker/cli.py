# SPDX-License-Identifier: Apache-2.0
"""The command line: ``execbroker``, or ``python -m execbroker``."""

from __future__ import annotations

import argparse
import glob
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import schema
from .diagnostic import InvalidDocument
from .document import FORMATS, Unreadable, decode
from .kinds import Kinds
from .render import RENDERERS, Checked
from .validation import loads, unreadable, validates
from .version import __version__
from .writing import data_of

VALID, INVALID, COULD_NOT_RUN = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 for valid, 1 for invalid, 2 where it could not run."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return VALID
    except _Usage as error:
        print(f"execbroker: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    return code


class _Usage(Exception):
    """What was asked for cannot be done; the text says why."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="execbroker", description="Documents of the IVOA/SKAO Execution Broker.")
    parser.add_argument("--version", action="version", version=_versions())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("validate", help="say what is wrong with documents, and where")
    command.set_defaults(run=_validate)
    command.add_argument("paths", nargs="+", metavar="FILE", help="file, folder, glob, or - for standard input")
    command.add_argument("--format", choices=RENDERERS, default="text", help="of the report (default: text)")
    command.add_argument("--strict", action="store_true", help="let warnings fail too")
    _add_reading(command)

    command = commands.add_parser("convert", help="write a document in another format")
    command.set_defaults(run=_convert)
    command.add_argument("path", metavar="FILE", help="file, or - for standard input")
    command.add_argument("--to", choices=FORMATS, required=True, help="format to write; comments are not kept")
    command.add_argument("--output", "-o", metavar="FILE", help="where to write (default: standard output)")
    _add_reading(command)

    command = commands.add_parser("schema", help="print the JSON Schema")
    command.set_defaults(run=_schema)
    command.add_argument("name", nargs="?", help="a kind or document type (default: the bundle of all)")
    command.add_argument("--list", action="store_true", help="list the names instead")
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


def _validate(options: argparse.Namespace) -> int:
    checked = [_check(path, options) for path in _expand(options.paths)]
    color = sys.stdout.isatty() if "FORCE_COLOR" not in os.environ else True
    sys.stdout.write(RENDERERS[options.format](checked, color=color and "NO_COLOR" not in os.environ))
    if any(found.code == "unreadable-file" for one in checked for found in one.report.diagnostics):
        return COULD_NOT_RUN
    failed = any(not one.report.ok or (options.strict and one.report.warnings) for one in checked)
    return INVALID if failed else VALID


def _check(path: str, options: argparse.Namespace) -> Checked:
    name = "<stdin>" if path == "-" else path
    try:
        raw = _raw(path)
    except OSError as error:
        return Checked(name, None, unreadable(name, error))
    try:
        report = validates(raw, as_=options.as_, unknown=options.unknown, file=name)
    except ValueError as error:
        raise _Usage(error) from error
    return Checked(name, _text(raw), report)


def _convert(options: argparse.Namespace) -> int:
    name = "<stdin>" if options.path == "-" else options.path
    try:
        raw = _raw(options.path)
        document = loads(raw, as_=options.as_, unknown=options.unknown, file=name)
    except InvalidDocument as error:
        sys.stderr.write(RENDERERS["text"]([Checked(name, _text(raw), error.report)]))
        return INVALID
    except OSError as error:
        raise _Usage(f"{name}: {error.strerror or error}") from error
    except ValueError as error:
        raise _Usage(error) from error
    text = FORMATS[options.to].write(data_of(document))
    if options.output is None:
        sys.stdout.write(text)
        return VALID
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _Usage(f"{options.output}: {error.strerror or error}") from error
    return VALID


def _schema(options: argparse.Namespace) -> int:
    kinds = Kinds.builtin()
    if options.list:
        for document in kinds.documents:
            print(f"{document.name:32} document type")
        for kind in dict.fromkeys(kinds.values()):
            print(f"{kind.short:32} {kind.group:12} {kind.kind}")
        return VALID
    if options.name is None:
        found = schema.bundle()
    else:
        try:
            found = schema.subset(kinds.title_of(options.name))
        except KeyError:
            raise _Usage(f"there is no document type or kind `{options.name}`; `execbroker schema --list`") from None
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return VALID


def _raw(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _text(raw: bytes) -> str | None:
    try:
        return decode(raw)
    except Unreadable:
        return None


def _expand(paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that `paths` mean: those below folders that have a suffix of ours, and those of globs."""
    suffixes = tuple(suffix for form in FORMATS.values() for suffix in form.suffixes)
    for path in paths:
        if path != "-" and os.path.isdir(path):
            found = sorted(str(file) for file in Path(path).rglob("*") if file.suffix.lower() in suffixes)
        elif path != "-" and not os.path.exists(path) and glob.has_magic(path):
            found = sorted(file for file in glob.glob(path, recursive=True) if os.path.isfile(file))
        else:
            found = [path]
        if not found:
            raise _Usage(f"{path}: no {', '.join(suffixes)} file there")
        yield from found
