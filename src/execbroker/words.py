# SPDX-License-Identifier: Apache-2.0
"""Words for people: names that were probably meant, values as they are shown, lists of what is known."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

_LONGEST_NAME = 80
"""In characters. Comparing texts takes time that grows with both lengths, and no name is as long as that."""
_LONGEST_VALUE = 60
_PLAIN = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null)$)(?:-{0,2}[A-Za-z]|/)(?:[\w/.@+=?&~%#-]|:(?=[\w/]))*", re.IGNORECASE
)
"""Text that needs no quotes in YAML, inside brackets too."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the name of `known` that `name` is most probably a misspelling of; None where none is near."""
    if len(name) > _LONGEST_NAME:
        return None
    byfolded = {folded(candidate): candidate for candidate in known}
    close = get_close_matches(folded(name), list(byfolded), n=1, cutoff=0.7)
    return byfolded[close[0]] if close else None


def shown(value: Any) -> str:
    """Return `value` as it is written, cut to a readable length."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        value = value[: _LONGEST_VALUE + 1]
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def listed(names: Collection[str]) -> str:
    """Return up to a dozen of the names, and how many more there are."""
    first = ", ".join(list(names)[:12])
    return first + (f", and {len(names) - 12} more" if len(names) > 12 else "")


def code(value: Any, *, name: str | None = None) -> str:
    """Return `value`, or the property `name` with it, as it is written in a hint: in JSON, which is YAML too.

    Where the document is YAML, `simplified` makes it look like that.
    """
    text = _visible(json.dumps(value, ensure_ascii=False))
    text = text if name is None else f"{_visible(json.dumps(name, ensure_ascii=False))}: {text}"
    return "`" + text.replace("`", "\\u0060") + "`"


def simplified(hint: str) -> str:
    """Return a hint without the quotes that JSON needs and YAML does not, in what it tells to write."""
    return re.sub(r'`(["{\[][^`]*)`', lambda found: f"`{_simple(found[1])}`", hint)


def _simple(text: str) -> str:
    if text.endswith(", ...}"):
        return _simple(text.removesuffix(", ...}") + "}")[:-1] + ", ...}"
    try:
        return _flow(json.loads(text))
    except (ValueError, RecursionError):  # it may be a property without the braces around it
        pass
    try:
        return _flow(json.loads(f"{{{text}}}"))[1:-1]
    except (ValueError, RecursionError):
        return text


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def first_sentence(text: str) -> str:
    """Return the first sentence of `text`, without its full stop, as a part of another one."""
    sentence = re.split(r"\.(?:\s|$)", text, maxsplit=1)[0]
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def spaced(title: str) -> str:
    """Return the title of a definition in small words: ``DateTime`` is ``date time``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", title).lower()


def short(kind: str) -> str:
    """Return the last part of a kind's URI, without its suffix."""
    return kind.rpartition("/")[2].removesuffix(".yaml") or kind


def folded(name: str) -> str:
    """Return `name` without what is easily mistaken: case, and whether words are joined by `_`, `-` or nothing."""
    return re.sub("[-_ ]", "", name).casefold()
