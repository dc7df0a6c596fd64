# SPDX-License-Identifier: Apache-2.0
"""A size and a start, written as an offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import model
from ..lifecycle import options_for
from ..model import Int64Range, ScheduledExecutionSession
from ..model import SimpleMinMaxFloatCost as Cost
from ..platforms.quotes import Quote, as_number, quotes
from ..platforms.wanted import sort_named
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
    written, asked = _Written(plan, start), plan.request
    costs = quotes(plan.platform, plan.size, parse_duration(plan.duration).bounds()[1])
    session = ScheduledExecutionSession(
        meta=meta,
        phase="OFFERED",
        expires=str(expires),
        schedule=written.schedule(()),
        executable=written.component(asked.executable, ("executable",)),
        compute=written.compute(asked.compute, [_cost(quote, quote.compute) for quote in costs]),
        storage=[written.storage(each, index, costs) for index, each in enumerate(asked.storage or ())] or None,
        data=[written.component(each, ("data", index)) for index, each in enumerate(asked.data or ())] or None,
        costs=[_cost(quote, quote.total) for quote in costs] or None,
        metrics=plan.platform.metrics,
    )
    return session.model_copy(update={"meta": meta.model_copy(update={"options": options_for(session)})})


@dataclass(frozen=True, slots=True)
class _Written:
    """The parts of an offer, with their times."""

    plan: Plan
    start: Fraction

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
        """Return a component as it was asked for, with its times and `update`, and without the limits of the client."""
        own = {"schedule": self.schedule(path), "phase": None, "costs": None, "metrics": None}
        return component.model_copy(update={**own, **update})

    def compute(self, compute: Any, costs: list[Cost]) -> Any:
        """Return the compute resource, with what it gets."""
        size = self.plan.size
        shape: dict[str, Any] = {"cores": _just(size.cores), "memory": _just(size.memory)}
        node = compute.node if isinstance(compute, model.ClusterComputeResource) else compute
        if getattr(node, "accelerators", None):
            shape["accelerators"] = self._devices()
        if isinstance(compute, model.ClusterComputeResource):
            shape = {"nodes": _just(size.nodes), "node": node.model_copy(update=shape)}
        return self.component(compute, ("compute",), **shape, costs=costs or None)

    def storage(self, storage: Any, index: int, costs: Sequence[Quote]) -> Any:
        """Return a storage resource, with its size and its part of the costs where it is one of the platform."""
        size = self.plan.size.storage.get(index)
        if size is None:
            return self.component(storage, ("storage", index))
        own = [_cost(quote, quote.storage[index]) for quote in costs]
        return self.component(storage, ("storage", index), size=_just(size), costs=own or None)

    def _devices(self) -> list[model.Accelerator]:
        """Return the accelerators that are given: what the platform has, as many as the size says."""
        return [
            sort_named(devices.name, self.plan.platform).device.model_copy(update={"count": _just(devices.count)})
            for devices in self.plan.size.devices
        ]


def _step(begin: Instant, steps: Steps, path: Path) -> model.TimedInstant | None:
    """Return when the tasks for the component at `path` are done; None where they take no time."""
    tasks = [task for task in steps.tasks if not path or task.path == path]
    first = min((steps.begun[task.key] for task in tasks), default=Fraction(0))
    last = max((steps.ends[task.key] for task in tasks), default=Fraction(0))
    if first == last:
        return None
    start = begin.plus(Duration.of(first))
    return model.TimedInstant(start=str(start), duration=str(Duration.of(last - first)))


def _just(amount: int) -> Int64Range:
    return Int64Range(min=amount, max=amount)


def _cost(quote: Quote, amount: Fraction) -> Cost:
    number = as_number(amount)
    return Cost(type=quote.type, description=quote.description, min=number, max=number)
