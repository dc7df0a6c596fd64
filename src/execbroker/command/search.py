# SPDX-License-Identifier: Apache-2.0
"""The subcommand `search`: find software in a catalogue."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import FACETS, Catalogue, NoCatalogue, Query, Result
from ..render import search as render
from . import INVALID, VALID, Usage
from .index import CATALOGUE

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("search", help="find software by words and by what it does")
    command.set_defaults(run=run)
    command.add_argument("words", nargs="*", metavar="WORDS", help="such as: square root (default: everything)")
    command.add_argument(
        "--facet", action="append", default=[], metavar="NAME=VALUE", help=f"repeatable; names: {', '.join(FACETS)}"
    )
    command.add_argument(
        "--index", default=".", metavar="FILE", help=f"the catalogue, or the folder with {CATALOGUE} (default: here)"
    )
    command.add_argument("--limit", type=int, default=20, metavar="N", help="most hits to show (default: 20)")
    command.add_argument("--offset", type=int, default=0, metavar="N", help="hits to skip (default: 0)")
    command.add_argument("--counts", action="store_true", help="show every value of every facet, not the first ones")
    command.add_argument("--format", choices=("text", "json"), default="text", help="of the answer (default: text)")
    command.add_argument("--json", dest="format", action="store_const", const="json", help="short for --format json")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Search. Valid stands for: something was found."""
    file = Path(options.index)
    file = file / CATALOGUE if file.is_dir() else file
    query = Query(" ".join(options.words), _chosen(options.facet), options.limit, options.offset)
    result = _searched(file, query)
    as_json = options.format == "json"
    text = render.as_json(query, result) if as_json else render.as_text(query, result, whole=options.counts)
    return (VALID if result.total else INVALID), text


def _searched(file: Path, query: Query) -> Result:
    try:
        with Catalogue.open(file) as catalogue:
            return catalogue.search(query)
    except FileNotFoundError:
        raise Usage(f"{file}: there is no catalogue; make one with `execbroker index`") from None
    except OSError as error:
        raise Usage(f"{file}: {error.strerror or error}") from error
    except sqlite3.DatabaseError as error:
        raise Usage(f"{file} is damaged: {error}; make it anew with `execbroker index`") from error
    except (NoCatalogue, ValueError) as error:
        raise Usage(error) from error


def _chosen(given: Sequence[str]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise Usage(f"--facet {one}: write NAME=VALUE, such as --facet operation=source-extraction")
        chosen.setdefault(name, []).append(value)
    return chosen
