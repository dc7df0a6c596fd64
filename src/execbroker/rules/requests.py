# SPDX-License-Identifier: Apache-2.0
"""Rules of requests: what a broker cannot do without.

Templates are filled in later, brokers answer with what they know, and components that stand alone are parts of
something: none of these has to be complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from execbroker_model.base import Model

from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import DataResource, Executable, ExecutionRequest, SimpleVolumeMount


class Need(NamedTuple):
    """What a broker needs to find a component: all properties of one of the `groups`, of which the first is usual."""

    example: str
    groups: tuple[tuple[str, ...], ...]


_NEEDS: Mapping[str, Need] = MappingProxyType(
    {
        "DockerContainer": Need(
            "image: {locations: [ghcr.io/example-survey/source-finder:2.4.1]}", (("image.locations",),)
        ),
        "SingularityContainer": Need("location: oras://ghcr.io/example-survey/wsclean:3.5", (("location",),)),
        "JupyterNotebook": Need("location: https://notebooks.example.org/gaia/clusters.ipynb", (("location",),)),
        "PythonProgram": Need(
            "location: https://software.example.org/newton_raphson.py",
            (("location",), ("source",), ("entrypoint", "requirements")),
        ),
        "SimpleDataResource": Need("location: https://archive.example.org/hst/m87.fits", (("location",),)),
        "S3DataResource": Need("{endpoint: https://s3.example.org, bucket: light-curves}", (("endpoint", "bucket"),)),
        "RucioDataResource": Need(
            "rucio: {scope: lofar-surveys, object: field-p126}", (("rucio.scope", "rucio.object"),)
        ),
        "IvoaDataResource": Need(
            'ivoa: {ivoid: "ivo://example.org/collection?dataset"}',
            (
                ("ivoa.ivoid",),
                ("ivoa.obscore.obs_publisher_did",),
                ("ivoa.obscore.access_url",),
                ("ivoa.datalink.ID",),
                ("ivoa.datalink.access_url",),
            ),
        ),
        "SkaoDataResource": Need(
            "skao: {namespace: sdc, objectname: sdc1-b1-560-1000h.fits}",
            (("skao.namespace", "skao.objectname"), ("skao.replicas",), ("ivoa.ivoid",)),
        ),
    }
)


@rule("error", section="execution-request.yaml", message="executable-required")
def missing_executable(subject: ExecutionRequest, scene: Scene) -> Iterator[Violation]:
    """A request says what to execute.

    Everything else can be left to the broker (Execution Broker working draft). The reference broker refuses a request
    without an executable. A template may leave it open; it is checked as one with `--as execution-template`.

    Wrong:
        compute:
          cores: {min: 4}

    Right:
        executable:
          location: https://notebooks.example.org/gaia/clusters.ipynb
        compute:
          cores: {min: 4}
    """
    if subject.executable is None:
        hint = "add `executable`, or check the file as a template: --as execution-template"
        yield Violation((), "the request does not say what to execute", hint=hint)


@rule("error", section="common/executable.yaml", message="missing-required-value")
def incomplete_executable(subject: Executable, scene: Scene) -> Iterator[Violation]:
    """The executable of a request can be found.

    A container image, a notebook and a program have to come from somewhere. The reference broker refuses a container
    without an image location and a notebook without a location. A Python program can be one of its required packages:
    it then needs an entry point and requirements.

    Wrong:
        image:
          platform: {architecture: arm64}

    Right:
        image:
          locations: [ghcr.io/example-survey/source-finder:2.4.1]
          platform: {architecture: arm64}
    """
    yield from _incomplete(subject, scene)


@rule("error", section="common/data-resource.yaml", message="missing-required-value")
def incomplete_data(subject: DataResource, scene: Scene) -> Iterator[Violation]:
    """The data of a request can be found.

    Data need an address, or the identifier by which a service knows them. The reference broker refuses simple data
    without a location, S3 data without an endpoint or a bucket (and without a template, which can be left out here),
    and IVOA data without an `ivoid`; with an access URL or a publisher's identifier other brokers find those too.

    Wrong:
        - endpoint: https://s3.example.org
          object: q01-q17/kplr010593626_llc.tar

    Right:
        - endpoint: https://s3.example.org
          bucket: kepler-light-curves
    """
    yield from _incomplete(subject, scene)


@rule("error", section="kinds/volume/simple-volume-mount.yaml", message="missing-required-value")
def incomplete_volume(subject: SimpleVolumeMount, scene: Scene) -> Iterator[Violation]:
    """A volume of a request says what it mounts.

    Path and mode have a default, the resource has none. The reference broker refuses such a request.

    Wrong:
        volumes:
          - path: /data/input

    Right:
        volumes:
          - path: /data/input
            resource: gaia-input
    """
    if subject.resource is None and scene.inside("ExecutionRequest"):
        hint = "add `resource` with the name of a data or storage resource"
        yield Violation((), "this volume mounts nothing: `resource` is missing", hint=hint)


def _incomplete(subject: Any, scene: Scene) -> Iterator[Violation]:
    need = _NEEDS.get(type(subject).__name__)
    if need is None or not scene.inside("ExecutionRequest"):
        return
    lacking = [[name for name in group if not _filled(_value(subject, name))] for group in need.groups]
    if all(lacking):
        first, *others = lacking[0]
        there = _value(subject, first) is not None
        template = "`${first}` and `${second}` are missing" if others else "`${first}` is missing"
        values = dict(zip(("first", "second"), lacking[0], strict=False))
        choices = "".join(f", or `{'` and `'.join(group)}`" for group in need.groups[1:])
        hint = f"such as `{need.example}`{choices}"
        yield Violation(_reach(subject, first), "`${first}` is empty" if there else template, values, hint)


def _value(subject: Any, name: str) -> Any:
    for step in name.split("."):
        subject = getattr(subject, step, None)
    return subject


def _filled(value: Any) -> bool:
    """Return whether something is said: a text that is not blank, or an object, list or map with one in it."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list):
        return any(map(_filled, value))
    return any(_filled(inner) for _, inner in value) if isinstance(value, Model) else bool(value)


def _reach(subject: Any, name: str) -> Path:
    """Return how far the dotted `name` leads: to the value that is empty, or to the object that lacks it."""
    steps = name.split(".")
    while steps and _value(subject, ".".join(steps)) is None:
        steps.pop()
    return tuple(steps)
