# SPDX-License-Identifier: Apache-2.0
"""The rule of licences: they are written as SPDX does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ..licences import LONGEST, canonical
from ..words import nearest, shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import SoftwareDiscovery

_GNU = re.compile(
    r"(?:GNU )?(?P<which>[AL]?)GPL[ -]?(?:v|version )?(?P<version>[1-3](?:\.[01])?)"
    r"(?P<later>\+|[ -]or[ -]later|[ -]or[ -]newer)?",
    re.IGNORECASE,
)
_USUAL = {
    "apache": ("Apache-2.0",),
    "apache2": ("Apache-2.0",),
    "bsd": ("BSD-3-Clause", "BSD-2-Clause"),
    "newbsd": ("BSD-3-Clause",),
    "modifiedbsd": ("BSD-3-Clause",),
    "3clausebsd": ("BSD-3-Clause",),
    "2clausebsd": ("BSD-2-Clause",),
    "simplifiedbsd": ("BSD-2-Clause",),
    "gpl": ("GPL-3.0-or-later", "GPL-2.0-or-later"),
    "lgpl": ("LGPL-3.0-or-later", "LGPL-2.1-or-later"),
    "cc0": ("CC0-1.0",),
    "ccby": ("CC-BY-4.0",),
    "mozillapublic": ("MPL-2.0",),
    "mozillapublic20": ("MPL-2.0",),
    "proprietary": ("LicenseRef-Proprietary",),
}
"""What people call licences without the words for licence, without case and signs, and their identifiers."""
_BETWEEN = re.compile(r"\s+(?:and|or|with)\s+|[()/,;&]", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"\b(?:(lesser|affero) )?general public\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\b(?:the|software|licen[cs]ed?|version)\b|\bv(?=[0-9])|,", re.IGNORECASE)


@rule("warning", section="common/software-discovery.yaml")
def malformed_licence(subject: SoftwareDiscovery, scene: Scene) -> Iterator[Violation]:
    """A licence is written as an SPDX expression.

    It consists of identifiers of the SPDX License List, joined by AND, OR and WITH (SPDX specification, License
    expressions), so that programs know what may be done with the software. `GPL-3.0` is given up there, because it
    does not tell whether later versions will do. What is not in the list is written as `LicenseRef-` and a name.

    Wrong:
        licence: GPLv3

    Right:
        licence: GPL-3.0-or-later
    """
    text = subject.licence
    if text is None:
        return
    written = canonical(text)
    if written is None:
        elsewhere = "write an identifier of https://spdx.org/licenses/, or `LicenseRef-` and a name"
        hint = _meant(text) or elsewhere
        yield Violation(("licence",), "${licence} is no SPDX expression", {"licence": shown(text)}, hint)
    elif written != text:
        values = {"licence": shown(text)}
        yield Violation(("licence",), "${licence} is not as SPDX writes it", values, f"write {written}")
    elif gnu := _unclear(text):
        values = {"licence": gnu}
        template = "`${licence}` does not say whether later versions will do"
        yield Violation(("licence",), template, values, f"write {gnu}-only or {gnu}-or-later")


def _meant(text: str) -> str | None:
    """Return what to write for a text that is no expression; None where nothing is near."""
    if len(text) > LONGEST:
        return None
    if "://" in text:
        text = text.rstrip("/").rpartition("/")[2].removesuffix(".html").removesuffix(".txt")
    if whole := _identifiers(text):
        return f"write {' or '.join(whole)}"
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    for part in parts:
        found = _identifiers(part)
        if found and len(parts) > 1 and canonical(part) is None:
            return f"write {' or '.join(found)} in place of `{part}`"
    if len(parts) > 1 and all(map(canonical, parts)):
        return "join the identifiers with OR where one of them may be chosen, and with AND where all hold"
    close = nearest(text.strip("() ").replace(" ", "-"), _listed()) if len(parts) == 1 else None
    return f"did you mean `{close}`?" if close else None


def _identifiers(text: str) -> tuple[str, ...]:
    """Return the identifiers that a usual name of a licence stands for."""
    short = _SPELLED_OUT.sub(lambda found: f"{(found[1] or '')[:1]}GPL", text)
    bare = " ".join(_SAYS_NOTHING.sub(" ", short).split())
    if gnu := _GNU.fullmatch(bare):
        version = gnu["version"] if "." in gnu["version"] else f"{gnu['version']}.0"
        name = f"{gnu['which'].upper()}GPL-{version}"
        known = [f"{name}-or-later"] if gnu["later"] else [f"{name}-only", f"{name}-or-later"]
        return tuple(known) if all(map(canonical, known)) else ()
    if usual := _USUAL.get(re.sub("[^a-z0-9]", "", bare.casefold())):
        return usual
    joined = bare.replace(" ", "-")
    return next(((written,) for one in (bare, joined, f"{joined}.0") if (written := canonical(one))), ())


def _unclear(text: str) -> str | None:
    """Return the identifier of a GNU licence that does not tell which versions it means; None where there is none."""
    found = re.search(r"(?<![\w.-])[AL]?GPL-[1-3]\.[01](?![\w.+-])", text)
    return found[0] if found else None


@cache
def _listed() -> tuple[str, ...]:
    """Return the identifiers of the SPDX License List. They are no public part of `packaging`: there may be none."""
    from packaging import licenses  # noqa: PLC0415 - as above

    return tuple(entry["id"] for entry in getattr(licenses, "LICENSES", {}).values())
