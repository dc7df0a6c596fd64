# SPDX-License-Identifier: Apache-2.0
"""The example documents, and their one-edit mutants."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from execbroker.document import FORMATS, decode, format_of

VALID = Path(__file__).parent / "examples" / "valid"
EXAMPLES = sorted(file for file in VALID.rglob("*") if file.suffix in (".json", ".yaml"))
AS = {"execution-template": "execution-template"}
"""What the documents of a folder are, where neither their kind nor their keys say so."""

Path_ = tuple[str | int, ...]


def name(file: Path) -> str:
    """Return what to call an example in the output of a test."""
    return file.relative_to(VALID).as_posix()


def as_of(file: Path) -> str | None:
    """Return the document type that an example has to be read as."""
    return AS.get(file.parent.name)


def data_of(file: Path) -> Any:
    """Return the data of an example."""
    form = format_of(str(file))
    assert form is not None
    return FORMATS[form.name].read(decode(file.read_bytes()))


def mutants(data: Any) -> Iterator[tuple[str, Path_, Any]]:
    """Yield what was done, where, and the mutant, for each edit of each value. Not every mutant is invalid."""
    for path, value in list(_walk(data)):
        for what, replacement in _replacements(value):
            yield what, path, _with(data, path, replacement)
        if isinstance(value, dict):
            yield "add a property", (*path, "surplus"), _with(data, path, {**value, "surplus": 1})
        if path and isinstance(path[-1], str):
            around = _at(data, path[:-1])
            others = {key: item for key, item in around.items() if key != path[-1]}
            yield "drop the property", path, _with(data, path[:-1], others)
            yield "misspell the key", path, _with(data, path[:-1], {**others, path[-1] + "x": value})
        elif path:
            around = _at(data, path[:-1])
            yield "drop the item", path, _with(data, path[:-1], [i for n, i in enumerate(around) if n != path[-1]])


def _replacements(value: Any) -> Iterator[tuple[str, Any]]:
    yield "null", None
    yield "a mapping", {}
    yield "a list", []
    yield "a truth value", True
    if isinstance(value, str):
        yield "a number for text", 5
        yield "no text", ""
        yield "more text", value + "x"
        yield "a line break at the end", value + "\n"
        yield "capitals", value.upper()
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield "text for a number", str(value)
        yield "a fraction", value + 0.5
        yield "a whole float", float(int(value))
        yield "below the range", -(2**63) - 1
        yield "above the range", 2**63
        yield "minus one", -1
    else:
        yield "a number", 5


def _walk(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _walk(item, (*path, key))


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path_, replacement: Any) -> Any:
    """Return `data` with the value at `path` replaced; what lies beside the path is shared, not copied."""
    if not path:
        return replacement
    changed = copy.copy(data)
    changed[path[0]] = _with(data[path[0]], path[1:], replacement)
    return changed
