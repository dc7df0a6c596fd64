# SPDX-License-Identifier: Apache-2.0
"""What older forms of the documents called things: `model/older-names.yaml`, whose head says what each fact means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import execbroker_model

from ..kinds import Kinds

OTHER = "other"
"""The place of which nothing is known."""
_LONGEST_KIND = 300
"""In characters; a longer text is no kind, and not looked at."""


@dataclass(frozen=True, slots=True)
class Era:
    """An older form: its name, such as ``v0.6-urn-type``, what it is, and when it was in use.

    `upgraded` is whether migration makes documents of today of it; None where it tries to.
    """

    name: str
    title: str
    years: str
    upgraded: bool | None = True


@dataclass(frozen=True, slots=True)
class Place:
    """What was different in the mappings at one place of a document."""

    properties: Mapping[str, list[Mapping[str, Any]]]
    holds: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    kinds: str | None
    spare: str | None
    untyped: bool
    signs: Mapping[str, int]
    """The number of the first sign that has a key which stands here, by the key."""

    def older(self, key: str, value: Any, around: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what has become of the property `key` of `around`, None where it is no older one."""
        for entry in self.properties.get(key, ()):
            if _FORMS[entry.get("when")](value) and ("beside" not in entry or entry["beside"] in around):
                return entry
        return None


@dataclass(frozen=True, slots=True)
class OlderNames:
    """All of it. A sign is told by its number: the lowest one that a document has counts."""

    eras: tuple[Era, ...]
    """The era of each sign."""
    least: tuple[int, ...]
    """How many different keys each sign takes."""
    signs: tuple[tuple[int, re.Pattern[str]], ...]
    forms: tuple[tuple[re.Pattern[str], bool], ...]
    kinds: Mapping[str, str]
    retired: Mapping[str, str]
    """Why there is no such kind any more, by its older name."""
    groups: Mapping[str, str]
    """The place where a kind without a successor stood, by its older name."""
    places: Mapping[str, Place]
    roots: tuple[tuple[str, frozenset[str]], ...]

    @staticmethod
    @cache
    def installed() -> OlderNames:
        """Return the older names that come with the model."""
        text = resources.files(execbroker_model).joinpath("older-names.json").read_text(encoding="utf-8")
        facts = json.loads(text)
        numbered = list(enumerate(facts["signs"]))
        done = {"try": None}
        eras = {
            era["name"]: Era(era["name"], era["title"], era["years"], done.get(of := era.get("upgraded", True), of))
            for era in facts["eras"]
        }
        places = {
            name: Place(
                properties=place["properties"],
                holds=place.get("holds", {}),
                values=place.get("values", {}),
                kinds=place.get("kinds"),
                spare=place.get("spare"),
                untyped=place.get("untyped", False),
                signs={key: n for n, sign in reversed(numbered) for key in sign.get("keys", {}).get(name, ())},
            )
            for name, place in facts["places"].items()
        }
        return OlderNames(
            eras=tuple(eras[sign["era"]] for _, sign in numbered),
            least=tuple(sign.get("least", 1) for _, sign in numbered),
            signs=tuple((number, re.compile(kind)) for number, sign in numbered for kind in sign.get("kinds", ())),
            forms=tuple((re.compile(form["pattern"]), form.get("known_only", False)) for form in facts["forms"]),
            kinds=facts["kinds"],
            retired={name: reason for reasons in facts["retired"].values() for name, reason in reasons.items()},
            groups={name: place for place, reasons in facts["retired"].items() for name in reasons},
            places=places,
            roots=tuple((root["place"], frozenset(root["keys"])) for root in facts["roots"]),
        )

    def sign(self, key: str, kind: str) -> int:
        """Return the number of the first sign that `kind` below `key` is, or how many signs there are."""
        text = f"{key}: {kind[:_LONGEST_KIND]}"
        return next((number for number, sign in self.signs if sign.fullmatch(text)), len(self.eras))

    def name_of(self, kind: Any) -> str | None:
        """Return the older name that `kind` has in it, known or not; None where it is not of an older form."""
        if not isinstance(kind, str) or len(kind) > _LONGEST_KIND:
            return None
        if ":" in kind and kind in self.kinds:
            return kind
        for form, known_only in self.forms:
            if found := form.fullmatch(kind):
                name = found["name"]
                known = name in self.kinds or name in self.retired or found.groupdict().get("version")
                return name if known or not known_only else None
        return None

    def today(self, kind: Any, kinds: Kinds) -> Any:
        """Return what `kind` is called today; `kind` itself where it is of today, or nobody knows it."""
        name = None if is_known(kind, kinds) else self.name_of(kind)
        return self.kinds.get(name, kind) if name else kind

    def root(self, data: Any, kinds: Kinds) -> str | None:
        """Return the place of the outermost mapping: that of its kind, or the one that its keys tell.

        `OTHER` where neither tells. None where there is no mapping, and for a kind that nobody knows: what stands in
        it cannot be told.
        """
        if not isinstance(data, dict):
            return None
        gone = OTHER
        for kind in (data.get("kind"), data.get("type")):
            name = self.name_of(kind) or ""
            today = str(kind) if is_known(kind, kinds) else self.kinds.get(name, "")
            if today in kinds:
                group = kinds[today].group
                return group if group in self.places else None
            gone = self.groups.get(name, gone)
        if "kind" in data and self.name_of(data["kind"]) is None:
            return None
        place = next(place for place, keys in self.roots if keys <= data.keys())
        return gone if place == OTHER else place


def is_known(kind: Any, kinds: Kinds) -> bool:
    """Whether `kind` is one of today."""
    return isinstance(kind, str) and kind in kinds


def _list_of(value: Any, cls: type) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(item, cls) for item in value)


_FORMS: Mapping[str | None, Callable[[Any], bool]] = {
    None: lambda value: True,
    "text": lambda value: isinstance(value, str),
    "scalar": lambda value: isinstance(value, (str, int)) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "mapping": lambda value: isinstance(value, dict) and value != {},
    "mappings": lambda value: _list_of(value, dict),
    "names": lambda value: _list_of(value, str),
}
