# SPDX-License-Identifier: Apache-2.0
"""People and organisations as files name them, and which of them are the same."""

from __future__ import annotations

import re
from typing import Any

Agent = dict[str, Any]

_ORDER = ("name", "given_names", "family_names", "orcid", "affiliation", "email")

_ADDRESSED = re.compile(r"\s*([^<>]*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*")
_SEPARATOR = re.compile(r"\s*[,;]\s*(?=(?:[^<>]*<[^<>]*>)*[^<>]*$)")


def agent_of(text: str) -> Agent:
    """Return the agent that is written as ``Ada Example <ada@example.org>``, as a name, or as an address alone."""
    found = _ADDRESSED.fullmatch(text)
    name, email = (found[1], found[2]) if found else ("", text.strip()) if _is_email(text) else (text.strip(), "")
    return {key: value for key, value in (("name", name.strip("\"'")), ("email", email)) if value}


def agents_of(text: str) -> list[Agent]:
    """Return the agents in a list that is written in one text, with commas or semicolons between them."""
    return [agent for part in _SEPARATOR.split(text) if part.strip() and (agent := agent_of(part))]


def name_of(agent: Agent) -> str:
    """Return the whole name."""
    return agent.get("name") or " ".join(filter(None, (agent.get("given_names"), agent.get("family_names"))))


def merged(agents: list[Agent], others: list[Agent]) -> tuple[list[Agent], list[Agent]]:
    """Return `agents`, each with what `others` say of the same one, and those of the others that are none of them.

    Two are the same where the ORCID, the e-mail address or the name is.
    """
    left = list(others)
    result = []
    for agent in agents:
        same = next((other for other in left if _are_same(agent, other)), None)
        if same is None:
            result.append(agent)
            continue
        left.remove(same)
        whole = {**same, **agent}
        if "family_names" in whole or "given_names" in whole:
            whole.pop("name", None)
        result.append({key: whole[key] for key in _ORDER if key in whole})
    return result, left


def _are_same(one: Agent, other: Agent) -> bool:
    for key in ("orcid", "email"):
        if one.get(key) and one.get(key) == other.get(key):
            return True
    return bool(name_of(one)) and name_of(one).casefold() == name_of(other).casefold()


def _is_email(text: str) -> bool:
    return re.fullmatch(r"[^<>\s@]+@[^<>\s@]+", text.strip()) is not None
