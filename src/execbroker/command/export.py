# SPDX-License-Identifier: Apache-2.0
"""The subcommand `export`: a software description as a file of another format."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..diagnostic import InvalidDocument
from ..exports import EXPORTS, MissingFacts
from ..model import SoftwareDescription
from ..render import RENDERERS, Checked
from ..render.checked import STDIN
from ..render.exports import missing, omissions
from ..rules import standard
from ..validation import loads
from . import INVALID, VALID, Usage, say
from .files import delivered, raw, text_of

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("export", help="write a software description for archives, citations or registries")
    command.set_defaults(run=run)
    command.add_argument("path", metavar="FILE", help="a software description, or - for standard input")
    command.add_argument("--to", choices=EXPORTS, required=True, help="what to write")
    command.add_argument("--output", "-o", metavar="FILE", help="where to write (default: standard output)")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Export. What the target does not carry goes to standard error."""
    name, export = STDIN if options.path == "-" else options.path, EXPORTS[options.to]
    try:
        content = raw(options.path)
    except OSError as error:
        raise Usage(f"{name}: {error.strerror or error}") from error
    try:
        description = loads(content, as_=SoftwareDescription, rules=standard(), file=name)
        exported = export.data(description)
    except InvalidDocument as error:
        return _refused(RENDERERS["text"]([Checked(name, text_of(content), error.report)]))
    except MissingFacts as error:
        return _refused(missing(name, export.title, error.paths))
    text = export.write(exported.data)
    say(omissions(name, exported.omissions))
    return VALID, delivered(text, options.output)


def _refused(text: str) -> tuple[int, str]:
    say(text)
    return INVALID, ""
