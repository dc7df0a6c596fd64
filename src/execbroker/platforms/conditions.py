# SPDX-License-Identifier: Apache-2.0
"""Rules of platforms: for how long, for how much, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..offers.limits import limits
from ..rules import Violation, rule
from ..rules.schedule import known
from ..rules.terms import plain_type
from ..time import parse_duration
from .quotes import costs
from .sizes import sizes, smallest
from .terms import duration_of
from .wanted import Computers, called, ways

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, PlatformDescription
    from .hosting import Hosting
    from .sizes import Size


@rule("error", section="platform-description.yaml", message="resource-limit")
def too_long(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request for a longer time than it grants.

    What lasts less long than was asked for is of no use to the client (Execution Broker working draft).

    Wrong:
        request: {schedule: {requested: {duration: P3D}}}
        platform: {policy: {maximum_duration: P1D}}

    Right:
        request: {schedule: {requested: {duration: PT12H}}}
        platform: {policy: {maximum_duration: P1D}}
    """
    text = scene.platform.policy.maximum_duration if scene.platform.policy else None
    limit, wanted = known(parse_duration, text), known(parse_duration, duration_of(subject, scene.platform))
    # A time that may be longer is too long: a month is no promise of thirty days.
    if limit and wanted and wanted.longer_than(limit) is not False:
        values = {"wanted": duration_of(subject, scene.platform), "limit": text}
        template = "a duration of ${wanted} is asked for, and the platform gives ${limit} at most"
        yield Violation(("schedule", "requested", "duration"), template, values)


@rule("error", section="common/request-terms.yaml", message="resource-limit")
def above_cost_limit(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request of which even the least costs more than it may.

    All limits on costs hold together (Execution Broker working draft). The reference broker ignores them.

    Wrong:
        request: {compute: {cores: {min: 8}}, costs: [{type: 'urn:ivoa:calycopis:cost:monetary', max: 1}]}
        platform: {prices: [{type: 'urn:ivoa:calycopis:cost:monetary', cores: 0.5}]}

    Right:
        request: {compute: {cores: {min: 8}}, costs: [{type: 'urn:ivoa:calycopis:cost:monetary', max: 100}]}
        platform: {prices: [{type: 'urn:ivoa:calycopis:cost:monetary', cores: 0.5}]}
    """
    over: list[Violation] = []
    for size in sizes(subject, scene.platform):
        over = list(over_limits(subject, scene.platform, size))
        if not over:
            return
    yield from over


@rule("error", section="common/request-terms.yaml", message="not-supported")
def metric_not_reached(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request that asks for more than it achieves.

    All limits on metrics hold together (Execution Broker working draft). The reference broker ignores them. Of a metric
    about which the platform says nothing, its offers say nothing either.

    Wrong:
        request: {metrics: [{type: 'urn:ivoa:calycopis:metric:io-throughput', min: 500}]}
        platform: {metrics: [{type: 'urn:ivoa:calycopis:metric:io-throughput', min: 200}]}

    Right:
        request: {metrics: [{type: 'urn:ivoa:calycopis:metric:io-throughput', min: 100}]}
        platform: {metrics: [{type: 'urn:ivoa:calycopis:metric:io-throughput', min: 200}]}
    """
    for limit in limits(subject.metrics, scene.platform.metrics, ()):
        for _, given in limit.broken("min"):
            values = {"wanted": limit.asked.min, "given": given, "type": plain_type(limit.asked)}
            template = "${type} of at least ${wanted} is asked for, and the platform achieves ${given}"
            yield Violation(("metrics", limit.number, "min"), template, values)


@rule("error", section="common/requested-schedule.yaml", message="resource-limit")
def no_time_to_prepare(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request that it cannot prepare in time.

    Storage, data, compute resource and executable are made ready before a session is available (Execution Broker
    working draft). The reference broker does not tell, and takes a later time than the one that is asked for.

    Wrong:
        request: {schedule: {requested: {start: 2026-05-02T18:00:00Z/PT10M}}}
        platform: {preparing: {compute: PT30M}}

    Right:
        request: {schedule: {requested: {start: 2026-05-02T18:00:00Z/PT6H}}}
        platform: {preparing: {compute: PT30M}}
    """
    if scene.ready:
        template = "nothing can be available before ${ready}, when everything is prepared"
        yield Violation(_latest(subject), template, {"ready": scene.ready}, "ask for a later start")


@rule("error", section="common/requested-schedule.yaml", message="resource-limit")
def too_far_ahead(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request for a time for which it makes no offers yet.

    How far ahead it plans is its policy (Execution Broker model, platform description).

    Wrong:
        request: {schedule: {requested: {start: 2027-05-02T18:00:00Z/PT6H}}}
        platform: {policy: {horizon: P30D}}

    Right:
        request: {schedule: {requested: {start: 2026-05-02T18:00:00Z/PT6H}}}
        platform: {policy: {horizon: P30D}}
    """
    if scene.horizon:
        values = {"horizon": scene.horizon}
        yield Violation(_latest(subject), "the platform makes no offers for times after ${horizon}", values)


@rule("error", section="common/requested-schedule.yaml", message="resource-limit")
def no_free_time(subject: ExecutionRequest, scene: Hosting) -> Iterator[Violation]:
    """A platform refuses a request for a time at which there is not enough left.

    What is booked is not given twice. An offer starts within the time that is asked for, and lasts as long (Execution
    Broker working draft). The reference broker answers NO without saying so.

    Wrong:
        request: {compute: {cores: {min: 8}}, schedule: {requested: {start: 2026-05-02T18:00:00Z/PT1H}}}
        platform: {capacity: {cores: 8, memory: 32}, bookings: [{period: 2026-05-02T00:00:00Z/P1D, cores: 1}]}

    Right:
        request: {compute: {cores: {min: 8}}, schedule: {requested: {start: 2026-05-02T18:00:00Z/PT6H}}}
        platform: {capacity: {cores: 8, memory: 32}, bookings: [{period: 2026-05-02T00:00:00Z/P1D, cores: 1}]}
    """
    if scene.is_full:
        size = smallest(subject, next(ways(Computers.of(subject), scene.platform), ()))
        values = {"size": _of_size(size), "duration": duration_of(subject, scene.platform)}
        path = _latest(subject)
        template = "at no start that is asked for are ${size} free for ${duration}"
        if not path:
            template = "at no start for which the platform makes offers are ${size} free for ${duration}"
        yield Violation(path, template, values, f"the earliest start is {scene.free}" if scene.free else None)


def over_limits(request: ExecutionRequest, platform: PlatformDescription, size: Size) -> Iterator[Violation]:
    """Yield the limits on costs that a session of a size does not keep."""
    length = known(parse_duration, duration_of(request, platform))
    for place, items in (costs(platform, size, length.bounds()[1]) if length else {}).items():
        asked: Any = request
        for step in place:
            asked = asked[step] if isinstance(step, int) else getattr(asked, step)
        for limit in limits(asked and asked.costs, items, ()):
            for _, cost in limit.broken("max"):
                values = {"cost": cost, "limit": limit.asked.max, "type": plain_type(limit.asked)}
                template = "the least cost of the type ${type} is ${cost}, and the limit is ${limit}"
                yield Violation((*place, "costs", limit.number, "max"), template, values)


def _of_size(size: Size) -> str:
    """Return what is taken, in words."""
    words = [f"{amount} {called(resource, amount)}" for resource, amount in size.taken().items() if amount]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _latest(request: ExecutionRequest) -> Path:
    wanted = request.schedule.requested if request.schedule else None
    return ("schedule", "requested", "start") if wanted and wanted.start else ()
