# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: when the execution starts, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from execbroker_model.base import Model

from ..rules import Violation, rule
from ..rules.group import members
from ..rules.offersets import OPEN
from ..rules.schedule import known
from ..time import Duration, Instant, Interval, now, parse_duration, parse_instant, parse_interval
from .matching import pairs, reached

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


@rule("error", section="common/kept-storage.yaml")
def kept_too_short(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """Storage that outlives the session is kept as long as was asked for.

    Offers MUST meet each minimum (Execution Broker working draft). It is said only where it is certain: a month may be
    shorter or longer than 30 days. A lifetime that the offer does not give, or gives without a minimum, is not
    promised. Storage that the service does not look after has none. Here 30 days were asked for.

    Wrong:
        lifetime: {min: P7D}

    Right:
        lifetime: {min: P5W}
    """
    for pair in pairs(scene.request, subject):
        asked = None if getattr(pair.asked, "lifecycle", None) == "UNMANAGED" else getattr(pair.asked, "lifetime", None)
        wanted = known(parse_duration, asked.min) if asked else None
        if asked is None or wanted is None or not pair.is_alike or not wanted.longer_than(Duration()):
            continue
        lifetime = pair.offered.lifetime
        values = {"asked": asked.min, "offered": lifetime.min if lifetime else None}
        place = reached(subject, (*pair.place, "lifetime", "min"))
        if lifetime is None or lifetime.min is None:
            template = "it does not say how long it is kept, where ${asked} was asked for"
            yield Violation(place, template, values, "write `lifetime`, with its `min`")
        elif (given := known(parse_duration, lifetime.min)) and wanted.longer_than(given):
            yield Violation(place, "${offered} is shorter than what was asked for, ${asked}", values, "keep it longer")


@rule("error", section="common/execution-session.yaml")
def expired_offer(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer can be accepted for some time yet.

    It expires after the time at which it is looked at. Where no such time is given, that is when the offer was made, by
    its own `meta.created` or that of its set, and the present where neither says so. An offer that was accepted expires
    no more. Here the offer was made at 05:12:49.

    Wrong:
        expires: '2026-05-02T05:12:49Z'

    Right:
        expires: '2026-05-02T05:17:49Z'
    """
    expires = known(parse_instant, subject.expires)
    if expires is None or subject.phase not in (None, *OPEN):
        return
    seen = scene.now or _made(subject, *reversed(scene.around)) or now()
    if seen.before(expires) is False:
        values = {"expires": subject.expires, "now": seen.in_words()}
        yield Violation(("expires",), "it expires at ${expires}, not after ${now}", values, "ask for another offer")


@rule("warning", section="common/schedule.yaml")
def component_not_available(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """Each component is available when the session is.

    An offer has one time slot (Execution Broker working draft): while the session is available, all of it is. It is
    said only where it is certain that a component comes later, or goes before.

    Wrong:
        available: {start: 2026-05-02T18:30:00Z/PT0S, duration: PT2H}

    Right:
        available: {start: 2026-05-02T17:30:00Z/PT0S, duration: PT6H}
    """
    start, over = _slot(_available(subject))
    for member in members(subject):
        schedule = getattr(member.component, "schedule", None)
        comes, goes = _slot(schedule.available if schedule else None)
        place = (*member.path, "schedule", "available")
        if start and comes and start.end.before(comes.start):
            template = "it is available after the session has begun"
            yield Violation((*place, "start"), template, hint="have it ready before, or start the session later")
        elif over and goes and goes.end.before(over.start):
            template = "it is no longer available when the session ends"
            yield Violation(place, template, hint="keep it as long as the session")


def _slot(step: TimedInterval | None) -> tuple[Interval | None, Interval | None]:
    """Return when a step begins, and when it is over, as far as that is said."""
    begins = known(parse_interval, step.start) if step else None
    length = known(parse_duration, step.duration) if step else None
    if begins is None or length is None:
        return begins, None
    return begins, Interval(begins.start.plus(length), begins.end.plus(length))


def _made(*documents: Model) -> Instant | None:
    """Return when an offer was made, by what the first of these says of itself that says it."""
    metas = [getattr(document, "meta", None) for document in documents]
    times = (known(parse_instant, meta.created) for meta in metas if meta)
    return next((time for time in times if time is not None), None)


def _asked(request: ExecutionRequest) -> RequestedScheduleItem | None:
    return request.schedule.requested if request.schedule else None


def _available(offer: ExecutionSession) -> TimedInterval | None:
    return offer.schedule.available if offer.schedule else None
