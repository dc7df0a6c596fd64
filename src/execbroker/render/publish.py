# SPDX-License-Identifier: Apache-2.0
"""What was published, for people: what is wrong with documents, what was left out, and where the site is."""

from __future__ import annotations

from collections.abc import Sequence

from ..diagnostic import printable
from .checked import Checked
from .text import as_text


def published(checked: Sequence[Checked], others: Sequence[str], number: int, page: str, *, color: bool = False) -> str:
    """Return the report on the documents, where there is something to report, and what became of them.

    `others` are the documents that do not describe software, `number` is how many are published, `page` where.
    """
    told = any(one.report.diagnostics for one in checked)
    lines = [printable(f"{name}: left out, for it describes no software") for name in others]
    counted = "1 description is" if number == 1 else f"{number} descriptions are"
    lines.append(printable(f"{counted} published in {page}") if number else "there is nothing to publish")
    return (as_text(checked, color=color) if told else "") + "".join(f"{line}\n" for line in lines)
