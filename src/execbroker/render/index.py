# SPDX-License-Identifier: Apache-2.0
"""What became of the documents that were to be indexed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..diagnostic import printable
from . import text
from .checked import Checked
from .json import documents


def as_text(catalogue: str | None, checked: Sequence[Checked], color: bool) -> str:
    """Return the report on the documents, and how many of them are in the file `catalogue` now, None if none is."""
    indexed = sum(one.report.ok for one in checked)
    what = "1 description" if indexed == 1 else f"{indexed} descriptions"
    where = f"{printable(catalogue)}: {what}\n" if catalogue else "nothing is indexed\n"
    return text.as_text(checked, color=color) + where


def as_json(catalogue: str | None, checked: Sequence[Checked]) -> str:
    """Return the same for programs."""
    data = {
        "catalogue": catalogue,
        "indexed": sum(one.report.ok for one in checked),
        "documents": documents(checked),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
