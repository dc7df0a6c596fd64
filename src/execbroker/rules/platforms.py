# SPDX-License-Identifier: Apache-2.0
"""Rules of platform descriptions: what a broker is told of a platform is what it can count with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from .. import model
from ..kinds import Kinds
from ..time import Duration, parse_duration
from ..vocabulary import vocabulary
from ..words import listed, nearest, short
from .registry import Scene, Violation, rule
from .schedule import known

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import (
        PlatformBooking,
        PlatformCapacity,
        PlatformDescription,
        PlatformPolicy,
        PlatformSite,
        PlatformTransfer,
    )

USUAL_DURATION = "PT2H"
"""How long a session is available where neither the request nor the policy says it."""


@rule("warning", section="platform-description.yaml")
def unknown_platform_kind(subject: PlatformDescription, scene: Scene) -> Iterator[Violation]:
    """The kinds that a platform takes are kinds that a request can have.

    Kinds are compared letter for letter, so a misspelt one makes the platform refuse what it could take. A placeholder
    stands in no request. A kind with another base than those of the model may be one of your own.

    Wrong:
        kinds:
          - https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker.yaml

    Right:
        kinds:
          - https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
    """
    for index, kind in enumerate(subject.kinds or ()):
        if kind in _asked().values() or (":" in kind and not kind.startswith(Kinds.builtin().base)):
            continue
        close = nearest(short(kind), _asked())
        hint = f"did you mean `{_asked()[close]}`?" if close else "`execbroker schema --list` has the kinds"
        yield Violation(("kinds", index), "no component of a request has the kind `${kind}`", {"kind": kind}, hint)


@cache
def _asked() -> Mapping[str, str]:
    """Return the kinds of components of requests, each by the last part of its name."""
    groups = ("executable", "compute", "storage", "data", "volume")
    found = (kind for kind in Kinds.builtin().values() if kind.group in groups and not kind.placeholder)
    return {kind.short: kind.kind for kind in found}


@rule("error", section="platform-description.yaml")
def duplicate_platform_entry(
    subject: PlatformCapacity | PlatformBooking | PlatformTransfer | PlatformDescription, scene: Scene
) -> Iterator[Violation]:
    """An accelerator, a site and a type of cost stand once in their list.

    They are called by their names, and of two with one name nobody knows which is meant: how many devices there are,
    how fast a transfer is, what is spent. Names of sites are the same in small letters and capitals, as hosts are (RFC
    3986, section 3.2.2).

    Wrong:
        sites:
          - name: archive.example.org
          - name: archive.example.org
            rate: 100000000

    Right:
        sites:
          - name: example.org
          - name: archive.example.org
            rate: 100000000
    """
    for name, key in (("accelerators", "name"), ("sites", "name"), ("prices", "type")):
        seen = set()
        for index, item in enumerate(getattr(subject, name, None) or ()):
            text = getattr(item, key)
            term = vocabulary("cost-type").term(text) if key == "type" else None
            told = text.lower() if name == "sites" else term.name if term else text
            if told in seen:
                hint = "make one entry of the two" + ("" if key == "type" else ", or give this one another name")
                yield Violation((name, index, key), "`${text}` stands in this list before", {"text": text}, hint)
            seen.add(told)


@rule("error", section="platform-description.yaml")
def unknown_booked_accelerator(subject: PlatformDescription, scene: Scene) -> Iterator[Violation]:
    """A booking takes accelerators that the platform has, and calls them as it does.

    What is booked under another name is not counted, so the broker promises the same devices to somebody else.

    Wrong:
        capacity:
          accelerators:
            - name: a100
        bookings:
          - period: 2026-05-02T20:00:00Z/PT6H
            accelerators:
              - {name: A100, count: 2}

    Right:
        capacity:
          accelerators:
            - name: a100
        bookings:
          - period: 2026-05-02T20:00:00Z/PT6H
            accelerators:
              - {name: a100, count: 2}
    """
    names = [one.name for one in subject.capacity.accelerators or ()]
    for number, booking in enumerate(subject.bookings or ()):
        for index, one in enumerate(booking.accelerators or ()):
            if one.name not in names:
                close = nearest(one.name, names)
                hint = f"did you mean `{close}`?" if close else f"known here: {listed(names)}" if names else None
                path = ("bookings", number, "accelerators", index, "name")
                template = "the capacity has no accelerators called `${name}`"
                yield Violation(path, template, {"name": one.name}, hint or "add them to the `capacity`")


@rule("warning", section="platform-description.yaml")
def booking_above_capacity(subject: PlatformDescription, scene: Scene) -> Iterator[Violation]:
    """A booking takes no more than there is.

    A broker that counts with it has nothing left in that time, which may be meant; then the booking has what there is.
    More often the capacity has grown less than the bookings, or one of the numbers has another unit: memory and storage
    are in GiB.

    Wrong:
        capacity:
          cores: 64
        bookings:
          - period: 2026-05-02T20:00:00Z/PT6H
            cores: 65

    Right:
        capacity:
          cores: 64
        bookings:
          - period: 2026-05-02T20:00:00Z/PT6H
            cores: 64
    """
    capacity = subject.capacity
    devices = {one.name: one.count for one in capacity.accelerators or ()}
    for number, booking in enumerate(subject.bookings or ()):
        amounts: list[tuple[Path, int | None, int | None]] = [
            ((name,), getattr(booking, name), getattr(capacity, name) or 0) for name in ("cores", "memory", "storage")
        ]
        amounts += [
            (("accelerators", index, "count"), one.count, devices.get(one.name))
            for index, one in enumerate(booking.accelerators or ())
        ]
        for path, taken, there in amounts:
            if taken is not None and there is not None and taken > there:
                values = {"taken": taken, "there": there}
                hint = f"write {there} or less, or raise the `capacity`"
                yield Violation(("bookings", number, *path), "${taken} are taken, and there are ${there}", values, hint)


@rule("error", section="platform-description.yaml")
def zero_rate(subject: PlatformTransfer | PlatformSite, scene: Scene) -> Iterator[Violation]:
    """A transfer carries something.

    At a rate of zero it never ends. A site without a rate is the platform's own, and nothing has to be transferred;
    without a rate for the others, there are no transfers from and to them.

    Wrong:
        sites:
          - name: files.centre.example.org
            rate: 0

    Right:
        sites:
          - name: files.centre.example.org
    """
    if subject.rate == 0:
        own = isinstance(subject, model.PlatformSite)
        absent = "the site is the platform's own" if own else "there are no transfers from and to other sites"
        hint = f"write bytes per second, or leave it out where {absent}"
        yield Violation(("rate",), "a transfer at this rate never ends", hint=hint)


@rule("warning", section="platform-description.yaml")
def default_longer_than_maximum(subject: PlatformPolicy, scene: Scene) -> Iterator[Violation]:
    """The duration that is usual is no longer than the longest.

    Else a request that leaves its duration open asks for more than is granted. Where a policy does not say what is
    usual, that are two hours. It is said only where it is certain: a month may be shorter or longer than 30 days.

    Wrong:
        maximum_duration: PT1H

    Right:
        maximum_duration: PT1H
        default_duration: PT30M
    """
    values = {"usual": subject.default_duration or USUAL_DURATION, "longest": subject.maximum_duration}
    usual, longest = (known(parse_duration, text) for text in values.values())
    if usual and longest and usual.longer_than(longest) and not Duration().longer_than(longest):
        template = "the usual duration, ${usual}, is longer than the longest, ${longest}"
        if subject.default_duration is None:
            yield Violation(("maximum_duration",), template, values, "add a `default_duration` that is no longer")
        else:
            yield Violation(("default_duration",), template, values, "write a shorter one, or raise `maximum_duration`")
