# SPDX-License-Identifier: Apache-2.0
"""What jsonschema finds, in the words of the document: a code, a sentence, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..diagnostic import WRITTEN, Finding, Path
from ..kinds import Kinds
from ..words import code, first_sentence, listed, nearest, shown, spaced
from .definitions import Definitions, Scene, properties
from .naming import component_of, missing_kind_hint, property_hint, wrong_kind
from .parts import LONGEST, small
from .suggestion import MOST_HOURS, REPAIRS, Maker

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
_FORMS = {
    "Duration": "an ISO 8601 duration",
    "Instant": "a date and time of ISO 8601, in UTC or with an offset",
    "DateTime": "a date and time of RFC 3339",
    "Interval": "an ISO 8601 interval",
    "Uuid": "a UUID",
}
"""What a text of a certain form is called, by the title of its definition."""
_COUNT = re.compile(r"[0-9]{1,9}")


def explain(error: ValidationError, scene: Scene) -> Finding:
    """Return jsonschema's error as a finding; the keyword decides who explains it."""
    words = _EXPLANATIONS.get(str(error.validator), _other)
    return words(error, tuple(error.absolute_path), scene)


def _unknown_property(error: ValidationError, path: Path, scene: Scene) -> Finding:
    known: Any = error.validator_value
    schema: Any = error.schema
    hint = property_hint(path, known, error.instance, schema, scene)
    message = "unknown property `${property}`"
    return Finding("unknown-property", path, message, {"property": str(path[-1])}, hint, at_key=True)


def _missing(error: ValidationError, path: Path, scene: Scene) -> Finding:
    name = str(error.validator_value)
    schema: Any = error.schema
    instance: Any = error.instance
    if name == "kind":
        hint = missing_kind_hint(instance, schema, scene.definitions)
        return Finding("missing-kind", path, "`kind` is missing", {}, hint, at_key=True)
    wanted = properties(schema).get(name, {})
    example = Maker(scene.definitions).example(wanted)
    hint = f"add `{name}`"
    if example is not None and small(example):
        hint = f"add it, such as {code(example, name=name)}"
    elif isinstance(wanted.get("description"), str):
        hint += f": {first_sentence(wanted['description'])}"
    message = "the property `${property}` is missing"
    return Finding("missing-property", path, message, {"property": name}, hint, at_key=True)


def _wrong_type(error: ValidationError, path: Path, scene: Scene) -> Finding:
    wanted, found = str(error.validator_value), error.instance
    schema: Any = error.schema
    if found is None:
        return _null(path, _NOUNS.get(wanted, wanted), text=wanted == "string" and path[-1:] != ("kind",))
    written = shown(found) if isinstance(found, (str, dict, list)) else WRITTEN
    values = {"wanted": _NOUNS.get(wanted, wanted), "found": written}
    finding = Finding("wrong-type", path, "expected ${wanted}, found ${found}", values)
    if wanted == "string" and not isinstance(found, (dict, list)) and schema.get("title") not in REPAIRS:
        return replace(finding, hint=f'put it in quotes: "{WRITTEN}"')
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if hint := _colon(found, schema) or _dash(found, wanted, name):
        return replace(finding, hint=hint)
    unit = scene.unit
    made = Maker(scene.definitions, unit).fitted(found, schema)
    if made is None or not small(made) or (wanted == "object" and isinstance(found, dict)):
        return replace(finding, hint=_in_words(found, wanted, schema, name, scene))
    counted = f"; it is counted in {unit}" if unit else ""
    meant = ""
    if schema.get("title") == "Duration" and isinstance(found, (int, float)):
        meant = f", if {'hours' if found <= MOST_HOURS else 'seconds'} are meant"
    return replace(finding, hint=f"write {code(made)}{counted}{meant}")


def _null(path: Path, wanted: str, *, text: bool = False) -> Finding:
    hint = "leave the property out, or give it a value" + (', `""` for an empty text' if text else "")
    if path and isinstance(path[-1], int):
        hint = "remove the item: a list has no empty ones"
    elif path[-1:] == ("kind",):
        hint = f"write {wanted}"
    return Finding("null-value", path, "expected ${wanted}, found nothing (null)", {"wanted": wanted}, hint)


def _colon(found: Any, schema: Any) -> str | None:
    """Return what a text lacks that would be a property if a space stood after its colon."""
    name, colon, value = found[:300].partition(":") if isinstance(found, str) else ("", "", "")
    name = name.strip(" {")
    if not colon or name not in properties(schema) or value[:1].isspace():
        return None
    return f"a space is needed after the colon: `{name}: {value.strip(' }')[:40]}`"


def _dash(found: Any, wanted: str, name: str) -> str | None:
    """Return what a text lacks that would be the first item of a list if a space stood after its dash."""
    if wanted != "array" or not isinstance(found, str) or not re.match(r"-[^\s-]", found) or name in _OPTIONED:
        return None
    return f"a space is needed after the dash, or a list around it: {code([found[1:61].split()[0]])}"


_OPTIONED = ("command", "arguments")
"""Lists whose items may well begin with a dash."""


def _in_words(found: Any, wanted: str, schema: Any, name: str, scene: Scene) -> str:
    """Return what to do about a value that nothing can be made from."""
    if wanted == "object":
        return _mapping_in_words(found, schema, scene)
    if wanted == "array" and isinstance(found, dict):
        named = '; a name of an item goes into its `meta`: {"name": ...}' if _named_items(found) else ""
        return f"put the items in a list: [{{...}}, {{...}}]{named}"
    if wanted == "string":
        return _text_in_words(found, name, scene)
    unit = f", in {scene.unit}" if scene.unit else ""
    long = isinstance(found, str) and len(found) > LONGEST
    return {
        "array": "put it in a list: [...], each of its parts an item" if long else f"write a list: [{WRITTEN}]",
        "boolean": "write `true` or `false`, without quotes",
    }.get(wanted, f"write {_NOUNS.get(wanted, 'a number')}, without quotes{unit}")


def _mapping_in_words(found: Any, schema: Any, scene: Scene) -> str:
    if choices := scene.definitions.choices(schema):
        return f"write its properties, the `kind` first: {code({'kind': choices[0].kind})[:-2]}, ...}}`"
    known = list(properties(schema))
    first = Maker(scene.definitions).fitted(found[:2], schema) if isinstance(found, list) and not known else None
    if first is not None and small(first):
        return f"write {code(first)[:-2]}, ...}}`"
    what = "no list, but its properties alone" if isinstance(found, list) else "its properties with their values"
    return f"write {what}" + (f"; known here: {listed(known)}" if known else "")


def _text_in_words(found: Any, name: str, scene: Scene) -> str:
    owner = scene.owner(name)
    said = properties(owner).get(name, {}).get("description")
    others = [f"`{one}`" for one, item in properties(owner).items() if _takes_texts(item)]
    beside = f"; a list of texts is {' or '.join(others)}" if isinstance(found, list) and others else ""
    what = f": {first_sentence(said)}" if isinstance(said, str) else ""
    return f"write it as one text{what}{beside}"


def _named_items(found: dict[str, Any]) -> bool:
    return all(isinstance(item, dict) for item in islice(found.values(), 20)) and "kind" not in found


def _takes_texts(schema: Any) -> bool:
    return bool(schema.get("type") == "array" and schema.get("items", {}).get("type") == "string")


def _not_among(error: ValidationError, path: Path, scene: Scene) -> Finding:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    choices: list[str] = [str(value) for value in allowed] if isinstance(allowed, Iterable) else []
    if path and path[-1] == "kind":
        return wrong_kind(error.instance, path, choices, scene)
    if error.instance is None:
        return _null(path, f"one of {listed(choices)}")
    found = error.instance
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], str):
        found = found[0]
    close = None if isinstance(found, (dict, list)) else nearest(str(found)[:100], choices)
    hint = f"did you mean `{close}`?" if close else f"write one of {listed(choices)}"
    written = shown(error.instance) if isinstance(error.instance, (str, dict, list)) else WRITTEN
    values = {"found": written, "choices": listed(choices)}
    return Finding("unknown-value", path, "${found} is not one of ${choices}", values, hint)


def _mismatch(error: ValidationError, path: Path, scene: Scene) -> Finding:
    schema: Any = error.schema
    title, text = str(schema.get("title", "text of another form")), str(error.instance)
    examples = schema.get("examples")
    hint = f"such as `{examples[0]}`" if examples else None
    if title == "Uuid":
        hint = "write 32 hexadecimal digits as 8-4-4-4-12, with `-` between the groups, or leave it out"
    elif title == "Duration" and _COUNT.fullmatch(text):
        made = Maker(scene.definitions).fitted(text, schema)
        hint = f"a unit is missing: {text} {'hours' if int(text) <= 100 else 'seconds'} are `{made}`"
    elif title in REPAIRS:
        close = REPAIRS[title](text)
        hint = f"did you mean `{close}`?" if close else hint
    values = {"found": shown(text), "form": _FORMS.get(title, f"a valid {spaced(title)}")}
    return Finding("malformed-text", path, "${found} is not ${form}", values, hint)


def _out_of_range(error: ValidationError, path: Path, scene: Scene) -> Finding:
    bound = "at least" if error.validator == "minimum" else "at most"
    values = {"found": WRITTEN, "bound": f"{bound} {error.validator_value}"}
    hint = f"write {values['bound']}"
    if error.validator_value == 0:
        hint = "write 0 or more, or leave it out"
    elif path[-1:] == ("port",):
        hint = "write the number of a port, 1 to 65535"
    return Finding("out-of-range", path, "${found} is out of range", values, hint)


def _too_few(error: ValidationError, path: Path, scene: Scene) -> Finding:
    schema: Any = error.schema
    definitions, name = scene.definitions, str(path[-1]) if path else ""
    item = Maker(definitions).example(schema.get("items", {}))
    hint = "add an item" + (f", such as {code(item)}" if item is not None and small(item) else "")
    owner = scene.owner(name)
    kind = definitions.kind_of(owner)
    if name not in owner.get("required", ()):
        hint += ", or leave the list out"
    elif kind:
        others = [one for one in definitions.group(kind.group) if not one.placeholder and one is not kind]
        alike = [one for one in others if properties(owner).keys() - {name} <= properties(definitions.of(one)).keys()]
        hint += "".join(f", or leave the list out and write {code(one.kind, name='kind')}" for one in alike[:1])
    return Finding(
        "too-few-items", path, "the list needs ${least} or more items", {"least": error.validator_value}, hint
    )


def _other(error: ValidationError, path: Path, scene: Scene) -> Finding:
    """Return what a keyword says that only the schemas of registered kinds use."""
    values = {"found": shown(error.instance), "keyword": str(error.validator), "wanted": shown(error.validator_value)}
    message = "${found} does not fit the schema of its kind: `${keyword}` is ${wanted}"
    return Finding("invalid-value", path, message, values)


_EXPLANATIONS: Mapping[str, Callable[[ValidationError, Path, Scene], Finding]] = {
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


def unrecognised(data: Any, title: str | None, kinds: Kinds) -> Iterator[Finding]:
    """Yield why `data` are no document at all, if they are not: `title` is what they are to be read as."""
    if data is None:
        hint = "write a request, for example `executable:` and what it needs"
        yield Finding("empty-document", (), "there is nothing in this document", {}, hint)
    elif not isinstance(data, dict):
        values = {"found": "a list" if isinstance(data, list) else "a single value"}
        hint = "a document is a mapping, for example one with the key `executable`"
        if isinstance(data, list) and len(data) > 1:
            hint += "; several documents go into a file each"
        yield Finding("not-a-mapping", (), "expected a mapping, found ${found}", values, hint)
    elif title is None and "kind" not in data:
        first = list(islice(data, 5))
        values = {"keys": ", ".join(f"`{key}`" for key in first) or "no key"}
        message = "what type of document is this? It has ${keys}, and no `kind`"
        yield Finding("unknown-document", (), message, values, _document_hint(first, kinds))


def _document_hint(keys: list[str], kinds: Kinds) -> str:
    fields = [*kinds.class_named("ExecutionRequest").model_fields, "kind"]
    if close := next(filter(None, (nearest(key, fields) for key in keys)), None):
        return f"did you mean `{close}`?"
    if kind := component_of(keys, Definitions.installed(kinds)):
        return f"is it a `{kind.short}`? Then add {code(kind.kind, name='kind')}; a request has it under `{kind.group}`"
    return "a document has a `kind`, or is a request and has `executable`, `compute`, `storage` or the like"
