# SPDX-License-Identifier: Apache-2.0
"""What a document of the right shape may still get wrong: the rules of the model, by subject."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from . import (
    addresses,
    data,
    descriptions,
    digests,
    executables,
    images,
    licences,
    messages,
    offersets,
    options,
    parameters,
    platforms,
    ports,
    programs,
    published,
    ranges,
    references,
    requests,
    schedule,
    secrets,
    sessions,
    stores,
    templates,
    terms,
    volumes,
)
from .registry import Rule, Rules, Scene, Violation, rule, walk

__all__ = ["Rule", "Rules", "Scene", "Violation", "for_version_1_0", "rule", "rules_of", "standard", "walk"]

_SUBJECTS = (
    ranges,
    requests,
    references,
    volumes,
    schedule,
    executables,
    images,
    ports,
    programs,
    addresses,
    data,
    digests,
    stores,
    descriptions,
    licences,
    parameters,
    templates,
    platforms,
    terms,
    sessions,
    offersets,
    options,
    messages,
    secrets,
)
"""The modules of rules, in the order in which documentation lists them."""


@cache
def standard() -> Rules:
    """Return the rules of the model."""
    return rules_of(*_SUBJECTS)


@cache
def for_version_1_0() -> Rules:
    """Return the rules for documents that go to a broker of version 1.0, beside the rules of the model."""
    return rules_of(published)


def rules_of(*modules: ModuleType) -> Rules:
    """Return the rules that are defined in `modules`, in their order."""
    return Rules(tuple(found for module in modules for found in vars(module).values() if isinstance(found, Rule)))
