# SPDX-License-Identifier: Apache-2.0
"""The documents that are named on the command line."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..document import FORMATS, Unreadable, decode, read_file
from ..document.bounds import MAX_BYTES
from . import Usage


def raw(path: str) -> bytes:
    """Return what the file `path` holds, or standard input for ``-``. Raises `OSError`."""
    if path != "-":
        return read_file(path)
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def text_of(content: bytes) -> str | None:
    """Return the text of a file, None where it is none."""
    try:
        return decode(content)
    except Unreadable:
        return None


def delivered(text: str, output: str | None) -> str:
    """Return what is left to print of `text`: nothing where there is a file for it, `output`, which is written."""
    if output is None:
        return text
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Usage(f"{output}: {error.strerror or error}") from error
    return ""


def expand(paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that `paths` mean: those below folders that have a suffix of ours, and those of globs."""
    suffixes = tuple(suffix for form in FORMATS.values() for suffix in form.suffixes)
    for path in paths:
        if path != "-" and os.path.isdir(path):
            below = (file.relative_to(path) for file in Path(path).rglob("*") if file.is_file())
            found = sorted(
                str(Path(path, file))
                for file in below
                # Folders such as .git and .venv belong to tools.
                if file.suffix.lower() in suffixes and not any(part.startswith(".") for part in file.parts)
            )
        elif path != "-" and not os.path.exists(path) and glob.has_magic(path):
            found = sorted(file for file in glob.glob(path, recursive=True) if os.path.isfile(file))
        else:
            found = [path]
        if not found:
            raise Usage(f"{path}: no {', '.join(suffixes)} file there")
        yield from found
