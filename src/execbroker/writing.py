# SPDX-License-Identifier: Apache-2.0
"""Typed documents to text: deterministic, and nothing added or left out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .document import FORMATS, format_of

if TYPE_CHECKING:
    from execbroker_model.base import Model


def dumps(document: Model, *, format: str = "json") -> str:
    """Return `document` as text in `format`: ``json`` (on one line) or ``yaml``.

    Properties come in the order of the model. Raises `pydantic_core.PydanticSerializationError` where a property was
    given a value of another type than it has, and `ValueError` for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    if format == "json":
        return document.__pydantic_serializer__.to_json(document, warnings="error").decode()
    return FORMATS[format].write(data_of(document))


def dump(document: Model, path: str | os.PathLike[str]) -> None:
    """Write `document` to `path`, in the format of its suffix (JSON where it says nothing), laid out for people.

    Raises what `dumps` raises, and `OSError`.
    """
    form = format_of(os.fspath(path)) or FORMATS["json"]
    Path(path).write_text(form.write(data_of(document)), encoding="utf-8")


def data_of(document: Model) -> Any:
    """Return `document` as mappings, lists, texts and numbers. Raises what `dumps` raises for wrong types."""
    return document.__pydantic_serializer__.to_python(document, warnings="error")
