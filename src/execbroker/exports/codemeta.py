# SPDX-License-Identifier: Apache-2.0
"""CodeMeta 3.0 (https://codemeta.github.io): the facts of a description as JSON-LD, for archives and harvesters.

Only terms of the context of CodeMeta are written, because JSON-LD drops all others; and where the context takes the
values of a term for addresses, only addresses are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..identifiers import address
from ..licences import licences
from ..vocabulary import vocabulary
from .facts import (
    Exported,
    Omission,
    agents,
    discovery_of,
    each,
    is_person,
    keywords,
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

CONTEXT = "https://w3id.org/codemeta/3.0"
_LICENCE = "https://spdx.org/licenses/"


def codemeta(description: SoftwareDescription) -> Exported:
    """Return the content of a ``codemeta.json``. Raises `MissingFacts` where the software has no name."""
    discovery = discovery_of(description)
    omitted: list[Omission] = []
    links = links_of(discovery, omitted)
    version = said(discovery.version)
    authors = _agents(discovery.authors, "authors", omitted)
    packages = _packages(description)
    facts = {
        "@context": CONTEXT,
        "@type": "SoftwareSourceCode",
        "name": discovery.name,
        "description": said(discovery.description),
        # One word of schema.org for any work and one for software: readers look for either.
        "version": version,
        "softwareVersion": version,
        "datePublished": released_of(discovery, omitted),
        "developmentStatus": _status(discovery, omitted),
        "license": _one_or_all(_licences(discovery, omitted)),
        "identifier": _one_or_all(list(_identifiers(discovery, omitted))),
        "author": authors,
        "maintainer": _agents(discovery.maintainers, "maintainers", omitted) or authors,
        "codeRepository": links.get("source"),
        "url": links.get("homepage"),
        # The context does not say that this one is an address, so it is said here.
        "softwareHelp": {"@id": links["documentation"]} if "documentation" in links else None,
        "readme": links.get("readme"),
        "downloadUrl": links.get("download"),
        "issueTracker": links.get("issues"),
        "referencePublication": links.get("article"),
        "programmingLanguage": each(discovery.languages),
        "applicationCategory": _one_or_all(list(_categories(discovery))),
        "keywords": keywords(discovery),
        "runtimePlatform": f"Python {packages.pop('python')}".rstrip() if "python" in packages else None,
        "softwareRequirements": [
            without_blanks({"@type": "SoftwareApplication", "name": name, "version": versions})
            for name, versions in packages.items()
            if name.strip()
        ],
    }
    return Exported(without_blanks(facts), tuple(omitted))


def _one_or_all(values: Sequence[Any]) -> Any:
    """Return a value that stands alone without a list around it, as most readers expect it."""
    return values[0] if len(values) == 1 else list(values)


def _agents(people: list[SoftwareAgent] | None, name: str, omitted: list[Omission]) -> list[dict[str, Any]]:
    return [_agent(agent, path, omitted) for agent, path in agents(people, ("discovery", name), omitted)]


def _agent(agent: SoftwareAgent, path: Path, omitted: list[Omission]) -> dict[str, Any]:
    parts = bool(said(agent.given_names) or said(agent.family_names))
    affiliation = said(agent.affiliation)
    return without_blanks(
        {
            "@type": "Person" if is_person(agent) else "Organization",
            "@id": orcid_of(agent, path, omitted),
            "givenName": agent.given_names,
            "familyName": agent.family_names,
            "name": None if parts else whole_name(agent),
            "email": agent.email,
            "affiliation": {"@type": "Organization", "name": affiliation} if affiliation else None,
        }
    )


def _licences(discovery: SoftwareDiscovery, omitted: list[Omission]) -> list[str]:
    """Return the addresses of the licences. A list of them is all that CodeMeta has: it cannot say what is chosen."""
    text = said(discovery.licence)
    if text is None:
        return []
    path, found = ("discovery", "licence"), licences(text)
    if found is None or found.own:
        omitted.append(Omission(path, "CodeMeta wants the address of a licence, and SPDX lists none for this one"))
        return []
    if found.bond in ("any", "mixed"):
        reason = "all its licences are listed; CodeMeta cannot say that there is a choice between them"
        omitted.append(Omission(path, reason))
    if found.additions:
        reason = f"CodeMeta has no place for what is added to a licence: {', '.join(dict.fromkeys(found.additions))}"
        omitted.append(Omission(path, reason))
    return [_LICENCE + name for name in found.names]


def _identifiers(discovery: SoftwareDiscovery, omitted: list[Omission]) -> Iterator[str]:
    seen = set()
    for index, identifier in enumerate(discovery.identifiers or ()):
        found = address(identifier.scheme, identifier.value)
        if found is None:
            reason = "CodeMeta wants an address, and there is none for identifiers of this scheme"
            omitted.append(Omission(("discovery", "identifiers", index), reason))
        elif found not in seen:
            seen.add(found)
            yield found


def _status(discovery: SoftwareDiscovery, omitted: list[Omission]) -> str | None:
    if said(discovery.maturity) is None:
        return None
    known = vocabulary("development-status")
    term = known.term(discovery.maturity or "")
    if term is None:
        omitted.append(Omission(("discovery", "maturity"), "it is no term of repostatus.org"))
    return known.uri_of(term) if term else None


def _categories(discovery: SoftwareDiscovery) -> Iterator[str]:
    """Yield the URIs of the operations. Those that are no terms are among the keywords all the same."""
    known = vocabulary("software-operation")
    texts = each(operation for function in discovery.functions or () for operation in function.operations or ())
    yield from dict.fromkeys(known.uri_of(term) for text in texts if (term := known.term(text)))


def _packages(description: SoftwareDescription) -> dict[str, str]:
    from ..model import PythonProgram  # noqa: PLC0415 - only descriptions of programs need it

    match description.execution and description.execution.executable:
        case PythonProgram(requirements=dict() as requirements):
            return dict(requirements)
        case _:
            return {}
