# SPDX-License-Identifier: Apache-2.0
"""A size and a start, written as an offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import model
from ..lifecycle import options_for
from ..model import Int64Range, ScheduledExecutionSession
from ..platforms.quotes import costs
from ..platforms.wanted import sort_named
from ..rules import walk
from ..time import Duration, Instant, parse_duration

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, PlatformDescription
    from ..platforms.sizes import Size
    from ..staging import Staging, Steps


@dataclass(frozen=True, slots=True)
class Plan:
    """What is offered: a size of a request that is complete, how it is staged, and for how long it is available."""

    request: ExecutionRequest
    platform: PlatformDescription
    size: Size
    staged: Staging
    duration: str


def offer(plan: Plan, start: Fraction, meta: model.ComponentMetadata, expires: Instant) -> ScheduledExecutionSession:
    """Return the offer of a plan that is available from `start` on, in seconds since 1970-01-01T00:00:00Z."""
    spent = costs(plan.platform, plan.size, parse_duration(plan.duration).bounds()[1])
    written, asked = _Written(plan, start, spent), plan.request
    made = ScheduledExecutionSession(
        meta=meta,
        phase="OFFERED",
        expires=str(expires),
        schedule=written.schedule(()),
        executable=written.component(asked.executable, ("executable",)),
        compute=written.compute(asked.compute),
        storage=[written.storage(each, index) for index, each in enumerate(asked.storage or ())] or None,
        data=[written.component(each, ("data", index)) for index, each in enumerate(asked.data or ())] or None,
        costs=spent.get(()),
        metrics=plan.platform.metrics,
    )
    session = made.model_copy(deep=True)  # so that what becomes of it changes neither its request nor other offers
    for part, _ in walk(session):
        if isinstance(part, model.ComponentMetadata):
            part.options = None  # the service says what may be changed, and not who asks for it
    return session.model_copy(update={"meta": meta.model_copy(update={"options": options_for(session)})})


@dataclass(frozen=True, slots=True)
class _Written:
    """The parts of an offer, with their times and costs."""

    plan: Plan
    start: Fraction
    costs: Mapping[Path, list[model.AnyCost]]

    def schedule(self, path: Path) -> model.Schedule:
        """Return when the component at `path`, or the whole session for the empty path, is prepared and released."""
        ready, staged = self.start, self.plan.staged
        begin = ready - staged.preparing.length
        over = Instant.at(ready).plus(parse_duration(self.plan.duration))
        return model.Schedule(
            preparing=_step(Instant.at(begin), staged.preparing, path),
            available=model.TimedInterval(start=f"{Instant.at(ready)}/PT0S", duration=self.plan.duration),
            releasing=_step(over, staged.releasing, path),
        )

    def component(self, component: Any, path: Path, **update: Any) -> Any:
        """Return a component as it was asked for, with its times and `update`, and its costs instead of limits."""
        own = {"schedule": self.schedule(path), "phase": None, "costs": self.costs.get(path), "metrics": None}
        return component.model_copy(update={**own, **update})

    def compute(self, compute: Any) -> Any:
        """Return the compute resource, with what it gets."""
        size = self.plan.size
        shape: dict[str, Any] = {"cores": _just(size.cores), "memory": _just(size.memory)}
        node = compute.node if isinstance(compute, model.ClusterComputeResource) else compute
        if getattr(node, "accelerators", None):
            shape["accelerators"] = self._devices()
        if isinstance(compute, model.ClusterComputeResource):
            shape = {"nodes": _just(size.nodes), "node": node.model_copy(update=shape)}
        return self.component(compute, ("compute",), **shape)

    def storage(self, storage: Any, index: int) -> Any:
        """Return a storage resource, with its size where it is one of the platform."""
        size = self.plan.size.storage.get(index)
        given = {} if size is None else {"size": _just(size), **_kept(storage)}
        return self.component(storage, ("storage", index), **given)

    def _devices(self) -> list[model.Accelerator]:
        """Return the accelerators that are given: what the platform has, as many as the size says."""
        return [
            sort_named(devices.name, self.plan.platform).device.model_copy(update={"count": _just(devices.count)})
            for devices in self.plan.size.devices
        ]


def _step(begin: Instant, steps: Steps, path: Path) -> model.TimedInstant | None:
    """Return when the tasks for the component at `path` are done; None where they take no time."""
    first, last = steps.spans.get(path, (Fraction(0), Fraction(0)))
    if first == last:
        return None
    start = begin.plus(Duration.of(first))
    return model.TimedInstant(start=str(start), duration=str(Duration.of(last - first)))


def _kept(storage: Any) -> dict[str, Any]:
    """Return for how long storage is kept where it outlives the session: no longer than was asked for."""
    if not isinstance(storage, model.PersistentStorageResource):
        return {}
    least = (storage.lifetime and storage.lifetime.min) or "PT0S"
    return {"lifecycle": "MANAGED", "lifetime": model.DurationRange(min=least, max=least)}


def _just(amount: int) -> Int64Range:
    return Int64Range(min=amount, max=amount)
