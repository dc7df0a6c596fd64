# SPDX-License-Identifier: Apache-2.0
"""Updates of clients, and the change of a phase."""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

from execbroker_model.base import Reading

from .. import model
from ..diagnostic import Diagnostic, steps
from ..phases import WHO, Actor, Lifecycle
from ..rules import walk
from ..rules.options import INDEX, is_phase
from ..rules.schedule import known
from ..time import Instant, parse_instant
from ..validation import validates
from ..writing import data_of, dumps
from .options import allows, carried, named, options_for
from .refusal import RefusedUpdate

S = TypeVar("S", bound=model.ExecutionSession)
Now = Instant | str | None


def apply_update(session: S, update: model.Update, *, now: Now = None) -> S:
    """Return `session` after an update of the client; `session` itself stays as it is.

    The phase is moved as `model/lifecycle.yaml` says, in today's spelling of its path or an older one; options for it
    are renewed where the session carries options. Any other value is changed where an option that the session or one
    of its components carries has the same kind and path and allows the new value, and where the session is as valid
    afterwards as before. `now` becomes the time of modification; an offer that has expired by then is not changed.

    Raises `RefusedUpdate` for all else, and `ValueError` where `now` is no time.
    """
    if is_phase(update.path):
        return _moved(session, update, now)
    _still_stands(session, now, "/path")
    if not any(path == update.path and allows(option, update) for path, option in carried(session)):
        template = "no option of the session, which is ${phase}, allows this change of `${path}`"
        raise _refused(template, session, "/path", path=update.path)
    return modified(_with_value(session, update), now)


def move(session: S, phase: str, *, by: Actor, now: Now = None, pointer: str = "/phase") -> S:
    """Return `session` in the phase `phase`, with the options of that where it carries options.

    `now` becomes the time of modification. Raises `RefusedUpdate`, about what is at `pointer`, where the table has no
    such move by that one, or where a client comes too late for an offer; and `ValueError` where `now` is no time.
    """
    if by == "client":
        _still_stands(session, now, pointer)
    table = Lifecycle.of("session")
    if not any(move.to == phase for move in table.leaving(session.phase or "", by=by)):
        what = "stays so" if session.phase in table.final else "cannot become ${value} by ${by}"
        values = {"value": phase, "by": WHO[by]}
        raise _refused("a session that is ${phase} " + what, session, pointer, **values)
    return in_phase(session, phase, now)


def in_phase(session: S, phase: str, now: Now) -> S:
    """Return `session` in another phase, with the options of that where it carries options."""
    changed = session.model_copy(deep=True)
    changed.phase = cast("model.SessionPhase", phase)
    if changed.meta is not None and changed.meta.options is not None:
        others = [option for option in changed.meta.options if not is_phase(option.path)]
        changed.meta.options = cast("list[model.AnyOption]", [*options_for(changed), *others])
    return modified(changed, now)


def modified(session: S, now: Now) -> S:
    """Return `session`, which is a copy already, with `now` as the time when it was changed."""
    if now is not None:
        text = str(now)
        parse_instant(text)  # raises ValueError
        session.meta = session.meta or model.ComponentMetadata()
        session.meta.modified = text
    return session


def has_expired(session: model.ExecutionSession, now: Now) -> bool:
    """Return whether the clock has moved an offer by `now`: at `expires` itself it can still be accepted."""
    if now is None or not Lifecycle.of("session").leaving(session.phase or "", by="clock"):
        return False
    expires = known(parse_instant, session.expires)
    return bool(expires and expires.before(parse_instant(now) if isinstance(now, str) else now))


def _still_stands(session: model.ExecutionSession, now: Now, pointer: str) -> None:
    """Raise `RefusedUpdate` where a client comes too late for an offer."""
    if has_expired(session, now):
        template, hint = "the offer has expired at ${expires}", "ask for new offers: there are no options any more"
        values = {"expires": session.expires}
        raise RefusedUpdate.of(template, values, hint, pointer=pointer, code="offer-expired")


def _moved(session: S, update: model.Update, now: Now) -> S:
    if not isinstance(update, model.EnumValueUpdate):
        template = "the phase, which is ${phase}, is changed by an update of the kind uri:enum-value-update"
        raise _refused(template, session, "/kind")
    return move(session, update.value, by="client", now=now, pointer="/value")


def _with_value(session: S, update: model.Update) -> S:
    """Return the session with another value at a path. It is made anew, so that every value is looked at."""
    data = data_of(session)
    try:
        _set(data, update)
        changed = _read_again(session, data)
    except (LookupError, TypeError, ValueError) as error:
        template = "`${path}` cannot be changed so in a session that is ${phase}"
        raise _refused(template, session, "/path", path=update.path) from error
    before = {(found.code, found.pointer) for found in _errors(session)}
    for found in _errors(changed):
        if (found.code, found.pointer) not in before:
            template = "with this change of `${path}`, the session, which is ${phase}, is not valid: ${fault}"
            raise _refused(template, session, "/value", path=update.path, fault=found.message)
    return changed


def _read_again(session: S, data: Any) -> S:
    """Return data as a session with the kinds that are in `session`, and with what is unknown where that has some."""
    parts = [part for part, _ in walk(session)]
    classes = {part.kind: type(part) for part in parts if isinstance(part, model.Component) and part.kind}
    unknown: Literal["allow", "forbid"] = "allow" if any(part.model_extra for part in parts) else "forbid"
    return type(session).model_validate(data, context=Reading(keep=True, classes=classes), extra=unknown)


def _set(data: Any, update: model.Update) -> None:
    """Set a value in data. Raises `LookupError`, `TypeError` or `ValueError` where there is no place for it."""
    *around, last = steps(update.path)
    holder = data
    for step in around:
        holder = holder[_key(holder, step)]
    key = _key(holder, last)
    if isinstance(update, model.IntegerDeltaUpdate):
        holder[key] += update.delta
    elif isinstance(update, (model.EnumValueUpdate, model.StringValueUpdate, model.IntegerValueUpdate)):
        holder[key] = update.value


def _key(holder: Any, step: str) -> str | int:
    if not isinstance(holder, list):
        return step
    if not INDEX.fullmatch(step):
        raise ValueError(f"{step!r} is no index")
    return int(step)


def _errors(session: model.ExecutionSession) -> tuple[Diagnostic, ...]:
    return validates(dumps(session)).errors


def _refused(template: str, session: model.ExecutionSession, pointer: str, **values: object) -> RefusedUpdate:
    phase = {"phase": session.phase or "in no phase"}
    return RefusedUpdate.of(template, phase | values, named(session), pointer=pointer)
