# SPDX-License-Identifier: Apache-2.0
"""The typed classes, by datamodel-code-generator from the expanded schemas."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from execbroker.document import FORMATS

from .bundle import KIND, expand, members
from .sources import Model, Source, parents

PACKAGE = "execbroker_model"

_HERE = Path(__file__).parent
# One text, split into words: there are many, and few have a value.
_OPTIONS = (
    "--input-file-type jsonschema --output-model-type pydantic_v2.BaseModel --target-python-version 3.11 "
    "--base-class execbroker_model.base.Model --use-title-as-name --enum-field-as-literal all "
    "--use-one-literal-as-default --use-default --use-type-alias --use-annotated --use-union-operator "
    "--use-standard-collections --use-exact-imports --field-constraints --use-schema-description "
    "--use-field-description --use-single-line-docstring --disable-timestamp --formatters builtin --use-double-quotes "
    "--type-mappings string+uri=string string+date-time=string string+uuid=string "
    "--model-extra-keys x-kind-optional --ignore-pyproject --disable-warnings"
)


def generate(model: Model) -> dict[str, str]:
    """Return the modules of the package by path. Raises `RuntimeError` with the generator's words where it fails."""
    with tempfile.TemporaryDirectory() as scratch:
        schemas, package = Path(scratch, "schemas"), Path(scratch, PACKAGE)
        for path, schema in _inputs(model).items():
            file = schemas / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(FORMATS["yaml"].write(schema), encoding="utf-8")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "datamodel_code_generator", "--input", str(schemas), "--output", str(package)),
                *("--custom-template-dir", str(_HERE / "templates")),
                *_OPTIONS.split(),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"datamodel-code-generator: {done.stderr or done.stdout}")
        modules = {
            file.relative_to(package).as_posix(): _finish(file.read_text(encoding="utf-8"))
            for file in sorted(package.rglob("*.py"))
        }
    modules["__init__.py"] = _front(modules)
    modules["base.py"] = (_HERE / "runtime" / "base.py").read_text(encoding="utf-8")
    modules["py.typed"] = ""
    return modules


def _inputs(model: Model) -> dict[str, dict[str, Any]]:
    """Return the schemas as the generator reads them, by path."""
    inputs: dict[str, dict[str, Any]] = {}
    for path, source in model.sources.items():
        if source.role == "union":
            other, inputs_of_other = _other(source)
            inputs[other] = inputs_of_other
            up = "../" * path.count("/")
            inputs[path] = {
                "title": source.title,
                "description": source.schema["description"],
                "oneOf": [
                    *({"$ref": up + member.path} for member in members(model, source)),
                    {"$ref": up + other},
                ],
            }
        else:
            inputs[path] = {key: value for key, value in expand(model, source).items() if key != "examples"}
            if source.schema.get("x-kind-optional"):
                inputs[path]["x-kind-optional"] = True  # goes into the class, see runtime/base.py
            if source.role == "kind" and model.aliases(source):
                # Of several spellings the first is written; the generator gives a single one its default by itself.
                inputs[path]["properties"]["kind"] = KIND | {
                    "enum": [model.kind(source), *model.aliases(source)],
                    "default": model.kind(source),
                }
    for path in {root for source in model.kinds() for root in _roots(model, source)}:
        # `kind` comes first in every class, and what functions share is typed: any component has a kind.
        inputs[path]["properties"] = {"kind": KIND, **inputs[path]["properties"]}
        inputs[path]["required"] = ["kind", *inputs[path].get("required", ())]
    return inputs


def _roots(model: Model, source: Source) -> set[str]:
    """Return the mixins at the top of a kind's family: those that take over nothing themselves."""
    return {root for path in parents(source) for root in _roots(model, model.sources[path]) or {path}}


def _other(union: Source) -> tuple[str, dict[str, Any]]:
    """Return path and schema of the class that reads the kinds which `union` does not list."""
    noun = union.title.removeprefix("Any").removesuffix("OrPlaceholder")
    path = union.path.replace("any-", "other-").replace("-or-placeholder", "")
    return path, {
        "title": f"Other{noun}",
        "description": "One of a kind that this model does not define: kept as it is, or read as a registered class.",
        "type": "object",
        "allOf": [{"$ref": union.schema["x-other"]}],
        "additionalProperties": True,
    }


def _front(modules: dict[str, str]) -> str:
    """Return the package's own module: every class by name, imported when it is first asked for."""
    homes = {
        first or second: path.removesuffix(".py").replace("/", ".")
        for path, text in modules.items()
        for first, second in re.findall(r"^(?:class (\w+)\(|(\w+): TypeAlias =)", text, re.MULTILINE)
    }
    names = sorted(homes)
    lines = [
        "# generated by execbroker_build",
        '"""The classes of the model, by name; each is imported when it is first asked for."""',
        "",
        "from importlib import import_module",
        "from typing import TYPE_CHECKING, Any",
        "",
        "if TYPE_CHECKING:",
        *(f"    from .{homes[name]} import {name} as {name}" for name in names),
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in names),
        "]",
        "",
        "_HOMES = {",
        *(f'    "{name}": "{homes[name]}",' for name in names),
        "}",
        "",
        "",
        "def __getattr__(name: str) -> Any:",
        "    try:",
        '        home = import_module(f".{_HOMES[name]}", __name__)',
        "    except KeyError:",
        '        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None',
        "    value = globals()[name] = getattr(home, name)",
        "    return value",
        "",
        "",
        "def __dir__() -> list[str]:",
        "    return __all__",
    ]
    return "\n".join(lines) + "\n"


def _finish(module: str) -> str:
    """Import from the base module what the module uses of it; the generator imports `Model` into every module."""
    module = module.replace("from typing_extensions import TypeAliasType\n", "from typing import TypeAlias\n")
    head, line, rest = module.partition(f"from {PACKAGE}.base import Model\n")
    if not line:
        return module
    used = [name for name in ("JsonInteger", "JsonNumber", "Model", "OneOfKinds") if re.search(rf"\b{name}\b", rest)]
    return head + (f"from {PACKAGE}.base import {', '.join(used)}\n" if used else "") + rest
