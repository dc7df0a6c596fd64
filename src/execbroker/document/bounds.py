# SPDX-License-Identifier: Apache-2.0
"""Bounds of what is read, so that hostile input costs little. Real documents stay far below most of them."""

MAX_BYTES = 16 * 1024 * 1024
"""Size of a document. A thousand offers with everything in them have about 5 MB."""

MAX_DEPTH = 201
"""Levels of mappings and lists inside one another: as many as jiter reads. An offerset with everything in it has 12."""

MAX_EVENTS = 500_000
"""Keys, values and ends of mappings and lists in a YAML document. libyaml takes 2 to 4 microseconds for each, JSON's
reader a hundredth of that. A thousand offers with everything in them have 400,000, as 5 MB of YAML."""

MAX_KEYS = 100_000
"""Keys of one mapping; real ones have dozens. A class that knows none of them says so of each, in 400 bytes. JSON is
looked at only where the whole text has twice as many."""

MAX_ALIASED = 100_000
"""Values that the aliases of a YAML document stand for, so that a few lines cannot stand for gigabytes."""

MAX_DIGITS = 4300
"""Digits of a whole number: as many as Python converts, because that takes quadratic time."""

MAX_FAULTS = 1000
"""Faults that are listed of one document."""

MAX_TOKENS = 1_000_000
"""Words and signs of JSON that are looked at to say what is wrong with a text; behind them faults are told in general.
A thousand offers with everything in them have 800,000."""

MAX_MEMBERS = 200_000
"""Members of JSON objects and lists that are stepped over to find where values stand; what lies behind them gets the
place of the object or list it is in."""

MAX_BRACKETS = 1_000_000
"""Opening brackets of a JSON text, which costs up to 250 bytes of memory for each. A thousand offers have 65,000."""

MAX_DIRECTIVES = 100
"""Tag directives of a YAML document, which need none; libyaml compares each with all before it."""

MAX_WRITTEN = 200
"""Characters of a scalar that are shown as it is written."""
