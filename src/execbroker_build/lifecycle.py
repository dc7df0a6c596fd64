# SPDX-License-Identifier: Apache-2.0
"""`model/lifecycle.yaml`, checked against the phases of the model and compiled for the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from execbroker.problem import Problem

from .sources import Model, Source

_PHASES: Mapping[str, str] = {"session": "common/session-phase.yaml", "component": "common/lifecycle-phase.yaml"}
"""The schema with the phases, by the section of the table."""
_Path = tuple[str | int, ...]


def lint(model: Model) -> list[Problem]:
    """Return the problems of the table of phases of `model`. A rule runs only on what the rules before it accept."""
    if model.lifecycle is None:
        return []
    for rule in _RULES:
        if problems := list(rule(model, model.lifecycle)):
            return problems
    return []


def misshapen_table(model: Model, table: Source) -> Iterator[Problem]:
    """The table has the shape that the schema of schemas gives it; what follows one source only says why."""
    shape = {"$ref": "#/$defs/lifecycle", "$defs": model.meta_schema["$defs"]}
    for error in Draft202012Validator(shape).iter_errors(table.schema):
        yield table.problem(error.message[:200], *error.absolute_path)


def unknown_phase(model: Model, table: Source) -> Iterator[Problem]:
    """The phases of the table are those of the model, and each of these is somewhere in it."""
    named: set[tuple[str, str]] = set()
    for section, life in _lives(table):
        for path, sort, phase in _named(life, section, (section,)):
            named.add((sort, phase))
            if phase not in _known(model, sort):
                yield table.problem(f"`{phase}` is no phase of a {sort}", *path)
    for section in _PHASES:
        for phase in _known(model, section):
            if (section, phase) not in named:
                yield table.problem(f"nothing is said of the phase `{phase}`", section)


def repeated_move(model: Model, table: Source) -> Iterator[Problem]:
    """A move stands once for each who makes it, leads to another phase, and is not left out as well."""
    for section, life in _lives(table):
        seen: set[tuple[str, str, str]] = set()
        for path, start, to, by in _moves(section, life):
            if start == to:
                yield table.problem(f"`{start}` to `{to}` is no move", *path)
            if (start, to, by) in seen:
                yield table.problem(f"`{start}` to `{to}` by {by} stands here twice", *path)
            seen.add((start, to, by))
        for index, entry in enumerate(life.get("left_out", ())):
            for number, start in enumerate(entry["from"]):
                if both := [to for to in entry["to"] if any(move[:2] == (start, to) for move in seen)]:
                    path = (section, "left_out", index, "from", number)
                    yield table.problem(f"`{start}` to `{both[0]}` is a move, and left out", *path)


def endless_phase(model: Model, table: Source) -> Iterator[Problem]:
    """A final phase has no way out, and every other one has."""
    for section, life in _lives(table):
        final, left = life["final"]["phases"], set()
        for path, start, to, _ in _moves(section, life):
            left.add(start)
            if start in final:
                yield table.problem(f"`{start}` is final, and does not become `{to}`", *path)
        for phase in _known(model, section):
            if phase not in left and phase not in final:
                yield table.problem(f"`{phase}` is not final, and has no way out", section, "final")


def unreachable_phase(model: Model, table: Source) -> Iterator[Problem]:
    """Every phase can be reached from the first one."""
    for section, life in _lives(table):
        reached, moves = {life["begins"]}, list(_moves(section, life))
        while further := {to for _, start, to, _ in moves if start in reached} - reached:
            reached |= further
        for phase in _known(model, section):
            if phase not in reached:
                yield table.problem(f"`{phase}` cannot be reached from `{life['begins']}`", section, "begins")


def underived_move(model: Model, table: Source) -> Iterator[Problem]:
    """What the components bring about is derived from their phases, each phase by one line, and nothing else is."""
    for section, life in _lives(table):
        counted = Counter(line["phase"] for line in life.get("derived", ()))
        brought = {to: path for path, _, to, by in _moves(section, life) if by == "components"}
        for to, path in brought.items():
            if to not in counted:
                yield table.problem(f"no line of `derived` says when components bring about `{to}`", *path)
        for index, line in enumerate(life.get("derived", ())):
            if line["phase"] not in brought or counted[line["phase"]] > 1:
                message = f"components do not bring about `{line['phase']}`, or another line says when"
                yield table.problem(message, section, "derived", index, "phase")


_RULES: tuple[Callable[[Model, Source], Iterator[Problem]], ...] = (
    misshapen_table,
    unknown_phase,
    repeated_move,
    endless_phase,
    unreachable_phase,
    underived_move,
)


def compiled(model: Model) -> dict[str, Any] | None:
    """Return the table as the library reads it: with the phases in the order of the model, and a line for each move."""
    if model.lifecycle is None:
        return None
    table: dict[str, Any] = {}
    for section, life in _lives(model.lifecycle):
        moves = [{**entry, "from": start} for entry in life["moves"] for start in entry["from"]]
        kept = {"left_out": [], "derived": [], **life}
        table[section] = {"phases": _known(model, section), **kept, "moves": moves}
    return table


def _lives(table: Source) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for section in _PHASES:
        yield section, table.schema[section]


def _known(model: Model, section: str) -> list[str]:
    phases: list[str] = model.sources[_PHASES[section]].schema["enum"]
    return phases


def _moves(section: str, life: Mapping[str, Any]) -> Iterator[tuple[_Path, str, str, str]]:
    """Yield each move: its path, from which phase, to which, and by whom."""
    for index, entry in enumerate(life["moves"]):
        for number, start in enumerate(entry["from"]):
            yield (section, "moves", index, "from", number), start, entry["to"], entry["by"]


def _named(value: Any, sort: str, path: _Path) -> Iterator[tuple[_Path, str, str]]:
    """Yield each phase that is named in `value`: its path, whether it is one of a session or a component, its name."""
    key = path[-1]
    if key in ("begins", "phases", "from", "to", "phase", "of"):
        own = "component" if key == "of" else sort
        phases = enumerate(value) if isinstance(value, list) else [(None, value)]
        yield from ((path if at is None else (*path, at), own, phase) for at, phase in phases)
    elif isinstance(value, (dict, list)):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _named(inner, sort, (*path, step))
