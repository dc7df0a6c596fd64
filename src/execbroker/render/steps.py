# SPDX-License-Identifier: Apache-2.0
"""What the steps of a migration do, as text for a terminal and as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent, wrap

from ..migration.step import Step

_HEAD = """\
# The steps of the migration

What `execbroker upgrade` does to documents in older forms, step by step, in the order in which it does so; see
[Upgrading documents](upgrading.md). The same text comes from `execbroker explain STEP`, and this page from
`execbroker explain --steps`. The name of a step stands beside each change that it made.
"""


def explained(step: Step) -> str:
    """Return what `step` does, for a terminal."""
    words = step.words
    lines = [f"{step.name} (a step of `execbroker upgrade`)", "", *_lines(words["says"]), "", *_lines(words["reason"])]
    lines += ["", "Before:", indent(words["before"], "    "), "", "After:", indent(words["after"], "    ")]
    lines += ["", *_lines(f"Cannot carry: {words['loses']}")]
    return "\n".join(lines) + "\n"


def listed(steps: Iterable[Step]) -> str:
    """Return a line for each step."""
    return "".join(f"{step.name:28} step     {step.words['says']}\n" for step in steps)


def as_markdown(steps: Iterable[Step]) -> str:
    """Return the page of documentation about all steps."""
    return _HEAD + "".join(map(_entry, steps))


def _entry(step: Step) -> str:
    words = step.words
    where = f" At: {', '.join(f'`{place}`' for place in step.places)}." if step.places else " At every place."
    reason = "\n".join(_lines(words["reason"] + where, 118))
    loses = "\n".join(_lines(f"Cannot carry: {words['loses']}", 118))
    return (
        f"\n## `{step.name}`\n\n{words['says']}\n\n{reason}\n\n"
        f"Before:\n\n```text\n{words['before']}\n```\n\nAfter:\n\n```text\n{words['after']}\n```\n\n{loses}\n"
    )


def _lines(words: str, width: int = 100) -> list[str]:
    return wrap(words, width, break_on_hyphens=False, break_long_words=False)
