# SPDX-License-Identifier: Apache-2.0
"""Rules of costs and metrics, and of the terms of vocabularies wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from execbroker_model.base import Model

from .. import model
from ..diagnostic import Path
from ..vocabulary import Term, Vocabulary, names, search, vocabulary, vocabulary_fields
from ..words import listed, nearest, shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import (
        Component,
        CostItem,
        MetricItem,
        PlatformDescription,
        PlatformPrice,
        RequestTerms,
        SimpleMinMaxFloatCost,
        SimpleMinMaxFloatMetric,
    )


@rule("warning", section="common/cost-item.yaml")
def unknown_term(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A type is a term of its vocabulary.

    What is spent, measured, needed or reported is said in terms, so that programs understand it: a broker does not know
    what to do with a limit on something that it has never heard of. A term is written as its name, as its full URI, or
    in an older form that the vocabulary knows. Vocabularies grow, so a newer term may be right. Media types are open:
    any text of their form is right, whether it is listed or not.

    Wrong:
        type: urn:ivoa:calycopis:cost:enrgy

    Right:
        type: urn:ivoa:calycopis:cost:energy
    """
    for path, text, known in _terms(subject):
        if not known.allows(text):
            values = {"value": shown(text), "vocabulary": known.name}
            yield Violation(
                path, "${value} is no term of the vocabulary ${vocabulary}", values, _suggestion(text, known)
            )


@rule("warning", section="common/message-item.yaml")
def deprecated_term(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A type is not a term, nor a spelling of a term, that has been given up.

    Terms are never removed from a vocabulary; those that should no longer be used are deprecated, and most name their
    successor (Vocabularies in the VO 2.0). Two message kinds that the reference broker sends are
    misspelt, and deprecated as spellings: `urn:missig-required-value` and `urn:invalied-value`.

    Wrong:
        kind: urn:missig-required-value

    Right:
        kind: urn:missing-required-value
    """
    for path, text, known in _terms(subject):
        if known.deprecates(text):
            successor = known.successor(text)
            hint = f"write `{successor}`" if successor else None
            yield Violation(path, "`${value}` should no longer be used", {"value": text}, hint)


@rule("warning", section="kinds/data/abstract-data-resource.yaml")
def too_general_term(subject: Model, scene: Scene) -> Iterator[Violation]:
    """A term says something itself, and does not only hold others together.

    Some terms head a part of their vocabulary and describe nothing: who searches for one finds what the terms below it
    describe. In a document it leaves open which of them is meant. The IVOA keeps `spatially-resolved-dataset` and its
    like among the product types for searching only.

    Wrong:
        product_types: [spatially-resolved-dataset]

    Right:
        product_types: [image, cube]
    """
    for path, text, known in _terms(subject):
        term = known.term(text)
        if term is not None and term.grouping:
            values = {"value": shown(text), "vocabulary": known.name}
            hint = f"write a narrower term, such as one of {listed([each.name for each in known.below(term)])}"
            yield Violation(path, "${value} only groups other terms of the vocabulary ${vocabulary}", values, hint)


@rule("warning", section="common/cost-item.yaml")
def range_without_ends(subject: SimpleMinMaxFloatCost | SimpleMinMaxFloatMetric, scene: Scene) -> Iterator[Violation]:
    """A cost or metric that is a range has a minimum or a maximum.

    With neither it limits nothing and quotes nothing. The tests of the reference broker expect one of them in each
    quote. What is only named, without numbers, has a kind of its own.

    Wrong:
        - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/costs/simple-minmax-float-cost.yaml
          type: urn:ivoa:calycopis:cost:carbon

    Right:
        - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/costs/abstract-cost-item.yaml
          type: urn:ivoa:calycopis:cost:carbon
    """
    if subject.min is None and subject.max is None:
        item = "cost" if isinstance(subject, model.CostItem) else "metric"
        hint = f"write `min` or `max`, or take the kind `abstract-{item}-item`"
        yield Violation((), "it has neither a minimum nor a maximum", hint=hint)


@rule("warning", section="kinds/costs/simple-minmax-float-cost.yaml")
def negative_cost(subject: SimpleMinMaxFloatCost | PlatformPrice, scene: Scene) -> Iterator[Violation]:
    """A cost is not negative.

    Money, energy and carbon are spent, from zero up, and no offer stays below a negative limit. So are the prices of
    a platform, of which costs are made.

    Wrong:
        max: -12.5

    Right:
        max: 12.5
    """
    for name in ("min", "max", "session", "cores", "memory", "storage", "accelerators"):
        value = getattr(subject, name, None)
        if value is not None and value < 0:
            yield Violation((name,), "${value} costs less than nothing", {"value": value}, "write 0 or more")


@rule("error", section="common/request-terms.yaml")
def contradicting_limits(subject: Component | RequestTerms | PlatformDescription, scene: Scene) -> Iterator[Violation]:
    """The limits on one cost or metric leave something between them.

    All limits of a list hold together (Execution Broker working draft), so no offer meets a maximum below the minimum
    of another item of the same type. Items with different descriptions may be about different things, and are not
    compared. The reference broker accepts limits and ignores them.

    Wrong:
        - type: urn:ivoa:calycopis:cost:energy
          max: 2
        - type: urn:ivoa:calycopis:cost:energy
          min: 3

    Right:
        - type: urn:ivoa:calycopis:cost:energy
          max: 3
        - type: urn:ivoa:calycopis:cost:energy
          min: 2
    """
    for path, item, least, most in _repeated(subject):
        end = _contradicting(item, least, most)
        if end == "min":
            template, values = "this minimum is above the maximum ${max} of an item before", {"max": most}
            yield Violation((*path, end), template, values, f"write {most} or less, or raise that maximum")
        elif end == "max":
            template, values = "this maximum is below the minimum ${min} of an item before", {"min": least}
            yield Violation((*path, end), template, values, f"write {least} or more, or lower that minimum")


@rule("warning", section="common/request-terms.yaml")
def limit_twice(subject: Component | RequestTerms | PlatformDescription, scene: Scene) -> Iterator[Violation]:
    """A cost or metric stands once in a list.

    Two items of one type with one description, or none, say the same thing twice, or each says half of it. Where they
    are about different things, such as the energy of the nodes and of the disks, the description says so.

    Wrong:
        - type: urn:ivoa:calycopis:metric:io-throughput
          min: 200
        - type: urn:ivoa:calycopis:metric:io-throughput
          min: 900

    Right:
        - type: urn:ivoa:calycopis:metric:io-throughput
          description: Reading from the archive
        - type: urn:ivoa:calycopis:metric:io-throughput
          description: Reading from the scratch space
    """
    for path, item, least, most in _repeated(subject):
        if _contradicting(item, least, most) is None:
            hint = "make one of the two, or describe what each is about"
            yield Violation((*path, "type"), "`${type}` stands in this list before", {"type": item.type}, hint)


def _repeated(
    subject: Component | RequestTerms | PlatformDescription,
) -> Iterator[tuple[Path, Any, float | None, float | None]]:
    """Yield the items of which an earlier one has the type and description, with the range that those before leave."""
    for name in ("costs", "metrics"):
        ranges: dict[tuple[str, str | None], tuple[float | None, float | None]] = {}
        for index, item in enumerate(getattr(subject, name, None) or ()):
            if item.type is None:
                continue
            key = (plain_type(item), item.description)
            least, most = getattr(item, "min", None), getattr(item, "max", None)
            if key in ranges:
                yield (name, index), item, *ranges[key]
                least = max((end for end in (least, ranges[key][0]) if end is not None), default=None)
                most = min((end for end in (most, ranges[key][1]) if end is not None), default=None)
            ranges[key] = (least, most)


def _contradicting(item: Any, least: float | None, most: float | None) -> str | None:
    """Return the end of `item` that leaves nothing of a range."""
    if most is not None and getattr(item, "min", None) is not None and item.min > most:
        return "min"
    return "max" if least is not None and getattr(item, "max", None) is not None and item.max < least else None


def term_of(item: CostItem | MetricItem) -> Term | None:
    """Return the term that the type of an item stands for, None where it is none."""
    return vocabulary(_fields(type(item))["type"]).term(item.type or "")


def plain_type(item: CostItem | MetricItem) -> str:
    """Return the name of the term that the type of an item stands for, or the type as it is."""
    term = term_of(item)
    return term.name if term else item.type or ""


def _terms(subject: Model) -> Iterator[tuple[Path, str, Vocabulary]]:
    """Yield the texts of `subject` that are terms."""
    for name, known in _fields(type(subject)).items():
        value = getattr(subject, name)
        if isinstance(value, list):
            yield from (((name, index), text, vocabulary(known)) for index, text in enumerate(value))
        elif value is not None:
            yield (name,), value, vocabulary(known)


@cache
def _fields(cls: type[Model]) -> Mapping[str, str]:
    """Return the names of the vocabularies of the fields of a class that take terms; one is loaded where it is used.

    Those of a vocabulary that is not compiled are left out.
    """
    fields = {name: text for base in cls.__mro__ for name, text in vocabulary_fields().get(base.__name__, {}).items()}
    known = names() if fields else ()
    return {name: text for name, text in fields.items() if text in known}


_LONGEST_NAME = 80
"""In characters: no name, label or synonym is as long as that."""
_MANY = 500
"""With more terms than that, a text is not compared with each of them: a document may have a thousand such texts."""
_FEW = 30
"""A vocabulary with more terms than that is searched, not listed."""


def _suggestion(text: str, known: Vocabulary) -> str:
    """Return what to write instead: the term that is called so, the nearest spelling, a term that has the words."""
    if close := _meant(text, known) if len(text) <= _LONGEST_NAME else None:
        return f"did you mean `{close}`?"
    if len(known.terms) > _FEW:
        return f"`execbroker vocab search` finds terms, with `--in {known.name}`"
    return f"known terms: {listed([each.name for each in known.terms.values() if not each.deprecated | each.grouping])}"


def _meant(text: str, known: Vocabulary) -> str | None:
    called = known.called(text)
    if called is not None and not called.deprecated:
        return called.name
    if len(known.terms) > _MANY:
        address, joint, name = text.rpartition("#")
        first = [each for each in known.terms.values() if each.name[:1] == name[:1].lower() and not each.deprecated]
        close = nearest(name, [each.name for each in first])
        return close and address + joint + close
    like_it = [
        spelling for spelling in known.current() if (":" in spelling) == (":" in text)
    ]  # URIs resemble each other
    if close := nearest(text, like_it) or nearest(text, known.current()):
        return close
    found = [each for each in search(text, within=[known.name]) if each.place != "definition"]
    return next((each.term.name for each in found if not each.term.deprecated), None)
