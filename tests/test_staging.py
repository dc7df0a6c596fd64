# SPDX-License-Identifier: Apache-2.0
"""Where data are, how long they take to come, and in which order things are done; its laws are in property/."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from execbroker import loads
from execbroker.kinds import Kinds
from execbroker.model import ExecutionRequest, PlatformDescription
from execbroker.staging import Sites, Steps, destination, earliest_start, replicas, size_of, staging
from execbroker.time import parse_instant

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
GIB = 2**30


def component(kind: str, **values: Any) -> Any:
    """Return a component of a kind."""
    known = Kinds.builtin()[f"{K}/{kind}.yaml"]
    return Kinds.builtin().class_named(known.title).model_validate({"kind": known.kind, **values})


def platform(**described: Any) -> PlatformDescription:
    return PlatformDescription.model_validate({"capacity": {"cores": 8, "memory": 32}, **described})


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://archive.example.org/cube.fits", "archive.example.org"),
        ("https://Archive.EXAMPLE.org:8443/cube.fits", "archive.example.org"),
        ("https://reader@archive.example.org/cube.fits", "archive.example.org"),
        ("https://[2001:db8::1]:8080/cube.fits", "2001:db8::1"),
        ("vos://archive.example.org~vospace/cube.fits", "archive.example.org"),
        ("vos://archive.example.org!vospace/cube.fits", "archive.example.org"),
        ("ivo://archive.example.org/cubes?m87", "archive.example.org"),
        ("s3://bucket/cube.fits", "bucket"),
        ("file:///data/cube.fits", ""),
        ("file:/data/cube.fits", ""),
        ("file://store.example.org/data/cube.fits", "store.example.org"),
        ("cube.fits", None),
        ("https://[2001:db8/cube.fits", None),
    ],
)
def test_the_site_of_data_is_in_their_address(address: str, site: str | None) -> None:
    data = component("data/simple-data-resource", location=address)
    assert [copy.site for copy in replicas(data)] == [site]
    assert [copy.address for copy in replicas(data)] == [address]


IVO = {"ivoid": "ivo://registry.example.org/cubes"}
LINKED = {"datalink": {"access_url": "https://links.example.org/1"}}
SEEN = {"obscore": {"access_url": "https://archive.example.org/1"}}


@pytest.mark.parametrize(
    ("kind", "values", "sites"),
    [
        ("S3", {"endpoint": "https://objects.example.org", "bucket": "cubes"}, ["objects.example.org"]),
        ("rucio", {"rucio": {"endpoint": "https://lake.example.org", "scope": "sdc"}}, ["lake.example.org"]),
        ("ivoa", {"ivoa": IVO}, ["registry.example.org"]),
        ("ivoa", {"ivoa": {**IVO, **SEEN}}, ["archive.example.org"]),
        ("ivoa", {"ivoa": {**IVO, **SEEN, **LINKED}}, ["links.example.org", "archive.example.org"]),
        ("skao", {"skao": {"namespace": "sdc"}}, [None]),
        ("skao", {"skao": {"replicas": [{"rsename": "EAST", "dataurl": "https://a.org/1"}]}}, ["EAST"]),
        ("skao", {"skao": {"replicas": [{"dataurl": "https://a.org/1"}, {"rsename": "WEST"}, {}]}}, ["a.org", "WEST"]),
        ("skao", {"skao": {"replicas": [{"rsename": "EAST"}]}, "ivoa": SEEN}, ["EAST", "archive.example.org"]),
    ],
)
def test_data_are_at_each_of_their_replicas(kind: str, values: Any, sites: list[str | None]) -> None:
    assert [copy.site for copy in replicas(component(f"data/{kind}-data-resource", **values))] == sites


@pytest.mark.parametrize(
    ("kind", "values", "site"),
    [
        ("vospace", {"location": "vos://archive.example.org~vospace/results"}, "archive.example.org"),
        ("s3", {"endpoint": "https://objects.example.org", "bucket": "results"}, "objects.example.org"),
        ("rucio", {"rucio": {"rse": "EAST", "endpoint": "https://lake.example.org"}}, "EAST"),
        ("rucio", {"rucio": {"endpoint": "https://lake.example.org"}}, "lake.example.org"),
        ("rucio", {"rucio": {"scope": "results"}}, None),
    ],
)
def test_results_go_to_a_site(kind: str, values: Any, site: str | None) -> None:
    found = destination(component(f"storage/{kind}-storage-resource", **values))
    assert found is not None
    assert found.site == site


@pytest.mark.parametrize("kind", ["simple", "persistent"])
def test_results_in_storage_of_the_platform_go_nowhere(kind: str) -> None:
    assert destination(component(f"storage/{kind}-storage-resource", size={"min": 1})) is None


@pytest.mark.parametrize(
    ("kind", "values", "size"),
    [
        ("simple", {"size": 7}, 7),
        ("simple", {"size": 0}, 0),
        ("simple", {}, None),
        ("skao", {"skao": {"datasize": 8}}, 8),
        ("skao", {"skao": {"datasize": 8}, "size": 9}, 9),
        ("skao", {"skao": {"datasize": -1}}, None),
        ("ivoa", {"ivoa": {"datalink": {"content_length": 10}}}, 10),
    ],
)
def test_how_much_there_is_to_transfer_stands_in_several_places(kind: str, values: Any, size: int | None) -> None:
    assert size_of(component(f"data/{kind}-data-resource", **values)) == size


OWN = {"name": "files.example.org"}
FAST = {"name": "Archive.example.org", "rate": 100}
CLOSED = {"name": "closed.example.org", "rate": 0}


@pytest.mark.parametrize(
    ("transfer", "site", "size", "seconds"),
    [
        (None, "anywhere.example.org", 1000, 0),
        (None, None, None, 0),
        ({}, "anywhere.example.org", 1000, None),
        ({}, "", 1000, 0),
        ({"sites": [OWN]}, "files.example.org", 1000, 0),
        ({"sites": [FAST]}, "archive.EXAMPLE.org", 1000, 10),
        ({"sites": [FAST]}, "archive.example.org", 1001, 11),
        ({"sites": [FAST]}, "archive.example.org", 0, 0),
        ({"sites": [FAST]}, "other.example.org", 1000, None),
        ({"sites": [FAST]}, None, 1000, None),
        ({"sites": [FAST], "rate": 10}, "other.example.org", 1000, 100),
        ({"sites": [FAST], "rate": 10}, None, 1000, 100),
        ({"sites": [FAST], "rate": 10}, "archive.example.org", 1000, 10),
        ({"sites": [CLOSED], "rate": 10}, "closed.example.org", 1000, None),
        ({"sites": [CLOSED], "unsized": "PT1M"}, "closed.example.org", None, None),
        ({"rate": 0}, "other.example.org", 0, None),
        ({"sites": [FAST]}, "archive.example.org", None, 0),
        ({"sites": [FAST], "unsized": "PT1M"}, "archive.example.org", None, 60),
        ({"sites": [FAST], "unsized": "P1M"}, "archive.example.org", None, 31 * 86400),
        ({"sites": [OWN], "unsized": "PT1M"}, "files.example.org", None, 0),
        ({"sites": [FAST, {"name": "archive.example.org", "rate": 1}]}, "archive.example.org", 1000, 10),
    ],
)
def test_a_transfer_takes_its_time(transfer: Any, site: str | None, size: int | None, seconds: int | None) -> None:
    described = platform(transfer=transfer) if transfer is not None else platform()
    assert Sites.of(described).seconds(site, size) == (None if seconds is None else Fraction(seconds))


REQUEST = loads(
    f"""
executable: {{kind: {K}/executable/docker-container.yaml, image: {{locations: [ghcr.io/x/y:1]}}}}
compute:
  kind: {K}/compute/simple-compute-resource.yaml
  volumes:
    - {{kind: {K}/volume/simple-volume-mount.yaml, path: /in, resource: scratch, mode: READONLY}}
    - {{kind: {K}/volume/simple-volume-mount.yaml, path: /out, resource: results, mode: READWRITE}}
storage:
  - {{kind: {K}/storage/simple-storage-resource.yaml, meta: {{name: scratch}}, size: {{min: 10}}}}
  - kind: {K}/storage/vospace-storage-resource.yaml
    meta: {{name: results}}
    location: vos://archive.example.org~vospace/run-1
    size: {{max: 1}}
data:
  - {{kind: {K}/data/simple-data-resource.yaml, storage: scratch, size: 1000, location: 'https://archive.example.org/a'}}
  - {{kind: {K}/data/simple-data-resource.yaml, size: 100, location: 'https://archive.example.org/b'}}
""",
    as_=ExecutionRequest,
)
PLATFORM = platform(
    transfer={"sites": [{"name": "archive.example.org", "rate": 10}]},
    preparing={"storage": "PT5S", "compute": "PT1M", "executable": "PT0.5S"},
    releasing={"storage": "PT5S", "compute": "PT1M", "executable": "PT2S"},
)


def shown(steps: Steps) -> list[tuple[str, str, Fraction]]:
    """Return the tasks of the critical path."""
    return [(task.verb, "/".join(map(str, task.path)), task.seconds) for task in steps.critical_path]


def test_what_makes_the_preparation_long_is_told() -> None:
    preparing = staging(REQUEST, PLATFORM).preparing
    assert shown(preparing) == [
        ("prepare", "storage/0", 5),
        ("fetch", "data/0", 100),
        ("prepare", "compute", 60),
        ("prepare", "executable", Fraction(1, 2)),
    ]
    assert preparing.length == Fraction(331, 2)
    assert {task.site for task in preparing.tasks if task.verb == "fetch"} == {"archive.example.org"}


def test_results_are_delivered_after_the_execution() -> None:
    releasing = staging(REQUEST, PLATFORM).releasing
    delivery = Fraction(-(-GIB // 10))
    assert shown(releasing) == [
        ("release", "executable", 2),
        ("deliver", "storage/1", delivery),
        ("release", "storage/0", 5),
    ]
    assert releasing.length == delivery + 7


def test_what_is_not_written_to_is_not_delivered() -> None:
    unmounted = REQUEST.model_copy(update={"compute": None})
    assert {task.verb for task in staging(unmounted, PLATFORM).releasing.tasks} == {"release"}


def test_the_earliest_start_is_after_all_preparation() -> None:
    assert str(earliest_start(REQUEST, PLATFORM, parse_instant("2026-05-02T17:00:00Z"))) == "2026-05-02T17:02:45.5Z"


def test_a_platform_that_says_nothing_of_its_steps_needs_no_time() -> None:
    staged = staging(REQUEST, platform())
    assert (staged.preparing.length, staged.releasing.length) == (0, 0)
    assert staged.preparing.critical_path == ()


def test_of_a_thousand_components_the_times_are_reckoned_once() -> None:
    storage = [component("storage/simple-storage-resource") for _ in range(1000)]
    steps = staging(REQUEST.model_copy(update={"storage": storage, "data": None}), PLATFORM).preparing
    assert steps.begun is steps.begun
    assert (steps.length, steps.spans[()]) == (Fraction(131, 2), (0, Fraction(131, 2)))
    assert steps.spans["storage", 999] == (0, 5)
