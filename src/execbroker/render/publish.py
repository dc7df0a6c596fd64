# SPDX-License-Identifier: Apache-2.0
"""What became of the documents that were to be published."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..diagnostic import printable
from . import text
from .checked import Checked
from .json import documents


def as_text(page: str | None, checked: Sequence[Checked], *, color: bool = False) -> str:
    """Return the report on the documents, and how many can be found from `page`, which is None where none can."""
    number = _published(checked)
    what = "1 description" if number == 1 else f"{number} descriptions"
    where = f"{printable(page)}: {what}\n" if page else "nothing is published\n"
    return text.as_text(checked, color=color) + where


def as_json(page: str | None, checked: Sequence[Checked]) -> str:
    """Return the same for programs."""
    data = {"page": page, "published": _published(checked), "documents": documents(checked)}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _published(checked: Sequence[Checked]) -> int:
    return sum(one.report.ok for one in checked)
