# SPDX-License-Identifier: Apache-2.0
"""What a migration did, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from ..diagnostic import printable
from ..migration import Change, Migration
from .checked import Checked
from .json import as_data
from .text import as_text, painter


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A document that went through the migration: its name, its text where it could be read, and what became of it."""

    name: str
    text: str | None
    migration: Migration


def as_lines(done: Sequence[Upgraded], *, color: bool = False, quiet: bool = False) -> str:
    """Return a line for each change, in the order of the original, and what is left to say of the result.

    With `quiet`, only warnings and what is wrong.
    """
    lines = [line for one in done for line in _of_document(one, color=color, quiet=quiet)]
    return "".join(f"{line}\n" for line in lines)


def _of_document(one: Upgraded, *, color: bool, quiet: bool) -> Iterator[str]:
    paint, migration = painter(color=color), one.migration
    if migration.era and migration.changes and not quiet:
        yield printable(f"{one.name}: {migration.era.title} ({migration.era.years})")
    for change in migration.changes:
        if change.severity == "warning" or not quiet:
            label = "warning" if change.severity == "warning" else "change"
            place = one.name if change.line is None else f"{one.name}:{change.line}:{change.column}"
            steps = paint("\x1b[33m" if label == "warning" else "\x1b[36m", f"{label}[{', '.join(change.steps)}]")
            yield f"{paint(_BOLD, printable(place))}: {steps} {printable(_way(change))}: {printable(change.why)}"
    for comment in migration.uncommented:
        yield printable(f"{one.name}:{comment.line}: warning[comment] it has no place any more: {comment.words}")
    if migration.report.diagnostics:
        yield from as_text([Checked(one.name, one.text, migration.report)], color=color).splitlines()
    elif not quiet:
        yield printable(f"{one.name}: {_summary(migration)}")
    if migration.is_template and (migration.changes or migration.report.diagnostics):
        yield printable(f"{one.name}: it is a template: validate it with --as execution-template")


_BOLD = "\x1b[1m"


def _way(change: Change) -> str:
    if change.after is None:
        return f"{change.before or 'the document'} is left out"
    return f"{change.after} is added" if change.before is None else f"{change.before} -> {change.after}"


def _summary(migration: Migration) -> str:
    if not migration.changes:
        return "valid, and of today's form"
    warnings = sum(change.severity == "warning" for change in migration.changes)
    number = len(migration.changes)
    counts = f"{number} {'change' if number == 1 else 'changes'}"
    return f"upgraded: {counts}" + (f", {warnings} of them with a warning" if warnings else "")


def as_json(done: Sequence[Upgraded]) -> str:
    """Return a JSON list with an object for each document.

    It has `file`, `era` (the name of the form it was in, null for today's), `ok`, `template`, `changes`, `diagnostics`
    and `document`, the result, null where it has not the shape of one.
    """
    data = [
        {
            "file": one.name,
            "era": one.migration.era.name if one.migration.era else None,
            "ok": one.migration.ok,
            "template": one.migration.is_template,
            "changes": [asdict(change) for change in one.migration.changes],
            "diagnostics": [as_data(found) for found in one.migration.report.diagnostics],
            "document": one.migration.data if one.migration.document is not None else None,
        }
        for one in done
    ]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
