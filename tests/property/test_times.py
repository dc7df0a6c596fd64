# SPDX-License-Identifier: Apache-2.0
"""Laws: times are calculated with exactly, and order and intersection never say more than is known.

They are compared with the datetimes of the standard library and whole nanoseconds, with a calendar that is walked day
by day, and with sets of whole numbers.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from execbroker.time import (
    Duration,
    Instant,
    Interval,
    Window,
    parse_duration,
    parse_instant,
    parse_interval,
)

SECOND = 10**9
"""In nanoseconds."""
DAY = 86400


class Known(NamedTuple):
    """The text of a time, and what it is in nanoseconds since 1970 by the standard library."""

    text: str
    nanoseconds: int


def known(local: datetime, nanoseconds: int, offset: int) -> Known:
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    text = f"{local.isoformat()}.{nanoseconds:09}{sign}{minutes // 60:02}:{minutes % 60:02}"
    since = local - datetime(1970, 1, 1)
    return Known(text, (since.days * DAY + since.seconds - offset * 60) * SECOND + nanoseconds)


def months_walked(day: date, months: int) -> date:
    """Return the same day so many months later, by the naive way: from day to day, over the first of each month."""
    step, wanted = timedelta(1 if months > 0 else -1), day.day
    for _ in range(abs(months)):
        month = day.month
        while day.month == month:
            day += step
    last = day
    while (last + timedelta(1)).month == day.month:
        last += timedelta(1)
    first = last
    while first.day > 1 and first.day > wanted:
        first -= timedelta(1)
    return first


@cache
def month_lengths() -> list[int]:
    return [monthrange(year, month)[1] for year in range(1, 801) for month in range(1, 13)]


knowns = st.builds(
    known,
    st.datetimes().map(lambda time: time.replace(microsecond=0)),
    st.integers(0, SECOND - 1),
    st.integers(-1439, 1439) | st.sampled_from([0, 60, -210]),
)
days = st.dates(date(4, 1, 1), date(9990, 1, 1)) | st.sampled_from([date(y, 2, 28) for y in (1900, 2000, 2023, 2024)])
parts = st.integers(-40, 40)
seconds = st.fractions(-(10**6), 10**6, max_denominator=1000) | st.integers(-(10**6), 10**6).map(Fraction)
durations = st.builds(Duration, parts, parts, seconds)
exact_durations = st.builds(Duration, st.just(0), parts, seconds)
decimals = st.integers(0, 10**12).map(lambda value: Fraction(value, 10**6))
written_durations = st.builds(Duration, st.integers(0, 100), st.integers(0, 100), decimals)

# Times of two days in all forms that the model has, so near that they meet.
near_points = st.builds(
    "2026-{}T{}{}".format,
    st.sampled_from(["06-30", "07-01"]),
    st.sampled_from(["00:00:00", "00:00:00.5", "12:00:00", "12:00:00.000000001", "23:59:59.25"]),
    st.sampled_from(["Z", "+01:00", "-12:00", ""]),
).map(lambda text: parse_interval(f"{text}/PT0S").start)
leap_seconds = st.sampled_from(["2026-06-30T23:59:60Z", "2026-06-30T23:59:60.5Z", "2026-07-01T00:59:60.25+01:00"])
whole_days = st.builds(
    "2026-06-30T00:00{}/{}".format,
    st.sampled_from(["Z", "+01:00", "-12:00", ""]),
    st.sampled_from(["2026-06-30", "2026-07-01"]),
).map(lambda text: parse_interval(text).end)
near = near_points | leap_seconds.map(parse_instant) | whole_days
near_ends = st.none() | near


@given(knowns)
def test_a_text_is_read_as_the_time_it_says_and_written_as_one_that_is_read_alike(time: Known) -> None:
    instant = parse_instant(time.text)
    assert instant.epoch() == Fraction(time.nanoseconds, SECOND)
    assert parse_instant(str(instant)) == instant


@given(knowns)
def test_seconds_since_1970_and_instants_in_utc_are_the_same(time: Known) -> None:
    instant = Instant.at(Fraction(time.nanoseconds, SECOND))
    assert parse_instant(time.text).in_utc() == instant
    whole, fraction = divmod(time.nanoseconds, SECOND)
    since = timedelta(seconds=whole)
    assume(datetime.min < datetime(1970, 1, 1) + since < datetime.max)
    text = (datetime(1970, 1, 1) + since).isoformat() + (f".{fraction:09}".rstrip("0") if fraction else "") + "Z"
    assert str(instant) == text


@given(knowns, knowns)
def test_order_and_distance_are_those_of_whole_nanoseconds(one: Known, other: Known) -> None:
    left, right = parse_instant(one.text), parse_instant(other.text)
    assert left.before(right) is (one.nanoseconds < other.nanoseconds)
    assert left.since(right) == Fraction(one.nanoseconds - other.nanoseconds, SECOND)


@given(knowns, exact_durations, knowns)
def test_plus_and_since_undo_each_other(time: Known, length: Duration, other: Known) -> None:
    start, end = parse_instant(time.text), parse_instant(other.text)
    assert start.plus(length).since(start) == length.exact()
    assert start.plus(length).minus(length) == start
    assert start.plus(Duration.of(end.since(start) or 0)).in_utc() == end.in_utc()


@given(st.integers(-(10**15), 10**15).map(lambda value: Fraction(value, 1000)))
def test_time_goes_on_before_the_year_1_and_after_9999(epoch: Fraction) -> None:
    instant = Instant.at(epoch)
    assert instant.epoch() == epoch
    assert instant.plus(Duration(4800)).epoch() == epoch + 146097 * DAY
    first, last = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1, 9999))
    if first <= epoch < last:
        assert parse_instant(str(instant)) == instant
    elif not first - 366 * DAY <= epoch < last + 365 * DAY:  # the model has texts for the year 0 and for 9999
        with pytest.raises(ValueError, match="no text for the year"):
            str(instant)


@given(days, st.integers(-30, 30))
def test_months_are_counted_in_the_calendar_and_are_no_thirty_days(day: date, months: int) -> None:
    start = parse_instant(f"{day.isoformat()}T12:00:00Z")
    later = start.plus(Duration(months))
    walked = months_walked(day, months)
    assert later == parse_instant(f"{walked.isoformat()}T12:00:00Z")
    shortest, longest = Duration(months).bounds()
    assert shortest <= (walked - day).days * DAY <= longest


@given(st.integers(0, 60))
def test_the_bounds_of_months_are_the_fewest_and_the_most_days_of_so_many(months: int) -> None:
    lengths = month_lengths()
    spans = {sum(lengths[start : start + months]) for start in range(4800)}
    assert Duration(months).bounds() == (min(spans) * DAY, max(spans) * DAY)
    assert Duration(-months).bounds() == (-max(spans) * DAY, -min(spans) * DAY)


@given(durations, durations)
def test_durations_are_added_and_taken_away(one: Duration, other: Duration) -> None:
    assert one + other - other == one
    assert one + other == other + one
    assert one - one == Duration()
    assert one + one + one == one * 3
    assert one * -1 == -one


@given(durations, durations, durations)
def test_longer_is_a_strict_partial_order(one: Duration, other: Duration, third: Duration) -> None:
    assert one.longer_than(one) is False
    if one.longer_than(other):
        assert other.longer_than(one) is False
        assert not other.longer_than(third) or one.longer_than(third)


@given(exact_durations, exact_durations)
def test_of_durations_without_months_the_longer_is_always_known(one: Duration, other: Duration) -> None:
    left, right = one.exact(), other.exact()
    assert left is not None
    assert right is not None
    assert one.longer_than(other) is (left > right)
    assert one.bounds() == (left, left)
    assert Duration.of(left).exact() == left


@given(written_durations, st.booleans())
def test_a_duration_is_written_as_the_text_that_is_read_as_it(length: Duration, negative: bool) -> None:
    length = -length if negative else length
    assert parse_duration(str(length)) == length


@given(near, near, near)
def test_before_is_a_strict_partial_order_of_all_forms(one: Instant, other: Instant, third: Instant) -> None:
    assert one.before(one) is False
    if one.before(other):
        assert other.before(one) is False
        assert not other.before(third) or one.before(third)


@given(whole_days, near_points)
def test_a_date_is_before_what_all_its_times_are_before(day: Instant, time: Instant) -> None:
    first = replace(day, whole_day=False)
    times = (first, first.plus(Duration(0, 1)).minus(Duration.of(Fraction(1, SECOND))))
    for answer, answers in (
        (day.before(time), {one.before(time) for one in times}),
        (time.before(day), {time.before(one) for one in times}),
    ):
        assert answer is (answers.pop() if len(answers) == 1 else None)


@given(st.builds(Interval, near, near), st.builds(Interval, near, near), near)
def test_what_intervals_have_in_common_contains_what_both_contain(
    one: Interval, other: Interval, time: Instant
) -> None:
    common = one.intersection(other)
    assert other.intersection(one) == common
    assert one.overlaps(other) is other.overlaps(one)
    both = (one.contains(time), other.contains(time))
    if common is not None:
        assert one.overlaps(other) is not False
        assert common.contains(time) is (False if False in both else None if None in both else True)
    if one.overlaps(other) is False:
        assert both != (True, True)


@given(st.builds(Window, near_ends, near_ends), st.builds(Window, near_ends, near_ends), near)
def test_what_windows_have_in_common_admits_what_both_admit(one: Window, other: Window, time: Instant) -> None:
    common = one.intersection(other)
    assert other.intersection(one) == common
    both = (one.admits(time), other.admits(time))
    if common is not None:
        assert common.admits(time) is (False if False in both else None if None in both else True)
        assert one.intersection(common) == common
    assert one.intersection(Window()) in (one, None)


ALL = 14
hours = st.integers(0, ALL - 2)
"""Ends of ranges, in hours."""
open_hours = st.none() | hours
zones = st.sampled_from(["Z", "+01:00", "-05:30"])


def at(hour: int, zone: str) -> Instant:
    """Return an hour of a day, told in another zone."""
    offset = 0 if zone == "Z" else int(zone[:3]) * 60 + int(zone[0] + zone[4:])
    return parse_instant((datetime(2026, 5, 2) + timedelta(hours=hour, minutes=offset)).isoformat() + zone)


def members(contains: Callable[[Instant], bool | None]) -> set[int]:
    return {hour for hour in range(ALL) if contains(at(hour, "Z"))}


@given(st.tuples(hours, hours), st.tuples(hours, hours), zones, zones)
def test_intervals_are_sets_of_times_without_their_end(
    one: tuple[int, int], other: tuple[int, int], zone: str, another: str
) -> None:
    left, right = Interval(at(one[0], zone), at(one[1], another)), Interval(at(other[0], another), at(other[1], zone))
    both = set(range(*one)) & set(range(*other))
    assert members(left.contains) == set(range(*one))
    assert left.overlaps(right) is bool(both)
    common = left.intersection(right)
    assert right.intersection(left) == common
    assert (set() if common is None else members(common.contains)) == both
    assert (common is None) is (not both)


@given(st.tuples(open_hours, open_hours), st.tuples(open_hours, open_hours), zones, zones)
def test_windows_are_sets_of_times_with_both_ends(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None], zone: str, another: str
) -> None:
    left, right = (
        Window(*(None if hour is None else at(hour, place) for hour in ends))
        for ends, place in ((one, zone), (other, another))
    )
    starts, others = (set(range(first or 0, ALL if last is None else last + 1)) for first, last in (one, other))
    assert members(left.admits) == starts
    common = left.intersection(right)
    assert right.intersection(left) == common
    assert (set() if common is None else members(common.admits)) == starts & others
    assert (common is None) is (not starts & others)


ends = st.one_of(
    st.dates().map(str),
    st.datetimes().map(lambda time: time.isoformat(timespec="minutes")),
    knowns.map(lambda time: time.text),
)


@given(st.tuples(ends, ends | written_durations.map(str)), st.booleans())
def test_an_interval_is_written_as_the_text_that_is_read_as_it(pair: tuple[str, str], length_first: bool) -> None:
    first, second = pair
    text = f"{second}/{first}" if length_first and second.startswith("P") else f"{first}/{second}"
    interval = parse_interval(text)
    assert parse_interval(str(interval)) == interval
