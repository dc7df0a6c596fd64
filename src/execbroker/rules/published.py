# SPDX-License-Identifier: Apache-2.0
"""Rules for documents that go to a broker of the published version 1.0, which knows none of the additions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from execbroker_model.base import Model

from ..bundle import bundle
from ..kinds import Kinds
from ..words import spaced
from .registry import Scene, Violation, rule, wire_name

VERSION = "v1.0"
"""The published version that these rules hold a document against."""


@rule("error", section="common/component.yaml", message="not-supported")
def proposed_kind(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A document for a broker of version 1.0 has only kinds that version 1.0 has.

    A kind says what must be understood, and a broker refuses a request with a kind that it does not know. Kinds that
    are proposed, and kinds of other packages, wait for a later version. `execbroker upgrade --to-kinds v1.0` asks.

    Wrong:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/python-program.yaml

    Right:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
    """
    if not _stands_for_itself(subject, scene) or _is_published(subject) or _inside_proposed(scene):
        return
    kind = getattr(subject, "kind", None)
    name = str(kind).rpartition("/")[2].removesuffix(".yaml") if kind else spaced(type(subject).__name__)
    template = "version ${version} has no `${kind}`"
    hint = "use a kind of that version, or a broker that knows this one"
    yield Violation(("kind",) if kind else (), template, {"version": VERSION, "kind": name}, hint)


@rule("error", section="common/component.yaml", message="not-supported")
def proposed_property(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A document for a broker of version 1.0 has only properties that version 1.0 has.

    A broker may ignore what is proposed, so nothing that matters to a request for such a broker should be said in it.
    `execbroker upgrade --to-kinds v1.0` asks.

    Wrong:
        meta: {name: mosaic, annotations: {example.org/survey: coma}}

    Right:
        meta: {name: mosaic}
    """
    if _inside_proposed(scene) or (_stands_for_itself(subject, scene) and not _is_published(subject)):
        return
    known: Mapping[str, Any] = bundle()["$defs"].get(type(subject).__name__, {}).get("properties", {})
    for field, value in vars(subject).items():
        name = wire_name(subject, field)
        if value is not None and known.get(name, {}).get("x-status") == "proposed":
            yield _surplus(name)
    for name in subject.model_extra or ():
        yield _surplus(name)


def _surplus(name: str) -> Violation:
    template = "version ${version} has no property `${name}` here"
    return Violation((name,), template, {"version": VERSION, "name": name}, "leave it out", at_key=True)


def _stands_for_itself(subject: Model, scene: Scene) -> bool:
    """Whether it is a document or a component: other objects are as new as what they are part of.

    A message and a connector have a `kind` too, which is any text.
    """
    definition: Mapping[str, Any] | None = bundle()["$defs"].get(type(subject).__name__)
    if not scene.path or definition is None:
        return True
    return bool(definition.get("properties", {}).get("kind", {}).keys() & {"const", "enum"})


def _is_published(subject: Model) -> bool:
    kind = getattr(subject, "kind", None)
    known = Kinds.builtin().get(kind) if kind else None
    title = type(subject).__name__ if kind is None else known.title if known else ""
    definition: Mapping[str, Any] = bundle()["$defs"].get(title, {})
    return bool(definition.get("x-status") == "published")


def _inside_proposed(scene: Scene) -> bool:
    outer = (Scene((0,) if number else (), ()) for number in range(len(scene.around)))
    return any(
        _stands_for_itself(model, its) and not _is_published(model)
        for model, its in zip(scene.around, outer, strict=True)
    )
