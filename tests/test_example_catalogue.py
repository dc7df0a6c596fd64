# SPDX-License-Identifier: Apache-2.0
"""The catalogue of astronomy software in `docs/examples/catalogue/` is valid, without doubles, and answers searches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import execbroker
from execbroker.document import FORMATS, decode
from execbroker.vocabulary import search, vocabulary

CATALOGUE = Path(__file__).parents[1] / "docs" / "examples" / "catalogue"
FILES = sorted(CATALOGUE.glob("*.yaml"))
OPERATIONS = vocabulary("software-operation")


def data_of(file: Path) -> dict[str, Any]:
    data = FORMATS["yaml"].read(decode(file.read_bytes()))
    assert isinstance(data, dict)
    return data


TOOLS: Mapping[str, dict[str, Any]] = {file.stem: data_of(file)["discovery"] for file in FILES}

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def operations(tool: dict[str, Any]) -> set[str]:
    return {operation for function in tool["functions"] for operation in function["operations"]}


def tools_for(operation: str) -> Iterator[str]:
    """Yield the tools that do `operation`, or something that is narrower."""
    wanted = OPERATIONS.expand(operation)
    return (name for name, tool in TOOLS.items() if operations(tool) & wanted)


def doubles(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@each_file
def test_a_description_has_no_fault_and_no_warning(file: Path) -> None:
    assert execbroker.validate(file, as_="software-description").diagnostics == ()


@each_file
def test_a_description_is_free_to_be_copied(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("# SPDX-License-Identifier: CC0-1.0\n")


@pytest.mark.parametrize("stem", TOOLS)
def test_the_file_is_named_after_the_tool(stem: str) -> None:
    assert re.sub("[^a-z0-9]+", "-", TOOLS[stem]["name"].lower()).strip("-") == stem


@pytest.mark.parametrize("stem", TOOLS)
def test_a_tool_says_what_it_does_and_where_it_is_found(stem: str) -> None:
    assert {"name", "description", "links", "interactions", "functions"} <= TOOLS[stem].keys()
    names = [function["name"] for function in TOOLS[stem]["functions"]]
    assert doubles(iter(names)) == []


def test_there_are_enough_tools_to_search_in() -> None:
    assert len(TOOLS) >= 40


def test_no_address_and_no_identifier_belongs_to_two_tools() -> None:
    addresses = (address for tool in TOOLS.values() for address in set(tool["links"].values()))
    assert doubles(addresses) == []
    identifiers = (
        f"{each['scheme']}:{each['value']}" for tool in TOOLS.values() for each in tool.get("identifiers", ())
    )
    assert doubles(identifiers) == []


@pytest.mark.parametrize("operation", [term.name for term in OPERATIONS.below()])
def test_each_top_operation_is_what_some_tool_is_for(operation: str) -> None:
    assert list(tools_for(operation))


def test_each_specific_operation_is_what_some_tool_does() -> None:
    used = set().union(*map(operations, TOOLS.values()))
    assert [term.name for term in OPERATIONS.terms.values() if not term.grouping and term.name not in used] == []


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("source extractor", "sextractor"),
        ("cube manipulation", "spectral-cube"),
        ("frequency inversion", "rm-tools"),
        ("frequency inversion", "wsclean"),
        ("square root", "gnu-scientific-library"),
        ("newton raphson", "scipy"),
        ("clustering algorithm", "scikit-learn"),
        ("photo-z", "eazy"),
    ],
)
def test_the_words_of_scientists_lead_to_a_tool(words: str, tool: str) -> None:
    best = search(words, within=["software-operation"])[0]
    assert tool in tools_for(best.term.name)


def test_what_can_be_executed_comes_from_the_python_package_index() -> None:
    executions = {file.stem: data["execution"] for file in FILES if "execution" in (data := data_of(file))}
    assert len(executions) >= 8
    for execution in executions.values():
        assert execution["executable"]["entrypoint"]
        assert execution["executable"]["requirements"]
