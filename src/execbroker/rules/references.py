# SPDX-License-Identifier: Apache-2.0
"""Rules of references: every name leads to one component of its group.

A component that stands alone has no group, so nothing is said of its references. No reference can lead back to where it
began: volumes lead to resources, and data and storage only to each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..diagnostic import pointer
from ..words import listed, nearest
from .group import DATA, STORAGE, Names, Reference, in_layer, members, mounts, references
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionRequest, ExecutionSession, ExecutionTemplate

_SUGGESTED = 200
"""How many names are compared with one that leads nowhere, and how many of those get a suggestion of their own."""
_LONGEST = 80
"""In characters: no name that somebody meant is longer."""
_ROLES = {
    "executable": "an executable",
    "compute": "a compute resource",
    "volume": "a volume mount",
    "storage": "a storage resource",
    "data": "a data resource",
}


@rule("error", section="common/component-reference.yaml", message="resource-not-found")
def unresolved_reference(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """A reference leads to a component of the same document.

    `resource`, `storage` and `data` name a component of the same request, template or session by its `meta.name`,
    letter for letter, or by its `meta.uuid`. They never point outside it (Execution Broker working draft). The
    reference broker refuses such a request, and so does every other: there is nothing to mount. In a template, a
    placeholder can be referred to, and in a software description that adds to others, what one of these has.

    Wrong:
        data:
          - meta: {name: visibilities}
            storage: scrach

    Right:
        data:
          - meta: {name: visibilities}
            storage: scratch
    """
    if in_layer(scene):
        return
    names = Names.of(subject)
    known: dict[frozenset[str], list[str]] = {}
    suggested = 0
    for reference in references(subject, names):
        if not reference.called:
            wanted = reference.wanted
            if wanted not in known:
                known[wanted] = [name for name in names.known(wanted) if 0 < len(name) <= _LONGEST]
            suggested += 1
            close = nearest(reference.text, known[wanted][:_SUGGESTED]) if suggested <= _SUGGESTED else None
            hint = f"did you mean `{close}`?" if close else _choices(known[wanted], wanted)
            yield Violation(reference.path, "nothing here is called `${name}`", {"name": reference.text}, hint)


@rule("error", section="common/component-reference.yaml", message="resource-not-found")
def wrong_reference(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """A reference leads to a component of the sort that is needed there.

    A volume mounts a data or a storage resource. The `storage` of a data resource is a storage resource, and the `data`
    of a storage resource are data resources (Execution Broker working draft). The reference broker looks for the name
    among these only, and refuses the request.

    Wrong:
        data:
          - meta: {name: visibilities}
            storage: reduction-node

    Right:
        data:
          - meta: {name: visibilities}
            storage: scratch
    """
    names = Names.of(subject)
    known: dict[frozenset[str], str] = {}
    for reference in references(subject, names):
        if reference.called and not reference.found:
            wanted = reference.wanted
            if wanted not in known:
                known[wanted] = _choices([name for name in names.known(wanted) if 0 < len(name) <= _LONGEST], wanted)
            template = "`${name}` is ${found}; ${wanted} is needed here"
            found = _ROLES[reference.called[0].role]
            values = {"name": reference.text, "found": found, "wanted": _noun(wanted)}
            yield Violation(reference.path, template, values, known[wanted])


@rule("error", section="common/component-reference.yaml", message="duplicate-resource")
def ambiguous_reference(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """A reference leads to one component only.

    A volume mounts data or storage, so data and storage that have the same name cannot be told apart there. The
    reference broker refuses such a volume. Two data resources with one name are told by the rule `duplicate-name`.

    Wrong:
        data:
          - meta: {name: cube}
        storage:
          - meta: {name: cube}

    Right:
        data:
          - meta: {name: cube}
        storage:
          - meta: {name: cube-space}
    """
    said = set()
    for reference in references(subject, Names.of(subject)):
        if _ambiguous(reference) and reference.text not in said:
            said.add(reference.text)
            template = "`${name}` could be a data resource as well as a storage resource"
            hint = "give one of the two another `meta.name`"
            yield Violation(reference.path, template, {"name": reference.text}, hint)


@rule("error", section="common/component-metadata.yaml", message="duplicate-resource")
def duplicate_name(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """The resources of a request have different names.

    Compute, storage and data resources are found by their names, which are unique within a request (Execution Broker
    working draft). The reference broker does not look, and of two resources with one name it finds the last. The same
    name for an executable, a volume or the request does no harm: nothing refers to these.

    Wrong:
        data:
          - meta: {name: epoch}
          - meta: {name: epoch}

    Right:
        data:
          - meta: {name: epoch-1}
          - meta: {name: epoch-2}
    """
    first: dict[str, Path] = {}
    doubled = []
    for member in members(subject):
        name = (member.component.meta.name if member.component.meta else None) or ""
        resource = member.role in ("compute", "storage", "data") and name.strip()
        if resource and first.setdefault(name, member.path) != member.path:
            doubled.append((name, member))
    if doubled:
        told = {reference.text for reference in references(subject, Names.of(subject)) if _ambiguous(reference)}
        for name, member in doubled:
            if name not in told:
                values = {"name": name, "first": pointer(first[name])}
                template = "${first} has the name `${name}` already"
                yield Violation((*member.path, "meta", "name"), template, values, "give it a name of its own")


@rule("error", section="common/component-metadata.yaml", message="duplicate-resource")
def duplicate_uuid(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """No two components have the same UUID.

    A UUID stands for one thing (RFC 9562); upper and lower case letters are the same. The reference broker refuses a
    second data resource with a UUID, and overwrites the first of other components.

    Wrong:
        - meta: {uuid: 5c0e4d9b-2f6a-4e0d-9d53-7f8a1b6c2e10}
        - meta: {uuid: 5c0e4d9b-2f6a-4e0d-9d53-7f8a1b6c2e10}

    Right:
        - meta: {uuid: 5c0e4d9b-2f6a-4e0d-9d53-7f8a1b6c2e10}
        - meta: {uuid: 0b8e3f52-6f0c-4d5e-8a37-2c9d41f7be65}
    """
    first: dict[str, Path] = {}
    if subject.meta and subject.meta.uuid:
        first[subject.meta.uuid.lower()] = ()
    for member in members(subject):
        uuid = member.component.meta.uuid if member.component.meta else None
        if uuid and (other := first.setdefault(uuid.lower(), member.path)) != member.path:
            values = {"uuid": uuid, "first": pointer(other) or "the document itself"}
            hint = "leave it out: the broker makes one"
            yield Violation((*member.path, "meta", "uuid"), "${first} has the UUID ${uuid} already", values, hint)


@rule("warning", section="common/storage-resource.yaml")
def contradictory_storage(
    subject: ExecutionRequest | ExecutionTemplate | ExecutionSession, scene: Scene
) -> Iterator[Violation]:
    """Data are put into one storage resource, and both sides agree on which.

    `data` of a storage resource is the counterpart of `storage` of each of these data resources (Execution Broker
    working draft). A client writes `storage` only; the broker fills in the other side. A list may be shorter than it
    could be.

    Wrong:
        storage:
          - meta: {name: fast}
            data: [spectra]
        data:
          - meta: {name: spectra}
            storage: large

    Right:
        storage:
          - meta: {name: fast}
        data:
          - meta: {name: spectra}
            storage: large
    """
    if not any(storage.data for storage in subject.storage or ()):
        return
    every = [reference for reference in references(subject, Names.of(subject)) if len(reference.found) == 1]
    place = {reference.path[:2]: reference.found[0].path for reference in every if reference.wanted == STORAGE}
    for reference in every:
        if reference.wanted == DATA:
            holder, data = reference.path[:2], reference.found[0].path
            said = place.setdefault(data, holder)
            if said != holder:
                values = {"name": reference.text, "other": pointer(said)}
                hint = "take it out of this list, or change the `storage` of the data"
                yield Violation(reference.path, "`${name}` is put into ${other}, not in here", values, hint)


@rule("warning", section="common/volume-mount.yaml")
def unused_resource(subject: ExecutionRequest | ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """What a request asks for is mounted, where it mounts anything.

    The executable sees what a volume mounts, and data in a mounted storage resource. A result that is written to a
    place which nothing mounts is lost when the session ends. A request without any volume is left alone: brokers make
    data visible at a path of their own.

    Wrong:
        volumes:
          - path: /data/images
            resource: images

    Right:
        volumes:
          - path: /data/images
            resource: images
          - path: /data/catalogue
            resource: catalogue
    """
    if not mounts(subject) or in_layer(scene):
        return
    every = list(references(subject, Names.of(subject)))
    mounted = {member.path for reference in every if reference.path[0] == "compute" for member in reference.found}
    volumes = sum(reference.path[0] == "compute" for reference in every)
    # What an unfinished mount leads to nobody knows, and what is misspelt or ambiguous is told by other rules.
    if volumes < len(mounts(subject)) or any(len(reference.found) != 1 for reference in every):
        return
    for reference in every:
        for member in reference.found:
            if reference.path[0] == "storage" and reference.path[:2] in mounted:
                mounted.add(member.path)
            elif reference.path[0] == "data" and member.path in mounted:
                mounted.add(reference.path[:2])
    holding = {reference.path[:2] for reference in every if reference.path[0] == "storage"}
    holding |= {member.path for reference in every if reference.path[0] == "data" for member in reference.found}
    for role in ("storage", "data"):
        for index, _ in enumerate(getattr(subject, role) or ()):
            if (role, index) not in mounted and (role, index) not in holding:
                hint = "mount it with a volume of the compute resource, or leave it out"
                template = "no volume mounts this ${role} resource, so the executable does not see it"
                yield Violation((role, index), template, {"role": role}, hint)


def _ambiguous(reference: Reference) -> bool:
    return len({member.role for member in reference.found}) > 1


def _noun(wanted: frozenset[str]) -> str:
    return f"a {' or '.join(sorted(wanted))} resource"


def _choices(names: list[str], wanted: frozenset[str]) -> str:
    if names:
        return f"known here: {listed(names)}"
    return f"no {_noun(wanted).removeprefix('a ')} here has a name: add one, or give it this `meta.name`"
