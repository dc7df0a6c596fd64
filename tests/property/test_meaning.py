# SPDX-License-Identifier: Apache-2.0
"""Laws: what makes sense gives an empty Report, what has one fault gives that one, at its place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from cases import _at
from document.data import rest_at
from hypothesis import assume, find, given, settings
from hypothesis import strategies as st

from execbroker import Diagnostic, Report, dumps, strategies, validates
from execbroker.document.place import Place
from execbroker.rules import standard
from execbroker.strategies import Mutant
from property.drawn import Titled, faulty, formats, sensible, written


def report_of(data: Any, form: str, title: str) -> Report:
    return validates(written(data, form), format=form, as_=title)


@given(sensible, formats)
def test_a_document_that_makes_sense_has_an_empty_report(drawn: Titled, form: str) -> None:
    title, data = drawn
    assert report_of(data, form, title).diagnostics == ()


@given(strategies.platforms_and_requests(), formats)
def test_a_platform_and_a_request_for_it_make_sense(pair: tuple[Any, Any], form: str) -> None:
    for document in pair:
        assert validates(dumps(document, format=form), format=form, as_=type(document)).diagnostics == ()


@given(faulty(), formats)
def test_a_mutant_has_exactly_its_diagnostic(mutant: Mutant, form: str) -> None:
    found = report_of(mutant.data, form, mutant.title).diagnostics
    assert [(one.code, one.pointer) for one in found] == [(mutant.code, mutant.pointer)]


@pytest.mark.parametrize("rule", [rule.code for rule in standard()])
def test_each_rule_has_edges_and_says_nothing_just_before_them(rule: str) -> None:
    """A few documents of each rule: `near` is its nearest miss, `data` breaks it."""

    @settings(max_examples=max(3, settings.default.max_examples // 20))
    @given(faulty(rule))
    def holds(mutant: Mutant) -> None:
        assert report_of(mutant.near, "json", mutant.title).diagnostics == ()
        found = report_of(mutant.data, "json", mutant.title).diagnostics
        assert [(one.code, one.pointer) for one in found] == [(rule, mutant.pointer)]

    holds()


@given(faulty())
def test_a_diagnostic_of_json_points_at_the_value_or_its_key(mutant: Mutant) -> None:
    text = written(mutant.data, "json")
    for one in validates(text, format="json", as_=mutant.title).diagnostics:
        rest = rest_at(text, place_of(one))
        *around, last = path_of(one.pointer, mutant.data) or [None]
        value = _at(mutant.data, tuple(path_of(one.pointer, mutant.data)))
        first = json.dumps(value, ensure_ascii=False)
        starts = {first[0]} if isinstance(value, (dict, list)) else {first}
        starts |= {json.dumps(last, ensure_ascii=False)} if isinstance(last, str) else set()
        assert rest.startswith(tuple(starts)), (one, rest[:40], around)


@given(faulty())
def test_a_diagnostic_of_yaml_points_where_another_reader_sees_the_value_or_its_key(mutant: Mutant) -> None:
    text = written(mutant.data, "yaml")
    assume(not set("\x85\u2028\u2029") & set(text))  # which that reader, of YAML 1.1, takes for the ends of lines
    for one in validates(text, format="yaml", as_=mutant.title).diagnostics:
        node, key = yaml.compose(text, Loader=yaml.SafeLoader), None
        for step in path_of(one.pointer, mutant.data):
            if isinstance(step, int):
                node, key = node.value[step], None
            else:
                key, node = next(pair for pair in node.value if pair[0].value == step)
        marks = [each.start_mark for each in (key, node) if each is not None]
        assert (one.line, one.column) in [(mark.line + 1, mark.column + 1) for mark in marks]


def place_of(one: Diagnostic) -> Place:
    assert one.line is not None
    assert one.column is not None
    return Place(one.line, one.column)


def path_of(pointer: str, data: Any) -> list[str | int]:
    """Return the steps of a JSON Pointer into data."""
    path: list[str | int] = []
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        path.append(int(name) if isinstance(data, list) else name)
        data = data[path[-1]]
    return path


INDEPENDENT = {
    *("storage", "data", "volumes", "offers", "costs", "metrics", "checksums", "ports", "connectors"),
    *("messages", "options", "accelerators", "replicas"),
}
"""Lists whose order means nothing, beside the texts of `data` in a storage resource."""


def shuffled(data: Any, order: random.Random, *, lists: bool, name: str = "") -> Any:
    """Return data with its keys, and the items of independent lists, in another order."""
    if isinstance(data, dict):
        keys = list(data)
        order.shuffle(keys)
        return {key: shuffled(data[key], order, lists=lists, name=key) for key in keys}
    if isinstance(data, list):
        items = [shuffled(item, order, lists=lists) for item in data]
        if lists and name in INDEPENDENT:
            order.shuffle(items)
        return items
    return data


@given(sensible, st.randoms(use_true_random=False), formats)
def test_the_order_of_keys_and_independent_items_makes_no_sense_of_nonsense(
    drawn: Titled, order: random.Random, form: str
) -> None:
    title, data = drawn
    assert report_of(shuffled(data, order, lists=True), form, title).diagnostics == ()


@given(faulty(), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_diagnostic(mutant: Mutant, order: random.Random) -> None:
    found = report_of(shuffled(mutant.data, order, lists=False), "json", mutant.title).diagnostics
    assert [one.code for one in found] == [mutant.code]
    if mutant.code != "duplicate-package":  # of two keys that mean the same, it is the later one
        assert found[0].pointer == mutant.pointer


def property_names(data: Any) -> set[str]:
    """Return the names of all properties, on whatever level."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {*(data if isinstance(data, dict) else ())}.union(*map(property_names, inner))


@pytest.mark.parametrize(
    ("name", "wanted", "needed", "needed_by_rules"),
    [
        (
            "simple-compute-resource",
            lambda data: data.get("memory", {}).get("min", 0) >= 10,
            {"kind", "memory", "min"},
            set(),
        ),
        (
            "execution-request",
            lambda data: len(data.get("storage", ())) == 2,
            {"kind", "storage"},
            {"executable", "location", "compute", "volumes", "path", "resource", "mode", "meta", "name"},
        ),
        (
            "execution-offerset",
            lambda data: any("connectors" in offer for offer in data.get("offers", ())),
            {"kind", "offers", "connectors"},
            {"result", "expires"},
        ),
    ],
    ids=["component", "request", "offers"],
)
@pytest.mark.parametrize("valid_by", ["schema", "rules"])
def test_strategies_find_small_counterexamples(
    valid_by: strategies.ValidBy,
    name: str,
    wanted: Callable[[Any], bool],
    needed: set[str],
    needed_by_rules: set[str],
) -> None:
    """What has to be there, and nothing more."""
    smallest = find(
        strategies.data(name, valid_by=valid_by),
        wanted,
        settings=settings(max_examples=2000, database=None),
        random=random.Random(1),
    )
    assert property_names(smallest) <= needed | (needed_by_rules if valid_by == "rules" else set())
    if "memory" in smallest:
        assert smallest["memory"] == {"min": 10}
