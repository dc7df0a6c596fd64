# SPDX-License-Identifier: Apache-2.0
"""The strategies produce everything that is in the sources: a new kind or property that they lack fails here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from execbroker import strategies
from execbroker.bundle import bundle
from execbroker.rules import standard
from execbroker.strategies import platforms
from execbroker.strategies.mutation import edges
from property.drawn import KINDS, TITLES

DEFINITIONS: Mapping[str, Mapping[str, Any]] = bundle()["$defs"]
OBJECTS = sorted(title for title, each in DEFINITIONS.items() if "properties" in each and "x-kinds-of" not in each)
CHOICES = sorted(title for title, each in DEFINITIONS.items() if "enum" in each)
UNIONS = sorted(title for title, each in DEFINITIONS.items() if "x-kinds-of" in each)
STRENGTHS: tuple[strategies.ValidBy, ...] = ("schema", "rules")

ALWAYS = {
    ("ProgramSource", "reference"): "without it, the code is whatever a branch has today",
    ("ExecutionRequest", "executable"): "a broker refuses a request without it",
    ("OfferSet", "result"): "clients look at it first",
}
"""Properties that the schema can do without, and the rules cannot."""


BATCHES = 40


def drawn(strategy: st.SearchStrategy[Any], *, examples: int, batch: int = 0) -> list[Any]:
    """Return examples, for each number of a batch always the same ones."""
    found: list[Any] = []

    @seed(batch)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


def seen(batches: Iterable[list[Any]], enough: Callable[[list[Any]], bool]) -> bool:
    """Return whether there are enough examples, of which more are drawn only where few do not do."""
    found: list[Any] = []
    for batch in batches:
        found += batch
        if enough(found):
            return True
    return False


def of(title: str, valid_by: strategies.ValidBy) -> Iterator[list[Any]]:
    """Yield examples of a definition."""
    strategy = strategies.data(title, valid_by=valid_by)
    return (drawn(strategy, examples=30, batch=number) for number in range(BATCHES))


@pytest.mark.parametrize("valid_by", STRENGTHS)
@pytest.mark.parametrize("title", OBJECTS)
def test_each_property_is_there_and_is_not(title: str, valid_by: strategies.ValidBy) -> None:
    definition = DEFINITIONS[title]
    required = set(definition.get("required", ()))
    if valid_by == "rules":
        required |= {name for owner, name in ALWAYS if owner == title}
    every = set(definition["properties"])
    assert seen(
        of(title, valid_by), lambda found: set().union(*found) == every and every.intersection(*found) == required
    )


@pytest.mark.parametrize("valid_by", STRENGTHS)
@pytest.mark.parametrize("title", CHOICES)
def test_each_word_of_a_closed_set_is_chosen(title: str, valid_by: strategies.ValidBy) -> None:
    assert seen(of(title, valid_by), lambda found: set(found) == set(DEFINITIONS[title]["enum"]))


@pytest.mark.parametrize("valid_by", STRENGTHS)
@pytest.mark.parametrize("title", UNIONS)
def test_each_kind_of_a_union_is_chosen(title: str, valid_by: strategies.ValidBy) -> None:
    every = set(DEFINITIONS[title]["properties"]["kind"]["enum"])
    aliases = {uri for uri in every if KINDS[uri].kind != uri}
    wanted = every if valid_by == "schema" else every - aliases
    assert seen(of(title, valid_by), lambda found: {each["kind"] for each in found} == wanted)


@cache
def some_whole_documents(batch: int) -> list[Any]:
    """Return requests, templates and sessions, in which components refer to one another."""
    names = ("execution-request", "execution-template", "simple-execution-session")
    return [each for name in names for each in drawn(strategies.data(name), examples=40, batch=batch)]


def seen_in_documents(wanted: set[Any], each_of: Callable[[Any], Iterable[Any]]) -> bool:
    """Return whether whole documents together have all that is wanted."""
    batches = (some_whole_documents(number) for number in range(BATCHES))
    return seen(batches, lambda found: wanted <= {each for one in found for each in each_of(one)})


@pytest.mark.parametrize("group", ["executable", "compute", "storage", "data", "volume"])
def test_each_kind_is_part_of_a_document_that_makes_sense(group: str) -> None:
    wanted = {kind.kind for kind in KINDS.values() if kind.group == group}
    name = "volumes" if group == "volume" else group
    assert seen_in_documents(wanted, lambda document: (part["kind"] for part in parts(document, name)))


def parts(document: Any, name: str) -> Iterator[Any]:
    """Yield the mappings at, or in a list at, each property called `name`."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == name:
                yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))
            yield from parts(value, name)
    elif isinstance(document, list):
        for item in document:
            yield from parts(item, name)


def references(document: Any) -> Iterator[tuple[str, str]]:
    """Yield from where to where the references of a request lead."""
    called = {
        meta[key]: role
        for role in ("storage", "data")
        for each in document.get(role, ())
        for meta in [each.get("meta", {})]
        for key in ("name", "uuid")
        if key in meta
    }
    for volume in document.get("compute", {}).get("volumes", ()):
        yield "volume", called.get(volume.get("resource"), "nowhere, or by another spelling")
    for each in document.get("data", ()):
        if "storage" in each:
            yield "data", called.get(each["storage"], "by another spelling")
    for each in document.get("storage", ()):
        yield from (("storage", called.get(text, "by another spelling")) for text in each.get("data", ()))


def test_references_lead_everywhere_they_may() -> None:
    wanted = {("volume", "storage"), ("volume", "data"), ("data", "storage"), ("storage", "data")}
    assert seen_in_documents(wanted, references)


@cache
def some_pairs(batch: int) -> list[tuple[Any, Any]]:
    """Return platforms, each with a request for it."""
    return drawn(strategies.platforms_and_requests(), examples=60, batch=batch)


def seen_in_pairs(wanted: set[Any], each_of: Callable[[Any, Any], Iterable[Any]]) -> bool:
    """Return whether pairs together have all that is wanted."""
    batches = (some_pairs(number) for number in range(BATCHES))
    return seen(batches, lambda found: wanted <= {each for pair in found for each in each_of(*pair)})


def test_a_request_for_a_platform_is_about_each_kind_that_platforms_take() -> None:
    wanted = set(platforms.KINDS)
    assert seen_in_pairs(wanted, lambda _, request: (part.kind for part in components(request)))
    assert seen_in_pairs(wanted, lambda platform, _: platform.kinds or ())


def components(request: Any) -> Iterator[Any]:
    """Yield the components of a request, volumes included."""
    yield request.executable
    yield from (*(request.storage or ()), *(request.data or ()))
    if request.compute is not None:
        yield from (request.compute, *request.compute.volumes)


@pytest.mark.parametrize("name", ["cores", "memory", "storage", "accelerators"])
def test_a_request_for_a_platform_asks_for_what_there_is_and_for_more(name: str) -> None:
    """More than is left while something is taken is less than more than there is."""
    assert seen_in_pairs({True, False, None}, lambda platform, request: [fits(platform, request, name)])


def fits(platform: Any, request: Any, name: str) -> bool | None:
    """Return whether the least that is asked for of something is there; None where nothing is said of it."""
    there, wanted = getattr(platform.capacity, name), getattr(request.compute, name, None)
    if name == "accelerators":
        there, wanted = sum(one.count for one in there), wanted and wanted[0].count
    if name == "storage":
        wanted = next((one.size for one in request.storage or () if one.size), None)
    return wanted.min <= there if wanted and wanted.min is not None else None


@pytest.mark.parametrize("name", ["schedule", "costs", "storage", "data", "compute"])
def test_a_request_for_a_platform_has_it_and_has_it_not(name: str) -> None:
    assert seen_in_pairs({True, False}, lambda _, request: [getattr(request, name) is not None])


def test_each_rule_has_a_nearest_miss_and_no_edge_is_of_none() -> None:
    assert set(edges()) == {rule.code for rule in standard()}


@pytest.mark.parametrize("title", TITLES)
def test_it_is_known_which_faults_a_shape_can_have(title: str) -> None:
    codes = {mutant.code for mutant in drawn(strategies.mutants(title), examples=10)} & set(strategies.SHAPE_CODES)
    refused = set()
    for code in strategies.SHAPE_CODES:
        try:
            strategies.mutants(title, code=code)
        except ValueError:
            refused.add(code)
    assert not codes & refused


@pytest.mark.parametrize("code", strategies.SHAPE_CODES)
def test_each_fault_of_the_shape_is_made(code: str) -> None:
    assert {mutant.code for mutant in drawn(strategies.mutants(code=code), examples=20)} == {code}
