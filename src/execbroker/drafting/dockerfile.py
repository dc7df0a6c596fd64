# SPDX-License-Identifier: Apache-2.0
"""What a Dockerfile says of the software: the labels of the image, and how it is reached.

The last stage counts, with what it has from the stages it is built from. What the image does by itself, its entry point
and its environment, is no fact of the description, which says only what is to be different.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field, replace
from typing import Any

from ..identifiers import is_uri
from ..licences import licences
from ..model import DockerContainer
from .dockerfile_text import Instruction, escape_of, expand, instructions, words
from .found import Found, NotReadable
from .people import agent_of, agents_of

_OCI = "org.opencontainers.image."
_TEXTS = {"title": "name", "description": "description", "version": "version"}
_LINKS = {"url": "homepage", "source": "source", "documentation": "documentation"}
_PORT = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp))?", re.IGNORECASE)
_MANY_PORTS = 20


@dataclass(slots=True)
class Stage:
    """A stage of the build: what the image that comes out of it has. Texts may have variables without a value."""

    base: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    ports: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """What stands behind MAINTAINER, ENTRYPOINT and CMD, on one line."""
    unknown: dict[str, list[str]] = field(default_factory=dict)
    """The variables without a value, by the key of the label or the name of the instruction in which they are."""


def read(content: str, file: str) -> Found:
    """Return what a Dockerfile says. Raises `NotReadable` where nothing is built."""
    stage, built = _last_stage(content)
    if not built:
        raise NotReadable("there is no FROM in it")
    found = Found(file, executable={"kind": DockerContainer().kind})
    _read_labels(stage, found)
    if maintainer := stage.said.get("MAINTAINER"):
        found.discovery.setdefault("maintainers", [agent_of(maintainer)])
    _read_ports(stage, found)
    _remark_on_image(stage, found)
    return found


def labels_of(content: str) -> dict[str, str]:
    """Return the labels of the image that a Dockerfile, or a part of one, builds."""
    return _last_stage(content)[0].labels


def _last_stage(content: str) -> tuple[Stage, bool]:
    escape = escape_of(content)
    stage, built = Stage(), False
    stages: dict[str, Stage] = {}
    before: dict[str, str] = {}
    for instruction in instructions(content):
        if instruction.name == "FROM":
            parts = [word for word in words(instruction.rest, escape) if not word.startswith("--")]
            name = expand(parts[0], before, escape)[0] if parts else ""
            parent = stages.get(name.lower(), Stage(base=name))
            stage, built = _copy(parent), True
            if len(parts) == 3 and parts[1].upper() == "AS":
                stages[parts[2].lower()] = stage
        elif instruction.name == "ARG" and not built:
            before |= _pairs(instruction, Stage(arguments=before), escape)
        else:
            _apply(instruction, stage, before, escape)
    return stage, built


def _copy(stage: Stage) -> Stage:
    return replace(
        stage,
        labels=dict(stage.labels),
        environment=dict(stage.environment),
        arguments={},
        ports=list(stage.ports),
        volumes=list(stage.volumes),
        said=dict(stage.said),
        unknown=dict(stage.unknown),
    )


def _apply(instruction: Instruction, stage: Stage, before: dict[str, str], escape: str) -> None:
    match instruction.name:
        case "ARG":
            for word in words(instruction.rest, escape):
                if "=" not in word and word in before:
                    stage.arguments[word] = before[word]
            stage.arguments |= _pairs(instruction, stage, escape)
        case "ENV":
            stage.environment |= _pairs(instruction, stage, escape)
        case "LABEL":
            stage.labels |= _pairs(instruction, stage, escape)
        case "EXPOSE":
            stage.ports += [_expanded(word, "EXPOSE", stage, escape) for word in words(instruction.rest, escape)]
        case "VOLUME":
            stage.volumes += _listed(instruction.rest) or words(instruction.rest, escape)
        case "MAINTAINER" | "ENTRYPOINT" | "CMD":
            stage.said[instruction.name] = _command(instruction.rest)
        case _:  # how the image gets its content
            pass


def _pairs(instruction: Instruction, stage: Stage, escape: str) -> dict[str, str]:
    """Return the names and values behind an instruction; variables have the values they had before it."""
    parts = words(instruction.rest, escape)
    if parts and "=" not in parts[0] and instruction.name in ("ENV", "LABEL"):  # the older form, for one of them
        parts = [f"{parts[0]}={instruction.rest[len(parts[0]) :].strip()}"]
    found = {}
    for name, equals, value in (part.partition("=") for part in parts):
        if equals:
            key = expand(name, {}, escape)[0]
            found[key] = _expanded(value, key, stage, escape)
    return found


def _expanded(word: str, key: str, stage: Stage, escape: str) -> str:
    value, unknown = expand(word, {**stage.arguments, **stage.environment}, escape)
    stage.unknown.pop(key, None)
    if unknown:
        stage.unknown[key] = unknown
    return value


def _listed(rest: str) -> list[str]:
    """Return the texts of an instruction in the form of a JSON list, none where it has another form."""
    try:
        found = json.loads(rest) if rest.startswith("[") else []
    except ValueError:
        return []
    return [item for item in found if isinstance(item, str)]


def _command(rest: str) -> str:
    listed = _listed(rest)
    return shlex.join(listed) if listed else rest


def _read_labels(stage: Stage, found: Found) -> None:
    without_place = []
    for label, value in stage.labels.items():
        key = label.removeprefix(_OCI)
        if label in stage.unknown:
            name = {**_TEXTS, "licenses": "licence"}.get(key)
            words = (
                f"the label {label} is {value}, and {', '.join(stage.unknown[label])} is known when the image is built"
            )
            found.remark(words, *(("discovery", name) if name and label != key else ("discovery",)))
        elif label == "maintainer":
            found.set("maintainers", agents_of(value))
        elif label == key or not _read_label(key, value, found):
            without_place.append(label)
    if without_place:
        found.remark(f"labels that have no place here: {', '.join(without_place)}", "discovery")


def _read_label(key: str, value: str, found: Found) -> bool:
    """Read one of the labels that OCI defines. Returns whether it has a place in a description."""
    if key in _TEXTS:
        found.set(_TEXTS[key], value)
    elif key in _LINKS and is_uri(value):
        found.link(_LINKS[key], value)
    elif key == "authors":
        found.set("authors", agents_of(value))
    elif key == "licenses":
        known = licences(value)
        found.set("licence", known.expression if known else None)
        if known is None:
            found.remark(f"the licence is `{value}`, which is no expression of SPDX", "discovery", "licence")
    else:
        return False
    return True


def _read_ports(stage: Stage, found: Found) -> None:
    ports: list[dict[str, Any]] = []
    for word in dict.fromkeys(stage.ports):
        match = _PORT.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if match is None or not 1 <= first <= last <= 65535 or last - first >= _MANY_PORTS:
            found.remark(f"EXPOSE {word} is not taken over", "execution", "executable")
            continue
        protocol = (match[3] or "tcp").upper()
        ports += [{"internal": {"port": port}, "protocol": protocol} for port in range(first, last + 1)]
    if ports and found.executable is not None:
        found.executable["network"] = {"ports": [port for index, port in enumerate(ports) if port not in ports[:index]]}


def _remark_on_image(stage: Stage, found: Found) -> None:
    where = ("execution", "executable")
    if stage.base:
        found.remark(f"the image is built from {stage.base}", *where)
    if entrypoint := stage.said.get("ENTRYPOINT"):
        found.remark(f"it starts {entrypoint}; `entrypoint` stands in place of that", *where)
    if command := stage.said.get("CMD"):
        what = "its arguments are" if entrypoint else "it starts"
        found.remark(f"{what} {command}; `command` stands in place of that", *where)
    if stage.environment:
        found.remark(f"it sets {', '.join(stage.environment)}; `environment` can set them otherwise", *where)
    if stage.volumes:
        found.remark(f"it keeps data in {', '.join(stage.volumes)}: storage could be mounted there", *where)
