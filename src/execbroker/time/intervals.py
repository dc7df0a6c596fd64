# SPDX-License-Identifier: Apache-2.0
"""Ranges of time, and those in which something may start.

A question about what is not known, such as a time without a zone, is answered with None here too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .durations import Duration, parse_duration
from .instants import INTERVAL_END, Instant, instant_of


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of time. `length` is its duration where the text gives one. An end without a zone has the start's.

    What goes on for an interval is over at its end, so the end does not belong to it. Where an interval says when
    something may start, its end belongs to it: that is a `Window`.
    """

    start: Instant
    end: Instant
    length: Duration | None = None

    def __str__(self) -> str:
        """Return the text of the model. Raises `ValueError` where there is none that is read as this interval."""
        start, end, length = self.start, self.end, self.length
        for one, two in [(start, end)] if length is None else [(start, length), (length, end)]:
            try:
                text = f"{one}/{two}"
                if parse_interval(text) == self:
                    return text
            except ValueError:  # the other end may have a text
                continue
        raise ValueError("the model has no text for this interval")

    def contains(self, instant: Instant) -> bool | None:
        """Return whether `instant` is not before the start, and before the end."""
        return _all(_not(instant.before(self.start)), instant.before(self.end))

    def overlaps(self, other: Interval) -> bool | None:
        """Return whether something lies in both intervals. Where one ends and the other begins, nothing does."""
        both = (self, other)
        return _all(*(one.start.before(two.end) for one in both for two in both))

    def intersection(self, other: Interval) -> Interval | None:
        """Return what lies in both intervals; None where nothing does, or where it is not known which end is first."""
        start, end = _last_of(self.start, other.start), _first_of(self.end, other.end)
        return None if start is None or end is None or start.before(end) is False else Interval(start, end)

    def in_words(self) -> str:
        """Return the interval for people: ``2 May 2026, 05:13 UTC to 9 May 2026, 12:00 UTC``."""
        return f"{self.start.in_words()} to {self.end.in_words()}"


@dataclass(frozen=True, slots=True)
class Window:
    """When something may start. Both ends belong to it, and None is an end that is open."""

    earliest: Instant | None = None
    latest: Instant | None = None

    @classmethod
    def of(cls, interval: Interval) -> Window:
        """Return when something may start whose `start` is an interval."""
        return cls(interval.start, interval.end)

    def admits(self, instant: Instant) -> bool | None:
        """Return whether something may start at `instant`."""
        return _all(
            self.earliest is None or _not(instant.before(self.earliest)),
            self.latest is None or _not(self.latest.before(instant)),
        )

    def intersection(self, other: Window) -> Window | None:
        """Return what both windows admit; None where that is nothing, or where it is not known which end is first."""
        starts = [one.earliest for one in (self, other) if one.earliest is not None]
        ends = [one.latest for one in (self, other) if one.latest is not None]
        earliest, latest = _last_of(*starts), _first_of(*ends)
        if (starts and earliest is None) or (ends and latest is None):
            return None
        return None if earliest and latest and latest.before(earliest) else Window(earliest, latest)

    def in_words(self) -> str:
        """Return the window for people: ``from 2 May 2026, 05:13 UTC to 3 May 2026, 05:13 UTC``, or ``at any time``."""
        if self.earliest is None:
            return "at any time" if self.latest is None else f"until {self.latest.in_words()}"
        if self.latest is None:
            return f"from {self.earliest.in_words()} on"
        if self.earliest == self.latest:
            return f"at {self.earliest.in_words()}"
        return f"from {self.earliest.in_words()} to {self.latest.in_words()}"


def parse_interval(text: str) -> Interval:
    """Return the value of an `interval` of the model. Raises `ValueError` for other text, and where its parts do."""
    first, slash, second = text.partition("/")
    if not slash:
        raise ValueError(f"not an interval: {text[:40]!r}")
    if first.startswith("P"):
        length = _unsigned(first)
        end = instant_of(INTERVAL_END.fullmatch(second), second)
        return Interval(end.plus(-length), end, length)
    start = instant_of(INTERVAL_END.fullmatch(first), first)
    if second.startswith("P"):
        length = _unsigned(second)
        return Interval(start, start.plus(length), length)
    end = instant_of(INTERVAL_END.fullmatch(second), second)
    return Interval(start, end if end.offset is not None else replace(end, offset=start.offset))


def window_of(start: str | None) -> Window:
    """Return when something may start whose `start` has this text: at any time where it is absent.

    Raises `ValueError` as `parse_interval` does.
    """
    return Window() if start is None else Window.of(parse_interval(start))


def _unsigned(text: str) -> Duration:
    if "W" in text and not text[1:-1].isdigit():
        raise ValueError(f"weeks stand alone in an interval: {text[:40]!r}")
    return parse_duration(text)


def _last_of(*instants: Instant) -> Instant | None:
    """Return the instant that is before none, None where that is not known or there is none.

    Of those at the same time it is one and the same, whatever their order.
    """
    last = [one for one in instants if all(one.before(two) is False for two in instants)]
    return min(last, key=_zone_of, default=None)


def _first_of(*instants: Instant) -> Instant | None:
    """Return the instant that none is before; see `_last_of`."""
    first = [two for two in instants if all(one.before(two) is False for one in instants)]
    return min(first, key=_zone_of, default=None)


def _zone_of(instant: Instant) -> int:
    return instant.offset or 0


def _all(*truths: bool | None) -> bool | None:
    """Return whether all are true: False if one is false, else None if one is not known."""
    return False if False in truths else None if None in truths else True


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
