# SPDX-License-Identifier: Apache-2.0
"""What is said of the first attempts of those who write documents: one code for each fault, and what to write."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from execbroker import validates
from execbroker.document import FORMATS, guess_format
from execbroker.kinds import Kinds
from execbroker.rules import Rules
from execbroker.words import code, simplified

NO_RULES = Rules(())

K = Kinds.builtin().base + "kinds/"
SHORT = {
    "$D": "executable/docker-container",
    "$N": "executable/jupyter-notebook",
    "$P": "executable/python-program",
    "$G": "executable/singularity-container",
    "$C": "compute/simple-compute-resource",
    "$A": "compute/accelerated-compute-resource",
    "$M": "compute/cluster-compute-resource",
    "$S": "data/simple-data-resource",
    "$B": "data/S3-data-resource",
    "$T": "storage/simple-storage-resource",
    "$X": "storage/persistent-storage-resource",
    "$V": "volume/simple-volume-mount",
    "$O": "offerset/execution-offerset",
}
"""What stands for `kind: <URI>` in the documents below; `$K` stands for what the URIs begin with."""

ATTEMPTS = yaml.safe_load((Path(__file__).parent / "first-attempts.yaml").read_text(encoding="utf-8"))
NAMES = [row["document"][:60] for row in ATTEMPTS]


def document(text: str) -> str:
    """Return a document with the kinds in full."""
    for short, kind in SHORT.items():
        text = text.replace(f'"{short}"', f'"kind": "{K}{kind}.yaml"').replace(short, f"kind: {K}{kind}.yaml")
    return text.replace("$K", K)


@pytest.mark.parametrize("row", ATTEMPTS, ids=NAMES)
def test_a_first_attempt_is_told_what_to_write(row: dict[str, str]) -> None:
    found = validates(document(row["document"])).diagnostics
    assert [(one.code, one.pointer) for one in found] == [(row["code"], row["pointer"])]
    assert document(row["hint"]) in (found[0].hint or "")


@pytest.mark.parametrize("row", ATTEMPTS, ids=NAMES)
def test_what_is_suggested_for_a_value_is_right(row: dict[str, str]) -> None:
    """Put in its place, it leaves no fault of the shape."""
    whole = document(row["document"])
    [found] = validates(whole).diagnostics
    written = re.fullmatch("write `([^`]*)`(?:;.*|, if.*)?", found.hint or "")
    if found.code != "wrong-type" or not written or ", ..." in written[1]:
        return
    data = FORMATS[guess_format(whole).name].read(whole)
    around = data
    *steps, last = [int(step) if step.isdigit() else step for step in found.pointer.split("/")[1:]]
    for step in steps:
        around = around[step]
    around[last] = FORMATS["yaml"].read(written[1])
    assert [one.code for one in validates(json.dumps(data), rules=NO_RULES).diagnostics] == []


def test_the_value_in_a_message_is_the_written_one() -> None:
    [found] = validates(document("executable: {$D, entrypoint: 1.10}")).diagnostics
    assert found.message == "expected text, found 1.10"


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(values)
def test_what_is_shown_in_a_hint_is_the_value_in_each_format(value: Any) -> None:
    hint = code(value)
    assert json.loads(hint[1:-1]) == value
    if isinstance(value, (dict, list)):
        text = simplified(hint)[1:-1]
        assert FORMATS["yaml"].read(f"- {text}") == [value]


@given(
    st.dictionaries(st.sampled_from(["Kind", "env", "gpus", "name", "cores", "<<", "kind", "x"]) | st.text(), values)
)
def test_whatever_stands_somewhere_is_explained(junk: Any) -> None:
    for key, kind in (("executable", "$P"), ("compute", "$C"), ("data", "$S")):
        component = {"kind": f"{K}{SHORT[kind]}.yaml", **junk}
        for data in ({key: component}, {key: junk}, {key: [component]}, {key: list(junk.values())}, junk):
            validates(json.dumps(data))


@pytest.mark.parametrize(
    "data",
    [
        {"data": [{"kind": K + "data/simple-data-resource.yaml", "zzz": 1, "title": n} for n in range(1000)]},
        {"data": [f"https://a.example.org/{n}" for n in range(1000)]},
        {"data": [{"knd": n, **{f"kk{key}": 1 for key in range(50)}} for n in range(1000)]},
        {"executable": {"kind": K + "executable/docker-container.yaml", "k" * 2_000_000: 1}},
        {"executable": {"kind": K + "executable/docker-container.yaml", "command": "k " * 1_000_000}},
        {"executable": {"kind": K + "executable/docker-container.yaml", "environment": ["A=b"] * 100_000}},
        {"executable": {"kind": "https://" + "/" * 2_000_000}},
        {"executable": "k" * 2_000_000},
        {"data": {str(n): {} for n in range(50_000)}},
    ],
    ids=["properties", "texts", "keys", "a key", "a command", "pairs", "a kind", "a text", "items"],
)
def test_much_of_anything_is_explained_soon_and_shortly(data: Any) -> None:
    text = json.dumps(data)
    start = time.perf_counter()
    report = validates(text)
    assert time.perf_counter() - start < 20
    assert report.errors
    assert all(len(found.message) + len(found.hint or "") <= 1600 for found in report.diagnostics)
