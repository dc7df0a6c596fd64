# SPDX-License-Identifier: Apache-2.0
"""What a target needs of a description, and what it does not carry, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnostic import Path, printable
from ..exports import Omission


def missing(file: str, title: str, paths: Iterable[Path]) -> str:
    """Return a line for each property that the target needs and the description of a `file` does not say."""
    return "".join(f"{printable(file)}: {title} needs `{_dotted(path)}`, which is not said\n" for path in paths)


def omissions(file: str, omitted: Iterable[Omission]) -> str:
    """Return a line for each fact of a `file` that is not carried whole."""
    return "".join(
        printable(f"{file}: `{_dotted(omission.path)}` is not carried whole: {omission.reason}") + "\n"
        for omission in omitted
    )


def _dotted(path: Path) -> str:
    """Return a path as people say it: ``discovery.authors[0].email``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
