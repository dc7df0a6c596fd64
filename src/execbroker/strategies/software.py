# SPDX-License-Identifier: Apache-2.0
"""Software descriptions and the parameters of templates: what fits together in them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st

from ..kinds import Kinds
from . import texts
from .objects import Object, without

licences = st.sampled_from(
    ("MIT", "GPL-3.0-or-later", "(MIT OR Apache-2.0) AND BSD-3-Clause", "LicenseRef-abc", "GPL-2.0+")
)
identifiers = st.one_of(
    st.integers(0, 9999).map(lambda number: {"scheme": "ascl", "value": f"{number:04}.001"}),
    st.text("abc1./-", min_size=1, max_size=6).map(lambda text: {"scheme": "doi", "value": f"10.5281/{text}"}),
)


@st.composite
def orcids(draw: st.DrawFn) -> str:
    """An ORCID identifier whose last digit agrees with the others."""
    digits = draw(st.text("0123456789", min_size=15, max_size=15))
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    digits += "0123456789X"[(12 - total % 11) % 11]
    return "https://orcid.org/" + "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def agent(data: Object) -> Object:
    """Give those a name who have none."""
    named = any(data.get(key, "").strip() for key in ("name", "given_names", "family_names"))
    return data if named else {**data, "name": "a"}


def origin(data: Object) -> Object:
    """Say where a description can be found, or how it is recognised."""
    return data if data.get("location", "").strip() or data.get("checksums") else {**data, "location": "a.yaml"}


def provenance(data: Object) -> Object:
    """Say nothing of origins where there are none."""
    return data if data.get("derived_from") else without(data, "derived_from")


def discovery(data: Object) -> Object:
    """Give each function a name of its own."""
    if "functions" not in data:
        return data
    functions = {each.get("name", number): each for number, each in enumerate(data["functions"])}
    return {**data, "functions": list(functions.values())}


def description(data: Object) -> Object:
    """Say what software is called and does, but where a description without a name adds to others."""
    found = data.get("discovery")
    named = found is not None and bool(found.get("name", "").strip())
    if found is None or (not named and data.get("provenance", {}).get("derived_from")):
        return data
    found = {**found, "functions": found.get("functions") or [{"operations": ["source-extraction"]}]}
    return {**data, "discovery": found if named else {**found, "name": "a"}}


@st.composite
def parameters(draw: st.DrawFn) -> Object:
    """A parameter whose default, values and limits fit one another, and whose value goes somewhere."""
    kind = draw(st.sampled_from((None, "TEXT", "INTEGER", "NUMBER", "BOOLEAN")))
    least, most = sorted((draw(st.integers(-99, 99)), draw(st.integers(-99, 99))))
    texts_of: st.SearchStrategy[str] = texts.words
    limits: dict[str, st.SearchStrategy[Any]] = {}
    if kind in ("INTEGER", "NUMBER"):
        texts_of = st.integers(least, most).map(str)
        limits = {"min": st.just(least), "max": st.just(most)}
        if kind == "NUMBER":
            texts_of |= st.integers(least, most).map("{}.0".format) | st.integers(least, most).map("{}e0".format)
    elif kind == "BOOLEAN":
        texts_of = st.sampled_from(("true", "false"))
    values = draw(st.lists(texts_of, min_size=1, max_size=3, unique=True))
    arguments = [st.sampled_from((["--a={value}"], ["-a", "{value}"], ["{value}/{value}"]))]
    arguments += [st.lists(texts.arguments, max_size=2)] if kind == "BOOLEAN" else []
    places: dict[str, st.SearchStrategy[Any]] = {
        "arguments": st.one_of(arguments),
        "environment": texts.variables,
        "volume": st.integers(0, 5).map(str),
    }
    others: dict[str, st.SearchStrategy[Any]] = {
        "type": st.just(kind or "TEXT"),
        "description": texts.words,
        "unit": st.sampled_from(("sigma", "Jy", "")),
        "values": st.just(values),
        **limits,
        **draw(st.sampled_from(({"default": st.sampled_from(values)}, {"optional": st.booleans()}))),
    }
    drawn = draw(st.fixed_dictionaries({"name": texts.names}, optional=others | places))
    if kind not in (None, "TEXT"):
        drawn["type"] = kind
    return drawn if _goes_somewhere(drawn) else {**drawn, "environment": draw(texts.variables)}


def told_apart(template: Object) -> Object:
    """Return a template with one placeholder without a name at most in each list."""
    template = {**template, **{role: _few(template[role]) for role in ("storage", "data") if role in template}}
    if "volumes" in template.get("compute", {}):
        compute = template["compute"]
        template["compute"] = {**compute, "volumes": _few(compute["volumes"])}
    return template


def parametrised(template: Object) -> Object:
    """Return a template whose parameters have names of their own, and whose values can go where they should.

    Volumes, which were drawn as numbers, become what can be told apart there.
    """
    if "parameters" not in template:
        return template
    executable = template.get("executable", {})
    taken = _taken(executable)
    variables = set(executable.get("environment", ()))
    mounts = _mounts(template)
    kept: dict[str, Object] = {}
    for each in template["parameters"]:
        data = {key: value for key, value in each.items() if key not in ("arguments", "environment") or key in taken}
        if data.get("environment") in variables:
            data = without(data, "environment")
        if "volume" in data:
            data = {**data, "volume": mounts[int(data["volume"]) % len(mounts)]} if mounts else without(data, "volume")
        if _goes_somewhere(data) and data["name"] not in kept:
            kept[data["name"]] = data
            variables.add(data.get("environment"))
    return {**template, "parameters": list(kept.values())}


def _few(components: list[Object]) -> list[Object]:
    nameless = [index for index, each in enumerate(components) if _is_nameless_placeholder(each)]
    placeholders = sum(_is_placeholder(each) for each in components)
    return [each for index, each in enumerate(components) if placeholders < 2 or index not in nameless]


def _is_nameless_placeholder(component: Object) -> bool:
    return _is_placeholder(component) and not component.get("meta", {}).keys() & {"name", "uuid"}


def _is_placeholder(component: Object) -> bool:
    return Kinds.builtin().is_placeholder(component.get("kind"))


def _taken(executable: Object) -> set[str]:
    """Return which of arguments and environment an executable takes, both where that is open."""
    kind = Kinds.builtin().get(executable.get("kind", ""))
    if kind is None or kind.placeholder:
        return {"arguments", "environment"}
    fields = Kinds.builtin().class_named(kind.title).model_fields
    return {"arguments" if name == "command" else name for name in fields}


def _mounts(template: Object) -> list[str]:
    """Return what stands for one volume mount: names, and what is mounted where there is but one mount."""
    volumes = template.get("compute", {}).get("volumes", [])
    names = Counter(each.get("meta", {}).get("name") for each in volumes)
    found = [name for name, count in names.items() if name and count == 1]
    return found or ([volumes[0]["resource"]] if len(volumes) == 1 and "resource" in volumes[0] else [])


def _goes_somewhere(parameter: Object) -> bool:
    return bool(parameter.get("arguments")) or "environment" in parameter or "volume" in parameter
