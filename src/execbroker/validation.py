# SPDX-License-Identifier: Apache-2.0
"""Texts and files to typed documents, or to a Report that says what is wrong.

A right document costs one pass of its format's reader and one of its class. Only when one of them refused is the text
read again with positions, and checked against the JSON Schema, which knows more to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Literal, TypedDict, TypeVar, Unpack, overload

from execbroker_model.base import Model

from .diagnostic import Diagnostic, InvalidDocument, Report, pointer
from .document import FORMATS, Fault, Format, Located, Unreadable, decode, guess_format, read_file
from .document.bounds import MAX_FAULTS
from .document.place import Path as DataPath
from .explanation import SchemaFault, nearest
from .kinds import Kind, Kinds
from .reading import As, DuplicateKeys, Task, Unknown, collector_paused, document_of, encoded, recognise, task_of

M = TypeVar("M", bound=Model)


class _Options(TypedDict, total=False):
    """What the readers take beside `as_`; see `loads`."""

    format: str | None
    unknown: Unknown
    duplicate_keys: DuplicateKeys
    kinds: Kinds | None


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
    file: str | None = None,
) -> Model:
    """Return the document in `text`, an instance of the class of its kind or document type.

    `format` is ``json`` or ``yaml``; None tells it from the suffix of `file`, the name to put into diagnostics, or
    from the text. `as_` names the type of document, as a class, a kind or a name such as ``execution-template``; None
    tells it from the document. With ``unknown="keep"`` properties and kinds that the model does not know are read
    too, and dumped again as they were. ``duplicate_keys="last"`` is for JSON of a source that never writes a key twice
    in one object: it is read faster by not looking for such keys, of which the last would win. `kinds` is the registry
    to read with; None is that of the model and of the installed packages.

    Raises `InvalidDocument` with the Report for whatever is wrong with the text, and `ValueError` for an argument that
    is none of its choices.
    """
    task = task_of(format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file)
    return _accepted(text, task)


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
) -> Model:
    """Return the document in the file `path`; see `loads`.

    Raises `InvalidDocument` also where the file cannot be read; the `OSError` is its cause.
    """
    file = os.fspath(path)
    try:
        raw = read_file(path)
    except OSError as error:
        raise InvalidDocument(unreadable(file, error)) from error
    return loads(raw, format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file)


def validates(
    text: str | bytes,
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    file: str | None = None,
) -> Report:
    """Return what is wrong with `text`, warnings included; see `loads`.

    Never raises for what `text` holds; `ValueError` for an argument that is none of its choices.
    """
    task = task_of(format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file)
    document, report = _read(text, task)
    return report if document is None else _warnings(document, text, task)


def validate(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
) -> Report:
    """Return what is wrong with the file `path`; see `validates`. That it cannot be read is a diagnostic too."""
    file = os.fspath(path)
    try:
        raw = read_file(path)
    except OSError as error:
        return unreadable(file, error)
    return validates(
        raw, format=format, as_=as_, unknown=unknown, duplicate_keys=duplicate_keys, kinds=kinds, file=file
    )


def unreadable(file: str, error: OSError) -> Report:
    """Return the Report of a file that the system did not let us read."""
    message = error.strerror or str(error)
    return Report((Diagnostic(code="unreadable-file", severity="error", message=message, file=file),))


def _accepted(text: str | bytes, task: Task) -> Model:
    document, report = _read(text, task)
    if document is None:
        raise InvalidDocument(report)
    return document


def _warnings(document: Model, text: str | bytes, task: Task) -> Report:
    """Return the warnings about a text that was accepted, and became `document`."""
    decoded = decode(encoded(text))
    kinds = task.kinds if task.complete else Kinds.installed()
    aliases = {alias for alias, kind in kinds.items() if alias != kind.kind and alias in decoded}
    if not aliases:
        return Report()
    located = (task.form or guess_format(decoded)).locate(decoded)
    return Report.of(
        _diagnostic(_alias((*path, "kind"), kinds[model.kind]), located, task.file, severity="warning")
        for path, model in _models(document)
        if getattr(model, "kind", None) in aliases
    )


def _models(value: object, path: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    """Yield each typed object in `value`, with its path."""
    if isinstance(value, Model):
        yield path, value
        items: Iterable[tuple[str | int, object]] = value
    else:
        items = enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield from _models(item, (*path, step))


def _alias(path: DataPath, kind: Kind) -> SchemaFault:
    message = f"another spelling of the kind `{kind.short}`, which some brokers send; it is kept as it is"
    return SchemaFault("kind-alias", path, message, f"write `{kind.kind}`")


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
        faults = (_all_faults(form, decoded) if form and decoded else ()) or error.faults
        return None, Report.of(_text_diagnostic(fault, task.file) for fault in faults[:MAX_FAULTS])
    if document is not None:
        return document, Report()
    if task.trusted:  # it is refused for a reason that may be a key that stands twice
        return _read(text, replace(task, trusted=False))
    if not task.complete:
        installed = replace(task, kinds=Kinds.installed(), complete=True)
        if len(installed.kinds) > len(task.kinds):
            return _read(text, installed)
    try:
        located = form.locate(decoded)
    except Unreadable as error:  # the fast reader accepts an infinite number, and the class refused it
        return None, Report.of(_text_diagnostic(fault, task.file) for fault in error.faults)
    return None, Report.of(_faults(located, task))


def _all_faults(form: Format, text: str) -> tuple[Fault, ...]:
    try:
        return tuple(form.locate(text).faults)
    except Unreadable as error:
        return error.faults


def _faults(located: Located, task: Task) -> Iterator[Diagnostic]:
    """Yield what is wrong with data that no class accepted."""
    from . import schema  # noqa: PLC0415 - jsonschema is a third of the cost of an import, and right documents need none

    data = located.data
    if data is None:
        found = [SchemaFault("empty-document", (), "there is nothing in this document")]
    elif not isinstance(data, dict):
        message = f"expected a mapping, found {'a list' if isinstance(data, list) else 'a single value'}"
        hint = "a document is a mapping, for example one with the key `executable`"
        found = [SchemaFault("not-a-mapping", (), message, hint)]
    elif task.title is None and "kind" not in data and recognise(data, task.kinds) is None:
        keys = ", ".join(f"`{key}`" for key in list(data)[:5]) or "no key"
        message = f"what type of document is this? It has {keys}, and no `kind`"
        fields = task.kinds.class_named("ExecutionRequest").model_fields
        close = next(filter(None, (nearest(key, fields) for key in list(data)[:5])), None)
        general = "a document has a `kind`, or is a request and has `executable`, `compute`, `storage` or the like"
        hint = f"did you mean `{close}`?" if close else general
        found = [SchemaFault("unknown-document", (), message, hint)]
    else:
        found = list(islice(schema.faults(data, task.title, task.kinds, keep=task.keep), MAX_FAULTS + 1))
        if len(found) > MAX_FAULTS:
            found[-1] = SchemaFault("too-many-faults", found[-1].path, f"only the first {MAX_FAULTS} faults are listed")
        if not found:  # the classes are stricter than the schema: a defect of ours, never a silent one
            message = "the class of this document refuses it, the schema does not"
            found = [SchemaFault("refused-by-class", (), message, "please report this document as a defect")]
    for fault in found:
        yield _diagnostic(fault, located, task.file)


def _diagnostic(
    fault: SchemaFault, located: Located, file: str | None, *, severity: Literal["error", "warning"] = "error"
) -> Diagnostic:
    place = located.key_place(fault.path) if fault.at_key else located.place(fault.path)
    return Diagnostic(
        code=fault.code,
        severity=severity,
        message=_cut(fault.message),
        hint=_cut(fault.hint) if fault.hint else None,
        pointer=pointer(fault.path),
        file=file,
        line=place.line,
        column=place.column,
        section=fault.section,
    )


def _text_diagnostic(fault: Fault, file: str | None) -> Diagnostic:
    return Diagnostic(
        code=fault.code,
        severity="error",
        message=_cut(fault.message),
        hint=_cut(fault.hint) if fault.hint else None,
        pointer=pointer(fault.path),
        file=file,
        line=fault.line,
        column=fault.column,
    )


def _cut(words: str) -> str:
    """Return `words` at a length that can be read: a document may have keys of megabytes."""
    return words if len(words) <= 800 else words[:797] + "..."
