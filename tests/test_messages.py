# SPDX-License-Identifier: Apache-2.0
"""The messages of a broker's answer are made from a report, and are messages as the model has them."""

from __future__ import annotations

import pytest
from test_invalid_examples import DOCUMENTS, expectation, name

from execbroker import Diagnostic, Report, dumps, loads, to_messages, validate, validates
from execbroker.diagnostic import filled
from execbroker.model import ComponentMetadata, OfferSet
from execbroker.vocabulary import vocabulary

CLASHING = """
compute:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/simple-compute-resource.yaml
  cores: {min: 8, max: 4}
"""


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if "line" in expectation(file)], ids=name)
def test_each_fault_becomes_a_message_that_follows_the_rules_of_messages(file: object) -> None:
    report = validate(file, as_=expectation(file).get("as"))  # type: ignore[call-overload]
    messages = to_messages(report)
    assert len(messages) == len(report.diagnostics)
    for message, found in zip(messages, report.diagnostics, strict=True):
        assert message.level == {"error": "ERROR", "warning": "WARN"}[found.severity]
        assert message.path == found.pointer
        assert message.message == filled(message.template or "", message.values or {})
        assert found.message in (message.message or "")
        assert (found.hint or "") in (message.message or "")
        assert vocabulary("message-type").term(message.kind or "") is not None
    answer = OfferSet(result="NO", meta=ComponentMetadata(messages=messages))
    assert validates(dumps(answer)).diagnostics == ()


def test_a_message_says_which_value_is_wrong_and_where() -> None:
    messages = to_messages(validates(CLASHING), time="2026-05-02T05:12:49.399263503Z")
    (message,) = [one for one in messages if one.path == "/compute/cores/min"]
    assert message.time == "2026-05-02T05:12:49.399263503Z"
    assert {name: (message.values or {})[name] for name in ("min", "max")} == {"min": "8", "max": "4"}
    assert loads(dumps(OfferSet(result="NO", meta=ComponentMetadata(messages=messages))))


def test_a_rule_of_somebody_else_becomes_a_message_too() -> None:
    own = Diagnostic(code="our-policy", severity="error", message="not with ${us}", hint="ask first")
    (message,) = to_messages(Report((own,)))
    assert message.message == "not with ${us} (ask first)"
    assert filled(message.template or "", message.values or {}) == message.message


def test_nothing_wrong_gives_no_message() -> None:
    assert to_messages(Report()) == []
