# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of the model, and the OpenAPI document of its service, each in one piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import execbroker_model


@cache
def bundle() -> Mapping[str, Any]:
    """Return the bundle of the model: all definitions in one JSON Schema document. Do not change it."""
    return _product("schema.json")


def openapi() -> Mapping[str, Any]:
    """Return the OpenAPI 3.1 document of a broker's interface."""
    return _product("openapi.json")


def _product(name: str) -> Mapping[str, Any]:
    text = resources.files(execbroker_model).joinpath(name).read_text(encoding="utf-8")
    product: Mapping[str, Any] = json.loads(text)
    return product
