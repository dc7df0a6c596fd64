# SPDX-License-Identifier: Apache-2.0
"""Parameters of templates: which texts are their values, and what a value adds to the arguments."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from .words import code, listed, nearest, shown

if TYPE_CHECKING:
    from execbroker_model import TemplateParameter

VALUE = "{value}"
"""What stands in arguments for the value of a parameter."""
NUMBERS = ("INTEGER", "NUMBER")
"""The types of which the values are numbers."""
LONGEST = 80
"""In characters: what is longer gets no suggestion."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WORDS = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


class Unfit(NamedTuple):
    """Why a text is no value of a parameter: a message with `${name}` for each of the values, and a hint."""

    template: str
    values: dict[str, object]
    hint: str | None


def unfit(parameter: TemplateParameter, text: str) -> Unfit | None:
    """Return why `text` is no value of `parameter`; None where it is one."""
    if reason := unfit_for_type(parameter, text):
        return reason
    if parameter.values is None or text in parameter.values:
        return None
    close = nearest(text, [value for value in parameter.values if len(value) <= LONGEST])
    hint = f"did you mean {code(close)}?" if close else f"known here: {listed([*map(shown, parameter.values)])}"
    return Unfit("${value} is none of the values to choose from", {"value": shown(text)}, hint)


def arguments(parameter: TemplateParameter, value: str) -> list[str]:
    """Return what `value` adds to the arguments of the executable."""
    written = parameter.arguments or []
    if parameter.type == "BOOLEAN" and not any(VALUE in text for text in written):
        return list(written) if value == "true" else []
    return [text.replace(VALUE, value) for text in written]


def unfit_for_type(parameter: TemplateParameter, text: str) -> Unfit | None:
    """Return why `text` is no value of the type of `parameter`, or not within its limits; None where it is."""
    if parameter.type == "BOOLEAN":
        values: dict[str, object] = {"value": shown(text)}
        meant = _WORDS.get(text.strip().casefold(), text.strip().casefold())
        hint = f"write '{meant}'" if meant in ("true", "false") else "write 'true' or 'false'"
        return None if text in ("true", "false") else Unfit("${value} is neither `true` nor `false`", values, hint)
    return _unfit_number(parameter, text) if parameter.type in NUMBERS else None


def _unfit_number(parameter: TemplateParameter, text: str) -> Unfit | None:
    values: dict[str, object] = {"value": shown(text)}
    whole = parameter.type == "INTEGER"
    if not (_INTEGER if whole else _NUMBER).fullmatch(text):
        template = f"${{value}} is no {'whole' if whole else 'decimal'} number"
        return Unfit(template, values, _mended(text, whole=whole))
    number = _number(text)
    if number is None:
        return Unfit("${value} is too large a number", values, "write a smaller number")
    least, most = parameter.min, parameter.max
    if least is not None and number < _exact(least):
        return Unfit("${value} is below the minimum ${limit}", values | {"limit": least}, f"write {least} or more")
    if most is not None and number > _exact(most):
        return Unfit("${value} is above the maximum ${limit}", values | {"limit": most}, f"write {most} or less")
    return None


def _mended(text: str, *, whole: bool) -> str | None:
    """Return what to write for a text that is not the number it should be."""
    meant = text.strip().replace(",", ".")
    if whole and re.fullmatch(r"[+-]?[0-9]+\.0*", meant):
        meant = meant.partition(".")[0]
    if len(meant) <= LONGEST and (_INTEGER if whole else _NUMBER).fullmatch(meant):
        return f"write '{meant}'"
    return "write `type: NUMBER`" if whole and _NUMBER.fullmatch(meant) else "write digits, or leave out the type"


def _number(text: str) -> Decimal | None:
    """Return the exact value of a number; None where it is too large to compare."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _exact(limit: float) -> Decimal:
    """Return a limit as it was written: 0.1 is a tenth, and not the nearest binary fraction."""
    return Decimal(limit) if isinstance(limit, int) else Decimal(repr(limit))
