# SPDX-License-Identifier: Apache-2.0
"""Whatever an edit makes of a right or wrong document, it is read or refused, soon, with faults that stand in it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.document import FORMATS

from .data import faults_of, rest_at

FOLDER = Path(__file__).parents[1] / "examples"
EXAMPLES = {
    name: [file.read_text(encoding="utf-8", errors="replace") for file in sorted(FOLDER.rglob(f"*.{name}"))]
    for name in FORMATS
}
SIGNS = (
    *"#[]{}'\":,-|>&*!%@`?\\~0.\n\r\t \u201c\u201d\u2019\ufeff\x07",
    *(" #", " #]", " #}", ": ", "- ", "? ", "{{", "}}", "''", ",]", "//", "/*", "\r\n", "\n---\n", "\n...\n", "|-"),
    *(">+\n", "&a ", "*a", "!!str ", "!x ", "%TAG ", "<<: ", "NaN", ".inf", "-Infinity", "1e999", "null", "[" * 300),
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, name: str) -> str:
    """Some lines of an example with one to three edits: signs put in, characters taken away, lines moved or copied."""
    lines = draw(st.sampled_from(EXAMPLES[name])).split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 40))])
    for _ in range(draw(st.integers(1, 3))):
        at, gone = draw(st.integers(0, len(text))), draw(st.sampled_from((0, 0, 0, 1, 2, 20)))
        sign = draw(st.sampled_from(SIGNS))
        lines = text.split("\n")
        which, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines)))
        lead = draw(st.sampled_from(("", " ", "   ", "\t", "- ")))
        text = draw(
            st.sampled_from(
                (
                    text[:at] + sign + text[at + gone :],
                    text[:at] + sign + text[at:],
                    text[:at] + text[at + gone :],
                    text[:at],
                    "\n".join([*lines[:to], lead + lines[which], *lines[to:]]),
                    "\n".join([*lines[:which], lead + lines[which].lstrip(), *lines[which + 1 :]]),
                )
            )
        )
    return text


@pytest.mark.parametrize("name", FORMATS)
@given(st.data())
def test_an_edited_example_is_read_or_refused_soon(name: str, data: st.DataObject) -> None:
    text = data.draw(edited(name))
    start = time.process_time()
    faults = faults_of(FORMATS[name].locate, text)
    faults_of(FORMATS[name].read, text)
    assert time.process_time() - start < 2
    for fault in faults:
        assert fault.code
        rest_at(text, fault)
