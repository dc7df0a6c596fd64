# SPDX-License-Identifier: Apache-2.0
"""Offers: that one of a set is accepted, and that time passes."""

from __future__ import annotations

from typing import TypeVar

from .. import model
from ..phases import Lifecycle
from ..rules.offersets import TAKEN
from .refusal import RefusedUpdate
from .updates import Now, has_expired, in_phase, move

T = TypeVar("T", bound=model.OfferSet | model.ExecutionSession)


def accept(offer_set: model.OfferSet, uuid: str, *, now: Now = None) -> model.OfferSet:
    """Return the set after its client has accepted the offer with `uuid`: the others, if still open, are rejected.

    Raises `RefusedUpdate` where there is no such offer, where another one was accepted, and as `apply_update` does.
    """
    offers = offer_set.offers or []
    uuids = [offer.meta.uuid.lower() if offer.meta and offer.meta.uuid else None for offer in offers]
    if uuid.lower() not in uuids:
        known = ", ".join(name for name in uuids if name)
        hint = f"the offers are {known}" if known else "no offer has a UUID"
        raise RefusedUpdate.of("there is no offer ${uuid} in the set", {"uuid": uuid}, hint, pointer="/offers")
    chosen = uuids.index(uuid.lower())
    accepted = move(offers[chosen], "ACCEPTED", by="client", now=now, pointer=f"/offers/{chosen}/phase")
    for number, offer in enumerate(offers):
        if number != chosen and offer.phase in TAKEN:
            template, values = (
                "another offer is accepted already: ${phase} is that at ${number}",
                {"phase": offer.phase},
            )
            hint = "there are no options: of the offers of a set one can be accepted"
            raise RefusedUpdate.of(template, values | {"number": number}, hint, pointer=f"/offers/{chosen}/phase")
    changed = offer_set.model_copy(deep=True)
    changed.offers = [accepted if n == chosen else _dropped(offer, now) for n, offer in enumerate(changed.offers or ())]
    return changed


def expire(document: T, at: Now) -> T:
    """Return a session, or an offer set, as it is at the time `at`: offers whose `expires` lies before are EXPIRED.

    What has expired was modified then. Raises `ValueError` where `at` is no time.
    """
    if isinstance(document, model.OfferSet):
        changed = document.model_copy(deep=True)
        if changed.offers is not None:
            changed.offers = [expire(offer, at) for offer in changed.offers]
        return changed
    if not has_expired(document, at):
        return document.model_copy(deep=True)
    (passing,) = Lifecycle.of("session").leaving(document.phase or "", by="clock")
    return in_phase(document, passing.to, at)


def _dropped(offer: model.AnySession, now: Now) -> model.AnySession:
    """Return an offer beside one that is accepted."""
    moves = Lifecycle.of("session").leaving(offer.phase or "", by="sibling")
    return in_phase(offer, moves[0].to, now) if moves else offer
