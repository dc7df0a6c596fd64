# SPDX-License-Identifier: Apache-2.0
"""How software is started without a broker, as far as that follows from its template: commands for a POSIX shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..kinds import Kinds
from ..model import TemplateParameter
from ..parameters import arguments
from ..writing import data_of
from .needs import Need, Needs, needs_of

if TYPE_CHECKING:
    from ..model import ExecutionTemplate

_WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Way:
    """A way to start software: what it needs on the machine, and the commands."""

    with_: str
    commands: str


def by_broker(file: str, needs: Needs) -> str:
    """Return the command that makes a request of the description `file`.

    Words in capitals stand for what the reader has to put there.
    """
    words = ["execbroker compose", _word(file)]
    words += [f"--data {_word(need.name)}=URI" for need in needs.data if need.open and need.named]
    places = [need for need in needs.storage if need.open]
    words += [f"--results {_word(need.name)}=URI" if places[1:] else "--results URI" for need in places]
    words += [f"--set {_word(parameter['name'])}=VALUE" for parameter in needs.parameters if _is_asked(parameter)]
    return " \\\n    ".join([" ".join(words[:2]), *words[2:]]) + " > request.yaml"


def directly(template: ExecutionTemplate) -> Way | None:
    """Return how the software is started on one's own machine, None where the template does not tell."""
    executable = data_of(template).get("executable", {})
    kind = Kinds.builtin().get(executable.get("kind", ""))
    way = _WAYS.get(kind.short) if kind else None
    return way(executable, needs_of(template)) if way else None


def _docker(executable: Mapping[str, Any], needs: Needs) -> Way | None:
    image = executable.get("image", {})
    if not image.get("locations"):
        return None
    location, digest = image["locations"][0], image.get("digest")
    platform = image.get("platform", {})
    options = ["docker run --rm"]
    if platform:
        options.append(_option("--platform", f"{platform.get('os', 'linux')}/{platform.get('architecture', 'amd64')}"))
    options += [f'-v "$PWD"/{_word(volume)}' for volume in _volumes(needs)]
    options += [f"-e {_word(f'{name}={value}')}" for name, value in _environment(executable, needs)]
    ports = executable.get("network", {}).get("ports", [])
    numbers = [port["internal"]["port"] for port in ports if port.get("internal", {}).get("port")]
    options += [f"-p {number}:{number}" for number in numbers]
    if "entrypoint" in executable:
        options.append(_option("--entrypoint", executable["entrypoint"]))
    pinned = f"{location}@{digest}" if digest and "@" not in location else location
    return Way("Docker or Podman", _lines([*options, _call(pinned, executable.get("command", []), needs)]))


def _singularity(executable: Mapping[str, Any], needs: Needs) -> Way | None:
    if "location" not in executable:
        return None
    options = ["singularity run", *(f"--bind {_word(volume)}" for volume in _volumes(needs))]
    options += [f"--env {_word(f'{name}={value}')}" for name, value in _environment({}, needs)]
    return Way("Singularity or Apptainer", _lines([*options, _call(executable["location"], [], needs)]))


def _notebook(executable: Mapping[str, Any], needs: Needs) -> Way | None:
    file = _downloaded(executable.get("location", ""))
    if file is None:
        return None
    wanted = executable.get("requirements")
    commands = ["pip install jupyterlab" + (f" -r {_word(wanted)}" if wanted else "")]
    commands += [f"curl -L -o {_word(file)} {_word(executable['location'])}", f"jupyter lab {_word(file)}"]
    return Way("Python", "\n".join(commands))


def _python(executable: Mapping[str, Any], needs: Needs) -> Way | None:
    source, location = executable.get("source", {}), executable.get("location")
    requirements = dict(executable.get("requirements", {}))
    python = requirements.pop("python", "")
    commands = []
    if requirements:
        commands.append("pip install " + " ".join(_word(name + versions) for name, versions in requirements.items()))
    file = _downloaded(location) if location else None
    if source:
        commands.append(f"git clone {_word(source['repository'])} source")
        if "reference" in source:
            commands.append(f"git -C source checkout {_word(source['reference'])}")
        commands.append("cd source" + (f"/{_word(source['path'])}" if "path" in source else ""))
    elif file:
        commands.append(f"curl -L -o {_word(file)} {_word(location or '')}")
    start = _start(executable.get("entrypoint") or (file if file and file.endswith(".py") else None))
    if start is None:
        return None
    variables = [_word(f"{name}={value}") for name, value in _environment(executable, needs)]
    called = " ".join([*(["env", *variables] if variables else []), start])
    words = [_word(each) for each in (*executable.get("arguments", []), *_arguments(needs))]
    commands.append(" ".join([called, *words]))
    return Way(f"Python {python}".rstrip(), "\n".join(commands))


_WAYS: Mapping[str, Callable[[Mapping[str, Any], Needs], Way | None]] = MappingProxyType(
    {
        "docker-container": _docker,
        "singularity-container": _singularity,
        "jupyter-notebook": _notebook,
        "python-program": _python,
    }
)


def _start(entrypoint: str | None) -> str | None:
    """Return how an entry point is started: a function, a file, a module, or a script that a package installed."""
    if entrypoint is None:
        return None
    if found := re.fullmatch(r"([\w.]+):(\w+)", entrypoint):
        return "python -c " + quote(f"import sys; from {found[1]} import {found[2]}; sys.exit({found[2]}())")
    if "/" in entrypoint or entrypoint.endswith(".py"):
        return f"python {_word(entrypoint)}"
    return f"python -m {entrypoint}" if re.fullmatch(r"\w+(\.\w+)+", entrypoint) else _word(entrypoint)


def _downloaded(location: str) -> str | None:
    """Return the name of the file that an address leads to, None where it is no address of a file in the web."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return None
    return parts.path.rpartition("/")[2] or None if parts.scheme in _WEB else None


def _volumes(needs: Needs) -> Iterator[str]:
    """Yield what is mounted, out of the folder in which the command is given."""
    for need in (*needs.data, *needs.storage):
        for path in need.paths:
            yield f"{_file(need)}:{path}{'' if need.writable else ':ro'}"


def _file(need: Need) -> str:
    return re.sub(r"[^\w.-]+", "-", need.name)


def _environment(executable: Mapping[str, Any], needs: Needs) -> Iterator[tuple[str, str]]:
    chosen = {each["environment"]: _value(each) for each in needs.parameters if _goes_to(each, "environment")}
    yield from {**executable.get("environment", {}), **chosen}.items()


def _arguments(needs: Needs) -> Iterator[str]:
    for parameter in needs.parameters:
        if _goes_to(parameter, "arguments"):
            yield from arguments(TemplateParameter.model_validate(parameter), _value(parameter))


def _goes_to(parameter: Mapping[str, Any], place: str) -> bool:
    """Whether the value, which an optional parameter without a default lacks, goes to a place."""
    return place in parameter and ("default" in parameter or not parameter.get("optional"))


def _value(parameter: Mapping[str, Any]) -> str:
    value: str = parameter.get("default", re.sub(r"\W+", "_", parameter["name"]).upper())
    return value


def _is_asked(parameter: Mapping[str, Any]) -> bool:
    return "default" not in parameter and not parameter.get("optional")


def _call(what: str, arguments: list[str], needs: Needs) -> str:
    return " ".join(_word(word) for word in (what, *arguments, *_arguments(needs)))


def _option(name: str, value: str) -> str:
    return f"{name} {_word(value)}"


def _lines(words: list[str]) -> str:
    return " \\\n    ".join(words)


def _word(text: str) -> str:
    """Return `text` as one word of the shell."""
    return quote(text)
