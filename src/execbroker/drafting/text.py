# SPDX-License-Identifier: Apache-2.0
"""The text of a draft: YAML with comments that say where it is from, what was not taken, and what is to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from textwrap import wrap
from typing import Any

from ..bundle import bundle
from ..diagnostic import Path, printable
from ..document import FORMATS
from ..document.yaml_comments import Placed, commented
from ..kinds import Kinds
from ..words import first_sentence, short
from .draft import Draft
from .operations import operations_in

_WIDTH = 116


def written(draft: Draft) -> str:
    """Return the text of a draft, which is a valid description, in whatever of it people do not complete."""
    properties = examples()["discovery"]
    discovery = {name: draft.discovery[name] for name in properties if name in draft.discovery}
    if "links" in discovery:
        discovery["links"] = {
            name: discovery["links"][name] for name in properties["links"] if name in discovery["links"]
        }
    data: dict[str, Any] = {"discovery": discovery} if discovery else {}
    if draft.executable is not None:
        data["execution"] = {"executable": draft.executable}
    placed = Placed(head=list(_head(draft)))
    for remark in draft.remarks:
        if _has(data, remark.path) and len(remark.path) > (1 if remark.path[0] == "discovery" else 2):
            placed.above.setdefault(remark.path, []).extend(_lines(remark.words))
    of_discovery = list(_about_discovery(draft, data))
    of_execution = list(_about_execution(draft, data))
    if "execution" in data:
        placed.above[("execution",)] = of_discovery
        placed.tail += of_execution
    else:
        placed.tail += of_discovery
    if not data:
        return "\n".join([*placed.head, "discovery: {}", *placed.tail]) + "\n"
    if not discovery:  # the key stands in a comment, above what would be in it
        placed.above[("execution",)] = ["# discovery:", *of_discovery]
    return commented(FORMATS["yaml"].write(data), placed)


@cache
def examples() -> dict[str, Any]:
    """Return an example of each property that a draft can have, in their order."""
    text = resources.files(__package__).joinpath("examples.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = FORMATS["yaml"].read(text)
    return found


def _head(draft: Draft) -> Iterator[str]:
    yield from _lines(f"Begun by `execbroker init` from {', '.join(draft.files)}.")
    yield from _lines(
        "Read it through, and complete it: behind `#` is an example of what was not found, to be replaced; behind `##` "
        "is what else there is to say. `execbroker validate` says whether the result is right."
    )


def _about_discovery(draft: Draft, data: dict[str, Any]) -> Iterator[str]:
    """Yield the comments at the end of the first part, indented as its properties are."""
    yield from _rest(draft, data, "discovery", "  ")
    links = draft.discovery.get("links")
    if links and (missing := [name for name in examples()["discovery"]["links"] if name not in links]):
        yield from _lines(f"`links` can have {', '.join(missing)} too", "  ")
    descriptions = bundle()["$defs"]["SoftwareDiscovery"]["properties"]
    for name, example in examples()["discovery"].items():
        if name in draft.discovery or (name == "maintainers" and "authors" in draft.discovery):
            continue
        yield from _lines(f"{_says(descriptions[name])}:", "  ")
        for remark in draft.remarks:
            if remark.path[:2] == ("discovery", name):
                yield from _lines(remark.words, "  ")
        shown = _function(draft, example) if name == "functions" else example
        yield from _example({name: shown}, "  ")


def _function(draft: Draft, example: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the example of the functions, with the operations that the words of the draft suggest."""
    suggested = operations_in(draft.discovery)
    return [{**example[0], "operations": suggested or example[0]["operations"]}]


def _about_execution(draft: Draft, data: dict[str, Any]) -> Iterator[str]:
    """Yield the comments behind the executable, indented as its properties are."""
    if draft.executable is None:
        return
    yield from _rest(draft, data, "execution", "    ")
    kind = short(draft.executable["kind"])
    properties = bundle()["$defs"][Kinds.builtin().title_of(kind)]["properties"]
    for name, example in examples()["executable"][kind].items():
        if name not in draft.executable:
            yield from _lines(f"{_says(properties[name])}:", "    ")
            yield from _example({name: example}, "    ")


def _says(definition: dict[str, Any]) -> str:
    """Return the first sentence of what the model says of a property."""
    says = first_sentence(definition["description"])
    return says[:1].upper() + says[1:]


def _rest(draft: Draft, data: dict[str, Any], part: str, indent: str) -> Iterator[str]:
    """Yield the remarks on a part that belong to nothing in particular."""
    for remark in draft.remarks:
        path = remark.path
        deep = 1 if part == "discovery" else 2
        listed = part == "discovery" and len(path) > 1 and path[1] not in draft.discovery
        if path[0] == part and not listed and (len(path) <= deep or not _has(data, path)):
            yield from _lines(remark.words, indent)


def _has(data: Any, path: Path) -> bool:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return True


def _lines(words: str, indent: str = "") -> Iterable[str]:
    """Return a comment in lines that are not too long. What is no character for a comment is written in escapes."""
    kept = printable(" ".join(words.split()))
    first, further = f"{indent}## ", f"{indent}##   "
    return wrap(
        kept, _WIDTH, initial_indent=first, subsequent_indent=further, break_on_hyphens=False, break_long_words=False
    ) or [first.rstrip()]


def _example(data: dict[str, Any], indent: str) -> Iterator[str]:
    for line in FORMATS["yaml"].write(data).splitlines():
        yield f"{indent}# {line}"
