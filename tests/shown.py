# SPDX-License-Identifier: Apache-2.0
"""Which properties and values of the model a set of documents shows, and which there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from execbroker.kinds import Kinds

KINDS = Kinds.builtin()
TITLES = [document.title for document in KINDS.documents] + [kind.title for kind in KINDS.values()]


def shown(data: Any, as_: str | None, definitions: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return each property, each kind of a union and each value of a closed set that a document has.

    Each comes with the title of the definition that it belongs to.
    """
    title = "ExecutionRequest"
    if as_:
        title = KINDS.title_of(as_)
    elif "kind" in data:
        title = KINDS[data["kind"]].title
    else:
        title = next((told for key, told in KINDS.told_by_keys.items() if key in data), title)
    return set(_shown(data, definitions[title], definitions))


def _shown(value: Any, schema: Any, definitions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "x-kinds-of" in schema:
        yield schema["title"], value["kind"]
        schema = definitions[KINDS[value["kind"]].title]
    if "enum" in schema:
        yield schema["title"], value
    for name, one in schema.get("properties", {}).items():
        if name in value:
            yield schema["title"], name
            if name != "kind":
                yield from _shown(value[name], one, definitions)
    for item in value if "items" in schema else ():
        yield from _shown(item, schema["items"], definitions)


def reachable(definitions: Mapping[str, Any]) -> set[str]:
    """Return the definitions that a document can have something of. Others are there for kinds to come."""
    found: set[str] = set()
    wanted = list(TITLES)
    while wanted:
        title = wanted.pop()
        if definitions[title] and title not in found:
            found.add(title)
            wanted += re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(definitions[title]))
    return found


def all_there_is(definitions: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return what `shown` could find of `definitions`, of which those that refuse everything are left out."""
    found = set()
    for title in reachable(definitions):
        schema = definitions[title]
        names = [*schema.get("enum", ())]
        if "x-kinds-of" in schema:
            names += [kind for kind in schema["properties"]["kind"]["enum"] if definitions[KINDS[kind].title]]
        else:
            names += schema.get("properties", ())
        found |= {(title, name) for name in names}
    return found
