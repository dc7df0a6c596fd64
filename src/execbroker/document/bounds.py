# SPDX-License-Identifier: Apache-2.0
"""Bounds of what is read, so that hostile input costs little. Real documents stay far below each of them."""

MAX_BYTES = 16 * 1024 * 1024
"""Size of a document. A thousand offers with everything in them have about 5 MB."""

MAX_DEPTH = 201
"""Levels of mappings and lists inside one another: as many as jiter reads. An offerset with everything in it has 12."""

MAX_NODES = 2_000_000
"""Values after the aliases of a YAML document are written out, so that a few lines cannot stand for gigabytes."""

MAX_DIGITS = 4300
"""Digits of a whole number: as many as Python converts, because that takes quadratic time."""

MAX_FAULTS = 1000
"""Faults that are listed of one document."""
