# SPDX-License-Identifier: Apache-2.0
"""CITATION.cff, Citation File Format 1.2.0 (https://citation-file-format.github.io): how the software is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ..identifiers import address
from ..licences import licences
from ..vocabulary import vocabulary
from .facts import (
    Exported,
    MissingFacts,
    Omission,
    agents,
    discovery_of,
    is_person,
    keywords,
    label,
    links_of,
    orcid_of,
    released_of,
    said,
    whole_name,
    without_blanks,
)

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import SoftwareAgent, SoftwareDescription, SoftwareDiscovery

# The forms that the schema of the format asks for.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
_SWHID = re.compile(r"(swh:1:(?:snp|rel|rev|dir|cnt):[0-9a-fA-F]{40})(?:;.*)?", re.DOTALL)
_URL = re.compile(r"(?:https|http|ftp|sftp)://.+")
_EMAIL = re.compile(r"\S+@\S+\.\S{2,}")
_SPDX = "https://spdx.org/licenses/"


def citation(description: SoftwareDescription) -> Exported:
    """Return the content of a ``CITATION.cff``. Raises `MissingFacts` where name or authors are not said."""
    discovery = discovery_of(description)
    omitted: list[Omission] = []
    authors = _agents(discovery.authors, "authors", omitted)
    if not authors:
        raise MissingFacts(("discovery", "authors"))
    links = _links(discovery, omitted)
    doi, *others = [*_identifiers(discovery, omitted, doi=True), *_identifiers(discovery, omitted, doi=False)] or [{}]
    if doi.get("type") != "doi":
        doi, others = {}, [doi, *others]
    facts = {
        "cff-version": "1.2.0",
        "message": _message(links),
        "title": discovery.name,
        "type": "software",
        "abstract": said(discovery.description),
        "authors": authors,
        "contact": _agents(discovery.maintainers, "maintainers", omitted),
        "version": said(discovery.version),
        "date-released": released_of(discovery, omitted),
        "doi": doi.get("value"),
        "identifiers": [identifier for identifier in others if identifier],
        **_licence(discovery, omitted),
        "repository-code": links.get("source"),
        "url": links.get("homepage"),
        "repository-artifact": links.get("download"),
        "keywords": keywords(discovery),
    }
    return Exported(without_blanks(facts), tuple(omitted))


def _message(links: dict[str, str]) -> str:
    """Return what is said to those who cite. The format wants title and authors of an article, so it stands here."""
    also = f", and the article {links['article']}" if "article" in links else ""
    return f"If you use this software, please cite it as below{also}."


def _links(discovery: SoftwareDiscovery, omitted: list[Omission]) -> dict[str, str]:
    links = links_of(discovery, omitted)
    for name in ("source", "homepage", "download"):
        if name in links and not _URL.fullmatch(links[name]):
            reason = "CITATION.cff takes addresses that begin with https, http, ftp or sftp"
            omitted.append(Omission(("discovery", "links", name), reason))
            del links[name]
    return links


def _agents(people: list[SoftwareAgent] | None, name: str, omitted: list[Omission]) -> list[dict[str, Any]]:
    found = [_agent(agent, path, omitted) for agent, path in agents(people, ("discovery", name), omitted)]
    return [agent for index, agent in enumerate(found) if agent not in found[:index]]


def _agent(agent: SoftwareAgent, path: Path, omitted: list[Omission]) -> dict[str, Any]:
    email = said(agent.email)
    if email and not _EMAIL.fullmatch(email):
        omitted.append(Omission((*path, "email"), "it is no e-mail address"))
        email = None
    ways = {"orcid": orcid_of(agent, path, omitted), "email": email}
    if said(agent.given_names) or said(agent.family_names):
        names = {"given-names": agent.given_names, "family-names": agent.family_names}
        return without_blanks({**names, "affiliation": agent.affiliation, **ways})
    if is_person(agent) and said(agent.affiliation):
        reason = "CITATION.cff knows where somebody works only with given names or family names"
        omitted.append(Omission((*path, "affiliation"), reason))
    return without_blanks({"name": whole_name(agent), **ways})


def _identifiers(discovery: SoftwareDiscovery, omitted: list[Omission], *, doi: bool) -> Iterator[dict[str, str]]:
    """Yield the identifiers that are DOIs, or the others, each once."""
    known, seen = vocabulary("identifier-scheme"), set()
    for index, identifier in enumerate(discovery.identifiers or ()):
        term, value = known.term(identifier.scheme), identifier.value
        name = term.name if term else identifier.scheme
        if (name == "doi") is doi and said(value) and (name, value) not in seen:
            seen.add((name, value))
            typed = _typed(name, value)
            if typed["type"] == "swh" and typed["value"] != value:
                path = ("discovery", "identifiers", index, "value")
                omitted.append(Omission(path, "CITATION.cff takes these identifiers without qualifiers"))
            yield typed


def _typed(scheme: str, value: str) -> dict[str, str]:
    """Return an identifier as one of the four types of the format."""
    if scheme == "doi" and _DOI.fullmatch(value):
        return {"type": "doi", "value": value}
    if scheme == "swhid" and (found := _SWHID.fullmatch(value)):
        return {"type": "swh", "value": found[1]}
    described = without_blanks({"description": label("identifier-scheme", scheme)})
    if (url := address(scheme, value)) and _URL.fullmatch(url):
        return {"type": "url", "value": url, **described}
    return {"type": "other", "value": value, **described}


def _licence(discovery: SoftwareDiscovery, omitted: list[Omission]) -> dict[str, Any]:
    """Return the licence, or the licences of which one may be chosen: the format cannot say more.

    It has a list of the licences of 2021. One that SPDX listed later is given by its address.
    """
    text = said(discovery.licence)
    if text is None:
        return {}
    found = licences(text)
    reason = None
    if found is None or found.own:
        reason = "CITATION.cff takes licences from the list of SPDX, and this is none"
    elif found.bond in ("all", "mixed"):
        reason = "CITATION.cff takes one licence or a choice; it cannot say that several hold together"
    elif found.additions:
        reason = f"CITATION.cff has no place for what is added to a licence: {', '.join(found.additions)}"
    elif not listed_licences().issuperset(found.names):
        if found.bond == "one":
            return {"license-url": f"{_SPDX}{found.names[0]}.html"}
        reason = "one of the licences is newer than the list of CITATION.cff 1.2.0"
    if reason is not None or found is None:
        omitted.append(Omission(("discovery", "licence"), reason or ""))
        return {}
    return {"license": found.names[0] if len(found.names) == 1 else list(found.names)}


@cache
def listed_licences() -> frozenset[str]:
    """Return the names of the licences that the schema of the format lists."""
    file = resources.files(__package__).joinpath("cff-1.2.0-licences.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
