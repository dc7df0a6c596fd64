# SPDX-License-Identifier: Apache-2.0
"""What people do wrong is reported, named, and found at its place; `tests/mutations.py` says so of every example."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from mutations import EDITS, Result, judge

from execbroker.codes import codes

PAGE = Path(__file__).parents[1] / "docs" / "mutations.md"
RESULTS: dict[str, Result] = {}


@pytest.mark.parametrize("edit", EDITS)
def test_each_mutant_of_an_edit_is_reported(edit: str) -> None:
    """One place in each example; where the code is not among the first two, an example has faults at its edge."""
    missed: Counter[str] = Counter()
    found = RESULTS[edit] = judge(edit, limit=1, missed=missed)
    assert found.mutants
    assert found.reported == found.mutants, missed
    assert found.placed >= 0.8 * found.mutants, missed


def test_the_place_of_an_edit_is_found_in_95_of_100_cases() -> None:
    if len(RESULTS) < len(EDITS):
        pytest.skip("only some of the edits were made in this run")
    assert sum(found.placed for found in RESULTS.values()) >= 0.95 * sum(found.mutants for found in RESULTS.values())


def test_an_edit_expects_codes_that_there_are() -> None:
    assert {code for _, expected in EDITS.values() for code in expected} <= set(codes())


def test_the_page_has_every_edit() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [edit for edit in EDITS if f"| {edit} |" not in page] == []
