# SPDX-License-Identifier: Apache-2.0
"""What makes data of the right shape sensible: which values a property has, and what is done to the objects of a title.

The rules are not asked here. That they have nothing to say of what comes out is a law, and `tests/property/` holds them
to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from ..bundle import bundle
from ..kinds import Kinds
from ..vocabulary import names, vocabulary_fields
from . import objects, platforms, software, texts
from .shapes import Data

Change = Callable[[Any], Any]


def _at(title: str, names: str, value: Data) -> dict[str, Data]:
    return {f"{title}.{name}": value for name in names.split()}


def _terms() -> dict[str, Data]:
    """Return the terms for each property that takes some, or a list of them, of a vocabulary that is compiled."""
    return {
        f"{title}.{name}{'[]' if 'items' in bundle()['$defs'][title]['properties'][name] else ''}": texts.terms(known)
        for title, fields in vocabulary_fields().items()
        for name, known in fields.items()
        if known in names()
    }


_COMPUTERS = ("SimpleComputeResource", "AcceleratedComputeResource", "ComputeNode")
_cores, _gibibytes = objects.ranges(1, 2**40), objects.ranges(0, 2**30 - 1)
_environment = st.dictionaries(texts.variables, texts.words, max_size=3)

VALUES: Mapping[str, Data] = {
    **_terms(),
    "Uuid": texts.uuids,
    "Uri": texts.web_addresses,
    "Date": texts.formats["date"],
    "DateTime": texts.early,
    "Instant": texts.early,
    "Interval": texts.intervals(),
    "Duration": texts.durations(),
    "Number": objects.numbers,
    "NameValueMap": st.dictionaries(texts.names, texts.words, max_size=3),
    "Int64Range": _gibibytes,
    "DurationRange.max": st.integers(100, 999).map("P{}Y".format),
    "Schedule": texts.schedules(),
    "MessageItem": objects.messages(),
    "Checksum": objects.checksum(),
    "SkaoChecksumItem": objects.skao_checksum(),
    "DockerImageSpec": objects.images(),
    "EnumValueOption": objects.enum_options,
    "EnumValueUpdate": objects.enum_updates,
    "IvoaDataLinkItem": objects.links(),
    "PackageRequirements": objects.packages,
    "ComponentMetadata.name": texts.names,
    "ComponentMetadata.modified": texts.late,
    **{f"{title}.expires": texts.late for title in ("SimpleExecutionSession", "ScheduledExecutionSession")},
    "RequestedScheduleItem.duration": texts.durations(calendar=False, least=1),
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
    **_at("SimpleMinMaxFloatCost", "min max", objects.amounts),
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
    "SoftwareIdentifier": software.identifiers,
    "SoftwareAgent.orcid": software.orcids(),
    "SoftwareDiscovery.licence": software.licences,
    "SoftwareFunction.name": texts.names,
    "TemplateParameter": software.parameters(),
    **platforms.VALUES,
}  # fmt: skip
"""What to draw for a property, or for a definition wherever it is referred to."""

IN_SESSIONS: Mapping[str, Data] = {"DockerContainer.privileged": st.booleans()}
"""What differs in what a service answers."""

_CHANGES: Mapping[str, Change] = {
    "IntegerValueOption": objects.ordered,
    "IntegerDeltaOption": objects.delta,
    "SimpleMinMaxFloatCost": objects.limited,
    "SimpleMinMaxFloatMetric": objects.limited,
    "DockerNetworkPort": objects.port,
    "DockerNetworkSpec": objects.ports,
    "PythonProgram": objects.program,
    "ProgramSource": lambda data: {"reference": "v1.0", **data},
    "SoftwareAgent": software.agent,
    "DescriptionOrigin": software.origin,
    "DescriptionProvenance": software.provenance,
    "SoftwareDiscovery": software.discovery,
}
"""What makes the parts of an object fit one another, by title."""

_SHARED: Mapping[str, Change] = {
    "costs": objects.limits,
    "checksums": objects.consistent_data,
    "lifetime": objects.kept_storage,
    "volumes": objects.mounts,
}
"""The same, by a property that several kinds have, and that a new one may have."""


def changes(definitions: Mapping[str, Mapping[str, Any]]) -> Mapping[str, tuple[Change, ...]]:
    """Return what is to be done to the objects of each title."""
    found = {}
    for title, definition in definitions.items():
        properties = definition.get("properties", {})
        shared = [change for name, change in _SHARED.items() if name in properties]
        shared += [objects.without_phase] if "meta" in properties and "phase" not in properties else []
        found[title] = (*shared, *((_CHANGES[title],) if title in _CHANGES else ()))
    return found
