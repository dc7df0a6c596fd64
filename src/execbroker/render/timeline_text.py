# SPDX-License-Identifier: Apache-2.0
"""A timeline in lines of characters: what is booked of each resource, and the phases of each offer.

It is drawn in ASCII: it can be read on every terminal, and digits say more than shades do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from ..diagnostic import printable
from ..planning.timeline import most_in_each
from ..platforms.wanted import sort_in
from ..time import Duration, Instant
from .axis import step_of, ticks, written

if TYPE_CHECKING:
    from ..planning.timeline import Bar, Lane, Span, Timeline

UNITS = {"memory": " GiB", "storage": " GiB"}
_LONGEST_NAME, _FEWEST_COLUMNS, _BETWEEN_TICKS = 16, 20, 9
_SIGNS = {"available": "=", "preparing": "p", "releasing": "r"}
"""The first of them counts in a column in which there are several."""
_LEGEND = """\
From {begin} to {end} UTC; a column is {column}.
Booked at most in it: . nothing, 1 to 9 tenths that are begun, # all; and in all
of this time to the right. Offers: p preparing, = available, r releasing; of
several in one column = is shown before p, and p before r.
"""


def as_lines(timeline: Timeline, width: int) -> Iterator[str]:
    """Yield the lines of a timeline, of up to `width` characters: the axis, the resources, the offers, and a legend."""
    names = [name_of(lane.resource, _LONGEST_NAME) for lane in timeline.lanes]
    offers = [f"offer {number}" for number in range(1, len(timeline.bars) + 1)]
    amounts = [most_of(lane) for lane in timeline.lanes]
    label = max(map(len, [*names, *offers]))
    room = max(width - label - max(map(len, amounts), default=0) - 4, _FEWEST_COLUMNS)
    column = step_of(timeline.end - timeline.begin, room)
    edges = _edges(timeline, column)
    for line in _axis(timeline, column, len(edges) - 1):
        yield f"{'':{label}}  {line}".rstrip()
    for name, lane, amount in zip(names, timeline.lanes, amounts, strict=True):
        yield f"{name:{label}}  {_load(lane, edges)}  {amount}"
    for name, bar in zip(offers, timeline.bars, strict=True):
        yield f"{name:{label}}  {_phases(bar, edges)}".rstrip()
    yield ""
    begin, end = (written(Instant.at(time)) for time in (timeline.begin, timeline.end))
    days, seconds = divmod(column, 86400)
    words = Duration(days=days, seconds=Fraction(seconds)).in_words()
    yield from _LEGEND.format(begin=begin, end=end, column=words).splitlines()


def name_of(resource: str, width: int) -> str:
    """Return what a resource is called, in so many characters: devices by the name that the platform gives them."""
    return cut(printable(sort_in(resource) or resource), width)


def cut(text: str, width: int) -> str:
    """Return `text`, or the beginning of a longer one, in so many characters."""
    return text if len(text) <= width else text[: width - 3] + "..."


def most_of(lane: Lane) -> str:
    """Return the most that is booked of a resource, and how much there is."""
    return f"{max(step.amount for step in lane.booked)} of {lane.capacity}{UNITS.get(lane.resource, '')}"


def _edges(timeline: Timeline, column: int) -> list[Fraction]:
    columns = -(-(timeline.end - timeline.begin) // column)
    return [*(timeline.begin + column * number for number in range(columns)), timeline.end]


def _axis(timeline: Timeline, column: int, columns: int) -> Iterator[str]:
    """Yield what is written above the times, the times, and a ruler that has a mark in the column of each."""
    found = ticks(timeline.begin, timeline.end, columns // _BETWEEN_TICKS)
    places = [min(int((tick.time - timeline.begin) // column), columns - 1) for tick in found]
    changes = [(place, tick.above) for place, tick in zip(places, found, strict=True)]
    changes = [now for before, now in pairwise([(0, ""), *changes]) if before[1] != now[1]]
    above, below, ruler = "", "", ["-"] * columns
    for (place, text), (following, _) in pairwise([*changes, (2 * columns, "")]):
        if place + len(text) < following:  # otherwise the next one matters more
            above = f"{above:{place}}{text}"
    for place, tick in zip(places, found, strict=True):
        below = f"{below:{place}}{tick.label}"
        ruler[place] = "+"
    yield from [*filter(None, [above]), below, "".join(ruler)]


def _load(lane: Lane, edges: Sequence[Fraction]) -> str:
    return "".join(_sign(most, lane.capacity) for most in most_in_each(lane.booked, edges))


def _sign(amount: int, capacity: int) -> str:
    """Return the tenths that are begun: nothing only where nothing is booked, and all only where all is."""
    if not amount:
        return "."
    return "#" if amount >= capacity else str(min(-(-10 * amount // capacity), 9))


def _phases(bar: Bar, edges: Sequence[Fraction]) -> str:
    signs = [" "] * (len(edges) - 1)
    for index in range(len(signs)):
        found = {span.phase for span in bar.spans if _meets(span, edges[index], edges[index + 1])}
        signs[index] = next((sign for phase, sign in _SIGNS.items() if phase in found), " ")
    return "".join(signs)


def _meets(span: Span, begin: Fraction, end: Fraction) -> bool:
    """Return whether something of a phase is in a column; one that takes no time is in that of its beginning."""
    return span.begin < end and (span.end > begin or span.begin == begin)
