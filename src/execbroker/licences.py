# SPDX-License-Identifier: Apache-2.0
"""Licence expressions, as SPDX has them: which licences they name, and how they belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Bond = Literal["one", "any", "all", "mixed"]
"""How the licences of an expression belong together: there is one, the user chooses, all hold, or some of each."""

LONGEST = 1000
"""In characters. Nobody writes longer ones, and an expression is read by Python's own parser."""
_WORD = re.compile(r"[^\s()]+")


@dataclass(frozen=True, slots=True)
class Licences:
    """A licence `expression` in the spelling of SPDX, the identifiers in it, and what was added to one of them.

    `additions` are exceptions, such as ``Classpath-exception-2.0``, and ``+`` for "or any later version".
    """

    expression: str
    names: tuple[str, ...]
    bond: Bond
    additions: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """The names that are not on the list of SPDX, which begin with ``LicenseRef-``."""
        return tuple(name for name in self.names if name.startswith("LicenseRef-"))


def canonical(text: str) -> str | None:
    """Return a licence expression in the spelling of SPDX; None where it is none."""
    from packaging.licenses import (  # noqa: PLC0415 - most documents do without
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        return str(canonicalize_license_expression(text)) if len(text) <= LONGEST else None
    except InvalidLicenseExpression:
        return None


def licences(text: str) -> Licences | None:
    """Return what a licence expression says (SPDX specification, annex on licence expressions); None where it is none.

    Upper and lower case do not count, and a licence or exception that SPDX does not list makes it none.
    """
    expression = canonical(text)
    if expression is None:
        return None
    words = _WORD.findall(expression)
    names: list[str] = []
    additions: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if before == "WITH":
            additions.append(word)
        elif word not in ("AND", "OR", "WITH"):
            listed = word.removesuffix("+") if not _GNU_OR_LATER.fullmatch(word) else word
            additions += ["+"] if listed != word else []
            names.append(listed)
    return Licences(expression, tuple(dict.fromkeys(names)), _bond(words), tuple(additions))


_GNU_OR_LATER = re.compile(r"A?L?GPL-[0-9.]+\+")
"""Of these, SPDX lists the name with the sign too."""


def _bond(words: list[str]) -> Bond:
    if "AND" in words:
        return "mixed" if "OR" in words else "all"
    return "any" if "OR" in words else "one"
