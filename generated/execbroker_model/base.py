# SPDX-License-Identifier: Apache-2.0
"""What every generated class stands on. `execbroker_build` copies this file beside the generated classes.

Three things differ from a plain pydantic model, each so that the classes take exactly what the JSON Schema takes:

- An absent property is None in Python, and there is no other None: null is refused in a document, None as a keyword
  argument means "absent", and every dump leaves it out, FastAPI's among them.
- `kind` need not be given in Python, and must be given in a document, unless version 1.0 lets it be left out there.
- Unknown properties are refused; a caller may ask to keep them (`Reading.keep`), and then they are dumped again.

A union of kinds is told apart by `kind` alone, in Rust. Only for a kind that is not in the union does Python code run:
it reads kinds that somebody registered, and on request keeps those that nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import isfinite
from operator import is_
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, SerializationInfo, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, PydanticSerializationError, core_schema

_is_none = partial(is_, None)  # a function in C: it runs for each property of each dump


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read what this model does not define; pydantic's `context` while a document is read.

    `keep` keeps unknown properties and kinds. `classes` maps the kinds that others registered to their classes, each a
    subclass of the `Other...` class of its group.
    """

    keep: bool = False
    classes: Mapping[str, type[Model]] = field(default_factory=dict)


class Model(BaseModel):
    """Base of all classes of the model."""

    # A property that Python cannot name, such as `from`, has an alias; both names are taken, and the property written.
    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    if not TYPE_CHECKING:  # type checkers derive the signature from the fields

        def __init__(self, /, **data: Any) -> None:
            fields = type(self).model_fields
            given = {name: value for name, value in data.items() if value is not None or name not in fields}
            kind = fields["kind"].default if "kind" in fields else None
            if isinstance(kind, str):
                given.setdefault("kind", kind)
            self.__pydantic_validator__.validate_python(given, self_instance=self)

        # Tells pydantic that validation need not pass through this method.
        __init__.__pydantic_base_init__ = True

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Refuse null and leave it out, require `kind`, dump kept properties; see the head of this module."""
        schema = handler(source)
        model: Any = handler.resolve_ref_schema(schema)
        while model["type"] != "model":
            model = model["schema"]
        optional_kind = "x-kind-optional" in str(cls.model_config.get("json_schema_extra"))
        for name, entry in model["schema"]["fields"].items():
            default = entry["schema"]
            _stop_at_the_first_fault(default, handler)
            if default["type"] != "default":
                continue
            if default["schema"]["type"] == "nullable":
                default["schema"] = default["schema"]["schema"]
                entry["serialization_exclude_if"] = _is_none
            elif name == "kind" and optional_kind:
                default["default"] = None  # it was read without; made in Python, an object has it
                entry["serialization_exclude_if"] = _is_none
            elif name == "kind":
                entry["schema"] = default["schema"]
        model["serialization"] = {
            "type": "model",
            "cls": cls,
            "schema": model["schema"],
            "config": {**model["config"], "extra_fields_behavior": "allow"},
        }
        return schema


def _stop_at_the_first_fault(schema: Any, handler: GetCoreSchemaHandler) -> None:
    """Let a list or a map be refused at its first wrong item.

    What is wrong in all of them is found by way of the JSON Schema. A million errors here would take seconds, and a
    gigabyte.
    """
    try:
        schema = handler.resolve_ref_schema(schema)
    except LookupError:  # a class that is being built: its own fields are seen to
        return
    if schema["type"] in ("list", "dict"):
        schema["fail_fast"] = True
    for inner in ("schema", "items_schema", "values_schema"):
        if inner in schema and schema["type"] != "model":
            _stop_at_the_first_fault(schema[inner], handler)


class JsonInteger:
    """Marks an integer as JSON Schema has it: 5 and 5.0 are one, "5" and true are not."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        integer = handler(source)
        written_as_float = core_schema.chain_schema([core_schema.no_info_plain_validator_function(_whole), integer])
        return core_schema.union_schema([{**integer, "strict": True}, written_as_float], mode="left_to_right")


def _whole(value: Any) -> int:
    if not isinstance(value, float) or not value.is_integer():
        raise PydanticCustomError("not_an_integer", "not an integer")
    return int(value)


class JsonNumber:
    """Marks a number: whole or not, and finite in what is written too, because JSON has no others."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return {**handler(source), "serialization": core_schema.plain_serializer_function_ser_schema(_finite)}


def _finite(value: Any) -> float:
    if isinstance(value, int) and not isinstance(value, bool):  # it may be larger than any float
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    raise PydanticSerializationError(f"{value!r} is not a finite number")


class OneOfKinds:
    """Marks a union of kinds. Its last member reads the kinds that are not among the others."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        *members, other = get_args(source)
        choices = {
            kind: handler.generate_schema(member)
            for member in members
            for kind in get_args(member.model_fields["kind"].annotation)
        }
        known = core_schema.tagged_union_schema(choices, discriminator="kind")

        def read_other(value: Any, info: ValidationInfo) -> Any:
            if isinstance(value, other):
                return value
            reading = info.context if isinstance(info.context, Reading) else Reading()
            kind = value.get("kind") if isinstance(value, dict) else None
            if isinstance(kind, str) and kind not in choices:
                registered = reading.classes.get(kind)
                if registered is not None and issubclass(registered, other):
                    return registered.model_validate(
                        value, context=reading, extra="allow" if reading.keep else "forbid"
                    )
                if reading.keep:
                    return other.model_validate(value, context=reading, extra="allow")
            raise PydanticCustomError("unknown_kind", "not of a known kind")

        def write_other(value: Any, info: SerializationInfo) -> Any:
            if not isinstance(value, other):
                raise PydanticSerializationError(f"{type(value).__name__} is none of the classes of this union")
            return value.__pydantic_serializer__.to_python(value, mode=info.mode)

        unknown = core_schema.with_info_plain_validator_function(
            read_other,
            json_schema_input_schema=handler.generate_schema(other),
            serialization=core_schema.plain_serializer_function_ser_schema(write_other, info_arg=True),
        )
        return core_schema.union_schema([known, unknown], mode="left_to_right")
