# SPDX-License-Identifier: Apache-2.0
"""Composed documents, with where each value came from: comments in YAML, an object beside the document in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..composition.tree import leaves
from ..diagnostic import pointer, printable
from ..document.yaml_comments import Placed, commented

if TYPE_CHECKING:
    from ..composition import Origin
    from ..document import Format


def written(data: Any, form: Format, origins: Mapping[str, Origin] | None) -> str:
    """Return `data` in the format `form`; with `origins`, by JSON Pointer, it says of each value where it came from."""
    if origins is None:
        return form.write(data)
    if form.name == "json":
        listed = {
            place: {name: value for name, value in origin._asdict().items() if value is not None}
            for place, origin in origins.items()
        }
        return form.write({"document": data, "origins": listed})
    beside = {path: [f"# {_words(origins[place])}"] for path in leaves(data) if (place := pointer(path)) in origins}
    return commented(form.write(data), Placed(beside=beside))


def _words(origin: Origin) -> str:
    name = printable(origin.layer)
    return name if origin.line is None else f"{name}:{origin.line}"
