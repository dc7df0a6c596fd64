# SPDX-License-Identifier: Apache-2.0
"""What a validator made of the conformance suite: a table for people, an object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..conformance import AS, STAGES, Result
from ..diagnostic import printable

_COLUMNS = ("valid", *STAGES, "warned")
_FOOT = """\
valid: documents that were accepted; text, shape, meaning: invalid ones that were refused, by the stage that has to
refuse them; warned: documents that deserve a warning and were refused, which each validator decides for itself
"""


def as_table(results: Sequence[Result]) -> str:
    """Return the counts by area and stage, what was answered wrongly, and a last line with the verdict."""
    areas = list(dict.fromkeys(result.case.area for result in results))
    rows = [["", *_COLUMNS], *([area, *_counts(results, area)] for area in areas), ["all", *_counts(results)]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = "".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() + "\n" for row in rows
    )
    wrong = "".join(f"wrong: {result.case.name}: {printable(_why(result))}\n" for result in results if not result.right)
    return table + _FOOT + wrong + _summary(results)


def _counts(results: Iterable[Result], area: str | None = None) -> list[str]:
    """Return for each column how many documents got the answer that it counts, and of how many: `12/13`."""
    asked = [one for one in results if area in (None, one.case.area) and one.answer.verdict != "skipped"]
    counts = []
    for column in _COLUMNS:
        verdicts = [one.answer.verdict for one in asked if _column(one) == column]
        right = verdicts.count("accepted" if column == "valid" else "refused")
        counts.append(f"{right}/{len(verdicts)}" if verdicts else "")
    return counts


def _column(result: Result) -> str:
    expected = result.case.expected
    return "valid" if expected is None else "warned" if expected.severity == "warning" else expected.stage


def _why(result: Result) -> str:
    if result.answer.fault:
        return result.answer.fault
    expected = result.case.expected
    if expected is None:
        return "refused, though it is valid"
    return f"accepted, in spite of {expected.fault.code} at {expected.fault.pointer or 'the root'}"


def _summary(results: Sequence[Result]) -> str:
    skipped = sum(result.answer.verdict == "skipped" for result in results)
    wrong = sum(not result.right for result in results)
    counts = f"{len(results) - skipped} documents, {wrong or 'none'} answered wrongly"
    if skipped:
        counts += f"; {skipped} skipped, which have to be told what they are: there is no {AS} in the command"
    return counts + "\n"


def as_json(results: Sequence[Result]) -> str:
    """Return a JSON list with an object for each document, of one shape whatever the answer."""
    data = [
        {
            "document": result.case.name,
            "expected": _column(result),
            "code": result.case.expected.fault.code if result.case.expected else None,
            "answer": result.answer.verdict,
            "right": result.right,
            "fault": result.answer.fault or None,
        }
        for result in results
    ]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
