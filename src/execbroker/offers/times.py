# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: when the execution starts, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..rules import Violation, rule
from ..rules.schedule import known
from ..time import parse_duration, parse_interval
from .matching import reached

if TYPE_CHECKING:
    from ..model import ExecutionRequest, ExecutionSession, RequestedScheduleItem, TimedInterval
    from .asking import Asking

_START, _DURATION = ("schedule", "available", "start"), ("schedule", "available", "duration")


@rule("error", section="common/requested-schedule.yaml")
def outside_window(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer starts within the time that was asked for.

    Where the start is a range, all of it lies in the range that was asked for; both ends belong to that (Execution
    Broker working draft). It is said only where it is certain: a time without a zone may be another one elsewhere. Here
    a start was asked for in `2026-05-02T18:00:00Z/PT6H`.

    Wrong:
        available: {start: 2026-05-03T00:00:01Z/PT0S, duration: PT2H}

    Right:
        available: {start: 2026-05-03T00:00:00Z/PT0S, duration: PT2H}
    """
    asked, available = _asked(scene.request), _available(subject)
    window = known(parse_interval, asked.start) if asked else None
    start = known(parse_interval, available.start) if available else None
    if not (asked and window and available and start) or window.end.before(window.start):
        return
    values = {"start": available.start, "window": asked.start}
    if start.start.before(window.start):
        yield Violation(_START, "the start ${start} is before what was asked for, ${window}", values, "start it later")
    elif window.end.before(start.end):
        yield Violation(_START, "the start ${start} is after what was asked for, ${window}", values, "start it earlier")


@rule("error", section="common/requested-schedule.yaml")
def too_short(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer lasts as long as was asked for.

    The duration that is asked for is a minimum; preparation and release are no part of it (Execution Broker working
    draft). It is said only where it is certain: a month may be shorter or longer than 30 days. Here four hours were
    asked for.

    Wrong:
        available: {start: 2026-05-02T18:00:00Z/PT0S, duration: PT2H}

    Right:
        available: {start: 2026-05-02T18:00:00Z/PT0S, duration: PT240M}
    """
    asked, available = _asked(scene.request), _available(subject)
    wanted = known(parse_duration, asked.duration) if asked else None
    given = known(parse_duration, available.duration) if available else None
    if asked and wanted and available and given and wanted.longer_than(given):
        values = {"duration": available.duration, "asked": asked.duration}
        template = "${duration} is shorter than what was asked for, ${asked}"
        yield Violation(_DURATION, template, values, "offer more time")


@rule("warning", section="common/requested-schedule.yaml")
def time_not_offered(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer says when it starts and how long it lasts, where that was asked for.

    Without these nobody can tell whether the offer is what was asked for. The reference broker offers several times,
    and does not say which. Here a start and two hours were asked for.

    Wrong:
        available: {duration: PT2H}

    Right:
        available: {start: 2026-05-02T18:00:00Z/PT0S, duration: PT2H}
    """
    asked, available = _asked(scene.request), _available(subject)
    if asked and asked.start is not None and (available is None or available.start is None):
        template = "it does not say when it starts, where ${asked} was asked for"
        yield Violation(reached(subject, _START), template, {"asked": asked.start}, "write `schedule.available.start`")
    if asked and asked.duration is not None and (available is None or available.duration is None):
        template = "it does not say how long it lasts, where ${asked} was asked for"
        yield Violation(
            reached(subject, _DURATION), template, {"asked": asked.duration}, "write `schedule.available.duration`"
        )


def _asked(request: ExecutionRequest) -> RequestedScheduleItem | None:
    return request.schedule.requested if request.schedule else None


def _available(offer: ExecutionSession) -> TimedInterval | None:
    return offer.schedule.available if offer.schedule else None
