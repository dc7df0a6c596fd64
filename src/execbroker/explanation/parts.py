# SPDX-License-Identifier: Apache-2.0
"""Values taken apart into what people put into them: amounts with units, ranges, pairs, the words of a command line."""

from __future__ import annotations

import json
import re
import shlex
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST = 200
"""Characters of what is shown or taken apart."""
MOST_ITEMS = 12
_AMOUNT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?)\s*([A-Za-z]*)\.?")
_NUMBER = r"([0-9][0-9.]*\s*[A-Za-z]*)"
_BOTH = re.compile(rf"\[?\(?\s*{_NUMBER}\s*(?:-|\u2013|\.{{2,}}|to|,|/|:)\s*{_NUMBER}\s*\)?\]?")
_LEAST = re.compile(rf"(?:>=?|=>|≥|at least|min(?:imum)?[ :=]*|from)\s*{_NUMBER}|{_NUMBER}\s*\+", re.IGNORECASE)
_MOST = re.compile(rf"(?:<=?|=<|≤|at most|max(?:imum)?[ :=]*|up to)\s*{_NUMBER}", re.IGNORECASE)
_SIZE = re.compile(r"([kmgtp]?)(i?)(?:b|bytes?)?", re.IGNORECASE)
_PORT = re.compile(r"(?:[0-9.]+:)*([0-9]{1,5})(?:/[A-Za-z]+)?")
_PAIR = re.compile(r"(?:export\s+)?([^=:\s]+)\s*(?:=|:\s*)(.*)", re.DOTALL)
_PACKAGE = re.compile(r"([A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])?)\s*(?:(===?|[<>~!]=?|=)\s*([^=\s].*))?")
BOOLEANS = {
    **dict.fromkeys(("yes", "on", "true", "y", "1", "enabled"), True),
    **dict.fromkeys(("no", "off", "false", "n", "0", "disabled"), False),
}


def amount(text: str, unit: str | None) -> Decimal | None:
    """Return the number at the beginning of `text` in our `unit`, ``GiB``, ``bytes`` or None, whatever its own unit."""
    text = text.strip().replace(",", "").replace("_", "") if len(text) <= LONGEST else ""
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    try:
        read = Decimal(found[1]) * _factor(found[2], unit)
    except InvalidOperation:
        return None
    return read if -20 < read.adjusted() < 18 else None


def _factor(theirs: str, ours: str | None) -> Decimal:
    """Return how many of our unit one of theirs is. Who writes GB for memory means GiB."""
    size = _SIZE.fullmatch(theirs) if theirs and ours else None
    if not size:
        return Decimal("0.001") if theirs == "m" and not ours else Decimal(1)
    power = " kmgtp".index(size[1].lower() or " ")
    if ours == "bytes":
        return Decimal(1024 if size[2] else 1000) ** power
    return Decimal(1024) ** (power - 3)


def ends(text: str) -> dict[str, str]:
    """Return the ends of a range in words or signs: ``4-8``, ``>= 4``, ``min 4, max 8``. One value is the least."""
    text = text.strip()
    if both := _BOTH.fullmatch(text):
        return {"min": both[1], "max": both[2]}
    least, most = _LEAST.search(text), _MOST.search(text)
    found = {"min": (least[1] or least[2]) if least else None, "max": most[1] if most else None}
    return {end: number for end, number in found.items() if number} or {"min": text}


def port_number(text: str) -> int | None:
    """Return the port inside the container of ``8080``, ``8888:80`` or ``127.0.0.1:8888:80/tcp``."""
    found = _PORT.fullmatch(text.strip())
    return int(found[1]) if found else None


def small(value: Any) -> bool:
    """Whether `value` can be shown whole in a hint."""
    pending, left = [value], LONGEST
    while pending:
        one = pending.pop()
        if isinstance(one, (dict, list)):
            if len(one) > MOST_ITEMS:
                return False
            pending += [*one.keys(), *one.values()] if isinstance(one, dict) else one
        elif isinstance(one, int) and one.bit_length() > 64:
            return False
        left -= len(plain(one)) if not isinstance(one, (dict, list)) else 2
        if left < 0:
            return False
    return True


def plain(value: Any) -> str:
    """Return a value as text; a number that is too long for anything as a text that is."""
    if isinstance(value, int) and value.bit_length() > 64:
        return "9" * (LONGEST + 1)
    return value if isinstance(value, str) else json.dumps(value)


def split(text: str) -> list[str] | None:
    """Return the words of a command line, or the parts of a list with commas."""
    if re.fullmatch(r"[^\s,]+(?:,\s+[^\s,]+)+", text.strip()):
        return re.split(r",\s+", text.strip())
    try:
        words = shlex.split(text)
    except ValueError:  # a quote that is not closed
        return None
    return words or None


def pairs(items: list[Any], *, packages: bool) -> dict[str, str] | None:
    """Return the mapping of texts that is meant by items such as ``A=b``, ``numpy>2`` or ``{name: A, value: b}``."""
    if not 0 < len(items) <= MOST_ITEMS:
        return None
    if packages and len(items) == 1 and isinstance(items[0], str):
        items = re.split(r"[,\s]+(?=[A-Za-z])", items[0].strip()) if len(items[0]) <= LONGEST else []
    made: dict[str, str] = {}
    for item in items:
        pair = item if isinstance(item, dict) else _package(item) if packages else _pair(item)
        if isinstance(pair, dict) and pair.keys() == {"name", "value"}:
            pair = {str(pair["name"]): pair["value"]}
        if not pair or not small(pair) or any(isinstance(one, (dict, list)) or one is None for one in pair.values()):
            return None
        made |= {name: plain(one) for name, one in pair.items()}
    return made or None


def _pair(item: Any) -> dict[str, str] | None:
    found = _PAIR.fullmatch(item.strip()) if isinstance(item, str) and len(item) <= LONGEST else None
    return {found[1]: found[2].strip("\"'")} if found else None


def _package(item: Any) -> dict[str, str] | None:
    found = _PACKAGE.fullmatch(item.strip()) if isinstance(item, str) and len(item) <= LONGEST else None
    if not found:
        return None
    sign = "==" if found[2] == "=" else found[2] or ""
    return {found[1]: sign + (found[3] or "")}
