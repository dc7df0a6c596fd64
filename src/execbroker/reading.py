# SPDX-License-Identifier: Apache-2.0
"""A text to a typed document, by the shortest way. What is wrong with a refused one is worked out in `validation`."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from execbroker_model.base import Model, Reading
from pydantic_core import ValidationError

from .document import FORMATS, Format, Unreadable, format_of
from .kinds import Kinds
from .words import nearest

Unknown = Literal["error", "keep"]
DuplicateKeys = Literal["error", "last"]
As = str | type[Model] | None

_LARGE = 1_000_000
_KIND_FIRST = re.compile(r'\s*\{\s*"kind"\s*:\s*"([^"\\]*)"')


@dataclass(frozen=True, slots=True)
class Task:
    """How to read a text: what the callers' keyword arguments mean."""

    form: Format | None
    title: str | None
    keep: bool
    trusted: bool
    kinds: Kinds
    complete: bool
    """Whether `kinds` is all there is: the caller's own registry, or one with the installed kinds."""
    file: str | None


def task_of(
    *,
    format: str | None = None,
    as_: As = None,
    unknown: Unknown = "error",
    duplicate_keys: DuplicateKeys = "error",
    kinds: Kinds | None = None,
    file: str | None = None,
) -> Task:
    """Return what the keyword arguments of a reader mean. Raises `ValueError` for what is none of their choices."""
    if format is not None and format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    if unknown not in ("error", "keep"):
        raise ValueError(f"unknown={unknown!r}; it is 'error' or 'keep'")
    if duplicate_keys not in ("error", "last"):
        raise ValueError(f"duplicate_keys={duplicate_keys!r}; it is 'error' or 'last'")
    # An unknown kind may be one that a package brought. A strict reader finds that out when it meets one.
    registry = kinds or (Kinds.installed() if unknown == "keep" else Kinds.builtin())
    title = None
    if as_ is not None:
        name = as_ if isinstance(as_, str) else as_.__name__
        try:
            title = registry.title_of(name)
        except KeyError:
            registry = kinds or Kinds.installed()
            try:
                title = registry.title_of(name)
            except KeyError:
                close = nearest(name, registry.names)
                hint = f"; did you mean {close!r}?" if close else ""
                raise ValueError(f"there is no document type or kind {as_!r}{hint}") from None
    form = FORMATS[format] if format else format_of(file) if file else None
    complete = kinds is not None or registry is not Kinds.builtin()
    return Task(form, title, unknown == "keep", duplicate_keys == "last", registry, complete, file)


@contextmanager
def collector_paused(size: int) -> Iterator[None]:
    """Pause the cyclic garbage collector while a large document of `size` characters is read.

    A document is a tree of many new objects, and none of them is garbage; the collector would search all of them again
    each time their number has grown by a part. Small documents are done before that matters.
    """
    if size < _LARGE or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def document_of(form: Format, text: str, task: Task) -> Model | None:
    """Return the document in `text`, None where its class refuses it or there is none.

    JSON is read twice, once to look for duplicate keys and once by the class: pydantic reads a text faster than it
    reads data, and that makes good for the first reading. A trusted text is read once.
    """
    read_once = task.trusted and form.class_reads and not task.keep
    title = task.title or (_peek(text, task.kinds) if read_once else None)
    data = None
    if title is None or not read_once:
        data = _strictly(form, text) if task.keep else form.read(text, trusted=task.trusted)
        title = title or recognise(data, task.kinds, keep=task.keep)
    if title is None:
        return None
    cls = task.kinds.class_named(title)
    extra: Literal["allow", "forbid"] = "allow" if task.keep else "forbid"
    reading = Reading(task.keep, task.kinds.registered)
    try:
        if form.class_reads:
            del data
            return cls.model_validate_json(text, extra=extra, context=reading)
        return cls.model_validate(data, extra=extra, context=reading)
    except ValidationError:
        return None


def _strictly(form: Format, text: str) -> Any:
    """Return the data of `text` for one who keeps what no class sees: only `locate` refuses an infinite number."""
    located = form.locate(text)
    if located.faults:
        raise Unreadable(tuple(located.faults))
    return located.data


def _peek(text: str, kinds: Kinds) -> str | None:
    """Return the class name of a JSON document that begins with its kind, None for others."""
    found = _KIND_FIRST.match(text)
    return recognise({"kind": found[1]}, kinds) if found else None


def recognise(data: Any, kinds: Kinds, *, keep: bool = False) -> str | None:
    """Return the class name of the document: by its kind, or by its keys; None where neither tells.

    With `keep`, what has an unknown kind is read as what all components have in common.
    """
    if not isinstance(data, dict):
        return None
    if "kind" in data:
        if not isinstance(data["kind"], str):
            return None
        kind = kinds.get(data["kind"])
        if kind is None:
            return "Component" if keep else None
        return None if kind.placeholder else kind.title
    request = kinds.class_named("ExecutionRequest")
    otherwise = "ExecutionRequest" if data.keys() & request.model_fields.keys() else None
    return next((title for key, title in kinds.told_by_keys.items() if key in data), otherwise)


def encoded(text: str | bytes) -> bytes:
    """Return `text` in UTF-8. Raises `Unreadable` for half a surrogate pair, which is no character."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(f"a document is read from text or bytes, not from {kind}; data go to `model_validate`")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        column = error.start - text.rfind("\n", 0, error.start)
        message = "a surrogate without its other half is not a character"
        raise Unreadable.at("not-text", message, line=line, column=column) from error
