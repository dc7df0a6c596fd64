# SPDX-License-Identifier: Apache-2.0
"""Rules of software descriptions: what software is called, does and is known by, and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..vocabulary import names, vocabulary
from ..words import shown
from .group import is_layer
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import (
        DescriptionProvenance,
        SoftwareAgent,
        SoftwareDescription,
        SoftwareDiscovery,
        SoftwareIdentifier,
    )
    from ..vocabulary import Term

_LONGEST = 500
"""In characters: what is longer is nothing that somebody wrote by hand, and gets no suggestion."""
_PARTS = re.compile(r"[/: ]+")
_ORCID = re.compile(r"https://orcid\.org/([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])")
_NUMBER_OF_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])/?\Z")


@rule("warning", section="software-description.yaml")
def software_without_name(subject: SoftwareDescription, scene: Scene) -> Iterator[Violation]:
    """A description says what the software is called.

    Lists of software show names, and a description without one is not recognised there. One that adds to others has
    `provenance.derived_from`, and need not repeat the name; one without `discovery` is for execution alone.

    Wrong:
        discovery:
          functions: [{operations: [source-extraction]}]

    Right:
        discovery:
          name: source-finder
          functions: [{operations: [source-extraction]}]
    """
    found = subject.discovery
    if found is not None and not is_layer(subject) and not (found.name or "").strip():
        hint = "add `name`, or say in `provenance.derived_from` what this description adds to"
        path = ("discovery",) if found.name is None else ("discovery", "name")
        yield Violation(path, "nothing says what the software is called", hint=hint)


@rule("warning", section="software-description.yaml")
def software_without_functions(subject: SoftwareDescription, scene: Scene) -> Iterator[Violation]:
    """A description says what the software does.

    Scientists search for what software does, such as its operations and the data that it takes (Execution Broker
    working draft), and do not find a description that says nothing of it. One that adds to others has
    `provenance.derived_from`, and need not repeat the functions.

    Wrong:
        discovery:
          name: source-finder

    Right:
        discovery:
          name: source-finder
          functions: [{operations: [source-extraction]}]
    """
    found = subject.discovery
    if found is not None and not is_layer(subject) and not found.functions:
        path = ("discovery",) if found.functions is None else ("discovery", "functions")
        hint = "add `functions`, with `operations` in the terms that `execbroker vocab show software-operation` prints"
        yield Violation(path, "nothing says what the software does", hint=hint)


@rule("error", section="common/software-function.yaml")
def duplicate_function(subject: SoftwareDiscovery, scene: Scene) -> Iterator[Violation]:
    """The functions of a piece of software have different names.

    A description that adds to this one says by the name which function it adds to.

    Wrong:
        functions:
          - {name: find, operations: [source-extraction]}
          - {name: find, operations: [source-classification]}

    Right:
        functions:
          - {name: find, operations: [source-extraction]}
          - {name: classify, operations: [source-classification]}
    """
    seen = set()
    for index, function in enumerate(subject.functions or ()):
        if function.name in seen:
            template, hint = (
                "there is a function `${name}` already",
                "give it a name of its own, or make one of the two",
            )
            yield Violation(("functions", index, "name"), template, {"name": function.name}, hint)
        elif function.name is not None:
            seen.add(function.name)


@rule("error", section="common/software-discovery.yaml", message="input-syntax-fail")
def malformed_identifier(subject: SoftwareIdentifier, scene: Scene) -> Iterator[Violation]:
    """An identifier has the form of its scheme, and stands alone.

    The vocabulary of identifier schemes has the form of each, and the address at which it is looked up. That address,
    and the name of the scheme, are no parts of the identifier: who looks it up puts them in front.

    Wrong:
        - {scheme: doi, value: "https://doi.org/10.5281/zenodo.1234567"}

    Right:
        - {scheme: doi, value: 10.5281/zenodo.1234567}
    """
    term = _scheme(subject.scheme)
    pattern = term.properties.get("pattern") if term else None
    if term is None or not pattern or re.fullmatch(pattern, subject.value):
        return
    template = "${value} is no ${scheme}"
    yield Violation(("value",), template, {"value": shown(subject.value), "scheme": term.label}, _alone(subject, term))


@rule("error", section="common/software-discovery.yaml", message="input-syntax-fail")
def malformed_orcid(subject: SoftwareAgent, scene: Scene) -> Iterator[Violation]:
    """An ORCID identifier is written as its URL, and its last digit agrees with the others.

    It consists of `https://orcid.org/` and four groups of four digits. The last one is computed from the others by
    ISO 7064 MOD 11-2, with X for ten, so that a digit which was mistyped is noticed (ORCID, Structure of the ORCID
    Identifier).

    Wrong:
        orcid: https://orcid.org/0000-0002-1825-0079

    Right:
        orcid: https://orcid.org/0000-0002-1825-0097
    """
    text = subject.orcid
    if text is None:
        return
    number = _NUMBER_OF_ORCID.search(text[-_LONGEST:].strip())
    if number and not _agrees("".join(number.groups())):
        template = "the last digit of ${orcid} does not agree with the others"
        yield Violation(("orcid",), template, {"orcid": shown(text)}, "a digit is wrong; copy it from orcid.org")
    elif not _ORCID.fullmatch(text):
        meant = f"https://orcid.org/{'-'.join(number.groups()).upper()}" if number else None
        hint = f"write {meant}" if meant else "write it like https://orcid.org/0000-0002-1825-0097"
        yield Violation(("orcid",), "${orcid} is no ORCID identifier", {"orcid": shown(text)}, hint)


@rule("warning", section="common/software-discovery.yaml")
def author_without_name(subject: SoftwareAgent, scene: Scene) -> Iterator[Violation]:
    """Who wrote the software, or answers for it, has a name.

    Those who cite the software name its authors.

    Wrong:
        - orcid: https://orcid.org/0000-0002-1825-0097

    Right:
        - family_names: Example
          orcid: https://orcid.org/0000-0002-1825-0097
    """
    if not any((text or "").strip() for text in (subject.name, subject.given_names, subject.family_names)):
        hint = "add `given_names` and `family_names`, or `name`"
        yield Violation((), "nothing says who this is", hint=hint)


@rule("warning", section="common/description-provenance.yaml")
def origin_without_location(subject: DescriptionProvenance, scene: Scene) -> Iterator[Violation]:
    """A description that was made from another one says which.

    Who wants to know what was changed has to find it, by its location, or recognise it, by a checksum. A role alone
    fits many.

    Wrong:
        derived_from:
          - {role: developer}

    Right:
        derived_from:
          - {role: developer, location: developer.yaml}
    """
    if subject.derived_from == []:
        hint = "leave it out if this is the first description"
        yield Violation(("derived_from",), "nothing says what it was made from", {}, hint)
    for index, origin in enumerate(subject.derived_from or ()):
        if not (origin.location or "").strip() and not origin.checksums:
            template, hint = (
                "nothing says which description this is",
                "add `location`, an address or the name of a file",
            )
            yield Violation(("derived_from", index), template, {}, hint)


def _scheme(text: str) -> Term | None:
    """Return the scheme of an identifier; None where it is not known."""
    return vocabulary("identifier-scheme").term(text) if "identifier-scheme" in names() else None


def _alone(identifier: SoftwareIdentifier, term: Term) -> str | None:
    """Return what to write: the identifier that stands behind an address or the name of its scheme."""
    text, pattern = identifier.value.strip(), term.properties["pattern"]
    if len(text) <= _LONGEST:
        behind = [text, *(text[part.end() :] for part in _PARTS.finditer(text))]
        for meant in (part.rstrip("/") for part in behind[:20]):
            if re.fullmatch(pattern, meant):
                return f"write {meant}"
    example = term.properties.get("example")
    return f"write it like {example}" if example else None


def _agrees(digits: str) -> bool:
    """Return whether the last digit is the one that ISO 7064 MOD 11-2 asks for."""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1].upper()
