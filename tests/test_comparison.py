# SPDX-License-Identifier: Apache-2.0
"""Offers side by side: what each row says, and which comes first."""

from __future__ import annotations

from fractions import Fraction

import pytest

from execbroker import compare, loads
from execbroker.model import OfferSet
from execbroker.offers import Row
from execbroker.quantities import AmountRange
from execbroker.time import parse_instant

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
EXECUTABLE = f"executable: {{kind: {K}/executable/jupyter-notebook.yaml, location: 'https://example.org/m31.ipynb'}}"
COST = f"kind: {K}/costs/simple-minmax-float-cost.yaml"


def answer(*offers: str) -> OfferSet:
    lines = [f"kind: {K}/offerset/execution-offerset.yaml", "result: 'YES'", "offers:"]
    for offer in offers:
        lines += [f"  - kind: {K}/session/scheduled-execution-session.yaml", f"    {EXECUTABLE}"]
        lines += [f"    {line}" for line in offer.splitlines()]
    return loads("\n".join(lines), as_=OfferSet)


def available(start: str | None = None, duration: str | None = None) -> str:
    given = {"start": start, "duration": duration}
    return "schedule: {available: {" + ", ".join(f"{key}: '{text}'" for key, text in given.items() if text) + "}}"


def computer(words: str) -> str:
    return f"compute: {{kind: {K}/compute/simple-compute-resource.yaml, {words}}}"


def cost(type_: str, ends: str) -> str:
    return f"costs: [{{{COST}, type: '{type_}', {ends}}}]"


CARBON, ENERGY = "urn:ivoa:calycopis:cost:carbon", "urn:ivoa:calycopis:cost:energy"


@pytest.mark.parametrize(
    ("by", "offers", "order"),
    [
        (
            "start",
            [
                available(duration="PT1H"),
                available("2026-05-02T18:00:00Z/PT0S"),
                available("2026-05-02T19:30:00+02:00/PT8H"),
                available("2026-05-02T01:00:00/PT0S"),  # nobody knows where
            ],
            [2, 1, 0, 3],
        ),
        (
            "end",
            [
                available("2026-05-02T18:00:00Z/PT0S", "PT4H"),
                available("2026-05-02T19:00:00Z/PT1H", "PT1H"),
                available("2026-05-02T12:00:00Z/PT0S"),
            ],
            [1, 0, 2],
        ),
        ("duration", [available(duration=text) for text in ("PT4H", "P30D", "P1M", "P31D", "P28D")], [3, 1, 2, 4, 0]),
        ("cores", [computer(f"cores: {{{text}}}") for text in ("min: 8", "max: 99", "min: 16, max: 32")], [2, 0, 1]),
        (
            "memory",
            [computer("cores: {min: 8}"), computer("memory: {min: 64}"), computer("memory: {min: 65}")],
            [2, 1, 0],
        ),
        (
            "storage",
            [
                f"storage: [{{kind: {K}/storage/simple-storage-resource.yaml, size: {{min: 50}}}}]",
                f"storage: [{{kind: {K}/storage/simple-storage-resource.yaml, size: {{min: 30}}}}, "
                f"{{kind: {K}/storage/persistent-storage-resource.yaml, size: {{min: 30}}}}]",
                f"storage: [{{kind: {K}/storage/s3-storage-resource.yaml, endpoint: 'https://s3.example.org', "
                "bucket: results, size: {min: 900}}]",
            ],
            [1, 0, 2],
        ),
        ("cost", [cost(CARBON, "max: 1"), cost(CARBON, "min: -9, max: 0"), cost(CARBON, "max: -1")], [2, 1, 0]),
        ("cost", [cost(CARBON, "max: 10"), cost(CARBON, "min: 9"), cost(CARBON, "min: 1, max: 9.5")], [1, 2, 0]),
        (
            CARBON,
            [cost(ENERGY, "max: 1"), cost("carbon", "max: 9007199254740993"), cost(CARBON, "max: 9007199254740992")],
            [2, 1, 0],
        ),
        ("https://example.org/dust", [cost(CARBON, "max: 1"), cost("https://example.org/dust", "max: 7")], [1, 0]),
        ("monetary", [cost(CARBON, "max: 1"), cost(ENERGY, "max: 1")], [0, 1]),
        ("cost", [available(), available()], [0, 1]),
    ],
)
def test_the_best_comes_first(by: str, offers: list[str], order: list[int]) -> None:
    comparison = compare(answer(*offers), by=by)
    assert [row.index for row in comparison.rows] == order
    assert comparison.by == by


def test_only_open_offers_are_compared() -> None:
    phases = ["OFFERED", "REJECTED", "INITIAL", "ACCEPTED", "EXPIRED"]
    offers = answer(*(f"phase: {phase}" for phase in phases), available(duration="PT1H"))
    assert [row.phase for row in compare(offers).rows] == ["OFFERED", "INITIAL", None]
    assert compare(OfferSet(result="NO")).rows == ()


@pytest.mark.parametrize(
    ("by", "offers", "words"),
    [
        (
            "strat",
            [],
            "there is no criterion 'strat'; it is one of start, end, duration, cores, memory, storage, cost,",
        ),
        (
            "cost",
            [cost(CARBON, "max: 1"), cost(ENERGY, "max: 1")],
            "costs of several types; name one of carbon, energy",
        ),
    ],
)
def test_a_criterion_that_there_is_not_names_the_others(by: str, offers: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compare(answer(*offers) if offers else OfferSet(), by=by)


def row(offer: str) -> Row:
    [only] = compare(answer(offer)).rows
    return only


def test_the_nodes_of_a_cluster_are_counted_together() -> None:
    accelerators = "accelerators: [{type: gpu}, {type: gpu, model: L4, count: {min: 2}}]"
    node = f"node: {{cores: {{min: 32, max: 64}}, memory: {{min: 128}}, {accelerators}}}"
    found = row(f"compute: {{kind: {K}/compute/cluster-compute-resource.yaml, nodes: {{min: 2, max: 4}}, {node}}}")
    assert (found.cores, found.memory, found.storage) == (AmountRange(64, 256), AmountRange(256, 512), None)
    assert [(one.sort, one.count) for one in found.accelerators] == [
        ("gpu", AmountRange(2, None)),
        ("L4 gpu", AmountRange(4, 8)),
    ]
    unknown = row(f"compute: {{kind: {K}/compute/cluster-compute-resource.yaml, nodes: {{}}, {node}}}")
    assert unknown.cores == AmountRange(0, None)
    assert row(computer("cores: {min: 8, max: 16}")).cores == AmountRange(8, 16)


def test_the_spaces_of_the_platform_are_counted_together() -> None:
    def spaces(*sizes: str) -> AmountRange | None:
        kind = f"kind: {K}/storage/simple-storage-resource.yaml"
        return row(f"storage: [{', '.join(f'{{{kind}, size: {size}}}' for size in sizes)}]").storage

    assert spaces("{min: 50}", "{min: 30, max: 40}") == AmountRange(80, 90)
    assert spaces("{min: 50}", "{}") == AmountRange(50, None)
    assert spaces() is None


def test_a_row_has_the_texts_of_the_offer_and_their_values() -> None:
    found = row(available("2026-05-02T18:00:00Z/PT30M", "PT4H"))
    assert (found.start, found.duration) == ("2026-05-02T18:00:00Z/PT30M", "PT4H")
    assert found.lasts
    assert found.lasts.exact() == Fraction(4 * 3600)
    assert found.ends == parse_instant("2026-05-02T22:30:00Z"), "at the latest"
    assert (row(available(duration="PT4H")).ends, row("phase: OFFERED").start) == (None, None)


def test_costs_have_their_unit_and_items_without_numbers_are_left_out() -> None:
    named = f"{{kind: {K}/costs/abstract-cost-item.yaml, type: '{ENERGY}'}}"
    found = row(cost(CARBON, "min: 1, description: all").replace("]", f", {named}]"))
    assert [(one.type, one.unit, one.description, one.minimum, one.maximum) for one in found.costs] == [
        ("carbon", "gCO2", "all", 1, None)
    ]
    [own] = row(cost("https://example.org/dust", "max: 7")).costs
    assert (own.type, own.unit) == ("https://example.org/dust", "")
