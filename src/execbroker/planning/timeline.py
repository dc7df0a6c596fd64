# SPDX-License-Identifier: Apache-2.0
"""What of a platform is booked in a range of time, and what each offer would take of the rest.

    shown = timeline(platform, offer_set, begin, end)

All is exact, and knows nothing of how it is drawn: times are Fractions of seconds since 1970-01-01T00:00:00Z. Each
offer stands alone on what is booked, for only one of them can be accepted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..platforms.terms import duration_of
from ..platforms.wanted import capacities, device_key
from ..time import Duration, parse_duration, parse_instant, parse_interval, window_of
from .booking import held
from .calendar import Calendar
from .demand import booked, seconds_of
from .search import END_OF_TIME

if TYPE_CHECKING:
    from ..model import ExecutionRequest, ExecutionSession, OfferSet, PlatformDescription, Schedule, TimedInstant
    from ..time import Instant

Phase = Literal["preparing", "available", "releasing"]

_WEEK = Duration(days=7).bounds()[1]


class Step(NamedTuple):
    """An amount that is taken from a time on, until the next step."""

    begin: Fraction
    amount: int


class Span(NamedTuple):
    """A phase of an offer, from its beginning until before its end."""

    phase: Phase
    begin: Fraction
    end: Fraction


class Take(NamedTuple):
    """An amount of a resource that an offer takes while `booked` of it are taken already."""

    phase: Phase
    begin: Fraction
    end: Fraction
    amount: int
    booked: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A resource of the platform, such as ``cores`` or ``accelerators/a100``, and what of it is booked.

    Memory and storage are in GiB. The first of the steps begins with the range.
    """

    resource: str
    capacity: int
    booked: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An offer: its phases, and within the range what it takes of each resource."""

    spans: tuple[Span, ...]
    takes: Mapping[str, tuple[Take, ...]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A range of time, the resources that there are, in the order of the platform, and the offers in theirs."""

    begin: Fraction
    end: Fraction
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]


def timeline(platform: PlatformDescription, answer: OfferSet, begin: Fraction, end: Fraction) -> Timeline:
    """Return what is booked from `begin` until before `end`, and what the offers of an answer of the platform take.

    Storage that is kept after a session, and all that is held until a month of 31 days is over, count as releasing.
    Raises `ValueError` for times that there are not, and for offers that the platform cannot have made.
    """
    calendar = Calendar.of(capacities(platform), booked(platform))
    devices = (device_key(sort.name) for sort in platform.capacity.accelerators or ())
    steps = {name: _steps(calendar, name) for name in ("cores", "memory", "storage", *devices)}
    lanes = (Lane(name, calendar.capacity[name], _within(found, begin, end)) for name, found in steps.items())
    bars = [_bar(offer, platform, calendar, steps) for offer in answer.offers or ()]
    return Timeline(
        begin,
        end,
        tuple(lane for lane in lanes if lane.capacity or any(step.amount for step in lane.booked)),
        tuple(Bar(bar.spans, {name: _clipped(takes, begin, end) for name, takes in bar.takes.items()}) for bar in bars),
    )


def range_to_show(
    answer: OfferSet, request: ExecutionRequest, platform: PlatformDescription, now: Instant
) -> tuple[Fraction, Fraction]:
    """Return the times between which an answer is best shown, in seconds since 1970-01-01T00:00:00Z.

    They are from when the client wants to start, or the request is made, to the end of the last offer. Without offers
    the end is that of the latest session that is asked for, or a week later.
    """
    wanted = request.schedule.requested if request.schedule else None
    window = window_of(wanted.start if wanted else None)
    begin = max([seconds_of(now), *([seconds_of(window.earliest)] if window.earliest else [])])
    spans = [span for offer in answer.offers or () for span in _spans(offer.schedule)]
    if spans:
        begin, end = min(begin, *(span.begin for span in spans)), max(span.end for span in spans)
    elif window.latest:
        end = seconds_of(window.latest) + parse_duration(duration_of(request, platform)).bounds()[1]
    else:
        end = begin
    end = min(end if begin < end else begin + _WEEK, END_OF_TIME)
    return begin if begin < end else END_OF_TIME - _WEEK, end


def most_in_each(steps: Sequence[Step], edges: Sequence[Fraction]) -> list[int]:
    """Return the most that is taken between each two neighbours of `edges`, of which the first begins the steps."""
    begins = [step.begin for step in steps]
    parts = (steps[bisect_right(begins, one) - 1 : bisect_left(begins, two)] for one, two in pairwise(edges))
    return [max(step.amount for step in part) for part in parts]


def _steps(calendar: Calendar, resource: str) -> tuple[Step, ...]:
    return tuple(Step(Fraction(tick, calendar.ticks), amount) for tick, amount in calendar.taken.get(resource, ()))


def _within(steps: Sequence[Step], begin: Fraction, end: Fraction) -> tuple[Step, ...]:
    """Return what is taken from `begin` until before `end`."""
    first, last = bisect_right(steps, begin, key=_begin), bisect_left(steps, end, key=_begin)
    return Step(begin, steps[first - 1].amount if first else 0), *steps[first:last]


def _begin(step: Step) -> Fraction:
    return step.begin


def _bar(
    offer: ExecutionSession, platform: PlatformDescription, calendar: Calendar, steps: Mapping[str, Sequence[Step]]
) -> Bar:
    spans = tuple(_spans(offer.schedule))
    available = next((span for span in spans if span.phase == "available"), None)
    if available is None:
        return Bar(spans, {})
    own = Calendar.of(calendar.capacity, held(offer, platform, calendar))
    takes = {name: tuple(_takes(_steps(own, name), steps[name], available)) for name in calendar.capacity}
    return Bar(spans, {name: found for name, found in takes.items() if found})


def _spans(schedule: Schedule | None) -> Iterator[Span]:
    """Yield the phases of an offer that say when they are."""
    if schedule is None:
        return
    if found := _step(schedule.preparing):
        yield Span("preparing", *found)
    if schedule.available and schedule.available.start and schedule.available.duration:
        start = parse_interval(schedule.available.start).start
        yield Span("available", seconds_of(start), seconds_of(start.plus(parse_duration(schedule.available.duration))))
    if found := _step(schedule.releasing):
        yield Span("releasing", *found)


def _step(step: TimedInstant | None) -> tuple[Fraction, Fraction] | None:
    if step is None or not step.start or not step.duration:
        return None
    start = parse_instant(step.start)
    return seconds_of(start), seconds_of(start.plus(parse_duration(step.duration)))


def _takes(own: Sequence[Step], booked: Sequence[Step], available: Span) -> Iterator[Take]:
    """Yield what is taken, cut wherever it changes, or what is booked does, or the phase."""
    if not own:
        return
    first, last = own[0].begin, own[-1].begin
    below = _within(booked, first, last)
    times = {step.begin for step in (*own, *below)} | {time for time in available[1:] if first < time < last}
    for begin, end in pairwise(sorted(times)):
        if amount := _amount_at(own, begin):
            yield Take(_phase(begin, available), begin, end, amount, _amount_at(below, begin))


def _amount_at(steps: Sequence[Step], time: Fraction) -> int:
    return steps[bisect_right(steps, time, key=_begin) - 1].amount


def _phase(time: Fraction, available: Span) -> Phase:
    return "preparing" if time < available.begin else "available" if time < available.end else "releasing"


def _clipped(takes: Sequence[Take], begin: Fraction, end: Fraction) -> tuple[Take, ...]:
    return tuple(
        take._replace(begin=max(take.begin, begin), end=min(take.end, end))
        for take in takes
        if take.begin < end and begin < take.end
    )
