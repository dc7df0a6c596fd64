# SPDX-License-Identifier: Apache-2.0
"""The tasks before and after an execution: what waits for what, and what makes them as long as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Literal

from ..rules.group import DATA, STORAGE, Names, homes, mounts
from ..time import Duration, Instant, parse_duration
from .sites import Sites, best_replica, destination, results_size

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, PlatformDescription, PlatformStep

Verb = Literal["prepare", "fetch", "deliver", "release"]
Key = tuple[Verb, "Path"]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do to the component at `path` of the request, in `seconds`, after other tasks.

    `site` is where data are fetched from, or results are delivered to.
    """

    verb: Verb
    path: Path
    seconds: Fraction
    after: tuple[Key, ...] = ()
    site: str | None = None

    @property
    def key(self) -> Key:
        """What other tasks call this one."""
        return self.verb, self.path


@dataclass(frozen=True)
class Steps:
    """Tasks, each of which begins as soon as those that it waits for are done."""

    tasks: tuple[Task, ...]
    """None stands before one that it waits for."""

    @classmethod
    def of(cls, tasks: Iterable[Task]) -> Steps:
        """Return the tasks in an order in which they can be done. Raises `graphlib.CycleError` where there is none."""
        known = {task.key: task for task in tasks}
        order = TopologicalSorter({key: task.after for key, task in known.items()}).static_order()
        return cls(tuple(known[key] for key in order))

    @cached_property
    def ends(self) -> Mapping[Key, Fraction]:
        """When each task is done, in seconds after the first one begins."""
        ends: dict[Key, Fraction] = {}
        for task in self.tasks:
            ends[task.key] = max((ends[key] for key in task.after), default=Fraction(0)) + task.seconds
        return ends

    @cached_property
    def length(self) -> Fraction:
        """How long all of it takes, in seconds."""
        return max(self.ends.values(), default=Fraction(0))

    @cached_property
    def begun(self) -> Mapping[Key, Fraction]:
        """When each task begins, in seconds after the first one begins."""
        return {task.key: self.ends[task.key] - task.seconds for task in self.tasks}

    @cached_property
    def spans(self) -> Mapping[Path, tuple[Fraction, Fraction]]:
        """When the first task for a component begins, and when the last is done, by its path; empty for all of them."""
        spans: dict[Path, tuple[Fraction, Fraction]] = {}
        for task in self.tasks:
            begin, end = self.begun[task.key], self.ends[task.key]
            for path in (task.path, ()):
                first, last = spans.get(path, (begin, end))
                spans[path] = min(first, begin), max(last, end)
        return spans

    @property
    def critical_path(self) -> tuple[Task, ...]:
        """The tasks of which none can take longer without all of it taking longer, in their order."""
        by_key = {task.key: task for task in self.tasks}
        path: list[Task] = []
        waiting: Iterable[Key] = self.ends
        while last := max(waiting, key=self.ends.__getitem__, default=None):
            path.append(by_key[last])
            waiting = by_key[last].after
        return tuple(task for task in reversed(path) if task.seconds)


@dataclass(frozen=True, slots=True)
class Staging:
    """What is done before an execution, and what after it."""

    preparing: Steps
    releasing: Steps


def staging(request: ExecutionRequest, platform: PlatformDescription) -> Staging:
    """Return what a platform has to do for a request.

    Raises `ValueError` where data or results are at a site to which the platform has no connection.
    """
    sites = Sites.of(platform)
    return Staging(_preparing(request, platform, sites), _releasing(request, platform, sites))


def earliest_start(request: ExecutionRequest, platform: PlatformDescription, now: Instant) -> Instant:
    """Return when an execution that is prepared from `now` on is available. Raises `ValueError` as `staging` does."""
    return now.plus(Duration(seconds=staging(request, platform).preparing.length))


def _preparing(request: ExecutionRequest, platform: PlatformDescription, sites: Sites) -> Steps:
    step = platform.preparing
    tasks = [Task("prepare", path, _time(step, "storage")) for path in _storage(request)]
    stored = homes(request)
    for index, data in enumerate(request.data or ()):
        found = best_replica(data, sites)
        if found is None:
            raise ValueError(f"there is no connection to any site that has data {index}")
        replica, seconds = found
        path: Path = ("data", index)
        home: Path = ("storage", stored[index]) if index in stored else path
        if home == path:  # the service adds the storage
            tasks.append(Task("prepare", path, _time(step, "storage")))
        tasks.append(Task("fetch", path, seconds, (("prepare", home),), replica.site))
    before = tuple(task.key for task in tasks)
    tasks.append(Task("prepare", ("compute",), _time(step, "compute"), before))
    tasks.append(Task("prepare", ("executable",), _time(step, "executable"), (("prepare", ("compute",)),)))
    return Steps.of(tasks)


def _releasing(request: ExecutionRequest, platform: PlatformDescription, sites: Sites) -> Steps:
    step = platform.releasing
    executable: Key = ("release", ("executable",))
    tasks = [Task(*executable, _time(step, "executable"))]
    for path in _written(request):
        storage = (request.storage or [])[int(path[1])]
        place = destination(storage)
        if place is not None:
            seconds = sites.seconds(place.site, results_size(storage))
            if seconds is None:
                raise ValueError(f"there is no connection to the site of storage {path[1]}")
            tasks.append(Task("deliver", path, seconds, (executable,), place.site))
    delivered = tuple(task.key for task in tasks[1:])
    compute = Task("release", ("compute",), _time(step, "compute"), (executable,))
    last = [Task("release", path, _time(step, "storage"), (compute.key, *delivered)) for path in _storage(request)]
    return Steps.of([*tasks, compute, *last])


def _storage(request: ExecutionRequest) -> list[Path]:
    return [("storage", index) for index in range(len(request.storage or ()))]


def _written(request: ExecutionRequest) -> list[Path]:
    """Return the paths of the storage resources that the executable writes to."""
    names = Names.of(request)
    texts = [volume.resource for volume in mounts(request) if getattr(volume, "mode", None) == "READWRITE"]
    found = [member for text in texts if text for member in names.reference((), text, DATA | STORAGE).found]
    return list(dict.fromkeys(member.path for member in found if member.role == "storage"))


def _time(step: PlatformStep | None, sort: Literal["storage", "compute", "executable"]) -> Fraction:
    """Return how long a step takes for a sort of component, in seconds: a month is counted as its longest."""
    text = getattr(step, sort, None)
    return max(parse_duration(text).bounds()[1], Fraction(0)) if text else Fraction(0)
