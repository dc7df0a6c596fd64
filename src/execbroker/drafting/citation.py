# SPDX-License-Identifier: Apache-2.0
"""What a ``CITATION.cff`` says of the software (Citation File Format 1.0 to 1.2)."""

from __future__ import annotations

import re
from typing import Any

from ..document import FORMATS, Unreadable
from ..identifiers import identifier, is_uri, orcid
from ..licences import licences
from .found import Found, NotReadable, text, texts, with_numbers_as_written
from .people import Agent

_LINKS = {"url": "homepage", "repository-code": "source", "repository": "source", "repository-artifact": "download"}
_TEXTS = {"title": "name", "version": "version", "abstract": "description"}
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_READ = {
    *("cff-version", "message", "type", "date-released", "doi", "identifiers", "license", "authors", "contact"),
    *("keywords", "preferred-citation", *_LINKS, *_TEXTS),
}


def read(content: str, file: str) -> Found:
    """Return what the file says. Raises `NotReadable` for what is no YAML, or no mapping."""
    try:
        facts = FORMATS["yaml"].read(content)
    except Unreadable as error:
        first = error.faults[0]
        raise NotReadable(f"it is no YAML: line {first.line}: {first.message}") from error
    if not isinstance(facts, dict):
        raise NotReadable("it is no mapping")
    facts = with_numbers_as_written(facts, content, "yaml", keys=_TEXTS)
    found = Found(file)
    for key, name in _TEXTS.items():
        found.set(name, text(facts.get(key)))
    if day := _DAY.fullmatch(text(facts.get("date-released")) or ""):
        found.set("released", day[0])
    found.set("keywords", texts(facts.get("keywords")))
    found.set("authors", _agents(facts.get("authors")))
    found.set("maintainers", _agents(facts.get("contact")))
    _read_licence(texts(facts.get("license")), found)
    _read_identifiers(facts, found)
    for key, name in _LINKS.items():
        if (url := text(facts.get(key))) and is_uri(url):
            found.link(name, url)
    article = facts.get("preferred-citation")
    if isinstance(article, dict):
        doi = text(article.get("doi"))
        url = f"https://doi.org/{doi}" if doi else text(article.get("url"))
        if url and is_uri(url):
            found.link("article", url)
        else:
            found.remark("what is to be cited has no address", "discovery", "links")
    left = [key for key, value in facts.items() if key not in _READ and value not in (None, "", [], {})]
    if left:
        found.remark(f"what has no place here: {', '.join(left)}", "discovery")
    return found


def _agents(value: Any) -> list[Agent]:
    agents = [_agent(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return [agent for agent in agents if agent]


def _agent(item: dict[str, Any]) -> Agent:
    family = (text(item.get(key)) for key in ("name-particle", "family-names", "name-suffix"))
    parts = {
        "name": text(item.get("name")),
        "given_names": text(item.get("given-names")),
        "family_names": " ".join(filter(None, family)),
        "orcid": orcid(text(item.get("orcid")) or ""),
        "affiliation": text(item.get("affiliation")),
        "email": text(item.get("email")),
    }
    agent = {key: value for key, value in parts.items() if value}
    return agent or {key: alias for key in ("name",) if (alias := text(item.get("alias")))}


def _read_licence(names: list[str], found: Found) -> None:
    """Read the licence. Several mean a choice, as the schema of the format says."""
    known = licences(" OR ".join(names)) if names else None
    if known:
        found.set("licence", known.expression)
    elif names:
        found.remark(f"the licence is `{', '.join(names)}`, which SPDX does not list", "discovery", "licence")


def _read_identifiers(facts: dict[str, Any], found: Found) -> None:
    listed = facts.get("identifiers")
    others = [item.get("value") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    identifiers = []
    for written in dict.fromkeys(texts([facts.get("doi"), *others])):
        known = identifier(written)
        if known:
            identifiers.append({"scheme": known[0], "value": known[1]})
        else:
            found.remark(f"`{written}` is in no scheme that is known", "discovery", "identifiers")
    found.set("identifiers", [each for index, each in enumerate(identifiers) if each not in identifiers[:index]])
