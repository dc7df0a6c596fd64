# SPDX-License-Identifier: Apache-2.0
"""What the strategies are asked for and have not; what they draw is told by the laws in `tests/property`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from execbroker import model, strategies
from execbroker import schema as schemas
from execbroker.diagnostic import pointer
from execbroker.kinds import Kind, Kinds
from execbroker.model import OtherExecutable

URI = "https://example.org/kinds/executable/pluto-notebook.yaml"
EXECUTABLE = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/common/executable.yaml"


class PlutoNotebook(OtherExecutable):
    kind: Literal["https://example.org/kinds/executable/pluto-notebook.yaml"] = URI
    note: Any = None


def with_note(schema: Any, *required: str) -> Kinds:
    """Return the registry with a kind whose property `note` has a schema, and in which some properties are required."""
    whole = {
        "type": "object",
        "allOf": [{"$ref": EXECUTABLE}],
        "properties": {"kind": {"const": URI}, "note": schema},
        "required": ["kind", *required],
        "unevaluatedProperties": False,
    }
    kind = Kind(kind=URI, group="executable", title="PlutoNotebook", cls=PlutoNotebook, schema=whole)
    return Kinds.builtin().with_kind(kind)


@pytest.mark.parametrize(
    "schema",
    [
        *({"type": "string"}, {"enum": ["a", "b"]}, {"type": "array", "items": {"const": "a"}, "minItems": 1}),
        {"type": "object", "additionalProperties": {"type": "integer", "maximum": 3}},
    ],
    ids=str,
)
def test_a_registered_kind_has_data_and_mutants(schema: Any) -> None:
    kinds = with_note(schema)
    limits = settings(database=None, max_examples=1000)
    assert "note" in find(strategies.data("pluto-notebook", kinds=kinds), lambda data: "note" in data, settings=limits)
    mutants = strategies.mutants("pluto-notebook", kinds=kinds)
    assert find(mutants, lambda mutant: mutant.pointer.startswith("/note"), settings=limits).title == "PlutoNotebook"


def faults(data: Any, kinds: Kinds) -> list[tuple[str, str]]:
    """Return what the schema of the kind with a note has against data."""
    found = schemas.faults(data, "PlutoNotebook", kinds, keep=False)
    return [(one.code, pointer(one.path)) for one in found]


NOTES: list[Any] = [
    *({"type": "number", "minimum": 0, "maximum": 0.5}, {"type": "number", "minimum": 0.2, "maximum": 0.3}),
    *({"type": "number", "minimum": 2**60 + 1}, {"type": "number", "maximum": 1e300}),
    {"type": "number", "minimum": -1.7976931348623157e308},
    *({"type": "integer", "minimum": 2**60}, {"type": "integer", "maximum": -(2**60)}),
    {"type": "integer", "minimum": 0.5, "maximum": 2.5},
    *({"enum": ["UNHEARD OF", "a"]}, {"enum": [1, 2]}, {"enum": [None, "a"]}, {"type": "integer", "enum": [1, 2]}),
    *({"type": "boolean", "enum": [True]}, {"const": "a"}),
    *({"type": "string", "pattern": pattern} for pattern in ("^[a-z ]+$", "^.*$", "a", "a$", r"^a\$", r"^(.|\n)*$")),
    *({"type": "string", "pattern": "^[a-z ]+$", **lengths} for lengths in ({"minLength": 3}, {"maxLength": 2})),
    {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True},
    {"type": "array", "items": {"enum": [True, 1, [1], {"a": 1.0}]}, "uniqueItems": True},
]
"""What a kind that somebody registers may have, and the model has not."""
some = settings(database=None, max_examples=100)


@pytest.mark.parametrize("schema", NOTES, ids=str)
def test_what_is_drawn_of_a_registered_kind_fits_its_schema(schema: Any) -> None:
    kinds = with_note(schema)

    @some
    @given(strategies.data("pluto-notebook", kinds=kinds))
    def holds(data: Any) -> None:
        assert faults(data, kinds) == []

    holds()


@pytest.mark.parametrize("schema", NOTES, ids=str)
def test_a_mutant_of_a_registered_kind_has_its_fault_and_no_other(schema: Any) -> None:
    kinds = with_note(schema, "note")

    @some
    @given(strategies.mutants("pluto-notebook", kinds=kinds))
    def holds(mutant: strategies.Mutant) -> None:
        assert faults(mutant.data, kinds) == [(mutant.code, mutant.pointer)]

    holds()


@pytest.mark.parametrize(
    "schema",
    [
        *({}, True, {"type": "object"}, {"type": "array"}, {"type": ["string", "null"]}, {"type": "null"}),
        *({"type": "object", "additionalProperties": True}, {"oneOf": [{"type": "string"}]}),
        {"type": "integer", "exclusiveMinimum": 0},
    ],
    ids=str,
)
def test_what_is_not_understood_is_not_drawn_by_half(schema: Any) -> None:
    kinds = with_note(schema)
    for strategy in (strategies.data, strategies.mutants):
        with pytest.raises(NotImplementedError, match=r"^PlutoNotebook\.note: no strategy for "):
            find(strategy("pluto-notebook", kinds=kinds), lambda drawn: True)
    with pytest.raises(NotImplementedError):
        find(strategies.mutants("pluto-notebook", code="unknown-property", kinds=kinds), lambda drawn: True)


@pytest.mark.parametrize(("kinds", "words"), [
    (with_note({"$ref": "urn:x"}), "PlutoNotebook.note: no strategy for the reference `urn:x`, which leads nowhere"),
    (with_note({"$ref": "#/$defs/X"}), "PlutoNotebook.note: no strategy for the reference `#/$defs/X`"),
    (with_note({"type": "string", "pattern": r"\p{L}"}), r"PlutoNotebook.note: no strategy for the pattern `\p{L}`: "),
    (with_note({"type": "string"}, "next"), "PlutoNotebook: no strategy for the property `next`, which is required"),
])  # fmt: skip
def test_what_is_wrong_with_a_schema_is_told(kinds: Kinds, words: str) -> None:
    for strategy in (strategies.from_kind, strategies.mutants):
        with pytest.raises(NotImplementedError, match=f"^{re.escape(words)}"):
            find(strategy("pluto-notebook", kinds=kinds), lambda drawn: True)


@pytest.mark.parametrize(
    ("form", "cls"), [("date-time", datetime), ("date", date), ("duration", timedelta), ("uuid", UUID)]
)
def test_a_text_of_a_format_can_be_read_as_what_it_stands_for(form: str, cls: type) -> None:
    kinds = with_note({"type": "string", "format": form}, "note")

    @some
    @given(strategies.data("pluto-notebook", kinds=kinds, valid_by="schema"))
    def holds(data: Any) -> None:
        assert TypeAdapter(cls).validate_python(data["note"]) is not None

    holds()


def test_a_kind_is_also_named_by_its_class() -> None:
    assert isinstance(find(strategies.from_kind(model.DockerContainer), lambda drawn: True), model.DockerContainer)
    assert find(strategies.mutants(model.DockerContainer), lambda drawn: True).title == "DockerContainer"


@pytest.mark.parametrize("name", [3, int, [], "docker-contaner"])
def test_there_is_no_such_kind(name: Any) -> None:
    for strategy in (strategies.from_kind, strategies.data, strategies.mutants):
        with pytest.raises(ValueError, match=f"^there is no document type or kind {re.escape(repr(name))}"):
            strategy(name)


@pytest.mark.parametrize(("arguments", "words"), [
    ({"name": "docker-contaner"}, "kind 'docker-contaner'; did you mean 'docker-container'?"),
    ({"code": 5}, "of any kind has the code 5"),
    ({"name": ""}, "no document type or kind ''"),
    ({"code": "min-above-maxx"}, "of any kind has the code 'min-above-maxx'; did you mean 'min-above-max'?"),
    ({"name": "docker-container", "code": "too-few-items"}, "of docker-container has the code 'too-few-items'"),
    ({"name": "simple-compute-resource", "code": "yes-without-offers"}, "has the code 'yes-without-offers'"),
])  # fmt: skip
def test_there_are_no_mutants_of_that(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("?", r"\?")):
        strategies.mutants(**arguments)


DRAWN = {
    "requests": strategies.execution_requests(),
    "requests of the right shape": strategies.execution_requests(valid_by="schema"),
    "templates": strategies.execution_templates(),
    "descriptions": strategies.software_descriptions(),
    "platforms": strategies.platform_descriptions(),
    "platforms and requests": strategies.platforms_and_requests(),
    "offer sets": strategies.offer_sets(),
    "sessions": strategies.sessions(),
    "updates": strategies.updates(),
    "a kind": strategies.from_kind("python-program"),
    "a registered kind": strategies.from_kind("pluto-notebook", kinds=with_note({"type": "string"})),
    "data": strategies.data("execution-request"),
    "mutants": strategies.mutants("execution-request"),
    "mutants of a rule": strategies.mutants("execution-request", code="min-above-max"),
    "mutants of the shape": strategies.mutants(code="null-value"),
}
NAMES = {name: getattr(model, name) for name in model.__all__} | {
    "PlutoNotebook": PlutoNotebook,
    "Mutant": strategies.Mutant,
}


@pytest.mark.parametrize("strategy", DRAWN.values(), ids=DRAWN.keys())
def test_a_counterexample_is_printed_as_what_it_is(strategy: st.SearchStrategy[Any]) -> None:
    """And not as calls of functions that the reader does not have: what is printed can be put into a test."""
    met: list[Any] = []

    @settings(database=None, phases=[Phase.generate])
    @given(strategy)
    def fails(drawn: Any) -> None:
        if len(repr(drawn)) > 80:
            met.append(drawn)
            raise ArithmeticError

    with pytest.raises(ArithmeticError) as caught:
        fails()
    _, _, call = "\n".join(caught.value.__notes__).partition(": ")
    end = call.index("\n)") + 2  # explanations may follow
    assert eval(call[:end], {**NAMES, "fails": lambda drawn: drawn}) == met[-1]  # noqa: S307 - it was made here


def test_there_is_no_such_strength() -> None:
    with pytest.raises(ValueError, match="it is 'schema' or 'rules'"):
        strategies.data("execution-request", valid_by="heart")  # type: ignore[arg-type]
