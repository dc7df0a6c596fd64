# SPDX-License-Identifier: Apache-2.0
"""What the tests of both formats share: data and texts to try, and how a text answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from execbroker.document import Fault, Format, Located, Unreadable
from execbroker.document.place import Place

LOOKALIKES = (
    *("", " ", "\n", "\t", " a", "a ", "a\n", "\na", "a\n b", " a\nb", "a\n\n", "a\n\n\nb "),
    *("a\r\nb", "a\rb", "\ta\n", "a\tb"),
    *("1", "-1", "+1", "01", "0o17", "0x1F", "0b1", "1_000", "1.0", "1.", ".5", "1e3", "1E+3", "1:30", "190:20:30"),
    *("true", "True", "FALSE", "yes", "No", "ON", "off", "y", "n", "null", "Null", "~", "NaN", ".nan", ".inf", "-.INF"),
    *("2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05", "<<", "=", "-", "--", "---", "...", "--- a", "? a"),
    *(":", "a:", ": a", "a: b", "#", "a #b", "#a", "!", "!a", "!!str", "&a", "*a", "|", ">", "%", "@", "`", "'", '"'),
    *("[", "]", "{", "}", "{}", "[]", ",", "a,", "\\", "\\n", "a" * 200, "a b " * 50, "é", "😀", "\ufeff"),
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "a\u2029b", "\ufffe", "- a\n- b", "a: 1\nb: 2\n"),
)  # fmt: skip

texts = st.sampled_from(LOOKALIKES) | st.text(max_size=20) | st.text(" \n\t\r:#-'\"a0.é\u2028", max_size=12)
integers = st.integers(-(10**30), 10**30)
floats = st.floats(allow_nan=False, allow_infinity=False)


def _nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5), max_leaves=15
    )


data = _nested(st.none() | st.booleans() | integers | floats | texts)
nested_texts = _nested(texts)

words = st.text("abcdé", min_size=1, max_size=7)
plain_data = st.recursive(
    words | st.integers(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)
)
"""Data that every format writes as it reads: no quotes, no escapes."""

any_text = st.text() | st.text("{}[]:,-?*&!|>'\"%@#~<\\\n\t 0a1e.\ufeff", max_size=40)


@st.composite
def mutated(draw: st.DrawFn, form: Format) -> str:
    """A text that was right before a character of it was taken away, put in or replaced."""
    text = form.write(draw(data))
    at = draw(st.integers(0, len(text)))
    removed = draw(st.integers(0, 1))
    added = draw(st.text("{}[]:,-?*&!|>'\"%#~\\\n\t 0a\x07", max_size=1) | st.characters(codec="utf-8"))
    return text[:at] + added + text[at + removed :]


def faults_of(function: Callable[[str], Any], text: str) -> tuple[Fault, ...]:
    """Return why `function` refuses `text`, nothing where it does not; any other exception is a failure."""
    try:
        found = function(text)
    except Unreadable as error:
        return error.faults or (Fault("a refusal that does not say why", "", 0, 0),)
    return tuple(found.faults) if isinstance(found, Located) else ()


def places_of(faults: tuple[Fault, ...]) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.line, fault.column) for fault in faults]


def rest_at(text: str, place: Place | Fault) -> str:
    """Return `text` from `place` on, which must stand inside the text."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    assert 1 <= place.line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    return lines[place.line - 1][place.column - 1 :] + "".join(lines[place.line :])
