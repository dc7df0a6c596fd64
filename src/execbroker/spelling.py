# SPDX-License-Identifier: Apache-2.0
"""Warnings about how an accepted document is written, where it could be mistaken elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from execbroker_model.base import Model

from .diagnostic import Finding, Path
from .document import Located
from .kinds import Kinds
from .rules import walk

_BOOLEAN_WORDS = frozenset(("yes", "no", "on", "off"))
_MAY_HAVE_WORDS = re.compile(r"[\s\[{,](?:yes|no|on|off)\s*(?:$|[,\]}#])", re.IGNORECASE | re.MULTILINE)


def kind_aliases(document: Model, text: str, kinds: Kinds) -> Iterator[Finding]:
    """Yield a warning for each kind that is written in another way than its URI."""
    aliases = {alias for alias, kind in kinds.items() if alias != kind.kind and alias in text}
    if not aliases:
        return
    for model, scene in walk(document):
        written = getattr(model, "kind", None)
        if written in aliases:
            kind = kinds[written]
            message = "another spelling of the kind `${kind}`, which some brokers send; it is kept as it is"
            values, hint = {"kind": kind.short}, f"write `{kind.kind}`"
            yield Finding("kind-alias", (*scene.path, "kind"), message, values, hint, severity="warning")


def may_have_boolean_words(text: str) -> bool:
    """Return whether it is worth looking for them."""
    return _MAY_HAVE_WORDS.search(text) is not None


def boolean_words(located: Located) -> Iterator[Finding]:
    """Yield a warning for each text that a reader of YAML 1.1, such as the reference broker's, takes for a boolean."""
    for path, value in _texts(located.data, ()):
        if value.casefold() in _BOOLEAN_WORDS and located.written(path) == value:
            meant = "true" if value.casefold() in ("yes", "on") else "false"
            message = "many readers take `${word}` without quotes for ${meant}"
            values, hint = {"word": value, "meant": meant}, f'put it in quotes: "{value}"'
            yield Finding("boolean-word", path, message, values, hint, severity="warning")


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, (dict, list)):
        for step, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(item, (*path, step))
