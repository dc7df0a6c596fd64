# SPDX-License-Identifier: Apache-2.0
"""The table of phases agrees with the model, and each rule about it finds its fault once, at its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from beside import assert_found_once, edit, problems

from execbroker_build import lifecycle, sources

FILE = "model/lifecycle.yaml"

FAULTS = {
    "misshapen_table: one who moves nothing": (
        "      by: sibling\n",
        "      by: brother\n",
        "by: brother",
        "'brother' is not one of",
    ),
    "misshapen_table: an option for what is not for the client": (
        "      to: EXPIRED\n      by: clock\n",
        "      to: EXPIRED\n      by: clock\n      offered: true\n",
        "      by: clock",
        "'client' was expected",
    ),
    "misshapen_table: a source that is followed without a reason": (
        "      to: CANCELLED\n      by: client\n      offered: true\n",
        "      to: CANCELLED\n      by: client\n      follows: standard\n      offered: true\n",
        "    - from: [ACCEPTED, WAITING, PREPARING, RUNNING]",
        "'why' is a dependency of 'follows'",
    ),
    "misshapen_table: a reason that is no sentence": (
        "why: Nothing in the reference broker sets EXPIRED, so its offers stay open for ever.",
        "why: never set",
        "why: never set",
        "does not match",
    ),
    "unknown_phase: a phase that there is not": (
        "    - from: [ACCEPTED]\n      to: WAITING\n",
        "    - from: [ACCEPTED]\n      to: QUEUED\n",
        "to: QUEUED",
        "`QUEUED` is no phase of a session",
    ),
    "unknown_phase: a session's phase for a component": (
        "  begins: INITIALIZING",
        "  begins: INITIAL",
        "  begins: INITIAL",
        "`INITIAL` is no phase of a component",
    ),
    "unknown_phase: a session that follows from what no component is": (
        "      of: [AVAILABLE, RUNNING]",
        "      of: [AVAILABLE, ACCEPTED]",
        "of: [AVAILABLE, ACCEPTED]",
        "`ACCEPTED` is no phase of a component",
    ),
    "repeated_move: a move to where it begins": (
        "    - from: [ACCEPTED]\n      to: WAITING\n",
        "    - from: [ACCEPTED, WAITING]\n      to: WAITING\n",
        "    - from: [ACCEPTED, WAITING]",
        "is no move",
    ),
    "misshapen_table: a phase that stands twice": (
        "    - from: [AVAILABLE, RUNNING]\n      to: RELEASING\n",
        "    - from: [AVAILABLE, RUNNING, AVAILABLE]\n      to: RELEASING\n",
        "from: [AVAILABLE, RUNNING, AVAILABLE]",
        "has non-unique elements",
    ),
    "repeated_move: a move that stands twice": (
        "    - from: [AVAILABLE]\n      to: RUNNING\n",
        "    - from: [AVAILABLE]\n      to: RELEASING\n",
        "    - from: [AVAILABLE, RUNNING]",
        "`AVAILABLE` to `RELEASING` by service stands here twice",
    ),
    "repeated_move: a move that is left out": (
        "      to: [PREPARING, AVAILABLE]\n",
        "      to: [PREPARING, AVAILABLE, FAILED]\n",
        "    - from: [RELEASING]",
        "`RELEASING` to `FAILED` is a move, and left out",
    ),
    "endless_phase: a way out of the end": (
        "    - from: [OFFERED]\n      to: EXPIRED\n",
        "    - from: [OFFERED, REJECTED]\n      to: EXPIRED\n",
        "    - from: [OFFERED, REJECTED]",
        "`REJECTED` is final",
    ),
    "endless_phase: no way out of the middle": (
        "    phases: [COMPLETED, FAILED, CANCELLED]",
        "    phases: [COMPLETED, FAILED]",
        "  final:",
        "`CANCELLED` is not final, and has no way out",
    ),
    "unreachable_phase: nothing leads there": (
        "    - from: [OFFERED]\n      to: EXPIRED\n      by: clock\n",
        "    - from: [OFFERED]\n      to: FAILED\n      by: clock\n",
        "  begins: INITIAL",
        "`EXPIRED` cannot be reached from `INITIAL`",
    ),
    "underived_move: nobody says when": (
        "    - phase: CANCELLED\n      when: any\n      of: [CANCELLED]\n",
        "",
        "    - from: [ACCEPTED, WAITING, PREPARING, AVAILABLE, RUNNING, RELEASING]",
        "no line of `derived` says when components bring about `CANCELLED`",
    ),
    "underived_move: components that bring about nothing": (
        "    - phase: COMPLETED\n      when: all\n      of: [COMPLETED]\n",
        "    - phase: COMPLETED\n      when: all\n      of: [COMPLETED]\n"
        "    - phase: ACCEPTED\n      when: all\n      of: [WAITING]\n",
        "    - phase: ACCEPTED",
        "components do not bring about `ACCEPTED`",
    ),
}


@pytest.fixture
def project(copy_sources: Callable[[], Path]) -> Path:
    return copy_sources()


def test_the_table_has_no_problems(root: Path) -> None:
    assert problems(root, lifecycle.lint) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_once_at_its_line(project: Path, fault: tuple[str, str, str, str]) -> None:
    assert_found_once(project, FILE, lifecycle.lint, fault)


def test_every_rule_has_a_fault() -> None:
    rules = {rule.__name__ for rule in lifecycle._RULES}
    assert rules == {name.partition(":")[0] for name in FAULTS}


@pytest.mark.parametrize(
    ("phase", "section"), [("common/session-phase.yaml", "session"), ("common/lifecycle-phase.yaml", "component")]
)
def test_a_new_phase_has_to_get_into_the_table(project: Path, phase: str, section: str) -> None:
    file = project / "model" / phase
    file.write_text(
        file.read_text(encoding="utf-8").replace("  - FAILED\n", "  - FAILED\n  - PAUSED\n"), encoding="utf-8"
    )
    [problem] = problems(project, lifecycle.lint)
    assert problem.message == "nothing is said of the phase `PAUSED`"
    text = (project / FILE).read_text(encoding="utf-8").splitlines()
    assert text[problem.line - 1] == f"{section}:"


def test_the_build_refuses_a_fault_and_writes_nothing(
    project: Path, build: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    edit(project / FILE, "      by: clock", "      by: client")
    edit(project / FILE, "    - from: [OFFERED]\n      to: EXPIRED\n", "    - from: [OFFERED]\n      to: OFFERED\n")
    code, out, err = build()
    assert (code, out, len(err)) == (1, [], 1)
    assert "`OFFERED` to `OFFERED` is no move" in err[0]


def test_a_model_without_a_table_has_no_product(project: Path) -> None:
    (project / FILE).unlink()
    model, _ = sources.read(project / "model")
    assert model is not None
    assert lifecycle.lint(model) == []
    assert lifecycle.compiled(model) is None


def test_the_product_has_a_line_for_each_move_and_the_phases_of_the_model(made: dict[str, str]) -> None:
    table = json.loads(made["execbroker_model/lifecycle.json"])
    definitions = json.loads(made["execbroker_model/schema.json"])["$defs"]
    assert table["session"]["phases"] == definitions["SessionPhase"]["enum"]
    assert table["component"]["phases"] == definitions["LifecyclePhase"]["enum"]
    cancelling = [move["from"] for move in table["session"]["moves"] if move["to"] == "CANCELLED" and "offered" in move]
    assert cancelling == ["ACCEPTED", "WAITING", "PREPARING", "RUNNING", "AVAILABLE"]
