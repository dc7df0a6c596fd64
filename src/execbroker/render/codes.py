# SPDX-License-Identifier: Apache-2.0
"""What codes mean, as text for a terminal and as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from textwrap import indent, wrap

from ..bundle import bundle
from ..codes import Code

_HEADINGS = {
    "text": "The file and its text",
    "document": "The document",
    "properties": "Properties",
    "kinds": "Kinds",
    "values": "Values",
    "requests": "Requests",
    "references": "References",
    "terms": "Costs, metrics and other terms",
    "offersets": "Offer sets",
    "options": "Options and updates",
    "amounts": "Offers: amounts",
    "times": "Offers: times",
    "contents": "Offers: contents",
    "places": "Offers: mounts and places",
    "limits": "Offers: costs and metrics",
    "resources": "Platforms: what they have",
    "conditions": "Platforms: for how long, for how much, and when",
    "lifecycle": "Changes of a session",
}
"""Of groups whose name says too little."""
_HEAD = """\
# The codes

What `execbroker validate` says, code by code: the rule, why it is one, a wrong and a right example. The same text comes
from `execbroker explain CODE`, and this page from `execbroker explain --markdown`. Codes are stable: one that is here
keeps its name and its meaning.

Errors make a document invalid. Warnings do not, unless you ask for that with `--strict`.
"""


def explained(code: Code) -> str:
    """Return what `code` means, for a terminal."""
    lines = [f"{code.name} ({code.severity})", "", *_lines(code.says), "", *_lines(code.reason)]
    lines += ["", "Wrong:", indent(code.wrong, "    "), "", "Right:", indent(code.right, "    ")]
    if code.section:
        lines += ["", f"Section of the model: {code.section}", *_lines(_description(code.section))]
    return "\n".join(lines) + "\n"


def listed(codes: Iterable[Code]) -> str:
    """Return a line for each code."""
    return "".join(f"{code.name:28} {code.severity:8} {code.says}\n" for code in codes)


def as_markdown(codes: Iterable[Code]) -> str:
    """Return the page of documentation about all codes."""
    parts = [_HEAD]
    for group, members in groupby(codes, key=lambda code: code.group):
        parts.append(f"\n## {_HEADINGS.get(group, group.capitalize())}\n")
        parts += [_entry(code) for code in members]
    return "".join(parts)


def _entry(code: Code) -> str:
    reason = "\n".join(_lines(code.reason, 118))
    section = f"\nSection of the model: `model/{code.section}`\n" if code.section else ""
    return (
        f"\n### `{code.name}`\n\n{code.says} ({code.severity.capitalize()}.)\n\n{reason}\n\n"
        f"Wrong:\n\n```text\n{code.wrong}\n```\n\nRight:\n\n```text\n{code.right}\n```\n{section}"
    )


def _lines(words: str, width: int = 100) -> list[str]:
    return wrap(words, width, break_on_hyphens=False, break_long_words=False)


def _description(section: str) -> str:
    found = (one for one in bundle()["$defs"].values() if one.get("x-source") == section)
    return next((str(one.get("description", "")) for one in found), "")
