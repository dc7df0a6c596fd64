# SPDX-License-Identifier: Apache-2.0
"""What all targets ask of a description: which of its facts are said, and what became of those that are not carried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..diagnostic import Path
from ..identifiers import is_uri, orcid
from ..vocabulary import vocabulary

if TYPE_CHECKING:
    from ..model import SoftwareAgent, SoftwareDescription, SoftwareDiscovery


@dataclass(frozen=True, slots=True)
class Omission:
    """A fact, by its path in the description, that the target does not carry whole, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Exported:
    """The data of a target, and what they do not carry."""

    data: Any
    omissions: tuple[Omission, ...] = ()


class MissingFacts(ValueError):
    """Raised where a target needs what a description does not say; `paths` are the properties that say it."""

    def __init__(self, *paths: Path) -> None:
        self.paths = paths
        super().__init__(*paths)

    def __str__(self) -> str:
        return ", ".join(".".join(map(str, path)) for path in self.paths)


def discovery_of(description: SoftwareDescription) -> SoftwareDiscovery:
    """Return the part that says what the software is. Raises `MissingFacts` where it does not say its name."""
    if description.discovery is None or said(description.discovery.name) is None:
        raise MissingFacts(("discovery", "name"))
    return description.discovery


def said(text: str | None) -> str | None:
    """Return `text`, None where it is blank: that says no more than its absence."""
    return text if text and text.strip() else None


def released_of(discovery: SoftwareDiscovery, omitted: list[Omission]) -> str | None:
    """Return the day of the release. The model takes the 30th of February; the targets do not."""
    try:
        return date.fromisoformat(discovery.released).isoformat() if discovery.released else None
    except ValueError:
        omitted.append(Omission(("discovery", "released"), "there is no such day"))
        return None


def links_of(discovery: SoftwareDiscovery, omitted: list[Omission]) -> dict[str, str]:
    """Return the links that are addresses, by name."""
    links = without_blanks(discovery.links.model_dump()) if discovery.links else {}
    for name in [name for name, link in links.items() if not is_uri(link)]:
        omitted.append(Omission(("discovery", "links", name), "it is no address"))
        del links[name]
    return links


def each(texts: Iterable[str] | None) -> list[str]:
    """Return the texts that are not blank, each once."""
    return [text for text in dict.fromkeys(texts or ()) if text.strip()]


def without_blanks(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that say something."""
    return {
        key: value
        for key, value in facts.items()
        if value not in (None, [], {}) and (value is True or str(value).strip())
    }


def agents(
    people: Iterable[SoftwareAgent] | None, path: Path, omitted: list[Omission]
) -> Iterator[tuple[SoftwareAgent, Path]]:
    """Yield the agents that have a name, each with its path."""
    for index, agent in enumerate(people or ()):
        if whole_name(agent) is None:
            omitted.append(Omission((*path, index), "nobody is named"))
        else:
            yield agent, (*path, index)


def whole_name(agent: SoftwareAgent) -> str | None:
    """Return the name of a person or an organisation, None where there is none."""
    parts = each([agent.given_names or "", agent.family_names or ""])
    return " ".join(parts) if parts else said(agent.name)


def is_person(agent: SoftwareAgent) -> bool:
    """Return whether what is said of an agent is said of people only."""
    return any(map(said, (agent.given_names, agent.family_names, agent.orcid, agent.affiliation)))


def orcid_of(agent: SoftwareAgent, path: Path, omitted: list[Omission]) -> str | None:
    """Return the ORCID identifier as a URL."""
    text = said(agent.orcid)
    found = orcid(text) if text else None
    if text and not found:
        omitted.append(Omission((*path, "orcid"), "it is no ORCID identifier"))
    return found


def keywords(discovery: SoftwareDiscovery) -> list[str]:
    """Return the words by which people should find the software: its own, and the labels of its terms."""
    scopes = (discovery, *(discovery.functions or ()))
    functions = discovery.functions or ()
    words = [
        *(discovery.keywords or ()),
        *(label("software-operation", term) for each in functions for term in each.operations or ()),
        *(name for each in functions for name in each.algorithms or ()),
        *(label("uat", term) for scope in scopes for term in scope.subjects or ()),
        *(label("object-type", term) for scope in scopes for term in scope.object_types or ()),
        *(label("messenger", term) for scope in scopes for term in scope.messengers or ()),
        *(name for scope in scopes for name in scope.facilities or ()),
    ]
    return list({word.strip().casefold(): word.strip() for word in reversed(words) if word.strip()}.values())[::-1]


def label(name: str, text: str) -> str:
    """Return what people call a term of the vocabulary `name`; `text` itself where there is no such term."""
    term = vocabulary(name).term(text)
    return term.label if term else text
