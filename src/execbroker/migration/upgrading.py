# SPDX-License-Identifier: Apache-2.0
"""A text or data in an older form to a document of today, and what was done on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from execbroker_model.base import Model

from ..diagnostic import Finding, InvalidDocument, Path, Report
from ..document import FORMATS, Format, Located, Unreadable, decode, guess_format
from ..document.place import Place
from ..document.yaml_comments import Comment, Placed, commented, comments
from ..examination import examined, older_form
from ..kinds import Kinds
from ..older import Era, era_of
from ..placement import placed
from ..reading import As, Task, Unknown, encoded, recognise, task_of
from ..rules import Rules, standard
from ..validation import validates
from .changes import Change, change_of, moves, origins
from .forms import todays
from .tree import Members, plain

_TEMPLATE = "ExecutionTemplate"
_NOT_TOLD = {"older-form", "refused-by-class"}
"""Codes that say nothing of a document which is on its way to today's form."""


class Upgrade(NamedTuple):
    """A document of today, and what was done to make it one."""

    document: Model
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Migration:
    """What became of a document.

    `era` is the older form that it was in, None for today's. `document` is None where the result has not the shape of a
    document. `report` says what is wrong with the result, in its shape or its meaning, at the places of the original. A
    request that is not complete is a template, with a warning for each part that it lacks. `data` are the result in any
    case, as far as there is one, in the order of the original.
    """

    era: Era | None
    document: Model | None
    data: Any
    changes: tuple[Change, ...]
    report: Report
    located: Located
    format: Format
    uncommented: tuple[Comment, ...] = ()
    """The comments of a YAML text that the result has no place for."""
    placed: Placed = field(default_factory=Placed)

    @property
    def ok(self) -> bool:
        """Whether the result is valid."""
        return self.document is not None and self.report.ok

    @property
    def is_template(self) -> bool:
        """Whether the result is a template: a request that is not complete yet."""
        return type(self.document).__name__ == _TEMPLATE

    def text(self) -> str:
        """Return the result in the format of the original, with its comments; the original where nothing changed."""
        if not self.changes:
            return self.located.text
        text = self.format.write(self.data)
        if self.format is not FORMATS["yaml"]:
            return text
        with_comments = commented(text, self.placed)
        return with_comments if self.format.read(with_comments) == self.data else text


def upgrade(
    source: str | bytes | Mapping[str, Any],
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
    file: str | None = None,
) -> Upgrade:
    """Return the document of today that `source` is or becomes, and the list of changes, empty for today's form.

    `source` is the text of a document in any form, or its data. The arguments mean what they mean for
    `execbroker.loads`: the result has the shape of a document, and where `rules` are given, it keeps them too. What has
    no place today is a change with the severity ``warning``, and its words are among the annotations of the component
    that had it. A request that is not complete, because it has a kind that is gone for example, becomes an
    `ExecutionTemplate`, in which a placeholder may stand for what is missing.

    Raises `InvalidDocument` where the result is not valid; its report has the places of the original. Raises
    `ValueError` for an argument that is none of its choices, and what `json.dumps` raises for data that are not JSON.
    """
    done = migrate(source, format=format, as_=as_, unknown=unknown, kinds=kinds, rules=rules, file=file)
    if done.document is None or not (done.ok or rules is None):
        raise InvalidDocument(done.report)
    return Upgrade(done.document, done.changes)


def migrate(
    source: str | bytes | Mapping[str, Any],
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
    file: str | None = None,
) -> Migration:
    """Return what becomes of `source`, valid or not; see `upgrade`. Never raises for what `source` holds."""
    registry = kinds or Kinds.installed()
    task = task_of(format=format, as_=as_, unknown=unknown, duplicate_keys="error", kinds=registry, file=file)
    held = standard() if rules is None else rules
    if isinstance(source, Mapping):
        as_text = json.dumps(source, allow_nan=False)
        done = migrate(as_text, format="json", as_=as_, unknown=unknown, kinds=kinds, rules=rules, file=file)
        return _without_places(done)
    form, located = FORMATS["json"], Located()
    try:
        text = decode(encoded(source))
        form = task.form or guess_format(text)
        located = form.locate(text)
    except Unreadable:
        pass  # `validates` says why
    if located.faults or located.data is None:
        report = validates(source, format=format, as_=as_, unknown=unknown, kinds=registry, rules=held, file=file)
        return Migration(None, None, None, (), report, located, form)
    return _migrated(located, form, task, held)


def _without_places(done: Migration) -> Migration:
    """Return what became of data, which have no lines."""
    changes = tuple(replace(change, line=None, column=None) for change in done.changes)
    found = (replace(diagnostic, line=None, column=None) for diagnostic in done.report.diagnostics)
    return replace(done, changes=changes, report=Report(tuple(found)))


def _migrated(located: Located, form: Format, task: Task, rules: Rules) -> Migration:
    era = era_of(located.data)
    if era is None and (mixed := era_of(located.data, mixed=True)) and examined(located.data, task, rules)[0] is None:
        era = mixed  # a part of it was upgraded by hand
    tree = todays(located.data, era, task.kinds, located.written) if era else None
    data = located.data if tree is None else plain(tree)
    document, findings = examined(data, task, rules)
    if _is_wrong(findings) and task.title is None and (era or document is None):
        document, findings = _as_template(data, document, findings, task, rules)
    came = origins(tree) if tree is not None else {}
    if era and (era.upgraded is False or (era.upgraded is None and document is None)):
        document, tree = None, None
        findings = [older_form(era, refused=True), *(findings if era.upgraded is None else ())]
    elif tree is not None:
        findings = [found for found in findings if found.code not in _NOT_TOLD] or findings
    report = Report.of(placed((_at_origin(one, came) for one in findings), located, task.file))
    if tree is None:
        return Migration(era, document, located.data, (), report, located, form)
    changes = tuple(_placed_changes(tree, located))
    there, lost = _comments(came, located, form)
    return Migration(era, document, data, changes, report, located, form, lost, there)


def _is_wrong(findings: list[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


def _as_template(
    data: Any, document: Model | None, findings: list[Finding], task: Task, rules: Rules
) -> tuple[Model | None, list[Finding]]:
    """Return the template that a request is which is not complete, with warnings for what it lacks.

    What it lacks is told of an older document only, whose author may have meant a template. What is of today's form and
    has placeholders is one.
    """
    if recognise(data, task.kinds) != "ExecutionRequest":
        return document, findings
    template, left = examined(data, replace(task, title=_TEMPLATE), rules)
    if template is not None and not _is_wrong(left):
        return template, [replace(found, severity="warning") for found in findings]
    return (document, findings) if document is not None or template is None else (template, left)


def _at_origin(found: Finding, came: Mapping[Path, tuple[Path, ...]]) -> Finding:
    """Return a finding in the result with the path that it has in the original."""
    for length in range(len(found.path), -1, -1):
        if starts := came.get(found.path[:length]):
            exact = length == len(found.path)
            return replace(found, path=starts[0], at_key=found.at_key and exact)
    return found


def _placed_changes(tree: Members, located: Located) -> Iterator[Change]:
    """Yield the changes in the order of the original; what was added stands where it is in the result."""
    last, listed = Place(0, 0), []
    for moved in moves(tree):
        change = change_of(moved, located.data)
        if moved.before is not None:
            last = located.key_place(moved.before)
            change = replace(change, line=last.line, column=last.column)
        listed.append((last, change))
    yield from (change for _, change in sorted(listed, key=lambda one: one[0]))


def _comments(
    came: Mapping[Path, tuple[Path, ...]], located: Located, form: Format
) -> tuple[Placed, tuple[Comment, ...]]:
    """Return where the comments of the original stand in the result, and those that have no place there."""
    found, lost = Placed(), list[Comment]()
    if form is not FORMATS["yaml"] or not located.text:
        return found, ()
    went, first = dict[Path, Path](), dict[Path, Path]()
    for now, all_before in came.items():
        for before in all_before:
            went.setdefault(before, now)
    listed = comments(located)
    for before, _ in located.spots_of_all() if listed else ():  # in the order of the text
        for length in range(1, len(before)) if before in went else ():
            first.setdefault(before[:length], went[before])
    for comment in listed:
        where = None if comment.path is None else went.get(comment.path, first.get(comment.path))
        if comment.path is None:
            (found.head if comment.head else found.tail).append(comment.words)
        elif where is None:
            lost.append(comment)
        else:
            home = found.beside if comment.beside and comment.path in went else found.above
            home.setdefault(where, []).append(comment.words)
    return found, tuple(lost)
