# SPDX-License-Identifier: Apache-2.0
"""Each step does what its docstring says, and nothing to what is of today's form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from property.drawn import Titled, sensible

from execbroker.cli import main
from execbroker.codes import codes
from execbroker.document import FORMATS
from execbroker.kinds import Kinds
from execbroker.migration import STEPS
from execbroker.migration.changes import moves
from execbroker.migration.step import Scene, Step
from execbroker.migration.steps import Upgrading
from execbroker.migration.tree import Members, plain, tracked
from execbroker.older.names import OlderNames
from execbroker.render.steps import as_markdown

ROOT = Path(__file__).parents[2]
FACTS, KINDS = OlderNames.installed(), Kinds.builtin()
ANSWERS = {"session", "offerset"}
EXAMPLE_AT = {"todays-values": "volume"}
"""Where the example of a step for all places stands, if it is no executable."""


def read(text: str) -> Any:
    return FORMATS["yaml"].read(text)


def place_of(step: Step) -> str:
    return step.places[0] if step.places else EXAMPLE_AT.get(step.name, "executable")


def taken(step: Step, data: Any) -> Members:
    place = place_of(step)
    role = "answer" if place in ANSWERS else "request"
    changed = step(tracked(data), Scene(FACTS.places[place], role, FACTS, KINDS, lambda _: None))
    assert isinstance(changed, Members)
    return changed


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_makes_what_is_after_of_what_is_before(step: Step) -> None:
    before, after = read(step.words["before"]), read(step.words["after"])
    assert before != after
    copy = json.loads(json.dumps(before))
    changed = taken(step, before)
    assert plain(changed) == after
    assert before == copy, "a step changes nothing that it is given"
    assert plain(taken(step, after)) == after, "twice is once"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_what_an_example_does_not_keep_is_said_to_be_lost(step: Step) -> None:
    """`Cannot carry: nothing` is true of the example, and what is lost in it has the reason of the step."""
    changed = taken(step, read(step.words["before"]))
    noted = [gone for gone in changed.lost if gone.kept]
    inner = [gone for value in changed.values() if isinstance(value, Members) for gone in value.lost if gone.kept]
    assert bool(noted or inner) <= (not step.words["loses"].startswith("nothing"))
    for move in moves(changed):
        assert step.name in {reason.step for reason in move.trail.reasons}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_places_of_a_step_are_places(step: Step) -> None:
    assert set(step.places) <= set(FACTS.places)
    assert step.words["says"].endswith(".")


def test_a_step_has_a_name_of_its_own() -> None:
    names = [step.name for step in STEPS]
    assert len(names) == len(set(names))
    assert not set(names) & set(codes()), "`explain` takes both"


def test_the_page_of_steps_is_what_the_command_prints() -> None:
    page = (ROOT / "docs" / "steps.md").read_text(encoding="utf-8")
    assert page == as_markdown(STEPS), "run: execbroker explain --steps > docs/steps.md"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_explain_says_what_a_step_does(step: Step, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", step.name]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert all(" ".join(part.split()) in printed for part in step.words.values())


def test_explain_lists_the_steps_and_prints_their_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert {step.name for step in STEPS} <= set(capsys.readouterr().out.split())
    assert main(["explain", "--steps"]) == 0
    assert capsys.readouterr().out == as_markdown(STEPS)


def test_a_step_without_its_parts_is_told() -> None:
    def undocumented(old: Members, scene: Scene) -> Members:
        """Do nothing."""
        return old

    with pytest.raises(ValueError, match="undocumented"):
        _ = Step("undocumented", (), undocumented).words


@given(sensible)
def test_the_steps_change_nothing_of_todays_form(drawn: Titled) -> None:
    """Migration takes them only where a document is of an older form; they would do no harm elsewhere."""
    _, data = drawn
    place = FACTS.root(data, KINDS)
    if place is None or place not in FACTS.places:
        return
    role = "answer" if place in ANSWERS else "request"
    tree = Upgrading(FACTS, KINDS, role, lambda _: None).mapping(tracked(data), place)
    changed = [move for move in moves(tree) if move.trail.reasons]
    assert {reason.step for move in changed for reason in move.trail.reasons} <= TODAY_TOO


TODAY_TOO = {"data-by-their-storage", "volume-of-its-name", "todays-kind"}
"""What today's form allows in two ways, of which migration takes one; and a kind that may be absent."""
