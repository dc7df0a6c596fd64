# SPDX-License-Identifier: Apache-2.0
"""The canonical data model of the IVOA/SKAO Execution Broker: load, check and dump its documents.

A name is imported when it is first asked for, so that a program that only dumps does not pay for validation, and so
that `execbroker_build` can read the sources with `execbroker.document` while there are no generated classes yet.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import model as model
    from .composition import compose as compose
    from .composition import resolve as resolve
    from .diagnostic import Diagnostic as Diagnostic
    from .diagnostic import InvalidDocument as InvalidDocument
    from .diagnostic import Report as Report
    from .lifecycle import apply_update as apply_update
    from .lifecycle import options_for as options_for
    from .messages import to_messages as to_messages
    from .migration import upgrade as upgrade
    from .offers import check_offer as check_offer
    from .offers import check_offer_set as check_offer_set
    from .offers import compare as compare
    from .planning import plan as plan
    from .validation import load as load
    from .validation import loads as loads
    from .validation import validate as validate
    from .validation import validates as validates
    from .writing import dump as dump
    from .writing import dumps as dumps

__all__ = [
    "Diagnostic",
    "InvalidDocument",
    "Report",
    "apply_update",
    "check_offer",
    "check_offer_set",
    "compare",
    "compose",
    "dump",
    "dumps",
    "load",
    "loads",
    "model",
    "options_for",
    "plan",
    "resolve",
    "to_messages",
    "upgrade",
    "validate",
    "validates",
]

_HOMES = {
    "Diagnostic": "diagnostic",
    "InvalidDocument": "diagnostic",
    "Report": "diagnostic",
    "apply_update": "lifecycle",
    "check_offer": "offers",
    "check_offer_set": "offers",
    "compare": "offers",
    "compose": "composition",
    "dump": "writing",
    "dumps": "writing",
    "load": "validation",
    "loads": "validation",
    "options_for": "lifecycle",
    "plan": "planning",
    "resolve": "composition",
    "to_messages": "messages",
    "upgrade": "migration",
    "validate": "validation",
    "validates": "validation",
}


def __getattr__(name: str) -> Any:
    if name == "model":
        return import_module(".model", __name__)
    try:
        home = import_module(f".{_HOMES[name]}", __name__)
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return __all__
