# SPDX-License-Identifier: Apache-2.0
"""The times of the model as values: durations, instants and intervals, exact, with the meaning of ISO 8601.

In documents they stay text, as written; these values are for comparing and calculating. They know as much as the text
says, and no more:

- A month has no fixed number of days, so a `Duration` keeps months, days and seconds apart.
- A time without a zone is not compared with one that has a zone.

A comparison that would need to know more answers None. A day has 24 hours, since zones are offsets here. Years are
those of the Gregorian calendar, and go on before 1 and after 9999.
"""

from __future__ import annotations

from .durations import Duration, parse_duration
from .instants import INTERVAL_END, Instant, now, parse_day, parse_instant
from .intervals import Interval, Window, parse_interval, window_of

__all__ = [
    "INTERVAL_END",
    "Duration",
    "Instant",
    "Interval",
    "Window",
    "now",
    "parse_day",
    "parse_duration",
    "parse_instant",
    "parse_interval",
    "window_of",
]
