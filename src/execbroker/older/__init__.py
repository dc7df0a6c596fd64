# SPDX-License-Identifier: Apache-2.0
"""Older forms of the documents: which one a document is in, and what its names are called today.

The facts are data, `model/older-names.yaml`; its head says what each of them means. A document is gone through by
*places*: at each place it is known which mappings and lists stand below which keys, so that `name` is looked at in a
component and left alone among environment variables.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..diagnostic import Finding, Path
from ..document.bounds import MAX_FAULTS
from ..kinds import Kinds
from ..words import short
from .names import OTHER, Era, OlderNames, Place, is_known

__all__ = ["Era", "Modernised", "era_of", "era_of_text", "modernised"]

_LONGEST_TEXT = 100_000
"""In characters, of a text that cannot be read: its form shows at its beginning."""
_LONGEST_LITERAL = 200
_MOST_VALUES = 100_000
"""Values that are looked at for older names. What has more is no document that somebody wrote."""
_MOST_KINDS = 1000
"""Different kinds that are looked at to tell the form of a document."""
_NOTHING: Mapping[str, Any] = {"meta": {}}
"""A document of today in which nothing is wrong."""
_KINDS = re.compile(r"""(?<![\w-])(type|kind)["']?[ \t]*:[ \t]*["']?([^\s"',}\]]+)""")
_ROOT_KEYS = re.compile(r"""^["']?([A-Za-z][\w-]*)["']?[ \t]*:""", re.MULTILINE)
_PLAIN = re.compile(r"(?!(?:yes|no|on|off|true|false|null)$)[A-Za-z/](?:[\w/.@+-]|:(?=\S)| (?=[\w/]))*", re.IGNORECASE)
"""Text that needs no quotes in YAML."""


def era_of(data: Any, *, mixed: bool = False) -> Era | None:
    """Return the older form that the data of a document are in, or, for `mixed` ones, that a part of them is in.

    None for today's form, for a document that has only a slip (`type` for `kind`, with a kind of today, or no kind at
    all), and where nothing tells: many answers without an offer look the same in all forms. Of a very large document
    the outer parts are looked at, and the beginning of the inner ones.
    """
    facts, kinds = OlderNames.installed(), Kinds.builtin()
    best = none = len(facts.eras)
    told: dict[tuple[str, str], int] = {}
    keys: dict[int, set[str]] = {}
    strange = False
    for mapping, place, has_kind in _mappings(data, facts):
        for key, value in mapping.items():
            if key in place.signs:
                keys.setdefault(place.signs[key], set()).add(key)
            text = value if isinstance(value, str) else ""
            if text.startswith(kinds.base):
                if not mixed:
                    return None
                continue
            if has_kind and key in ("type", "kind"):
                if (key, text) not in told and len(told) < _MOST_KINDS:
                    told[key, text] = facts.sign(key, text)
                sign = told.get((key, text), none)
                best = min(best, sign)
                strange |= bool(place.kinds) and key == "kind" and sign == none and not is_known(value, kinds)
    if not strange:
        best = min([best, *(sign for sign, found in keys.items() if len(found) >= facts.least[sign])])
    return facts.eras[best] if best < none else None


def _mappings(data: Any, facts: OlderNames) -> Iterator[tuple[Mapping[str, Any], Place, bool]]:
    """Yield the mappings of which the place is known, the outer ones first, and whether they may have a kind."""
    items = data[:_MOST_KINDS] if isinstance(data, list) else [data]
    pending = deque((item, root, True) for item in items if (root := facts.root(item, Kinds.builtin())))
    left = _MOST_VALUES
    while pending:
        value, name, outer = pending.popleft()
        place, unknown = facts.places[name], name == OTHER
        for mapping in value if isinstance(value, list) else (value,):
            left -= 1 + (len(mapping) if isinstance(mapping, dict) else 0)
            if left < 0:
                return
            if isinstance(mapping, dict):
                yield mapping, place, outer or unknown or bool(place.kinds)
                for key, inner in mapping.items():
                    if isinstance(inner, (dict, list)) and (unknown or key in place.holds):
                        pending.append((inner, place.holds.get(key, OTHER), False))


def era_of_text(text: str) -> Era | None:
    """Return the older form that a text is probably in which cannot be read; None where that is not sure.

    Looks for kinds, and for outermost keys of YAML, in the first 100,000 characters. A kind of today settles it.
    """
    facts = OlderNames.installed()
    best = none = len(facts.eras)
    text = text[:_LONGEST_TEXT]
    if Kinds.builtin().base in text:
        return None
    for key, kind in {(found[1], found[2]) for found in _KINDS.finditer(text)}:
        best = min(best, facts.sign(key, kind))
    keys = {found[1] for found in _ROOT_KEYS.finditer(text)}
    place = facts.places[next(name for name, needed in facts.roots if needed <= keys)]
    best = min([best, *(sign for key, sign in place.signs.items() if key in keys and facts.least[sign] == 1)])
    return facts.eras[best] if best < none else None


class Modernised(NamedTuple):
    """The data of a document with today's names, what was replaced, and where what was only renamed is in it."""

    data: Any
    findings: list[Finding]
    renamed: Mapping[Path, str]

    def original(self, path: Path) -> Path:
        """Return the path in the document of what is at `path` in `data`."""
        return tuple(self.renamed.get(path[: n + 1], step) for n, step in enumerate(path))


def modernised(data: Any, kinds: Kinds, *, older: bool | None = None) -> Modernised:
    """Return the data with today's names in place of older ones, for checking them further, and what was replaced.

    The findings are in document order, each with the path that it has in the document. What stands elsewhere today, or
    nowhere, is left out of the result, and so is what is inside it; a component of a kind that is gone becomes an empty
    one of another kind. Where there are more findings than are listed, nothing is left to check. What is of today's
    form comes back equal, without a finding, and so does the rest of a very large document. `data` is not changed.
    `older` is whether `era_of` tells a form, where that is known already.
    """
    facts = OlderNames.installed()
    root = facts.root(data, kinds)
    if not data or root is None:
        return Modernised(data, [], {})
    reader = _Modernising(facts, kinds, older=era_of(data) is not None if older is None else older)
    try:
        shadow = reader.mapping(data, facts.places[root], ())
    except _TooMany:
        shadow = {}
    return Modernised(shadow or dict(_NOTHING), reader.findings, reader.renamed)


class _TooMany(Exception):
    """Raised where there are more findings than are ever listed."""


class _Modernising:
    def __init__(self, facts: OlderNames, kinds: Kinds, *, older: bool) -> None:
        self.facts = facts
        self.kinds = kinds
        self.older = older
        self.findings: list[Finding] = []
        self.renamed: dict[Path, str] = {}
        self.left = _MOST_VALUES

    def mapping(self, old: dict[str, Any], place: Place, path: Path) -> dict[str, Any]:
        """Return today's form of the mapping at `path`."""
        self.left -= 1 + len(old)
        if self.left < 0:
            return old
        new: dict[str, Any] = {}
        kind_key = "kind" if "kind" in old or not self._typed(old, path) else "type"
        kind = old.get(kind_key)
        name = None if not place.kinds or is_known(kind, self.kinds) else self.facts.name_of(kind)
        if name and place.spare and name not in self.facts.kinds:
            self._gone(name, place, (*path, kind_key))
            return {"kind": place.spare}
        for key, value in old.items():
            if place.kinds and key == kind_key:
                new |= self._kind(key, value, name, place, path)
            elif entry := place.older(key, value, old):
                new |= self._older(entry, old, place, (*path, key))
            else:
                new[key] = self._value(key, value, place, path)
        if place.spare and "kind" not in new and (self.older or kind_key in old):
            return {"kind": place.spare, **(new if place.untyped else {})}
        return new

    def _typed(self, old: Mapping[str, Any], path: Path) -> bool:
        """Whether `type` stands for the kind; around the whole document it does where its value is one."""
        kind = old.get("type")
        return bool(path) or is_known(kind, self.kinds) or self.facts.name_of(kind) is not None

    def _gone(self, name: str, place: Place, path: Path) -> None:
        """Report the older kind `name`, which has no successor."""
        choices = self._choices(place)
        hint = f"the kinds that may stand here end in: {', '.join(choices)}"
        if reason := self.facts.retired.get(name):
            template, values = "the kind `${old}` does not exist any more: ${reason}", {"old": name, "reason": reason}
            instead = next((choices[word] for word in re.findall(r"[\w-]+", reason) if word in choices), None)
            self._found("retired-kind", path, template, values, f"write `{instead}`" if instead else hint)
        else:
            self._found("unknown-kind", path, "unknown kind `${kind}`", {"kind": name}, hint)

    def _choices(self, place: Place) -> dict[str, str]:
        """Return the kinds that may stand at `place`, by their short names."""
        return {k.short: k.kind for k in self.kinds.values() if k.group == place.kinds and not k.placeholder}

    def _kind(self, key: str, kind: Any, name: str | None, place: Place, path: Path) -> dict[str, Any]:
        """Return the kind as it is today; nothing where `type` tells none, which is reported with its name.

        `name` is what `kind` has in it where it is of an older form.
        """
        if key == "type" and isinstance(kind, str) and kind in self.facts.kinds:  # in plain words
            name = kind
        today = self.facts.kinds.get(name, kind) if name else kind
        if key == "type":
            told = is_known(today, self.kinds) or not place.spare
            ends = f"write `kind: ` and one that ends in: {', '.join(self._choices(place))}"
            hint = f"write `kind: {_literal(today)}`" if told else ends
            template = "`${old}` is called `${new}` today"
            self._found("renamed-property", (*path, key), template, {"old": "type", "new": "kind"}, hint, at_key=True)
            self.renamed[*path, "kind"] = key
            return {"kind": today} if told else {}
        if today != kind:
            values = {"old": short(str(kind)), "new": self.kinds[today].short if today in self.kinds else today}
            template = "the kind `${old}` has another URI today"
            self._found("renamed-kind", (*path, key), template, values, f"write `{today}`")
        return {"kind": today}

    def _older(self, entry: Mapping[str, Any], old: Mapping[str, Any], place: Place, here: Path) -> dict[str, Any]:
        """Report the older property at `here`; return it under its name of today, where that is all it needs."""
        key = str(here[-1])
        new: dict[str, Any] = {}
        value, target = old[key], str(entry.get("now") or entry.get("in"))
        simple = "now" in entry and target.isidentifier()
        if simple and not isinstance(value, (dict, list)):
            value = place.values.get(target, {}).get(_written(value), value)
            if target not in old:
                new = {target: value}
                self.renamed[*here[:-1], target] = key
        meaning = next(meaning for meaning in _MEANINGS if meaning in entry)
        code, template = _MEANINGS["slipped" if meaning == "in" and not self.older else meaning]
        home = target.partition(".")[0].removesuffix("[]")
        known = {"old": key, "new": target.removesuffix("[]"), "reason": entry.get("retired"), "home": home}
        used = {name: known[name] for name in re.findall(r"\$\{(\w+)\}", template)}
        inside = isinstance(old.get(home), dict)
        hint = entry.get("hint") or _hint(meaning, key, target, _joined(entry, old) or value, inside=inside)
        self._found(code, here, template, used, hint, at_key=meaning != "reshaped")
        if simple and key in place.holds:
            self._inner(value, place.holds[key], here)
        return new

    def _value(self, key: str, value: Any, place: Place, path: Path) -> Any:
        if key in place.values and (today := place.values[key].get(_written(value))):
            values = {"old": _written(value), "new": today}
            template = "`${old}` is written `${new}` today"
            self._found("renamed-value", (*path, key), template, values, f"write `{_literal(today)}`")
            return today
        return self._inner(value, place.holds[key], (*path, key)) if key in place.holds else value

    def _inner(self, value: Any, place: str, path: Path) -> Any:
        there = self.facts.places[place]
        if isinstance(value, dict):
            return self.mapping(value, there, path)
        if not isinstance(value, list):
            return value
        new: list[Any] = []
        for number, item in enumerate(value):
            self.left -= 1
            if self.left < 0:
                return new + value[number:]
            new.append(self.mapping(item, there, (*path, number)) if isinstance(item, dict) else item)
        return new

    def _found(
        self, code: str, path: Path, template: str, values: Mapping[str, object], hint: str, *, at_key: bool = False
    ) -> None:
        if not self.older:  # a slip: nobody says that it was right once
            template = template.removesuffix(" today")
        self.findings.append(Finding(code, path, template, values, hint, at_key))
        if len(self.findings) > MAX_FAULTS:
            raise _TooMany


_MEANINGS: Mapping[str, tuple[str, str]] = {
    "now": ("renamed-property", "`${old}` is called `${new}` today"),
    "in": ("misplaced-property", "`${old}` does not belong here: it is `${new}` today"),
    "up": ("misplaced-property", "`${old}` is no level of its own today"),
    "retired": ("retired-property", "`${old}` does not exist any more: ${reason}"),
    "slipped": ("misplaced-property", "`${old}` does not belong here: it belongs inside `${home}`"),
    "reshaped": ("renamed-value", "`${old}` has another form today"),
}


def _hint(meaning: str, key: str, target: str, value: Any, *, inside: bool) -> str:
    """Return what to write in place of the property `key`, whose value belongs at `target`.

    `inside` says that the mapping in which it belongs is there already.
    """
    if meaning == "retired":
        return "leave it out"
    if meaning == "up":
        return f"write what is in it directly, without `{key}`"
    first, *rest = target.split(".")
    if meaning == "in" and (inside or first.endswith("[]")):
        home = first.removesuffix("[]")
        return f"write it in each of `{home}`" if home != first else f"move it into `{home}`: in YAML, indent it"
    if not rest and isinstance(value, (dict, list)):
        return f"call it `{first.removesuffix('[]')}`"
    written = _literal(value)
    for step in reversed(rest if rest and inside else [first, *rest]):
        name, item = step.removesuffix("[]"), f"[{written}]" if step.endswith("[]") else written
        written = f"{{{name}: {item}}}"
    written = written[1:-1]
    return f"write it {'in' if inside else 'under'} `{first}`: `{written}`" if rest else f"write `{written}`"


def _joined(entry: Mapping[str, Any], around: Mapping[str, Any]) -> str | None:
    """Return the text that properties which stand together make up, None where one of them is missing."""
    names = re.findall(r"\$\{(\w+)\}", entry.get("join", ""))
    if not names or not all(isinstance(around.get(name), str) for name in names):
        return None
    return re.sub(r"\$\{(\w+)\}", lambda name: str(around[name[1]]), str(entry["join"]))


def _literal(value: Any) -> str:
    """Return `value` as it may be written in YAML, ``...`` where that would be long."""
    if isinstance(value, str) and len(value) <= _LONGEST_LITERAL:
        return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) or (isinstance(value, (int, float)) and abs(value) < 10**15):
        return json.dumps(value)
    return "..."


def _written(value: Any) -> str:
    """Return a text, or a truth value, as it is written; nothing for all else."""
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, bool) else ""
