# SPDX-License-Identifier: Apache-2.0
"""What makes data of the right shape sensible: values for properties, and parts of an object that fit one another.

The rules are not asked here. That they have nothing to say of what comes out is a law, and `tests/property/` holds them
to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..diagnostic import filled
from ..kinds import Kinds
from ..vocabulary import vocabulary
from . import texts

Data = SearchStrategy[Any]
Object = dict[str, Any]
Change = Callable[[Any], Any]

_GIBIBYTES = 2**30 - 1
_CLIENT_SETS = ("ACCEPTED", "REJECTED", "CANCELLED", "FAILED")


def _ordered(data: Object) -> Object:
    """Swap the ends of a range where the first is above the second."""
    if "min" in data and "max" in data and data["min"] > data["max"]:
        return {**data, "min": data["max"], "max": data["min"]}
    return data


def _ranges(least: int, most: int) -> Data:
    """Return ranges that have something in them: a range may begin at zero where it does not end there."""
    ends = st.integers(least, most)
    both = st.fixed_dictionaries({"min": st.integers(0, most), "max": ends}).map(_ordered)
    return st.one_of(st.just({}), st.fixed_dictionaries({"min": ends}), st.fixed_dictionaries({"max": ends}), both)


_amounts = st.integers(0, 10**6) | st.floats(0, 10**6)
_numbers = st.integers(-(10**6), 10**6) | st.floats(-(10**6), 10**6)


def _limited(data: Object) -> Object:
    return _ordered(data if "min" in data or "max" in data else {**data, "max": 0})


@st.composite
def _messages(draw: st.DrawFn) -> Object:
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
    st.tuples(st.just("/phase"), st.lists(st.sampled_from(_CLIENT_SETS), min_size=1, unique=True)),
)
_enum_options = _enum_values.map(lambda drawn: {"kind": "uri:enum-value-option", "path": drawn[0], "values": drawn[1]})
_enum_updates = _enum_values.map(
    lambda drawn: {"kind": "uri:enum-value-update", "path": drawn[0], "value": drawn[1][0]}
)


@st.composite
def _images(draw: st.DrawFn) -> Object:
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


def _port(data: Object) -> Object:
    """Leave the path to what speaks HTTP."""
    return data if data.get("protocol") in ("HTTP", "HTTPS") else without(data, "path")


def _ports(data: Object) -> Object:
    """Open each port once."""
    kept: dict[int, Object] = {}
    for port in data.get("ports", ()):
        kept.setdefault((port.get("internal") or {}).get("port", -len(kept)), port)
    return {**data, "ports": list(kept.values())} if "ports" in data else data


def _program(data: Object) -> Object:
    """Take the code from one place, and each package once."""
    packages = {name.lower().replace("_", "-"): name for name in data.get("requirements", {})}
    if "requirements" in data:
        data = {**data, "requirements": {name: data["requirements"][name] for name in packages.values()}}
    return without(data, "location") if "source" in data else data


_packages = st.dictionaries(
    st.sampled_from(("python", "numpy", "Astropy", "scikit_learn", "scikit-learn", "dask[array]")),
    texts.version_specifiers(),
    max_size=3,
)


@st.composite
def _checksum(draw: st.DrawFn) -> Object:
    algorithm, value = draw(texts.checksums())
    return {"algorithm": algorithm, "value": value}


@st.composite
def _skao_checksum(draw: st.DrawFn) -> Object:
    algorithm, value = draw(texts.checksums())
    other = {"type": st.just("uuencode"), "value": texts.words}
    known = st.fixed_dictionaries({}, optional={"type": st.just(algorithm), "value": st.just(value)})
    return draw(known | st.fixed_dictionaries(other))


@st.composite
def _links(draw: st.DrawFn) -> Object:
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


def _data(data: Object) -> Object:
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


def _kept(data: Object) -> Object:
    return without(data, "lifetime") if data.get("lifecycle") == "UNMANAGED" else data


def _without_phase(data: Object) -> Object:
    """Offer no choice of a phase where there is none."""
    if "options" not in data.get("meta", {}):
        return data
    options = [each for each in data["meta"]["options"] if each["path"] != "/phase"]
    return {**data, "meta": {**data["meta"], "options": options}}


def _mounts(data: Object) -> Object:
    """Mount each volume at a path of its own."""
    volumes = {each.get("path", str(number)).rstrip("/"): each for number, each in enumerate(data.get("volumes", ()))}
    return {**data, "volumes": list(volumes.values())} if "volumes" in data else data


def _delta(data: Object) -> Object:
    data = _ordered(data)
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


def _at(title: str, names: str, value: Data) -> dict[str, Data]:
    return {f"{title}.{name}": value for name in names.split()}


_COMPUTERS = ("SimpleComputeResource", "AcceleratedComputeResource", "ComputeNode")
_cores, _gibibytes = _ranges(1, 2**40), _ranges(0, _GIBIBYTES)
_environment = st.dictionaries(texts.variables, texts.words, max_size=3)

VALUES: Mapping[str, Data] = {
    "Uuid": texts.uuids,
    "Uri": texts.web_addresses,
    "DateTime": texts.early,
    "Instant": texts.early,
    "Interval": texts.intervals(),
    "Duration": texts.durations(),
    "Number": _numbers,
    "NameValueMap": st.dictionaries(texts.names, texts.words, max_size=3),
    "Int64Range": _gibibytes,
    "DurationRange.max": st.integers(100, 999).map("P{}Y".format),
    "Schedule": texts.schedules(),
    "MessageItem": _messages(),
    "Checksum": _checksum(),
    "SkaoChecksumItem": _skao_checksum(),
    "DockerImageSpec": _images(),
    "EnumValueOption": _enum_options,
    "EnumValueUpdate": _enum_updates,
    "IvoaDataLinkItem": _links(),
    "PackageRequirements": _packages,
    "ComponentMetadata.name": texts.names,
    "ComponentMetadata.modified": texts.late,
    **{f"{title}.expires": texts.late for title in ("SimpleExecutionSession", "ScheduledExecutionSession")},
    "RequestedScheduleItem.duration": texts.durations(calendar=False, least=1),
    "Accelerator.type": texts.terms("accelerator-type"),
    "Accelerator.count": _cores,
    "Accelerator.memory": _gibibytes,
    "AcceleratorInterface.name": texts.lower_case,
    "AcceleratorInterface.minimum": texts.versions,
    **{f"{kind.title}.kind": st.just(kind.kind) for kind in Kinds.builtin().values() if kind.aliases},
    "ClusterComputeResource.nodes": _cores,
    "DockerContainer.privileged": st.just(False),
    "ComponentReference": st.integers(0, 5).map(str),
    "SimpleVolumeMount.path": texts.absolute_paths,
    "DockerContainer.environment": _environment,
    "PythonProgram.environment": _environment,
    "DockerContainer.command[]": texts.arguments,
    "PythonProgram.arguments[]": texts.arguments,
    "DockerContainer.entrypoint": texts.absolute_paths | texts.names,
    "PythonProgram.entrypoint": texts.entry_points,
    "PythonProgram.location": texts.addresses,
    "ProgramSource.repository": texts.repositories,
    "ProgramSource.reference": texts.pinned_references,
    "ProgramSource.path": texts.relative_paths,
    "DockerNetworkPort.protocol": st.sampled_from(("TCP", "UDP", "HTTP", "HTTPS")),
    "DockerNetworkPort.path": texts.absolute_paths,
    "SingularityContainer.location": texts.singularity_locations,
    "StringValueOption.pattern": texts.patterns,
    "IntegerDeltaUpdate.delta": st.integers(1, 2**63 - 1) | st.integers(-(2**63), -1),
    "SimpleStorageResource.size": _gibibytes,
    "PersistentStorageResource.size": _gibibytes,
    "VOSpaceStorageResource.location": texts.vospace_addresses | texts.web_addresses,
    "IvoaDataResourceBlock.ivoid": texts.ivoids,
    "IvoaObsCoreItem.calib_level": st.integers(0, 4),
    "IvoaObsCoreItem.access_url": texts.addresses,
    "SimpleDataResource.location": texts.addresses,
    "SkaoDataResourceBlock.datasize": st.integers(0, 2**63 - 1),
    "SkaoReplicaItem.dataurl": texts.addresses,
    **_at("JupyterNotebook", "location requirements", texts.addresses),
    **{f"{title}.port": st.integers(1, 65535) for title in ("DockerInternalPort", "DockerExternalPort")},
    **{f"{title}.cores": _cores for title in _COMPUTERS},
    **{f"{title}.memory": _gibibytes for title in _COMPUTERS},
    **{f"{title}.type": texts.terms("cost-type") for title in ("AbstractCostItem", "SimpleMinMaxFloatCost")},
    **{f"{title}.type": texts.terms("metric-type") for title in ("AbstractMetricItem", "SimpleMinMaxFloatMetric")},
    **_at("SimpleMinMaxFloatCost", "min max", _amounts),
    **{
        f"{title}.path": texts.pointers
        for title in ("StringValueOption", "IntegerValueOption", "IntegerDeltaOption", "StringValueUpdate",
                      "IntegerValueUpdate", "IntegerDeltaUpdate")
    },
    **{f"{title}.{name}": value for title in ("S3DataResource", "S3StorageResource") for name, value in
       (("endpoint", texts.web_addresses), ("bucket", texts.buckets), ("template", texts.url_templates))},
    **{f"{title}.{name}": value for title in ("RucioDataResourceBlock", "RucioStorageBlock") for name, value in
       (("endpoint", texts.web_addresses), ("scope", texts.rucio_scopes), ("object", texts.rucio_names))},
    "RucioStorageBlock.rse": texts.storage_elements,
    "SkaoReplicaItem.rsename": texts.storage_elements,
    "SkaoDataResourceBlock.namespace": texts.rucio_scopes,
    "SkaoDataResourceBlock.objectname": texts.rucio_names,
}  # fmt: skip
"""What to draw for a property, or for a definition wherever it is referred to."""

IN_SESSIONS: Mapping[str, Data] = {"DockerContainer.privileged": st.booleans()}
"""What differs in what a service answers."""

_CHANGES: Mapping[str, Change] = {
    "IntegerValueOption": _ordered,
    "IntegerDeltaOption": _delta,
    "SimpleMinMaxFloatCost": _limited,
    "SimpleMinMaxFloatMetric": _limited,
    "DockerNetworkPort": _port,
    "DockerNetworkSpec": _ports,
    "PythonProgram": _program,
    "ProgramSource": lambda data: {"reference": "v1.0", **data},
}
"""What makes the parts of an object fit one another, by title."""

_SHARED: Mapping[str, Change] = {"costs": limits, "checksums": _data, "lifetime": _kept, "volumes": _mounts}
"""The same, by a property that several kinds have, and that a new one may have."""


def changes(definitions: Mapping[str, Mapping[str, Any]]) -> Mapping[str, tuple[Change, ...]]:
    """Return what is to be done to the objects of each title."""
    found = {}
    for title, definition in definitions.items():
        properties = definition.get("properties", {})
        shared = [change for name, change in _SHARED.items() if name in properties]
        shared += [_without_phase] if "meta" in properties and "phase" not in properties else []
        found[title] = (*shared, *((_CHANGES[title],) if title in _CHANGES else ()))
    return found
