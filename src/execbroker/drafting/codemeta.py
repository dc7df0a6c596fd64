# SPDX-License-Identifier: Apache-2.0
"""What a ``codemeta.json`` of CodeMeta 1 to 3 says of the software.

JSON-LD lets each value be a text, an object or a list of either, and files in the wild use all of them; so every reader
here takes every form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..document import FORMATS, Unreadable
from ..identifiers import identifier, is_uri, orcid
from ..licences import licences
from ..vocabulary import vocabulary
from .found import Found, NotReadable, with_numbers_as_written
from .people import Agent, agent_of

_LINKS = {
    "url": "homepage",
    "codeRepository": "source",
    "softwareHelp": "documentation",
    "readme": "readme",
    "downloadUrl": "download",
    "issueTracker": "issues",
    "referencePublication": "article",
}
_DAY = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?:T.*)?")
_LICENCE = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/([^/]+?)(?:\.html|\.json|\.txt)?/?")
_READ = {
    *("@context", "@type", "type", "@id", "id", "name", "description", "version", "softwareVersion", "datePublished"),
    *(
        "developmentStatus",
        "license",
        "identifier",
        "author",
        "creator",
        "maintainer",
        "programmingLanguage",
        "keywords",
    ),
    *_LINKS,
}


def read(content: str, file: str) -> Found:
    """Return what the file says. Raises `NotReadable` for what is no JSON, or no object."""
    try:
        data = FORMATS["json"].read(content)
    except Unreadable as error:
        first = error.faults[0]
        raise NotReadable(f"it is no JSON: line {first.line}: {first.message}") from error
    if not isinstance(data, dict):
        raise NotReadable("it is no JSON object")
    data = with_numbers_as_written(data, content, "json", keys=("version", "softwareVersion"))
    facts = {key.removeprefix("schema:").removeprefix("codemeta:"): value for key, value in data.items()}
    found = Found(file)
    found.set("name", _first(facts.get("name")))
    found.set("description", _first(facts.get("description")))
    found.set("version", _first(facts.get("softwareVersion")) or _first(facts.get("version")))
    if day := _DAY.fullmatch(_first(facts.get("datePublished")) or ""):
        found.set("released", day[1])
    found.set("languages", list(_named(facts.get("programmingLanguage"))))
    found.set("keywords", _keywords(facts.get("keywords")))
    _read_people(facts, found)
    _read_licence(facts.get("license"), found)
    _read_identifiers(facts, found)
    _read_status(facts.get("developmentStatus"), found)
    _read_links(facts, found)
    left = [key for key, value in facts.items() if key not in _READ and value not in (None, "", [], {})]
    if left:
        found.remark(f"what has no place here: {', '.join(left)}", "discovery")
    return found


def _all(value: Any) -> list[Any]:
    """Return the items of a value: itself where it is none of the lists that JSON-LD has."""
    if isinstance(value, dict) and "@list" in value:
        return _all(value["@list"])
    if isinstance(value, list):
        return [item for each in value for item in _all(each)]
    return [value]


def _texts(value: Any, *keys: str) -> Iterator[str]:
    """Yield the texts of a value; of objects what stands under the first of the `keys` that they have."""
    for item in _all(value):
        if isinstance(item, dict):
            inner = next((item[key] for key in ("@value", *keys) if item.get(key)), None)
            yield from _texts(inner, *keys) if inner is not None else ()
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool) and str(item).strip():
            yield str(item).strip()


def _named(value: Any) -> Iterator[str]:
    yield from dict.fromkeys(_texts(value, "name", "@id", "id", "url"))


def _addresses(value: Any) -> Iterator[str]:
    yield from _texts(value, "url", "@id", "id", "identifier")


def _first(value: Any) -> str | None:
    return next(_named(value), None)


def _keywords(value: Any) -> list[str]:
    """Return the keywords; older files have them in one text."""
    words = list(_named(value))
    if len(words) == 1:
        words = [word.strip() for word in words[0].split(",")]
    return [word for word in dict.fromkeys(words) if word]


def _read_people(facts: dict[str, Any], found: Found) -> None:
    for key, name in (("author", "authors"), ("creator", "authors"), ("maintainer", "maintainers")):
        if name not in found.discovery:
            found.set(name, [agent for item in _all(facts.get(key)) if (agent := _agent(item))])


def _agent(item: Any) -> Agent | None:
    if isinstance(item, str):
        return agent_of(item) if item.strip() and not is_uri(item.strip()) else None
    if not isinstance(item, dict) or "Role" in _all(item.get("@type") or item.get("type")):
        return None
    parts = {
        "given_names": " ".join(_texts(item.get("givenName"))),
        "family_names": " ".join(_texts(item.get("familyName"))),
        "orcid": next(filter(None, map(orcid, (*_texts(item.get("@id")), *_texts(item.get("id"))))), "")
        or next(filter(None, map(orcid, _texts(item.get("identifier"), "value", "@id"))), ""),
        "affiliation": ", ".join(_texts(item.get("affiliation"), "name", "legalName")),
        "email": next(_texts(item.get("email")), "").removeprefix("mailto:"),
    }
    agent = {key: value for key, value in parts.items() if value}
    if "given_names" not in agent and "family_names" not in agent and (name := _first(item.get("name"))):
        agent = {"name": name, **agent}
    return agent or None


def _read_licence(value: Any, found: Found) -> None:
    written = list(dict.fromkeys(_texts(value, "identifier", "url", "@id", "id", "name")))
    names = [match[1] if (match := _LICENCE.fullmatch(each)) else each for each in written]
    known = licences(names[0]) if len(names) == 1 else None
    if known:
        found.set("licence", known.expression)
    elif len(names) > 1:
        listed = ", ".join(names)
        words = f"it lists {listed}, and does not say whether all hold (AND) or one is chosen (OR)"
        found.remark(words, "discovery", "licence")
    elif names:
        found.remark(f"the licence is `{names[0]}`, which is no expression of SPDX", "discovery", "licence")


def _read_identifiers(facts: dict[str, Any], found: Found) -> None:
    identifiers = []
    for written in dict.fromkeys(
        _texts([facts.get("identifier"), facts.get("@id"), facts.get("id")], "value", "@id", "id", "url")
    ):
        known = identifier(written)
        if known:
            identifiers.append({"scheme": known[0], "value": known[1]})
        else:
            found.remark(f"`{written}` is in no scheme that is known", "discovery", "identifiers")
    found.set("identifiers", [each for index, each in enumerate(identifiers) if each not in identifiers[:index]])


def _read_status(value: Any, found: Found) -> None:
    written = next(_addresses(value), "")
    known = vocabulary("development-status")
    term = known.term(written) or known.term(written.rpartition("#")[2].rpartition("/")[2].strip().lower())
    if term:
        found.set("maturity", term.name)
    elif written:
        found.remark(f"`{written}` is no term of repostatus.org", "discovery", "maturity")


def _read_links(facts: dict[str, Any], found: Found) -> None:
    for key, name in _LINKS.items():
        for written in _addresses(facts.get(key)):
            known = identifier(written) if name == "article" else None
            if is_uri(written) and "://" in written:
                found.link(name, written)
            elif known and known[0] == "doi":
                found.link(name, f"https://doi.org/{known[1]}")
            else:
                found.remark(f"{key} is `{written}`, which is no address", "discovery", "links")
