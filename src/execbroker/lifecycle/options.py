# SPDX-License-Identifier: Apache-2.0
"""What a client may change: the phase, by the table, and what the options say that a session carries."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import SchemaError, SchemaValidator, core_schema

from .. import model
from ..diagnostic import Path, pointer
from ..phases import Lifecycle
from ..rules import walk
from ..rules.options import is_phase
from ..words import listed, shown

PHASE = "/phase"


def options_for(session: model.ExecutionSession) -> list[model.Option]:
    """Return what a client may choose for the phase: one option for `/phase`, or none where nothing is offered.

    A session without a phase, and one in a final phase, has none (`model/lifecycle.yaml`).
    """
    moves = Lifecycle.of("session").leaving(session.phase or "", by="client")
    values = [move.to for move in moves if move.offered]
    return [model.EnumValueOption(path=PHASE, values=values)] if values else []


def carried(session: model.ExecutionSession) -> Iterator[tuple[str, model.Option]]:
    """Yield the other options that a session and its components carry, each with its path from the session.

    None is for a phase: those of sessions are moved by the table, and those of components by nobody but the service.
    """
    phases = {PHASE}
    found: list[tuple[Path, model.Option]] = []
    for part, scene in walk(session):
        if isinstance(part, model.LifecycleComponent):
            phases.add(pointer((*scene.path, "phase")))
        elif isinstance(part, model.Option):
            found.append((scene.path[:-3], part))  # behind the path of the carrier: meta, options, and a number
    for carrier, option in found:
        path = pointer(carrier) + option.path
        if option.path.startswith("/") and not is_phase(option.path) and path not in phases:
            yield path, option


def allows(option: model.Option, update: model.Update) -> bool:
    """Return whether the value of `update` is one that `option`, for the same path, allows: of its sort, and in bounds.

    Units have to be the same, as nobody knows which ones an absent unit stands for.
    """
    match option, update:
        case model.EnumValueOption(values=values), model.EnumValueUpdate(value=value):
            return value in values
        case model.StringValueOption(pattern=pattern), model.StringValueUpdate(value=text):
            return pattern is None or _matches(pattern, text)
        case model.IntegerValueOption(units=units), model.IntegerValueUpdate(value=number):
            return units == update.units and _within(option, number)
        case model.IntegerDeltaOption(units=units), model.IntegerDeltaUpdate(delta=delta):
            return units == update.units and _within(option, delta)
    return False


def named(session: model.ExecutionSession) -> str:
    """Return what a client may do now, for a hint: the options by their paths, with the values that they allow."""
    offered = [(option.path, option) for option in options_for(session)]
    words = [f"`{path}`: {_in_words(option)}" for path, option in (*offered, *carried(session))]
    return f"the options are {'; '.join(words)}" if words else "there are no options"


def _within(option: model.IntegerValueOption | model.IntegerDeltaOption, number: int) -> bool:
    return (option.min is None or number >= option.min) and (option.max is None or number <= option.max)


def _matches(pattern: str, text: str) -> bool:
    """Return whether a pattern of JSON Schema is found in `text`, in linear time whoever wrote the two."""
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern)).isinstance_python(text)
    except SchemaError:  # it looks around, or is too large
        return False


def _in_words(option: model.Option) -> str:
    match option:
        case model.EnumValueOption(values=values):
            return listed(values)
        case model.StringValueOption(pattern=pattern):
            return "a text" if pattern is None else f"a text that matches {shown(pattern)}"
        case model.IntegerValueOption():
            return "a number" + _bounds(option)
        case model.IntegerDeltaOption():
            return "a difference" + _bounds(option)
    return "anything"


def _bounds(option: model.IntegerValueOption | model.IntegerDeltaOption) -> str:
    ends = (("from", option.min), ("to", option.max))
    return "".join(f" {word} {end}" for word, end in ends if end is not None) + (
        f" {option.units}" if option.units else ""
    )
