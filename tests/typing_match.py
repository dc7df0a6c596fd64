# SPDX-License-Identifier: Apache-2.0
"""Read by mypy in a test, never run: what a type checker knows of the classes."""

from typing import assert_never

from execbroker import load
from execbroker.model import (
    DockerContainer,
    DockerImageSpec,
    ExecutionRequest,
    JupyterNotebook,
    OtherExecutable,
    PythonProgram,
    SingularityContainer,
)


def start(request: ExecutionRequest) -> list[str]:
    executable = request.executable
    match executable:
        case None:
            return []
        case DockerContainer():
            image: DockerImageSpec | None = executable.image
            executable.imag  # error
            return image.locations or [] if image else []
        case JupyterNotebook(location=location):
            return [location]  # error
        case SingularityContainer():
            return [executable.location or ""]
        case PythonProgram():
            requirements: dict[str, str] = executable.requirements or {}
            return list(requirements)
        case OtherExecutable():
            return [executable.kind, executable.meta.name or "" if executable.meta else ""]
        case _:
            assert_never(executable)


def forgets_a_kind(request: ExecutionRequest) -> str:
    match request.executable:
        case DockerContainer() | JupyterNotebook() | None:
            return ""
        case rest:
            assert_never(rest)  # error


document = load("request.yaml")
if isinstance(document, ExecutionRequest):
    start(document)
    DockerContainer(image=DockerImageSpec(locations=["example.org/a:1"]), privileged=False)
    DockerContainer(image="example.org/a:1")  # error
    DockerContainer(imag=None)  # error

request = load("request.yaml", as_=ExecutionRequest, unknown="keep")
start(request)
offers = load("request.yaml", as_="execution-offerset")
start(offers)  # error
load("request.yaml", unknwon="keep")  # error
