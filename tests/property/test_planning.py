# SPDX-License-Identifier: Apache-2.0
"""The planner makes offers that are right, and for which there is room, and says NO only where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from execbroker import check_offer_set, dumps, loads, strategies, validates
from execbroker.diagnostic import steps
from execbroker.model import ExecutionRequest, OfferSet, PlatformDescription
from execbroker.planning import bookings_of, plan
from execbroker.strategies import texts
from execbroker.strategies.platforms import moments

from . import reckoned, small, tried

Pair = tuple[PlatformDescription, ExecutionRequest]

pairs = strategies.platforms_and_requests()
strangers = st.tuples(strategies.platform_descriptions(), strategies.execution_requests())
"""A platform and a request that have nothing to do with one another: mostly it refuses."""
unchecked = st.tuples(strategies.platform_descriptions(), strategies.execution_requests(valid_by="schema"))
times = moments.map(texts.written)


def data(document: Any) -> Any:
    return json.loads(dumps(document))


def data_of_all(documents: Iterable[Any]) -> list[Any]:
    return [data(document) for document in documents]


def platform_of(changed: Any) -> PlatformDescription:
    return PlatformDescription.model_validate(changed)


def start(offer: Any) -> Fraction:
    return reckoned.seconds(offer["schedule"]["available"]["start"].partition("/")[0])


def starts(answer: OfferSet) -> list[Fraction]:
    return [start(offer) for offer in data(answer)["offers"]]


def sizes(answer: OfferSet) -> list[Any]:
    return [size(offer) for offer in data(answer)["offers"]]


def size(offer: Any) -> Any:
    """Return the compute and storage resources of an offer without their times."""
    parts = (offer["compute"], *offer.get("storage", ()))
    return [{name: value for name, value in part.items() if name != "schedule"} for part in parts]


@given(pairs | strangers, times)
def test_an_answer_is_what_was_asked_for_and_a_valid_document(pair: Pair, now: str) -> None:
    platform, request = pair
    answer = plan(request, platform, now=now)
    assert check_offer_set(request, answer, now=now).errors == ()
    assert validates(dumps(answer)).diagnostics == ()
    assert loads(dumps(answer)) == answer


@given(pairs, times)
def test_no_offer_takes_what_is_booked(pair: Pair, now: str) -> None:
    platform, request = pair
    has = data(platform)
    for offer in data(plan(request, platform, now=now))["offers"]:
        assert any(not reckoned.overbooked(way, has) for way in reckoned.ways(offer, has))


def covered(part: reckoned.Taking, booked: list[reckoned.Taking]) -> bool:
    """Return whether a part of the schedules is booked; a computer is held longer, while others get ready."""
    return not part.amount or any(
        (one.resource, one.amount) == (part.resource, part.amount) and one.begin <= part.begin and part.end <= one.end
        for one in booked
    )


@given(pairs, times)
def test_what_was_accepted_is_booked_and_not_given_again(pair: Pair, now: str) -> None:
    platform, request = pair
    for _ in range(3):
        for offer in (plan(request, platform, now=now).offers or [])[:1]:
            has, taken = data(platform), bookings_of(offer, platform)
            of_it = [one for one in reckoned.booked({"bookings": data_of_all(taken)}) if one.amount]
            assert any(all(covered(one, of_it) for one in way) for way in reckoned.ways(data(offer), has))
            assert not reckoned.overbooked(of_it, has)
            platform = platform.model_copy(update={"bookings": [*(platform.bookings or ()), *taken]})


@given(pairs, times)
def test_nothing_begins_before_the_notice_is_over_or_after_the_horizon(pair: Pair, now: str) -> None:
    platform, request = pair
    policy, asked = data(platform).get("policy", {}), reckoned.seconds(now)
    for offer in data(plan(request, platform, now=now))["offers"]:
        for part in (offer, offer["executable"], offer["compute"], *offer.get("storage", ()), *offer.get("data", ())):
            assert reckoned.whole(part["schedule"])[0] >= reckoned.after(asked, policy.get("notice", "PT0S"))
        assert "horizon" not in policy or start(offer) <= reckoned.after(asked, policy["horizon"])


@given(pairs | strangers | unchecked, times)
def test_a_refusal_says_why_and_where(pair: Pair, now: str) -> None:
    """It has an error, and each message leads to something in the request, or is about all of it."""
    platform, request = pair
    answer = plan(request, platform, now=now)
    if answer.result == "YES":
        assert answer.offers
        return
    messages = (answer.meta and answer.meta.messages) or []
    assert answer.offers == []
    assert "ERROR" in [message.level for message in messages]
    for message in messages:
        there = data(request)
        for step in steps(message.path or ""):
            there = there[int(step)] if isinstance(there, list) else there[step]


@given(pairs, times)
def test_offers_differ_come_in_their_order_and_are_no_more_than_the_platform_makes(pair: Pair, now: str) -> None:
    platform, request = pair
    answer = plan(request, platform, now=now)
    found = list(zip(starts(answer), sizes(answer), strict=True))
    assert starts(answer) == sorted(starts(answer))
    assert all(one not in found[:number] for number, one in enumerate(found))
    assert len(found) <= data(platform).get("policy", {}).get("offers", 4)


@given(pairs, times)
def test_the_same_question_has_the_same_answer(pair: Pair, now: str) -> None:
    platform, request = pair
    again = loads(dumps(platform), as_=PlatformDescription), loads(dumps(request), as_=ExecutionRequest)
    assert dumps(plan(request, platform, now=now)) == dumps(plan(again[1], again[0], now=now))


@given(pairs, times, st.data())
def test_the_order_of_bookings_makes_no_difference(pair: Pair, now: str, draw: st.DataObject) -> None:
    platform, request = pair
    changed = data(platform)
    assume(len(changed.get("bookings", ())) > 1)
    changed["bookings"] = draw.draw(st.permutations(changed["bookings"]))
    answer, other = plan(request, platform, now=now), plan(request, platform_of(changed), now=now)
    assert (starts(other), sizes(other)) == (starts(answer), sizes(answer))


@given(pairs, times, strategies.data("PlatformBooking"))
def test_another_booking_makes_no_start_earlier(pair: Pair, now: str, booking: Any) -> None:
    platform, request = pair
    changed = data(platform)
    fuller = platform_of({**changed, "bookings": [*changed.get("bookings", []), booking]})
    assert not earlier(plan(request, fuller, now=now), plan(request, platform, now=now))


@given(pairs, times, st.data())
def test_more_of_something_makes_no_start_later(pair: Pair, now: str, draw: st.DataObject) -> None:
    platform, request = pair
    changed, more = data(platform), draw.draw(st.integers(1, 100))
    has = changed["capacity"]
    has |= {
        name: has.get(name, 0) + more for name in draw.draw(st.sets(st.sampled_from(["cores", "memory", "storage"])))
    }
    for devices in has.get("accelerators", ()):
        devices["count"] += draw.draw(st.integers(0, 2))
    assert not earlier(plan(request, platform, now=now), plan(request, platform_of(changed), now=now))


@given(pairs, times, st.integers(0, 72), st.integers(0, 72))
def test_more_time_to_start_in_makes_no_start_later(pair: Pair, now: str, before: int, longer: int) -> None:
    platform, request = pair
    changed = data(request)
    assume("start" in changed.get("schedule", {}).get("requested", {}))
    begin, end = reckoned.interval(changed["schedule"]["requested"]["start"])
    changed["schedule"]["requested"]["start"] = f"{written(begin - before * 3600)}/{written(end + longer * 3600)}"
    wider = ExecutionRequest.model_validate(changed)
    assert not earlier(plan(request, platform, now=now), plan(wider, platform, now=now))


@given(pairs, moments, st.integers(-10000, 10000))
def test_what_is_asked_for_some_days_later_is_offered_as_many_days_later(pair: Pair, now: Any, days: int) -> None:
    platform, request = pair
    then = (data(platform), data(request))
    for booking in then[0].get("bookings", ()):
        booking["period"] = moved(booking["period"], days)
    if "start" in (wanted := then[1].get("schedule", {}).get("requested", {})):
        wanted["start"] = moved(wanted["start"], days)
    answer = plan(request, platform, now=texts.written(now))
    later = plan(
        ExecutionRequest.model_validate(then[1]),
        platform_of(then[0]),
        now=texts.written(now + timedelta(days=days)),
    )
    assert starts(later) == [start + days * 86400 for start in starts(answer)]
    assert sizes(later) == sizes(answer)


def earlier(one: OfferSet, other: OfferSet) -> bool:
    """Return whether the first start of an answer is earlier than that of another one, in which there may be none."""
    return bool(starts(one)) and (not starts(other) or starts(one)[0] < starts(other)[0])


def written(time: Fraction) -> str:
    """Return a time in whole seconds since 1970 as text."""
    assert time.denominator == 1
    return texts.written(reckoned.EPOCH + timedelta(seconds=int(time)))


def moved(interval: str, days: int) -> str:
    """Return an interval some days later."""
    return "/".join(
        part if part.startswith("P") else written(reckoned.seconds(part) + days * 86400) for part in interval.split("/")
    )


small_questions = st.tuples(small.platforms, small.requests())


@given(small_questions)
def test_what_is_found_by_trying_is_what_is_planned(question: tuple[Any, Any]) -> None:
    """YES and NO are the same, and the earliest start."""
    platform, request = question
    answer = plan(ExecutionRequest.model_validate(request), platform_of(platform), now=small.NOW)
    earliest = tried.Question(request, platform).earliest()
    assert answer.result == ("NO" if earliest is None else "YES")
    assert starts(answer)[:1] == ([] if earliest is None else [reckoned.seconds(small.NOW) + 60 * earliest])
