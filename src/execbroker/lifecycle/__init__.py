# SPDX-License-Identifier: Apache-2.0
"""What becomes of a session: moves of its phase, options and updates, acceptance, expiry, what components bring about.

    session = apply_update(session, EnumValueUpdate(path="/phase", value="ACCEPTED"), now=now)

Each function returns a new document, in which everything that it does not change is as it was, lexical forms and what
the model does not know included. What may not be done raises `RefusedUpdate`, with a Report that a broker can answer
with. The facts are those of `model/lifecycle.yaml`.
"""

from ..phases import Actor, Derivation, LeftOut, Lifecycle, Move, Sort, transitions
from .deriving import derived_phase
from .offers import accept, expire
from .options import options_for
from .refusal import RefusedUpdate
from .updates import apply_update, move

__all__ = [
    "Actor",
    "Derivation",
    "LeftOut",
    "Lifecycle",
    "Move",
    "RefusedUpdate",
    "Sort",
    "accept",
    "apply_update",
    "derived_phase",
    "expire",
    "move",
    "options_for",
    "transitions",
]
