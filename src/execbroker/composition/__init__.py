# SPDX-License-Identifier: Apache-2.0
"""From a description of software to a request: layers over one another, and placeholders that are filled in."""

from .composing import Composition, compose
from .layers import Layer, Origin
from .resolving import resolve

__all__ = ["Composition", "Layer", "Origin", "compose", "resolve"]
