# SPDX-License-Identifier: Apache-2.0
"""Reading and checking: what is recognised, what is kept, what is refused, and where."""

from __future__ import annotations

import errno
import gc
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import execbroker
from execbroker import InvalidDocument, reading
from execbroker.kinds import Kinds
from execbroker.model import (
    Component,
    DockerContainer,
    EnumValueUpdate,
    ExecutionRequest,
    ExecutionTemplate,
    OfferSet,
    OtherExecutable,
    SimpleComputeResource,
)
from execbroker.rules import Rules
from execbroker.validation import unreadable

BASE = Kinds.builtin().base
DOCKER = BASE + "kinds/executable/docker-container.yaml"
COMPUTE = BASE + "kinds/compute/simple-compute-resource.yaml"


def places(text: str | bytes, **options: Any) -> list[tuple[str, str, int | None, int | None]]:
    found = execbroker.validates(text, **options).diagnostics
    return [(d.code, d.pointer, d.line, d.column) for d in found]


@pytest.mark.parametrize(
    ("text", "cls"),
    [
        (f"kind: {DOCKER}", DockerContainer),
        (f'{{"kind": "{DOCKER}"}}', DockerContainer),
        ("kind: uri:enum-value-update\npath: /phase\nvalue: ACCEPTED", EnumValueUpdate),
        (f"executable: {{kind: {DOCKER}}}", ExecutionRequest),
        ("costs: []", ExecutionRequest),
        ('{"result": "NO", "offers": []}', OfferSet),
    ],
)
def test_document_is_recognised_by_its_kind_or_its_keys(text: str, cls: type) -> None:
    assert type(execbroker.loads(text)) is cls


@pytest.mark.parametrize("as_", ["execution-template", "ExecutionTemplate", ExecutionTemplate])
def test_document_is_what_the_caller_says(as_: Any) -> None:
    text = f"executable: {{kind: {BASE}kinds/executable/abstract-executable.yaml}}"
    assert type(execbroker.loads(text, as_=as_)) is ExecutionTemplate
    assert execbroker.validates("{}", as_=as_).ok


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one fault each, in the order of the codes in the documentation
        (f"executable:\n  kind: {DOCKER}\n  comand: [ls]\n", ("unknown-property", "/executable/comand", 3, 3)),
        (f"executable:\n  kind: {DOCKER[:-6]}.yaml\n", ("unknown-kind", "/executable/kind", 2, 9)),
        (f"compute:\n  kind: {DOCKER}\n", ("misplaced-kind", "/compute/kind", 2, 9)),
        ("executable:\n  image: {}\n", ("missing-kind", "/executable", 1, 1)),
        ("kind: uri:enum-value-update\npath: /phase\n", ("missing-property", "", 1, 1)),
        (f"executable:\n  kind: {DOCKER}\n  command: ls\n", ("wrong-type", "/executable/command", 3, 12)),
        (f"executable:\n  kind: {DOCKER}\n  command:\n", ("null-value", "/executable/command", 3, 11)),
        ("executable: null", ("null-value", "/executable", 1, 13)),
        ("executable: text", ("wrong-type", "/executable", 1, 13)),
        (f"executable:\n  kind: {DOCKER}\n  phase: GONE\n", ("unknown-value", "/executable/phase", 3, 10)),
        ("schedule: {requested: {duration: P1H}}", ("malformed-text", "/schedule/requested/duration", 1, 34)),
        (
            f"compute: {{kind: '{COMPUTE}', cores: {{min: {2**63}}}}}",
            ("out-of-range", "/compute/cores/min", 1, 34 + len(COMPUTE)),
        ),
        (
            f"compute:\n  kind: {BASE}kinds/compute/accelerated-compute-resource.yaml\n  accelerators: []\n",
            ("too-few-items", "/compute/accelerators", 3, 17),
        ),
        (
            f"data:\n  - kind: {BASE}kinds/data/abstract-data-resource.yaml\n",
            ("placeholder-in-request", "/data/0/kind", 2, 11),
        ),
        ("", ("empty-document", "", 1, 1)),
        ("# only a comment\n", ("empty-document", "", 1, 1)),
        ("- a\n- b\n", ("not-a-mapping", "", 1, 1)),
        ("text", ("not-a-mapping", "", 1, 1)),
        ("software: {}\n", ("unknown-document", "", 1, 1)),
        ("{}", ("unknown-document", "", 1, 1)),
        ("costs: []\ncosts: []\n", ("duplicate-key", "/costs", 2, 1)),
        ('{"costs": [],\n "costs": []}', ("duplicate-key", "/costs", 2, 2)),
    ],
)
def test_one_fault_gives_one_diagnostic_at_its_place(text: str, expected: tuple[Any, ...]) -> None:
    assert places(text) == [expected]
    with pytest.raises(InvalidDocument) as caught:
        execbroker.loads(text)
    assert caught.value.report == execbroker.validates(text)


def test_every_fault_is_reported_once_and_in_the_order_of_the_document() -> None:
    text = f"""\
costs: [{{kind: {BASE}kinds/costs/nonsense.yaml}}]
executable:
  kind: {DOCKER}
  comand: [ls]
  meta:
    nam: x
    uuid: 5
  privileged: "yes"
volums: []
"""
    assert [(found.code, found.line) for found in execbroker.validates(text).diagnostics] == [
        ("unknown-kind", 1),
        ("unknown-property", 4),
        ("unknown-property", 6),
        ("wrong-type", 7),
        ("wrong-type", 8),
        ("unknown-property", 9),
    ]


def test_a_wrong_kind_drags_no_consequences_behind_it() -> None:
    text = f"executable:\n  kind: {DOCKER[:-5]}.yml\n  image: 5\n  surplus: 1\n"
    assert [code for code, *_ in places(text)] == ["unknown-kind"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (f"executable: {{kind: {DOCKER}, comand: []}}", "`command`"),
        (f"executable: {{kind: {DOCKER}, imagee: {{}}}}", "`image`"),
        (f"executable: {{kind: {DOCKER.replace('container', 'contaner')}}}", f"`{DOCKER}`"),
        (f"executable: {{kind: {DOCKER}, phase: runing}}", "`RUNNING`"),
        (f"executable: {{kind: {DOCKER}, PRIVILEGED: true}}", "`privileged`"),
    ],
)
def test_the_nearest_name_is_suggested(wrong: str, right: str) -> None:
    (found,) = execbroker.validates(wrong).diagnostics
    assert found.hint == f"did you mean {right}?"


def test_another_spelling_of_a_kind_is_a_warning_and_kept() -> None:
    text = f"compute:\n  kind: {COMPUTE.replace('/compute/', '/computer/')}\n"
    report = execbroker.validates(text, rules=Rules(()))
    assert report.ok
    assert [(d.code, d.severity, d.pointer, d.line, d.column) for d in report.diagnostics] == [
        ("kind-alias", "warning", "/compute/kind", 2, 9)
    ]
    request = execbroker.loads(text)
    assert isinstance(request, ExecutionRequest)
    assert isinstance(request.compute, SimpleComputeResource)
    assert "/computer/" in execbroker.dumps(request)


UNKNOWN = {
    "executable": {"kind": "https://example.org/new", "meta": {"name": "x", "later": None}, "deep": [1, {"a": None}]},
    "compute": {"kind": COMPUTE, "gpus": 2, "cores": {"min": 1, "step": None}},
    "later": {"text": "é", "number": 1.5, "truth": False},
}


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_what_is_unknown_can_be_kept(form: str) -> None:
    text = json.dumps(UNKNOWN)
    assert [code for code, *_ in places(text)] == [
        "unknown-kind",
        "unknown-property",
        "unknown-property",
        "unknown-property",
    ]
    request = execbroker.loads(text, unknown="keep")
    assert isinstance(request, ExecutionRequest)
    assert isinstance(request.executable, OtherExecutable)
    assert request.executable.kind == "https://example.org/new"
    assert request.executable.meta is not None
    assert request.executable.meta.name == "x"
    assert request.model_extra == {"later": UNKNOWN["later"]}
    dumped = execbroker.dumps(request, format=form)
    assert execbroker.document.FORMATS[form].read(dumped) == UNKNOWN
    assert execbroker.dumps(execbroker.loads(dumped, unknown="keep"), format=form) == dumped
    assert execbroker.validates(text, unknown="keep").ok


def test_a_document_of_an_unknown_kind_can_be_kept() -> None:
    text = '{"kind":"https://example.org/new","meta":{"name":"x"},"deep":[1,{"a":null}]}'
    document = execbroker.loads(text, unknown="keep")
    assert isinstance(document, Component)
    assert document.meta is not None
    assert execbroker.dumps(document) == text
    assert [code for code, *_ in places(text)] == ["unknown-kind"]
    assert places('{"kind": "https://example.org/new", "meta": 5}', unknown="keep") == [("wrong-type", "/meta", 1, 45)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"executable: {{kind: {DOCKER}, command: 5}}", "wrong-type"),
        ("executable: {kind: 'https://example.org/new', meta: {name: 5}}", "wrong-type"),
        ("executable: {kind: 5}", "wrong-type"),
        ("executable: {}", "missing-kind"),
        ("executable: {kind: 'https://example.org/new'}\nlater: 1e999", "number-too-long"),
        ('{"costs": [], "later": 1e999}', "number-too-long"),
        ('{"costs": [], "later": {"a": 1, "a": 2}}', "duplicate-key"),
    ],
)
def test_keeping_what_is_unknown_forgives_nothing_that_is_known(text: str, expected: str) -> None:
    assert [code for code, *_ in places(text, unknown="keep")] == [expected]


def test_duplicate_keys_are_refused_unless_the_text_is_trusted() -> None:
    text = '{"costs": [], "metrics": [], "costs": []}'
    with pytest.raises(InvalidDocument, match="duplicate-key"):
        execbroker.loads(text)
    assert execbroker.loads(text, duplicate_keys="last") == ExecutionRequest(costs=[], metrics=[])
    with pytest.raises(InvalidDocument, match="duplicate-key"):
        execbroker.loads("costs: []\ncosts: []\n", duplicate_keys="last")


@pytest.mark.parametrize(
    "options",
    [{"format": "toml"}, {"as_": "nonsense"}, {"unknown": "ignore"}, {"duplicate_keys": "first"}],
)
def test_a_wrong_argument_is_the_callers_error_not_the_documents(options: dict[str, Any]) -> None:
    for function in (execbroker.loads, execbroker.validates):
        with pytest.raises(ValueError, match=r"nonsense|toml|ignore|first") as caught:
            function("costs: []", **options)
        assert not isinstance(caught.value, InvalidDocument)
    with pytest.raises(ValueError, match="toml"):
        execbroker.dumps(ExecutionRequest(costs=[]), format="toml")


@pytest.mark.parametrize(
    ("as_", "said"),
    [("execution-requst", "; did you mean 'execution-request'\\?$"), ("nonsense", "kind 'nonsense'$")],
)
def test_the_nearest_document_type_is_suggested(as_: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        execbroker.loads("costs: []", as_=as_)


def test_what_is_no_document_is_refused_before_the_rules_are_asked() -> None:
    with pytest.raises(InvalidDocument, match="unknown-property"):
        execbroker.loads("costs: []\nnonsense: 1", rules=execbroker.rules.standard())


def test_a_document_of_a_named_type_needs_nothing_that_tells_it() -> None:
    assert places("nonsense: 1", as_="execution-request") == [("unknown-property", "/nonsense", 1, 1)]
    assert places("nonsense: 1") == [("unknown-document", "", 1, 1)]


def test_a_missing_file_is_a_diagnostic_and_its_cause_is_kept(tmp_path: Path) -> None:
    report = execbroker.validate(tmp_path / "missing.yaml")
    assert [(found.code, found.line) for found in report.errors] == [("unreadable-file", None)]
    with pytest.raises(InvalidDocument) as caught:
        execbroker.load(tmp_path / "missing.yaml")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_the_suffix_tells_the_format_before_the_text_does(tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    file.write_text('{"costs": [], # a comment, which JSON has not\n "metrics": []}')
    assert isinstance(execbroker.load(file), ExecutionRequest)
    assert execbroker.validate(file, rules=Rules(())).ok
    assert execbroker.validates(file.read_text(), format="json").diagnostics[0].code == "json-syntax"


def test_files_are_written_in_the_format_of_their_suffix(tmp_path: Path) -> None:
    document = ExecutionRequest(costs=[])
    for name, start in (("a.json", "{\n"), ("a.yaml", "costs"), ("a.yml", "costs"), ("a", "{\n")):
        execbroker.dump(document, tmp_path / name)
        assert (tmp_path / name).read_text().startswith(start)
        assert execbroker.load(tmp_path / name) == document


def test_the_collector_runs_again_after_a_large_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 1)
    for text in ("costs: []", "nonsense: []", "a: a: a"):
        execbroker.validates(text)
        assert gc.isenabled()
    gc.disable()
    try:
        execbroker.validates("costs: []")
        assert not gc.isenabled(), "what the caller switched off stays off"
    finally:
        gc.enable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["kind", "executable", "meta"]), inner),
    max_leaves=10,
)


@given(st.text() | st.binary(), st.sampled_from(["error", "keep"]))
def test_whatever_the_text_the_answer_is_a_document_or_a_report(text: str | bytes, unknown: Any) -> None:
    report = execbroker.validates(text, unknown=unknown)
    assert report.ok is not bool(report.errors)
    try:
        execbroker.loads(text, unknown=unknown)
    except InvalidDocument as error:
        refused: Any = error.report
    else:
        refused = None
    assert (refused is None) is report.ok


@given(JSON, st.sampled_from(["error", "keep"]))
def test_whatever_the_data_the_answer_is_a_document_or_a_report(data: Any, unknown: Any) -> None:
    for inside in (data, {"executable": data}, {"kind": DOCKER, "meta": data}):
        text = json.dumps(inside)
        report = execbroker.validates(text, unknown=unknown)
        assert "refused-by-class" not in {found.code for found in report.diagnostics}
        if report.ok:
            document = execbroker.loads(text, unknown=unknown)
            assert json.loads(execbroker.dumps(document)) == json.loads(text)


def test_a_document_full_of_faults_lists_a_part_of_them() -> None:
    report = execbroker.validates(json.dumps({"data": [1] * 1500}))
    assert len(report.diagnostics) == 1001
    assert {found.code for found in report.diagnostics} == {"wrong-type", "too-many-faults"}


@pytest.mark.parametrize(
    ("text", "section"),
    [
        (f"executable:\n  kind: {DOCKER}\n  comand: [ls]\n", "kinds/executable/docker-container.yaml"),
        (f"executable:\n  kind: {DOCKER}\n  command: ls\n", "kinds/executable/docker-container.yaml"),
        ("executable:\n  kind: nonsense\n", "common/any-executable.yaml"),
        ("schedule: {requested: {duration: P1H}}", "common/duration.yaml"),
        ("kind: nonsense", None),
    ],
)
def test_a_fault_names_the_part_of_the_model_it_is_against(text: str, section: str | None) -> None:
    assert [found.section for found in execbroker.validates(text).diagnostics] == [section]


def test_an_offerset_may_lack_its_kind_and_gains_none() -> None:
    """Version 1.0 does not require it there."""
    for text in ('{"result":"NO"}', '{"meta":{"name":"x"},"offers":[]}'):
        document = execbroker.loads(text)
        assert isinstance(document, OfferSet)
        assert execbroker.dumps(document) == text
        assert execbroker.loads(execbroker.dumps(document, format="yaml")) == document
    assert "kind" in execbroker.dumps(OfferSet(result="NO"))
    assert places('{"result": "NO", "ofers": []}') == [("unknown-property", "/ofers", 1, 18)]


def test_a_kind_among_names_that_are_free_is_no_kind() -> None:
    """An environment may have a variable of that name, and so may what is kept."""
    alias = COMPUTE.replace("/compute/", "/computer/")
    image = "image: {locations: ['ghcr.io/example-survey/source-finder:2.4.1']}"
    assert places(f"executable: {{kind: {DOCKER}, {image}, environment: {{kind: '{alias}'}}}}") == []
    text = json.dumps({"compute": {"kind": alias}, "x": {"kind": [1]}})
    assert [code for code, *_ in places(text, unknown="keep", rules=Rules(()))] == ["kind-alias"]


def test_a_trusted_text_with_a_key_twice_is_refused_for_that_or_read() -> None:
    text = '{"kind":"uri:enum-value-update","path":"/p","value":"v","kind":"uri:string-value-update"}'
    assert [code for code, *_ in places(text, duplicate_keys="last")] == ["duplicate-key"]


def test_messages_stay_readable_whatever_the_document() -> None:
    for text in (json.dumps({"k" * 100_000: 1, "costs": []}), json.dumps({"kind": "k" * 100_000})):
        (found,) = execbroker.validates(text).diagnostics
        assert len(found.message) <= 800
        assert len(found.hint or "") <= 800


def test_many_faults_of_one_text_are_found_in_time_that_grows_with_it() -> None:
    report = execbroker.validates("a: 1\n" * 50_000)
    assert {found.code for found in report.diagnostics} == {"duplicate-key"}
    assert len(report.diagnostics) == 1000


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("data:\n  - {}", BASE + "kinds/data/S3-data-resource.yaml"),
        ("compute: {kind: 'uri:simple-compute-resource'}", COMPUTE),
        ("exectuable: {}", "`executable`"),
        (f"executable: {{kind: {DOCKER}, privileged: YES}}", "`true`"),
    ],
)
def test_the_hint_is_right_for_its_place(text: str, hint: str) -> None:
    (found,) = execbroker.validates(text).diagnostics
    assert hint in (found.hint or "")


def test_empty_text_is_an_empty_document_in_each_format() -> None:
    for form in ("json", "yaml"):
        assert places(" \n", format=form) == [("empty-document", "", 1, 1)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: 1\nb: \ud800", 2, 4), ("\n\udc00", 2, 1), ("\ud800", 1, 1), ("a: 1\n\nb: \ud800\n", 3, 4)],
)
def test_half_a_surrogate_pair_has_its_place(text: str, line: int, column: int) -> None:
    assert places(text) == [("not-text", "", line, column)]


def test_a_number_that_no_double_holds_is_refused_before_what_is_unknown() -> None:
    kept = {"unknown": "keep", "duplicate_keys": "last", "as_": "execution-request"}
    for options in ({}, {"unknown": "keep"}, kept):
        assert places('{"costs": [], "later": 1e999}', **options) == [("number-too-long", "", 1, 24)]


@pytest.mark.parametrize("form", [None, "json", "yaml"])
def test_bytes_that_are_no_text_are_told_as_such_in_each_format(form: str | None) -> None:
    assert places(b"\xff", format=form) == [("not-text", "", 1, 1)]


def test_a_file_that_cannot_be_read_says_what_the_system_says(tmp_path: Path) -> None:
    [found] = execbroker.validate(tmp_path / "missing.yaml").diagnostics
    assert found.message == os.strerror(errno.ENOENT)
    [found] = unreadable("a.yaml", OSError("out of order")).diagnostics
    assert (found.message, found.file) == ("out of order", "a.yaml")


@pytest.mark.parametrize("value", [None, {"costs": []}, Path("x.yaml")])
def test_what_is_no_text_is_the_callers_error(value: Any) -> None:
    with pytest.raises(TypeError, match="text or bytes"):
        execbroker.loads(value)
