# SPDX-License-Identifier: Apache-2.0
"""Which component of an offer stands for which of the request."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..kinds import Kinds

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, ExecutionSession


class Pair(NamedTuple):
    """A component that was asked for, its path in the request, and what stands for it in the offer, if anything."""

    role: str
    asked: Any
    path: Path
    offered: Any
    place: Path
    """Where `offered` is, or would be, in the offer."""

    @property
    def is_alike(self) -> bool:
        """Whether both are there, and of one kind, aliases being the same."""
        return self.offered is not None and same_kind(self.asked, self.offered)


def pairs(request: ExecutionRequest, offer: ExecutionSession) -> Iterator[Pair]:
    """Yield each component that was asked for, with its counterpart: the executable first, then the resources."""
    for role in ("executable", "compute"):
        asked, offered = getattr(request, role), getattr(offer, role)
        if asked is not None:
            yield Pair(role, asked, (role,), offered, (role,) if offered is not None else ())
    for role in ("storage", "data"):
        wanted, given = getattr(request, role) or [], getattr(offer, role) or []
        for index, match in enumerate(_counterparts(wanted, given)):
            place = (role,) if given else ()
            if match is None:
                yield Pair(role, wanted[index], (role, index), None, place)
            else:
                yield Pair(role, wanted[index], (role, index), given[match], (role, match))


def same_kind(asked: Any, offered: Any) -> bool:
    """Return whether two components are of one kind: a kind and its aliases are the same."""
    return _kind(asked) == _kind(offered)


def reached(subject: Any, path: Path) -> Path:
    """Return how far `path` leads in an object: to a value, or to the object that lacks it."""
    for number, step in enumerate(path):
        if isinstance(subject, list):
            subject = subject[int(step)] if int(step) < len(subject) else None
        else:
            subject = getattr(subject, str(step), None)
        if subject is None:
            return path[:number]
    return path


def _counterparts(asked: Sequence[Any], offered: Sequence[Any]) -> list[int | None]:
    """Return the number of the counterpart of each resource: by name, else by UUID, else by kind, in order.

    Only where one of the two lacks a name are resources of one kind taken for another: names are set by the client.
    """
    found: list[int | None] = [None] * len(asked)
    free = list(range(len(offered)))
    for called, offered_as in ((_name, _name), (_uuid, _uuid), (_unnamed, _kind), (_kind, _unnamed)):
        known: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index in free:
            known[offered_as(offered[index])].append(index)
        for number, wanted in enumerate(asked):
            key = called(wanted)
            if found[number] is None and key is not None and known[key]:
                found[number] = known[key].popleft()
        free = sorted(index for key, left in known.items() for index in left)
    return found


def _name(component: Any) -> str | None:
    return component.meta.name if component.meta else None


def _unnamed(component: Any) -> Hashable:
    """Return the kind of a component without a name, None for one that has a name."""
    return _kind(component) if _name(component) is None else None


def _kind(component: Any) -> Hashable:
    known: Hashable = Kinds.installed().get(component.kind, component.kind)
    return known


def _uuid(component: Any) -> str | None:
    return component.meta.uuid.lower() if component.meta and component.meta.uuid else None
