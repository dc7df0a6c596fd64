# SPDX-License-Identifier: Apache-2.0
"""Rules of options and updates, and of the pointers that say what they, and messages, are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from execbroker_model.base import Model

from .. import model
from ..diagnostic import steps
from ..phases import Lifecycle, set_by_client
from ..words import listed, nearest
from .registry import Scene, Violation, rule, wire_name

if TYPE_CHECKING:
    from ..model import (
        EnumValueOption,
        EnumValueUpdate,
        IntegerDeltaOption,
        IntegerDeltaUpdate,
        IntegerValueUpdate,
        MessageItem,
        Option,
        StringValueOption,
        StringValueUpdate,
        Update,
    )

_PHASE = "/phase"
_OLDER = frozenset({"phase", "state", "/state"})
"""How recorded brokers and clients spelled `/phase`."""
_SETTABLE = set_by_client()

_BAD_ESCAPE = re.compile("~(?![01])")
INDEX = re.compile("0|[1-9][0-9]{0,8}")
"""A step of a JSON Pointer into a list, but for `-`, which is behind its end."""

_PATTERN_TOKEN = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:[^\\\]]|\\.)*\]|[(|][*+?]?|[)\[\\]", re.DOTALL)
"""The parts of a regular expression that have to fit one another. Each alternative begins with another character, or is
tried before the shorter one; the loop reads a character in one way only."""


@rule("error", section="common/option.yaml", message="input-syntax-fail")
def malformed_pointer(subject: Option | Update | MessageItem, scene: Scene) -> Iterator[Violation]:
    """The path of an option, an update or a message is a JSON Pointer.

    It is empty, for the whole, or each of its steps begins with `/`; in a step `~0` stands for `~` and `~1` for `/`
    (RFC 6901, section 3). The reference broker answers an update with another path with the unchanged session, and says
    nothing.

    Wrong:
        path: compute/cores/max

    Right:
        path: /compute/cores/max
    """
    path = subject.path
    # A message has none of the older names: its path leads into the whole document.
    if path is None or (path in _OLDER and not isinstance(subject, model.MessageItem)):
        return
    if path and not path.startswith("/"):
        steps = path.removeprefix("$").removeprefix("#").lstrip("./").replace(".", "/")
        hint = f"write `/{_BAD_ESCAPE.sub('~0', steps)}`" if len(path) < 200 else None
        yield Violation(("path",), "`${path}` is not a JSON Pointer: it does not begin with `/`", {"path": path}, hint)
    elif _BAD_ESCAPE.search(path):
        hint = f"write `{_BAD_ESCAPE.sub('~0', path)}`" if len(path) < 200 else None
        yield Violation(("path",), "`${path}` is not a JSON Pointer: `~` stands alone", {"path": path}, hint)


@rule("warning", section="common/session-phase.yaml")
def older_phase_path(subject: Option | Update, scene: Scene) -> Iterator[Violation]:
    """The phase of a session is called `/phase`.

    `state`, `/state` and `phase` come from earlier drafts, and recorded brokers sent them. The reference broker takes
    `phase` and `/phase`, and answers an update of any other path with the unchanged session.

    Wrong:
        path: /state

    Right:
        path: /phase
    """
    if subject.path in _OLDER:
        yield Violation(("path",), "`${path}` is an earlier name of `/phase`", {"path": subject.path}, "write `/phase`")


@rule("warning", section="common/option.yaml")
def unknown_path(subject: Option | Update, scene: Scene) -> Iterator[Violation]:
    """The path of an option or update leads to something that can be there.

    The path of an option begins at the component that carries it, that of an update at the session (Execution Broker
    working draft). What is absent at present may be set, where the model knows a property of that name.

    Wrong:
        path: /compute/cores/max

    Right:
        path: /cores/max
    """
    path = subject.path
    if not path.startswith("/") or path in _OLDER or _BAD_ESCAPE.search(path):
        return
    carrier: Any = scene.around[-2] if len(scene.around) > 1 else None  # between them is its `meta`
    if isinstance(subject, model.Update):
        carrier = model.ScheduledExecutionSession.model_construct()
    for step, name in zip(path[1:].split("/"), steps(path), strict=True):
        if isinstance(carrier, Model):
            inner = {wire_name(carrier, field): value for field, value in carrier}
            known = list(dict.fromkeys([*(wire_name(carrier, field) for field in type(carrier).model_fields), *inner]))
            if name not in known:
                close = nearest(name, known)
                hint = f"did you mean `{close}`?" if close else f"known there: {listed(known)}"
                yield Violation(("path",), "`${path}`: there is no `${step}`", {"path": path, "step": name}, hint)
            carrier = inner.get(name)
        elif isinstance(carrier, list):
            if name != "-" and not (INDEX.fullmatch(name) and int(name) < len(carrier)):
                template = "`${path}`: there is no item `${step}`, the list has ${count}"
                yield Violation(("path",), template, {"path": path, "step": name, "count": len(carrier)})
                return
            carrier = None if name == "-" else carrier[int(name)]
        elif isinstance(carrier, dict):
            carrier = carrier.get(name)
        elif carrier is not None:  # what is absent may get anything
            template = "`${path}`: there is nothing below a single value"
            yield Violation(("path",), template, {"path": path}, f"leave out `/{step}`" if len(step) < 80 else None)
            return


@rule("warning", section="kinds/option/enum-value-option.yaml")
def nothing_to_choose(subject: EnumValueOption, scene: Scene) -> Iterator[Violation]:
    """An option has at least one value to choose from.

    The values are what a client may choose from (Execution Broker working draft). A service that allows no change has
    no option.

    Wrong:
        values: []

    Right:
        values: [CANCELLED]
    """
    if not subject.values:
        yield Violation(("values",), "there is nothing to choose from", hint="leave the option out")


@rule("warning", section="kinds/option/enum-value-option.yaml")
def repeated_choice(subject: EnumValueOption, scene: Scene) -> Iterator[Violation]:
    """Each value of an option stands once.

    The values are what a client may choose from, and a form shows each of them (Execution Broker working draft).

    Wrong:
        values: [ACCEPTED, REJECTED, ACCEPTED]

    Right:
        values: [ACCEPTED, REJECTED]
    """
    seen = set()
    for index, value in enumerate(subject.values):
        if value in seen:
            yield Violation(("values", index), "`${value}` stands here twice", {"value": value}, "take one of them out")
        seen.add(value)


@rule("error", section="common/session-phase.yaml")
def unknown_phase(subject: EnumValueOption | EnumValueUpdate, scene: Scene) -> Iterator[Violation]:
    """A value for `/phase` is a phase.

    The phases are closed, and written in capitals, `CANCELLED` with two L. The reference broker answers an update to
    any other value with the unchanged session, and says nothing.

    Wrong:
        value: CANCELED

    Right:
        value: CANCELLED
    """
    for path, value in _phases(subject):
        if value not in _known_phases():
            close = nearest(value, _SETTABLE)
            hint = f"did you mean `{close}`?" if close else f"a client sets {', '.join(_SETTABLE)}"
            yield Violation(path, "there is no phase `${value}`", {"value": value}, hint)


@rule("warning", section="common/session-phase.yaml")
def unsettable_phase(subject: EnumValueUpdate, scene: Scene) -> Iterator[Violation]:
    """An update sets the phase to one that is for the client to set.

    A client accepts, rejects or cancels; the reference broker lets it fail a session as well. All other phases are set
    by the broker as the session goes on (Execution Broker working draft), and the reference broker answers with the
    unchanged session.

    Wrong:
        value: RUNNING

    Right:
        value: ACCEPTED
    """
    for path, value in _phases(subject):
        if value in _known_phases() and value not in _SETTABLE:
            hint = f"a client sets {', '.join(_SETTABLE)}"
            yield Violation(path, "the broker sets `${value}`, not the client", {"value": value}, hint)


@rule("warning", section="kinds/update/enum-value-update.yaml")
def phase_without_choice(
    subject: StringValueUpdate | IntegerValueUpdate | IntegerDeltaUpdate, scene: Scene
) -> Iterator[Violation]:
    """The phase is changed by an update of the kind `uri:enum-value-update`.

    An update has the kind that belongs to its option, and the phase is one of several values (Execution Broker working
    draft). The reference broker answers the other kinds with the unchanged session, and says nothing.

    Wrong:
        kind: uri:string-value-update

    Right:
        kind: uri:enum-value-update
    """
    if is_phase(subject.path):
        hint = "write `kind: uri:enum-value-update`"
        yield Violation(("kind",), "brokers do not change a phase by an update of this kind", hint=hint)


@rule("warning", section="kinds/update/integer-delta-update.yaml")
def zero_delta(subject: IntegerDeltaUpdate | IntegerDeltaOption, scene: Scene) -> Iterator[Violation]:
    """A difference changes something.

    An update by zero does nothing, and an option from zero to zero allows nothing. To set a number whatever it was
    before, there is `uri:integer-value-update`.

    Wrong:
        delta: 0

    Right:
        delta: -4
    """
    if getattr(subject, "delta", None) == 0:
        yield Violation(
            ("delta",), "a difference of zero changes nothing", hint="write another number, or leave it out"
        )
    elif getattr(subject, "min", None) == 0 == getattr(subject, "max", None):
        yield Violation(("max",), "from zero to zero, nothing can be changed", hint="leave the option out")


@rule("error", section="kinds/option/string-value-option.yaml", message="input-syntax-fail")
def malformed_pattern(subject: StringValueOption, scene: Scene) -> Iterator[Violation]:
    r"""The pattern of an option is a regular expression.

    Each bracket is closed, nothing is repeated that is not there, and no backslash ends it: so it is in every dialect,
    and more is not checked here. A name with a star for anything, as in a shell, is `.*` here (ECMA-262, Patterns).

    Wrong:
        pattern: '*.fits'

    Right:
        pattern: '^.*\.fits$'
    """
    fault = _fault_of(subject.pattern) if subject.pattern is not None else None
    if fault:
        yield Violation(("pattern",), fault, hint=r"write a regular expression, such as `^.*\.fits$`")


def is_phase(path: str) -> bool:
    """Return whether `path` means the phase of a session, in today's spelling or an older one."""
    return path == _PHASE or path in _OLDER


def _phases(subject: EnumValueOption | EnumValueUpdate) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the values that an option or update has for a phase, each with its path."""
    if is_phase(subject.path):
        if hasattr(subject, "values"):
            yield from ((("values", index), value) for index, value in enumerate(subject.values))
        else:
            yield ("value",), subject.value


def _known_phases() -> set[str]:
    return {*Lifecycle.of("session").phases, *Lifecycle.of("component").phases}


def _fault_of(pattern: str) -> str | None:
    """Return what is wrong with a regular expression in every dialect. It is only looked at, never compiled or run."""
    depth = 0
    if pattern[:1] in ("*", "+", "?"):
        return "there is nothing before the first sign that it could repeat"
    for found in _PATTERN_TOKEN.finditer(pattern):
        part = found[0]
        if part == "[":
            return "a `[` is not closed"
        if part == "\\":
            return "a backslash stands at the end"
        if part == ")":
            depth -= 1
            if depth < 0:
                return "a `)` was not opened"
        elif part[0] in "(|":
            depth += part[0] == "("
            if part[1:] and part != "(?":
                return "there is nothing that a sign behind `(` or `|` could repeat"
    return "a `(` is not closed" if depth else None
