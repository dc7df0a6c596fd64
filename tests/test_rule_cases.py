# SPDX-License-Identifier: Apache-2.0
"""What rules say of many values, beside the documents in tests/examples/invalid: rows of a table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from execbroker import Diagnostic, validates
from execbroker.diagnostic import pointer
from execbroker.rules import standard

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
TABLE = yaml.safe_load((Path(__file__).parent / "rule-cases.yaml").read_text(encoding="utf-8"))
WRONG = [(case, value, hint) for case in TABLE for hint, values in case.get("wrong", {}).items() for value in values]


def name(item: Any) -> str:
    """Return what to call a part of a row in the output of a test."""
    return str(item["rule"] if isinstance(item, dict) and "rule" in item else item)[:40].replace("\0", "")


def document(form: Any, value: Any) -> Any:
    """Return the document of a case with a value in its place."""
    if isinstance(form, dict):
        return {value if key == "VALUE" else key: document(item, value) for key, item in form.items()}
    if isinstance(form, list):
        return [document(item, value) for item in form]
    if form == "VALUE":
        return value if isinstance(value, str) else document(value, None)
    return form.replace("$K", K) if isinstance(form, str) else form


def place(form: Any, value: Any, path: tuple[str | int, ...] = ()) -> str | None:
    """Return the pointer to the value in the document of a case."""
    if isinstance(form, dict) and "VALUE" in form:
        return pointer((*path, value))
    steps = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    found = (place(item, value, (*path, step)) for step, item in steps)
    return pointer(path) if form == "VALUE" else next((one for one in found if one is not None), None)


def faults(case: dict[str, Any], value: Any) -> tuple[Diagnostic, ...]:
    text = json.dumps(document(case["document"], value))
    return validates(text, as_=case.get("as"), rules=standard().only(case["rule"])).diagnostics


def pointers(data: Any, path: tuple[str | int, ...] = ()) -> set[str]:
    """Return the pointers to all values in a document."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return {pointer(path)}.union(*(pointers(item, (*path, step)) for step, item in steps))


@pytest.mark.parametrize(("case", "value", "hint"), WRONG, ids=name)
def test_what_is_wrong_is_told_with_what_to_write(case: dict[str, Any], value: Any, hint: str | None) -> None:
    """What is suggested for the value itself is no such fault any more."""
    found = faults(case, value)
    assert {one.code for one in found} == {case["rule"]}
    assert {one.pointer for one in found} <= pointers(document(case["document"], value))
    for one in found:
        assert one.hint is None if hint is None else re.search(rf"(?<!\w){re.escape(hint)}(?!\w)", one.hint or "")
    suggested = re.fullmatch(r"(?:write|did you mean|is it) [`\"]?([^\s`\"]+?)[`\"]?\??", found[0].hint or "")
    if isinstance(value, str) and suggested and found[0].pointer == place(case["document"], value):
        assert [one.hint for one in faults(case, suggested[1])] == []


@pytest.mark.parametrize("case", [case for case in TABLE if "right" in case], ids=name)
def test_what_is_right_is_let_be(case: dict[str, Any]) -> None:
    assert [value for value in case["right"] if faults(case, value)] == []
