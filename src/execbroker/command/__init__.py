# SPDX-License-Identifier: Apache-2.0
"""Subcommands of the command line that have a module of their own, and what all of them share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from ..words import nearest

VALID, INVALID, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit codes. The last is what a shell makes of Ctrl-C."""


class Usage(Exception):
    """What was asked for cannot be done; the text says why."""


def is_colored(stream: TextIO | None) -> bool:
    """Return whether what is written to `stream` has colours: on a terminal, unless the environment says otherwise."""
    wanted = bool(os.environ.get("FORCE_COLOR")) or (stream is not None and stream.isatty())
    return wanted and not os.environ.get("NO_COLOR")


def say(text: str) -> None:
    """Write to standard error, if there is somebody who reads it: what goes to standard output matters more."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that says there is no `name`: what was probably meant, or nothing."""
    close = nearest(name, known)
    return f"; did you mean `{close}`?" if close else ""
