# SPDX-License-Identifier: Apache-2.0
"""The phases of sessions and of components, and who moves them: `model/lifecycle.yaml`, which says what is what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import execbroker_model

Actor = Literal["client", "service", "clock", "sibling", "components"]
WHO: Mapping[Actor, str] = {
    "client": "the client",
    "service": "the service",
    "clock": "the clock",
    "sibling": "a sibling",
    "components": "components",
}
"""Who moves a session, in words."""
Followed = Literal["standard", "reference", "both"]
Sort = Literal["session", "component"]


@dataclass(frozen=True, slots=True)
class Move:
    """A move from the phase `start` to the phase `to`: who makes it, and what brings it about.

    `offered` is whether a client gets an option for it. `why` says what the standard and the reference broker differ in
    where only one of them is followed.
    """

    start: str
    to: str
    by: Actor
    trigger: str
    offered: bool = False
    follows: Followed = "both"
    why: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Moves that only `source` has, from each of the phases `starts` to each of `to`, and why they are none here."""

    starts: tuple[str, ...]
    to: tuple[str, ...]
    source: Literal["standard", "reference"]
    why: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """When components give their session the phase `phase`: `any` of them, or all, are in one of the phases `of`."""

    phase: str
    when: Literal["any", "all"]
    of: frozenset[str]
    follows: Followed = "both"
    why: str | None = None

    def fits(self, phases: Sequence[str]) -> bool:
        """Return whether components in `phases` give the phase; none at all give nothing."""
        inside = [phase in self.of for phase in phases]
        return any(inside) and (self.when == "any" or all(inside))


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The table of a session or a component: the phases in the order of the model, and the moves."""

    phases: tuple[str, ...]
    begins: str
    final: tuple[str, ...]
    final_follows: Followed
    final_why: str | None
    moves: tuple[Move, ...]
    left_out: tuple[LeftOut, ...]
    derived: tuple[Derivation, ...]

    @staticmethod
    @cache
    def of(sort: Sort) -> Lifecycle:
        """Return the table that comes with the model."""
        text = resources.files(execbroker_model).joinpath("lifecycle.json").read_text(encoding="utf-8")
        facts: dict[str, Any] = json.loads(text)[sort]
        final = facts["final"]
        return Lifecycle(
            phases=tuple(facts["phases"]),
            begins=facts["begins"],
            final=tuple(final["phases"]),
            final_follows=final.get("follows", "both"),
            final_why=final.get("why"),
            moves=tuple(Move(start=move.pop("from"), **move) for move in facts["moves"]),
            left_out=tuple(
                LeftOut(tuple(each["from"]), tuple(each["to"]), each["source"], each["why"])
                for each in facts["left_out"]
            ),
            derived=tuple(Derivation(**{**line, "of": frozenset(line["of"])}) for line in facts["derived"]),
        )

    def leaving(self, phase: str, *, by: Actor | None = None) -> tuple[Move, ...]:
        """Return the moves from `phase`, by one who makes them or by all."""
        return tuple(move for move in self.moves if move.start == phase and by in (None, move.by))

    def without(self, phase: str) -> frozenset[str]:
        """Return the phases that can be reached without ever being in `phase`."""
        reached = {self.begins}
        while further := {move.to for move in self.moves if move.start in reached} - reached - {phase}:
            reached |= further
        return frozenset(reached)


def transitions(phase: str, *, by: Actor | None = None, of: Sort = "session") -> tuple[Move, ...]:
    """Return the moves from `phase` of a session, or of a component: those of one who makes them, or of all.

    They stand in the order of the table, `model/lifecycle.yaml`. Raises `ValueError` for what is no such phase.
    """
    table = Lifecycle.of(of)
    if phase not in table.phases:
        raise ValueError(f"{phase!r} is no phase of a {of}; the phases are {', '.join(table.phases)}")
    return table.leaving(phase, by=by)


def set_by_client() -> tuple[str, ...]:
    """Return the phases of a session that a client may choose at one time or another."""
    return tuple(dict.fromkeys(move.to for move in Lifecycle.of("session").moves if move.by == "client"))
