# SPDX-License-Identifier: Apache-2.0
"""Laws: the classes accept what the JSON Schema accepts, whoever reads it."""

from __future__ import annotations

from functools import cache
from typing import Any

import execbroker_model
import jsonschema_rs
import pydantic
import pytest
from cases import mutants
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from execbroker import schema, strategies
from execbroker.bundle import bundle
from property.drawn import KINDS, TITLES, Titled, anything, documents, exactly


@cache
def engines(title: str) -> tuple[Any, Any]:
    """Return two implementations of JSON Schema that know a definition of the published bundle, and no more."""
    whole = {"$schema": bundle()["$schema"], "$ref": f"#/$defs/{title}", "$defs": bundle()["$defs"]}
    return Draft202012Validator(whole), jsonschema_rs.validator_for(whole)


def taken_by_the_class(title: str, data: Any) -> bool:
    try:
        KINDS.class_named(title).model_validate(data)
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


@given(strategies.mutants())
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
    if "kind" in data:
        assert jsonschema_rs.validator_for(bundle()).is_valid(data) == expected
        assert Draft202012Validator(bundle()).is_valid(data) == expected
    assert exactly(data) == exactly(data)


RANGES = {title: each for title, each in bundle()["$defs"].items() if "minimum" in each or "maximum" in each}


@pytest.mark.parametrize("title", RANGES)
def test_all_agree_at_the_ends_of_a_range(title: str) -> None:
    adapter = pydantic.TypeAdapter(getattr(execbroker_model, title))
    for end in [RANGES[title][name] for name in ("minimum", "maximum") if name in RANGES[title]]:
        for number in (end - 1, end, end + 1):
            try:
                taken = adapter.validate_python(number) == number
            except pydantic.ValidationError:
                taken = False
            assert taken == engines(title)[0].is_valid(number)
