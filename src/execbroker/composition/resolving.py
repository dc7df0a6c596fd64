# SPDX-License-Identifier: Apache-2.0
"""A template with its placeholders filled in, to a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from execbroker_model.base import Model

from ..diagnostic import Finding, InvalidDocument, Path
from ..kinds import Kinds
from ..model import ExecutionTemplate
from ..parameters import arguments, unfit
from ..rules import standard
from ..words import shown
from ..writing import data_of
from .composing import checked, examine, laid, report_of
from .inputs import data_resource, results_storage, uri_of
from .layers import Layer
from .settings import ARGUMENTS
from .tree import Tree, name_of, unknown

if TYPE_CHECKING:
    from ..model import DataResource, ExecutionRequest, SoftwareDescription, StorageResource, TemplateParameter
    from ..rules import Rules


_SHAPE_ALONE = standard().only()


def resolve(
    template: ExecutionTemplate | SoftwareDescription,
    *,
    data: Mapping[str, str | DataResource] | None = None,
    results: str | StorageResource | Mapping[str, str | StorageResource] | None = None,
    values: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> ExecutionRequest:
    """Return the request that `template`, or the execution of a description, becomes.

    `data` has a data resource, or its address, for data of the template by their names; `results` has the storage
    resource, or the vos URI, for the placeholder of the place where results go, by its name where there are several;
    `values` has the values of parameters by their names, as text. Where an address is not enough, as in an object
    store, give the resource. What is given for data that are no placeholder takes their place. A placeholder for
    compute or volumes that nobody filled in becomes a resource of the simple kind, which asks for nothing more than it
    says.

    Raises `InvalidDocument` where something is missing, not known to the template, or no value of its parameter, and
    where the request is not valid by its schema or by `rules` (None: those of the model).
    """
    tree = laid([Layer.of(template, name="the template")])
    document = filled_in(tree, data=data or {}, results=results or {}, values=values or {}, rules=rules)[0]
    if document is None or any(found.finding.severity == "error" for found in tree.found):
        raise InvalidDocument(report_of(tree.found))
    return document  # type: ignore[return-value] # it was examined as one


def filled_in(
    tree: Tree,
    *,
    data: Mapping[str, str | DataResource],
    results: str | StorageResource | Mapping[str, str | StorageResource],
    values: Mapping[str, str],
    rules: Rules | None,
) -> tuple[Model | None, Tree]:
    """Return the request that the execution of a description becomes, and the tree of it; see `resolve`."""
    request = tree.within("execution")
    given = Layer(ARGUMENTS, {}, "user")
    for path, short in _left(request):
        request.put(path, request.at(path) | {"kind": uri_of(short)})
        request.came[(*path, "kind")] = given, ()
    if any(found.finding.code == "conflicting-layer" for found in tree.found):  # and so the layers do not fit together
        return None, request
    template = examine(Tree(_with_mounts(request.data), request.came, tree.found), "ExecutionTemplate", _SHAPE_ALONE)
    if not isinstance(template, ExecutionTemplate):
        return None, request
    request.data.pop("parameters", None)
    _bind(request, template.parameters or [], values, given)
    for name, one in data.items():
        _fill_data(request, name, one, given)
    _fill_results(request, results, given)
    for path, what, way in _missing(request):
        request.find(path, Finding("missing-input", (), f"{what} missing", {}, way))
    return checked(request, "ExecutionRequest", rules), request


def _bind(request: Tree, parameters: Sequence[TemplateParameter], values: Mapping[str, str], given: Layer) -> None:
    """Put the values of parameters where they go."""
    known = [parameter.name for parameter in parameters]
    for name in values:
        if name not in known:
            request.refuse(given, _unknown("there is no parameter `${name}`", name, known))
    for index, parameter in enumerate(parameters):
        path: Path = ("parameters", index)
        value = values.get(parameter.name, parameter.default)
        if value is None:
            if not parameter.optional:
                about = f" ({parameter.description})" if parameter.description else ""
                way = f"give one: --set {parameter.name}=VALUE{about}"
                template = "the parameter `${name}` has no value"
                request.find(path, Finding("missing-input", (), template, {"name": parameter.name}, way))
            continue
        written = None if parameter.name in values else request.origin((*path, "default"))
        layer, there = written or (given, ())
        if reason := unfit(parameter, value):
            template = f"{reason.template}, for the parameter `${{name}}`"
            found = reason.values | {"name": parameter.name}
            request.refuse(layer, Finding("unsuitable-input", there, template, found, reason.hint))
        else:
            _put_value(request, path, parameter, value, (layer, there))


def _put_value(request: Tree, at: Path, parameter: TemplateParameter, value: str, came: tuple[Layer, Path]) -> None:
    executable: Any = request.data.get("executable")
    if added := arguments(parameter, value):
        name = _takes(executable, "arguments", "command")
        if name is None:
            request.find((*at, "arguments"), Finding("unsuitable-input", (), "the executable takes no arguments"))
            return
        listed = executable.setdefault(name, [])
        for text in added:
            request.came[("executable", name, len(listed))] = came
            listed.append(text)
    if parameter.environment is not None:
        if _takes(executable, "environment") is None:
            request.find((*at, "environment"), Finding("unsuitable-input", (), "the executable takes no environment"))
            return
        executable.setdefault("environment", {})[parameter.environment] = value
        request.came[("executable", "environment", parameter.environment)] = came
    if (volume := parameter.volume) is not None:
        mounts = (request.data.get("compute") or {}).get("volumes") or []
        named = [number for number, mount in enumerate(mounts) if volume in (name_of(mount), mount.get("resource"))]
        for number in named:
            mounts[number]["path"] = value
            request.came[("compute", "volumes", number, "path")] = came
        if not named:
            finding = Finding("unsuitable-input", (), "there is no volume `${name}`", {"name": volume})
            request.find((*at, "volume"), finding)


def _unknown(template: str, name: str, known: Sequence[str]) -> Finding:
    return Finding("unknown-input", (), template, {"name": name}, unknown(name, known))


def _takes(executable: Any, *names: str) -> str | None:
    """Return which of the properties `names` an executable of its kind has."""
    kinds = Kinds.installed()
    kind = kinds.get(executable["kind"]) if executable else None
    fields = kinds.class_named(kind.title).model_fields if kind else {}
    return next((name for name in names if name in fields), None)


def _fill_data(request: Tree, name: str, one: str | DataResource, given: Layer) -> None:
    listed = request.data.get("data") or []
    at = next((number for number, item in enumerate(listed) if name_of(item) == name), None)
    if at is None:
        known = [called for called in map(name_of, listed) if called]
        request.refuse(given, _unknown("there are no data `${name}` in the template", name, known))
        return
    try:
        resource = data_resource(one) if isinstance(one, str) else data_of(one)
    except ValueError as error:
        values = {"value": shown(one), "name": name}
        finding = Finding("unsuitable-input", (), "${value} cannot be the data `${name}`", values, str(error))
        request.refuse(given, finding)
        return
    request.fill(("data", at), resource, given)


def _fill_results(request: Tree, results: Any, given: Layer) -> None:
    places = dict(_placeholders(request, "storage"))
    if results and not isinstance(results, Mapping):
        if len(places) != 1:
            named = ", ".join(f"`{name}`" for name in places if name)
            hint = (
                f"say which it is for: {named}" if named else "the storage that results go to is no placeholder there"
            )
            template, counted = "the template has ${number} places for results", {"number": len(places)}
            request.refuse(given, Finding("unknown-input", (), template, counted, hint))
            return
        results = {next(iter(places)): results}
    for name, one in (results or {}).items():
        if name not in places:
            template = "there is no place for results `${name}` in the template"
            request.refuse(given, _unknown(template, name, [known for known in places if known]))
            continue
        try:
            resource = results_storage(one) if isinstance(one, str) else data_of(one)
        except ValueError as error:
            finding = Finding(
                "unsuitable-input", (), "results cannot go to ${value}", {"value": shown(one)}, str(error)
            )
            request.refuse(given, finding)
            continue
        request.fill(places[name], resource, given)


def _placeholders(request: Tree, group: str) -> Iterator[tuple[str | None, Path]]:
    """Yield the name and the path of each placeholder in a list of components."""
    for number, item in enumerate(request.data.get(group) or ()):
        if _is_placeholder(item):
            yield name_of(item), (group, number)


def _left(request: Tree) -> Iterator[tuple[Path, str]]:
    """Yield the placeholders that stand for any resource, and the kind that asks for nothing more."""
    compute = request.data.get("compute") if isinstance(request.data, dict) else None
    if not isinstance(compute, dict):
        return
    if "kind" not in compute or _is_placeholder(compute):
        yield ("compute",), "simple-compute-resource"
    volumes = compute.get("volumes")
    for number, mount in enumerate(volumes if isinstance(volumes, list) else ()):
        if _is_placeholder(mount) and mount.keys() & {"path", "resource"}:
            yield ("compute", "volumes", number), "simple-volume-mount"


def _with_mounts(data: Any) -> Any:
    """Return the data of a template in which no volume mount is a placeholder: its compute is none any more."""
    compute = data.get("compute") if isinstance(data, dict) else None
    if not isinstance(compute, dict) or not isinstance(compute.get("volumes"), list):
        return data
    simple = uri_of("simple-volume-mount")
    mounts = [mount | {"kind": simple} if _is_placeholder(mount) else mount for mount in compute["volumes"]]
    return data | {"compute": compute | {"volumes": mounts}}


def _missing(request: Tree) -> Iterator[tuple[Path, str, str]]:
    """Yield what has to be filled in yet: its path, its name for people, and how to give it."""
    executable = request.data.get("executable")
    if executable is None or _is_placeholder(executable):
        yield ("executable",), "the executable is", "a layer has it, for example that of the packager"
    for name, path in _placeholders(request, "data"):
        called, way = (
            (f" `{name}`", f"--data {name}=URI") if name else ("", "a layer; without a name they have no other")
        )
        yield path, f"the data{called} are", f"give them: {way}{_accepted(request, path)}"
    for name, path in _placeholders(request, "storage"):
        called, way = (f" `{name}`", f"--results {name}=URI") if name else ("", "--results URI")
        yield path, f"the place for results{called} is", f"say where: {way}, such as vos://example.org~vospace/results"
    for number, mount in enumerate((request.data.get("compute") or {}).get("volumes") or ()):
        if _is_placeholder(mount):
            yield ("compute", "volumes", number), "what is mounted here is", "a layer has it"


def _accepted(request: Tree, path: Path) -> str:
    """Return which data will do, for people."""
    accepts = request.data[str(path[0])][path[1]].get("accepts", {})
    words = [*accepts.get("product_types", ()), *accepts.get("formats", ())]
    return f" ({', '.join(words)})" if words else ""


def _is_placeholder(component: Any) -> bool:
    named = component.get("kind") if isinstance(component, dict) else None
    kind = Kinds.installed().get(named) if isinstance(named, str) else None
    return kind is not None and kind.placeholder
