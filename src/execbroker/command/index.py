# SPDX-License-Identifier: Apache-2.0
"""The subcommand `index`: software descriptions to a catalogue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .. import model
from ..catalogue import Catalogue, NoCatalogue, opensearch
from ..render.checked import STDIN, Checked
from ..render.index import as_json, as_text
from ..validation import loads, validates
from . import INVALID, VALID, Usage, is_colored
from .files import expand, raw, text_of

if TYPE_CHECKING:
    from ..model import SoftwareDescription

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
    """Index the files. Those that are no valid software description are reported and left out."""
    output = options.output or {"sqlite": CATALOGUE, "opensearch": _BULK}[options.to]
    checked: list[Checked] = []
    descriptions = _descriptions({Path(path).as_posix(): path for path in expand(options.paths)}, checked)
    try:
        if options.to == "sqlite":
            Catalogue.build(output, descriptions)
        else:
            Path(output).write_text("".join(opensearch.bulk(descriptions)), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Usage(f"{output}: {error.strerror or error}") from error
    except NoCatalogue as error:
        raise Usage(error) from error
    as_data = options.format == "json"
    text = as_json(output, checked) if as_data else as_text(output, checked, color=is_colored(sys.stdout))
    return (VALID if all(one.report.ok for one in checked) else INVALID), text


def _descriptions(paths: Mapping[str, str], checked: list[Checked]) -> Iterator[tuple[str, SoftwareDescription]]:
    """Yield the descriptions that are valid, with the ids of their paths, and put what is said of all into `checked`."""
    for each, path in paths.items():
        name = STDIN if path == "-" else path
        try:
            content = raw(path)
        except OSError as error:
            raise Usage(f"{name}: {error.strerror or error}") from error
        report = validates(content, as_=model.SoftwareDescription, file=name)
        checked.append(Checked(name, text_of(content) if report.diagnostics else None, report))
        if report.ok:
            yield each, loads(content, as_=model.SoftwareDescription, file=name)
