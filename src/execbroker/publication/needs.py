# SPDX-License-Identifier: Apache-2.0
"""What a template leaves open: its placeholders and parameters, and where what fills them in is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..kinds import Kinds
from ..rules.group import mounts_called
from ..writing import data_of

if TYPE_CHECKING:
    from ..model import ExecutionTemplate


@dataclass(frozen=True, slots=True)
class Need:
    """A data or storage resource of a template: its name, what it is for, and the paths at which it is mounted."""

    name: str
    named: bool
    """Whether the template gives it the name, by which others can refer to it."""
    description: str
    open: bool
    """Whether it is a placeholder."""
    product_types: tuple[str, ...]
    formats: tuple[str, ...]
    paths: tuple[str, ...]
    writable: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be supplied for a template, the resources in its order."""

    executable: bool
    compute: bool
    data: tuple[Need, ...]
    storage: tuple[Need, ...]
    parameters: tuple[Mapping[str, Any], ...]


def needs_of(template: ExecutionTemplate) -> Needs:
    """Return what `template` leaves open."""
    content = data_of(template)
    volumes = content.get("compute", {}).get("volumes", [])
    called = mounts_called(template)
    for parameter in template.parameters or ():
        for number in called.get(parameter.volume or "", ()) if parameter.default is not None else ():
            volumes[number]["path"] = parameter.default
    return Needs(
        executable=is_open(content.get("executable")),
        compute=is_open(content.get("compute")),
        data=tuple(_resources(content.get("data", []), "input", volumes)),
        storage=tuple(_resources(content.get("storage", []), "results", volumes)),
        parameters=tuple(content.get("parameters", [])),
    )


def is_open(component: Mapping[str, Any] | None) -> bool:
    """Return whether a component is absent, or a placeholder."""
    return component is None or Kinds.installed().is_placeholder(component.get("kind"))


def _resources(resources: list[Any], noun: str, volumes: list[Any]) -> Iterator[Need]:
    for number, resource in enumerate(resources, 1):
        meta, accepts = resource.get("meta", {}), resource.get("accepts", {})
        mounts = [each for each in volumes if each.get("resource") in (meta.get("name", ()), meta.get("uuid", ()))]
        yield Need(
            name=meta.get("name") or (noun if len(resources) == 1 else f"{noun}-{number}"),
            named="name" in meta,
            description=meta.get("description", ""),
            open=is_open(resource),
            product_types=tuple(accepts.get("product_types", ())),
            formats=tuple(accepts.get("formats", ())),
            paths=tuple(mount["path"] for mount in mounts if "path" in mount),
            writable=any(mount.get("mode") == "READWRITE" for mount in mounts),
        )
