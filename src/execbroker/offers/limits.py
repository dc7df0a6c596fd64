# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: costs and metrics within what was asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..rules import Violation, rule
from ..rules.terms import plain_type
from .matching import pairs, reached

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, ExecutionSession
    from .asking import Asking


class Limit(NamedTuple):
    """A limit, its number, the items that answer it by their paths, and where they would stand."""

    asked: Any
    number: int
    answers: Mapping[Path, Any]
    path: Path

    def broken(self, end: Literal["min", "max"]) -> Iterator[tuple[Path, float]]:
        """Yield the numbers that are above the `max`, or below the `min`, of the limit, each with its path.

        Of an item that says it, that end counts, else the other one.
        """
        limit, sign, other = _number(self.asked, end), 1 if end == "max" else -1, "min" if end == "max" else "max"
        for path, item in self.answers.items():
            said = other if _number(item, end) is None else end
            given = _number(item, said)
            if limit is not None and given is not None and sign * given > sign * limit:
                yield (*path, said), getattr(item, said)


@rule("error", section="common/cost-item.yaml", message="resource-limit")
def cost_above_limit(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer costs no more than what was asked for.

    Costs are limited for the whole execution, and for single components (Execution Broker working draft). Items of one
    type are compared; where one has the description of the limit, only those that have it. What an item costs at most
    counts, else what it costs at least. Numbers are compared as they are written. The reference broker ignores limits.
    Here 900 grams were asked for.

    Wrong:
        - type: urn:ivoa:calycopis:cost:carbon
          max: 900.5

    Right:
        - type: urn:ivoa:calycopis:cost:carbon
          max: 900.0
    """
    for limit in _limits(scene.request, subject, "costs"):
        for path, offered in limit.broken("max"):
            values = {"offered": offered, "asked": limit.asked.max}
            template = "${offered} is above the limit that was asked for, ${asked}"
            yield Violation(path, template, values, f"offer {limit.asked.max} or less")


@rule("error", section="common/metric-item.yaml", message="resource-limit")
def metric_below_limit(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer achieves no less than what was asked for.

    Metrics are asked for as costs are, the other way round: what an item achieves at least counts, else what it
    achieves at most. Here 200 megabytes in a second were asked for.

    Wrong:
        - type: urn:ivoa:calycopis:metric:io-throughput
          min: 150

    Right:
        - type: urn:ivoa:calycopis:metric:io-throughput
          min: 200
    """
    for limit in _limits(scene.request, subject, "metrics"):
        for path, offered in limit.broken("min"):
            values = {"offered": offered, "asked": limit.asked.min}
            template = "${offered} is below the limit that was asked for, ${asked}"
            yield Violation(path, template, values, f"offer {limit.asked.min} or more")


@rule("warning", section="common/request-terms.yaml")
def limit_not_answered(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer says what it costs and achieves, where there was a limit on that.

    Nobody can tell whether a limit is kept that the offer says nothing about: an item of the same type, with a number,
    is expected where the limit is in the request, for the whole execution or for a component. The reference broker
    ignores limits. Here a limit on carbon was asked for.

    Wrong:
        - type: urn:ivoa:calycopis:cost:energy
          max: 4.25

    Right:
        - type: urn:ivoa:calycopis:cost:carbon
          max: 900
    """
    for name, end in (("costs", "max"), ("metrics", "min")):
        for limit in _limits(scene.request, subject, name):
            numbers = [_number(item, side) for item in limit.answers.values() for side in ("min", "max")]
            if _number(limit.asked, end) is not None and all(number is None for number in numbers):
                values = {"name": name, "type": limit.asked.type}
                template = "nothing in `${name}` answers the limit on `${type}`"
                yield Violation(reached(subject, limit.path), template, values, f"say it, in an item of `{name}`")


def _limits(request: ExecutionRequest, offer: ExecutionSession, name: str) -> Iterator[Limit]:
    """Yield the limits on `costs` or `metrics` that have a type: of the request first, then of its components."""
    yield from limits(getattr(request, name), getattr(offer, name), (name,))
    for pair in pairs(request, offer):
        if pair.offered is not None:
            yield from limits(getattr(pair.asked, name), getattr(pair.offered, name), (*pair.place, name))


def limits(asked: Sequence[Any] | None, offered: Sequence[Any] | None, path: Path) -> Iterator[Limit]:
    """Yield the costs or metrics that are `asked` for and have a type, with the items at `path` that answer them."""
    by_type: defaultdict[str | None, dict[Path, Any]] = defaultdict(dict)
    for index, item in enumerate(offered or ()):
        by_type[plain_type(item)][*path, index] = item
    for number, wanted in enumerate(asked or ()):
        if wanted.type is not None:
            answers = by_type.get(plain_type(wanted), {})
            described = {place: item for place, item in answers.items() if item.description == wanted.description}
            yield Limit(wanted, number, described or answers, path)


def exact(number: object) -> Fraction | None:
    """Return a number as it is written, 0.1 as a tenth, without the error of a float; None for what is no number."""
    if isinstance(number, int):
        return Fraction(number)
    return Fraction(repr(number)) if isinstance(number, float) and isfinite(number) else None


def _number(item: Any, end: str) -> Fraction | None:
    """Return an end of an item, None where it has none: items of other kinds may say something else there."""
    return exact(getattr(item, end, None))
