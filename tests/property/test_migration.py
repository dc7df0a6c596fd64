# SPDX-License-Identifier: Apache-2.0
"""Laws of the migration: older forms come back, nothing is lost, twice is once, and nothing raises."""

from __future__ import annotations

import contextlib
import json
from functools import cache
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from lost import lost

from execbroker import InvalidDocument, strategies, upgrade
from execbroker.document import FORMATS
from execbroker.migration import migrate
from execbroker.older import era_of
from property.ageing import FACTS, KINDS, aged
from property.drawn import Titled, anything, documents, formats, written

_WHOLE = (
    strategies.execution_requests(valid_by="rules")
    | strategies.sessions(valid_by="rules")
    | strategies.offer_sets(valid_by="rules")
)
_NAMES = sorted(
    {name for place in FACTS.places.values() for name in (*place.properties, *place.holds, *place.values)}
    | {"kind", "type", "min", "max", "path", "value", "values", "resource", "mode", "location", "endpoint", "result"}
)
_KINDS = [
    *("uri:docker-container-1.0", "uri:jupyter-notebook-1.0", "uri:python-program", "urn:delay-executable"),
    *("urn:simple-compute-resource", "uri:generic-compute", "uri:persistent-storage", "uri:amazon-s3-storage"),
    *("https://www.purl.org/ivoa.net/EB/schema/types/data/simple-data-resource-1.0", "urn:execution-session"),
    *("https://www.purl.org/ivoa.net/storage-types/vospace-storage", "urn:enum-value-option", "foo:red"),
]
_WORDS = [
    *("a", "b", "", "rw", "r", "READY", "P1H", "1D", "PT1H", "2024-08-20T02:45Z", "2023-08-14T11:30Z/T12:00Z"),
    *(
        "1.00 GiB",
        "8 Mi bytes",
        "GiB",
        "sha256:ac1b....fc70",
        "https://example.org",
        "INSTANCE",
        "CONTAINER",
        "managed",
    ),
]
_scalars = st.sampled_from([*_WORDS, *_KINDS]) | st.integers(0, 40) | st.sampled_from([None, True, 2.5, 1.10])


_LOST = ["hostname", "access", "spec/type", "parameter", "offerset", "mime-type"]
"""Paths of what has no place today."""
_META = ["name", "uuid", "url", "created", "messages", "options", "annotations"]
_USUAL = {
    **{"request": ["executable", "compute"], "session": ["executable", "compute"], "compute": ["volumes"]},
    **{"volume": ["resources"], "storage": ["name", "data"], "data": ["name"]},
}
"""What is drawn always, beside the kind that tells the form: without it there is little to refer to."""
_inner = st.lists(_scalars, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), _scalars, max_size=3)


def _with_its_names_taken(component: dict[str, Any]) -> dict[str, Any]:
    """Return what has an annotation already wherever one of its members would go if that has no place today."""
    return {**component, "meta": {"annotations": {f"ivoa.net/older/{name}": "a" for name in component}}}


@cache
def _at(place: str, depth: int) -> st.SearchStrategy[Any]:
    """Return what looks like what older forms had at a place."""
    facts = FACTS.places[place]
    more = (
        _META
        if place == "meta"
        else ["type", "kind", "name", "min", "max", "path", "mode", "resource", "location", "data"]
    )
    names = sorted({*facts.properties, *facts.holds, *facts.values, *more})

    def member(name: str) -> st.SearchStrategy[Any]:
        if name in ("type", "kind"):
            return st.sampled_from(_KINDS)
        if name in ("resources", "data") and name not in facts.holds:
            return st.lists(st.sampled_from("abc"), max_size=3)
        if name == "annotations":
            return st.dictionaries(st.sampled_from([f"ivoa.net/older/{key}" for key in _LOST]), st.just("a"))
        if name in facts.holds and depth:
            held = _at(facts.holds[name], depth - 1)
            if name in _USUAL.get(place, []):
                return held | st.lists(held, min_size=1, max_size=3)
            return held | st.lists(held | _scalars, max_size=3) | _scalars
        return _scalars | _scalars | _inner

    some = st.lists(st.sampled_from(names), max_size=6, unique=True)
    usual = [*(["type"] if facts.kinds else []), *_USUAL.get(place, [])]
    some = some.map(lambda chosen: [*usual, *(name for name in chosen if name not in usual)])
    plain = some.flatmap(lambda chosen: st.fixed_dictionaries({name: member(name) for name in chosen}))
    if "meta" in facts.holds:
        plain = plain | plain.map(_with_its_names_taken)
    levels = [name for name, entries in facts.properties.items() if any("up" in entry for entry in entries)]
    if not levels:
        return plain
    # What stands in a level of its own, and outside too: the same, or something else.
    return plain | st.builds(
        lambda outer, inner, same, level: {**outer, level: {**inner, **{k: v for k, v in outer.items() if k in same}}},
        *(plain, plain, st.sets(st.sampled_from(names)), st.sampled_from(levels)),
    )


old_looking = st.sampled_from(["request", "request", "session", "offerset", "update"]).flatmap(lambda at: _at(at, 4))
"""Data in the words of older forms, in any order and with any values."""


LEFT_OUT = {
    *("accepted-offer", "one-volume-a-resource", "whole-amounts", "several-machines", "accelerators-of-their-own"),
    *("todays-kind", "expiry-of-each-offer"),
}
"""Steps that leave something out which goes without saying, or is said elsewhere."""


def data_of(model: Any) -> Any:
    return json.loads(model.model_dump_json(exclude_none=True)) if hasattr(model, "model_dump_json") else model


_KIND = {kind.short: kind.kind for kind in KINDS.values()}


@st.composite
def _furnished(draw: st.DrawFn) -> Any:
    """Return a request in which things refer to each other: few that are drawn do."""
    names = draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    modes = st.sampled_from(["READONLY", "READWRITE"])
    return {
        **data_of(draw(strategies.execution_requests(valid_by="rules"))),
        "compute": {
            "kind": _KIND["simple-compute-resource"],
            "volumes": [
                {"kind": _KIND["simple-volume-mount"], "path": f"/{name}", "mode": draw(modes), "resource": name}
                for name in names
            ],
        },
        "storage": [{"kind": _KIND["simple-storage-resource"], "meta": {"name": "scratch"}}],
        "data": [
            {
                "kind": _KIND["simple-data-resource"],
                "meta": {"name": name},
                "location": f"https://example.org/{name}",
                **({"storage": "scratch"} if draw(st.booleans()) else {}),
            }
            for name in names
        ],
    }


@given(st.data(), _WHOLE.map(data_of) | _furnished(), formats)
def test_what_was_written_in_an_older_form_comes_back(draws: st.DataObject, today: Any, form: str) -> None:
    """A document of today in the words of older forms becomes that document again."""
    # Of two ways to say where data are, migration takes the one that brokers read.
    assume("phase" in today or not any(one.get("data") for one in today.get("storage", ())))
    old = draws.draw(aged(today))
    assume(era_of(old) is not None)
    done = migrate(written(old, form), format=form)
    assert done.ok, (old, done.report)
    assert lost(done) == []
    expected = dict(today)
    if "kind" not in today and "kind" in done.data:  # a set of offers may lack it
        expected["kind"] = done.data["kind"]
    assert done.data == expected
    assert not [change for change in done.changes if change.severity == "warning"]


@given(old_looking, formats)
def test_nothing_is_lost_and_twice_is_once(data: Any, form: str) -> None:
    """Whatever looks like an older form: each value is in the result, or in what is told of it."""
    text = written(data, form)
    done = migrate(text, format=form)
    assert lost(done) == []
    for change in done.changes:
        assert change.steps
        assert change.why
        assert (change.line is None) == (change.before is None)
        if change.after is None and change.old not in (None, {}, [], ""):
            assert change.severity == "warning" or LEFT_OUT & set(change.steps), change
    assert done.format.read(done.text()) == done.data
    again = migrate(done.text(), format=form)
    if done.document is not None:
        assert again.document is not None
        assert again.changes == ()


@given(old_looking | anything)
def test_data_and_text_become_the_same(data: Any) -> None:
    if not isinstance(data, dict):
        return
    done = migrate(json.dumps(data))
    from_data = migrate(data)
    assert from_data.data == done.data
    assert [(change.before, change.after) for change in from_data.changes] == [
        (change.before, change.after) for change in done.changes
    ]
    assert [found.code for found in from_data.report.diagnostics] == [found.code for found in done.report.diagnostics]


@given(documents, formats)
def test_todays_form_is_left_alone(drawn: Titled, form: str) -> None:
    title, data = drawn
    text = written(data, form)
    done = migrate(text, format=form, as_=title)
    assert done.document is not None
    assert done.changes == ()
    assert done.text() == text


@given(st.text() | st.binary() | anything.map(FORMATS["yaml"].write))
def test_nothing_else_is_ever_raised(source: str | bytes) -> None:
    done = migrate(source)
    assert bool(done.report.errors) is not done.ok
    with contextlib.suppress(InvalidDocument):
        assert upgrade(source).document == done.document
