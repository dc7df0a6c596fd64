# SPDX-License-Identifier: Apache-2.0
"""Subcommands of the command line that have a module of their own, and what all of them share."""

from __future__ import annotations

VALID, INVALID, COULD_NOT_RUN = 0, 1, 2
"""The exit codes."""


class Usage(Exception):
    """What was asked for cannot be done; the text says why."""
