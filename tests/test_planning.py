# SPDX-License-Identifier: Apache-2.0
"""What the planner answers: the stories of the working draft, and what was wrong once. Its laws are in property/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from execbroker import check_offer_set, dumps, load, loads, plan
from execbroker.model import (
    ExecutionRequest,
    OfferSet,
    PlatformCapacity,
    PlatformDescription,
    ScheduledExecutionSession,
)
from execbroker.planning import bookings_of
from execbroker.time import parse_duration, parse_instant, parse_interval

EXAMPLES = Path(__file__).parent / "examples" / "planning"

KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
NOW = "2026-05-02T17:00:00Z"
CONTAINER = f"executable: {{kind: {KINDS}/executable/docker-container.yaml, image: {{locations: [ghcr.io/x/y:1]}}}}\n"
SMALL = PlatformDescription(capacity=PlatformCapacity(cores=8, memory=32))
STORE = f"{{kind: {KINDS}/storage/simple-storage-resource.yaml"


def answer(request: str, platform: str, *, now: str = NOW) -> OfferSet:
    capacity = "" if platform.startswith("capacity") else "capacity: {cores: 8, memory: 32, storage: 100}\n"
    described = loads(capacity + platform, as_=PlatformDescription)
    return plan(loads(CONTAINER + request, as_=ExecutionRequest), described, now=now)


def story(name: str) -> OfferSet:
    request = load(EXAMPLES / f"{name}.yaml", as_=ExecutionRequest)
    found = plan(request, load(EXAMPLES / "platform.yaml", as_=PlatformDescription), now=NOW)
    assert check_offer_set(request, found, now=NOW).diagnostics == ()
    return found


def test_32_cores_for_4_hours_start_later_than_for_2_hours_which_fit_an_earlier_gap() -> None:
    assert starts(story("two-hours")) == ["2026-05-02T18:05:00Z", "2026-05-03T03:05:00Z"]
    assert starts(story("four-hours")) == ["2026-05-03T03:05:00Z"]


def test_data_from_a_remote_site_move_the_start_by_the_time_of_their_transfer() -> None:
    (near,), (far,) = starts(story("data-at-the-centre")), starts(story("data-at-an-archive"))
    transfer = 180_000_000_000 // 100_000_000
    assert parse_instant(far).since(parse_instant(near)) == transfer
    found = story("data-at-an-archive").offers
    assert found
    assert found[0].data[0].schedule.preparing.duration == "PT30M"


def test_results_for_a_vospace_are_delivered_in_release() -> None:
    (session,) = story("results-to-a-vospace").offers or ()
    over = parse_instant("2026-05-02T18:05:00Z")
    delivery = -(-28 * 2**30 // 50_000_000)
    releasing = session.storage[0].schedule.releasing
    assert parse_instant(releasing.start) == over
    assert parse_duration(releasing.duration).exact() == delivery
    assert parse_duration(session.schedule.releasing.duration).exact() == max(delivery, 300)
    assert session.storage[0].location == "vos://vospace.example.org~vospace/asteroids/eccentric-anomalies"


def test_a_gpu_is_refused_by_a_platform_without_one_with_a_message_that_says_so() -> None:
    refused = story("gpu")
    assert said(refused) == ["the platform has no gpu"]
    assert refused.meta
    assert refused.meta.messages
    assert (refused.meta.messages[0].level, refused.meta.messages[0].path) == ("ERROR", "/compute/accelerators/0/type")


@pytest.mark.parametrize("long", ["preparing: {compute: P9000Y}", "policy: {notice: P9000Y}"])
def test_a_platform_that_is_never_ready_says_so(long: str) -> None:
    assert said(answer("", long)) == ["the platform makes no offers for times after 9999-12-31T21:59:59Z"]


def test_a_platform_that_cannot_clean_up_before_the_end_of_time_does_not_ask_for_a_later_start() -> None:
    assert said(answer("", "releasing: {compute: P12000Y}")) == [
        "the platform makes no offers for times after 0000-01-01T00:00:00Z"
    ]


def test_a_platform_that_plans_less_far_than_it_takes_to_prepare_does_not_ask_for_a_later_start() -> None:
    assert said(answer("", "policy: {notice: P2D, horizon: P1D}")) == [
        "the platform makes no offers for times after 2026-05-03T17:00:00Z"
    ]


@pytest.mark.parametrize(
    ("policy", "now", "expires"),
    [
        ("policy: {standing: P9000Y}", NOW, "9999-12-31T23:59:59Z"),
        ("policy: {default_duration: PT0S}", "9999-12-31T23:59:00-00:00", "9999-12-31T23:59:59Z"),
        ("policy: {}", "2026-05-02T17:00:00+02:00", "2026-05-02T15:05:00Z"),
    ],
)
def test_an_offer_expires_at_a_time_that_can_be_written(policy: str, now: str, expires: str) -> None:
    offers = answer("", policy, now=now).offers
    assert offers
    assert offers[0].expires == expires


@pytest.mark.parametrize("text", ["2026-05-02", "2026-05-02T17:00"])
def test_a_day_and_a_time_without_a_zone_are_no_time_of_a_request(text: str) -> None:
    with pytest.raises(ValueError, match=f"not a time: '{text}"):
        plan(loads(CONTAINER, as_=ExecutionRequest), SMALL, now=parse_interval(f"{text}/PT0S").start)


def test_what_becomes_of_an_offer_changes_nothing_that_it_was_made_from() -> None:
    metric = f"kind: {KINDS}/metrics/simple-minmax-float-metric.yaml, min: 4"
    platform = loads(
        f"capacity: {{cores: 1, memory: 1}}\nmetrics: [{{{metric}}}]\n"
        "bookings: [{period: 2026-05-02T20:00:00Z/PT1H, cores: 1}]",
        as_=PlatformDescription,
    )
    request = loads(CONTAINER, as_=ExecutionRequest)
    found: Any = plan(request, platform, now=NOW)
    before = dumps(request), dumps(platform), dumps(found.offers[1])
    found.offers[0].executable.image.locations.clear()
    found.offers[0].metrics[0].min = 5
    assert (dumps(request), dumps(platform), dumps(found.offers[1])) == before


def test_a_client_does_not_write_the_options_of_its_offers() -> None:
    option = "{kind: 'uri:integer-delta-option', path: /cores/min}"
    compute = f"kind: {KINDS}/compute/simple-compute-resource.yaml, meta: {{name: here, options: [{option}]}}"
    offers: Any = answer(f"compute: {{{compute}}}", "").offers
    assert (offers[0].compute.meta.name, offers[0].compute.meta.options) == ("here", None)
    assert [option.path for option in offers[0].meta.options] == ["/phase"]


def test_storage_resources_are_taken_together() -> None:
    """Each of them would fit beside the booking."""
    stores = f"storage: [{STORE}, size: {{min: 40}}}}, {STORE}}}]"
    answered = answer(stores, "bookings: [{period: 2026-05-02T17:00:00Z/PT6H, storage: 60}]")
    assert starts(answered) == ["2026-05-02T23:00:00Z"]


def test_devices_of_which_there_are_too_few_do_not_hide_others() -> None:
    device = "device: {type: gpu}"
    sorts = f"[{{name: few, count: 1, {device}}}, {{name: many, count: 4, {device}}}]"
    two = "accelerators: [{type: gpu, count: {min: 2}}]"
    asked = f"compute: {{kind: {KINDS}/compute/accelerated-compute-resource.yaml, {two}}}"
    assert starts(answer(asked, f"capacity: {{cores: 8, memory: 32, accelerators: {sorts}}}")) == [NOW]


@pytest.mark.parametrize(
    ("one", "other", "told"), [(1, 7, []), (7, 1, []), (0, 8, []), (1, 6, ["b", 6]), (7, 0, ["a", 7])]
)
def test_devices_of_several_sorts_are_enough_together(one: int, other: int, told: list[Any]) -> None:
    """There are 256 ways to choose a sort for each of eight."""
    counts = {"a": one, "b": other}
    sorts = ", ".join(f"{{name: {name}, count: {count}, device: {{type: gpu}}}}" for name, count in counts.items())
    asked = f"accelerators: [{', '.join(['{type: gpu}'] * 8)}]"
    compute = f"compute: {{kind: {KINDS}/compute/accelerated-compute-resource.yaml, {asked}}}"
    template = "8 devices of the sort {} in all are needed, and the platform has {}"
    found = answer(compute, f"capacity: {{cores: 8, memory: 32, accelerators: [{sorts}]}}")
    assert said(found) == ([template.format(*told)] if told else [])


def test_an_accelerator_with_least_choice_finds_its_sort_among_very_many_ways() -> None:
    """Twelve of any sort could take all twelve of the only sort that the other six can be."""
    others = ", ".join(f"{{name: other-{n}, count: 40, device: {{type: gpu}}}}" for n in range(300))
    sorts = f"[{{name: wanted, count: 12, device: {{type: gpu, model: A100}}}}, {others}]"
    wanted = ", ".join(["{type: gpu}"] * 12 + ["{type: gpu, model: A100}"] * 6)
    asked = f"compute: {{kind: {KINDS}/compute/accelerated-compute-resource.yaml, accelerators: [{wanted}]}}"
    offers: Any = answer(asked, f"capacity: {{cores: 8, memory: 32, accelerators: {sorts}}}").offers
    assert [one.model for one in offers[0].compute.accelerators][12:] == ["A100"] * 6


def test_data_that_a_storage_resource_lists_are_put_into_it() -> None:
    cube = f"kind: {KINDS}/data/simple-data-resource.yaml, meta: {{name: cube}}, location: 'https://example.org/cube'"
    offers: Any = answer(f"storage: [{STORE}, data: [cube]}}]\ndata: [{{{cube}, size: 9663676416}}]", "").offers
    assert [store.size.min for store in offers[0].storage] == [9]


def test_what_the_service_would_add_and_the_platform_does_not_take_is_told_of_the_request() -> None:
    data = f"data: [{{kind: {KINDS}/data/simple-data-resource.yaml, location: 'https://example.org/cube'}}]"
    taken = ("executable/docker-container", "compute/simple-compute-resource", "data/simple-data-resource")
    platform = f"kinds: [{', '.join(f'{KINDS}/{kind}.yaml' for kind in taken)}]"
    assert (
        said(answer(f"storage: [{STORE}}}]\n{data}", platform)) == ["the platform takes no simple-storage-resource"] * 2
    )


@pytest.mark.parametrize(
    ("size", "given"), [("{max: 4}", 9), ("{min: 4}", 9), ("{min: 4, max: 20}", 9), ("{min: 12}", 12)]
)
def test_storage_has_room_for_its_data(size: str, given: int) -> None:
    cube = f"kind: {KINDS}/data/simple-data-resource.yaml, storage: scratch, location: 'https://example.org/cube'"
    store = f"storage: [{STORE}, meta: {{name: scratch}}, size: {size}}}]"
    offers: Any = answer(f"{store}\ndata: [{{{cube}, size: 9663676416}}]", "").offers
    assert [one.size.min for one in offers[0].storage] == [given]


def test_storage_is_taken_for_as_long_as_it_is_kept() -> None:
    kept = "size: {min: 50}, lifetime: {min: PT3H}"
    store = f"storage: [{{kind: {KINDS}/storage/persistent-storage-resource.yaml, {kept}}}]"
    booked = "bookings: [{period: 2026-05-02T20:00:00Z/PT1H, storage: 60}]"
    asked = f"schedule: {{requested: {{duration: PT1H}}}}\n{store}"
    assert starts(answer(asked, booked)) == ["2026-05-02T21:00:00Z"]
    assert starts(answer(asked.replace("PT3H", "PT2H"), booked))[0] == NOW


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("", "PT0S"), (", lifetime: {min: P7D, max: P30D}", "P7D"), (", lifetime: {max: P30D}", "PT0S")],
)
def test_an_offer_says_how_long_storage_is_kept_and_who_looks_after_it(asked: str, kept: str) -> None:
    offers: Any = answer(f"storage: [{{kind: {KINDS}/storage/persistent-storage-resource.yaml{asked}}}]", "").offers
    (store,) = offers[0].storage
    assert (store.lifecycle, store.lifetime.min, store.lifetime.max) == ("MANAGED", kept, kept)


def test_an_offer_that_would_stand_for_no_time_stands_as_long_as_is_usual() -> None:
    offers: Any = answer("", "policy: {standing: PT0S}").offers
    assert offers[0].expires == "2026-05-02T17:05:00Z"


def test_nothing_starts_before_the_year_0() -> None:
    assert starts(answer("", "", now="0000-01-01T00:00:00+01:00")) == ["0000-01-01T00:00:00Z"]


def test_no_start_is_named_for_which_the_platform_makes_no_offers() -> None:
    booked = "policy: {horizon: PT1H}\nbookings: [{period: 2026-05-02T17:00:00Z/PT6H, cores: 8}]"
    assert said(answer("", booked)) == [
        "at no start for which the platform makes offers are 1 core and 1 GiB of memory free for PT2H"
    ]


def starts(offer_set: OfferSet) -> list[str]:
    """Return from when each offer is available."""
    offers: Any = offer_set.offers
    return [str(offer.schedule.available.start).partition("/")[0] for offer in offers]


def said(offer_set: OfferSet) -> list[str | None]:
    assert offer_set.meta is not None
    assert offer_set.result == ("YES" if offer_set.offers else "NO")
    return [message.message for message in offer_set.meta.messages or ()]


def test_an_accepted_offer_is_booked_for_as_long_as_its_parts_are_held() -> None:
    platform = load(EXAMPLES / "platform.yaml", as_=PlatformDescription)
    (first,) = story("data-at-an-archive").offers or ()
    (storage,) = [one for one in bookings_of(first, platform) if one.storage]
    (compute,) = [one for one in bookings_of(first, platform) if one.cores]
    assert (storage.period, storage.storage) == ("2026-05-02T17:00:00Z/2026-05-02T18:40:00Z", 168)
    assert (compute.period, compute.cores, compute.memory) == ("2026-05-02T17:30:00Z/2026-05-02T18:40:00Z", 8, 1)
    assert bookings_of(first.model_copy(update={"phase": "CANCELLED"}), platform) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schedule": None}, "does not say when"),
        ({"compute": {"cores": {"min": 65}}}, "the offer has 65 cores, and the platform 64"),
        ({"schedule": {"preparing": {"duration": "PT1H"}}}, "another time to prepare"),
    ],
)
def test_what_the_platform_does_not_offer_so_is_not_booked(change: dict[str, Any], words: str) -> None:
    (first,) = story("data-at-an-archive").offers or ()
    data = json.loads(dumps(first))
    for name, part in change.items():
        data[name] = {**data[name], **part} if part else None
    session = loads(json.dumps({name: part for name, part in data.items() if part is not None}))
    assert isinstance(session, ScheduledExecutionSession)
    with pytest.raises(ValueError, match=words):
        bookings_of(session, load(EXAMPLES / "platform.yaml", as_=PlatformDescription))


def test_what_is_wrong_with_storage_that_the_service_adds_is_told_at_the_data() -> None:
    kind = f"kind: {KINDS}/data/simple-data-resource.yaml"
    found = answer(f"data: [{{{kind}, location: 'https://a.example.org/x', size: 200000000000}}]", "")
    assert found.meta
    assert [message.path for message in found.meta.messages or ()] == ["/data/0"]
