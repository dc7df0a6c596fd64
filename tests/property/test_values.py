# SPDX-License-Identifier: Apache-2.0
"""Laws: documents are values. They are compared, copied and pickled, and checking them changes nothing."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given

import execbroker
from execbroker import schema, strategies
from execbroker.rules import standard
from property.drawn import KINDS, WHOLE, Titled, documents, exactly, faulty, sensible


@given(documents)
def test_copies_are_equal_and_independent(drawn: Titled) -> None:
    title, data = drawn
    document = KINDS.class_named(title).model_validate(data)
    for copied in (copy.copy(document), copy.deepcopy(document), document.model_copy(deep=True)):
        assert copied == document
        assert copied.model_fields_set == document.model_fields_set
        assert execbroker.dumps(copied) == execbroker.dumps(document)
    deep = copy.deepcopy(document)
    for name in list(deep.model_fields_set):
        delattr(deep, name)
    assert exactly(document.model_dump()) == exactly(data)


@given(documents)
def test_a_pickled_document_comes_back_equal(drawn: Titled) -> None:
    title, data = drawn
    document = KINDS.class_named(title).model_validate(data)
    again = pickle.loads(pickle.dumps(document))  # noqa: S301 - our own
    assert type(again) is type(document)
    assert again == document
    assert again.model_fields_set == document.model_fields_set
    assert execbroker.dumps(again) == execbroker.dumps(document)


@given(documents, documents)
def test_documents_are_equal_where_their_data_and_class_are(one: Titled, other: Titled) -> None:
    left, right = (KINDS.class_named(title).model_validate(data) for title, data in (one, other))
    assert left == KINDS.class_named(one[0]).model_validate(one[1])
    if one[0] != other[0]:
        assert left != right
    else:
        assert (left == right) == (exactly(one[1]) == exactly(other[1]))


@given(strategies.data("execution-request", valid_by="schema"))
def test_documents_of_two_types_are_not_equal(data: Any) -> None:
    """A template may be what a request is, down to the last property."""
    request, template = (KINDS.class_named(title).model_validate(data) for title in WHOLE[:2])
    assert request != template
    assert request.model_dump() == template.model_dump()


@given(documents)
def test_documents_can_be_changed_and_so_have_no_hash(drawn: Titled) -> None:
    document = KINDS.class_named(drawn[0]).model_validate(drawn[1])
    with pytest.raises(TypeError):
        hash(document)


@given(sensible)
def test_neither_reading_nor_checking_changes_anything(drawn: Titled) -> None:
    title, data = drawn
    before = copy.deepcopy(data)
    document = KINDS.class_named(title).model_validate(data)
    dumped = execbroker.dumps(document)
    assert list(standard().findings(document)) == list(standard().findings(document))
    assert execbroker.dumps(document) == dumped
    assert exactly(data) == exactly(before)


@given(faulty())
def test_looking_for_faults_changes_nothing(mutant: strategies.Mutant) -> None:
    before = copy.deepcopy(mutant.data)
    first = list(schema.faults(mutant.data, mutant.title, KINDS, keep=False))
    assert list(schema.faults(mutant.data, mutant.title, KINDS, keep=False)) == first
    assert exactly(mutant.data) == exactly(before)
