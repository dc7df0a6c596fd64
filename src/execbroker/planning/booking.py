# SPDX-License-Identifier: Apache-2.0
"""What an offer takes of the platform that made it, and the bookings that it becomes when it is accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..model import BookedAccelerator, ExecutionRequest, PlatformBooking
from ..phases import Lifecycle
from ..platforms.sizes import smallest
from ..platforms.wanted import Computers, Devices, called, capacities, sort_in, sort_named, ways
from ..staging import staging
from ..time import Instant, Interval, parse_duration, parse_interval
from .calendar import Calendar, Hold
from .demand import booked, seconds_of, taken

if TYPE_CHECKING:
    from ..model import ExecutionSession, PlatformDescription, TimedInstant


def bookings_of(session: ExecutionSession, platform: PlatformDescription) -> list[PlatformBooking]:
    """Return what is to be added to the bookings of a platform when an offer of its own is accepted.

    Resources are booked for as long as they are held, preparation and release included. What is over takes nothing.
    Raises `ValueError` for an offer that does not say when it is, or that the platform, as it is described, does not
    make: it has less, or takes another time to prepare or release it.
    """
    if session.phase in Lifecycle.of("session").final:
        return []
    has = capacities(platform)
    holds = held(session, platform, Calendar.of(has, booked(platform)))
    for resource, amount in (item for hold in holds for item in hold.amounts.items()):
        if amount > has.get(resource, 0):
            raise ValueError(
                f"the offer has {amount} {called(resource, amount)}, and the platform {has.get(resource, 0)}"
            )
    name = session.meta.name or session.meta.uuid if session.meta else None
    return [_booking(hold, name) for hold in holds if any(hold.amounts.values())]


def held(session: ExecutionSession, platform: PlatformDescription, calendar: Calendar) -> Sequence[Hold]:
    """Return what an offer takes, as the planner reckons it: an offer asks for just what it gives.

    Offers do not say what the platform calls the devices. Of several sorts that are alike it is the first with room.
    Raises `ValueError` as `bookings_of` does.
    """
    schedule = session.schedule
    available = schedule.available if schedule else None
    if schedule is None or available is None or not (available.start and available.duration):
        raise ValueError("the offer does not say when it is")
    start = seconds_of(parse_interval(available.start).start)
    length = parse_duration(available.duration).bounds()[1]
    asked = ExecutionRequest(
        executable=session.executable, compute=session.compute, storage=session.storage, data=session.data
    )
    staged = staging(asked, platform)
    steps = (schedule.preparing, staged.preparing), (schedule.releasing, staged.releasing)
    if any(_seconds(said) != planned.length for said, planned in steps):
        raise ValueError("the platform takes another time to prepare or release it than the offer says")
    found = [list(taken(asked, smallest(asked, way), staged, length)) for way in _alike(asked, platform)]
    if not found:
        raise ValueError("the platform has no such accelerators")
    free = (holds for holds in found if next(calendar.starts(holds, start, start), None))
    return [hold._replace(begin=start + hold.begin, end=start + hold.end) for hold in next(free, found[0])]


def _alike(asked: ExecutionRequest, platform: PlatformDescription) -> Iterator[tuple[Devices, ...]]:
    """Yield the ways to take the accelerators of an offer from sorts that are described in the same words."""
    computers = Computers.of(asked)
    for way in ways(computers, platform):
        devices = [sort_named(one.name, platform).device for one in way]
        counted = zip(devices, computers.accelerators, strict=True)
        if all(device.model_copy(update={"count": given.count}) == given for device, given in counted):
            yield way


def _booking(hold: Hold, name: str | None) -> PlatformBooking:
    period = str(Interval(Instant.at(hold.begin), Instant.at(hold.end)))
    amounts: dict[str, Any] = {}
    devices: list[BookedAccelerator] = []
    for resource, amount in hold.amounts.items():
        sort = sort_in(resource)
        if amount and sort is not None:
            devices.append(BookedAccelerator(name=sort, count=amount))
        elif amount:
            amounts[resource] = amount
    return PlatformBooking(name=name, period=period, accelerators=devices or None, **amounts)


def _seconds(step: TimedInstant | None) -> Fraction | None:
    """Return how long a step of a schedule takes; one that is absent takes no time."""
    return parse_duration(step.duration).exact() if step and step.duration else Fraction(0)
