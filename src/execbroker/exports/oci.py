# SPDX-License-Identifier: Apache-2.0
"""Annotations of the OCI image format, predefined keys (https://github.com/opencontainers/image-spec, annotations.md).

An image is built from the software at a time, and from another image; the description knows neither, so ``created``,
``base.name`` and the like are left to who builds it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..licences import licences
from .facts import Exported, Omission, agents, discovery_of, links_of, said, whole_name, without_blanks

if TYPE_CHECKING:
    from ..model import SoftwareAgent, SoftwareDescription

_BREAK = re.compile(r"\s*[\r\n]\s*")
_MEANS, _ESCAPED = re.compile(r'(["$\\])'), r"\\\1"
_KEY = "org.opencontainers.image."


def image_annotations(description: SoftwareDescription) -> Exported:
    """Return the annotations by key, in the order of the keys. Raises `MissingFacts` where the software has no name."""
    discovery = discovery_of(description)
    omitted: list[Omission] = []
    links = links_of(discovery, omitted)
    licence = said(discovery.licence)
    found = licences(licence) if licence else None
    if licence and found is None:
        omitted.append(Omission(("discovery", "licence"), "OCI takes licence expressions of SPDX, and this is none"))
    facts = {
        "title": discovery.name,
        "description": said(discovery.description),
        "version": said(discovery.version),
        "licenses": found.expression if found else None,
        "authors": ", ".join(
            _contact(agent) for agent, _ in agents(discovery.authors, ("discovery", "authors"), omitted)
        ),
        "url": links.get("homepage"),
        "source": links.get("source"),
        "documentation": links.get("documentation"),
        "revision": _revision(description),
    }
    return Exported({_KEY + key: value for key, value in sorted(without_blanks(facts).items())}, tuple(omitted))


def labels(description: SoftwareDescription) -> Exported:
    """Return the same as labels for a Dockerfile, which have no line breaks. Raises what `image_annotations` does."""
    exported = image_annotations(description)
    omitted = [*exported.omissions]
    for key, text in exported.data.items():
        if _BREAK.search(text):
            place = {"title": "name", "licenses": "licence"}.get(key := key.removeprefix(_KEY), key)
            omitted.append(Omission(("discovery", place), "a label has no line breaks; spaces stand in their place"))
    return Exported({key: _BREAK.sub(" ", text) for key, text in exported.data.items()}, tuple(omitted))


def label_instruction(labels: dict[str, str]) -> str:
    r"""Return the instruction of a Dockerfile that sets the labels.

    Within double quotes ``\``, ``"`` and ``$`` mean something (Dockerfile reference, LABEL and Environment
    replacement), so they get a backslash.
    """
    pairs = [f'{key}="{_MEANS.sub(_ESCAPED, text)}"' for key, text in labels.items()]
    return "LABEL " + " \\\n      ".join(pairs) + "\n"


def _contact(agent: SoftwareAgent) -> str:
    email = said(agent.email)
    return f"{whole_name(agent)} <{email}>" if email else whole_name(agent) or ""


def _revision(description: SoftwareDescription) -> str | None:
    """Return the commit, tag or branch of the source, where the description says it."""
    from ..model import ProgramSource, PythonProgram  # noqa: PLC0415 - only descriptions of programs need it

    match description.execution and description.execution.executable:
        case PythonProgram(source=ProgramSource(reference=reference)):
            return said(reference)
        case _:
            return None
