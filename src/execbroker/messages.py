# SPDX-License-Identifier: Apache-2.0
"""Reports to the messages of a broker's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from .codes import codes
from .diagnostic import Diagnostic, Report, Severity
from .model import MessageItem
from .vocabulary import vocabulary

_LEVELS: Mapping[Severity, Literal["ERROR", "WARN"]] = {"error": "ERROR", "warning": "WARN"}
_OWN_RULES = {"error": "invalid-value", "warning": "warn"}
"""The type of a message where the catalogue has no more precise one, by severity, which a broker may have changed."""


def to_messages(report: Report, *, time: str | None = None) -> list[MessageItem]:
    """Return a message for each diagnostic of `report`, in its order, for a broker to put into its answer.

    A message has a kind of the vocabulary of message types, a level, a template and the values for it, the text, the
    hint included, and the path of what is wrong in the document. `time` is the RFC 3339 date-time to put into them.
    """
    return [_message(found, time) for found in report.diagnostics]


def _message(found: Diagnostic, time: str | None) -> MessageItem:
    known = codes().get(found.code)
    is_precise = known is not None and known.message not in _OWN_RULES.values()
    template, values, message = found.template or "${problem}", dict(found.values), found.message
    if not found.template:
        values = {"problem": found.message}
    if found.hint:
        template, values, message = (
            f"{template} (${{hint}})",
            {**values, "hint": found.hint},
            f"{message} ({found.hint})",
        )
    term = known.message if known and is_precise else _OWN_RULES[found.severity]
    return MessageItem(
        kind=f"{vocabulary('message-type').uri}#{term}",
        time=time,
        level=_LEVELS[found.severity],
        template=template,
        values=values or None,
        message=message,
        path=found.pointer,
    )
