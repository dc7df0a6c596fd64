# SPDX-License-Identifier: Apache-2.0
"""All steps, in the order in which they are taken, and the way through a document that takes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..diagnostic import Path
from ..kinds import Kinds
from ..older.names import OlderNames, Place
from . import documents, executables, messages, names, sizes, stores, times, volumes
from .annotations import annotated
from .step import Role, Scene, Step
from .tree import Items, Lost, Members

BEFORE: tuple[Step, ...] = (
    names.lifted_levels,
    documents.lifted_resources,
    names.dropped_nulls,
    documents.single_compute,
    documents.placeholder_for_retired,
    documents.retired_parts,
    messages.reasons_as_messages,
    messages.message_as_text,
    stores.storage_for_reading,
    volumes.one_volume_a_resource,
    times.single_choice,
    times.offered_times,
    times.least_duration,
    executables.notebook_file,
    executables.requirements_by_package,
    executables.unusable_digest,
    executables.location_of_container,
    executables.image_in_parts,
    executables.single_platform,
    executables.arguments_as_text,
    executables.internal_port,
    stores.place_of_storage,
    stores.lifetime_as_range,
    stores.storage_that_is_kept,
    sizes.ends_of_ranges,
    sizes.amounts_as_ranges,
    sizes.whole_amounts,
    sizes.accelerators_of_their_own,
    sizes.several_machines,
    times.letters_of_durations,
    times.window_of_start,
    times.seconds_of_instant,
    names.todays_kind,
    names.todays_names,
    names.todays_values,
    names.pointer_to_phase,
)
"""The steps that are taken at a mapping before those inside it are looked at."""

AFTER: tuple[Step, ...] = (
    documents.expiry_of_each_offer,
    volumes.volumes_of_compute,
    volumes.volume_of_its_name,
    stores.data_by_their_storage,
)
"""The steps that are taken when all inside has today's names."""

STEPS = (documents.accepted_offer, *BEFORE, *AFTER)


@cache
def _of_place(place: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    return tuple(s for s in BEFORE if not s.places or place in s.places), tuple(s for s in AFTER if place in s.places)


@dataclass(frozen=True, slots=True)
class Upgrading:
    """The way through one document, from the outside to the inside."""

    facts: OlderNames
    kinds: Kinds
    role: Role
    written: Callable[[Path], str | None]

    def mapping(self, old: Members, name: str) -> Members:
        """Return today's form of a mapping at the place `name`, and of all inside it."""
        place = self.facts.places[name]
        scene = Scene(place, self.role, self.facts, self.kinds, self.written)
        before, after = _of_place(name)
        new = old
        for step in before:
            new = step(new, scene)
        new = self._inside(new, place)
        for step in after:
            new = step(new, scene)
        return annotated(new) if "meta" in place.holds else new

    def _inside(self, old: Members, place: Place) -> Members:
        """Return `old` with today's form of what is in it, and with what was lost there and nobody remembers."""
        made, lost = [], list(old.lost)
        for key, value, trail in old.members():
            is_held = isinstance(value, (Members, Items)) and key in place.holds
            new, gone = _without_memory(self._inner(value, place.holds[key]) if is_held else value)
            lost += [replace(one, path=(key, *one.path)) for one in gone]
            made.append((key, new, trail))
        return Members(made, tuple(lost))

    def _inner(self, value: Members | Items, place: str) -> Members | Items:
        if isinstance(value, Members):
            return self.mapping(value, place)
        return Items(
            (self.mapping(item, place) if isinstance(item, Members) else item, trail) for item, trail in value.members()
        )


def _without_memory(value: Any) -> tuple[Any, list[Lost]]:
    """Return a value that does not remember what was lost from it or from the items in it, and what that was."""
    if isinstance(value, Members):
        return (value.forgetting(), list(value.lost)) if value.lost else (value, [])
    made, lost = [], list[Lost]()
    for number, (item, trail) in enumerate(value.members() if isinstance(value, Items) else ()):
        new, gone = _without_memory(item)
        made.append((new, trail))
        lost += [replace(one, path=(number, *one.path)) for one in gone]
    return (Items(made), lost) if lost else (value, [])
