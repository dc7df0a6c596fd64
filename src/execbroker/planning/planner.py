# SPDX-License-Identifier: Apache-2.0
"""A request and a platform to an offer set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from .. import offers, platforms, rules
from ..diagnostic import Report
from ..messages import to_messages
from ..model import ComponentMetadata, OfferSet
from ..offers.asking import Asking
from ..offers.matching import reached
from ..placement import unplaced
from ..platforms import Hosting
from ..platforms.completing import completed
from ..platforms.terms import duration_of, standing
from ..rules.group import homes
from ..time import Instant, parse_duration, parse_instant
from ..time import now as present
from ..writing import dumps
from .demand import seconds_of
from .offering import Plan, offer
from .search import Search, in_calendar

if TYPE_CHECKING:
    from ..diagnostic import Finding, Path
    from ..model import AnySession, ExecutionRequest, PlatformDescription

_NAMESPACE = UUID("6f1d3cd2-7d5f-4a0c-9a7e-0d1f6f8c2b11")
"""Of the UUIDs of answers: the same question at the same time has the same answer."""


_SILENT = offers.standard().only("limit-not-answered")


def plan(request: ExecutionRequest, platform: PlatformDescription, *, now: Instant | str | None = None) -> OfferSet:
    """Return the offers of a platform for a request, best first: YES with some, or NO with messages that say why.

    Offers differ in start and size. For each size, which is the most and the least that is asked for, they are the
    earliest start, and the first one after each time at which there is no room; earlier ones come first, and of those
    at the same time larger ones. `now` is when the request is made, as an RFC 3339 date-time or its value; None means
    the present. Times without a zone are taken as UTC; a duration in months, as long as it can be. The platform has to
    be valid. Where very many sorts of its devices fit very many accelerators, not all ways to take them are tried.

    Raises `ValueError` for a `now` that is none, and for times of the platform that there are not.
    """
    return answered(request, platform, now=now)[0]


def answered(
    request: ExecutionRequest, platform: PlatformDescription, *, now: Instant | str | None = None
) -> tuple[OfferSet, list[Finding]]:
    """Return what `plan` does, and the findings in the request of which its messages are made."""
    at = present() if now is None else parse_instant(str(now))
    answer = _Answer(request, platform, at)
    told = [finding for finding in rules.standard().findings(request) if finding.severity == "error"]
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
    made: list[AnySession] = [
        offer(
            Plan(search.request, platform, slot.size, search.staged, duration), slot.start, answer.meta(number), expires
        )
        for number, slot in enumerate(slots)
    ]
    return answer.yes(made)


@dataclass(frozen=True)
class _Answer:
    """The answer to a request at a time."""

    request: ExecutionRequest
    platform: PlatformDescription
    at: Instant

    def yes(self, made: list[AnySession]) -> tuple[OfferSet, list[Finding]]:
        """Return the answer with these offers, and a warning of each limit about which they say nothing."""
        silent = _SILENT.findings(made[0], Asking((), (), self.request, self.at))
        template = "the offers say nothing about ${type}, on which there is a limit"
        return self._with([replace(finding, template=template, path=(), hint=None) for finding in silent], made)

    def no(self, told: Iterable[Finding]) -> tuple[OfferSet, list[Finding]]:
        """Return the answer without offers, for these reasons.

        A reason about storage that the service adds is one of the data that need it, and else of the whole request.
        """
        return self._with([replace(finding, path=self._place(finding.path)) for finding in told], [])

    def meta(self, number: int | None = None) -> ComponentMetadata:
        """Return the metadata of the answer, or of the offer with a number in it."""
        name, identity = self.request.meta.name if self.request.meta else None, self._identity
        if number is not None:
            name, identity = name and f"{name}-offer-{number + 1}", f"{identity}{number}"
        return ComponentMetadata(uuid=str(uuid5(_NAMESPACE, identity)), name=name, created=str(self.at))

    def _with(self, told: list[Finding], made: list[AnySession]) -> tuple[OfferSet, list[Finding]]:
        messages = to_messages(Report(tuple(unplaced(told))), time=str(self.at))
        meta = self.meta().model_copy(update={"messages": messages or None})
        return OfferSet(meta=meta, result="YES" if made else "NO", offers=made), told

    def _place(self, path: Path) -> Path:
        """Return where in the request something is that was found in what the service made of it."""
        if reached(self.request, path) == path:
            return path
        data = self._data_by_home.get(int(path[1])) if path[:1] == ("storage",) else None
        return () if data is None else ("data", data)

    @cached_property
    def _data_by_home(self) -> Mapping[int, int]:
        """The number of the data in each storage resource, those included that the service adds."""
        return {storage: data for data, storage in homes(completed(self.request)).items()}

    @cached_property
    def _identity(self) -> str:
        return f"{dumps(self.request)}{dumps(self.platform)}{self.at}"
