# SPDX-License-Identifier: Apache-2.0
"""The answer of a platform for people: its offers as a table, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..diagnostic import printable
from ..offers import Row, compare
from ..time import Instant, parse_duration, parse_instant
from .axis import written
from .offers import cells
from .text import as_remarks
from .timeline_text import as_lines, cut

if TYPE_CHECKING:
    from ..model import ExecutionRequest, OfferSet, PlatformDescription, TimedInstant
    from ..planning.timeline import Timeline
    from .checked import Checked

_WIDEST = 40
"""So many characters of a name or a cell are shown: platforms may have long ones."""


def as_text(answer: OfferSet, timeline: Timeline, told: Checked, *, color: bool = False, width: int = 80) -> str:
    """Return an answer in lines of `width` characters, with what is `told` about the request.

    The timeline is shown where there are offers.
    """
    lines = [*_head(answer), *_table(answer, width), *_notes(answer)]
    lines += as_lines(timeline, width) if answer.offers else ()
    return "".join(f"{line}\n" for line in lines) + as_remarks([told], color=color)


def title(answer: OfferSet, request: ExecutionRequest, platform: PlatformDescription) -> str:
    """Return what an image of the answer is called: ``example-centre, asked for reduce-ngc1300: YES, 2 offers``."""
    platform_name = (platform.meta and platform.meta.name) or "A platform"
    request_name = request.meta and request.meta.name
    asked = f", asked for {request_name}" if request_name else ""
    return f"{platform_name}{asked}: {answer.result}{_number(answer)}"


def _head(answer: OfferSet) -> Iterator[str]:
    created = answer.meta.created if answer.meta else None
    at = f" at {written(parse_instant(created))} UTC" if created else ""
    if not answer.offers:
        yield f"{answer.result}{at}"
        return
    expires = answer.offers[0].expires
    until = f", open until {written(parse_instant(expires))}" if expires else ""
    yield f"{answer.result}{at}{_number(answer)}{until}"
    yield ""


def _number(answer: OfferSet) -> str:
    number = len(answer.offers or ())
    return f", {number} offer{'' if number == 1 else 's'}" if number else ""


def _table(answer: OfferSet, width: int) -> Iterator[str]:
    """Yield the offers side by side, as many as there is room for, and the others below."""
    columns = [_column(row, answer) for row in compare(answer).rows]
    names = list(dict.fromkeys(name for column in columns for name in column))
    label = min(max(map(len, names), default=0), _WIDEST)
    while columns:
        widths = [max(map(len, column.values())) for column in columns]
        fitting = next(
            (count for count in range(len(columns), 1, -1) if label + sum(widths[:count]) + 2 * count <= width), 1
        )
        yield from _side_by_side(names, columns[:fitting], [label, *widths[:fitting]])
        columns = columns[fitting:]


def _side_by_side(names: Sequence[str], columns: Sequence[Mapping[str, str]], widths: Sequence[int]) -> Iterator[str]:
    for name in names:
        if any(column.get(name) for column in columns):
            line = [cut(printable(name), _WIDEST), *(column.get(name) or "-" for column in columns)]
            yield "  ".join(map(str.ljust, line, widths)).rstrip()
    yield ""


def _column(row: Row, answer: OfferSet) -> dict[str, str]:
    """Return what there is to say of an offer, by the name of the line for it."""
    schedule = (answer.offers or [])[row.index].schedule
    said = {name: cut(printable(cell), _WIDEST) for name, cell in cells(row) if cell}
    times = {
        "start": row.starts.start if row.starts else None,
        "end": row.ends,
        "prepared from": _begin(schedule.preparing) if schedule else None,
        "released until": _end(schedule.releasing) if schedule else None,
    }
    first = {"offer": str(row.index + 1), **{name: written(time) for name, time in times.items() if time}}
    return first | {name: cell for name, cell in said.items() if name not in ("offer", "start", "ends")}


def _notes(answer: OfferSet) -> Iterator[str]:
    """Yield what the costs cover, and in which currency: their descriptions, once."""
    costs = (cost for row in compare(answer).rows for cost in row.costs if cost.description)
    notes = dict.fromkeys(printable(f"{cost.type}: {cost.description}") for cost in costs)
    yield from [*notes, ""] if notes else []


def _begin(step: TimedInstant | None) -> Instant | None:
    return parse_instant(step.start) if step and step.start else None


def _end(step: TimedInstant | None) -> Instant | None:
    begin = _begin(step)
    return begin.plus(parse_duration(step.duration)) if begin and step and step.duration else None
