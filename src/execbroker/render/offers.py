# SPDX-License-Identifier: Apache-2.0
"""Offers side by side: a table for people, data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..diagnostic import printable
from ..offers import Comparison, Quote, Row
from ..quantities import AmountRange
from ..time import Instant


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON: `by` and `offers`, best first, null and empty where an offer does not say it."""
    data = {"by": comparison.by, "offers": [_data(row) for row in comparison.rows]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def as_text(comparison: Comparison) -> str:
    """Return a line for each offer, in columns; a column in which no offer says anything is left out."""
    if not comparison.rows:
        return "no open offer\n"
    rows = [dict(cells(row)) for row in comparison.rows]
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if any(row.get(name) for row in rows)]
    table = [names, *([printable(row.get(name) or "-") for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in table)


def cells(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of an offer, each with its name; empty for what the offer does not say."""
    yield "offer", row.name or row.uuid or f"number {row.index}"
    yield "start", _start(row)
    yield "lasts", row.lasts.in_words() if row.lasts else ""
    yield "ends", row.ends.in_words() if row.ends else ""
    yield "cores", _amount(row.cores)
    yield "memory", _amount(row.memory, "GiB")
    yield "storage", _amount(row.storage, "GiB")
    yield "accelerators", ", ".join(f"{_amount(one.count)} {one.sort}" for one in row.accelerators)
    for quotes in (row.costs, row.metrics):
        for type_ in dict.fromkeys(quote.type for quote in quotes):
            yield type_, ", ".join(_quote(quote) for quote in quotes if quote.type == type_)


def _start(row: Row) -> str:
    if row.starts is None:
        return ""
    exact = row.starts.start == row.starts.end
    return row.starts.start.in_words() if exact else row.starts.in_words()


def _amount(amount: AmountRange | None, unit: str = "") -> str:
    if amount is None:
        return ""
    return _range(amount.minimum, amount.maximum, unit)


def _quote(quote: Quote) -> str:
    return _range(quote.minimum, quote.maximum, quote.unit)


def _range(least: float | None, most: float | None, unit: str) -> str:
    ends = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} to {most}"
    return f"{ends if least is not None else f'at most {most}'} {unit}".strip()


def _data(row: Row) -> dict[str, Any]:
    return {
        "index": row.index,
        "name": row.name,
        "uuid": row.uuid,
        "phase": row.phase,
        "start": row.start,
        "duration": row.duration,
        "end": _text(row.ends),
        "cores": _ends(row.cores),
        "memory": _ends(row.memory),
        "storage": _ends(row.storage),
        "accelerators": [{"sort": one.sort, "count": _ends(one.count)} for one in row.accelerators],
        "costs": _quotes(row.costs),
        "metrics": _quotes(row.metrics),
    }


def _ends(amount: AmountRange | None) -> dict[str, int | None] | None:
    return None if amount is None else {"min": amount.minimum, "max": amount.maximum}


def _quotes(quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    return [
        {
            "type": quote.type,
            "unit": quote.unit or None,
            "description": quote.description,
            "min": quote.minimum,
            "max": quote.maximum,
        }
        for quote in quotes
    ]


def _text(instant: Instant | None) -> str | None:
    """Return the text of the model, None where it has none: after the year 9999."""
    try:
        return None if instant is None else str(instant)
    except ValueError:
        return None
