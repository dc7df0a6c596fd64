# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a source file, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A fault in the file `path`, on `line`, which counts from 1."""

    path: str
    line: int
    message: str
