# SPDX-License-Identifier: Apache-2.0
"""What the laws are held against: documents of every kind, as data with the title of their class."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any

from hypothesis import strategies as st

from execbroker import strategies
from execbroker.bundle import bundle
from execbroker.diagnostic import Path
from execbroker.document import FORMATS
from execbroker.kinds import Kinds

KINDS = Kinds.builtin()
TITLES = sorted({KINDS.title_of(name) for name in KINDS.names})
WHOLE = (
    *("ExecutionRequest", "ExecutionTemplate", "SoftwareDescription", "PlatformDescription", "OfferSet"),
    *("ScheduledExecutionSession", "SimpleExecutionSession"),
)
"""The documents in which components refer to one another."""
PROPERTIES = sorted({name for each in bundle()["$defs"].values() for name in each.get("properties", ())})

formats = st.sampled_from(sorted(FORMATS))
Titled = tuple[str, Any]


def _of(titles: list[str] | tuple[str, ...], valid_by: strategies.ValidBy) -> st.SearchStrategy[Titled]:
    # Not `one_of`: those that are in one another become one, in which few documents are whole ones.
    return st.sampled_from(titles).flatmap(
        lambda title: st.tuples(st.just(title), strategies.data(title, valid_by=valid_by))
    )


shaped = _of(TITLES, "schema")
"""Documents of the right shape, with any content."""
sensible = _of(WHOLE, "rules") | _of(TITLES, "rules")
"""Documents that make sense, half of them whole ones."""
documents = shaped | sensible


@cache
def faulty(code: str | None = None) -> st.SearchStrategy[strategies.Mutant]:
    """Return those of all kinds, and as many of whole documents, in which a component may be what is at fault."""
    whole = []
    for title in WHOLE:
        with contextlib.suppress(ValueError):  # it has none with that code
            whole.append(strategies.mutants(title, code=code))
    alone = strategies.mutants(code=code)
    return st.sampled_from([alone, st.one_of(whole)] if whole else [alone]).flatmap(lambda chosen: chosen)


_keys = st.sampled_from(PROPERTIES) | st.text(max_size=4)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)
_kinds = st.fixed_dictionaries({"kind": st.sampled_from(sorted(KINDS)) | _anything})
anything = _anything | st.tuples(st.dictionaries(_keys, _anything, max_size=4), _kinds).map(lambda two: two[0] | two[1])
"""Data of no particular shape, with the names of the model among others, and with kinds, right and wrong ones."""


def written(data: Any, form: str) -> str:
    """Return data as text in a format."""
    return FORMATS[form].write(data)


def read(text: str, form: str) -> Any:
    """Return the data of a text."""
    return FORMATS[form].read(text)


def exactly(data: Any) -> Any:
    """Return data in a form that is equal for equal data only: 1 is not 1.5, and true is not 1.

    A whole number may be written with a fraction of zero; JSON Schema counts the two as one.
    """
    if isinstance(data, dict):
        return "mapping", {key: exactly(value) for key, value in data.items()}
    if isinstance(data, list):
        return "list", [exactly(item) for item in data]
    return type(data) if isinstance(data, (bool, str)) else "number", data


def places(data: Any, path: Path = ()) -> list[Path]:
    """Return the paths of all mappings in data."""
    found = [path] if isinstance(data, dict) else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return found + [place for key, value in items for place in places(value, (*path, key))]
