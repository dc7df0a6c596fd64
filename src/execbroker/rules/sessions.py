# SPDX-License-Identifier: Apache-2.0
"""Rules of sessions: phases, and what fits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .. import model
from ..diagnostic import Path, pointer
from ..phases import Lifecycle
from ..time import parse_instant
from .offersets import OPEN
from .options import is_phase
from .registry import Scene, Violation, rule
from .schedule import known

if TYPE_CHECKING:
    from ..model import (
        ComponentMetadata,
        EnumValueOption,
        ExecutionSession,
        LifecycleComponent,
        ScheduledExecutionSession,
        SessionConnector,
    )

_TABLE = Lifecycle.of("session")
ENDED = Lifecycle.of("component").final
"""The phases in which a session, and each of its components, has come to an end."""
DECLINED = tuple(phase for phase in _TABLE.final if phase not in ENDED)
"""The final phases of an offer that nobody took."""
_BOUND = ("ACCEPTED", "WAITING")
_READY = ("AVAILABLE", "RUNNING")

CLIENT_SETS: Mapping[str, tuple[str, ...]] = {
    phase: tuple(move.to for move in _TABLE.leaving(phase, by="client")) for phase in _TABLE.phases
}
"""The phases that a client may choose, by the phase of the session."""

CONNECTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*OPEN, *_BOUND), ("PREPARING",)),
    **dict.fromkeys(("PREPARING", *_READY, "RELEASING"), ("PREPARING", "AVAILABLE", "FINISHED")),
    **dict.fromkeys((*DECLINED, *ENDED), ("FINISHED",)),
}
"""The states of connectors, by the phase of the session."""

_AT_WORK = ("PREPARING", "RUNNING", "RELEASING", "COMPLETED", "FAILED", "CANCELLED")
CONTRADICTED_BY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*OPEN, *_BOUND), _AT_WORK),
    **dict.fromkeys(DECLINED, ("PREPARING", "RUNNING")),
    "PREPARING": ("RELEASING", "FAILED", "CANCELLED"),
    **dict.fromkeys(_READY, ("INITIALIZING", "WAITING", "PREPARING", "RELEASING", "FAILED", "CANCELLED")),
    "RELEASING": ("FAILED", "CANCELLED"),
    "COMPLETED": ("INITIALIZING", "WAITING", "PREPARING", "RUNNING", "RELEASING", "FAILED", "CANCELLED"),
}
"""The phases of components that a session cannot have, by its own. AVAILABLE is never among them: storage that is kept,
and data that lie there already, are available before a session and after it.

It does not follow from the table of moves, which says what becomes of a session when its components change, not which
of them may lag behind: a session that was called off has components that are RUNNING until they are released."""


@rule("warning", section="common/component-metadata.yaml")
def modified_before_created(subject: ComponentMetadata, scene: Scene) -> Iterator[Violation]:
    """A component is not changed before it is created.

    One of the two times is wrong, or their zones are. The two may be the same.

    Wrong:
        created: '2026-05-02T05:12:49+02:00'
        modified: '2026-05-02T03:12:48Z'

    Right:
        created: '2026-05-02T05:12:49+02:00'
        modified: '2026-05-02T03:12:49Z'
    """
    created, modified = known(parse_instant, subject.created), known(parse_instant, subject.modified)
    if created and modified and modified.before(created):
        template = "it was modified before it was created, at ${created}"
        yield Violation(("modified",), template, {"created": subject.created}, "leave it out if nothing was changed")


@rule("error", section="common/execution-session.yaml")
def expires_before_created(subject: ExecutionSession, scene: Scene) -> Iterator[Violation]:
    """An offer does not expire before it is made.

    Nobody can accept such an offer. An offer without `expires` stands for an unlimited time.

    Wrong:
        expires: '2026-05-02T05:12:00Z'

    Right:
        expires: '2026-05-02T05:17:00Z'
    """
    created = known(parse_instant, subject.meta.created) if subject.meta else None
    expires = known(parse_instant, subject.expires)
    if subject.meta and created and expires and expires.before(created):
        values = {"created": subject.meta.created}
        yield Violation(("expires",), "it expires before it was created, at ${created}", values, "write a later time")


@rule("warning", section="kinds/session/scheduled-execution-session.yaml")
def missing_schedule(subject: ScheduledExecutionSession, scene: Scene) -> Iterator[Violation]:
    """A scheduled session that is on offer, or going on, has a schedule.

    It is the promise about time that sets it apart from a simple session. The reference broker calls all its sessions
    simple ones.

    Wrong:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/session/scheduled-execution-session.yaml
        phase: OFFERED

    Right:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/session/simple-execution-session.yaml
        phase: OFFERED
    """
    going_on = subject.phase is not None and subject.phase not in ("INITIAL", *DECLINED, *ENDED)
    if going_on and (subject.schedule is None or not subject.schedule.model_fields_set):
        hint = "write its `schedule`, or take the kind `simple-execution-session`"
        yield Violation(("kind",), "a scheduled session has a `schedule`", hint=hint)


@rule("warning", section="common/session-connector.yaml")
def connector_against_phase(subject: SessionConnector, scene: Scene) -> Iterator[Violation]:
    """A connector can be used only while the session goes on.

    Before the preparation begins a connector is PREPARING, if there is one, and when the session has ended it is
    FINISHED: a user who follows it would find nothing.

    Wrong:
        phase: COMPLETED
        connectors: [{status: AVAILABLE, location: 'https://hub.example.org/user/4f81/lab'}]

    Right:
        phase: COMPLETED
        connectors: [{status: FINISHED, location: 'https://hub.example.org/user/4f81/lab'}]
    """
    phase = getattr(scene.around[-1], "phase", None) if scene.around else None
    fitting = CONNECTED.get(phase or "")
    if fitting and subject.status is not None and subject.status not in fitting:
        values = {"status": subject.status, "phase": phase}
        template = "a connector is not ${status} while the session is ${phase}"
        yield Violation(("status",), template, values, f"write `{fitting[0]}`")


@rule("warning", section="common/session-connector.yaml")
def connector_without_location(subject: SessionConnector, scene: Scene) -> Iterator[Violation]:
    """A connector that can be used says where it is.

    The location is the address to connect to. As long as it is not known the connector is PREPARING.

    Wrong:
        connectors: [{status: AVAILABLE, protocol: HTTPS}]

    Right:
        connectors: [{status: PREPARING, protocol: HTTPS}]
    """
    if subject.status == "AVAILABLE" and not subject.location:
        yield Violation(("status",), "it is AVAILABLE, but nobody knows where", hint="write its `location`")


@rule("warning", section="common/session-phase.yaml")
def component_against_session(subject: ExecutionSession, scene: Scene) -> Iterator[Violation]:
    """The phase of a session fits the phases of its components.

    The reference broker derives it: a session with a component that is FAILED or CANCELLED is so too, one with a
    component that is WAITING or PREPARING is PREPARING, and it is AVAILABLE, or COMPLETED, when all components are.
    Before it is prepared nothing happens to them.

    Wrong:
        phase: COMPLETED
        compute:
          phase: RUNNING

    Right:
        phase: RUNNING
        compute:
          phase: RUNNING
    """
    contradicting = CONTRADICTED_BY.get(subject.phase or "", ())
    for path, component in _components(subject):
        if component.phase in contradicting:
            values = {"phase": subject.phase, "other": component.phase, "component": pointer(path)}
            template = "the session is ${phase}, but ${component} is ${other}"
            yield Violation(("phase",), template, values, _derived(component.phase or ""))
            return


@rule("warning", section="common/option.yaml")
def option_against_phase(subject: EnumValueOption, scene: Scene) -> Iterator[Violation]:
    """An option for the phase of a session offers what a client may choose in its present phase.

    An offer is accepted or rejected; what is accepted can only be cancelled, or be called failed, until it has ended;
    then it stays as it is (Execution Broker working draft). The reference broker ignores all else.

    Wrong:
        values: [ACCEPTED, CANCELLED]

    Right:
        values: [CANCELLED]
    """
    session = scene.around[-2] if len(scene.around) > 1 else None  # between them is its `meta`
    phase = session.phase if isinstance(session, model.ExecutionSession) else None
    if phase is None or not is_phase(subject.path):
        return
    fitting = CLIENT_SETS[phase]
    values = {"phase": phase}
    if not fitting:
        yield Violation((), "a session that is ${phase} stays so", values, "leave the option out")
        return
    for index, value in enumerate(subject.values):
        if value in CLIENT_SETS and value not in fitting:
            template = "a session that is ${phase} cannot become ${value} by the client"
            yield Violation(("values", index), template, {**values, "value": value}, f"fitting: {', '.join(fitting)}")


def _components(session: ExecutionSession) -> Iterator[tuple[Path, LifecycleComponent]]:
    for name in ("executable", "compute", "storage", "data"):
        part = getattr(session, name)
        if isinstance(part, list):
            yield from (((name, index), component) for index, component in enumerate(part))
        elif part is not None:
            yield (name,), part


def _derived(phase: str) -> str:
    """Return what a component in `phase` says of its session."""
    if phase in ("FAILED", "CANCELLED", "RELEASING"):
        return f"with it, the session is {phase}"
    if phase == "COMPLETED":
        return "the session is COMPLETED when all components are"
    return "with it, the session is " + ("RUNNING" if phase == "RUNNING" else "PREPARING")
