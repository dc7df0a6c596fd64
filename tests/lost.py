# SPDX-License-Identifier: Apache-2.0
"""What of an original is neither in the result of its migration nor in the list of changes: the law says nothing is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from execbroker.diagnostic import Path, pointer, steps
from execbroker.migration import Change, Migration


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the scalars, and the empty mappings and lists, with their paths."""
    if isinstance(data, (dict, list)) and data:
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, step))
    else:
        yield path, data


def lost(done: Migration) -> list[tuple[str, Any]]:
    """Return the leaves of the original that are nowhere: neither where they were, nor where a change says they went.

    The nearest change at or around a leaf says where it went. What a change says is compared with the result itself.
    """
    told: dict[str | None, list[Change]] = {}
    for change in done.changes:
        told.setdefault(change.before, []).append(change)
    return [(pointer(path), leaf) for path, leaf in leaves(done.located.data) if not _is_kept(path, leaf, told, done)]


def _is_kept(path: Path, leaf: Any, told: dict[str | None, list[Change]], done: Migration) -> bool:
    for length in range(len(path), 0, -1):
        if changes := told.get(pointer(path[:length])):
            rest = path[length:]
            return any(_says(change, rest, leaf, done.data) for change in changes)
    return _same(_value(done.data, path), leaf)


def _says(change: Change, rest: Path, leaf: Any, result: Any) -> bool:
    if not _same(_value(change.old, rest), leaf):
        return False  # a change tells what was there before
    if change.after is None:
        return True
    there = _value(result, tuple(steps(change.after)))
    if not _same(there, change.new):
        return False  # and what is there now
    if not rest:  # the change is of the leaf itself, and has both values
        return True
    if change.severity == "warning" and isinstance(there, str):  # an annotation, which has data as JSON
        whole = json.dumps(change.old, ensure_ascii=False)  # what it was made part of may be kept with it
        return _same(_value(json.loads(there), rest), leaf) or whole in there
    return _same(_value(there, rest), leaf)


_NOWHERE = object()


def _value(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, list) and str(step).isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict) and step in data:
            data = data[str(step)]
        else:
            return _NOWHERE
    return data


def _same(there: Any, leaf: Any) -> bool:
    if leaf in ({}, []):  # what was empty may have something in it now
        return type(there) is type(leaf)
    return there is not _NOWHERE and leaf is not _NOWHERE and json.dumps(there) == json.dumps(leaf)
