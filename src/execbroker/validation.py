# SPDX-License-Identifier: Apache-2.0
"""Texts and files to typed documents, or to a Report that says what is wrong.

A right document costs one pass of its format's reader and one of its class. Only when one of them refused is the text
read again with positions, and checked against the JSON Schema, which knows more to say.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack, overload

from execbroker_model.base import Model

from .diagnostic import Diagnostic, InvalidDocument, Report
from .document import FORMATS, Format, Located, Unreadable, decode, guess_format, read_file
from .document.bounds import MAX_FAULTS
from .examination import faults_of, older_form, older_words
from .kinds import Kinds
from .placement import placed, text_diagnostic
from .reading import As, DuplicateKeys, Task, Unknown, collector_paused, document_of, encoded, task_of

if TYPE_CHECKING:
    from .rules import Rules

M = TypeVar("M", bound=Model)


class _Options(TypedDict, total=False):
    """What the readers take beside `as_`; see `loads`."""

    format: str | None
    unknown: Unknown
    duplicate_keys: DuplicateKeys
    kinds: Kinds | None
    rules: Rules | None


class _TextOptions(_Options, total=False):
    file: str | None


@overload
def loads(text: str | bytes, *, as_: type[M], **options: Unpack[_TextOptions]) -> M: ...
@overload
def loads(text: str | bytes, *, as_: str | None = None, **options: Unpack[_TextOptions]) -> Model: ...
def loads(
    text: str | bytes,
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
    file: str | None = None,
) -> Model:
    """Return the document in `text`, an instance of the class of its kind or document type.

    `format` is ``json`` or ``yaml``; None tells it from the suffix of `file`, the name to put into diagnostics, or
    from the text. `as_` names the type of document, as a class, a kind or a name such as ``execution-template``; None
    tells it from the document. With ``unknown="keep"`` properties and kinds that the model does not know are read
    too, and dumped again as they were. ``duplicate_keys="last"`` is for JSON of a source that never writes a key twice
    in one object: it is read faster by not looking for such keys, of which the last would win. `kinds` is the registry
    to read with; None is that of the model and of the installed packages. `rules` are those to hold a document of the
    right shape against, such as `execbroker.rules.standard()`; None asks for the shape alone.

    Raises `InvalidDocument` with the Report for whatever is wrong with the text, and `ValueError` for an argument that
    is none of its choices.
    """
    task = task_of(format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file)
    document, report = _read(text, task)
    if document is not None and rules is not None:
        report = _meaning(document, text, task, rules)
    if document is None or not report.ok:
        raise InvalidDocument(report)
    return document


@overload
def load(path: str | os.PathLike[str], *, as_: type[M], **options: Unpack[_Options]) -> M: ...
@overload
def load(path: str | os.PathLike[str], *, as_: str | None = None, **options: Unpack[_Options]) -> Model: ...
def load(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
) -> Model:
    """Return the document in the file `path`; see `loads`.

    Raises `InvalidDocument` also where the file cannot be read; the `OSError` is its cause.
    """
    file = os.fspath(path)
    try:
        raw = read_file(path)
    except OSError as error:
        raise InvalidDocument(unreadable(file, error)) from error
    return loads(
        raw,
        format=format,
        as_=as_,
        unknown=unknown,
        duplicate_keys=duplicate_keys,
        kinds=kinds,
        rules=rules,
        file=file,
    )


def validates(
    text: str | bytes,
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
    file: str | None = None,
) -> Report:
    """Return what is wrong with `text`, warnings included; see `loads`.

    A document of the right shape is held against `rules` too; None means those of the model,
    `execbroker.rules.standard()`. Never raises for what `text` holds; `ValueError` for an argument that is none of its
    choices.
    """
    task = task_of(format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file)
    document, report = _read(text, task)
    return report if document is None else _meaning(document, text, task, rules)


def examine(text: str | bytes, *, as_: type[M], file: str | None = None) -> tuple[M | None, Report]:
    """Return the document in `text`, None where it is not valid, and what `validates` says of it. It is read once.

    With `Model` itself as its type the document tells which it is.
    """
    task = task_of(as_=None if as_ is Model else as_, file=file)
    document, report = _read(text, task)
    if document is not None:
        report = _meaning(document, text, task, None)
    return (document if isinstance(document, as_) and report.ok else None), report


def validate(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    rules: Rules | None = None,
) -> Report:
    """Return what is wrong with the file `path`; see `validates`. That it cannot be read is a diagnostic too."""
    file = os.fspath(path)
    try:
        raw = read_file(path)
    except OSError as error:
        return unreadable(file, error)
    return validates(
        raw,
        format=format,
        as_=as_,
        unknown=unknown,
        duplicate_keys=duplicate_keys,
        kinds=kinds,
        rules=rules,
        file=file,
    )


def unreadable(file: str, error: OSError) -> Report:
    """Return the Report of a file that the system did not let us read."""
    message = error.strerror or str(error)
    return Report((Diagnostic(code="unreadable-file", severity="error", message=message, file=file),))


def _meaning(document: Model, text: str | bytes, task: Task, rules: Rules | None) -> Report:
    """Return what the rules say of a text that was accepted, and became `document`."""
    # Who only loads documents does not pay for the rules.
    from .rules import standard  # noqa: PLC0415
    from .spelling import boolean_words, kind_aliases, may_have_boolean_words  # noqa: PLC0415

    decoded = decode(encoded(text))
    form = task.form or guess_format(decoded)
    kinds = task.kinds if task.complete else Kinds.installed()
    found = [*(rules or standard()).findings(document), *kind_aliases(document, decoded, kinds)]
    in_words = form is FORMATS["yaml"] and may_have_boolean_words(decoded)
    if not found and not in_words:
        return Report()
    located = _located(form, decoded)
    return Report.of(placed([*found, *(boolean_words(located) if in_words else ())], located, task.file))


def _located(form: Format, text: str) -> Located:
    with collector_paused(len(text)):
        return form.locate(text)


def _read(text: str | bytes, task: Task) -> tuple[Model | None, Report]:
    """Return the document and an empty Report, or None and the faults."""
    form, decoded = task.form, ""
    try:
        decoded = decode(encoded(text))
        form = form or guess_format(decoded)
        form = form if decoded.strip() else FORMATS["yaml"]  # in which an empty text is a document with nothing in it
        with collector_paused(len(decoded)):
            document = document_of(form, decoded, task)
    except Unreadable as error:
        return None, _unreadable_text(form, decoded, error, task.file)
    if document is not None:
        return document, Report()
    if task.trusted:  # it is refused for a reason that may be a key that stands twice
        return _read(text, replace(task, trusted=False))
    if not task.complete:
        installed = replace(task, kinds=Kinds.installed(), complete=True)
        if len(installed.kinds) > len(task.kinds):
            return _read(text, installed)
    try:
        located = _located(form, decoded)
    except Unreadable as error:  # the fast reader accepts an infinite number, and the class refused it
        return None, _unreadable_text(None, decoded, error, task.file)
    return None, Report.of(placed(faults_of(located.data, task), located, task.file))


def _unreadable_text(form: Format | None, text: str, error: Unreadable, file: str | None) -> Report:
    """Return the Report of a text that is no document. An old one is told that it is old before all else."""
    from .older import era_of, era_of_text  # noqa: PLC0415 - as for the schema below

    located = Located()
    if form and text and not error.final:
        try:
            located = _located(form, text)
        except Unreadable as precise:
            error = precise
    diagnostics = [text_diagnostic(fault, file) for fault in (located.faults or error.faults)[:MAX_FAULTS]]
    if era := era_of(located.data):
        return Report.of([*placed([older_form(era)], located, file), *diagnostics])
    if (era := era_of_text(text)) and diagnostics:
        first = diagnostics[0]
        hint = f"{first.hint or 'mend this first'}; then note: {older_words(era)}"
        diagnostics[0] = replace(first, hint=hint)
    return Report.of(diagnostics)
