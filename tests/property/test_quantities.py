# SPDX-License-Identifier: Apache-2.0
"""Laws: a size is exact in every unit, and a range of amounts is a set of numbers."""

from __future__ import annotations

from decimal import Decimal, localcontext
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.quantities import AmountRange, Quantity, parse_quantity

FACTORS = {
    **{f"{prefix}B": 10 ** (3 * power) for power, prefix in enumerate("kMGTPEZY", 1)},
    **{f"{prefix}iB": 2 ** (10 * power) for power, prefix in enumerate("KMGTPEZY", 1)},
    **{"B": 1, "kiB": 1024},
}
GIB = 1073741824
ALL = 20
"""More than any end of the ranges here, for those that have none."""

units = st.sampled_from(sorted(FACTORS))
numbers = (
    st.decimals(0, 10**6, allow_nan=False, places=0)
    | st.decimals(0, 10**4, allow_nan=False, places=9)
    | st.integers(0, 99999).map(lambda n: Decimal(n) / 1024)
)
sizes = st.builds(lambda number, unit: Quantity(number * FACTORS[unit]), st.integers(0, 5000), units) | st.integers(
    0, 10**30
).map(Quantity)
amounts = st.integers(0, 12)
ranges = st.builds(AmountRange, amounts, st.none() | amounts)


def members(one: AmountRange | None) -> set[int]:
    return set() if one is None else set(range(one.minimum, ALL if one.maximum is None else one.maximum + 1))


@given(numbers, units)
def test_a_size_is_read_if_and_only_if_it_is_a_whole_number_of_bytes(number: Decimal, unit: str) -> None:
    with localcontext() as context:
        context.prec = 100
        expected = number * Decimal(FACTORS[unit])
        whole = expected == expected.to_integral_value()
    text = f"{number:f} {unit}"
    if whole:
        assert parse_quantity(text).bytes == int(expected)
    else:
        with pytest.raises(ValueError, match="not a whole number of bytes"):
            parse_quantity(text)


@given(sizes)
def test_a_size_is_written_in_the_largest_unit_in_which_it_is_whole(size: Quantity) -> None:
    number, unit = str(size).split()
    assert parse_quantity(str(size)) == size
    assert int(number) * FACTORS[unit] == size.bytes
    larger = [factor for factor in FACTORS.values() if factor > FACTORS[unit]]
    assert size.bytes == 0 or not any(size.bytes % factor == 0 for factor in larger)


@given(sizes, units)
def test_a_size_in_another_unit_is_the_same_size(size: Quantity, unit: str) -> None:
    assert size.to(unit) * FACTORS[unit] == size.bytes
    assert Quantity.of(size.to(unit), unit) == size


@given(sizes, sizes)
def test_sizes_are_ordered_as_their_bytes(one: Quantity, other: Quantity) -> None:
    assert (one < other) is (one.bytes < other.bytes)


@given(sizes)
def test_the_wire_has_enough_and_less_than_a_gibibyte_more(size: Quantity) -> None:
    sent = Quantity.from_wire(size.wire())
    assert sent >= size
    assert sent.bytes - size.bytes < GIB
    assert Quantity.from_wire(sent.wire()) == sent


@given(ranges, ranges, amounts)
def test_a_range_is_a_set_of_numbers(one: AmountRange, other: AmountRange, number: int) -> None:
    left, right = members(one), members(other)
    assert one.contains(number) is (number in left)
    assert one.includes(other) is (left >= right)
    assert members(one.intersection(other)) == left & right
    assert one.intersection(other) == other.intersection(one)
    assert (one.intersection(other) is None) is (not left & right)


@given(ranges, st.integers(-5, ALL - 1))
def test_a_number_becomes_the_nearest_of_a_range(one: AmountRange, number: int) -> None:
    nearest = min(members(one), key=lambda member: abs(member - number), default=one.minimum)
    assert one.clamped(number) == nearest


@given(st.none() | amounts, st.none() | amounts)
def test_an_end_that_is_omitted_means_what_the_working_draft_says(least: int | None, most: int | None) -> None:
    meant = members(AmountRange.of(SimpleNamespace(min=least, max=most)))
    if most is not None:
        assert meant == set(range(least or 0, most + 1))
    elif least is not None:
        assert meant == {least}
    else:
        assert meant == members(AmountRange.of(None)) == set(range(ALL))
