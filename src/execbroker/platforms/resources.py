# SPDX-License-Identifier: Apache-2.0
"""Rules of platforms: what they have, what they take, and what they are connected to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..kinds import Kinds
from ..quantities import AmountRange
from ..rules import Violation, rule
from ..rules.group import members
from ..staging import Sites, best_replica, destination, replicas
from .sizes import computer_limits, exceeded, smallest
from .wanted import Computers, called, capacities, fits, most_promising, sort_in, storage_sizes, ways

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import Accelerator, ExecutionRequest
    from .hosting import Hosting
    from .sizes import Size


@rule("error", section="platform-description.yaml", message="unknown-kind")
def kind_not_taken(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request with a component of a kind that it does not take.

    It would do something else than what was asked for (Execution Broker working draft; the reference broker says
    `Unknown kind`). Nothing can be planned for a kind that the model does not define either.

    Wrong:
        request: {executable: {location: 'https://notebooks.example.org/gaia/clusters.ipynb'}}
        platform: {kinds: [.../docker-container.yaml], capacity: {cores: 8, memory: 32}}

    Right:
        request: {executable: {location: 'https://notebooks.example.org/gaia/clusters.ipynb'}}
        platform: {kinds: [.../jupyter-notebook.yaml], capacity: {cores: 8, memory: 32}}
    """
    kinds, taken = Kinds.builtin(), scene.platform.kinds
    for _, path, component in members(subject):
        kind = kinds.get(component.kind)
        if kind is None or (taken is not None and not {kind.kind, *kind.aliases} & set(taken)):
            values = {"kind": kind.short if kind else component.kind}
            yield Violation((*path, "kind"), "the platform takes no ${kind}", values)


@rule("error", section="common/accelerator.yaml", message="not-supported")
def no_such_accelerator(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request for accelerators that it has not.

    Software that needs a GPU does not run without one, which is why such compute resources are a kind of their own
    (Execution Broker model). Type, vendor, model, memory and interface are those that are asked for, or better.

    Wrong:
        request: {compute: {accelerators: [{type: gpu}]}}
        platform: {capacity: {cores: 8, memory: 32}}

    Right:
        request: {compute: {accelerators: [{type: gpu}]}}
        platform: {capacity: {cores: 8, memory: 32, accelerators: [{name: a100, count: 4, device: {type: gpu}}]}}
    """
    computers = Computers.of(subject)
    sorts = scene.platform.capacity.accelerators or []
    for index, asked in enumerate(computers.accelerators):
        if not any(fits(asked, sort) for sort in sorts):
            path = (*computers.path, "accelerators", index)
            alike = [sort.name for sort in sorts if sort.device.type.casefold() == asked.type.casefold()]
            if alike:
                values = {"asked": _in_words(asked), "type": asked.type, "names": ", ".join(alike)}
                yield Violation(path, "the platform has no ${asked}; its ${type} is ${names}", values)
            else:
                yield Violation((*path, "type"), "the platform has no ${type}", {"type": asked.type})


@rule("error", section="platform-description.yaml", message="resource-limit")
def above_capacity(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request of which a minimum is above what it has, or grants.

    Every offer would stay below that minimum (Execution Broker working draft; the reference broker says the same of
    cores, memory and storage). What all computers of a cluster, and all storage resources, take together counts.

    Wrong:
        request: {compute: {cores: {min: 64}}}
        platform: {capacity: {cores: 32, memory: 128}}

    Right:
        request: {compute: {cores: {min: 16, max: 64}}}
        platform: {capacity: {cores: 32, memory: 128}}
    """
    computers, has = Computers.of(subject), capacities(scene.platform)
    size, too_large = smallest(subject, ()), False
    for resource, limit in computer_limits(scene.platform).items():
        wanted: int = getattr(size, resource)
        if wanted > limit:
            too_large = True
            values = {"wanted": wanted, "limit": limit, "what": called(resource, wanted)}
            template = "a computer needs ${wanted} ${what}, and the platform gives it ${limit} at most"
            yield Violation(_end((*computers.path, resource), getattr(computers, resource)), template, values)
    if too_large:
        return
    way = next(ways(computers, scene.platform), None)
    size = replace(size, devices=most_promising(computers, scene.platform) if way is None else way)
    for resource in exceeded(size, has):
        wanted, path = size.taken()[resource], _asked_at(subject, computers, size, resource)
        values = {"wanted": wanted, "what": called(resource, wanted), "limit": has.get(resource, 0)}
        yield Violation(path, "${wanted} ${what} in all are needed, and the platform has ${limit}", values)


@rule("error", section="platform-description.yaml", message="unknown-url")
def unreachable_site(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request with data, or a place for results, at a site to which it has no connection.

    The data would not be there, and the results would be lost (Execution Broker working draft; the reference broker
    says `Unable to handle data location`).

    Wrong:
        request: {data: [{location: 'https://archive.example.org/cube.fits'}]}
        platform: {transfer: {sites: [{name: files.example.org}]}}

    Right:
        request: {data: [{location: 'https://archive.example.org/cube.fits'}]}
        platform: {transfer: {sites: [{name: archive.example.org, rate: 100000000}]}}
    """
    sites = Sites.of(scene.platform)
    for index, data in enumerate(subject.data or ()):
        if best_replica(data, sites) is None:
            yield _unreachable(("data", index), [copy.site for copy in replicas(data)])
    for index, storage in enumerate(subject.storage or ()):
        place = destination(storage)
        if place is not None and sites.seconds(place.site, None) is None:
            yield _unreachable(("storage", index), [place.site])


@rule("error", section="kinds/executable/docker-container.yaml", message="not-supported")
def privileges_refused(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a container with the privileges of the host, unless it says that it grants them.

    Such a container can do anything on the computer that it runs on. The reference broker refuses it always.

    Wrong:
        request: {executable: {privileged: true}}
        platform: {policy: {privileged: false}}

    Right:
        request: {executable: {privileged: true}}
        platform: {policy: {privileged: true}}
    """
    granted = scene.platform.policy is not None and scene.platform.policy.privileged
    if getattr(subject.executable, "privileged", None) and not granted:
        yield Violation(("executable", "privileged"), "the platform gives no container the privileges of the host")


def _unreachable(path: Path, sites: list[str | None]) -> Violation:
    named = ", ".join(site for site in sites if site)
    return Violation(path, "the platform has no connection to ${site}", {"site": named or "where it is"})


def _in_words(asked: Accelerator) -> str:
    """Return which devices are asked for."""
    memory = AmountRange.of(asked.memory).minimum
    interface = asked.interface and f"{asked.interface.name} {asked.interface.minimum or ''}".strip()
    parts = [asked.vendor, asked.model, asked.type, f"with {memory} GiB" if memory else None]
    return " ".join(part for part in (*parts, f"for {interface}" if interface else None) if part)


def _asked_at(request: ExecutionRequest, computers: Computers, size: Size, resource: str) -> Path:
    """Return where so much of a resource is asked for."""
    if resource == "storage":
        largest = max(size.storage, key=size.storage.__getitem__)
        return _end(("storage", largest, "size"), storage_sizes(request)[largest]) or ("storage", largest)
    if (sort := sort_in(resource)) is not None:
        index = next(index for index, devices in enumerate(size.devices) if devices.name == sort)
        return (*computers.path, "accelerators", index)
    if computers.nodes.minimum > 1:
        return ("compute", "nodes", "min")
    return _end((*computers.path, resource), getattr(computers, resource))


def _end(path: Path, wanted: AmountRange) -> Path:
    """Return where the minimum of a range is given, or the range where it is not; nowhere if all is left open."""
    if wanted.minimum:
        return (*path, "min")
    return path if wanted.maximum is not None else ()
