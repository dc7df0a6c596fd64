# SPDX-License-Identifier: Apache-2.0
"""The folder of a site. It has a file that says so and lists what is ours in it; everything else is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

MARKER = ".execbroker-site"
"""The name of the file."""

_HEAD = "# Written by `execbroker publish`, which replaces and removes the files that are listed here."
_OURS = re.compile(r"[a-z0-9-]+(?:[./][a-z0-9-]+)+")
"""What a path of ours looks like; the list in a folder is not trusted to have no others."""


class Foreign(Exception):
    """A folder that has something in it, and is no site of ours."""


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Make `folder` a site of the `files`, given by their paths in it; what an earlier site had besides is removed.

    Raises `Foreign` where the folder is not empty and was no site before, and `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _listed(folder)
    _list(folder, {*before, *files})  # first, so that one who stops us leaves a site that we know again
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != content:
            target.write_bytes(content)
    for path in sorted(before - files.keys()):
        (folder / path).unlink(missing_ok=True)
        with suppress(OSError):  # it is not empty
            (folder / path).parent.rmdir()
    _list(folder, files)


def _listed(folder: Path) -> set[str]:
    try:
        text = (folder / MARKER).read_text(encoding="utf-8")
    except FileNotFoundError:
        if any(folder.iterdir()):
            raise Foreign(f"{folder} is not empty, and no site that this command wrote") from None
        return set()
    return {line for line in text.splitlines() if _OURS.fullmatch(line)}


def _list(folder: Path, paths: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in (_HEAD, *sorted(paths)))
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")
