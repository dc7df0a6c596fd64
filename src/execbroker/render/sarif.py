# SPDX-License-Identifier: Apache-2.0
"""Reports in SARIF 2.1.0, the format that code scanning services and editors import."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from textwrap import indent
from typing import Any
from urllib.parse import quote

from ..codes import codes as known_codes
from ..diagnostic import Diagnostic
from ..version import __version__
from .checked import STDIN, Checked, absolute, below_here

_ROOT = "%SRCROOT%"


def as_sarif(checked: Sequence[Checked], *, color: bool = False, strict: bool = False) -> str:
    """Return a SARIF log with one run, and in it a result for each diagnostic. The options mean nothing."""
    codes = list(dict.fromkeys(found.code for one in checked for found in one.report.diagnostics))
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {"name": "execbroker", "version": __version__, "rules": [_rule(code) for code in codes]},
        },
        "columnKind": "unicodeCodePoints",
        # Without a URI, which would differ from machine to machine: whoever reads the log knows where the sources are.
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The directory in which execbroker was run."}}},
        "results": [_result(found, one.name, index) for one in checked for found in one.report.diagnostics],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    """Return what the catalogue says of `code`; of a rule that is a broker's own, only its name is known."""
    known = known_codes().get(code)
    if known is None:
        return {"id": code}
    examples = f"Wrong:\n\n{indent(known.wrong, '    ')}\n\nRight:\n\n{indent(known.right, '    ')}"
    return {
        "id": code,
        "shortDescription": {"text": known.says},
        "fullDescription": {"text": known.reason},
        "help": {"text": f"{known.says}\n\n{known.reason}\n\n{examples}"},
        "defaultConfiguration": {"level": known.severity},
    }


def _result(found: Diagnostic, name: str, index: dict[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(name)}
    if found.line is not None and found.column is not None:
        physical["region"] = {"startLine": found.line, "startColumn": found.column}
    logical = {"fullyQualifiedName": found.pointer, "kind": "value"}
    return {
        "ruleId": found.code,
        "ruleIndex": index[found.code],
        "level": found.severity,
        "message": {"text": found.message + (f"\nhint: {found.hint}" if found.hint else "")},
        "locations": [{"physicalLocation": physical, "logicalLocations": [logical]}],
        "partialFingerprints": {"codePointerValues/v1": _fingerprint(found)},
    }


def _artifact(name: str) -> dict[str, Any]:
    if name == STDIN:
        return {"description": {"text": "standard input"}}
    relative = below_here(name)
    if relative is None:
        return {"uri": absolute(name).as_uri()}
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": _ROOT}


def _fingerprint(found: Diagnostic) -> str:
    """Return what stays the same when the lines above change, or the wording of a message."""
    same = "\0".join((found.code, found.pointer, *(value for _, value in found.values)))
    return sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[:32]
