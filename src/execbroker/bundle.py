# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of the model, in one document."""

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
    text = resources.files(execbroker_model).joinpath("schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema
