# SPDX-License-Identifier: Apache-2.0
"""The open offers of a set side by side: when, how long, how much and at what cost, best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..quantities import AmountRange
from ..rules.offersets import OPEN
from ..rules.schedule import known
from ..rules.terms import plain_type, term_of
from ..time import Duration, Instant, Interval, parse_duration, parse_interval
from ..vocabulary import vocabulary
from .amounts import OUTSIDE
from .devices import AT_LEAST_ONE, said_of
from .limits import exact

if TYPE_CHECKING:
    from ..model import Accelerator, ExecutionSession, Int64Range, OfferSet


@dataclass(frozen=True, slots=True)
class Devices:
    """Accelerators of one sort, such as ``NVIDIA A100 gpu``, and how many of them there are in all nodes."""

    sort: str
    count: AmountRange


@dataclass(frozen=True, slots=True)
class Quote:
    """A cost or a metric: the name of its type, or its URI where no vocabulary has it, and its unit, empty for none."""

    type: str
    unit: str
    description: str | None
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What an offer says; None and an empty tuple stand for what it does not say.

    `index` is its place in the set. `start` and `duration` are the text of the offer, `starts` and `lasts` their
    values, and `ends` is when it is over at the latest. `cores`, and `memory` in GiB, are those of all nodes together;
    `storage`, in GiB, is that of the platform. `costs` and `metrics` are those of the whole session.
    """

    index: int
    name: str | None
    uuid: str | None
    phase: str | None
    start: str | None
    duration: str | None
    starts: Interval | None
    lasts: Duration | None
    ends: Instant | None
    cores: AmountRange | None
    memory: AmountRange | None
    storage: AmountRange | None
    accelerators: tuple[Devices, ...]
    costs: tuple[Quote, ...]
    metrics: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The open offers of a set, best first `by` a criterion."""

    by: str
    rows: tuple[Row, ...]


Key = Callable[[Row], Fraction | int | None]

_KEYS: Mapping[str, Key] = {
    "start": lambda row: row.starts.start.epoch() if row.starts else None,
    "end": lambda row: row.ends.epoch() if row.ends else None,
    "duration": lambda row: -row.lasts.bounds()[0] if row.lasts else None,
    "cores": lambda row: -row.cores.minimum if row.cores else None,
    "memory": lambda row: -row.memory.minimum if row.memory else None,
    "storage": lambda row: -row.storage.minimum if row.storage else None,
}
"""What is least for the best offer, None where an offer does not say it."""
CRITERIA = (*_KEYS, "cost")


def compare(offer_set: OfferSet, *, by: str = "start") -> Comparison:
    """Return the open offers of a set, best first: those that nobody has accepted, rejected or let expire.

    `by` is ``start`` or ``end``, of which the earliest is best; ``duration``, ``cores``, ``memory`` or ``storage``, of
    which as much as possible is promised; ``cost``, or the type of a cost, as a term or a URI, of which the least is
    spent at most. What an offer does not say comes last, a time without a zone too, and equal offers keep the order of
    the set. Raises `ValueError` for another criterion, and for ``cost`` where the offers have costs of several types.
    """
    offers = enumerate(offer_set.offers or ())
    rows = [_row(index, offer) for index, offer in offers if offer.phase is None or offer.phase in OPEN]
    key = _key(by, rows)

    def rank(row: Row) -> tuple[bool, Fraction | int]:
        value = key(row)
        return value is None, 0 if value is None else value

    return Comparison(by, tuple(sorted(rows, key=rank)))


def _key(by: str, rows: Sequence[Row]) -> Key:
    if by in _KEYS:
        return _KEYS[by]
    quoted = dict.fromkeys(quote.type for row in rows for quote in row.costs)
    terms = vocabulary("cost-type")
    wanted = by
    if by == "cost":
        if len(quoted) > 1:
            raise ValueError(f"these offers have costs of several types; name one of {', '.join(quoted)}")
        wanted = next(iter(quoted), by)
    elif term := terms.term(by):
        wanted = term.name
    elif by not in quoted:
        choices = ", ".join((*CRITERIA, *terms.terms))
        raise ValueError(f"there is no criterion {by[:80]!r}; it is one of {choices}, or the URI of a type of cost")

    def spent(row: Row) -> Fraction | None:
        costs = [_most(quote) for quote in row.costs if quote.type == wanted]
        return sum(costs, Fraction()) if costs else None

    return spent


def _most(quote: Quote) -> Fraction:
    """Return what is spent at most, or what is spent at least where that is all that is said."""
    most = exact(quote.maximum)
    return most if most is not None else exact(quote.minimum) or Fraction()


def _row(index: int, offer: ExecutionSession) -> Row:
    available = offer.schedule.available if offer.schedule else None
    start, duration = (available.start, available.duration) if available else (None, None)
    starts, lasts = known(parse_interval, start), known(parse_duration, duration)
    compute = offer.compute
    nodes: Int64Range | None = getattr(compute, "nodes", None)
    node = getattr(compute, "node", compute)
    accelerators = getattr(node, "accelerators", None) or ()
    return Row(
        index=index,
        name=offer.meta.name if offer.meta else None,
        uuid=offer.meta.uuid if offer.meta else None,
        phase=offer.phase,
        start=start,
        duration=duration,
        starts=starts,
        lasts=lasts,
        ends=starts.end.plus(lasts) if starts and lasts else None,
        cores=_in_all(nodes, getattr(node, "cores", None)),
        memory=_in_all(nodes, getattr(node, "memory", None)),
        storage=_storage(offer),
        accelerators=tuple(_devices(one, nodes) for one in accelerators),
        costs=_quotes(offer.costs),
        metrics=_quotes(offer.metrics),
    )


def _devices(one: Accelerator, nodes: Int64Range | None) -> Devices:
    return Devices(said_of(one), _in_all(nodes, one.count, AT_LEAST_ONE) or AT_LEAST_ONE)


def _in_all(
    nodes: Int64Range | None, amount: Int64Range | None, unsaid: AmountRange | None = None
) -> AmountRange | None:
    """Return how much there is in so many nodes, or in one computer where there are none; `unsaid` of what is not."""
    one = unsaid if amount is None else AmountRange.of(amount)
    if one is None:
        return None
    times = AmountRange(1, 1) if nodes is None else AmountRange.of(nodes)
    most = None if one.maximum is None or times.maximum is None else one.maximum * times.maximum
    return AmountRange(one.minimum * times.minimum, most)


def _storage(offer: ExecutionSession) -> AmountRange | None:
    spaces = [getattr(one, "size", None) for one in offer.storage or () if not isinstance(one, OUTSIDE)]
    sizes = [AmountRange.of(size) for size in spaces if size is not None]
    if not sizes:
        return None
    ends = [size.maximum for size in sizes if size.maximum is not None]
    return AmountRange(sum(size.minimum for size in sizes), sum(ends) if len(ends) == len(sizes) else None)


def _quotes(items: Sequence[Any] | None) -> tuple[Quote, ...]:
    """Return the items that have a type and a number."""
    quotes = []
    for item in items or ():
        least, most = getattr(item, "min", None), getattr(item, "max", None)
        if item.type is not None and (exact(least), exact(most)) != (None, None):
            term = term_of(item)
            unit = term.properties.get("unit", "") if term else ""
            quotes.append(Quote(plain_type(item), unit, item.description, least, most))
    return tuple(quotes)
