# SPDX-License-Identifier: Apache-2.0
"""Laws: what is read is written again, and nothing is added, left out or changed on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from cases import _at, _with
from hypothesis import given
from hypothesis import strategies as st

import execbroker
from execbroker.document import FORMATS
from execbroker.strategies.mutation import edited
from execbroker.writing import data_of
from property.drawn import KINDS, WHOLE, Titled, documents, exactly, formats, places, read, written


@given(documents, formats)
def test_text_to_object_to_text_keeps_the_data(drawn: Titled, form: str) -> None:
    title, data = drawn
    document = execbroker.loads(written(data, form), format=form, as_=title)
    assert exactly(read(execbroker.dumps(document, format=form), form)) == exactly(data)


@given(documents, formats, formats)
def test_object_to_text_to_object_gives_an_equal_object(drawn: Titled, form: str, other: str) -> None:
    title, data = drawn
    document = KINDS.class_named(title).model_validate(data)
    for each in (form, other):
        again = execbroker.loads(execbroker.dumps(document, format=each), format=each, as_=title)
        assert again == document
        assert again.model_fields_set == document.model_fields_set


@given(documents, formats)
def test_the_second_dump_is_the_first_to_the_byte(drawn: Titled, form: str) -> None:
    title, data = drawn
    first = execbroker.dumps(execbroker.loads(written(data, form), format=form, as_=title), format=form)
    second = execbroker.dumps(execbroker.loads(first, format=form, as_=title), format=form)
    assert first == second


@given(documents)
def test_a_document_that_went_through_every_format_is_the_one_it_was(drawn: Titled) -> None:
    title, data = drawn
    document = KINDS.class_named(title).model_validate(data)
    there = execbroker.loads(execbroker.dumps(document, format="yaml"), format="yaml", as_=title)
    back = execbroker.loads(execbroker.dumps(there, format="json"), format="json", as_=title)
    assert execbroker.dumps(back) == execbroker.dumps(document)


@given(documents)
def test_the_dumps_of_pydantic_say_the_same(drawn: Titled) -> None:
    title, data = drawn
    document = KINDS.class_named(title).model_validate(data)
    for dumped in (document.model_dump(), json.loads(document.model_dump_json()), data_of(document)):
        assert exactly(dumped) == exactly(data)


PERSISTENT = next(uri for uri, kind in KINDS.items() if kind.title == "PersistentStorageResource")
REWRITTEN = {
    "/meta/created": (
        *("2026-05-02T05:13:45+00:00", "2026-05-02T05:13:45-00:00", "2026-05-02t05:13:45z", "2016-12-31T23:59:60Z"),
        *("2026-05-02T05:13:45.000Z", "2026-05-02T05:13:45.123456789Z", "2026-05-02T06:13:45+01:00"),
    ),
    "/schedule/preparing/start": ("2026-05-02T05:13:00+00:00", "2026-05-02T05:13:00.50Z"),
    "/schedule/available/start": ("2026-05-02T05:13:00+00:00/PT60M", "P1M/2026-05-02T05:13:00Z"),
    "/lifetime/min": ("P1M", "P12M", "P1Y", "P1W", "P7D", "PT24H", "PT90M", "PT0S", "P0D", "-PT0S", "PT1.50S", "P01D"),
    "/meta/uuid": ("5C0E4D9B-2F6A-4E0D-9D53-7F8A1B6C2E10",),
    "/meta/url": (
        *(
            "https://example.org",
            "HTTPS://Example.ORG:443/",
            "https://example.org/a/../b/./c",
            "https://example.org/%7ea",
        ),
        *("https://example.org/a b", "https://example.org/é", "https://example.org?", "file:/a", "ivo://example.org"),
    ),
}
"""Texts that libraries for times and addresses write in another way."""


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize(("place", "text"), [(place, text) for place, texts in REWRITTEN.items() for text in texts])
def test_a_text_is_kept_as_it_is_written(place: str, text: str, form: str) -> None:
    data = edited({"kind": PERSISTENT}, {place: text})
    document = execbroker.loads(written(data, form), format=form)
    assert read(execbroker.dumps(document, format=form), form) == data


@given(documents)
def test_a_reader_of_yaml_1_1_gets_the_same_data(drawn: Titled) -> None:
    title, data = drawn
    text = execbroker.dumps(KINDS.class_named(title).model_validate(data), format="yaml")
    assert exactly(yaml.safe_load(text)) == exactly(data)


@given(documents, formats)
def test_a_trusted_text_gives_the_same_object(drawn: Titled, form: str) -> None:
    title, data = drawn
    text = written(data, form)
    strictly = execbroker.loads(text, format=form, as_=title)
    assert execbroker.loads(text, format=form, as_=title, duplicate_keys="last") == strictly


@st.composite
def with_unknowns(draw: st.DrawFn) -> tuple[str, Any]:
    """A document to which properties and kinds were added that nobody knows."""
    title, data = draw(documents)
    values: st.SearchStrategy[Any] = st.sampled_from((1, "text", 2.5, True, None, [1, {"a": None}], {"b": ["c"]}))
    for number in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(data)))
        if path[-1:] in (("annotations",), ("values",), ("environment",), ("requirements",)):
            continue  # maps of texts, in which every name is known
        data = _with(data, path, {**_at(data, path), f"unheard-{number}": draw(values)})
    for group in ("data", "storage"):
        if title in WHOLE and group in KINDS.class_named(title).model_fields and draw(st.booleans()):
            other = {"kind": "urn:unheard-of", "meta": {"name": "x"}, "inner": draw(values)}
            data = {**data, group: [*data.get(group, ()), other]}
    return title, data


@given(with_unknowns(), formats)
def test_keeping_what_is_unknown_loses_nothing(drawn: Titled, form: str) -> None:
    title, data = drawn
    document = execbroker.loads(written(data, form), format=form, as_=title, unknown="keep")
    text = execbroker.dumps(document, format=form)
    assert exactly(read(text, form)) == exactly(data)
    assert execbroker.loads(text, format=form, as_=title, unknown="keep") == document
