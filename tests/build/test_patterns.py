# SPDX-License-Identifier: Apache-2.0
"""Every pattern of the model means the same to the engines that read it: Python's and Rust's.

In Python `$` also matches before a line end that ends the text; `\\Z` stands for what JSON Schema means by `$`.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from execbroker.document import FORMATS
from execbroker_build import sources

HERE = Path(__file__).parent
MODEL, PROBLEMS = sources.read(HERE.parents[1] / "model")
assert MODEL is not None, PROBLEMS
PATTERNS: dict[str, str] = {
    source.title: source.schema["pattern"] for source in MODEL.sources.values() if "pattern" in source.schema
}
STRINGS = FORMATS["yaml"].read((HERE / "strings.yaml").read_text(encoding="utf-8"))


@cache
def rust(pattern: str) -> TypeAdapter[str]:
    return TypeAdapter(Annotated[str, Field(pattern=pattern)])


@cache
def ecma(pattern: str) -> Any:
    return jsonschema_rs.validator_for({"type": "string", "pattern": pattern})


def matches_in_python(pattern: str, text: str) -> bool:
    return re.search(pattern.removesuffix("$") + r"\Z", text) is not None


def matches_in_pydantic(pattern: str, text: str) -> bool:
    try:
        rust(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


def matches_in_jsonschema_rs(pattern: str, text: str) -> bool:
    return bool(ecma(pattern).is_valid(text))


INSERTED = ["", "\n", " ", "-", "T", "1", "\N{GURMUKHI DIGIT ONE}", "Z", "S", "."]
ENGINES = [matches_in_python, matches_in_pydantic, matches_in_jsonschema_rs]


def strings(expected: str) -> list[Any]:
    return [pytest.param(title, text, id=f"{title} {text!r}") for title in STRINGS for text in STRINGS[title][expected]]


def patterns(schema: Any) -> Iterator[str]:
    """Yield every pattern in `schema`; examples are data, and a property may be named `pattern`."""
    items = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for key, value in items:
        if key == "pattern" and isinstance(value, str):
            yield value
        elif key != "examples":
            yield from patterns(value)


def test_every_pattern_of_the_model_has_a_name_and_strings() -> None:
    assert STRINGS.keys() == PATTERNS.keys()
    assert MODEL is not None
    assert {found for source in MODEL.sources.values() for found in patterns(source.schema)} == set(PATTERNS.values())


@pytest.mark.parametrize(("title", "text"), strings("valid"))
def test_a_valid_text_matches_in_every_engine(title: str, text: str) -> None:
    assert [engine(PATTERNS[title], text) for engine in ENGINES] == [True] * len(ENGINES)


@pytest.mark.parametrize(("title", "text"), strings("invalid"))
def test_an_invalid_text_matches_in_no_engine(title: str, text: str) -> None:
    assert [engine(PATTERNS[title], text) for engine in ENGINES] == [False] * len(ENGINES)


@pytest.mark.parametrize("title", PATTERNS)
@given(data=st.data())
@settings(max_examples=50, deadline=None, database=None, derandomize=True)
def test_the_engines_agree_on_what_is_one_edit_from_a_match(title: str, data: st.DataObject) -> None:
    pattern = PATTERNS[title]
    text = data.draw(st.from_regex(pattern.removesuffix("$") + r"\Z"))
    assert all(engine(pattern, text) for engine in ENGINES)
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 2))
    edited = text[:start] + data.draw(st.sampled_from(INSERTED)) + text[end:]
    assert len({engine(pattern, edited) for engine in ENGINES}) == 1
