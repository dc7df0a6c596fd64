# SPDX-License-Identifier: Apache-2.0
"""Rules of schedules: durations, instants and intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar, get_args

from execbroker_model.base import Model

from ..time import Duration, Instant, Interval, parse_day, parse_duration, parse_instant, parse_interval
from ..words import shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import DurationRange, RequestedScheduleItem, Schedule, TimedInstant, TimedInterval

_PARSERS: Mapping[str, Callable[[str], object]] = {
    "Date": parse_day,
    "DateTime": parse_instant,
    "Duration": parse_duration,
    "Instant": parse_instant,
    "Interval": parse_interval,
}
_EPOCH = parse_instant("1970-01-01T00:00:00Z").day
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})\Z")
_LONGEST = 60
"""In characters: what is longer is not written out in a hint."""

_Value = TypeVar("_Value")


def known(parse: Callable[[str], _Value], text: str | None) -> _Value | None:
    """Return the value of `text`; None where it is absent, or where there is no such time: a fault of its own."""
    try:
        return None if text is None else parse(text)
    except ValueError:
        return None


@rule("error", section="common/date-time.yaml", message="input-syntax-fail")
def no_such_time(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A day is one that its month has, and a leap second the last of a day.

    The form alone lets through a 30 February. A leap second is the second 60 of the minute 23:59 in UTC (RFC 3339,
    section 5.7). The reference broker refuses such a time as a syntax failure. A number of more than a thousand digits
    is no time either.

    Wrong:
        duration: PT2H
        start: 2026-02-30T18:00:00Z/PT6H

    Right:
        duration: PT2H
        start: 2026-02-28T18:00:00Z/PT6H
    """
    for attribute, name, title in _times(type(subject)):
        text = getattr(subject, attribute)
        if text is None:
            continue
        try:
            _PARSERS[title](text)
        except ValueError as error:
            yield Violation((name,), "there is no such time as ${value}", {"value": shown(text)}, str(error))


@rule("error", section="common/requested-schedule.yaml")
def zero_duration(subject: RequestedScheduleItem, scene: Scene) -> Iterator[Violation]:
    """The time that is asked for is longer than nothing.

    The duration is how long the execution is available, and within no time nothing runs (Execution Broker working
    draft). A length of `PT0S` has its place behind the slash of a start, where it fixes the start. The reference broker
    does not look.

    Wrong:
        duration: PT0S

    Right:
        duration: PT30M
    """
    if known(parse_duration, subject.duration) == Duration():
        hint = "write how long it takes, such as `PT2H`, or leave it out"
        yield Violation(("duration",), "no time is asked for", hint=hint)


@rule("error", section="common/duration.yaml")
def negative_duration(subject: Model, scene: Scene) -> Iterator[Violation]:
    """Nothing lasts less than no time.

    The form of a duration has room for a sign, as in XML Schema 1.1, section 3.3.6, but all durations of the model are
    lengths of something. The reference broker does not look.

    Wrong:
        duration: -PT4H

    Right:
        duration: PT4H
    """
    for attribute, name, title in _times(type(subject)):
        text = getattr(subject, attribute) if title == "Duration" else None
        length = known(parse_duration, text)
        if text is not None and length is not None and Duration().longer_than(length):
            hint = f"write `{text[1:]}`" if len(text) < _LONGEST else "take the minus sign away"
            yield Violation((name,), "${value} is less than no time", {"value": shown(text)}, hint)


@rule("error", section="common/interval.yaml", message="input-syntax-fail")
def end_before_start(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An interval does not end before it starts.

    Nothing lies in such an interval. The two ends may be the same (ISO 8601-1:2019, section 5.5). The reference broker
    refuses it as a syntax failure.

    Wrong:
        start: 2026-05-03T00:00:00Z/2026-05-02T18:00:00Z

    Right:
        start: 2026-05-02T18:00:00Z/2026-05-03T00:00:00Z
    """
    for name, text, interval in _intervals(subject):
        if interval.end.before(interval.start):
            start, _, end = text.partition("/")
            template = "the end of the interval, ${end}, is before its start, ${start}"
            yield Violation((name,), template, {"start": start, "end": end}, "swap the two")


@rule("warning", section="common/interval.yaml")
def time_without_zone(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An interval says in which zone its times are, and at what time of a day it starts and ends.

    A time without a zone is another one in Perth than in Manchester, and a date is a whole day (ISO 8601-1:2019,
    section 4.3). The reference broker refuses such an interval as a syntax failure. Only the end may lack its zone: it
    has that of the start.

    Wrong:
        start: 2026-12-01/P2D

    Right:
        start: 2026-12-01T00:00:00Z/P2D
    """
    for name, text, interval in _intervals(subject):
        values = {"value": shown(text)}
        hint = f"such as `{_with_zone(text)}`" if len(text) < _LONGEST else None
        if interval.start.whole_day or interval.end.whole_day:
            yield Violation((name,), "${value} has a date without a time of day and zone", values, hint)
        elif interval.start.offset is None:
            yield Violation((name,), "${value} has a time without a zone", values, hint)


@rule("warning", section="common/requested-schedule.yaml")
def calendar_duration(subject: RequestedScheduleItem, scene: Scene) -> Iterator[Violation]:
    """The time that is asked for is given in days, hours, minutes and seconds.

    How long a month or a year is depends on when it begins. The reference broker reads none of years, months and weeks
    here, and answers NO. Elsewhere, such as in the lifetime of a storage, they are in place.

    Wrong:
        duration: P1W

    Right:
        duration: P7D
    """
    text = subject.duration
    length = known(parse_duration, text)
    if text is None or length is None or not {"Y", "M", "W"} & set(text.partition("T")[0]):
        return
    if Duration().longer_than(length):
        return  # less than no time is a fault of its own
    days, t, time = text.partition("T")
    least, most = (int(bound) for bound in Duration(length.months, length.days).bounds())
    hint = f"`P{most // 86400}D{t}{time}` is the same" if least == most else None
    if least != most:
        hint = f"it is {least // 86400} to {most // 86400} days long; write days, such as `P{most // 86400}D{t}{time}`"
    unit = {"Y": "years", "M": "months", "W": "weeks"}[next(letter for letter in days if letter in "YMW")]
    template = "not every broker reads a duration in ${unit}"
    yield Violation(("duration",), template, {"unit": unit}, hint if len(text) < _LONGEST else None)


@rule("error", section="common/duration-range.yaml")
def min_longer_than_max(subject: DurationRange, scene: Scene) -> Iterator[Violation]:
    """The minimum of a range of time is not longer than its maximum.

    Nothing lies in such a range. It is said only where it is certain: a month may be shorter or longer than 30 days.

    Wrong:
        lifetime: {min: P1Y, max: P90D}

    Right:
        lifetime: {min: P90D, max: P1Y}
    """
    least, most = known(parse_duration, subject.min), known(parse_duration, subject.max)
    if least and most and least.longer_than(most) and not Duration().longer_than(most):
        values = {"min": subject.min, "max": subject.max}
        yield Violation(("min",), "the minimum ${min} is longer than the maximum ${max}", values, "swap the two")


@rule("warning", section="common/schedule.yaml")
def steps_out_of_order(subject: Schedule, scene: Scene) -> Iterator[Violation]:
    """A session or component is prepared first, then available, then released.

    Each step begins when the one before it is over, or later: a service counts with the times of the others (Execution
    Broker working draft). What is available in a range of time is late enough if the end of that range is.

    Wrong:
        preparing: {start: '2026-05-02T05:13:00Z', duration: PT5M}
        available: {start: 2026-05-02T05:14:00Z/PT0S}

    Right:
        preparing: {start: '2026-05-02T05:13:00Z', duration: PT5M}
        available: {start: 2026-05-02T05:14:00Z/PT4M}
    """
    prepared = _past_epoch(known(parse_instant, subject.preparing.start)) if subject.preparing else None
    length = known(parse_duration, subject.preparing.duration) if subject.preparing else None
    if prepared and length and length.longer_than(Duration()):
        prepared = prepared.plus(length)
    window = known(parse_interval, subject.available.start) if subject.available else None
    if window and (window.end.before(window.start) or not _past_epoch(window.start)):
        window = None
    released = _past_epoch(known(parse_instant, subject.releasing.start)) if subject.releasing else None
    if prepared and window and window.end.before(prepared):
        template = "this is over before the preparation is"
        yield Violation(("available", "start"), template, hint="start it later, or prepare it earlier or faster")
    if released and window and released.before(window.start):
        template = "it is released before it is available"
        yield Violation(("releasing", "start"), template, hint="release it later, or start it earlier")
    elif released and prepared and not window and released.before(prepared):
        template = "it is released before it is prepared"
        yield Violation(("releasing", "start"), template, hint="release it later, or prepare it earlier or faster")


@rule("warning", section="common/schedule.yaml")
def start_at_zero(subject: TimedInstant | TimedInterval, scene: Scene) -> Iterator[Violation]:
    """A start that is not known is absent, and is not the zero of a clock.

    The first day of 1970 is where the clocks of computers begin. The reference broker lets it out for a component
    whose times it has not planned, such as `1970-01-01T00:00:10Z/PT0S`.

    Wrong:
        available: {start: 1970-01-01T00:00:10Z/PT0S, duration: PT2H}

    Right:
        available: {duration: PT2H}
    """
    interval = known(parse_interval, subject.start)
    start = interval.start if interval else known(parse_instant, subject.start)
    if start and not _past_epoch(start):
        yield Violation(("start",), "${value} is the zero of a clock", {"value": subject.start}, "leave it out")


def _past_epoch(time: Instant | None) -> Instant | None:
    """Return `time`, unless it is the zero of a clock."""
    return time if time and time.day != _EPOCH else None


def _intervals(subject: Model) -> Iterator[tuple[str, str, Interval]]:
    for attribute, name, title in _times(type(subject)):
        text = getattr(subject, attribute) if title == "Interval" else None
        interval = known(parse_interval, text)
        if text is not None and interval is not None:
            yield name, text, interval


def _with_zone(text: str) -> str:
    """Return an interval with times of day and zones: midnight, and the zone that one end has, or UTC."""
    ends = [end if end.startswith("P") or "T" in end else f"{end}T00:00:00" for end in text.split("/")]
    zone = next((found[0] for end in ends if (found := _ZONE.search(end))), "Z")
    return "/".join(end if end.startswith("P") or _ZONE.search(end) else end + zone for end in ends)


@cache
def _times(cls: type[Model]) -> tuple[tuple[str, str, str], ...]:
    """Return the fields of a class that hold times, each with its name in a document and the title of its type."""
    times = []
    for name, field in cls.model_fields.items():
        # An optional field is a choice between None and annotated text; one that is required is annotated itself.
        parts = [field, *(part for choice in get_args(field.annotation) for part in get_args(choice))]
        titles = [str(getattr(part, "title", None)) for part in parts]
        times += [(name, field.alias or name, title) for title in titles if title in _PARSERS]
    return tuple(times)
