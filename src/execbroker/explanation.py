# SPDX-License-Identifier: Apache-2.0
"""What jsonschema finds, in the words of the document: a code, a sentence, and what to write instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .document.place import Path
from .kinds import Kinds

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_NOUNS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """A fault at `path`; `at_key` says that the key is at fault, not its value."""

    code: str
    path: Path
    message: str
    hint: str | None = None
    at_key: bool = False
    section: str | None = None


def explain(error: ValidationError, kinds: Kinds) -> SchemaFault:
    """Return jsonschema's error as a fault; the keyword decides who explains it."""
    words = _EXPLANATIONS.get(str(error.validator), _other)
    return words(error, tuple(error.absolute_path), kinds)


def _unknown_property(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    known: Any = error.validator_value
    name = str(path[-1])
    close = nearest(name, known)
    hint = f"did you mean `{close}`?" if close else _known(sorted(known))
    return SchemaFault("unknown-property", path, f"unknown property `{name}`", hint, at_key=True)


def _missing(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    name = str(error.validator_value)
    if name == "kind":
        schema: Any = error.schema
        kind = schema.get("properties", {}).get("kind", {})
        known = kind.get("enum", [kind.get("const")])
        hint = f"it says what this is: {'' if len(known) == 1 else 'for example '}{known[0]}"
        return SchemaFault("missing-kind", path, "`kind` is missing", hint, at_key=True)
    return SchemaFault("missing-property", path, f"the property `{name}` is missing", None, at_key=True)


def _wrong_type(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    wanted = _NOUNS.get(str(error.validator_value), str(error.validator_value))
    if error.instance is None:
        message = f"expected {wanted}, found null"
        return SchemaFault("null-value", path, message, "leave the property out where it has no value")
    hint: str | None = None
    if isinstance(error.instance, str) and error.validator_value in ("integer", "number", "boolean"):
        hint = "write `true` or `false`" if error.validator_value == "boolean" else "write a number, without quotes"
    elif error.validator_value == "string" and not isinstance(error.instance, (dict, list)):
        hint = "put it in quotes"
    return SchemaFault("wrong-type", path, f"expected {wanted}, found {_shown(error.instance)}", hint)


def _not_among(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    if path and path[-1] == "kind":
        return _wrong_kind(error, path, kinds)
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    choices: list[str] = [str(value) for value in allowed] if isinstance(allowed, Iterable) else []
    close = nearest(str(error.instance), choices)
    hint = f"did you mean `{close}`?" if close else None
    message = f"{_shown(error.instance)} is not one of {', '.join(choices)}"
    return SchemaFault("unknown-value", path, message, hint)


def _wrong_kind(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    value = error.instance
    if not isinstance(value, str):
        return SchemaFault("wrong-type", path, f"a kind is text, found {_shown(value)}")
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    here = {kinds[uri].short: kinds[uri].kind for uri in allowed if uri in kinds} if isinstance(allowed, list) else {}
    kind = kinds.get(value)
    if kind is None:
        close = nearest(_short(value), list(here))
        hint = f"did you mean `{here[close]}`?" if close else _known_kinds(here)
        return SchemaFault("unknown-kind", path, f"unknown kind `{_short(value)}`", hint)
    if kind.placeholder:
        message = f"`{kind.short}` is a placeholder: it may stand in a template, not in a request"
        hint = "put a concrete kind in its place, or check the file as a template: --as execution-template"
        if path == ("kind",):
            hint = f"it stands in a template; to check it alone: --as {kind.short}"
        return SchemaFault("placeholder-in-request", path, message, hint)
    message = f"`{kind.short}` cannot stand here: it is of the group `{kind.group}`"
    return SchemaFault("misplaced-kind", path, message, _known_kinds(here))


def _mismatch(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    schema: Any = error.schema
    title = str(schema.get("title", "text of another form"))
    examples = schema.get("examples")
    hint = f"such as `{examples[0]}`" if examples else None
    return SchemaFault("malformed-text", path, f"{_shown(error.instance)} is not a valid {_words(title)}", hint)


def _out_of_range(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    bound = "at least" if error.validator == "minimum" else "at most"
    message = f"{_shown(error.instance)} is out of range: {bound} {error.validator_value}"
    return SchemaFault("out-of-range", path, message)


def _too_few(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    return SchemaFault("too-few-items", path, f"the list needs {error.validator_value} or more items")


def _other(error: ValidationError, path: Path, kinds: Kinds) -> SchemaFault:
    return SchemaFault("invalid-value", path, error.message)


_EXPLANATIONS: Mapping[str, Callable[[ValidationError, Path, Kinds], SchemaFault]] = {
    "additionalProperties": _unknown_property,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_among,
    "const": _not_among,
    "pattern": _mismatch,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "minItems": _too_few,
}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the name of `known` that `name` is most probably a misspelling of; None where none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _known(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:12])
    return f"known here: {shown}" + (f", and {len(names) - 12} more" if len(names) > 12 else "")


def _known_kinds(names: Collection[str]) -> str:
    return _known(names).replace("known here:", "the kinds that may stand here end in:")


def _short(kind: str) -> str:
    return kind.rpartition("/")[2].removesuffix(".yaml") or kind


def _shown(value: Any) -> str:
    """Return `value` as it is written, cut to a readable length."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _words(title: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", title).lower()
