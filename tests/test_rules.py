# SPDX-License-Identifier: Apache-2.0
"""Sets of rules are immutable; they are selected, silenced with a reason, and extended."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from test_kinds import KINDS, TEXT

from execbroker import InvalidDocument, loads, validates
from execbroker.cli import main
from execbroker.codes import code_of
from execbroker.model import Component, ExecutionRequest, SimpleComputeResource
from execbroker.rules import Rule, Rules, Scene, Violation, rule, standard, walk

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
REQUEST = f"""
executable:
  kind: {K}/executable/jupyter-notebook.yaml
  location: https://notebooks.example.org/m31.ipynb
compute:
  kind: {K}/compute/simple-compute-resource.yaml
  cores: {{min: 8, max: 4}}
  memory: {{min: -1}}
"""


@rule("error", section="policy of example.org", message="resource-limit")
def too_many_cores(subject: SimpleComputeResource, scene: Scene) -> Iterator[Violation]:
    """A platform of ours has four cores."""
    if subject.cores and (subject.cores.min or 0) > 4:
        yield Violation(("cores", "min"), "${cores} cores are more than we have", {"cores": subject.cores.min})


@rule("warning", section="policy of example.org")
def unnamed_component(subject: Component, scene: Scene) -> Iterator[Violation]:
    if not (subject.meta and subject.meta.name) and scene.inside("ExecutionRequest"):
        yield Violation((), "give it a name")


def codes(rules: Rules | None = None) -> list[str]:
    return [found.code for found in validates(REQUEST, rules=rules).diagnostics]


def test_the_rules_of_the_model_are_those_that_are_asked_by_default() -> None:
    assert codes() == codes(standard()) == ["min-above-max", "negative-amount"]
    assert codes(Rules(())) == []


def test_a_rule_is_left_out_with_a_reason() -> None:
    rules = standard().without("negative-amount", reason="we lend memory")
    assert codes(rules) == ["min-above-max"]
    assert rules.silenced == {"negative-amount": "we lend memory"}
    assert standard().silenced == {}
    with pytest.raises(ValueError, match="a reason is needed"):
        standard().without("negative-amount", reason=" ")


def test_a_few_rules_are_taken() -> None:
    assert codes(standard().only("negative-amount")) == ["negative-amount"]


def test_a_severity_is_changed() -> None:
    rules = standard().with_severity("min-above-max", "warning").only("min-above-max")
    report = validates(REQUEST, rules=rules)
    assert report.ok
    assert [found.severity for found in report.warnings] == ["warning"]


def test_a_rule_is_added_once() -> None:
    rules = standard().with_rule(too_many_cores)
    assert sorted(codes(rules)) == ["min-above-max", "negative-amount", "too-many-cores"]
    (found,) = [one for one in validates(REQUEST, rules=rules).errors if one.code == "too-many-cores"]
    assert (found.pointer, found.line, found.column) == ("/compute/cores/min", 7, 16)
    assert (found.message, found.section) == ("8 cores are more than we have", "policy of example.org")
    assert (found.template, found.values) == ("${cores} cores are more than we have", (("cores", "8"),))
    with pytest.raises(ValueError, match="already"):
        rules.with_rule(too_many_cores)


def test_an_unknown_code_is_refused() -> None:
    for change in (
        lambda: standard().only("nonsense"),
        lambda: standard().without("nonsense", reason="none"),
        lambda: standard().with_severity("nonsense", "error"),
    ):
        with pytest.raises(ValueError, match="no rule `nonsense`"):
            change()


def test_a_rule_on_a_base_class_sees_the_derived_ones() -> None:
    found = validates(REQUEST, rules=Rules((unnamed_component,))).diagnostics
    assert [one.pointer for one in found] == ["/executable", "/compute"]


def test_reading_asks_the_rules_that_it_is_given() -> None:
    assert isinstance(loads(REQUEST), ExecutionRequest)
    with pytest.raises(InvalidDocument) as caught:
        loads(REQUEST, rules=standard())
    assert caught.value.report == validates(REQUEST)
    warned = standard().only("min-above-max").with_severity("min-above-max", "warning")
    assert isinstance(loads(REQUEST, rules=warned), ExecutionRequest)


def test_a_document_is_walked_from_the_outside_in_in_the_order_of_its_properties() -> None:
    paths = [scene.path for _, scene in walk(loads(REQUEST))]
    assert paths == [(), ("executable",), ("compute",), ("compute", "cores"), ("compute", "memory")]


def test_a_docstring_without_its_parts_is_no_explanation() -> None:
    with pytest.raises(ValueError, match="lacks a sentence"):
        code_of(too_many_cores)
    assert isinstance(too_many_cores, Rule)


def test_the_command_leaves_rules_out(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    file = f"{tmp_path}/request.yaml"
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(REQUEST)
    ignored = ["--ignore", "negative-amount=we lend memory", "--ignore", "min-above-max=for a test"]
    assert main(["validate", *ignored, file]) == 0
    assert main(["validate", "--ignore", "negative-amount", file]) == 2
    assert "say why" in capsys.readouterr().err
    assert main(["validate", "--ignore", "negative-amounts=no", file]) == 2
    assert "did you mean `negative-amount`?" in capsys.readouterr().err
    assert main(["validate", "--ignore", "kind-alias=no", file]) == 2
    assert "is no rule" in capsys.readouterr().err


@rule("warning", section="policy of example.org")
def endless(subject: Component, scene: Scene) -> Iterator[Violation]:
    while True:
        yield Violation((), "again")


def test_of_one_rule_no_more_is_taken_than_can_be_listed_and_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("execbroker.rules.registry.MAX_FAULTS", 3)
    found = [one.code for one in Rules((endless, unnamed_component)).findings(loads(REQUEST))]
    assert Counter(found) == {"endless": 4, "unnamed-component": 2}
    data = [{"kind": f"{K}/data/simple-data-resource.yaml"}] * 5
    document = loads(json.dumps({"executable": {"kind": f"{K}/executable/jupyter-notebook.yaml"}, "data": data}))
    assert len(list(standard().only("incomplete-data").findings(document))) == 4


def test_what_is_empty_is_told_where_it_stands() -> None:
    image = {"kind": f"{K}/executable/docker-container.yaml", "image": {"locations": []}}
    (found,) = validates(json.dumps({"executable": image}), rules=standard().only("incomplete-executable")).errors
    assert found.pointer == "/executable/image/locations"


def test_what_an_added_kind_cannot_do_without_nobody_knows() -> None:
    assert validates(TEXT.replace("  location: https://example.org/n.json\n", ""), kinds=KINDS).diagnostics == ()


def test_a_name_that_leads_to_two_is_told_once() -> None:
    volumes = [{"kind": f"{K}/volume/simple-volume-mount.yaml", "resource": name} for name in ("a", "b", "a", "b")]
    resources = {
        place: [{"kind": f"{K}/{place}/simple-{place}-resource.yaml", "meta": {"name": name}} for name in ("a", "b")]
        for place in ("storage", "data")
    }
    compute = {"kind": f"{K}/compute/simple-compute-resource.yaml", "volumes": volumes}
    text = json.dumps(
        {"executable": {"kind": f"{K}/executable/jupyter-notebook.yaml"}, "compute": compute, **resources}
    )
    found = validates(text, rules=standard().only("ambiguous-reference")).errors
    assert [one.pointer for one in found] == ["/compute/volumes/0/resource", "/compute/volumes/1/resource"]


def test_warnings_however_many_leave_a_document_valid() -> None:
    item = f"{{kind: {K}/data/simple-data-resource.yaml, location: 'htps://archive.example.org/m31.fits'}}"
    data = "".join(f"  - {item}\n" for _ in range(1200))
    report = validates(f"{REQUEST}data:\n{data}", rules=standard().only("unknown-scheme"))
    assert report.ok
    assert len(report.warnings) == 1001
    report = validates(f"{REQUEST}data:\n{data}")
    assert {found.code for found in report.errors} == {"min-above-max", "negative-amount", "too-many-faults"}
