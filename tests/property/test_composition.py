# SPDX-License-Identifier: Apache-2.0
"""Laws of composition: nothing is lost, each value says where it came from, and no role goes beyond its part."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from execbroker import InvalidDocument, dumps, loads, strategies
from execbroker.composition import Layer, compose, resolve
from execbroker.composition.composing import laid, origins_of, report_of
from execbroker.composition.inputs import uri_of
from execbroker.composition.resolving import filled_in
from execbroker.composition.roles import may_change
from execbroker.composition.settings import set_all
from execbroker.composition.tree import leaves, name_of
from execbroker.diagnostic import pointer
from execbroker.model import ExecutionRequest, ExecutionTemplate
from execbroker.rules import standard
from execbroker.writing import data_of
from property.drawn import PROPERTIES

_DESCRIPTIONS = strategies.from_kind("software-description", valid_by="schema")
_SENSIBLE = strategies.from_kind("software-description", valid_by="rules")
_NO_RULES = standard().only()
ROLES: list[Any] = ["developer", "packager", "publisher", "user", None]


@st.composite
def layers(draw: st.DrawFn) -> list[Layer]:
    """Return two or three layers that often say different things of the same."""
    drawn = draw(st.lists(_DESCRIPTIONS | _SENSIBLE, min_size=2, max_size=3))
    listed = [data_of(document) for document in drawn]
    if draw(st.booleans()):  # what one says, the other says in part
        listed[1] = _part(draw, listed[0]) | _part(draw, listed[1])
    made = [Layer(f"{number}.json", data, draw(st.sampled_from(ROLES))) for number, data in enumerate(listed)]
    return [Layer(made[0].name, made[0].data, "developer"), *made[1:]]


def _part(draw: st.DrawFn, data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _part(draw, value) for name, value in data.items() if name == "kind" or draw(st.booleans())}
    return [_part(draw, item) for item in data] if isinstance(data, list) else data


def value_at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@given(_DESCRIPTIONS)
def test_one_layer_is_what_it_is(document: Any) -> None:
    assert compose([document], rules=_NO_RULES).description == document


@given(_DESCRIPTIONS)
def test_a_layer_over_itself_changes_nothing_but_the_provenance(document: Any) -> None:
    assume(not has_twins(data_of(document)))
    tree = laid([Layer.of(document, name="a"), Layer.of(document, name="b")])
    assert not [found for found in tree.found if found.finding.code == "conflicting-layer"]
    once = {name: value for name, value in data_of(document).items() if name != "provenance"}
    assert {name: value for name, value in tree.data.items() if name != "provenance"} == once


def has_twins(data: Any) -> bool:
    """Return whether a name stands twice in a list: a layer says a name once, which a rule asks for."""
    members = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    names = [name for name in map(name_of, members) if name] if isinstance(data, list) else []
    return len(names) > len(set(names)) or any(has_twins(member) for member in members)


@given(layers())
def test_each_value_is_the_one_that_its_layer_says_where_it_came_from(drawn: list[Layer]) -> None:
    tree = laid(drawn)
    by_name = {layer.name: layer for layer in drawn}
    for path in leaves(tree.data):
        if path[:1] == ("provenance",) or path == ():
            continue
        layer, there = tree.origin(path) or pytest.fail(f"nobody said {pointer(path)}")
        assert by_name[layer.name] is layer or layer.name in by_name
        assert value_at(layer.data, there) == value_at(tree.data, path)


@given(layers())
def test_nothing_of_the_last_layer_is_lost(drawn: list[Layer]) -> None:
    """What the last layer says stands in the result, or it was told that it may not say that."""
    tree = laid(drawn)
    told = {(found.layer.name, found.finding.path) for found in tree.found}
    last = drawn[-1]
    came = {there: path for path in leaves(tree.data) if (whence := tree.origin(path)) for _, there in [whence]}
    for path in leaves(last.data):
        if path == () or path[0] == "provenance" or ambiguous(last.data, path):
            continue
        refused = any((last.name, path[:length]) in told for length in range(len(path) + 1))
        said = [where for where in leaves(tree.data) if value_at(tree.data, where) == value_at(last.data, path)]
        emptied = value_at(last.data, path) in ({}, [])
        assert refused or emptied or path in came or said, pointer(path)


def ambiguous(data: Any, path: tuple[Any, ...]) -> bool:
    """Return whether `path` leads through a list in which a name stands twice: the first one has it all."""
    for length, step in enumerate(path):
        if isinstance(step, int):
            names = [name_of(item) for item in value_at(data, path[:length])]
            if any(name and names.count(name) > 1 for name in names):
                return True
    return False


@given(layers())
def test_no_role_changes_what_it_may_not(drawn: list[Layer]) -> None:
    for count in range(1, len(drawn)):
        before, after = laid(drawn[:count]), laid(drawn[: count + 1])
        role = drawn[count].role
        open_ = before.data.get("execution", {}).get("executable", {}).get("kind") == uri_of("abstract-executable")
        for path in leaves(before.data):
            if open_ and path[:2] == ("execution", "executable"):
                continue  # whoever fills in a placeholder changes nothing
            if path[:1] == ("provenance",) or may_change(role, path) or value_at(before.data, path) in ({}, []):
                continue
            if any(not may_change(role, path[:length]) for length in range(len(path) + 1)):
                assert value_at(after.data, path) == value_at(before.data, path), pointer(path)


@given(layers())
def test_composing_refuses_or_gives_a_description_that_reads_itself(drawn: list[Layer]) -> None:
    with contextlib.suppress(InvalidDocument):
        composed = compose(drawn)
        assert loads(dumps(composed.description), as_="software-description") == composed.description
        assert composed.origins == origins_of(laid(drawn))


_given = st.dictionaries(
    st.text(max_size=3), st.sampled_from(["", "x", "5", "true", "https://example.org/a", "ivo://a/b"])
)


@given(strategies.execution_templates(valid_by="schema") | _SENSIBLE, _given, _given | st.just("vos://a~b/c"), _given)
def test_resolving_refuses_or_gives_a_request(template: Any, data: Any, results: Any, values: Any) -> None:
    before = dumps(template)
    with contextlib.suppress(InvalidDocument):
        request = resolve(template, data=data, results=results, values=values)
        assert type(request) is ExecutionRequest
        assert loads(dumps(request), as_=ExecutionRequest, rules=standard()) == request
    assert dumps(template) == before


@given(strategies.execution_requests(valid_by="rules"))
def test_a_template_without_placeholders_is_its_request(request_: Any) -> None:
    template = loads(dumps(request_), as_=ExecutionTemplate)
    with contextlib.suppress(InvalidDocument):  # a request that leaves its executable open
        assert dumps(resolve(template)) == dumps(request_)


_steps = st.lists(st.sampled_from([*PROPERTIES, "execution", "discovery", "0", "1", ""]), min_size=1, max_size=4)
_paths = _steps.map(".".join) | st.sampled_from(["compute.cores.min", "executable", "parameters", "data.0"])
_texts = st.sampled_from(["1", "x", "[]", "{}", "[1, a]", "{kind: x}", "true", ": ", ""])


@given(_SENSIBLE, st.dictionaries(_paths, _texts, max_size=3))
def test_settings_are_taken_or_refused(document: Any, settings: dict[str, str]) -> None:
    tree = laid([Layer.of(document, name="a")])
    set_all(tree, settings.items())
    request, filled = filled_in(tree, data={}, results={}, values={}, rules=None)
    assert request is not None or filled.found
    report_of(filled.found)
