# SPDX-License-Identifier: Apache-2.0
"""What a timeline shows, and the round times of its axis. Its laws are in property/test_timeline.py."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from execbroker import loads, plan
from execbroker.model import ExecutionRequest, PlatformDescription
from execbroker.planning.timeline import Timeline, range_to_show, timeline
from execbroker.render.axis import ticks, written
from execbroker.render.timeline_svg import as_svg
from execbroker.render.timeline_text import as_lines
from execbroker.time import parse_instant

KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
SVG = "{http://www.w3.org/2000/svg}"
NOW = parse_instant("2026-05-02T17:00:00Z")
CONTAINER = (
    f"executable: {{kind: {KINDS}/executable/docker-container.yaml, image: {{locations: ['example.org/a:1']}}}}\n"
)
WEEK = "bookings: [{period: 2026-05-01T00:00:00Z/P7D"
A100 = "type: gpu, vendor: NVIDIA, model: A100, memory"


def at(text: str) -> Fraction:
    return parse_instant(f"2026-05-{text}:00Z").epoch() or Fraction(0)


def shown(request: str, platform: str, *, between: tuple[Fraction, Fraction] | None = None) -> Timeline:
    asked = loads(CONTAINER + request, as_=ExecutionRequest)
    described = loads(platform, as_=PlatformDescription)
    answer = plan(asked, described, now=NOW)
    return timeline(described, answer, *(between or range_to_show(answer, asked, described, NOW)))


def requested(start: str) -> str:
    return f"schedule: {{requested: {{duration: PT4H, start: {start}}}}}"


def test_a_timeline_ends_where_its_range_does() -> None:
    times = at("02T18:00"), at("02T18:30")
    slow = f"capacity: {{cores: 8, memory: 32}}\npreparing: {{compute: PT80M}}\n{WEEK}, cores: 2}}]"
    (bar,) = shown("", slow, between=times).bars
    found = [(take.phase, take.begin, take.end, take.booked) for take in bar.takes["cores"]]
    assert found == [("preparing", times[0], at("02T18:20"), 2), ("available", at("02T18:20"), times[1], 2)]


@pytest.mark.parametrize(
    ("request_", "platform", "begin", "end"),
    [
        ("", "", "02T17:00", "02T19:00"),
        (requested("2026-05-02T20:00:00Z/PT1H"), "", "02T20:00", "03T00:00"),
        (requested("2026-05-02T20:00:00Z/PT1H"), "preparing: {compute: PT2H}", "02T18:00", "03T00:00"),
        (requested("2026-05-02T20:00:00Z/PT1H"), f"{WEEK}, cores: 8}}]", "02T20:00", "03T01:00"),
        (requested("2026-05-01T20:00:00Z/PT1H"), "", "02T17:00", "09T17:00"),
        ("compute: {cores: {min: 9}}", "", "02T17:00", "09T17:00"),
    ],
)
def test_the_range_is_that_of_the_question_and_its_answer(request_: str, platform: str, begin: str, end: str) -> None:
    compute = f"compute: {{kind: {KINDS}/compute/simple-compute-resource.yaml, "
    found = shown(request_.replace("compute: {", compute), f"capacity: {{cores: 8, memory: 32}}\n{platform}")
    assert (found.begin, found.end) == (at(begin), at(end))


@pytest.mark.parametrize(
    ("sorts", "booked", "taken"),
    [
        (("40", "40"), "", ["one"]),
        (("40", "40"), "one", ["two", "one"]),
        (("80", "40"), "", ["one", "two"]),
        (("80", "40"), "one", ["two", "one"]),
    ],
)
def test_devices_are_those_that_the_offer_describes_and_that_are_free(
    sorts: tuple[str, str], booked: str, taken: list[str]
) -> None:
    """The same devices may stand in a platform twice, and better ones beside them."""
    names = zip(("one", "two"), sorts, strict=True)
    listed = ", ".join(f"{{name: {name}, count: 1, device: {{{A100}: {{min: {size}}}}}}}" for name, size in names)
    platform = f"capacity: {{cores: 8, memory: 32, accelerators: [{listed}]}}\n"
    if booked:
        platform += f"{WEEK}, accelerators: [{{name: {booked}, count: 1}}]}}]"
    kind = f"kind: {KINDS}/compute/accelerated-compute-resource.yaml"
    bars = shown(f"compute: {{{kind}, accelerators: [{{{A100}: {{min: 40}}}}]}}", platform).bars
    assert [name.partition("/")[2] for bar in bars for name in bar.takes if "/" in name] == taken


def test_more_can_be_booked_than_there_is() -> None:
    over = "capacity: {cores: 8, memory: 32}\nbookings: [{period: 2026-05-02T18:00:00Z/PT1H, cores: 16}]"
    found = shown(requested("2026-05-02T17:00:00Z/PT1H"), over, between=(at("02T17:00"), at("02T20:00")))
    cores = next(line for line in as_lines(found, 80) if line.startswith("cores"))
    assert cores.split()[1:] == ["." * 15 + "#" * 15 + "." * 15, "16", "of", "8"]
    root = ET.fromstring(as_svg(found, "a platform"))  # noqa: S314 - our own
    (booked,) = (each.get("d") or "" for each in root.iter(f"{SVG}path"))
    lines = (each for each in root.iter(f"{SVG}line") if each.get("class") == "capacity")
    heights = {float(number) for number in re.findall("V([0-9.]+)", booked)}
    capacity = float(next(lines).get("y1", ""))
    assert (max(heights) - capacity) * 2 == max(heights) - min(heights) == 64


@pytest.mark.parametrize(
    ("begin", "end", "labels"),
    [
        ("2026-05-02T17:00:00Z", "2026-05-02T17:00:02.5Z", ["17:00:00", "17:00:01", "17:00:02"]),
        ("2026-05-02T17:03:27Z", "2026-05-02T18:10:00Z", ["17:20", "17:40", "18:00"]),
        ("2026-05-02T23:00:00Z", "2026-05-03T02:00:00Z", ["23:00", "00:00", "01:00", "02:00"]),
        ("2026-05-02T17:00:00Z", "2026-05-05T00:00:00Z", ["3 May", "4 May", "5 May"]),
        ("2026-05-02T17:00:00Z", "2026-05-20T00:00:00Z", ["4 May", "11 May", "18 May"]),
        ("2026-12-02T03:35:00Z", "2026-12-31T00:00:00Z", ["7 Dec", "21 Dec"]),
        ("2026-05-02T17:00:00Z", "2026-07-20T00:00:00Z", ["Jun", "Jul"]),
        ("2026-05-02T17:00:00Z", "2027-07-20T00:00:00Z", ["Jul", "Jan", "Jul"]),
        ("2025-05-02T17:00:00Z", "2031-07-20T00:00:00Z", ["2026", "2028", "2030"]),
        ("0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ["0", "5000"]),
    ],
)
def test_the_axis_has_round_times(begin: str, end: str, labels: list[str]) -> None:
    first, last = (parse_instant(text).epoch() or Fraction(0) for text in (begin, end))
    assert [tick.label for tick in ticks(first, last, 4)] == labels


def test_a_date_stands_above_the_axis_where_it_begins_and_none_runs_into_another() -> None:
    evening = at("12T21:00"), at("13T06:30")
    found = shown(requested("2026-05-02T17:00:00Z/PT1H"), "capacity: {cores: 8, memory: 32}", between=evening)
    assert list(as_lines(found, 72))[:3] == [
        "                        13 May 2026",
        "              22:00     00:00     02:00     04:00     06:00",
        "         -----+---------+---------+---------+---------+--",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-05-02T17:00:00Z", "2026-05-02 17:00"),
        ("2026-05-02T17:00:30Z", "2026-05-02 17:00:30"),
        ("2026-05-02T17:00:00.000000001Z", "2026-05-02 17:00:00.000000001"),
        ("2026-05-03T01:30:00+08:30", "2026-05-02 17:00"),
    ],
)
def test_times_for_people_are_in_utc_and_exact(text: str, words: str) -> None:
    assert written(parse_instant(text)) == words
