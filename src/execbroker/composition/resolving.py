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
from ..rules.group import mounts_called
from ..words import shown
from ..writing import data_of
from .composing import checked, examine, laid, report_of
from .inputs import data_resource, results_storage, uri_of
from .layers import Layer
from .tree import Tree, name_of, unknown

if TYPE_CHECKING:
    from ..model import DataResource, ExecutionRequest, SoftwareDescription, StorageResource, TemplateParameter
    from ..rules import Rules


_OF_THE_DATA = ("size", "checksums")


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
    for path, short in _left(request):
        request.put(path, request.at(path) | {"kind": uri_of(short)})
        request.came[(*path, "kind")] = Layer("the kind that asks for nothing", {}), ()
    if any(
        found.finding.code != "unknown-input" for found in tree.found
    ):  # the layers are wrong, or do not fit together
        return None, request
    whole = Tree(_with_mounts(request.data), request.came)
    template = examine(whole, "ExecutionTemplate", standard())
    wrong = [found for found in whole.found if found.finding.severity == "error"]
    tree.found += wrong
    if wrong or not isinstance(template, ExecutionTemplate):
        return None, request
    request.data.pop("parameters", None)
    _bind(request, template, values)
    tried = [_fill_data(request, name, one) for name, one in data.items()]
    tried += _fill_results(request, results)
    for path, what, way in (one for one in _missing(request) if one[0] not in tried):
        request.find(path, Finding("missing-input", (), f"{what} missing", {}, way))
    return checked(request, "ExecutionRequest", rules), request


def _bind(request: Tree, template: ExecutionTemplate, values: Mapping[str, str]) -> None:
    """Put the values of the parameters of `template` where they go."""
    parameters, volumes = template.parameters or [], mounts_called(template)
    known = [parameter.name for parameter in parameters]
    for name in values:
        if name not in known:
            request.refuse(_given("parameter", name), _unknown("there is no parameter `${name}`", name, known))
    for index, parameter in enumerate(parameters):
        path: Path = ("parameters", index)
        value = values.get(parameter.name, parameter.default)
        if value is None:
            if not parameter.optional:
                about = f" ({parameter.description})" if parameter.description else ""
                way = f"give one: --set {parameter.name}=VALUE{about}"
                words = "the parameter `${name}` has no value"
                request.find(path, Finding("missing-input", (), words, {"name": parameter.name}, way))
        elif reason := unfit(parameter, value):
            # Defaults are right: the rules were asked. A hint may be about the type, which is not given here.
            words, found = f"{reason.template}, for the parameter `${{name}}`", {"name": parameter.name}
            hint = None if "type" in (reason.hint or "") else reason.hint
            finding = Finding("unsuitable-input", (), words, reason.values | found, hint)
            request.refuse(_given("parameter", parameter.name), finding)
        else:
            chosen = (_given("parameter", parameter.name), ())
            came = chosen if parameter.name in values else request.origin((*path, "default")) or chosen
            _put_value(request, path, parameter, value, came, volumes=volumes)


def _put_value(
    request: Tree,
    at: Path,
    parameter: TemplateParameter,
    value: str,
    came: tuple[Layer, Path],
    *,
    volumes: Mapping[str, set[int]],
) -> None:
    """Put a value where it goes; that there is such a place, rules have seen to but for the kinds of others."""
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
    for number in volumes.get(parameter.volume or "", ()):
        request.data["compute"]["volumes"][number]["path"] = value
        request.came[("compute", "volumes", number, "path")] = came


def _given(what: str, name: str = "") -> Layer:
    """Return the layer that something which a user gives is."""
    return Layer(f"{what} {name}".strip(), {}, "user")


def _unknown(template: str, name: str, known: Sequence[str]) -> Finding:
    return Finding("unknown-input", (), template, {"name": name}, unknown(name, known))


def _takes(executable: Any, *names: str) -> str | None:
    """Return which of the properties `names` an executable of its kind has."""
    kinds = Kinds.installed()
    kind = kinds.get(executable["kind"]) if executable else None
    fields = kinds.class_named(kind.title).model_fields if kind else {}
    return next((name for name in names if name in fields), None)


def _fill_data(request: Tree, name: str, one: str | DataResource) -> Path | None:
    """Put data in the place of those of a name. Returns the path of that place, None where there is none."""
    listed = request.data.get("data") or []
    given = _given("data", name)
    at = next((number for number, item in enumerate(listed) if name_of(item) == name), None)
    if at is None:
        known = [called for called in map(name_of, listed) if called]
        request.refuse(given, _unknown("there are no data `${name}` in the template", name, known))
        return None
    try:
        resource = data_resource(one) if isinstance(one, str) else data_of(one)
    except ValueError as error:
        values = {"value": shown(one), "name": name}
        finding = Finding("unsuitable-input", (), "${value} cannot be the data `${name}`", values, str(error))
        request.refuse(given, finding)
    else:
        # How large the data were, and what they added up to, is not said of others.
        request.put(("data", at), {key: value for key, value in listed[at].items() if key not in _OF_THE_DATA})
        request.fill(("data", at), resource, given)
    return "data", at


def _fill_results(request: Tree, results: Any) -> list[Path | None]:
    """Put storage in the places for results. Returns the paths of the places that were named."""
    places = list(_placeholders(request, "storage"))
    if alone := not isinstance(results, Mapping):
        if len(places) != 1:
            named = ", ".join(f"`{name}`" for name, _ in places if name)
            hint = f"say which it is for: {named}" if named else "add a placeholder for the storage to a layer"
            template, counted = "the template has ${number} places for results", {"number": len(places)}
            request.refuse(_given("results"), Finding("unknown-input", (), template, counted, hint))
            return [path for _, path in places]
        results = {places[0][0]: results}
    tried: list[Path | None] = []
    for name, one in results.items():
        given = _given("results", "" if alone else name or "")
        path = next((path for called, path in places if called == name), None)
        tried.append(path)
        if path is None:
            template = "there is no place for results `${name}` in the template"
            request.refuse(given, _unknown(template, name, [called for called, _ in places if called]))
            continue
        try:
            resource = results_storage(one) if isinstance(one, str) else data_of(one)
        except ValueError as error:
            finding = Finding(
                "unsuitable-input", (), "results cannot go to ${value}", {"value": shown(one)}, str(error)
            )
            request.refuse(given, finding)
            continue
        request.fill(path, resource, given)
    return tried


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
    return isinstance(component, dict) and Kinds.installed().is_placeholder(component.get("kind"))
