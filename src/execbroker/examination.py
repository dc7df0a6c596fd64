# SPDX-License-Identifier: Apache-2.0
"""Data to a document, or to what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from execbroker_model.base import Model, Reading
from pydantic_core import ValidationError

from .diagnostic import Finding
from .document.bounds import MAX_FAULTS
from .reading import Task, recognise

if TYPE_CHECKING:
    from .older import Era
    from .rules import Rules


def examined(data: Any, task: Task, rules: Rules) -> tuple[Model | None, list[Finding]]:
    """Return the document that `data` are, and what is to say of it: of its shape, or else of its meaning.

    There is no document where the shape is wrong.
    """
    title = task.title or recognise(data, task.kinds, keep=task.keep)
    if title is not None:
        extra: Literal["allow", "forbid"] = "allow" if task.keep else "forbid"
        try:
            context = Reading(task.keep, task.kinds.registered)
            document = task.kinds.class_named(title).model_validate(data, extra=extra, context=context)
        except ValidationError:
            pass
        else:
            return document, list(rules.findings(document))
    return None, list(faults_of(data, task))


def faults_of(data: Any, task: Task) -> Iterator[Finding]:
    """Yield what is wrong with data that no class accepted.

    Older names are looked for first, and what follows is said of the document as if it had today's.
    """
    # jsonschema is a third of the cost of an import, and right documents need none of these.
    from . import schema  # noqa: PLC0415
    from .explanation import unrecognised  # noqa: PLC0415
    from .older import era_of, modernised  # noqa: PLC0415

    if era := era_of(data):
        yield older_form(era)
    modern = modernised(data, task.kinds, older=era is not None)
    title = task.title or recognise(modern.data, task.kinds)
    faults = list(unrecognised(modern.data, title, task.kinds))
    if era or not faults:  # otherwise it is no document of ours, and has no older names either
        yield from modern.findings
    if faults:
        faults = list(unrecognised(data, title, task.kinds)) or faults
    else:
        found = schema.faults(modern.data, task.title, task.kinds, keep=task.keep)
        faults = [replace(fault, path=modern.original(fault.path)) for fault in islice(found, MAX_FAULTS + 1)]
    yield from faults
    if not (faults or modern.findings or era):  # the classes are stricter than the schema: a defect of ours
        message = "the class of this document refuses it, the schema does not"
        yield Finding("refused-by-class", (), message, {}, "please report this document as a defect")


def older_form(era: Era, *, refused: bool = False) -> Finding:
    """Return what is said first of a document in an older form, also where it was `refused` to upgrade it."""
    values = {"era": era.title, "years": era.years}
    message = "this document is in an older form: ${era} (${years})"
    hint = "`execbroker upgrade` converts it to today's form"
    if refused or era.upgraded is False:
        hint = "`execbroker upgrade` does not convert it, for it is too far from today's form: write it anew"
    return Finding("older-form", (), message, values, hint)


def older_words(era: Era) -> str:
    """Return what is said of a text that cannot be read, and is probably in an older form."""
    too_far = era.upgraded is False
    then = "which is too far from today's to be upgraded" if too_far else "which `execbroker upgrade` converts"
    return f"this document is in an older form, {era.title} ({era.years}), {then}"
