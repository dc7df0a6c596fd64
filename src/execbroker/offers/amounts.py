# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: how much of each resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import model
from ..quantities import AmountRange
from ..rules import Violation, rule
from .devices import AT_LEAST_ONE, assigned, fitting, said_of, versions
from .matching import pairs, reached

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import Accelerator, ExecutionRequest, ExecutionSession, Int64Range
    from .asking import Asking

OUTSIDE = (model.S3StorageResource, model.RucioStorageResource, model.VOSpaceStorageResource)
"""Places outside the platform, whose size says how much is going to be put there, and is not offered."""


class Amount(NamedTuple):
    """What is asked for and what is offered of something, and the path of that in the offer."""

    path: Path
    asked: AmountRange
    offered: Int64Range | None


@rule("error", section="common/int64-range.yaml", message="resource-limit")
def below_minimum(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer has at least what was asked for.

    Offers MUST meet each minimum (Execution Broker working draft): of cores, memory, nodes, accelerators and their
    memory, the version of their interface, and the size of storage. Of a range that is offered the minimum counts, for
    that is what is promised. The reference broker fills in the memory from the number of cores. Here 64 GiB were asked
    for.

    Wrong:
        memory: {min: 32, max: 64}

    Right:
        memory: {min: 64, max: 64}
    """
    for amount in _amounts(scene.request, subject):
        least = amount.offered.min if amount.offered else None
        if least is not None and least < amount.asked.minimum:
            yield _below(subject, (*amount.path, "min"), least, amount.asked.minimum)
    for path, asked, offered in _interfaces(scene.request, subject):
        wanted, given = versions(asked.minimum), versions(offered.minimum if offered else None)
        if offered and wanted and given and given < wanted:
            yield _below(subject, (*path, "minimum"), offered.minimum, asked.minimum)


@rule("error", section="common/int64-range.yaml", message="resource-limit")
def minimum_not_offered(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer says how much it has at least, where that was asked for.

    What is not said is not promised: a client cannot rely on it. A maximum alone promises nothing. Here 64 GiB were
    asked for.

    Wrong:
        memory: {max: 64}

    Right:
        memory: {min: 64}
    """
    for amount in _amounts(scene.request, subject):
        if amount.asked.minimum > 0 and (amount.offered is None or amount.offered.min is None):
            yield _unsaid(subject, amount.path, "min", amount.asked.minimum)
    for path, asked, offered in _interfaces(scene.request, subject):
        if offered is None:
            yield _unsaid(subject, path, "name", asked.name)
        elif asked.minimum is not None and offered.minimum is None:
            yield _unsaid(subject, path, "minimum", asked.minimum)


@rule("warning", section="common/int64-range.yaml", message="resource-limit")
def above_maximum(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer has no more than what was asked for.

    Offers SHOULD NOT exceed a maximum (Execution Broker working draft): more costs more, and others could use it. A
    maximum that is left out is the minimum; only the memory of an accelerator, which is what it is, then has none. The
    reference broker ignores the maximum, and offers twice the minimum. Here 8 to 16 cores were asked for.

    Wrong:
        cores: {min: 16, max: 32}

    Right:
        cores: {min: 16, max: 16}
    """
    for amount in _amounts(scene.request, subject):
        asked, offered = amount.asked.maximum, AmountRange.of(amount.offered).maximum
        if asked is not None and offered is not None and offered > asked:
            values = {"offered": offered, "asked": asked}
            template = "${offered} is above the maximum that was asked for, ${asked}"
            end = "min" if amount.offered and amount.offered.max is None else "max"
            yield Violation((*amount.path, end), template, values, f"offer {asked} or less")


@rule("error", section="common/accelerator.yaml", message="resource-limit")
def no_fitting_accelerator(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer has each sort of accelerator that was asked for.

    All of them are needed together, each by an entry of its own. An entry fits if its type is the one that was asked
    for, or a narrower one, and vendor, model and the name of the interface are those that were asked for, as far as
    they were; letters may be small or capital. Here an A100 was asked for.

    Wrong:
        accelerators: [{type: gpu, vendor: NVIDIA, model: L4}]

    Right:
        accelerators: [{type: gpu, vendor: NVIDIA, model: A100}]
    """
    for path, asked, offered in _accelerators(scene.request, subject):
        for number, match in enumerate(assigned(asked, offered)):
            if match is None:
                values = {"asked": said_of(asked[number])}
                template = "no entry fits the accelerator that was asked for: ${asked}"
                hint = "an entry fits one that was asked for only" if fitting(asked[number], offered) else None
                yield Violation(reached(subject, path), template, values, hint)


def _below(subject: ExecutionSession, path: Path, offered: object, asked: object) -> Violation:
    values = {"offered": offered, "asked": asked}
    template = "${offered} is below the minimum that was asked for, ${asked}"
    return Violation(reached(subject, path), template, values, f"offer {asked} or more")


def _unsaid(subject: ExecutionSession, path: Path, name: str, asked: object) -> Violation:
    values = {"name": ".".join(map(str, (*path, name))), "asked": asked}
    template = "it does not say its `${name}`, where ${asked} was asked for"
    return Violation(reached(subject, path), template, values, f"such as `{name}: {asked}`")


def _amounts(request: ExecutionRequest, offer: ExecutionSession) -> Iterator[Amount]:
    """Yield what is asked for and what is offered in numbers, for the components that are alike."""
    for pair in pairs(request, offer):
        if pair.is_alike and not isinstance(pair.asked, OUTSIDE):
            yield from _of(pair.asked, pair.offered, pair.place)
            node = getattr(pair.asked, "node", None)
            if node is not None:
                yield from _of(node, pair.offered.node, (*pair.place, "node"))
    for path, asked, offered in _accelerators(request, offer):
        for number, match in enumerate(assigned(asked, offered)):
            if match is not None:
                yield from _of_devices(asked[number], offered[match], (*path, match))


def _of(asked: Any, offered: Any, path: Path) -> Iterator[Amount]:
    for name, value in asked:
        if isinstance(value, model.Int64Range):
            yield Amount((*path, name), AmountRange.of(value), getattr(offered, name, None))


def _of_devices(asked: Accelerator, offered: Accelerator, path: Path) -> Iterator[Amount]:
    """Yield how many devices there are, at least one where that is not said, and the memory of each, which it has."""
    count = AmountRange.of(asked.count) if asked.count else AT_LEAST_ONE
    yield Amount((*path, "count"), count, offered.count or model.Int64Range(min=AT_LEAST_ONE.minimum))
    if asked.memory:
        yield Amount((*path, "memory"), AmountRange(asked.memory.min or 0, asked.memory.max), offered.memory)


def _accelerators(
    request: ExecutionRequest, offer: ExecutionSession
) -> Iterator[tuple[Path, list[model.Accelerator], list[model.Accelerator]]]:
    """Yield the accelerators that are asked for, those that are offered, and the path of these."""
    for pair in pairs(request, offer):
        if pair.is_alike:
            asked, offered, path = pair.asked, pair.offered, pair.place
            if hasattr(asked, "node"):
                asked, offered, path = asked.node, offered.node, (*path, "node")
            wanted = getattr(asked, "accelerators", None)
            if wanted:
                yield (*path, "accelerators"), wanted, getattr(offered, "accelerators", None) or []


def _interfaces(
    request: ExecutionRequest, offer: ExecutionSession
) -> Iterator[tuple[Path, model.AcceleratorInterface, model.AcceleratorInterface | None]]:
    """Yield the interfaces that are asked for, with those that are offered, and the path of these."""
    for path, asked, offered in _accelerators(request, offer):
        for number, match in enumerate(assigned(asked, offered)):
            interface = asked[number].interface
            if match is not None and interface is not None:
                yield (*path, match, "interface"), interface, offered[match].interface
