# SPDX-License-Identifier: Apache-2.0
"""Reports for programs: one shape, whatever the options."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..diagnostic import Diagnostic
from .checked import Checked


def as_json(checked: Sequence[Checked], *, color: bool = False, strict: bool = False) -> str:
    """Return a JSON list with an object for each document: `file`, `ok` and `diagnostics`. The options mean nothing."""
    return json.dumps(documents(checked), indent=2, ensure_ascii=False) + "\n"


def documents(checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """Return the reports as data; see `as_json`."""
    return [
        {"file": one.name, "ok": one.report.ok, "diagnostics": [as_data(found) for found in one.report.diagnostics]}
        for one in checked
    ]


def as_data(found: Diagnostic) -> dict[str, Any]:
    """Return every field of a diagnostic, null where it has no value: the keys and their order are a contract."""
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
        "pointer": found.pointer,
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "section": found.section,
        "template": found.template or None,
        "values": dict(found.values),
    }
