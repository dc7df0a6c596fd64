# SPDX-License-Identifier: Apache-2.0
"""What the components of a session bring about."""

from __future__ import annotations

from typing import cast

from .. import model
from ..phases import Lifecycle
from ..rules import walk


def derived_phase(session: model.ExecutionSession) -> model.SessionPhase | None:
    """Return the phase that a session gets, or keeps, by those of its components; None where they say nothing of it.

    The lines of `derived` in `model/lifecycle.yaml` are gone through in their order; one counts that gives the present
    phase, or one that components move the session to from there. A session in a final phase keeps it, and one without a
    phase gets the first that fits. A component without a phase may be in any, so what needs all of them fits none.
    """
    table = Lifecycle.of("session")
    if session.phase in table.final:
        return session.phase
    phases = [part.phase or "" for part, _ in walk(session) if isinstance(part, model.LifecycleComponent)]
    moves = table.leaving(session.phase or "", by="components")
    within = {session.phase, *(move.to for move in moves)} if session.phase else set(table.phases)
    fitting = (line.phase for line in table.derived if line.phase in within and line.fits(phases))
    return cast("model.SessionPhase | None", next(fitting, None))
