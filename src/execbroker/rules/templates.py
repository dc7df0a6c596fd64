# SPDX-License-Identifier: Apache-2.0
"""Rules of templates: their placeholders, and their parameters beside one another and beside the components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..kinds import Kinds
from ..words import listed, nearest
from .group import in_layer, mounts, mounts_called
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import ExecutionTemplate

_LONGEST = 80
"""In characters: no name that somebody meant is longer."""
_SUGGESTED = 200
"""How many names are compared with one that leads nowhere."""


@rule("error", section="common/template-parameter.yaml")
def duplicate_parameter(subject: ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """The parameters of a template have different names.

    A value is chosen by the name of its parameter, and of two with one name it would be the value of one, or of both.

    Wrong:
        parameters:
          - {name: column, arguments: ["--ra={value}"]}
          - {name: column, arguments: ["--dec={value}"]}

    Right:
        parameters:
          - {name: ra, arguments: ["--ra={value}"]}
          - {name: dec, arguments: ["--dec={value}"]}
    """
    seen: set[str] = set()
    for index, parameter in enumerate(subject.parameters or ()):
        if parameter.name in seen:
            template = "there is a parameter `${name}` already"
            path = ("parameters", index, "name")
            yield Violation(path, template, {"name": parameter.name}, "give it a name of its own")
        seen.add(parameter.name)


@rule("error", section="common/template-parameter.yaml")
def parameter_without_place(subject: ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """The executable of a template takes what its parameters give it.

    A notebook, for example, has neither arguments nor environment variables, so nothing can be done with the value.
    Nothing is said where the executable is a placeholder, or absent.

    Wrong:
        executable:
          kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml

    Right:
        executable:
          kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/python-program.yaml
    """
    taken = _taken(subject.executable)
    for index, parameter in enumerate(subject.parameters or () if taken is not None else ()):
        for name, there in (
            ("arguments", bool(parameter.arguments)),
            ("environment", parameter.environment is not None),
        ):
            if there and name not in (taken or ()):
                template = "this executable has no ${place}"
                values = {"place": "arguments" if name == "arguments" else "environment variables"}
                hint = "leave it out, or execute the software in a container or as a Python program"
                yield Violation(("parameters", index, name), template, values, hint, at_key=True)


@rule("error", section="common/template-parameter.yaml")
def variable_set_twice(subject: ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """An environment variable gets its value from one place.

    It is set by the executable itself or by one parameter. Which of two values counts, nobody can tell.

    Wrong:
        environment: {OMP_NUM_THREADS: '8'}

    Right:
        environment: {MPLBACKEND: Agg}
    """
    environment = getattr(subject.executable, "environment", None)
    seen = dict.fromkeys(environment, "the executable") if isinstance(environment, dict) else {}
    for index, parameter in enumerate(subject.parameters or ()):
        name = parameter.environment
        if name in seen:
            hint = "choose another variable"
            if seen[name] == "the executable":
                hint = "take it out of the executable; its value there can be the `default` here"
            values = {"name": name, "other": seen[name]}
            path = ("parameters", index, "environment")
            yield Violation(path, "`${name}` is set by ${other} too", values, hint)
        elif name is not None:
            seen[name] = f"the parameter `{parameter.name}`"


@rule("error", section="common/template-parameter.yaml", message="resource-not-found")
def unresolved_volume(subject: ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """The volume of a parameter is one volume mount of the template.

    It is named by its `meta.name`, or by the name of what it mounts. In a software description that adds to others,
    one of these may have it.

    Wrong:
        volume: reslts

    Right:
        volume: results
    """
    if in_layer(scene) or not any(parameter.volume is not None for parameter in subject.parameters or ()):
        return
    known = mounts_called(subject)
    for index, parameter in enumerate(subject.parameters or ()):
        text = parameter.volume
        if text is not None and len(known.get(text, ())) != 1:
            template = "nothing here mounts `${name}`"
            close = nearest(text, [name for name in known if len(name) <= _LONGEST][:_SUGGESTED])
            hint = f"did you mean `{close}`?" if close else "add a volume to the compute resource"
            if text in known:
                template, hint = "`${name}` is mounted more than once", "give the volume that is meant a `meta.name`"
            elif known and not close:
                hint = f"known here: {listed([*known])}"
            yield Violation(("parameters", index, "volume"), template, {"name": text}, hint)


@rule("warning", section="execution-template.yaml")
def placeholder_without_name(subject: ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """Placeholders that stand in one list have names.

    Who fills in a template says by the name which placeholder is meant. One that is alone in its place needs none.

    Wrong:
        data:
          - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/abstract-data-resource.yaml
          - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/abstract-data-resource.yaml

    Right:
        data:
          - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/abstract-data-resource.yaml
            meta: {name: image}
          - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/abstract-data-resource.yaml
            meta: {name: mask}
    """
    kinds = Kinds.builtin()
    lists = ((("storage",), subject.storage), (("data",), subject.data), (("compute", "volumes"), mounts(subject)))
    for path, components in lists:
        found = [(index, one) for index, one in enumerate(components or ()) if kinds.is_placeholder(one.kind)]
        for index, one in found if len(found) > 1 else ():
            if one.meta is None or not (one.meta.name or one.meta.uuid):
                template = "nothing tells this placeholder from the others"
                yield Violation((*path, index), template, {}, "add `meta` with a `name`")


def _taken(executable: Any) -> set[str] | None:
    """Return which of arguments and environment an executable takes; None where that is open."""
    kinds = Kinds.builtin()
    if (
        executable is None
        or kinds.is_placeholder(executable.kind)
        or type(executable).__name__ == kinds.others["executable"]
    ):
        return None
    fields = type(executable).model_fields
    return {
        "arguments" if name == "command" else name for name in ("arguments", "command", "environment") if name in fields
    }
