# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document is sound, says of every document what the bundle says, and each rule finds its fault once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from beside import edit, problems
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from execbroker_build import openapi

FILE = "model/service.yaml"
PRODUCT = "execbroker_model/openapi.json"

FAULTS = {
    "misshapen_service: a section that is missing": ("\ntags:\n", "\nx-tags:\n", "title: Exec", "`tags` is missing"),
    "misshapen_service: a section too many": ("\npaths:\n", "\nservers: []\npaths:\n", "servers:", "no section"),
    "unknown_key: a method": (
        "\n    post:\n",
        "\n    pots:\n",
        "    pots:",
        "unknown key `pots`; did you mean `post`?",
    ),
    "unknown_key: of an operation": ("      summary: Ask", "      sumary: Ask", "sumary:", "did you mean `summary`?"),
    "unknown_key: of a response": (
        "          x-problem:",
        "          x-problm:",
        "x-problm:",
        "did you mean `x-problem`?",
    ),
    "unknown_key: of a body": ("        required: true\n", "        requird: true\n", "requird:", "`required`?"),
    "unknown_key: a status": ("        '303':", "        '30x':", "'30x':", "`30x` is no status code"),
    "unknown_key: a link": (
        "operationId: getOfferSet\n",
        "operationId: getOffrSet\n",
        "getOffrSet",
        "no operation `getOffrSet`",
    ),
    "dangling_reference: a file": ("common/uuid.yaml", "common/uid.yaml", "uid.yaml", "`common/uid.yaml` leads"),
    "dangling_reference: a component": ("responses/Gone'", "responses/Went'", "Went", "responses/Went` leads nowhere"),
    "dangling_reference: a document": (
        "x-document: execution-request.yaml",
        "x-document: request.yaml",
        "x-document: request.yaml",
        "`request.yaml` leads nowhere",
    ),
    "invalid_problem: a property that a problem has not": (
        "detail: A bearer token is needed.",
        "details: A bearer token is needed.",
        "x-problem:",
        "'details'",
    ),
    "invalid_problem: a status that is none": ("status: 415", "status: 1415", "status: 1415", "1415"),
}


@pytest.fixture(scope="module")
def document(made: dict[str, str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(made[PRODUCT])
    return read


@pytest.fixture
def project(copy_sources: Callable[[], Path]) -> Path:
    return copy_sources()


def nodes(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value in `value` that is no example, with its key."""
    yield key, value
    if key not in ("example", "examples"):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, item in items:
            yield from nodes(item, str(name))


def at(document: Mapping[str, Any], reference: str) -> Any:
    value: Any = document
    for step in reference.removeprefix("#/").split("/"):
        value = value[step]
    return value


def answers(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield each answer of each operation: the name of the operation, the status, the response."""
    for path in document["paths"].values():
        for method in ("get", "post"):
            for status, response in path.get(method, {"responses": {}})["responses"].items():
                found = at(document, response["$ref"]) if "$ref" in response else response
                yield path[method]["operationId"], status, found


def operations(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    }


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_its_version_is_that_of_the_model(document: dict[str, Any], root: Path) -> None:
    assert document["info"]["version"] == (root / "model" / "VERSION").read_text(encoding="utf-8").strip()


def test_its_schemas_are_schemas(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_and_nothing_is_there_that_nobody_refers_to(document: dict[str, Any]) -> None:
    references = set(re.findall(r'"(#/components/[^"]+)"', json.dumps(document)))
    for reference in references:
        at(document, reference)
    there = {
        f"#/components/{section}/{name}"
        for section, components in document["components"].items()
        if section != "securitySchemes"
        for name in components
    }
    assert there == references
    named = {name for key, value in nodes(document) if key == "security" for each in value for name in each}
    assert named == document["components"]["securitySchemes"].keys()


def test_a_link_leads_to_an_operation_with_the_parameters_that_it_takes(document: dict[str, Any]) -> None:
    known = operations(document)
    links = [link for key, value in nodes(document) if key == "links" for link in value.values()]
    assert len(links) > 3
    for link in links:
        assert link["operationId"] in known
        assert link["parameters"].keys() == {"uuid"}


def test_what_changes_something_needs_a_token_and_what_reads_is_public(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        assert path.get("get", {}).get("security", []) == []
        if "post" in path:
            assert path["post"]["security"] == [{"bearer": []}]
            assert {"400", "401", "415"} <= path["post"]["responses"].keys()


def test_documents_are_read_and_written_in_json_and_yaml_and_problems_in_json(document: dict[str, Any]) -> None:
    for _, status, response in answers(document):
        expected = {
            "2": {"application/json", "application/yaml"},
            "3": set(),
            "4": {"application/problem+json"},
        }[status[0]]
        assert response.get("content", {}).keys() == expected
    for operation in operations(document).values():
        if "requestBody" in operation:
            assert operation["requestBody"]["content"].keys() == {"application/json", "application/yaml"}


def test_every_example_is_valid_where_it_stands(document: dict[str, Any]) -> None:
    contents = [content for key, value in nodes(document) if key == "content" for content in value.values()]
    assert len(contents) > 10
    for content in contents:
        validator = validator_for(document["components"]["schemas"], content["schema"]["$ref"], "#/components/schemas/")
        shown = [at(document, one["$ref"])["value"] for one in content.get("examples", {}).values()]
        shown += [content["example"]] if "example" in content else []
        assert shown
        for example in shown:
            assert validator.is_valid(example), example


def test_the_example_of_a_problem_has_the_status_of_its_answer(document: dict[str, Any]) -> None:
    told = [
        (status, str(response["content"]["application/problem+json"]["example"]["status"]))
        for _, status, response in answers(document)
        if status[0] == "4"
    ]
    assert {status for status, _ in told} == {"400", "401", "403", "404", "409", "410", "415"}
    assert [status for status, said in told if status != said] == []


def test_a_union_tells_the_kinds_and_their_other_spellings_apart(document: dict[str, Any]) -> None:
    union = document["components"]["schemas"]["AnyComputeResource"]
    assert union["discriminator"]["propertyName"] == "kind"
    mapping = union["discriminator"]["mapping"]
    assert {one["$ref"] for one in union["oneOf"]} == set(mapping.values())
    simple = [kind for kind, place in mapping.items() if place.endswith("/SimpleComputeResource")]
    assert [kind.partition("/kinds/")[2] for kind in simple] == [
        "compute/simple-compute-resource.yaml",
        "computer/simple-compute-resource.yaml",
    ]


def validator_for(schemas: Mapping[str, Any], reference: str, place: str) -> Any:
    text = json.dumps({"$ref": reference, "$defs": schemas}).replace(place, "#/$defs/")
    return jsonschema_rs.Draft202012Validator(json.loads(text))


def edits(data: Any) -> Iterator[Any]:
    """Yield what is one edit from `data`: another value in the place of one in it, or one left out or added."""
    yield from (None, True, -1.5, "", "uri:enum-value-update", [], {}, {"zz": "x"})
    if isinstance(data, dict):
        yield {**data, "zz": 1}
        for key, value in data.items():
            yield {other: data[other] for other in data if other != key}
            yield from ({**data, key: other} for other in edits(value))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from ([*data[:index], other, *data[index + 1 :]] for other in edits(value))


def test_its_schemas_say_of_documents_one_edit_from_the_examples_what_the_bundle_says(
    document: dict[str, Any], made: dict[str, str]
) -> None:
    bundle = json.loads(made["execbroker_model/schema.json"])["$defs"]
    for title in ("ExecutionRequest", "OfferSet", "AnySession", "AnyUpdate", "Problem"):
        mine = validator_for(
            document["components"]["schemas"], f"#/components/schemas/{title}", "#/components/schemas/"
        )
        reference = validator_for(bundle, f"#/$defs/{title}", "#/$defs/")
        verdicts = set()
        for example in document["components"]["examples"].values():
            for edited in (example["value"], *edits(example["value"])):
                assert mine.is_valid(edited) is reference.is_valid(edited), (title, edited)
                verdicts.add(mine.is_valid(edited))
        assert False in verdicts
        assert title == "Problem" or True in verdicts


def test_the_service_has_no_problems(root: Path) -> None:
    assert problems(root, openapi.lint) == []


@pytest.mark.parametrize(("old", "new", "at", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_at_its_line(project: Path, old: str, new: str, at: str, words: str) -> None:
    text = edit(project / FILE, old, new)
    lines = {number for number, line in enumerate(text.splitlines(), 1) if at in line}
    found = [problem for problem in problems(project, openapi.lint) if words in problem.message]
    assert found
    assert {problem.path for problem in found} == {FILE}
    assert {problem.line for problem in found} <= lines, found


def test_every_rule_has_a_fault() -> None:
    assert {rule.__name__ for rule in openapi.RULES} == {name.partition(":")[0] for name in FAULTS}


def test_the_build_refuses_a_fault_and_writes_nothing(
    project: Path, build: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    edit(project / FILE, "common/uuid.yaml", "common/uid.yaml")
    code, out, err = build()
    assert (code, out, len(err)) == (1, [], 1)
    assert err[0].startswith(FILE)


def test_a_model_without_a_service_has_no_openapi_document(
    project: Path, build: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    (project / FILE).unlink()
    assert build()[0] == 0
    assert not (project / "generated" / PRODUCT).exists()
