# SPDX-License-Identifier: Apache-2.0
"""A request and a platform to an offer set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from .. import platforms, rules
from ..diagnostic import Report
from ..messages import to_messages
from ..model import ComponentMetadata, OfferSet
from ..offers.matching import reached
from ..placement import unplaced
from ..platforms import Hosting
from ..platforms.completing import completed
from ..platforms.terms import duration_of, standing
from ..time import Instant, parse_duration, parse_instant
from ..time import now as present
from ..writing import dumps
from .demand import seconds_of
from .offering import Plan, offer
from .search import Search, in_calendar

if TYPE_CHECKING:
    from ..diagnostic import Finding
    from ..model import AnySession, ExecutionRequest, PlatformDescription

_NAMESPACE = UUID("6f1d3cd2-7d5f-4a0c-9a7e-0d1f6f8c2b11")
"""Of the UUIDs of answers: the same question at the same time has the same answer."""


def plan(request: ExecutionRequest, platform: PlatformDescription, *, now: Instant | str | None = None) -> OfferSet:
    """Return the offers of a platform for a request, best first: YES with some, or NO with messages that say why.

    Offers differ in start and size. For each size, which is the most and the least that is asked for, they are the
    earliest start, and the first one after each time at which there is no room; earlier ones come first, and of those
    at the same time larger ones. `now` is when the request is made, as an RFC 3339 date-time or its value; None means
    the present. Times without a zone are taken as UTC; a duration in months, as long as it can be.

    Raises `ValueError` for a `now` that is none, and for times of the platform that there are not.
    """
    at = present() if now is None else parse_instant(str(now))
    told = [finding for finding in rules.standard().findings(request) if finding.severity == "error"]
    answer = _Answer(request, platform, at)
    if told:
        return answer.no(told)
    complete = completed(request)
    if refused := list(platforms.standard().findings(complete, Hosting((), (), platform))):
        return answer.no(refused)
    search = Search.of(complete, platform, at)
    slots = search.slots()
    if not slots:
        return answer.no(search.why_not())
    stands = Instant.at(seconds_of(at)).plus(parse_duration(standing(platform)))
    expires = in_calendar(seconds_of(stands))
    duration = duration_of(request, platform)
    offers: list[AnySession] = [
        offer(
            Plan(search.request, platform, slot.size, search.staged, duration), slot.start, answer.meta(number), expires
        )
        for number, slot in enumerate(slots)
    ]
    return answer.yes(offers)


@dataclass(frozen=True)
class _Answer:
    """The answer to a request at a time."""

    request: ExecutionRequest
    platform: PlatformDescription
    at: Instant

    def yes(self, offers: list[AnySession]) -> OfferSet:
        """Return the answer with these offers."""
        return OfferSet(meta=self.meta(), result="YES", offers=offers)

    def no(self, told: Iterable[Finding]) -> OfferSet:
        """Return the answer without offers, for these reasons.

        A reason that is about something which the service added is one of the request as a whole.
        """
        found = [
            finding if reached(self.request, finding.path) == finding.path else replace(finding, path=())
            for finding in told
        ]
        messages = to_messages(Report(tuple(unplaced(found))), time=str(self.at))
        return OfferSet(meta=self.meta().model_copy(update={"messages": messages}), result="NO", offers=[])

    def meta(self, number: int | None = None) -> ComponentMetadata:
        """Return the metadata of the answer, or of the offer with a number in it."""
        name, identity = self.request.meta.name if self.request.meta else None, self._identity
        if number is not None:
            name, identity = name and f"{name}-offer-{number}", f"{identity}{number}"
        return ComponentMetadata(uuid=str(uuid5(_NAMESPACE, identity)), name=name, created=str(self.at))

    @cached_property
    def _identity(self) -> str:
        return f"{dumps(self.request)}{dumps(self.platform)}{self.at}"
