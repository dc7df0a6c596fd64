# SPDX-License-Identifier: Apache-2.0
"""Rules of offer sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..phases import Lifecycle
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import ExecutionSession, OfferSet

_TABLE = Lifecycle.of("session")
TAKEN = frozenset(_TABLE.phases) - _TABLE.without("ACCEPTED")
"""The phases of an offer that a client has accepted. One that is FAILED or CANCELLED may have been or not."""
OPEN = _TABLE.without("ACCEPTED").difference(_TABLE.final)
"""The phases of an offer that may still be accepted."""


@rule("warning", section="kinds/offerset/execution-offerset.yaml")
def missing_result(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """An offer set says whether the request can be executed.

    A client looks at the result first (Execution Broker working draft). The reference broker always sends it.

    Wrong:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/offerset/execution-offerset.yaml
        offers: []

    Right:
        result: 'NO'
        offers: []
    """
    if subject.result is None:
        answer = "YES" if subject.offers else "NO"
        yield Violation((), "the answer lacks its `result`", hint=f"write `result: '{answer}'`")


@rule("error", section="common/answer.yaml")
def yes_without_offers(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """An answer of YES comes with at least one offer.

    YES means that there is an offer to accept (Execution Broker working draft). The reference broker says it only then.

    Wrong:
        result: 'YES'
        offers: []

    Right:
        result: 'NO'
        offers: []
    """
    if subject.result == "YES" and not subject.offers:
        yield Violation(("result",), "the answer is YES, but there is no offer", hint="write 'NO', or make an offer")


@rule("error", section="common/answer.yaml")
def no_with_offers(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """An answer of NO comes without offers.

    NO means that the request cannot be executed, or not at present (Execution Broker working draft). With an offer the
    client would not know which of the two is meant.

    Wrong:
        result: 'NO'
        offers:
          - schedule: {available: {duration: PT2H}}

    Right:
        result: 'YES'
        offers:
          - schedule: {available: {duration: PT2H}}
    """
    if subject.result == "NO" and subject.offers:
        values = {"count": len(subject.offers)}
        template = "the answer is NO, but there are offers: ${count}"
        yield Violation(("result",), template, values, "write 'YES', or take the offers out")


@rule("warning", section="common/answer.yaml")
def no_without_reason(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """An answer of NO says why.

    The messages say what the request would have to change (Execution Broker working draft); a description for people
    is better than nothing. The reference broker has no message when all that it lacks is a free time.

    Wrong:
        result: 'NO'

    Right:
        result: 'NO'
        description: No computer with 512 GiB of memory is free in that week
    """
    told = subject.description or (subject.meta and subject.meta.messages)
    if subject.result == "NO" and not subject.offers and not told:
        yield Violation(("result",), "the answer is NO, without a reason", hint="write a message below `meta`")


@rule("error", section="kinds/offerset/execution-offerset.yaml")
def offers_share_uuid(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """Each offer has a UUID of its own.

    An offer becomes the session, and is accepted under its UUID (Execution Broker working draft): with one UUID for two
    of them nobody can tell which.

    Wrong:
        - meta: {uuid: 638a6d92-5c42-4c86-8b28-b9562498ea1d}
        - meta: {uuid: 638A6D92-5C42-4C86-8B28-B9562498EA1D}

    Right:
        - meta: {uuid: 638a6d92-5c42-4c86-8b28-b9562498ea1d}
        - meta: {uuid: 638a6d92-5c42-4c86-8b28-b9562498ea1e}
    """
    first: dict[str, int] = {}
    for index, offer in enumerate(subject.offers or ()):
        uuid = _uuid(offer)
        before = first.setdefault(uuid, index) if uuid else index
        if before != index:
            template = "offer ${before} has this UUID too"
            yield Violation(("offers", index, "meta", "uuid"), template, {"before": before}, "make another UUID")


@rule("warning", section="kinds/offerset/execution-offerset.yaml")
def offer_twice(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """Each offer differs from the others in what it offers.

    Offers are there to choose from. Names, UUIDs and times of expiry make no difference. The reference broker means its
    offers for different times, and forgets to say which.

    Wrong:
        - expires: '2026-05-02T05:17:00Z'
        - expires: '2026-05-02T05:18:00Z'

    Right:
        - schedule: {available: {duration: PT2H}}
        - schedule: {available: {duration: PT4H}}
    """
    offers = subject.offers or []
    first: dict[str, int] = {}
    for index, offer in enumerate(offers if len(offers) > 1 else ()):
        content = offer.model_dump(exclude={"expires", "phase"})
        before = first.setdefault(json.dumps(_without_identity(content, _identities(content)), sort_keys=True), index)
        copied = _uuid(offer) is not None and _uuid(offer) == _uuid(offers[before])  # a fault of its own
        if before != index and not copied:
            template = "it offers the same as offer ${before}"
            hint = "say what is different, such as its `schedule`, or leave it out"
            yield Violation(("offers", index), template, {"before": before}, hint)


@rule("warning", section="kinds/offerset/execution-offerset.yaml")
def offer_beside_accepted(subject: OfferSet, scene: Scene) -> Iterator[Violation]:
    """Of the offers of a set one at most is accepted, and then none of the others is open.

    They exclude each other: when one is accepted, the others should be rejected (Execution Broker working draft, and so
    does the reference broker).

    Wrong:
        - phase: ACCEPTED
        - phase: OFFERED

    Right:
        - phase: ACCEPTED
        - phase: REJECTED
    """
    phases = [offer.phase for offer in subject.offers or ()]
    taken = next((index for index, phase in enumerate(phases) if phase in TAKEN), None)
    for index, phase in enumerate(phases):
        if taken is not None and index != taken and phase is not None and phase in OPEN | TAKEN:
            template = "offer ${taken} is accepted, so this one is not ${phase}"
            values = {"taken": taken, "phase": phase}
            yield Violation(("offers", index, "phase"), template, values, "write `REJECTED`")


def _uuid(offer: ExecutionSession) -> str | None:
    """Return the UUID of an offer in small letters, or None."""
    return offer.meta.uuid.lower() if offer.meta and offer.meta.uuid else None


def _identities(content: Any) -> dict[str, str]:
    """Return a number for each name and UUID of the components of an offer, in their order."""
    found: dict[str, str] = {}
    for part in content.values():
        for component in part if isinstance(part, list) else [part]:
            meta = component.get("meta") if isinstance(component, dict) else None
            for name in ("uuid", "name"):
                if isinstance(meta, dict) and isinstance(meta.get(name), str):
                    found.setdefault(meta[name], f"#{len(found)}")
    return found


def _without_identity(content: Any, identities: dict[str, str]) -> Any:
    """Return `content` without metadata, and with numbers where it refers to a component."""
    if isinstance(content, dict):
        return {key: _without_identity(value, identities) for key, value in content.items() if key != "meta"}
    if isinstance(content, list):
        return [_without_identity(item, identities) for item in content]
    return identities.get(content, content) if isinstance(content, str) else content
