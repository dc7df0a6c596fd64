# SPDX-License-Identifier: Apache-2.0
"""The subcommand `index`: software descriptions to a catalogue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import Catalogue, NoCatalogue, opensearch
from ..model import SoftwareDescription
from ..render.checked import Checked
from ..render.index import as_json, as_text
from . import Usage, is_colored
from .documents import exit_code, read
from .files import expand

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

CATALOGUE = "execbroker-catalogue.sqlite"
"""The file that is written and searched where none is named."""
_BULK = "execbroker-catalogue.ndjson"


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("index", help="make a catalogue of software descriptions, to be searched")
    command.set_defaults(run=run)
    command.add_argument("paths", nargs="+", metavar="FILE", help="file, folder, glob, or - for standard input")
    command.add_argument(
        "--to", choices=("sqlite", "opensearch"), default="sqlite", help="what to write (default: sqlite)"
    )
    command.add_argument("--output", "-o", metavar="FILE", help=f"where to write (default: {CATALOGUE}, or {_BULK})")
    command.add_argument("--format", choices=("text", "json"), default="text", help="of the report (default: text)")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Index what is valid, and say of each document what `validate` says. Where none is valid, nothing is written."""
    output = options.output or {"sqlite": CATALOGUE, "opensearch": _BULK}[options.to]
    checked: list[Checked] = []
    descriptions = _descriptions({Path(path).as_posix(): path for path in expand(options.paths)}, checked)
    first = next(descriptions, None)
    write = Catalogue.build if options.to == "sqlite" else opensearch.write
    try:
        if first:
            write(output, chain([first], descriptions))
    except OSError as error:
        raise Usage(f"{output}: {error.strerror or error}") from error
    except NoCatalogue as error:
        raise Usage(error) from error
    written = output if first else None
    as_data = options.format == "json"
    text = as_json(written, checked) if as_data else as_text(written, checked, color=is_colored(sys.stdout))
    return exit_code(one.report for one in checked), text


def _descriptions(paths: Mapping[str, str], checked: list[Checked]) -> Iterator[tuple[str, SoftwareDescription]]:
    """Yield the descriptions that are valid, each with its id, and put what is said of all into `checked`."""
    for id_, path in paths.items():
        found = read(path, SoftwareDescription)
        checked.append(found.checked)
        if found.document is not None:
            yield id_, found.document
