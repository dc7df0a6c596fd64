# SPDX-License-Identifier: Apache-2.0
"""A software description as the files that other systems read: pure functions, one module a target.

Each target is in `EXPORTS`. What it needs and the description does not say raises `MissingFacts`; what the description
says and the target cannot carry, though it has a place for it, is told as an `Omission`. For what it has no place at
all is written down in ``docs/describing-software.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..document import FORMATS
from . import citation, codemeta, oci
from .facts import Exported, MissingFacts, Omission

if TYPE_CHECKING:
    from ..model import SoftwareDescription

__all__ = ["EXPORTS", "Export", "Exported", "MissingFacts", "Omission"]


@dataclass(frozen=True, slots=True)
class Export:
    """A target: its name, what it is called in a sentence, how its data are made, and how they become text."""

    name: str
    title: str
    data: Callable[[SoftwareDescription], Exported]
    write: Callable[[Any], str]


EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        export.name: export
        for export in (
            Export("codemeta", "CodeMeta", codemeta.codemeta, FORMATS["json"].write),
            Export("citation", "CITATION.cff", citation.citation, FORMATS["yaml"].write),
            Export("oci", "a set of OCI annotations", oci.image_annotations, FORMATS["json"].write),
            Export("labels", "a LABEL instruction", oci.labels, oci.label_instruction),
        )
    }
)
