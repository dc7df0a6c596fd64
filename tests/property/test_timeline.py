# SPDX-License-Identifier: Apache-2.0
"""Laws of timelines: what is shown as booked and taken is what the planner reckons with, at every instant."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given

from execbroker import plan, strategies
from execbroker.model import ExecutionRequest, PlatformDescription
from execbroker.planning.demand import booked
from execbroker.planning.timeline import Step, most_in_each, range_to_show, timeline
from execbroker.platforms.wanted import device_key
from execbroker.render.timeline_svg import as_svg
from execbroker.render.timeline_text import as_lines
from execbroker.time import parse_instant

NOW = parse_instant("2026-05-02T17:00:00Z")


def amount_at(steps: tuple[Step, ...], time: Fraction) -> int:
    return [step.amount for step in steps if step.begin <= time][-1]


@given(strategies.platforms_and_requests())
def test_a_timeline_says_what_is_booked_and_no_offer_takes_more_than_is_left(
    drawn: tuple[PlatformDescription, ExecutionRequest],
) -> None:
    platform, request = drawn
    answer = plan(request, platform, now=NOW)
    begin, end = range_to_show(answer, request, platform, NOW)
    shown = timeline(platform, answer, begin, end)
    holds = list(booked(platform))
    for lane in shown.lanes:
        assert lane.booked[0].begin == begin
        for step in lane.booked:
            held = (hold for hold in holds if hold.begin <= step.begin < hold.end)
            assert step.amount == sum(hold.amounts.get(lane.resource, 0) for hold in held)
            assert begin <= step.begin < end
    assert len(shown.bars) == len(answer.offers or ())
    for bar in shown.bars:
        assert [span.phase for span in bar.spans] in (
            ["available"],
            ["preparing", "available"],
            ["available", "releasing"],
            ["preparing", "available", "releasing"],
        )
        assert begin <= bar.spans[0].begin <= bar.spans[-1].end <= end
        for lane in shown.lanes:
            for take in bar.takes.get(lane.resource, ()):
                assert 0 < take.amount <= lane.capacity - take.booked
                assert take.booked == amount_at(lane.booked, take.begin)
                assert begin <= take.begin < take.end <= end


@given(strategies.platforms_and_requests())
def test_an_offer_takes_all_that_it_gives_while_it_is_available(
    drawn: tuple[PlatformDescription, ExecutionRequest],
) -> None:
    platform, request = drawn
    answer = plan(request, platform, now=NOW)
    assume(answer.offers)
    shown = timeline(platform, answer, *range_to_show(answer, request, platform, NOW))
    names = {device_key(sort.name) for sort in platform.capacity.accelerators or ()}
    for offer, bar in zip(answer.offers or (), shown.bars, strict=True):
        nodes, node = getattr(offer.compute, "nodes", None), getattr(offer.compute, "node", offer.compute)
        times = nodes.min if nodes else 1
        devices = sum(one.count.min for one in getattr(node, "accelerators", None) or ()) * times
        available = next(span for span in bar.spans if span.phase == "available")
        assume(available.begin < available.end)
        taken = {
            name: next((take.amount for take in takes if take.begin <= available.begin < take.end), 0)
            for name, takes in bar.takes.items()
        }
        assert taken.get("cores", 0) == node.cores.min * times
        assert taken.get("memory", 0) == node.memory.min * times
        assert sum(amount for name, amount in taken.items() if name in names) == devices


@given(strategies.platforms_and_requests())
def test_every_timeline_can_be_drawn(drawn: tuple[PlatformDescription, ExecutionRequest]) -> None:
    platform, request = drawn
    answer = plan(request, platform, now=NOW)
    shown = timeline(platform, answer, *range_to_show(answer, request, platform, NOW))
    assert all(len(line) <= 100 and line.isprintable() for line in as_lines(shown, 100))
    assert as_svg(shown, "a platform") == as_svg(shown, "a platform")


def test_the_most_in_each_part_counts_what_begins_in_it_and_not_what_begins_at_its_end() -> None:
    steps = [Step(Fraction(time), amount) for time, amount in [(0, 1), (4, 9), (5, 2), (10, 7), (20, 0)]]
    edges = [Fraction(time) for time in (0, 4, 10, 15, 20, 21)]
    assert most_in_each(steps, edges) == [1, 9, 7, 7, 0]
