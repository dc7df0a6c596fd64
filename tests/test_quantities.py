# SPDX-License-Identifier: Apache-2.0
"""Sizes and ranges of amounts: units, what is refused, and that no float is near."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import execbroker.quantities
import execbroker.time
from execbroker.model import Int64Range
from execbroker.quantities import UNITS, AmountRange, Quantity, parse_quantity

EXACT = [Path(execbroker.quantities.__file__), *Path(execbroker.time.__file__).parent.glob("*.py")]


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("16 GiB", 17179869184, "16 GiB"),
        ("16GiB", 17179869184, "16 GiB"),
        ("1.5 GiB", 1610612736, "1536 MiB"),
        ("1024 kB", 1024000, "1000 KiB"),
        ("3 kiB", 3072, "3 KiB"),
        ("1000 GB", 10**12, "1 TB"),
        ("2 YiB", 2**81, "2 YiB"),
        ("0.000000000000000000000001 YB", 1, "1 B"),
        ("1.50 kB", 1500, "1500 B"),
        ("0 TB", 0, "0 B"),
    ],
)
def test_a_size_is_read_and_written_exactly(text: str, size: int, shown: str) -> None:
    assert parse_quantity(text).bytes == size
    assert str(parse_quantity(text)) == shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.3 GiB", "3/10 GiB is not a whole number of bytes"),
        ("1.5 B", "not a whole number of bytes"),
        ("16 gib", "'gib' is no unit of size; known are B, kB,"),
        ("16 KB", "no unit of size"),
        *(
            (text, "not a size")
            for text in ("16", "GiB", "-1 GiB", "1e3 GiB", "16  GiB", ".5 GiB", "1. GiB", "1,5 GiB")
        ),
        *((text, "not a size") for text in ("16 GiB\n", "٣ GiB", "1" * 1001 + " B", "0." + "0" * 1001 + " B")),
    ],
)
def test_what_is_no_size_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_quantity(text)


def test_there_are_seventeen_units() -> None:
    assert " ".join(UNITS) == "B kB MB GB TB PB EB ZB YB KiB MiB GiB TiB PiB EiB ZiB YiB"


def test_less_than_nothing_is_no_size() -> None:
    with pytest.raises(ValueError, match="-1 bytes are less than nothing"):
        Quantity(-1)
    with pytest.raises(ValueError, match="less than nothing"):
        Quantity.from_wire(-1)


@pytest.mark.parametrize(("size", "gib"), [(0, 0), (1, 1), (2**30, 1), (2**30 + 1, 2)])
def test_the_wire_has_whole_gibibytes_rounded_up(size: int, gib: int) -> None:
    assert Quantity(size).wire() == gib


FLOAT: Any = 1.0


def test_a_float_is_refused_everywhere() -> None:
    wide = AmountRange(0, 8)
    for given in (
        lambda: Quantity(FLOAT),
        lambda: Quantity.of(FLOAT, "GiB"),
        lambda: Quantity.from_wire(FLOAT),
        lambda: AmountRange(FLOAT),
        lambda: AmountRange(0, FLOAT),
        lambda: wide.contains(FLOAT),
        lambda: wide.clamped(FLOAT),
        lambda: AmountRange().clamped(FLOAT),
    ):
        with pytest.raises(TypeError):
            given()


@pytest.mark.parametrize("module", EXACT, ids=lambda path: path.stem)
def test_nothing_that_has_to_be_exact_makes_a_float(module: Path) -> None:
    """A float comes of a literal, of `float`, or of dividing whole numbers."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div))


@pytest.mark.parametrize(
    ("ends", "meant"),
    [
        (None, AmountRange(0, None)),
        (Int64Range(), AmountRange(0, None)),
        (Int64Range(min=4), AmountRange(4, 4)),
        (Int64Range(max=4), AmountRange(0, 4)),
        (Int64Range(min=0), AmountRange(0, 0)),
        (Int64Range(min=2, max=4), AmountRange(2, 4)),
    ],
)
def test_what_is_omitted_of_a_range_has_a_meaning(ends: Int64Range | None, meant: AmountRange) -> None:
    assert AmountRange.of(ends) == meant


def test_both_ends_belong_to_a_range() -> None:
    assert AmountRange(2, 4).contains(2)
    assert AmountRange(2, 4).contains(4)


def test_in_a_range_that_runs_backward_nothing_lies() -> None:
    backward = AmountRange.of(Int64Range(min=8, max=4))
    assert not backward.contains(6)
    assert backward.intersection(AmountRange()) is None
    assert backward.clamped(6) == 8
    assert AmountRange(1, 2).includes(backward)
    assert not backward.includes(AmountRange(5, 6))


def test_how_many_of_a_unit_a_size_is_may_be_a_fraction() -> None:
    assert Quantity(1536).to("KiB") == Fraction(3, 2)
    assert Quantity(1536).to("kiB") == Fraction(3, 2)
