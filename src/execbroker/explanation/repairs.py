# SPDX-License-Identifier: Apache-2.0
"""What was probably meant by a time that is not written as the model has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from ..time import INTERVAL_END, parse_duration, parse_instant, parse_interval
from ..time.digits import written

_LONGEST_REPAIR = 100
_AMOUNT = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)")
_CLOCK = re.compile(r"([0-9]+):([0-5][0-9]):([0-5][0-9](?:[.,][0-9]+)?)")
_WORDS = {
    "Y": "y yr yrs year years",
    "M": "mo month months",
    "W": "w wk wks week weeks",
    "D": "d day days",
    "H": "h hr hrs hour hours",
    "MIN": "m min mins minute minutes",
    "S": "s sec secs second seconds",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_SMALLER = (("Y", 12, "M"), ("W", 7, "D"), ("D", 24, "H"), ("H", 60, "MIN"), ("MIN", 60, "S"))
_LOOSE_TIME = (
    r"([0-9]{1,2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?)?\s*(z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_LOOSE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))(?:[t\s]\s*" + _LOOSE_TIME + ")?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*/\s*|\s+to\s+|\s*--\s*|\s+-\s+", re.IGNORECASE)


def repaired_duration(text: str) -> str | None:
    """Return the `duration` that was probably meant: ``PT4H30M`` for ``P4H30M``, ``4h30m`` or ``4 hours 30 min``."""
    if len(text) > _LONGEST_REPAIR or "-" in text:
        return None
    if _only_if(parse_duration, text):
        return text
    lowered = text.strip().lower().removeprefix("+")
    if clock := _CLOCK.fullmatch(lowered):
        return _spelled_duration(list(zip(clock.groups(), "hms", strict=True)))
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?", lowered):
        return _spelled_duration([(lowered, "s")])
    if not lowered.startswith("p"):
        return _spelled_duration(_amounts(lowered))
    days, _, time = lowered[1:].partition("t")
    return _spelled_duration([*_without_t(_amounts(days)), *_amounts(time)])


def repaired_instant(text: str) -> str | None:
    """Return the `instant` that was probably meant, in UTC where the text has no zone."""
    try:
        parse_instant(text)
    except ValueError:
        found = _LOOSE.fullmatch(text.strip()) if len(text) <= _LONGEST_REPAIR else None
        if not found:
            return None
        date, time, zone = _spelled_instant(found)
        text = f"{date}T{time or '00:00:00'}{zone or 'Z'}"
    return _only_if(parse_instant, text)


def repaired_interval(text: str) -> str | None:
    """Return the `interval` that was probably meant: with a slash between its ends, both ends in full, and so on."""
    if _only_if(parse_interval, text) or len(text) > 2 * _LONGEST_REPAIR:
        return _only_if(parse_interval, text)
    if instant := repaired_instant(text):
        return _only_if(parse_interval, f"{instant}/PT0S")
    start, *others = _BETWEEN.split(text.strip())
    start = _spelled_end(start, None)
    return _only_if(parse_interval, "/".join([start, *(_spelled_end(other, start[:10]) for other in others)]))


def _only_if(parse: Callable[[str], object], text: str) -> str | None:
    try:
        parse(text)
    except ValueError:
        return None
    return text


def _amounts(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a text with their units; the last unit is unknown where the text has something else."""
    amounts = []
    position = 0
    while found := _AMOUNT.match(text, position):
        amounts.append((found[1], found[2]))
        position = found.end()
    return amounts if not text[position:].strip() else [("0", "?")]


def _without_t(amounts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield amounts that no T parts into date and time: an M is minutes only beside hours or seconds."""
    units = [unit for _, unit in amounts]
    for index, (number, unit) in enumerate(amounts):
        minutes = units[index - 1 : index] == ["h"] or units[index + 1 : index + 2] == ["s"]
        yield number, "month" if unit == "m" and not minutes else unit


def _spelled_duration(amounts: list[tuple[str, str]]) -> str | None:
    values = dict.fromkeys(_WORDS, Fraction(0))
    for number, unit in amounts:
        if unit not in _UNITS:
            return None
        values[_UNITS[unit]] += Fraction(number.replace(",", "."))
    for unit, factor, smaller in _SMALLER:
        rest = values[unit] % 1
        values[unit] -= rest
        values[smaller] += rest * factor
    if values["M"] % 1 or not amounts:
        return None
    if values["W"] and any(value for unit, value in values.items() if unit != "W"):
        values["D"] += 7 * values.pop("W")
    shown = {unit: written(value) + unit[0] for unit, value in values.items() if value}
    date = "".join(shown.pop(unit, "") for unit in "YMWD")
    return f"P{date}" + (f"T{''.join(shown.values())}" if shown else "" if date else "T0S")


def _spelled_instant(found: re.Match[str]) -> tuple[str, str, str]:
    """Return the date, the time and the zone in the form of the model; empty where they are absent."""
    year, _, month, day, month2, day2, hour, minute, second, fraction, zone = found.groups()
    time = f"{hour:0>2}:{minute or '00'}:{second or '00'}" + (f".{fraction}" if fraction else "") if hour else ""
    if zone:
        digits = zone[1:].replace(":", "")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:] or '00'}" if zone[0] in "+-" else "Z"
    return f"{year}-{month or month2:0>2}-{day or day2:0>2}", time, zone or ""


def _spelled_end(text: str, date: str | None) -> str:
    """Return one end of an interval in the form of the model, a time of day with the `date`; or as it is."""
    if INTERVAL_END.fullmatch(text):
        return text
    if found := _LOOSE.fullmatch(text):
        day, time, zone = _spelled_instant(found)
        return f"{day}T{time}{zone}" if time else day
    clock = text.lstrip("Tt")
    if date and ":" in clock and (found := _LOOSE.fullmatch(f"{date}T{clock}")):
        return "{}T{}{}".format(*_spelled_instant(found))
    return repaired_duration(text) or text
