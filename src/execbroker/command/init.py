# SPDX-License-Identifier: Apache-2.0
"""The subcommand `init`: begin a software description from what a project has."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..document import Unreadable, decode, read_file
from ..drafting import READERS, Found, NotReadable, draft, reader_of, written
from . import VALID, Usage

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_FILE = "execution-broker.yaml"


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("init", help="begin a software description from the files of a project")
    command.set_defaults(run=run)
    command.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="FILE",
        help=f"a folder, or files that are believed in this order: {', '.join(READERS)} (default: the current folder)",
    )
    command.add_argument(
        "--output", "-o", metavar="FILE", help=f"where to write, - for standard output (default: {_FILE} in the folder)"
    )
    command.add_argument("--force", action="store_true", help="write over a file that is there")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Write the draft. What is printed says where it is."""
    folder = Path(options.paths[0]) if len(options.paths) == 1 and Path(options.paths[0]).is_dir() else Path()
    output = options.output or str(folder / _FILE)
    if output != "-" and not options.force and Path(output).exists():
        raise Usage(f"{output} is there already; --force writes over it, and --output names another file")
    files = _files(options.paths)
    text = written(draft([_read(file) for file in files]))
    if output == "-":
        return VALID, text
    try:
        with open(output, "w" if options.force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Usage(f"{output}: {error.strerror or error}") from error
    return VALID, f"{output}: begun from {', '.join(map(str, files))}\n"


def _files(paths: list[str]) -> list[Path]:
    """Return the files: those that are named, and in a folder those that are known, in the order of `READERS`."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = [path / name for name in READERS if (path / name).is_file()]
            if not inside:
                raise Usage(f"{path}: there is none of {', '.join(READERS)} there")
            found += inside
        else:
            found.append(path)
    return found


def _read(file: Path) -> Found:
    reader = reader_of(str(file))
    if reader is None:
        raise Usage(f"{file}: its name is none of {', '.join(READERS)}, and so it is not known how to read it")
    try:
        return reader(decode(read_file(file)), file.name)
    except OSError as error:
        raise Usage(f"{file}: {error.strerror or error}") from error
    except Unreadable as error:
        raise Usage(f"{file}: {error.faults[0].message}") from error
    except NotReadable as error:
        raise Usage(f"{file}: {error}") from error
