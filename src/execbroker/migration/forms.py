# SPDX-License-Identifier: Apache-2.0
"""Which form a document is in, and the way from there to today's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..diagnostic import Path
from ..kinds import Kinds
from ..older import Era
from ..older.names import OTHER, OlderNames
from . import documents, names
from .step import Role, Scene
from .steps import Upgrading
from .tree import Members, tracked

_ANSWERS = {"response", "job", "offer"}
"""Levels around what a service answers."""


def todays(data: Any, era: Era, kinds: Kinds, written: Callable[[Path], str | None]) -> Members | None:
    """Return today's form of data in the form `era`.

    None where nothing tells what they are, and for forms that are too far away. `written` returns the scalar at a path
    as it stands in the text, where there is one.
    """
    facts = OlderNames.installed()
    place = facts.root(data, kinds)
    if place is None or era.upgraded is False:
        return None
    tree = tracked(data)
    role: Role = "request"
    while place == "request" and (around := _levels(tree, facts)):
        role = "answer" if _ANSWERS & set(around) else role
        scene = Scene(facts.places["request"], role, facts, kinds, written)
        tree = names.lifted_levels(tree, scene)
        if around == ["offer"]:
            tree = documents.accepted_offer(tree, scene)
        place = facts.root(tree, kinds)
        place = "session" if place in ("request", OTHER) and role == "answer" else place
    if place is None or place == OTHER:
        return None
    role = "answer" if place in ("session", "offerset") else role
    return Upgrading(facts, kinds, role, written).mapping(tree, place)


def _levels(tree: Members, facts: OlderNames) -> list[str]:
    """Return the levels around the document, such as ``request``."""
    older = facts.places["request"].older
    inner = {key: older(key, value, tree) for key, value in tree.items() if isinstance(value, Members)}
    return [key for key, entry in inner.items() if entry and "up" in entry]
