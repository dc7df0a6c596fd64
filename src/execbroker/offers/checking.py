# SPDX-License-Identifier: Apache-2.0
"""Offers held against the request that they answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from .. import model
from ..diagnostic import Finding, Report
from ..phases import Lifecycle
from ..placement import unplaced
from ..rules import Rules, rules_of
from ..time import Instant, parse_instant
from . import amounts, contents, limits, places, times
from .asking import Asking

if TYPE_CHECKING:
    from ..model import ExecutionRequest, ExecutionSession, OfferSet

OVER = frozenset(Lifecycle.of("session").final) - {"COMPLETED"}
"""The phases of what is no longer offered, and was not taken or came to nothing."""


@cache
def standard() -> Rules:
    """Return the rules of offers: what the standard asks of an offer with regard to the request that it answers."""
    return rules_of(amounts, times, contents, places, limits)


def check_offer(
    request: ExecutionRequest,
    offer: ExecutionSession,
    *,
    now: Instant | str | None = None,
    rules: Rules | None = None,
) -> Report:
    """Return what `offer` promises less than, or otherwise than, `request` asks for, with pointers into the offer.

    `now` is when it is looked at, as an RFC 3339 date-time or its value; None means when the offer was made, by its
    `meta.created`, or the present where it does not say. `rules` are those to hold it against; None means `standard()`.
    What is wrong with either document by itself is told by `execbroker.validate`. Raises `ValueError` where `now` is
    no such text.
    """
    return Report(tuple(unplaced(findings(request, offer, now=now, rules=rules))))


def check_offer_set(
    request: ExecutionRequest,
    offer_set: OfferSet,
    *,
    now: Instant | str | None = None,
    rules: Rules | None = None,
) -> Report:
    """Return what is to say of each offer of a set that is not over, with pointers into the set; see `check_offer`.

    An offer that does not say when it was made was made with the set.
    """
    return Report(tuple(unplaced(findings(request, offer_set, now=now, rules=rules))))


def findings(
    request: ExecutionRequest,
    answer: OfferSet | ExecutionSession,
    *,
    now: Instant | str | None = None,
    rules: Rules | None = None,
) -> Iterator[Finding]:
    """Yield what `check_offer` or `check_offer_set` reports, for those who have the text of the answer."""
    known = rules or standard()
    at = parse_instant(now) if isinstance(now, str) else now
    if isinstance(answer, model.ExecutionSession):
        yield from known.findings(answer, Asking((), (), request, at))
        return
    for index, offer in enumerate(answer.offers or ()):
        if offer.phase not in OVER:
            yield from known.findings(offer, Asking(("offers", index), (answer,), request, at))
