# SPDX-License-Identifier: Apache-2.0
"""The steps for all places: what `model/older-names.yaml` says of names, kinds and values is done."""

from __future__ import annotations

from typing import Any

from ..older.names import is_known
from ..words import short
from .step import Scene, step
from .tree import Members, plain

_BY_OTHERS = {"volumes", "expires", "units"}
"""Properties that steps of their own put where they belong."""


@step()
def lifted_levels(old: Members, scene: Scene) -> Members:
    """What stood in a level of its own stands directly where that was.

    Older forms put what depends on the type of a component into `spec`, whole documents into `request` or `response`,
    and what was asked and what was given into `requested` and `offered`, of which the one that the document is about
    counts.

    Before:
        type: uri:jupyter-notebook-1.0
        spec: {location: https://example.org/a.ipynb}

    After:
        type: uri:jupyter-notebook-1.0
        location: https://example.org/a.ipynb

    Cannot carry: what has the name of something that stood outside already, such as what was asked beside what was
    given; it is kept as an annotation.
    """
    last = "requested" if scene.role == "answer" else "offered"
    while ups := [key for key, value in old.items() if isinstance(value, Members) and "up" in _entry(old, key, scene)]:
        key = min(ups, key=lambda up: up == last)
        old = old.lifted(key, scene.why(f"`{key}` is no level of its own today"))
    return old


@step()
def dropped_nulls(old: Members, scene: Scene) -> Members:
    """A property without a value is left out.

    Older forms wrote `null` for what is not said; today it is not written.

    Before:
        name: null
        uuid: 0ba4d8f4-9d5a-4a5b-8f0e-6d3c2b1a0f9e

    After:
        uuid: 0ba4d8f4-9d5a-4a5b-8f0e-6d3c2b1a0f9e

    Cannot carry: nothing; there is nothing in it.
    """
    empty = {key for key, value in old.items() if value is None}
    return old.losing_all(empty, scene.why("there is nothing in it"), kept=False) if empty else old


@step()
def todays_kind(old: Members, scene: Scene) -> Members:
    """A component has a `kind`, with the URI that it has today.

    Up to November 2025 it was called `type`, and each form had URIs of its own. What had no type, because there was
    only one, gets the kind of that one. A kind without a successor stays as it is, and is reported.

    Before:
        type: uri:jupyter-notebook-1.0

    After:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml

    Cannot carry: nothing.
    """
    group = scene.place.kinds
    if group is None:
        return old
    if "kind" in old and "type" in old and group not in ("costs", "metrics"):
        old = _one_kind(old, scene)
    key = "kind" if "kind" in old else "type"
    if key not in old:
        return _only_kind(old, scene)
    kind = old[key]
    today = scene.facts.kinds[kind] if _in_plain_words(key, kind, scene) else scene.facts.today(kind, scene.kinds)
    if not is_known(today, scene.kinds):
        return old
    if today != kind:
        words = f"the kind `{short(kind)}` has another URI today"
        old = old.changed(key, today, scene.why(words))
    return old.renamed(key, "kind", scene.why("`type` is called `kind` today")) if key == "type" else old


def _one_kind(old: Members, scene: Scene) -> Members:
    """Return `old` without the `type` beside its `kind`: the newer name counts."""
    same = scene.facts.today(old["type"], scene.kinds) == scene.facts.today(old["kind"], scene.kinds)
    words = "`kind` says it too" if same else "`type` was the name of `kind`, which says something else"
    return old.losing("type", scene.why(words), kept=not same)


def _only_kind(old: Members, scene: Scene) -> Members:
    """Return `old` with the kind of the only sort of component that there was at its place."""
    spare = scene.place.spare
    if spare is None or not (scene.place.untyped or scene.place.kinds in ("compute", "storage")):
        return old
    if scene.place.kinds == "session" and "schedule" in old:
        spare = spare.replace("simple-", "scheduled-")
    return old.added("kind", spare, scene.why("it had no kind, for there was only this one"))


@step()
def todays_names(old: Members, scene: Scene) -> Members:
    """A property has the name that it has today, and stands where it stands today.

    The older names are listed in `model/older-names.yaml`, place by place.

    Before:
        name: my-container
        href: https://example.org/1

    After:
        meta: {name: my-container, url: https://example.org/1}

    Cannot carry: what has no successor; it is kept as an annotation.
    """
    for key in list(old):
        if key not in old:
            continue
        entry = _entry(old, key, scene)
        if "now" in entry and "join" not in entry:
            target = str(entry["now"])
            words = f"`{key}` is called `{target.removesuffix('[]')}` today"
            simple = target.isidentifier()
            old = old.renamed(key, target, scene.why(words)) if simple else old.moved(key, target, scene.why(words))
        elif "in" in entry and key not in _BY_OTHERS:
            old = old.moved(key, str(entry["in"]), scene.why(f"it belongs at `{entry['in']}` today"))
        elif "retired" in entry and key not in _BY_OTHERS:
            empty = plain(old[key]) in ({}, [], "")
            old = old.losing(key, scene.why(f"`{key}` does not exist any more: {entry['retired']}"), kept=not empty)
    return old


@step()
def todays_values(old: Members, scene: Scene) -> Members:
    """A word from a closed set is the one of today.

    The older words are listed in `model/older-names.yaml`, property by property.

    Before:
        mode: rw

    After:
        mode: READWRITE

    Cannot carry: nothing.
    """
    for key, words in scene.place.values.items():
        value = old.get(key)
        written = ("true" if value else "false") if isinstance(value, bool) else value
        if isinstance(written, str) and written in words:
            old = old.changed(key, words[written], scene.why(f"`{written}` is written `{words[written]}` today"))
    return old


@step("option", "update")
def pointer_to_phase(old: Members, scene: Scene) -> Members:
    """What an option or an update changes is named by a JSON Pointer.

    Services and clients up to 2025 wrote the name of the property alone.

    Before:
        path: phase

    After:
        path: /phase

    Cannot carry: nothing.
    """
    if old.get("path") != "phase":
        return old
    return old.changed("path", "/phase", scene.why("what is changed is named by a JSON Pointer"))


def _in_plain_words(key: str, kind: Any, scene: Scene) -> bool:
    return key == "type" and isinstance(kind, str) and kind in scene.facts.kinds


def _entry(old: Members, key: str, scene: Scene) -> Any:
    return scene.place.older(key, old[key], old) or {}
