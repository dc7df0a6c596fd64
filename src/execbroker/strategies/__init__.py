# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for the documents of the model, for everybody's tests; needs the extra ``strategies``.

    from hypothesis import given
    from execbroker.strategies import execution_requests

    @given(execution_requests())
    def test_my_broker_answers(request): ...

Documents come in two strengths. With ``valid_by="rules"``, which is usual, they make sense: references lead somewhere,
ranges have something in them, intervals run forward, and `execbroker.validates` has nothing to say of them. With
``valid_by="schema"`` they have the right shape, and whatever content the shape lets through.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from execbroker_model.base import Model, Reading
from hypothesis.strategies import DrawFn, SearchStrategy, composite, one_of, sampled_from

from .. import schema
from ..bundle import bundle
from ..kinds import Kinds
from ..words import nearest
from . import demands, groups, platforms, sense
from .mutation import OF_CLIENTS, SHAPE_CODES, Edge, Mutant, edges, of_edge, of_shape, shape_codes
from .shapes import Shapes, as_drawn

if TYPE_CHECKING:
    from ..model import (
        ExecutionRequest,
        ExecutionSession,
        ExecutionTemplate,
        OfferSet,
        PlatformDescription,
        SoftwareDescription,
        Update,
    )

__all__ = [
    "SHAPE_CODES",
    "Mutant",
    "ValidBy",
    "data",
    "execution_requests",
    "execution_templates",
    "from_kind",
    "mutants",
    "offer_sets",
    "platform_descriptions",
    "platforms_and_requests",
    "sessions",
    "software_descriptions",
    "updates",
]

ValidBy = Literal["schema", "rules"]
Name = str | type[Model]


def execution_requests(*, valid_by: ValidBy = "rules") -> SearchStrategy[ExecutionRequest]:
    """Return the strategy for requests."""
    return from_kind("execution-request", valid_by=valid_by)  # type: ignore[return-value] # the name says which class


def execution_templates(*, valid_by: ValidBy = "rules") -> SearchStrategy[ExecutionTemplate]:
    """Return the strategy for templates, in which placeholders may stand."""
    return from_kind("execution-template", valid_by=valid_by)  # type: ignore[return-value] # as above


def offer_sets(*, valid_by: ValidBy = "rules") -> SearchStrategy[OfferSet]:
    """Return the strategy for answers to a request, with offers or without."""
    return from_kind("execution-offerset", valid_by=valid_by)  # type: ignore[return-value] # as above


def platform_descriptions(*, valid_by: ValidBy = "rules") -> SearchStrategy[PlatformDescription]:
    """Return the strategy for platforms; those that make sense are small, and taken in part around 2 May 2026."""
    return from_kind("platform-description", valid_by=valid_by)  # type: ignore[return-value] # as above


def platforms_and_requests() -> SearchStrategy[tuple[PlatformDescription, ExecutionRequest]]:
    """Return the strategy for a platform, of which much is told, with a request that it can satisfy often, not always.

    Both make sense. The request asks for times around 2 May 2026, or leaves them open.
    """
    registry = Kinds.builtin()
    described = platforms.told(_shapes(registry, "rules").of)

    @composite  # without parameters, so that it is not printed with everything that is in it
    def pairs(draw: DrawFn) -> Any:
        platform = draw(described)
        drawn = {"PlatformDescription": platform, "ExecutionRequest": draw(demands.requests(platform))}
        return tuple(registry.class_named(title).model_validate(data) for title, data in drawn.items())

    return pairs()


def sessions(*, valid_by: ValidBy = "rules") -> SearchStrategy[ExecutionSession]:
    """Return the strategy for sessions of each kind, in each phase."""
    return _of_group("session", valid_by)


def software_descriptions(*, valid_by: ValidBy = "rules") -> SearchStrategy[SoftwareDescription]:
    """Return the strategy for descriptions of software, those that add to others among them."""
    return from_kind("software-description", valid_by=valid_by)  # type: ignore[return-value] # as above


def updates(*, valid_by: ValidBy = "rules") -> SearchStrategy[Update]:
    """Return the strategy for updates of each kind."""
    return _of_group("update", valid_by)


def from_kind(name: Name, *, valid_by: ValidBy = "rules", kinds: Kinds | None = None) -> SearchStrategy[Model]:
    """Return the strategy for one kind or document type: its URI, its short name, its class or the name of that.

    `kinds` is the registry that has the kind, and that its parts may be of; None is that of the model. Raises
    `ValueError` where there is no such kind, and `NotImplementedError`, when drawn from, where the schema of a
    registered kind has something in it that is not understood, or leads nowhere: see `execbroker.strategies.shapes`.
    """
    registry = kinds or Kinds.builtin()
    title = _title(name, registry)
    cls, context = registry.class_named(title), Reading(classes=registry.registered)

    def read(drawn: Any) -> Model:
        return cls.model_validate(drawn, context=context)

    read.__name__ = f"{title}.model_validate"  # with which a failing example is printed
    return data(title, valid_by=valid_by, kinds=kinds).map(read)


def data(name: Name, *, valid_by: ValidBy = "rules", kinds: Kinds | None = None) -> SearchStrategy[Any]:
    """Return the strategy for a kind, document type or any other definition of the model, as mappings and lists.

    See `from_kind`. Raises `ValueError` where there is no such definition, or another strength than those.
    """
    if valid_by not in ("schema", "rules"):
        raise ValueError(f"valid_by={valid_by!r}; it is 'schema' or 'rules'")
    registry = kinds or Kinds.builtin()
    known = _shapes(registry, valid_by)
    title = _title(name, registry, *known.definitions)
    if valid_by == "rules" and _in_session(title, registry):
        known = _shapes(registry, "session")
    return as_drawn(known.of(title))


def mutants(name: Name | None = None, *, code: str | None = None, kinds: Kinds | None = None) -> SearchStrategy[Mutant]:
    """Return the strategy for documents with one fault: of one kind or document type, with one code, or any.

    A `Mutant` has the data, the code and place of the diagnostic that they must get, and the valid data beside them.
    Half of the faults are of the shape, where any can be. `kinds` is the registry, as for `from_kind`; kinds that are
    registered have faults of the shape only. Raises `ValueError` where there is no such kind, or where no mutant has
    that code.
    """
    registry = kinds or Kinds.builtin()
    title = None if name is None else _title(name, registry)
    wanted = [edge for entries in edges().values() for edge in entries if code in (None, edge.code)]
    of_rules = [of_edge(edge, edge.title, data(edge.title)) for edge in wanted if title in (None, edge.title)]
    shapes = _shapes(registry, "schema")
    if title and "executable" in shapes.definitions[title]["properties"]:
        of_rules += [found for edge in wanted for found in _inside(title, edge)]
    titles = [title] if title else [registry.title_of(known) for known in registry.names]
    of_shapes = [
        of_shape(each, shapes, data(each, valid_by="schema", kinds=kinds), code=code)
        for each in titles
        if code is None or code in shape_codes(each, shapes)
    ]
    found = [one_of(some) for some in (of_rules, of_shapes) if some]
    if not found:
        close = nearest(code, (*edges(), *SHAPE_CODES)) if isinstance(code, str) else None
        hint = f"; did you mean {close!r}?" if close and close != code else ""
        raise ValueError(f"no mutant of {name or 'any kind'} has the code {code!r}{hint}")

    @composite  # `one_of` would weigh each edge like all shapes; without parameters it is printed in short
    def of_either(draw: DrawFn) -> Mutant:
        return draw(draw(sampled_from(found)))

    return of_either()


def _inside(title: str, edge: Edge) -> Iterator[SearchStrategy[Mutant]]:
    """Yield the mutants of a request, template or session that an edge makes of a component in it."""
    in_session = _in_session(title, Kinds.builtin())
    if not edge.alone and not (in_session and edge.code in OF_CLIENTS):
        group = next((kind.group for kind in Kinds.builtin().values() if kind.title == edge.title), None)
        if group in ("executable", "compute"):
            yield of_edge(edge, title, _holding(title, group, edge.title), f"/{group}")
        elif group in ("storage", "data"):
            yield of_edge(edge, title, _holding(title, group, edge.title), f"/{group}/0")


@cache
def _holding(title: str, group: str, part: str) -> SearchStrategy[Any]:
    """Return the strategy for documents in which a component, or the only one of its group, is a `part`."""
    registry = Kinds.builtin()
    shapes = _shapes(registry, "session" if _in_session(title, registry) else "rules")
    component = shapes.of(part)
    listed = component.map(lambda one: [one]) if group in ("storage", "data") else component
    return as_drawn(shapes.holding(title, group, listed))


def _title(name: object, kinds: Kinds, *definitions: str) -> str:
    """Return the title of what is named: a document type, a kind, or one of the definitions."""
    text = name.__name__ if isinstance(name, type) else name if isinstance(name, str) else ""
    if text in definitions:
        return text
    try:
        return kinds.title_of(text)
    except KeyError:
        close = nearest(text, kinds.names)
        hint = f"; did you mean {close!r}?" if close else ""
        raise ValueError(f"there is no document type or kind {name!r}{hint}") from None


def _of_group(group: str, valid_by: ValidBy) -> SearchStrategy[Any]:
    kinds = dict.fromkeys(kind for kind in Kinds.builtin().values() if kind.group == group)
    return one_of([from_kind(kind.kind, valid_by=valid_by) for kind in kinds])


def _in_session(title: str, registry: Kinds) -> bool:
    """Return whether what is said of sessions holds for a definition and its parts."""
    return any(kind.title == title and kind.group in ("session", "offerset") for kind in registry.values())


@lru_cache(maxsize=16)
def _shapes(registry: Kinds, strength: Literal["schema", "rules", "session"]) -> Shapes:
    definitions = schema.with_registered(bundle(), registry)["$defs"]
    titles = schema.titles({"$defs": definitions}, registry.base) | {uri: kind.title for uri, kind in registry.items()}
    if strength == "schema":
        return Shapes(definitions, titles)
    values = {**sense.VALUES, **(sense.IN_SESSIONS if strength == "session" else {})}
    changes = dict(sense.changes(definitions))
    for title, change in groups.CHANGES.items():
        changes[title] = (*changes[title], change)
    for kind in registry.values():
        if kind.group == "session":
            changes[kind.title] = (*sense.changes(definitions)[kind.title], groups.session)
    return Shapes(definitions, titles, values, changes)
