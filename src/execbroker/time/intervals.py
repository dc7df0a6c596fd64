# SPDX-License-Identifier: Apache-2.0
"""Ranges of time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .durations import Duration, parse_duration
from .instants import INTERVAL_END, Instant, instant_of


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of time. `length` is its duration where the text gives one. An end without a zone has the start's."""

    start: Instant
    end: Instant
    length: Duration | None = None


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


def _unsigned(text: str) -> Duration:
    if "W" in text and not text[1:-1].isdigit():
        raise ValueError(f"weeks stand alone in an interval: {text[:40]!r}")
    return parse_duration(text)
