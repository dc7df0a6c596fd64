# SPDX-License-Identifier: Apache-2.0
"""Objects whose parts fit one another: some are drawn as a whole, others changed after they were drawn.

A change is a pure function from data to data; what it takes out or swaps is what a rule would not let pass.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..diagnostic import filled
from ..phases import set_by_client
from ..vocabulary import vocabulary
from . import texts
from .shapes import Data

Object = dict[str, Any]


def ordered(data: Object) -> Object:
    """Swap the ends of a range where the first is above the second."""
    if "min" in data and "max" in data and data["min"] > data["max"]:
        return {**data, "min": data["max"], "max": data["min"]}
    return data


def ranges(least: int, most: int) -> Data:
    """Return ranges that have something in them: a range may begin at zero where it does not end there."""
    ends = st.integers(least, most)
    both = st.fixed_dictionaries({"min": st.integers(0, most), "max": ends}).map(ordered)
    return st.one_of(st.just({}), st.fixed_dictionaries({"min": ends}), st.fixed_dictionaries({"max": ends}), both)


amounts = st.integers(0, 10**6) | st.floats(0, 10**6)
numbers = st.integers(-(10**6), 10**6) | st.floats(-(10**6), 10**6)


def limited(data: Object) -> Object:
    """Give a range of numbers an end, and the ends an order."""
    return ordered(data if "min" in data or "max" in data else {**data, "max": 0})


@st.composite
def messages(draw: st.DrawFn) -> Object:
    """A message with its text in one of the ways there are, or, where it warns of nothing, without."""
    pieces = draw(st.lists(texts.words | texts.identifiers.map("${{{}}}".format), max_size=3))
    template, names = "".join(pieces), [piece[2:-1] for piece in pieces if piece.startswith("${")]
    values = {name: draw(texts.words) for name in names}
    text: Object = {"template": template, "values": values}
    if draw(st.booleans()):
        text["message"] = filled(template, values)
    if not names:
        text = draw(st.sampled_from(({}, text, {"message": template}, {"template": template})))
    said = any(part.strip() for part in (text.get("message", ""), text.get("template", "")))
    levels = ("DEBUG", "INFO", "OTHER", *(("WARN", "ERROR") if said else ()))
    others = {
        "kind": texts.terms("message-type"),
        "time": texts.early,
        "level": st.sampled_from(levels),
        "path": texts.pointers,
    }
    return draw(st.fixed_dictionaries({}, optional=others)) | text


_enum_values = st.one_of(
    st.tuples(texts.pointers, st.lists(texts.names, min_size=1, max_size=3, unique=True)),
    st.tuples(st.just("/phase"), st.lists(st.sampled_from(set_by_client()), min_size=1, unique=True)),
)
enum_options = _enum_values.map(lambda drawn: {"kind": "uri:enum-value-option", "path": drawn[0], "values": drawn[1]})
enum_updates = _enum_values.map(lambda drawn: {"kind": "uri:enum-value-update", "path": drawn[0], "value": drawn[1][0]})


@st.composite
def images(draw: st.DrawFn) -> Object:
    """An image whose locations stand for one digest, and are told from one another."""
    digest = draw(texts.image_digests)
    locations = draw(st.lists(texts.image_locations(digest), max_size=3, unique=True))
    platforms = {
        "architecture": st.sampled_from(("amd64", "arm64", "ppc64le", "riscv64")),
        "os": st.sampled_from(("linux", "windows", "darwin")),
    }
    parts = {
        "locations": st.just(locations),
        "digest": st.just(digest),
        "platform": st.fixed_dictionaries({}, optional=platforms),
    }
    return draw(st.fixed_dictionaries({}, optional=parts))


def port(data: Object) -> Object:
    """Leave the path to what speaks HTTP."""
    return data if data.get("protocol") in ("HTTP", "HTTPS") else without(data, "path")


def ports(data: Object) -> Object:
    """Open each port once."""
    kept: dict[int, Object] = {}
    for port in data.get("ports", ()):
        kept.setdefault((port.get("internal") or {}).get("port", -len(kept)), port)
    return {**data, "ports": list(kept.values())} if "ports" in data else data


def program(data: Object) -> Object:
    """Take the code from one place, and each package once."""
    spelled = {name.lower().replace("_", "-"): name for name in data.get("requirements", {})}
    if "requirements" in data:
        data = {**data, "requirements": {name: data["requirements"][name] for name in spelled.values()}}
    return without(data, "location") if "source" in data else data


packages = st.dictionaries(
    st.sampled_from(("python", "numpy", "Astropy", "scikit_learn", "scikit-learn", "dask[array]")),
    texts.version_specifiers(),
    max_size=3,
)


@st.composite
def checksum(draw: st.DrawFn) -> Object:
    """A checksum by an algorithm of the vocabulary."""
    algorithm, value = draw(texts.checksums())
    return {"algorithm": algorithm, "value": value}


@st.composite
def skao_checksum(draw: st.DrawFn) -> Object:
    """A checksum whose algorithm, or value, may be absent, or one that nobody knows."""
    algorithm, value = draw(texts.checksums())
    other = {"type": st.just("uuencode"), "value": texts.words}
    known = st.fixed_dictionaries({}, optional={"type": st.just(algorithm), "value": st.just(value)})
    return draw(known | st.fixed_dictionaries(other))


@st.composite
def links(draw: st.DrawFn) -> Object:
    """A link, which is of one sort, or nothing at all."""
    ways = {"access_url": texts.addresses, "service_def": texts.names, "error_message": texts.names}
    way = draw(st.sampled_from(sorted(ways)))
    parts: dict[str, Data] = dict.fromkeys(("ID", "description", "content_type", "local_semantics"), texts.words)
    parts |= {
        "semantics": st.sampled_from(("", "#this", "#preview")),
        "content_length": st.integers(0, 2**63 - 1),
        "content_qualifier": st.sampled_from(("image", "spectrum")),
        "link_auth": st.sampled_from(("false", "optional", "true")),
        "link_authorized": st.sampled_from(("false", "true")),
    }
    empty: Data = st.just({})
    return draw(st.fixed_dictionaries({way: ways[way]}, optional=parts) | empty)


def consistent_data(data: Object) -> Object:
    """Give the data one checksum by each algorithm, and one size."""
    if "checksums" in data:
        data = {**data, "checksums": list({each["algorithm"]: each for each in data["checksums"]}.values())}
    skao, link = data.get("skao", {}), data.get("ivoa", {}).get("datalink", {})
    folded = {name: name.replace("-", "") for name in (skao.get("checksum", {}).get("type", ""),)}
    if any(each["algorithm"].replace("-", "") in folded.values() for each in data.get("checksums", ())):
        data = without(data, "checksums")
    sizes = [block[name] for block, name in ((data, "size"), (skao, "datasize")) if name in block]
    if link.get("semantics", "") in ("", "#this") and "content_length" in link:
        sizes.append(link["content_length"])
    if len(set(sizes)) < 2:
        return data
    data = {**data, **({"size": sizes[0]} if "size" in data else {})}
    if "datasize" in skao:
        data["skao"] = {**skao, "datasize": sizes[0]}
    if "content_length" in link:
        data["ivoa"] = {**data["ivoa"], "datalink": {**link, "content_length": sizes[0]}}
    return data


def kept_storage(data: Object) -> Object:
    """Leave the lifetime to storage that a service looks after."""
    return without(data, "lifetime") if data.get("lifecycle") == "UNMANAGED" else data


def without_phase(data: Object) -> Object:
    """Offer no choice of a phase where there is none."""
    if "options" not in data.get("meta", {}):
        return data
    options = [each for each in data["meta"]["options"] if each["path"] != "/phase"]
    return {**data, "meta": {**data["meta"], "options": options}}


def mounts(data: Object) -> Object:
    """Mount each volume at a path of its own."""
    volumes = {each.get("path", str(number)).rstrip("/"): each for number, each in enumerate(data.get("volumes", ()))}
    return {**data, "volumes": list(volumes.values())} if "volumes" in data else data


def delta(data: Object) -> Object:
    """Let a difference be one."""
    data = ordered(data)
    return without(data, "max") if data.get("min") == data.get("max") == 0 else data


def without(data: Object, name: str) -> Object:
    """Return an object that lacks one property."""
    return {key: value for key, value in data.items() if key != name}


def limits(data: Object) -> Object:
    """Let each cost and metric stand once."""
    for name in ("costs", "metrics"):
        if name in data:
            kept: dict[object, Object] = {}
            for number, item in enumerate(data[name]):
                term = vocabulary(f"{name[:-1]}-type").term(item.get("type", ""))
                kept.setdefault(term.name if term else number, item)
            data = {**data, name: list(kept.values())}
    return data
