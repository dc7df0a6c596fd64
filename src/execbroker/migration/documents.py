# SPDX-License-Identifier: Apache-2.0
"""Steps for what holds a document together: its parts, where they stand, and what was said of the whole."""

from __future__ import annotations

from typing import Any

from ..older.names import Place
from .step import Scene, step
from .tree import Items, Members, Trail, items_of, plain

PARTS = ("executable", "compute", "storage", "data")
_FACTS = {"name", "uuid", "href", "created", "modified", "description", "meta"}
_KEPT = _FACTS | {"phase", "schedule", "volumes", "storage"}
"""What a placeholder says too."""
_ANSWERS = ("ACCEPTED", "REJECTED", "CANCELLED")
"""What a client may make of an offer."""


@step("request")
def accepted_offer(old: Members, scene: Scene) -> Members:
    """An offer that is accepted or rejected is an update of its phase.

    The text of the standard sent `offer: {ident, status}`. Today an update names what it changes, and the address that
    it is sent to names the session.

    Before:
        ident: 2c89f536-3fff-48f7-943f-bcc5c3225be7
        status: ACCEPTED

    After:
        kind: uri:enum-value-update
        path: /phase
        value: ACCEPTED

    Cannot carry: the identifier of the offer, which is part of the address; it is left out.
    """
    if old.get("status") not in _ANSWERS or not old.keys() <= {"ident", "status"}:
        return old
    if "ident" in old:
        old = old.losing("ident", scene.why("the address that it is sent to names the session"), kept=False)
    why = scene.why("an offer is changed by an update of its phase")
    new = Members(lost=old.lost).added("kind", "uri:enum-value-update", why).added("path", "/phase", why)
    return new.with_member("value", old["status"], old.trails["status"].because(why))


@step("request", "session")
def lifted_resources(old: Members, scene: Scene) -> Members:
    """Compute, storage and data stand beside the executable, not in `resources`.

    The text of the standard, and versions 0.6 to 0.9, had that level. Where it was a list, it was one of compute
    resources.

    Before:
        resources:
          compute: [{type: uri:generic-compute}]
          storage: []

    After:
        compute: [{type: uri:generic-compute}]
        storage: []

    Cannot carry: nothing.
    """
    resources = old.get("resources")
    why = scene.why("`resources` is no level of its own today")
    if isinstance(resources, Members):
        return old.lifted("resources", why)
    if isinstance(resources, Items) and all(isinstance(item, Members) for item in resources):  # of one sort only
        return old.renamed("resources", "compute", why)
    if resources == "null":
        return old.losing("resources", scene.why("there is nothing in it"), kept=False)
    return old


@step("request", "session")
def single_compute(old: Members, scene: Scene) -> Members:
    """A document has one compute resource.

    Older forms had a list, of which the services took one. Of several in a request it cannot be told which is meant:
    they are left as they are, and reported. In an answer the first one counts.

    Before:
        compute: [{cores: {min: 4}}]

    After:
        compute: {cores: {min: 4}}

    Cannot carry: the other compute resources of an answer; they are kept as an annotation.
    """
    key = "computer" if "computer" in old and "compute" not in old else "compute"
    listed = old.get(key)
    if not isinstance(listed, Items):
        return old
    if not listed:
        return old.losing(key, scene.why("there is nothing in it"), kept=False)
    [(compute, trail), *others] = listed.members()
    if others and scene.role == "request":
        return old
    why = scene.why("there is one compute resource, not a list")
    return old.losing_items(key, others, why).with_member(key, compute, trail.because(why))


@step("request")
def placeholder_for_retired(old: Members, scene: Scene) -> Members:
    """What a request wants of a kind that does not exist any more is left open.

    A placeholder stands for it, so that the request becomes a template, which is complete when something of today's
    kinds stands there.

    Before:
        executable: {type: urn:delay-executable, name: wait, duration: 21}

    After:
        executable:
          kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/abstract-executable.yaml
          name: wait

    Cannot carry: the kind, and what else was said; it is kept as annotations of the placeholder.
    """
    for part in PARTS:
        value = old.get(part)
        place = scene.facts.places[part]
        if isinstance(value, Members):
            value = _opened(value, place, scene)
        elif isinstance(value, Items):
            value = Items((_opened(one, place, scene), trail) for one, trail in value.members())
        if value is not None:
            old = old.with_member(part, value, old.trails[part])
    return old


def _opened(component: Any, place: Place, scene: Scene) -> Any:
    """Return a placeholder for a component whose kind is gone, and any other as it is."""
    reason = _retired(component, scene)
    if reason is None:
        return component
    why = scene.why(reason)
    placeholder = next(kind for kind in scene.kinds.values() if kind.placeholder and kind.group == place.kinds)
    gone = {name for name in component if name not in _KEPT}
    empty = {name for name in gone if component[name] is None}
    nothing = scene.why("there is nothing in it")
    kept: Members = component.losing_all(gone - empty, why).losing_all(empty, nothing, kept=False)
    return kept.added("kind", placeholder.kind, why)


def _retired(component: Any, scene: Scene) -> str | None:
    """Return why the kind of a component does not exist any more, None where it does."""
    kind = component.get("kind", component.get("type")) if isinstance(component, Members) else None
    name = scene.facts.name_of(kind)
    if name is None or name not in scene.facts.retired:
        return None
    return f"there is no kind `{name}` any more: {scene.facts.retired[name]}"


@step("session")
def retired_parts(old: Members, scene: Scene) -> Members:
    """What a service answered about a kind that does not exist any more is an annotation.

    In an answer every part may be absent.

    Before:
        executable: {type: urn:delay-executable, name: wait, spec: {duration: 21}}

    After:
        {}

    Cannot carry: the part; it is kept as an annotation of the session.
    """
    for part in PARTS:
        value = old.get(part)
        if reason := _retired(value, scene):
            old = old.losing(part, scene.why(reason))
        elif isinstance(value, Items) and any(_retired(one, scene) for one in value):
            gone = [member for member in value.members() if _retired(member[0], scene)]
            left = Items(member for member in value.members() if not _retired(member[0], scene))
            why = scene.why(str(_retired(gone[0][0], scene)))
            old = old.losing_items(part, gone, why).with_member(part, left.renumbered(why), old.trails[part])
    return old


@step("offerset")
def expiry_of_each_offer(old: Members, scene: Scene) -> Members:
    """Each offer says when it expires, not the set of them.

    Versions up to 0.6 said it of the whole answer.

    Before:
        expires: 2024-08-19T01:53:05Z
        offers: [{state: OFFERED}, {state: OFFERED, expires: 2024-08-19T01:50:00Z}]

    After:
        offers: [{state: OFFERED, expires: 2024-08-19T01:53:05Z}, {state: OFFERED, expires: 2024-08-19T01:50:00Z}]

    Cannot carry: the expiry of a set without offers, or of offers that say it themselves; it is kept as an annotation.
    """
    offers = old.get("offers")
    if "expires" not in old:
        return old
    why = scene.why("each offer says when it expires")
    silent = isinstance(offers, Items) and any(isinstance(one, Members) and "expires" not in one for one in offers)
    if not silent or not isinstance(offers, Items) or not isinstance(old["expires"], str):
        same = isinstance(offers, Items) and offers and all(_same(one, old["expires"]) for one in offers)
        return old.losing("expires", why, kept=not same)
    value, trail = old["expires"], old.trails["expires"].because(why)

    def dated(offer: Any, its: Trail) -> list[tuple[Any, Trail]]:
        lacks = isinstance(offer, Members) and "expires" not in offer
        return [(offer.with_member("expires", value, trail) if lacks else offer, its)]

    return old.without("expires").with_member("offers", items_of(offers, dated), old.trails["offers"])


def _same(offer: Any, expires: Any) -> bool:
    return isinstance(offer, Members) and plain(offer.get("expires")) == plain(expires)
