# SPDX-License-Identifier: Apache-2.0
"""What software is found by: the facets, and the values and words that a description gives to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from .. import model
from ..kinds import Kinds
from ..licences import canonical
from ..words import short
from .facet import NOT_STATED, Facet, plain

if TYPE_CHECKING:
    from ..model import (
        SoftwareAgent,
        SoftwareData,
        SoftwareDescription,
        SoftwareDiscovery,
        SoftwareFunction,
        SoftwareScope,
    )

T = TypeVar("T")


class Text(NamedTuple, Generic[T]):
    """What words are looked for in, from what tells most to what tells least."""

    name: T
    terms: T
    prose: T


def _discovery(description: SoftwareDescription) -> SoftwareDiscovery:
    return description.discovery or model.SoftwareDiscovery()


def _of_functions(name: str) -> Callable[[SoftwareDescription], Iterator[str]]:
    get: Callable[[SoftwareFunction], list[str] | None] = attrgetter(name)
    return lambda description: (text for each in _discovery(description).functions or () for text in get(each) or ())


def _of_data(name: str, *sides: Literal["inputs", "outputs"]) -> Callable[[SoftwareDescription], Iterator[str]]:
    get: Callable[[SoftwareData], list[str] | None] = attrgetter(name)
    return lambda description: (
        text
        for function in _discovery(description).functions or ()
        for side in sides
        for data in getattr(function, side) or ()
        for text in get(data) or ()
    )


def _of_scope(name: str) -> Callable[[SoftwareDescription], Iterator[str]]:
    """Return what gives what the functions say, each that says nothing having what is said of the whole software."""
    get: Callable[[SoftwareScope], list[str] | str | None] = attrgetter(name)

    def texts(description: SoftwareDescription) -> Iterator[str]:
        whole = _discovery(description)
        for each in whole.functions or (whole,):
            found = get(each) or get(whole) or []
            yield from (found,) if isinstance(found, str) else found

    return texts


def _licences(description: SoftwareDescription) -> Iterator[str]:
    yield _discovery(description).licence or ""


def _expression(licence: str) -> str:
    """Return a licence as SPDX writes it, or plain where it is no expression of SPDX."""
    return canonical(plain(licence)) or plain(licence)


def _executables(description: SoftwareDescription) -> Iterator[str]:
    executable = description.execution and description.execution.executable
    kind = Kinds.builtin().get(executable.kind) if executable else None
    if executable and not (kind and kind.placeholder):
        yield kind.short if kind else short(executable.kind)


def _accelerators(description: SoftwareDescription) -> Iterable[str]:
    match description.execution and description.execution.compute:
        case (
            model.AcceleratedComputeResource(accelerators=asked)
            | model.ClusterComputeResource(node=model.ComputeNode(accelerators=asked))
        ):
            return [each.type for each in asked or ()]
    return ()


FACETS: Mapping[str, Facet] = MappingProxyType(
    {
        facet.name: facet
        for facet in (
            Facet("operation", "Operation", _of_functions("operations"), vocabulary="software-operation"),
            Facet("algorithm", "Algorithm", _of_functions("algorithms")),
            Facet("input-type", "Input type", _of_data("product_types", "inputs"), vocabulary="product-type"),
            Facet("output-type", "Output type", _of_data("product_types", "outputs"), vocabulary="product-type"),
            Facet("input-format", "Input format", _of_data("formats", "inputs"), vocabulary="media-type"),
            Facet("output-format", "Output format", _of_data("formats", "outputs"), vocabulary="media-type"),
            Facet("messenger", "Messenger", _of_scope("messengers"), vocabulary="messenger"),
            Facet("object-type", "Object type", _of_scope("object_types"), vocabulary="object-type"),
            Facet("subject", "Subject", _of_scope("subjects"), vocabulary="uat"),
            Facet("facility", "Facility", _of_scope("facilities")),
            Facet("interaction", "Interaction", _of_scope("interactions"), vocabulary="interaction-mode"),
            # Words such as `raw` and `active` are said of much else: who means these facets selects them.
            Facet(
                "processing-level",
                "Processing level",
                _of_data("processing_levels", "inputs", "outputs"),
                vocabulary="processing-level",
                searched=False,
            ),
            Facet("maturity", "Maturity", _of_scope("maturity"), vocabulary="development-status", searched=False),
            Facet("licence", "Licence", _licences, fold=_expression, searched=False),
            Facet("language", "Language", lambda description: _discovery(description).languages or ()),
            Facet("executable", "Executable", _executables),
            Facet("accelerator", "Accelerator", _accelerators, vocabulary="accelerator-type"),
        )
    }
)
"""The facets by name, in the order in which they are shown."""


def stated(description: SoftwareDescription, *, facets: Iterable[Facet] = FACETS.values()) -> dict[str, dict[str, str]]:
    """Return the label of each value that a description states, by value and by facet, in the order of both.

    The label is that of the term; where there is none, the text as it was first written. A facet that nothing is stated
    of has no values. Terms are those that are stated, without wider ones, which `Facet.wider` gives.
    """
    return {facet.name: _labels(facet, description) for facet in facets}


def values(
    description: SoftwareDescription, *, facets: Iterable[Facet] = FACETS.values()
) -> Mapping[str, tuple[str, ...]]:
    """Return the canonical values that a description states, by facet; see `stated`."""
    return {name: tuple(labels) for name, labels in stated(description, facets=facets).items()}


def text(description: SoftwareDescription, *, facets: Iterable[Facet] = FACETS.values()) -> Text[tuple[str, ...]]:
    """Return what words are looked for in: the name, the terms with their labels and synonyms, and all prose.

    Each is a number of pieces; what is in two of them is not side by side.
    """
    discovery = _discovery(description)
    terms = [text for facet in facets if facet.searched for text in _words_of(facet, description)]
    terms += discovery.keywords or ()
    prose = [discovery.description, *(each.value for each in discovery.identifiers or ())]
    prose += [name for agent in (*(discovery.authors or ()), *(discovery.maintainers or ())) for name in _names(agent)]
    for function in discovery.functions or ():
        prose += [function.name, function.description]
        prose += [data.description for data in (*(function.inputs or ()), *(function.outputs or ()))]
    return Text(
        name=tuple(filter(None, [discovery.name])),
        terms=tuple(dict.fromkeys(terms)),
        prose=tuple(dict.fromkeys(filter(None, prose))),
    )


def _labels(facet: Facet, description: SoftwareDescription) -> dict[str, str]:
    labels: dict[str, str] = {}
    for value, label in map(facet.read, facet.texts(description)):
        labels.setdefault(value, label)
    labels.pop(NOT_STATED, None)
    return labels


def _words_of(facet: Facet, description: SoftwareDescription) -> Iterator[str]:
    for value, label in _labels(facet, description).items():
        found = facet.term(value)
        yield from (value, label, *(found.synonyms if found else ()))


def _names(agent: SoftwareAgent) -> Iterator[str | None]:
    yield agent.name
    yield " ".join(filter(None, [agent.given_names, agent.family_names]))
