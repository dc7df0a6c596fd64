# SPDX-License-Identifier: Apache-2.0
"""A file that is complete before others see it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Yield an empty file beside `file`, which takes its place at the end, and is removed if anything is raised.

    So others read the old one until the new one is complete. Raises `OSError` where it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    beside.touch(exist_ok=False)
    try:
        yield beside
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
