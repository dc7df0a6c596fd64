# SPDX-License-Identifier: Apache-2.0
"""What the codes of diagnostics mean: the rule behind each, the reason, a wrong and a right example."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from inspect import cleandoc
from types import MappingProxyType

from . import offers, platforms
from .diagnostic import Severity
from .document import FORMATS
from .rules import Rule, Rules, for_version_1_0, standard

RULES: tuple[Callable[[], Rules], ...] = (standard, for_version_1_0, offers.standard, platforms.standard)
"""The sets of rules that have codes, in the order in which documentation lists them."""

_DOCSTRING = re.compile(
    r"(?P<says>[^\n]+)\n\n(?P<reason>.+?)\n\nWrong:\n(?P<wrong>.+?)\n\nRight:\n(?P<right>.+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code: `says` is the sentence that it enforces, `wrong` and `right` are examples, `section` a path below model/.

    `message` is the term of the vocabulary of message types that fits it; `group` is where documentation lists it.
    """

    name: str
    severity: Severity
    says: str
    reason: str
    wrong: str
    right: str
    group: str
    message: str
    section: str | None = None


@cache
def codes() -> Mapping[str, Code]:
    """Return all codes by name: those of the text and the shape of a document first, then those of the rules."""
    known = [*_of_the_shape(), *(code_of(rule) for rules in RULES for rule in rules())]
    return MappingProxyType({code.name: code for code in known})


def _of_the_shape() -> Iterator[Code]:
    text = resources.files(__package__).joinpath("codes.yaml").read_text(encoding="utf-8")
    for group, entries in FORMATS["yaml"].read(text).items():
        for name, entry in entries.items():
            yield Code(
                name,
                entry.get("severity", "error"),
                entry["says"],
                entry["reason"],
                entry["wrong"],
                entry["right"],
                group,
                entry["message"],
            )


def code_of(rule: Rule) -> Code:
    """Return the code of a rule, from its docstring; see `execbroker.rules.registry` for the form of that.

    Raises `ValueError` where the docstring has not that form.
    """
    if sys.flags.optimize > 1:  # Python has thrown the docstrings away
        return Code(rule.code, rule.severity, rule.code, "", "", "", _group(rule), rule.message, rule.section)
    parts = _DOCSTRING.fullmatch(cleandoc(rule.check.__doc__ or ""))
    if parts is None:
        raise ValueError(f"the docstring of the rule `{rule.code}` lacks a sentence, a reason, Wrong: or Right:")
    reason = " ".join(parts["reason"].split())
    examples = cleandoc("\n" + parts["wrong"]), cleandoc("\n" + parts["right"])
    return Code(rule.code, rule.severity, parts["says"], reason, *examples, _group(rule), rule.message, rule.section)


def _group(rule: Rule) -> str:
    return rule.check.__module__.rpartition(".")[2]
