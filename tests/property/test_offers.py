# SPDX-License-Identifier: Apache-2.0
"""Laws of offers: what gives just what was asked for is right, and one less of anything is found, at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from execbroker import check_offer, check_offer_set, compare
from execbroker.diagnostic import pointer
from execbroker.model import ExecutionRequest, ExecutionSession, OfferSet, ScheduledExecutionSession
from execbroker.offers import CRITERIA
from execbroker.offers.amounts import OUTSIDE
from execbroker.strategies import execution_requests, offer_sets
from execbroker.vocabulary import vocabulary

COMPONENTS = ("executable", "compute", "storage", "data")


def just(request: ExecutionRequest) -> dict[str, Any]:
    """Return the data of an offer that gives the least of what was asked for."""
    data = request.model_dump(mode="json")
    offer = {name: _least(data[name]) for name in (*COMPONENTS, "costs", "metrics") if name in data}
    asked = data.get("schedule", {}).get("requested")
    return offer | ({"schedule": {"available": asked}} if asked else {})


def _least(value: Any) -> Any:
    if isinstance(value, list):
        return [_least(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "kind" not in value and set(value) <= {"min", "max"} and value:
        return {"min": value["min"], "max": value["min"]} if "min" in value else value
    return {key: _least(item) for key, item in value.items() if key not in ("schedule", "phase")}


def offered(data: dict[str, Any]) -> ExecutionSession:
    kind = ScheduledExecutionSession.model_fields["kind"].default
    return ScheduledExecutionSession.model_validate({"kind": kind, **data})


def minima(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the minima that can be lowered."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key == "min" and isinstance(item, int) and item > 0:
            yield (*path, key)
        yield from minima(item, (*path, key))


@given(execution_requests())
def test_an_offer_of_just_what_was_asked_for_is_right(request: ExecutionRequest) -> None:
    assert [found.code for found in check_offer(request, offered(just(request)))] == []


@given(execution_requests())
def test_the_names_of_resources_may_become_uuids(request: ExecutionRequest) -> None:
    data = just(request)
    uuids = {}
    for number, one in enumerate([*data.get("storage", []), *data.get("data", [])]):
        uuid = one.setdefault("meta", {}).setdefault("uuid", f"00000000-0000-4000-8000-{number:012}")
        uuids[one["meta"].get("name")] = uuid
    for one in data.get("data", []):
        if "storage" in one:
            one["storage"] = uuids.get(one["storage"], one["storage"])
    for volume in data.get("compute", {}).get("volumes", []):
        volume["resource"] = uuids.get(volume["resource"], volume["resource"])
    assert [found.code for found in check_offer(request, offered(data))] == []


@given(execution_requests(), st.data())
def test_one_less_of_anything_is_found_at_its_place(request: ExecutionRequest, drawn: st.DataObject) -> None:
    data = just(request)
    outside = [index for index, one in enumerate(request.storage or ()) if isinstance(one, OUTSIDE)]
    amounts = {name: part for name, part in data.items() if name in ("compute", "storage")}
    paths = [path for path in minima(amounts) if path[:2] not in [("storage", index) for index in outside]]
    paths = [path for path in paths if not {"meta", "costs", "metrics", "lifetime"} & set(path)]
    if paths:
        path = drawn.draw(st.sampled_from(paths))
        holder = data
        for step in path[:-1]:
            holder = holder[step]  # type: ignore[index] # a path leads through mappings and lists
        holder["min"] -= 1
        [found] = check_offer(request, offered(data))
        assert found.code == "below-minimum"
        if "accelerators" in path:  # the entry may still be enough for another that was asked for
            assert found.pointer.startswith(pointer(path[: path.index("accelerators") + 1]))
        else:
            assert found.pointer == pointer(path)


@given(execution_requests(valid_by="schema"), offer_sets(valid_by="schema"))
def test_nothing_that_documents_say_makes_it_raise(request: ExecutionRequest, offers: OfferSet) -> None:
    for found in check_offer_set(request, offers):
        assert found.pointer.startswith("/offers/")
    for by in (*CRITERIA[:-1], *vocabulary("cost-type").terms):
        compare(offers, by=by)


@given(offer_sets(), st.sampled_from(CRITERIA[:-1]))
def test_the_best_comes_first_and_equal_offers_keep_their_order(offers: OfferSet, by: str) -> None:
    rows = compare(offers, by=by).rows
    in_order = OfferSet(offers=[(offers.offers or [])[row.index] for row in rows])
    again = compare(in_order, by=by).rows
    assert [row.index for row in again] == list(range(len(rows)))
    assert sorted(row.index for row in rows) == [
        index for index, offer in enumerate(offers.offers or ()) if offer.phase in (None, "INITIAL", "OFFERED")
    ]
