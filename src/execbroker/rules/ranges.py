# SPDX-License-Identifier: Apache-2.0
"""Rules of ranges: what is asked for and offered lies between a minimum and a maximum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..quantities import AmountRange
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import (
        AcceleratedComputeResource,
        Accelerator,
        AcceleratorInterface,
        ClusterComputeResource,
        ComputeNode,
        Int64Range,
        IntegerDeltaOption,
        IntegerValueOption,
        PlatformBooking,
        PlatformCapacity,
        SimpleComputeResource,
        SimpleMinMaxFloatCost,
        SimpleMinMaxFloatMetric,
        TemplateParameter,
    )

_EXBIBYTE = 2**30
"""In GiB. No storage and no memory is that large; a small one is, when it is given in bytes."""


@rule("error", section="common/int64-range.yaml")
def min_above_max(
    subject: Int64Range
    | IntegerDeltaOption
    | IntegerValueOption
    | SimpleMinMaxFloatCost
    | SimpleMinMaxFloatMetric
    | TemplateParameter,
    scene: Scene,
) -> Iterator[Violation]:
    """The minimum of a range is not above its maximum.

    Nothing lies in such a range, so no offer can meet it. The reference broker does not look, and offers the minimum.

    Wrong:
        cores: {min: 8, max: 4}

    Right:
        cores: {min: 4, max: 8}
    """
    if subject.min is not None and subject.max is not None and subject.min > subject.max:
        values = {"min": subject.min, "max": subject.max}
        yield Violation(("min",), "the minimum ${min} is above the maximum ${max}", values, "swap the two")


@rule("error", section="common/int64-range.yaml")
def negative_amount(subject: Int64Range, scene: Scene) -> Iterator[Violation]:
    """An amount of something is not negative.

    Cores, GiB of memory and storage, nodes and accelerators are counted from zero.

    Wrong:
        memory: {min: -16}

    Right:
        memory: {min: 16}
    """
    for name, value in (("min", subject.min), ("max", subject.max)):
        if value is not None and value < 0:
            yield Violation((name,), "${value} is less than nothing", {"value": value}, "write 0 or more")


@rule("error", section="kinds/compute/simple-compute-resource.yaml")
def zero_cores(
    subject: SimpleComputeResource | AcceleratedComputeResource | ComputeNode, scene: Scene
) -> Iterator[Violation]:
    """A computer has at least one core.

    Nothing runs on none. An absent maximum counts as the minimum, so `{min: 0}` alone asks for none either.

    Wrong:
        cores: {max: 0}

    Right:
        cores: {max: 1}
    """
    yield from _zero(subject.cores, "cores", "nothing runs on zero cores")


@rule("error", section="kinds/compute/cluster-compute-resource.yaml")
def zero_nodes(subject: ClusterComputeResource, scene: Scene) -> Iterator[Violation]:
    """A cluster has at least one node.

    Nothing runs on none. An absent maximum counts as the minimum, so `{min: 0}` alone asks for none either.

    Wrong:
        nodes: {max: 0}

    Right:
        nodes: {max: 4}
    """
    yield from _zero(subject.nodes, "nodes", "nothing runs on zero nodes")


@rule("error", section="common/accelerator.yaml")
def zero_accelerators(subject: Accelerator, scene: Scene) -> Iterator[Violation]:
    """Of an accelerator there is at least one device.

    Who needs none leaves the entry out, or asks for a simple compute resource. Software that can do without may ask for
    `{min: 0, max: 1}`. An absent maximum counts as the minimum, so `{min: 0}` alone asks for none.

    Wrong:
        count: {min: 0}

    Right:
        count: {min: 0, max: 1}
    """
    yield from _zero(subject.count, "count", "zero devices are no accelerator")


@rule("warning", section="common/accelerator.yaml")
def operator_in_minimum(subject: AcceleratorInterface, scene: Scene) -> Iterator[Violation]:
    """The minimum of an interface is a bare version.

    That it is a minimum is said by the name of the property. A broker that compares versions cannot read a specifier
    such as those of Python packages, or the name of an architecture (CUDA C++ Programming Guide, Compute Capability).

    Wrong:
        interface: {name: cuda, minimum: '>=8.0'}

    Right:
        interface: {name: cuda, minimum: '8.0'}
    """
    minimum = subject.minimum
    if minimum is not None and (minimum.strip("<>=~^! ") != minimum or minimum.startswith(("sm_", "compute_"))):
        version = minimum.strip("<>=~^! ")
        if version.startswith(("sm_", "compute_")):
            architecture = re.fullmatch(r"(?:sm|compute)_([0-9]+)([0-9])[a-z]?", version)
            version = f"{architecture[1]}.{architecture[2]}" if architecture else ""
        hint = f"write `{version}`" if version and len(version) < 40 else None
        yield Violation(("minimum",), "`${minimum}` is not a bare version", {"minimum": minimum}, hint)


@rule("warning", section="common/accelerator.yaml")
def capital_interface(subject: AcceleratorInterface, scene: Scene) -> Iterator[Violation]:
    """The name of an interface has small letters.

    Names are compared letter for letter, and the model asks for small ones, such as cuda, rocm or opencl (Execution
    Broker model, accelerator).

    Wrong:
        interface: {name: CUDA}

    Right:
        interface: {name: cuda}
    """
    name = subject.name
    if name != name.lower():
        hint = f"write `{name.lower()}`" if len(name) < 80 else None
        yield Violation(("name",), "`${name}` has capital letters", {"name": name}, hint)


@rule("warning", section="common/int64-range.yaml")
def bytes_for_gibibytes(subject: Int64Range | PlatformBooking | PlatformCapacity, scene: Scene) -> Iterator[Violation]:
    """Memory and storage are counted in GiB, not in bytes.

    Only a number in bytes is as large as an exbibyte. One GiB is 1073741824 bytes.

    Wrong:
        memory: {min: 17179869184}

    Right:
        memory: {min: 16}
    """
    names = ("min", "max") if scene.path[-1:] in (("memory",), ("size",)) else ("memory", "storage")
    for name in names:
        value = getattr(subject, name, None)
        if value is not None and value >= _EXBIBYTE:
            template = "${value} GiB is more than there is anywhere"
            yield Violation((name,), template, {"value": value}, f"in GiB, {value} bytes are {-(-value // _EXBIBYTE)}")


def _zero(wanted: Int64Range | None, name: str, words: str) -> Iterator[Violation]:
    """Yield a violation where nothing but zero is wanted."""
    if wanted is not None and AmountRange.of(wanted) == AmountRange(0, 0):
        end = "min" if wanted.max is None else "max"
        yield Violation((name, end), words, hint="write 1 or more, or leave it out")
