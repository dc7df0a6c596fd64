# SPDX-License-Identifier: Apache-2.0
"""Names that the model does not have at their place: which one was probably meant, and where it belongs.

Most of it follows from the definitions: a property is looked for below the place where it was written, in the other
kinds of its group, and in the rest of the document. Only everyday words for the model's are written down here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from ..diagnostic import Finding, Path
from ..kinds import Kind
from ..words import code, folded, listed, nearest, short
from .definitions import Definitions, Scene, Schema, probable_kinds, properties
from .parts import small
from .suggestion import Maker

_LONGEST_NAME = 80
_MOST_KEYS = 30
_DEEPEST = 3
_EVERYDAY: Mapping[str, str] = {
    "min": "minimum least lower atleast",
    "max": "maximum most upper limit atmost",
    "environment": "env envs envvars variables vars environmentvariables",
    "command": "args arg argv arguments cmd cmdline commandline parameters params",
    "arguments": "args arg argv cmd command parameters params",
    "entrypoint": "script main program run module",
    "meta": "metadata info",
    "name": "title label id identifier",
    "annotations": "labels tags annotation",
    "accelerators": "gpu gpus accelerator fpga fpgas gpucount ngpus",
    "cores": "cpu cpus core ncores ncpus vcpu vcpus processors cpucores",
    "memory": "ram mem memorygb memorygib maxmemory minmemory",
    "size": "disk capacity space quota bytes filesize sizegb",
    "location": "url uri href link address source src file path notebook image",
    "locations": "name tag repository registry reference imagename location url uri image",
    "volumes": "mounts volumemounts mount binds bind",
    "resource": "source src from data volume name",
    "path": "mountpath mountpoint target destination dest containerpath to",
    "mode": "readonly access permissions accessmode",
    "duration": "walltime runtime timelimit timeout length maxduration",
    "start": "begin starttime startdate starts after notbefore",
    "requirements": "packages dependencies deps pip conda modules libraries",
    "data": "inputs input datasets files dataset",
    "storage": "outputs output storages scratch",
    "compute": "resources hardware machine",
    "ports": "port expose publish",
    "schedule": "time when times",
    "executable": "container program software task",
    "nodes": "nodecount replicas instances hosts",
    "costs": "price budget",
    "phase": "status state",
    "checksums": "hash digest md5 sha256",
}
"""What others call the properties of the model, without case, `-` and `_`."""


def misspelt(name: str, instance: Mapping[str, Any], schema: Schema) -> str | None:
    """Return the key of `instance` that stands for the missing property `name`: ``Kind``; None where none does."""
    others = (key for key in islice(instance, _MOST_KEYS) if abs(len(key) - len(name)) < 3)
    return next((key for key in others if key not in properties(schema) and nearest(key, [name])), None)


def property_hint(path: Path, known: Iterable[str], around: Any, schema: Schema, scene: Scene) -> str:
    """Return what to do about the property that `path` ends with; `around` is the mapping of `schema` that has it."""
    name, value = str(path[-1]), around[path[-1]]
    if name == "<<":
        return "YAML 1.2 has no merge keys: write the properties out"
    if len(name) > _LONGEST_NAME:
        return _known_here(known)
    if close := nearest(name, known):
        return f"did you mean `{close}`?"
    names = [name, *(other for other, words in _EVERYDAY.items() if folded(name) in words.split())]
    if locations := _image(around, names, schema):
        return f"write {code(locations, name='locations')}"
    maker = Maker(scene.definitions)
    found = chain(
        (_deeper(other, value, schema, maker) for other in names),
        _siblings(name, names[:1], value, schema, maker),
        (_elsewhere(other, path, scene) for other in names[:1]),
        _siblings(name, names[1:], value, schema, maker) if names[1:] else (),
        (_elsewhere(other, path, scene) for other in names[1:]),
        _siblings(name, [], value, schema, maker),
    )
    return next(filter(None, found), None) or _known_here(known)


def _known_here(known: Iterable[str]) -> str:
    return f"known here: {listed(sorted(known))}" if known else "nothing may stand here"


def _image(around: Any, names: list[str], schema: Schema) -> list[str] | None:
    """Return the one text that the parts of an image's name make up."""
    if "locations" not in names or "locations" not in properties(schema):
        return None
    parts = [around[key] for key in ("registry", "repository", "name", "image") if isinstance(around.get(key), str)]
    tag = around.get("tag", around.get("version"))
    whole = "/".join(parts) + (f":{tag}" if isinstance(tag, (str, int, float)) and tag is not True else "")
    return [whole] if parts and len(whole) <= _LONGEST_NAME * 3 else None


def _deeper(name: str, value: Any, schema: Schema, maker: Maker) -> str | None:
    """Return that `name` is known here, or in what stands below."""
    kind = maker.definitions.kind_of(schema)
    own = {*maker.definitions.own(kind), "meta"} if kind else set(properties(schema))
    found = maker.definitions.spots(schema, name, depth=_DEEPEST)
    spots = [spot for spot in found if spot.kind is None and (len(spot.steps) == 1 or spot.steps[0] in own)]
    spots = [spot for spot in spots if spot.steps[0] != "meta" or len(spot.steps) < 3]
    if not spots:
        return None
    made = maker.fitted(value, spots[0].schema)
    for step in reversed(spots[0].steps[:-1]):
        made = None if made is None else {name: made}
        made, name = [made] if step.endswith("[]") and made else made, step.removesuffix("[]")
    shown = f"write {code(made, name=name)}" if made is not None and small(made) else ""
    if len(spots[0].steps) == 1:
        choices = maker.definitions.resolved(spots[0].schema).get("enum")
        called = f"it is called `{spots[0].dotted.removesuffix('[]')}` here"
        return shown or called + (f", one of {listed(choices)}" if choices else "")
    places = " or ".join(f"`{spot.dotted.removesuffix('[]')}`" for spot in spots[:3])
    return f"it belongs deeper, {places}" + (f": {shown}" if shown and len(spots) == 1 else "")


def _siblings(name: str, names: list[str], value: Any, schema: Schema, maker: Maker) -> Iterator[str]:
    """Yield which other kinds of the group have one of the `names`; without any, one that is like `name`."""
    definitions = maker.definitions
    kind = definitions.kind_of(schema)
    others = [other for other in definitions.group(kind.group) if other is not kind] if kind else []
    own = {other: definitions.own(other) for other in others}
    if not names:
        close = nearest(name, sorted({one for known in own.values() for one in known}))
        names = [close] if close else []
    for one in names:
        having = [other for other, known in own.items() if one in known and not other.placeholder]
        if len(having) == 1:
            made = maker.fitted(value, own[having[0]][one])
            written = {"kind": having[0].kind} | ({} if made is None or not small(made) else {one: made})
            yield f"the kind `{having[0].short}` has `{one}`: write {code(written)[:-2]}, ...}}`"
        if having:
            yield f"kinds that have `{one}` are {', '.join(f'`{other.short}`' for other in having)}"


def _elsewhere(name: str, path: Path, scene: Scene) -> str | None:
    """Return where else in the document `name` belongs, best where the document has something already."""
    request = scene.definitions.named.get("ExecutionRequest", {})
    for root, of in ((scene.root, ""), (request, " of a request")):
        spots = [spot for spot in scene.definitions.spots(root, name) if "meta" not in spot.steps[:-2]]
        if len(path) > 1 and any(len(spot.steps) == 1 for spot in spots):
            called = "" if name == path[-1] else f", as `{name}`"
            return f"it belongs at the top of the {'request' if root is request else 'document'}{called}"
        most = max((spot.presence(scene.data) for spot in spots), default=0)
        near = [spot for spot in spots if spot.presence(scene.data) == most and spot.around]
        if near:
            called = "" if name == path[-1] else f" as `{name}`"
            there = " or ".join(f"`{place}`" for place in list(dict.fromkeys(spot.around for spot in near))[:3])
            whole = not of and most >= len(near[0].steps) - 1
            check = ": check the indentation, or the brackets" if whole and not called else ""
            return f"it belongs inside {there}{of if not whole else ''}{called}{check}"
    return None


def wrong_kind(value: Any, path: Path, allowed: Iterable[str], scene: Scene) -> Finding:
    """Return what is wrong with a kind that may not stand at `path`, where those that are `allowed` may."""
    kinds = scene.kinds
    here = list(dict.fromkeys(kinds[uri] for uri in allowed if uri in kinds))
    ends = f"the kinds that may stand here end in: {listed([kind.short for kind in here])}"
    if len(here) > 12:
        ends += "; `execbroker schema --list` lists all"
    if not isinstance(value, str):
        fault = "null-value" if value is None else "wrong-type"
        message = "a kind is text, found " + ("nothing (null)" if value is None else "${found}")
        found = "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "${written}"
        return Finding(fault, path, message, {"found": found}, ends)
    kind = kinds.get(value)
    if kind is None:
        return _unknown_kind(value, path, here, ends, scene)
    if kind.placeholder and not any(other.placeholder for other in here):  # in a template, others may stand here
        message = "`${kind}` is a placeholder: it may stand in a template, not in a request"
        hint = "put a concrete kind in its place, or check the file as a template: --as execution-template"
        if path == ("kind",):
            hint = f"it stands in a template; to check it alone: --as {kind.short}"
        return Finding("placeholder-in-request", path, message, {"kind": kind.short}, hint)
    message = "`${kind}` cannot stand here: it is of the group `${group}`"
    hint = f"it belongs {_home(kind, scene)}; {ends}"
    return Finding("misplaced-kind", path, message, {"kind": kind.short, "group": kind.group}, hint)


def _home(kind: Kind, scene: Scene) -> str:
    """Return where kinds of a group stand."""
    for title in ("ExecutionRequest", "OfferSet"):
        spots = scene.definitions.group_spots(scene.definitions.named.get(title, {}), kind.group)
        if spots:
            return f"under `{'` or `'.join(dict.fromkeys(spot.dotted.removesuffix('[]') for spot in spots[:2]))}`"
    return "in a document of its own"


def _unknown_kind(value: str, path: Path, here: list[Kind], ends: str, scene: Scene) -> Finding:
    every = list(dict.fromkeys(scene.kinds.values()))
    close = probable_kinds(short(value), here, scene.definitions)
    name = short(value)
    if len(close) == 1:
        hint = f"did you mean `{close[0].kind}`?"
        if name.removesuffix(".yaml") == close[0].short and "/" in value:
            name = value  # its last part is right
            hint = f"write `{close[0].kind}`: {_difference(value, close[0].kind)}"
    elif close:
        hint = "one of these? " + ", ".join(f"`{kind.kind}`" for kind in close[:4])
    else:
        hint = ends
        if elsewhere := probable_kinds(short(value), every, scene.definitions):
            hint = f"`{elsewhere[0].short}` is a kind, but not one for this place: it belongs "
            hint += f"{_home(elsewhere[0], scene)}; {ends}"
    return Finding("unknown-kind", path, "unknown kind `${kind}`", {"kind": name}, hint)


def _difference(written: str, right: str) -> str:
    """Return where a URI differs from the one that was meant."""
    ours, theirs = right.split("/"), written[: len(right) * 2].split("/")
    if len(ours) != len(theirs):
        return "the whole URI is the kind"
    wrong = [f"`{one}` where it has `{other}`" for other, one in zip(ours, theirs, strict=True) if one != other]
    newer = any(re.fullmatch(r"v[0-9][0-9.]*", one) for other, one in zip(ours, theirs, strict=True) if one != other)
    keep = "; to accept kinds of a newer version, check with --unknown keep" if newer else ""
    return f"{' and '.join(wrong)}{keep}"


def missing_kind_hint(instance: Mapping[str, Any], schema: Schema, definitions: Definitions) -> str:
    """Return which kind is probably missing, by the properties that are there."""
    kind = properties(schema).get("kind", {})
    known = [uri for uri in kind.get("enum", [kind.get("const")]) if isinstance(uri, str)]
    entries = [uri for uri in known if uri in definitions.kinds]
    if not entries:
        return "it says what this is"

    def common(uri: str) -> int:
        return sum(name in instance for name in properties(definitions.of(definitions.kinds[uri])))

    best = max(entries, key=common)
    return f"it says what this is: {'' if len(known) == 1 else 'for example '}{code(best, name='kind')}"


def component_of(keys: Iterable[str], definitions: Definitions) -> Kind | None:
    """Return the kind that these are properties of; None where several have as many of them."""
    names = [key for key in keys if len(key) <= _LONGEST_NAME]
    score = {
        kind: sum(name in definitions.own(kind) for name in names)
        for kind in dict.fromkeys(definitions.kinds.values())
        if not kind.placeholder
    }
    best = max(score.values(), default=0)
    found = [kind for kind, count in score.items() if count == best]
    return found[0] if best and len(found) == 1 else None
