# SPDX-License-Identifier: Apache-2.0
"""The tables of phases and moves as a page of documentation, with diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from ..phases import WHO, Followed, Lifecycle, Move

_HEAD = """\
# The lifecycle of sessions and components

Who moves a session, or one of its components, from one phase to another. It is one table, `model/lifecycle.yaml`, from
which rules, updates and these diagrams take their facts; see [Using the classes](using-the-classes.md#move-a-session)
for the functions. This page comes from `execbroker explain --lifecycle`.

A *client* moves a session by an update, the *service* by what it does or finds out, the *clock* when an instant passes,
a *sibling* is another offer of the same set that is accepted, and *components* move their session by their own phases.
The *standard* is the Execution Broker working draft, with what version 1.0 says of the phases; the *reference* is the
reference broker.
"""
_ASIDE = ("FAILED", "CANCELLED")
"""They can be reached from nearly everywhere, and would fill the diagrams with arrows."""


def as_markdown() -> str:
    """Return the page of documentation about the lifecycles of sessions and components."""
    session, component = Lifecycle.of("session"), Lifecycle.of("component")
    parts = [_HEAD, *_section("Sessions", session), *_options(session), *_derived(session)]
    parts += [*_section("Components", component), *_differences(session, component)]
    return "\n".join(parts) + "\n"


def _section(title: str, table: Lifecycle) -> Iterator[str]:
    yield f"## {title}\n"
    yield _diagram(table)
    yield f"The moves to {' and '.join(_ASIDE)} are not drawn, but stand in the table like all others.\n"
    yield "| from | to | by | when | follows |\n|---|---|---|---|---|"
    for moves in _grouped(table):
        first, starts = moves[0], ", ".join(move.start for move in moves)
        yield f"| {starts} | {first.to} | {first.by} | {first.trigger} | {first.follows} |"
    yield f"\nFinal: {', '.join(table.final)}.\n"


def _diagram(table: Lifecycle) -> str:
    """Return the phases and moves as a state diagram of Mermaid."""
    actors: dict[tuple[str, str], dict[str, None]] = {}
    for move in (move for move in table.moves if move.to not in _ASIDE):
        actors.setdefault((move.start, move.to), {})[move.by] = None
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {table.begins}"]
    lines += [f"    {start} --> {to}: {', '.join(by)}" for (start, to), by in actors.items()]
    lines += [f"    {phase} --> [*]" for phase in table.final]
    return "\n".join([*lines, "```\n"])


def _options(table: Lifecycle) -> Iterator[str]:
    yield "### What a client is offered\n"
    yield "An update may make the other moves of a client, too; there is no option for them.\n"
    yield "| phase | options for `/phase` | taken, but not offered |\n|---|---|---|"
    for phase in table.phases:
        moves = table.leaving(phase, by="client")
        offered, others = (", ".join(m.to for m in moves if m.offered is which) for which in (True, False))
        yield f"| {phase} | {offered or '-'} | {others or '-'} |"
    yield ""


def _derived(table: Lifecycle) -> Iterator[str]:
    yield "### What follows from the components\n"
    yield (
        "The first line that fits counts, if it gives the present phase, or one to which components move the session\n"
        "from there. If none fits, the session stays as it is.\n"
    )
    yield "| the session is | when the phases of its components are |\n|---|---|"
    for line in table.derived:
        yield f"| {line.phase} | {line.when} of them {' or '.join(sorted(line.of))} |"
    yield ""


def _differences(session: Lifecycle, component: Lifecycle) -> Iterator[str]:
    yield "## Where the standard and the reference broker differ\n"
    yield "What is followed, and why.\n"
    facts: dict[tuple[Followed, str], list[str]] = {}
    for sort, table in (("session", session), ("component", component)):
        for fact, follows, why in _decided(sort, table):
            facts.setdefault((follows, why), []).append(fact)
    for (follows, why), (first, *others) in facts.items():
        together = "; ".join([first, *(fact[0].lower() + fact[1:] for fact in others)])
        words = f"- {together} ({follows}). {why}"
        yield "\n".join(wrap(words, 118, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False))


def _decided(sort: str, table: Lifecycle) -> Iterator[tuple[str, Followed, str]]:
    """Yield what is so where two sources differ, which of them has it so, and why it is followed."""
    if table.final_why:
        yield f"A {sort} that is {_any(table.final)} stays so", table.final_follows, table.final_why
    for moves in _grouped(table):
        first, starts = moves[0], _any([move.start for move in moves])
        if first.why:
            yield f"A {sort} that is {starts} becomes {first.to} by {WHO[first.by]}", first.follows, first.why
    for line in table.derived:
        if line.why:
            yield f"What makes a {sort} {line.phase}", line.follows, line.why
    for each in table.left_out:
        other: Followed = "standard" if each.source == "reference" else "reference"
        yield f"No {sort} that is {_any(each.starts)} becomes {_any(each.to)}", other, each.why


def _any(phases: tuple[str, ...] | list[str]) -> str:
    *others, last = phases
    return f"{', '.join(others)} or {last}" if others else last


def _grouped(table: Lifecycle) -> Iterator[list[Move]]:
    """Yield the moves that differ in nothing but where they begin, together."""
    for _, moves in groupby(table.moves, key=lambda move: (move.to, move.by, move.trigger, move.why)):
        yield list(moves)
