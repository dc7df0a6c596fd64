# SPDX-License-Identifier: Apache-2.0
"""Laws: whatever comes in, the answer is a document or a Report."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Literal

import pytest
from document.data import any_text
from hypothesis import assume, given
from hypothesis import strategies as st

from execbroker import InvalidDocument, dumps, loads, validates
from execbroker.document import FORMATS
from execbroker.rules import standard
from property.drawn import TITLES, Titled, anything, documents, formats, written

ways = st.fixed_dictionaries(
    {},
    optional={
        "format": formats,
        "as_": st.sampled_from(TITLES),
        "unknown": st.sampled_from(("error", "keep")),
        "duplicate_keys": st.sampled_from(("error", "last")),
    },
)


def answers(text: str | bytes, way: dict[str, Any]) -> None:
    """Read a text in every way; only `InvalidDocument` may come of it, and it has at least one error."""
    report = validates(text, **way)
    assert report.ok == (not report.errors)
    if report.ok:
        assert dumps(loads(text, **way))
        assert loads(text, rules=standard(), **way) == loads(text, **way)
        return
    with contextlib.suppress(InvalidDocument):  # its shape may be right
        assert dumps(loads(text, **way))
    with pytest.raises(InvalidDocument) as caught:
        loads(text, rules=standard(), **way)
    assert caught.value.report == report


@given(any_text, ways)
def test_any_text_is_answered(text: str, way: dict[str, Any]) -> None:
    answers(text, way)


@given(st.binary(max_size=200), ways)
def test_any_bytes_are_answered(raw: bytes, way: dict[str, Any]) -> None:
    answers(raw, way)


@given(anything, formats, ways)
def test_any_data_are_answered(data: Any, form: Literal["json", "yaml"], way: dict[str, Any]) -> None:
    answers(written(data, form), {**way, "format": form})


@given(documents, formats, ways, st.data())
def test_a_document_with_a_piece_cut_out_is_answered(
    drawn: Titled, form: str, way: dict[str, Any], choice: st.DataObject
) -> None:
    text = written(drawn[1], form)
    start = choice.draw(st.integers(0, len(text)))
    end = choice.draw(st.integers(start, min(len(text), start + 20)))
    answers(text[:start] + choice.draw(st.text(max_size=2)) + text[end:], {**way, "format": form})


@given(documents, formats, st.data())
def test_a_key_that_stands_twice_is_refused(drawn: Titled, form: str, choice: st.DataObject) -> None:
    title, data = drawn
    assume(data)
    text, key = written(data, form), json.dumps(choice.draw(st.sampled_from(sorted(data))))
    twice = f"{{{key}: null, {text.removeprefix('{')}" if form == "json" else f"{key}: null\n{text}"
    assert "duplicate-key" in {found.code for found in validates(twice, format=form, as_=title).diagnostics}


@pytest.mark.parametrize(("key", "step"), [("a/b", "a~1b"), ("~", "~0"), ("~1", "~01"), ("", ""), ('é"', 'é"')])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_pointer_leads_to_any_key(key: str, step: str, form: str) -> None:
    text = written({"meta": {"annotations": {key: 5}}}, form)
    [found] = validates(text, format=form, as_="execution-request").diagnostics
    assert found.pointer == f"/meta/annotations/{step}"
