# SPDX-License-Identifier: Apache-2.0
"""Layers over one another, to one description of software."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from execbroker_model.base import Model

from ..diagnostic import Diagnostic, Finding, InvalidDocument, Report, pointer
from ..examination import examined
from ..placement import placed
from ..reading import task_of
from ..rules import standard
from .layers import Layer, Origin
from .settings import set_all
from .tree import Found, Tree, leaves

if TYPE_CHECKING:
    from ..model import SoftwareDescription
    from ..rules import Rules


class Composition(NamedTuple):
    """What layers say together, and where each value of it came from, by its JSON Pointer."""

    description: SoftwareDescription
    origins: Mapping[str, Origin]


def compose(
    layers: Iterable[Layer | Model], *, settings: Mapping[str, str] | None = None, rules: Rules | None = None
) -> Composition:
    """Return the description that `layers` are when each is laid over those before it.

    Mappings are joined. Items of lists are matched by `meta.name` or `name`: what is new is added at the end, what is
    there already is joined. Other values, lists of texts among them, take the place of those before. A component of
    another kind takes the place of the one before it, of which that remains which all components of the group have.
    What a role may change, `execbroker.composition.roles.may_change` says. The provenance of the result names the
    layers.

    A layer is a description, a template, a request, or a component, which is one for itself. Documents are called
    ``layer 1`` and so on; a `Layer` has its own name. `settings` is what a user sets in the end, by path, such as
    ``compute.cores.min`` or ``discovery.version``; see `execbroker.composition.settings`.

    Raises `InvalidDocument` where a layer contradicts what it may not change, or the result is not valid by its
    schema or by `rules` (None: those of the model); each diagnostic has the name of its layer as its file. Raises
    `ValueError` where a document cannot be a layer, or there is none.
    """
    taken = [
        layer if isinstance(layer, Layer) else Layer.of(layer, name=f"layer {number}")
        for number, layer in enumerate(layers, 1)
    ]
    tree = laid(taken)
    set_all(tree, (settings or {}).items())
    document = checked(tree, "SoftwareDescription", rules)
    if document is None or any(found.finding.severity == "error" for found in tree.found):
        raise InvalidDocument(report_of(tree.found))
    return Composition(document, origins_of(tree))  # type: ignore[arg-type] # it was examined as one


def laid(layers: Sequence[Layer]) -> Tree:
    """Return what `layers` say when each is laid over those before it. Raises `ValueError` where there are none."""
    if not layers:
        raise ValueError("there is no layer")
    tree = Tree()
    for layer in layers:
        if len(layers) > 1:
            tree.found += _faults(layer)
        said = {name: value for name, value in layer.data.items() if name != "provenance"}
        tree.lay(replace(layer, data=said) if len(layers) > 1 else layer)
    if len(layers) > 1:
        tree.data["provenance"] = _provenance(layers)
    return tree


def checked(tree: Tree, title: str, rules: Rules | None) -> Model | None:
    """Return the document of the class `title` that a tree is, None where it is none, or has faults already."""
    return None if tree.found else examine(tree, title, rules or standard())


def examine(tree: Tree, title: str, rules: Rules) -> Model | None:
    """Return the document of the class `title` that a tree is, None where it has not its shape.

    What is wrong with it is found in the layers where it came from.
    """
    task = task_of(as_=title)
    document, findings = examined(tree.data, task, rules)
    for finding in findings:
        tree.find(finding.path, finding)
    return document


def origins_of(tree: Tree) -> dict[str, Origin]:
    """Return where each value of a tree came from, by its JSON Pointer. What nobody wrote is left out."""
    found = {}
    for path in leaves(tree.data):
        if whence := tree.origin(path):
            found[pointer(path)] = whence[0].origin(whence[1])
    return found


def report_of(found: Iterable[Found]) -> Report:
    """Return what was found, in the order of the layers, each at its place in its layer."""
    return Report(tuple(diagnostic for _, diagnostics in reports(found) for diagnostic in diagnostics))


def reports(found: Iterable[Found]) -> Iterator[tuple[Layer, tuple[Diagnostic, ...]]]:
    """Yield each layer in which something was found, and that, in the order of its text."""
    by_layer: dict[Layer, list[Finding]] = {}
    for layer, finding in found:
        by_layer.setdefault(layer, []).append(replace(finding, path=layer.path_in_text(finding.path)))
    for layer, findings in by_layer.items():
        diagnostics = placed(findings, layer.located, layer.name)
        if layer.located.text:
            yield layer, Report.of(diagnostics).diagnostics
        else:
            yield layer, tuple(replace(one, line=None, column=None) for one in diagnostics)


def _faults(layer: Layer) -> Iterator[Found]:
    """Yield what is wrong with a layer by itself; what it refers to, and what it leaves out, others may have."""
    as_layer = {**layer.data, "provenance": {"derived_from": [{"location": "another layer"}]}}
    if "discovery" in as_layer:
        as_layer["discovery"] = {name: value for name, value in as_layer["discovery"].items() if name != "name"}
    task = task_of(as_="software-description")
    for finding in examined(as_layer, task, standard())[1]:
        if finding.severity == "error":
            yield Found(layer, finding)


def _provenance(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the provenance of what `layers` are together: the role of the last one, and all that it was made from."""
    origins: list[dict[str, Any]] = []
    for layer in layers:
        origins += [one for one in layer.data.get("provenance", {}).get("derived_from", ()) if one not in origins]
        origin: dict[str, Any] = {} if layer.role is None else {"role": layer.role}
        if not layer.name.startswith("<"):
            origin["location"] = os.path.basename(layer.name) if os.path.isabs(layer.name) else layer.name
        if layer.digest:
            origin["checksums"] = [{"algorithm": "sha-256", "value": layer.digest}]
        origins.append(origin)
    role = {} if layers[-1].role is None else {"role": layers[-1].role}
    return {**role, "derived_from": origins}
