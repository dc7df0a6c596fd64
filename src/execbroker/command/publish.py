# SPDX-License-Identifier: Apache-2.0
"""The subcommand `publish`: a static site about a folder of software descriptions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..document import FORMATS, format_of
from ..model import SoftwareDescription
from ..publication import Entry, Foreign, site, slugs, write
from ..render.checked import absolute
from ..render.publish import as_json, as_text
from . import Usage, is_colored
from .documents import Read, exit_code, read
from .files import expand

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("publish", help="write a static site about software descriptions")
    command.set_defaults(run=run)
    command.add_argument("folder", metavar="DIR", help="folder with the descriptions, in YAML or JSON")
    command.add_argument("--to", metavar="SITE", required=True, help="folder to write: new, empty, or an earlier site")
    command.add_argument("--title", default="Software catalogue", help="of the site (default: Software catalogue)")
    command.add_argument("--format", choices=("text", "json"), default="text", help="of the report (default: text)")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Publish what is valid, and say of each document what `validate` says. Where none is valid, nothing is written."""
    folder, to = Path(options.folder), Path(options.to)
    if not folder.is_dir():
        raise Usage(f"{folder} is no folder")
    # An earlier site may be in the folder, and has copies of the descriptions.
    paths = [path for path in expand([str(folder)]) if not absolute(path).is_relative_to(absolute(str(to)))]
    if not paths:
        raise Usage(f"{folder}: no documents there but those of the site")
    files = [read(path, SoftwareDescription) for path in paths]
    entries = _entries(files, folder)
    if entries:
        try:
            write(site(entries, title=options.title), to)
        except Foreign as error:
            raise Usage(f"{error}; choose another folder") from error
        except OSError as error:
            raise Usage(f"{error.filename or to}: {error.strerror or error}") from error
    checked = [each.checked for each in files]
    page = str(to / "index.html") if entries else None
    as_data = options.format == "json"
    text = as_json(page, checked) if as_data else as_text(page, checked, color=is_colored(sys.stdout))
    return exit_code(one.report for one in checked), text


def _entries(files: Sequence[Read[SoftwareDescription]], folder: Path) -> list[Entry]:
    valid = {
        Path(each.path).relative_to(folder).as_posix(): (each, each.document)
        for each in files
        if each.document is not None
    }
    named = slugs(valid)
    return [
        Entry(
            source=source,
            content=file.content,
            format=(format_of(file.path) or FORMATS["yaml"]).name,
            description=description,
            slug=named[source],
        )
        for source, (file, description) in valid.items()
    ]
