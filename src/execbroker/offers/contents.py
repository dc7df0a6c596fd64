# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: what is executed, and with which resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from execbroker_model.base import Model

from .. import model
from ..rules import Violation, rule
from ..rules.registry import wire_name
from ..words import short
from .matching import Pair, pairs, reached

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionSession
    from .asking import Asking

_OTHERWISE = frozenset({"kind", "meta", "costs", "metrics", "phase", "schedule", "storage", "data"})
"""Properties of a component that the service sets, or that other rules compare."""
_MAY_BE_LEFT_OUT: Mapping[str, type[Model]] = {
    "checksums": model.DataResource,
    "requirements": model.JupyterNotebook,
    "size": model.DataResource,
}
"""Properties that the model adds to what is published: a service that does not know them ignores them."""
_DEFAULTS: Mapping[tuple[str, str], object] = {
    ("DockerContainer", "privileged"): False,
    ("DockerPlatformSpec", "architecture"): "amd64",
    ("DockerPlatformSpec", "os"): "linux",
    ("DockerNetworkPort", "protocol"): "TCP",
}
"""What an absent property means, by class and name."""


@rule("error", section="common/executable.yaml")
def executable_changed(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """What is executed is what was asked for.

    Each property of the executable that the request gives is unchanged in the offer (Execution Broker working draft). A
    service may add to it: a UUID, a phase, a schedule, messages, the outer side of ports, and what an absent property
    means.

    Wrong:
        image: {locations: ['ghcr.io/example-survey/source-finder:2.5.0']}

    Right:
        image: {locations: ['ghcr.io/example-survey/source-finder:2.4.1'], platform: {os: linux}}
    """
    for pair in pairs(scene.request, subject):
        if pair.role != "executable":
            continue
        if pair.offered is None:
            yield Violation((), "the executable that was asked for is missing", hint="write it as it was asked for")
        elif not pair.is_alike:
            yield _other_kind(pair)
        else:
            yield from _changed(pair, subject)


@rule("error", section="common/component.yaml")
def kind_changed(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """A resource is of the kind that was asked for.

    The kind says what a resource is, so another kind is another resource: a cluster is not one large computer. A kind
    and its alias are the same, such as `kinds/computer/simple-compute-resource.yaml`, which the reference broker sends.

    Wrong:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/simple-compute-resource.yaml

    Right:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/cluster-compute-resource.yaml
    """
    for pair in pairs(scene.request, subject):
        if pair.role != "executable" and pair.offered is not None and not pair.is_alike:
            yield _other_kind(pair)


@rule("error", section="common/execution-session.yaml")
def resource_missing(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer has every resource that was asked for.

    Compute, storage and data resources of the request are found in the offer by name, else by UUID, and where one of
    the two has no name by kind, in order. A service may add some, such as storage for the data.

    Wrong:
        storage:
          - meta: {name: scratch-space}

    Right:
        storage:
          - meta: {name: scratch}
    """
    for pair in pairs(scene.request, subject):
        if pair.role != "executable" and pair.offered is None:
            name = pair.asked.meta.name if pair.asked.meta else None
            called = f" `{name}`" if name else ""
            values = {"role": pair.role, "called": called, "kind": short(pair.asked.kind)}
            template = "the ${role} resource${called} that was asked for is missing"
            yield Violation(pair.place, template, values, f"add it, with the kind `{values['kind']}`")


@rule("error", section="common/data-resource.yaml")
def resource_changed(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """Data and storage are those that were asked for.

    Each property by which the request says where they are, and what of them is needed, is unchanged in the offer. A
    service may add to them, and leave out what a reader may ignore: size and checksums of data. Amounts are compared by
    rules of their own.

    Wrong:
        location: https://archive.example.org/vlass/coma/full.tar

    Right:
        location: https://archive.example.org/vlass/coma/quick-look.tar
    """
    for pair in pairs(scene.request, subject):
        if pair.role in ("storage", "data") and pair.is_alike:
            yield from _changed(pair, subject)


def _other_kind(pair: Pair) -> Violation:
    values = {"offered": short(pair.offered.kind), "asked": short(pair.asked.kind)}
    template = "it is a ${offered}, and a ${asked} was asked for"
    return Violation((*pair.place, "kind"), template, values, "offer what was asked for")


def _changed(pair: Pair, offer: ExecutionSession) -> Iterator[Violation]:
    for path in _differences(pair.asked, pair.offered, ()):
        whole = (*pair.place, *path)
        place = reached(offer, whole)
        template = "`${name}` is not what was asked for" if place == whole else "`${name}` is missing"
        values = {"name": ".".join(map(str, path))}
        yield Violation(place, template, values, "write what the request says")


def _differences(asked: Any, offered: Any, path: Path) -> Iterator[Path]:
    """Yield the places in `asked` at which something is said that `offered` does not say: the outermost ones."""
    if isinstance(asked, (Model, dict)):
        found = list(_in_members(asked, offered, path))
        yield from [path] if found and offered is None else found
    elif isinstance(asked, list) and isinstance(offered, list) and len(asked) == len(offered):
        for index, (one, other) in enumerate(zip(asked, offered, strict=True)):
            yield from _differences(one, other, (*path, index))
    elif asked not in (offered, []):
        yield path


def _in_members(asked: Model | dict[str, Any], offered: Any, path: Path) -> Iterator[Path]:
    known = {} if offered is None else dict(offered)
    for name, value in dict(asked).items():
        given = known.get(name)
        if not path and (name in _OTHERWISE or isinstance(value, (model.Int64Range, model.DurationRange))):
            continue
        if value is None or (not path and given is None and isinstance(asked, _MAY_BE_LEFT_OUT.get(name, ()))):
            continue
        if isinstance(asked, Model):
            given = _DEFAULTS.get((type(asked).__name__, name)) if given is None else given
            name = wire_name(asked, name)  # noqa: PLW2901 - as it is called in a document
        yield from _differences(value, given, (*path, name))
