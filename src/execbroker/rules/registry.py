# SPDX-License-Identifier: Apache-2.0
"""What a rule is, and the registry of rules.

A rule is a generator function: it is given one object of an accepted document and yields a `Violation` for each fault.
The annotation of its first parameter says which objects it looks at, those of derived classes included::

    @rule("error", section="common/int64-range.yaml")
    def min_above_max(subject: Int64Range, scene: Scene) -> Iterator[Violation]:
        if subject.min is not None and subject.max is not None and subject.min > subject.max:
            yield Violation(("min",), "the minimum ${min} is above the maximum ${max}", {...}, hint="swap the two")

The code is the name of the function with hyphens. The docstring of a rule of the model has four parts, which
`execbroker explain` prints: the sentence that it enforces in the first line, the reason and its source, an example
after ``Wrong:`` and one after ``Right:``.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from execbroker_model.base import Model

from ..diagnostic import Finding, Path, Severity
from ..document.bounds import MAX_FAULTS


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault at `path` below the object that a rule was given; the rule says its code and severity.

    `template` is the message with ``${name}`` for each of `values`. `at_key` says that the key which `path` ends with
    is at fault, not its value.
    """

    path: Path
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    hint: str | None = None
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an object stands: its `path` in the document, and the objects `around` it, outermost first."""

    path: Path
    around: tuple[Model, ...]

    def inside(self, title: str) -> bool:
        """Return whether the object stands somewhere in one of the class `title`."""
        return any(title in _names(type(model)) for model in self.around)


NOWHERE = Scene((), ())
"""The scene of a whole document."""

Check = Callable[[Any, Any], Iterator[Violation]]
"""A check of an object in its scene: a `Scene`, or what a set of rules has more to say of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A check of the objects of the classes named in `subjects`, with its code and severity.

    `section` is the part of the model whose meaning it enforces, as a path below ``model/``, or any name that a
    broker gives to its policy.
    """

    code: str
    severity: Severity
    section: str
    subjects: tuple[str, ...]
    check: Check
    message: str
    """The term of the vocabulary of message types for a broker's answer."""

    def __call__(self, subject: Model, scene: Scene) -> Iterator[Finding]:
        """Yield what is wrong with `subject`."""
        for found in self.check(subject, scene):
            yield Finding(
                self.code,
                (*scene.path, *found.path),
                found.template,
                found.values,
                found.hint,
                found.at_key,
                self.severity,
                self.section,
            )


def rule(severity: Severity, *, section: str, message: str | None = None) -> Callable[[Check], Rule]:
    """Make a rule of a check; see the head of this module.

    `message` is a term of the vocabulary of message types; None means ``invalid-value`` for an error, else ``warn``.
    """

    def make(check: Check) -> Rule:
        subject = next(iter(inspect.signature(check).parameters.values())).annotation
        name = subject if isinstance(subject, str) else inspect.formatannotation(subject).rpartition(".")[2]
        titles = tuple(title.strip() for title in name.split("|"))
        term = message or ("invalid-value" if severity == "error" else "warn")
        return Rule(check.__name__.replace("_", "-"), severity, section, titles, check, term)

    return make


@dataclass(frozen=True, eq=False)
class Rules:
    """An immutable set of rules; each method returns a new one."""

    rules: tuple[Rule, ...]
    silenced: Mapping[str, str] = field(default_factory=dict)
    """Why a code is silent, by code."""

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def with_rule(self, rule: Rule) -> Rules:
        """Return these rules and `rule`. Raises `ValueError` where its code is taken."""
        if any(known.code == rule.code for known in self.rules):
            raise ValueError(f"there is a rule `{rule.code}` already")
        return replace(self, rules=(*self.rules, rule))

    def without(self, code: str, *, reason: str) -> Rules:
        """Return these rules without `code`, and remember the reason. Raises `ValueError` for an unknown code."""
        if not reason.strip():
            raise ValueError(f"a reason is needed to silence `{code}`")
        kept = tuple(known for known in self.rules if known.code != code)
        self._check_known(code)
        return Rules(kept, MappingProxyType({**self.silenced, code: reason}))

    def only(self, *codes: str) -> Rules:
        """Return those of the rules with these codes. Raises `ValueError` for an unknown code."""
        for code in codes:
            self._check_known(code)
        return replace(self, rules=tuple(known for known in self.rules if known.code in codes))

    def with_severity(self, code: str, severity: Severity) -> Rules:
        """Return these rules with another severity for `code`. Raises `ValueError` for an unknown code."""
        self._check_known(code)
        changed = (replace(known, severity=severity) if known.code == code else known for known in self.rules)
        return replace(self, rules=tuple(changed))

    def _check_known(self, code: str) -> None:
        if all(known.code != code for known in self.rules):
            raise ValueError(f"there is no rule `{code}`")

    def findings(self, document: Model, scene: Scene = NOWHERE) -> Iterator[Finding]:
        """Yield what the rules find in an accepted document; of one code, no more than can be listed, and one more.

        `scene` is where the document stands, if it is a part of another one, or is looked at beside something.
        """
        by_class: dict[type[Model], list[Rule]] = {}
        counts: Counter[str] = Counter()
        for subject, place in walk(document, scene):
            cls = type(subject)
            if cls not in by_class:
                names = _names(cls)
                by_class[cls] = [known for known in self.rules if names & set(known.subjects)]
            for known in by_class[cls]:
                for found in islice(known(subject, place), MAX_FAULTS + 1 - counts[known.code]):
                    counts[known.code] += 1
                    yield found


def walk(document: Model, scene: Scene = NOWHERE) -> Iterator[tuple[Model, Scene]]:
    """Yield each typed object of a document with its scene, outermost first, in the order of the properties.

    `scene` is that of the document. The scenes of what is in it differ from that in `path` and `around`.
    """
    yield document, scene
    path, wire_names = scene.path, _wire_names(type(document))
    within = (*scene.around, document)
    for name, inner in vars(document).items():
        if isinstance(inner, Model):
            yield from walk(inner, replace(scene, path=(*path, wire_names.get(name, name)), around=within))
        elif isinstance(inner, list):
            for index, item in enumerate(inner):
                if isinstance(item, Model):
                    place = (*path, wire_names.get(name, name), index)
                    yield from walk(item, replace(scene, path=place, around=within))


def wire_name(model: Model, name: str) -> str:
    """Return what a field of `model` is called in a document, where Python cannot name it so."""
    return _wire_names(type(model)).get(name, name)


@cache
def _wire_names(cls: type[Model]) -> Mapping[str, str]:
    """Return the fields that are called otherwise in a document."""
    return {name: known.alias for name, known in cls.model_fields.items() if known.alias}


@cache
def _names(cls: type[Model]) -> frozenset[str]:
    return frozenset(base.__name__ for base in cls.__mro__)
