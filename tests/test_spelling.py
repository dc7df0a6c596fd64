# SPDX-License-Identifier: Apache-2.0
"""How an accepted document is written is warned about where it could be mistaken elsewhere, and nowhere else."""

from __future__ import annotations

import json

import pytest

import execbroker
from execbroker.kinds import Kinds
from execbroker.rules import Rules

BASE = Kinds.builtin().base
DOCKER = f"executable:\n  kind: {BASE}kinds/executable/docker-container.yaml\n"
ALIAS = f"{BASE}kinds/computer/simple-compute-resource.yaml"
KIND = f"{BASE}kinds/compute/simple-compute-resource.yaml"

WORDS = [
    # what follows the kind of a container, the values that are taken for booleans: line, column, word, meaning
    ("  command: [yes]\n", [(3, 13, "yes", "true")]),
    ("  command: [on, 'on', \"on\", x]\n", [(3, 13, "on", "true")]),
    ("  command: [ls,no]\n", [(3, 16, "no", "false")]),
    ("  command:\n  - off\n", [(4, 5, "off", "false")]),
    ("  environment:\n    A:\tOff", [(4, 8, "Off", "false")]),
    ("  environment: {A: YES}\n", [(3, 20, "YES", "true")]),
    ("  environment:\n    A: &a yes # as it is\n    B: *a\n", [(4, 8, "yes", "true")]),
    ("  environment: {A: yes, B: No}\n", [(3, 20, "yes", "true"), (3, 28, "No", "false")]),
    ("  environment: {A: off\n  }\r\n", [(3, 20, "off", "false")]),
    ("  environment:\n    no: a\n", []),
    ("  environment:\n    A: 'no'\n", []),
    ("  environment:\n    A: |-\n      no\n", []),
    ("  environment:\n    A: say no\n", []),
    ("  environment:\n    A: nowhere\n", []),
    ("  environment:\n    A: n\n", []),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words_that_other_readers_take_for_booleans_are_named(
    text: str, words: list[tuple[int, int, str, str]]
) -> None:
    report = execbroker.validates(DOCKER + text, rules=Rules(()))
    assert report.ok
    assert report.warnings == report.diagnostics
    assert [(found.code, found.line, found.column, dict(found.values)) for found in report.diagnostics] == [
        ("boolean-word", line, column, {"word": word, "meant": meant}) for line, column, word, meant in words
    ]
    assert [found.hint for found in report.diagnostics] == [f'put it in quotes: "{word}"' for *_, word, _ in words]


def test_in_json_words_are_always_in_quotes() -> None:
    text = json.dumps(
        {"executable": {"kind": f"{BASE}kinds/executable/docker-container.yaml", "command": ["no", "on"]}}
    )
    assert execbroker.validates(text, rules=Rules(())).diagnostics == ()


def test_what_looks_like_json_may_be_yaml_to_the_caller() -> None:
    text = f'{{"executable": {{"kind": "{BASE}kinds/executable/docker-container.yaml", "command": [no]}}}}'
    report = execbroker.validates(text, format="yaml", rules=Rules(()))
    assert [found.code for found in report.diagnostics] == ["boolean-word"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"compute:\n  kind: {KIND}\n", []),
        (f"compute:\n  kind: {ALIAS}\n", [("/compute/kind", 2, 9)]),
        (f"compute:\n  kind: {ALIAS}\n  meta: {{name: '{ALIAS}'}}\n", [("/compute/kind", 2, 9)]),
        (f"kind: {ALIAS}\n", [("/kind", 1, 7)]),
        (f"compute:\n  kind: {KIND}\n  meta: {{name: '{ALIAS}'}}\n", []),
    ],
)
def test_another_spelling_of_a_kind_is_named_with_the_one_to_write(
    text: str, places: list[tuple[str, int, int]]
) -> None:
    report = execbroker.validates(text, rules=Rules(()))
    assert report.ok
    assert report.warnings == report.diagnostics
    assert [(found.pointer, found.line, found.column) for found in report.diagnostics] == places
    for found in report.diagnostics:
        assert (found.code, found.hint) == ("kind-alias", f"write `{KIND}`")
        assert dict(found.values) == {"kind": "simple-compute-resource"}
