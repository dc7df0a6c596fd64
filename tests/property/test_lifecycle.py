# SPDX-License-Identifier: Apache-2.0
"""Laws: whatever clients, services, clocks and components do, a session moves as the table says, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from execbroker import dumps, model, strategies, validates
from execbroker.diagnostic import Path, pointer
from execbroker.lifecycle import (
    Actor,
    Lifecycle,
    RefusedUpdate,
    accept,
    apply_update,
    derived_phase,
    expire,
    move,
    options_for,
    transitions,
)
from execbroker.phases import set_by_client
from execbroker.writing import data_of

SESSION, COMPONENT = Lifecycle.of("session"), Lifecycle.of("component")
AFTER: dict[str, set[str]] = {
    "INITIAL": {"OFFERED", "REJECTED", "FAILED", "CANCELLED"},
    "OFFERED": {"ACCEPTED", "REJECTED", "EXPIRED", "FAILED", "CANCELLED"},
    "ACCEPTED": {"WAITING", "PREPARING", "AVAILABLE", "RELEASING", "COMPLETED", "FAILED", "CANCELLED"},
    "WAITING": {"PREPARING", "AVAILABLE", "RELEASING", "COMPLETED", "FAILED", "CANCELLED"},
    "PREPARING": {"AVAILABLE", "RELEASING", "COMPLETED", "FAILED", "CANCELLED"},
    "AVAILABLE": {"RUNNING", "RELEASING", "COMPLETED", "FAILED", "CANCELLED"},
    "RUNNING": {"RELEASING", "COMPLETED", "FAILED", "CANCELLED"},
    "RELEASING": {"COMPLETED", "FAILED", "CANCELLED"},
    **{phase: set() for phase in ("REJECTED", "EXPIRED", "COMPLETED", "FAILED", "CANCELLED")},
}
"""What may follow, written down a second time: section 3 of the facts about the wire format, without its quirks."""

phases = st.sampled_from(SESSION.phases)
times = st.sampled_from(("2020-01-01T00:00:00Z", "2026-05-02T05:17:49.399271410Z", "2090-12-31T23:59:60Z"))
phase_updates = st.builds(
    model.EnumValueUpdate,
    path=st.sampled_from(("/phase", "phase", "/state", "state")),
    value=phases | st.sampled_from(("PAUSED", "accepted", "INITIALIZING")),
)
likely_updates = st.builds(model.EnumValueUpdate, path=st.just("/phase"), value=st.sampled_from(set_by_client()))
any_update = st.sampled_from((likely_updates, likely_updates, phase_updates, strategies.updates())).flatmap(
    lambda of: of
)


@st.composite
def open_sessions(draw: st.DrawFn) -> model.ExecutionSession:
    """Draw sessions of which most can still be moved by a client: few of those that are drawn at random can."""
    session = draw(strategies.sessions())
    session.phase = draw(st.sampled_from(("OFFERED", "ACCEPTED", session.phase)))
    return session


@st.composite
def open_sets(draw: st.DrawFn) -> model.OfferSet:
    """Draw offer sets with offers that are mostly open, and that have UUIDs."""
    offer_set = draw(strategies.offer_sets())
    for number, offer in enumerate(offer_set.offers or ()):
        offer.phase = draw(st.sampled_from(("OFFERED", "OFFERED", "INITIAL", offer.phase)))
        offer.meta = offer.meta or model.ComponentMetadata()
        offer.meta.uuid = f"00000000-0000-4000-8000-{number:012}"
    return offer_set


def walks(phase: str, steps: int) -> Iterator[list[str]]:
    """Yield every path of at most so many moves."""
    followers = {move.to for move in transitions(phase)}
    if not steps or not followers:
        yield [phase]
        return
    for follower in sorted(followers):
        yield from ([phase, *rest] for rest in walks(follower, steps - 1))


def test_every_path_of_up_to_eight_steps_obeys_the_table() -> None:
    found = list(walks("INITIAL", 8))
    assert max(map(len, found)) == 9
    for path in found:
        assert all(after in AFTER[before] for before, after in pairwise(path))
        assert path[-1] in SESSION.final
        assert not set(path[:-1]) & set(SESSION.final)
    assert {step for path in found for step in pairwise(path)} == {
        (before, after) for before, followers in AFTER.items() for after in followers
    }


def offered_in(hint: str) -> set[str]:
    """Return the phases that a hint offers."""
    found = re.search("`/phase`: ([A-Z, ]+)", hint)
    return set(found[1].split(", ")) if found else set()


@given(open_sessions(), any_update, st.none() | times)
def test_an_update_moves_as_the_table_says_or_is_refused_and_names_the_options(
    session: model.ExecutionSession, update: model.Update, now: str | None
) -> None:
    before = deepcopy(session)
    try:
        after = apply_update(session, update, now=now)
    except RefusedUpdate as refused:
        (found,) = refused.report.diagnostics
        if found.code == "update-refused":
            assert offered_in(found.hint or "") == {value for o in options_for(session) for value in o.values}
            assert (session.phase or "in no phase") in found.message
        else:
            assert session.phase == "OFFERED"
        after = session
    assert dumps(session) == dumps(before)
    assert session == before
    assert type(after) is type(session)
    moved(session, after, "client")
    assert validates(dumps(after)).errors == ()


def moved(before: model.ExecutionSession, after: model.ExecutionSession, by: Actor) -> None:
    """A session has moved as the table says, or has not moved."""
    if before.phase != after.phase:
        assert before.phase is not None
        assert after.phase in {move.to for move in transitions(before.phase, by=by)}
        assert after.phase in AFTER[before.phase]
        if after.meta and after.meta.options is not None:
            choices = [option for option in after.meta.options if option.path == "/phase"]
            assert choices == options_for(after)


@given(strategies.sessions(), phases, times)
def test_what_is_final_stays_so(session: model.ExecutionSession, wanted: str, now: str) -> None:
    session.phase = "COMPLETED" if session.phase not in SESSION.final else session.phase
    phase = session.phase
    assert options_for(session) == []
    assert expire(session, now).phase == phase
    assert derived_phase(session) == phase
    for path in ("/phase", "state"):
        with pytest.raises(RefusedUpdate, match=f"a session that is {phase} stays so"):
            apply_update(session, model.EnumValueUpdate(path=path, value=wanted), now=now)


@given(open_sets(), st.integers(0, 5), st.none() | times)
def test_of_a_set_one_offer_is_accepted_and_no_other_stays_open(
    offer_set: model.OfferSet, number: int, now: str | None
) -> None:
    before = deepcopy(offer_set)
    offers = offer_set.offers or []
    chosen = number % (len(offers) or 1)
    try:
        after = accept(offer_set, f"00000000-0000-4000-8000-{chosen:012}", now=now)
    except RefusedUpdate:
        after = offer_set
    else:
        assert [offer.phase for offer in after.offers or ()].count("ACCEPTED") == 1
        assert not {offer.phase for offer in after.offers or ()} & {"INITIAL", "OFFERED"}
    assert offer_set == before
    for index, (old, new) in enumerate(zip(offers, after.offers or (), strict=True)):
        moved(old, new, "client" if index == chosen else "sibling")
    assert validates(dumps(after)).errors == ()


@given(open_sets() | open_sessions(), times)
def test_what_has_expired_stays_expired_and_nothing_else_changes(
    document: model.OfferSet | model.ExecutionSession, at: str
) -> None:
    before = deepcopy(document)
    after = expire(document, at)
    assert document == before
    assert type(after) is type(document)
    assert expire(after, at) == after
    pairs = (
        zip(document.offers or (), after.offers or (), strict=True)
        if isinstance(document, model.OfferSet) and isinstance(after, model.OfferSet)
        else [(document, after)]
    )
    for old, new in pairs:
        moved(old, new, "clock")
        assert (new == old) == (new.phase == old.phase)
    assert validates(dumps(after)).errors == ()


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the values of data that are no mappings and no lists."""
    if isinstance(data, (dict, list)):
        for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(inner, (*path, step))
    else:
        yield path, data


@st.composite
def changes(draw: st.DrawFn) -> tuple[model.ExecutionSession, model.Update, Path, Any]:
    """Draw a session with an option for one of its values, an update in its bounds, and the value that it sets."""
    session = draw(strategies.sessions())
    found = [(path, value) for path, value in leaves(data_of(session)) if path[:2] != ("meta", "options")]
    path, value = draw(st.sampled_from(found))
    text = pointer(path)
    if type(value) is int:
        new = draw(st.integers(-10, 10**6))
        either = draw(st.booleans())
        option: Any = (model.IntegerDeltaOption if either else model.IntegerValueOption)(path=text)
        update: Any = (
            model.IntegerDeltaUpdate(path=text, delta=new - value)
            if either
            else model.IntegerValueUpdate(path=text, value=new)
        )
    else:
        new = draw(st.sampled_from(("another", "PT1H", "READONLY", "COMPLETED")))
        option = draw(
            st.sampled_from([model.EnumValueOption(path=text, values=[new]), model.StringValueOption(path=text)])
        )
        update = (model.EnumValueUpdate if option.kind == "uri:enum-value-option" else model.StringValueUpdate)(
            path=text, value=new
        )
    session.meta = session.meta or model.ComponentMetadata()
    session.meta.options = [*(session.meta.options or ()), option]
    return session, update, path, new


@given(changes())
def test_an_option_allows_one_value_to_be_changed_and_nothing_else(
    drawn: tuple[model.ExecutionSession, model.Update, Path, Any],
) -> None:
    session, update, path, new = drawn
    before = deepcopy(session)
    try:
        after = apply_update(session, update)
    except RefusedUpdate:
        return
    finally:
        assert session == before
    expected = data_of(session)
    holder = expected
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = new
    assert data_of(after) == expected
    assert type(after) is type(session)
    assert path[-1] != "phase" or path[:-1][:1] == ("meta",)
    assert validates(dumps(after)).errors == ()


class Session(RuleBasedStateMachine):
    """A session, and all who move it; what is not in the table makes it fail."""

    def __init__(self) -> None:
        super().__init__()
        self.session: model.ExecutionSession = model.SimpleExecutionSession(phase="INITIAL")

    @initialize(drawn=strategies.sessions())
    def begin(self, drawn: model.ExecutionSession) -> None:
        for part in components(drawn):
            part.phase = "INITIALIZING"
        drawn.phase = "INITIAL"
        self.session = drawn

    def becomes(self, after: model.ExecutionSession, by: Actor) -> None:
        assert after is not self.session
        moved(self.session, after, by)
        self.session = after

    @rule(update=any_update, now=st.none() | times)
    def client(self, update: model.Update, now: str | None) -> None:
        with suppress(RefusedUpdate):
            self.becomes(apply_update(self.session, update, now=now), "client")

    @rule(at=times)
    def clock(self, at: str) -> None:
        self.becomes(expire(self.session, at), "clock")

    @rule(data=st.data())
    @precondition(lambda self: self.session.phase not in SESSION.final)
    def service(self, data: st.DataObject) -> None:
        to = data.draw(st.sampled_from(transitions(self.session.phase or "", by="service"))).to
        self.becomes(move(self.session, to, by="service"), "service")

    @rule(data=st.data())
    def components_move(self, data: st.DataObject) -> None:
        for part in components(self.session):
            moves = transitions(part.phase or "", by="service", of="component")
            if moves and data.draw(st.booleans()):
                part.phase = data.draw(st.sampled_from(moves)).to
        phase = derived_phase(self.session)
        if phase not in (None, self.session.phase):
            self.becomes(move(self.session, phase or "", by="components"), "components")

    @invariant()
    def it_is_in_a_phase(self) -> None:
        assert self.session.phase in SESSION.phases
        assert validates(dumps(self.session)).errors == ()


def components(session: model.ExecutionSession) -> list[model.LifecycleComponent]:
    parts = [session.executable, session.compute, *(session.storage or ()), *(session.data or ())]
    return [part for part in parts if part is not None]


def test_whoever_moves_a_session_it_stays_in_the_table() -> None:
    few = settings(max_examples=settings.default.max_examples // 2, stateful_step_count=8)
    run_state_machine_as_test(Session, settings=few)
