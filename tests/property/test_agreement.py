# SPDX-License-Identifier: Apache-2.0
"""Laws: the classes accept what the JSON Schema accepts, whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import pydantic
import pytest
from cases import mutants
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from execbroker import schema, strategies
from execbroker.bundle import bundle
from property.drawn import KINDS, TITLES, Titled, anything, documents, faulty

DEFINITIONS: Mapping[str, Mapping[str, Any]] = bundle()["$defs"]


@cache
def engines(title: str) -> tuple[Any, Any]:
    """Return two implementations of JSON Schema that know a definition of the published bundle, and no more."""
    whole = {"$schema": bundle()["$schema"], "$ref": f"#/$defs/{title}", "$defs": DEFINITIONS}
    return Draft202012Validator(whole), jsonschema_rs.validator_for(whole)


@cache
def reader(title: str) -> Callable[[Any], Any]:
    """Return what reads data as a definition: its class, or that of a text, a number or a union."""
    found: Any = KINDS.class_named(title)
    if hasattr(found, "model_validate"):
        return found.model_validate
    return pydantic.TypeAdapter(found, config={"strict": True}).validate_python


def taken_by_the_class(title: str, data: Any) -> bool:
    try:
        reader(title)(data)
    except ValueError:
        return False
    return True


def agree(title: str, data: Any) -> bool:
    """Return the common verdict of the classes, the two engines, and the search for faults."""
    python, rust = engines(title)
    verdict = taken_by_the_class(title, data)
    assert (not any(schema.faults(data, title, KINDS, keep=False))) == verdict
    # In Python's regular expressions, `$` stands before a line break at the end, too.
    assert python.is_valid(data) == verdict or any(text.endswith("\n") for text in texts(data))
    # jsonschema-rs rounds whole numbers before it compares them with the ends of 64 bits.
    assert rust.is_valid(data) == verdict or any(abs(number) >= 2**53 for number in numbers(data))
    return verdict


def scalars(data: Any) -> list[Any]:
    if isinstance(data, (dict, list)):
        return [each for item in (data.values() if isinstance(data, dict) else data) for each in scalars(item)]
    return [data]


def numbers(data: Any) -> list[float]:
    return [each for each in scalars(data) if isinstance(each, (int, float))]


def texts(data: Any) -> list[str]:
    return [each for each in scalars(data) if isinstance(each, str)]


@given(documents)
def test_what_the_schemas_generate_is_accepted_by_all(drawn: Titled) -> None:
    title, data = drawn
    assert agree(title, data)


@given(faulty())
def test_a_fault_of_the_shape_is_refused_by_all_and_one_of_the_meaning_by_none(mutant: strategies.Mutant) -> None:
    assert agree(mutant.title, mutant.near)
    assert agree(mutant.title, mutant.data) == (mutant.code not in strategies.SHAPE_CODES)


@given(documents, st.data())
def test_all_agree_on_each_edit_of_a_document(drawn: Titled, choice: st.DataObject) -> None:
    title, data = drawn
    every = list(mutants(data))
    _, _, edited = every[choice.draw(st.integers(0, len(every) - 1))]
    agree(title, edited)


@given(st.sampled_from(TITLES), anything)
def test_all_agree_on_data_of_no_particular_shape(title: str, data: Any) -> None:
    agree(title, data)


@given(documents)
def test_the_whole_bundle_recognises_a_document_by_its_kind(drawn: Titled) -> None:
    title, data = drawn
    expected = not title.startswith("Abstract") or title in ("AbstractCostItem", "AbstractMetricItem")
    assume("kind" in data)
    assert jsonschema_rs.validator_for(bundle()).is_valid(data) == expected
    assert Draft202012Validator(bundle()).is_valid(data) == expected


ENTIRE = [
    title
    for title, each in DEFINITIONS.items()
    if "properties" not in each or each.keys() & {"additionalProperties", "allOf"}
]
"""The definitions that are no mixins, which say a part of what others are."""


@pytest.mark.parametrize("title", ENTIRE)
def test_all_agree_on_edits_of_each_definition(title: str) -> None:
    """What is deeper than a member is of a definition of its own."""

    @settings(max_examples=max(3, settings.default.max_examples // 30))
    @given(strategies.data(title, valid_by="schema"))
    def holds(data: Any) -> None:
        for _, path, edited in mutants(data):
            if len(path) <= 1:
                agree(title, edited)

    holds()


@pytest.mark.parametrize(
    "title", [title for title, each in DEFINITIONS.items() if {"minimum", "maximum"} & each.keys()]
)
def test_all_agree_at_the_ends_of_a_range(title: str) -> None:
    for end in [DEFINITIONS[title][name] for name in ("minimum", "maximum") if name in DEFINITIONS[title]]:
        for number in (end - 1, end, end + 1):
            agree(title, number)


@pytest.mark.parametrize("title", [title for title, each in DEFINITIONS.items() if "enum" in each])
def test_all_know_the_same_words(title: str) -> None:
    words = pydantic.TypeAdapter(KINDS.class_named(title)).json_schema()["enum"]
    for word in {*words, *DEFINITIONS[title]["enum"]}:
        assert agree(title, word), word
