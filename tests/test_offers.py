# SPDX-License-Identifier: Apache-2.0
"""Offers are held against the requests that they answer: each sentence has a wrong offer, and a right one beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from execbroker import check_offer, check_offer_set, load, validate
from execbroker.codes import codes
from execbroker.kinds import Kinds
from execbroker.migration import migrate
from execbroker.model import (
    ComponentMetadata,
    ExecutionRequest,
    ExecutionSession,
    OfferSet,
    ScheduledExecutionSession,
    SimpleExecutionSession,
)
from execbroker.offers import standard
from execbroker.rules import Rule

EXAMPLES = Path(__file__).parent / "examples" / "offers"
CODES = [rule.code for rule in standard()]
PLACES = {
    "below-minimum": "/compute/memory/min",
    "minimum-not-offered": "/compute/memory",
    "above-maximum": "/compute/cores/max",
    "no-fitting-accelerator": "/compute/accelerators",
    "outside-window": "/schedule/available/start",
    "too-short": "/schedule/available/duration",
    "time-not-offered": "/schedule/available",
    "kept-too-short": "/storage/0/lifetime/min",
    "expired-offer": "/expires",
    "component-not-available": "/compute/schedule/available/start",
    "executable-changed": "/executable/image/locations/0",
    "kind-changed": "/compute/kind",
    "resource-missing": "/storage",
    "resource-changed": "/data/0/location",
    "mount-missing": "/compute/volumes/0/mode",
    "data-elsewhere": "/data/0/storage",
    "cost-above-limit": "/costs/0/max",
    "metric-below-limit": "/metrics/0/min",
    "limit-not-answered": "/costs",
}
"""Where the fault of each wrong offer is."""

# What the reference broker answered at the time: it doubled amounts, filled in memory from cores (10 GiB, where 9 were
# the most), left out the location or image of the executable, and had no volumes in its answers.
RECORDED = {
    ("v0.6-urn-type/request/040-20240813-01-internals.yaml", "070-20240813-01-internals.yaml"): {"above-maximum": 1},
    ("v0.6-urn-type/request/084-20241015-01-jpa-entities.yaml", "097-20241015-01-jpa-entities.yaml"): {
        "above-maximum": 8
    },
    ("v0.6-urn-type/request/084-20241015-01-jpa-entities.yaml", "092-20241015-01-jpa-entities.yaml"): {
        "above-maximum": 8,
        "executable-changed": 4,
    },
    (
        "v0.9-type-EB-flat/request/009-example-010-001-offerset-request.yaml",
        "010-example-010-002-offerset-response.yaml",
    ): {
        "executable-changed": 4,
        "mount-missing": 4,
    },
    (
        "v0.9-type-EB-flat/request/010-example-011-001-offerset-request.yaml",
        "011-example-011-002-offerset-response.yaml",
    ): {"executable-changed": 4},
    ("v0.9-type-EB-resources/request/002-20250210-01-examples.yaml", "003-20250210-01-examples.yaml"): {},
    ("v0.9-type-EB-resources/request/019-20250515-03-examples.yaml", "039-20250515-03-examples.yaml"): {
        "minimum-not-offered": 4,
        "mount-missing": 16,
    },
    ("v0.9-type-EB-resources/request/020-20250516-03-datamodel-ivoa.yaml", "040-20250516-03-datamodel-ivoa.yaml"): {
        "mount-missing": 4
    },
    ("v0.9-type-EB-resources/request/022-20250519-02-time-estimates.yaml", "042-20250519-02-time-estimates.yaml"): {
        "resource-missing": 4
    },
    ("v1.0-schema/request/001-001-001-offerset-request.yaml", "001-001-002-offerset-response.yaml"): {
        "above-maximum": 4,
        "executable-changed": 4,
    },
    ("v1.0-schema/request/007-20251123-01-examples.yaml", "010-20251123-01-examples.yaml"): {
        "above-maximum": 4,
        "executable-changed": 16,
    },
    ("v1.0-schema/request/020-20260403-01-volumes.yaml", "018-20260403-01-volumes.yaml"): {},
    ("v1.0-schema/request/021-20260405-01-volumes.yaml", "019-20260405-01-volumes.yaml"): {},
}
"""Of recorded answers: the request, the answer in the folder beside it, and how often which code is found."""

ROWS = [
    (group, row)
    for group, rows in yaml.safe_load((EXAMPLES.parents[1] / "offer-cases.yaml").read_text(encoding="utf-8")).items()
    for row in rows
]
BASE = f"{Kinds.builtin().base}kinds/"
NOTEBOOK = {"kind": "executable/jupyter-notebook", "location": "https://notebooks.example.org/m31.ipynb"}
USUAL = {
    "compute": "compute/simple-compute-resource",
    "volumes": "volume/simple-volume-mount",
    "costs": "costs/simple-minmax-float-cost",
    "metrics": "metrics/simple-minmax-float-metric",
}
"""The kind of what has none in a row, by the property that holds it."""


def request_of(code: str) -> ExecutionRequest:
    return load(EXAMPLES / code / "request.yaml", as_=ExecutionRequest)


def offer_of(code: str, name: str) -> ExecutionSession:
    offer = load(EXAMPLES / code / f"{name}.yaml")
    assert isinstance(offer, ExecutionSession)
    return offer


@pytest.mark.parametrize("code", CODES)
def test_a_wrong_offer_has_exactly_its_fault_and_a_right_one_has_none(code: str) -> None:
    found = check_offer(request_of(code), offer_of(code, "wrong"))
    assert [(one.code, one.severity, one.pointer) for one in found] == [(code, codes()[code].severity, PLACES[code])]
    assert check_offer(request_of(code), offer_of(code, "right")).diagnostics == ()


@pytest.mark.parametrize("file", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_by_themselves_the_examples_are_right(file: Path) -> None:
    assert [found.code for found in validate(file)] == []


@pytest.mark.parametrize("rule", list(standard()), ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_are_those_that_are_tested(rule: Rule) -> None:
    code = codes()[rule.code]
    for name, shown in (("wrong", code.wrong), ("right", code.right)):
        text = (EXAMPLES / rule.code / f"{name}.yaml").read_text(encoding="utf-8")
        assert {line.strip() for line in shown.splitlines()} <= {line.strip() for line in text.splitlines()}


def test_every_folder_is_named_after_a_code() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(CODES)


@pytest.mark.parametrize(("asked", "answered"), RECORDED, ids=lambda name: Path(name).stem)
def test_recorded_answers_have_the_faults_that_are_known(asked: str, answered: str, corpus: Path) -> None:
    request = migrate((corpus / asked).read_bytes()).document
    offers = migrate((corpus / asked).parents[1].joinpath("offerset", answered).read_bytes()).document
    assert isinstance(request, ExecutionRequest)
    assert isinstance(offers, OfferSet)
    assert offers.offers
    assert Counter(found.code for found in check_offer_set(request, offers)) == RECORDED[asked, answered]


def test_the_offers_of_a_set_that_are_not_over_are_checked() -> None:
    request, wrong = request_of("below-minimum"), offer_of("below-minimum", "wrong")
    phases = ["REJECTED", "OFFERED", "EXPIRED", None, "FAILED", "CANCELLED", "RUNNING"]
    offers = [wrong.model_copy(update={"phase": phase}) for phase in phases]
    report = check_offer_set(request, OfferSet(result="YES", offers=offers))
    assert [found.pointer for found in report] == [f"/offers/{index}/compute/memory/min" for index in (1, 3, 6)]
    assert not report.ok
    assert all(found.line is found.column is found.file is None for found in report)
    assert check_offer_set(request, OfferSet(result="NO")).ok


def test_a_broker_may_leave_a_sentence_out() -> None:
    request, wrong = request_of("below-minimum"), offer_of("below-minimum", "wrong")
    rules = standard().without("below-minimum", reason="memory is shared here")
    assert check_offer(request, wrong, rules=rules).diagnostics == ()
    assert check_offer_set(request, OfferSet(offers=[wrong]), rules=rules).diagnostics == ()


def test_an_offer_expires_when_it_was_made_now_or_when_somebody_looks() -> None:
    request = request_of("expired-offer")
    made = ComponentMetadata(created="2026-05-02T05:12:49Z")
    long_ago = SimpleExecutionSession(executable=request.executable, expires="2026-05-02T05:17:49Z")
    dated = long_ago.model_copy(update={"meta": made})
    for offer, now, expired in (
        (long_ago, None, True),
        (long_ago, "2026-05-02T05:17:48.999999999Z", False),
        (dated, None, False),
        (dated, "2026-05-02T05:17:49Z", True),
        (dated, "2026-05-02T07:17:49.1+02:00", True),
        (dated.model_copy(update={"phase": "ACCEPTED"}), "2026-05-03T00:00:00Z", False),
    ):
        found = [one.code for one in check_offer(request, offer, now=now)]
        assert found == (["expired-offer"] if expired else []), (offer, now)
    assert check_offer_set(request, OfferSet(meta=made, offers=[long_ago])).ok
    with pytest.raises(ValueError, match="not a time"):
        check_offer(request, dated, now="noon")


@pytest.mark.parametrize(("group", "row"), ROWS, ids=[f"{group}-{number}" for number, (group, _) in enumerate(ROWS)])
def test_a_row_has_what_is_to_be_found(group: str, row: dict[str, Any]) -> None:
    request = ExecutionRequest.model_validate(whole(part(group, row["asked"], [*SPACES, "gone"], {})))
    offer = part(group, row["offered"], [*SPACES], row.get("holding", {}))
    found = check_offer(request, ScheduledExecutionSession.model_validate(whole({**offer, "kind": SESSION})))
    wanted = {(code, place) for code, places in row.get("found", {}).items() for place in places.split() or [""]}
    if group in ("mounts", "stored"):
        wanted.add(("resource-missing", "/storage"))  # of all these rows: one of the three spaces is gone
    assert {(one.code, one.pointer) for one in found} == wanted


SESSION = "session/scheduled-execution-session"
SPACES = {"one": "51b3a9cf-5a39-4f52-8b36-1c3c0fb3a8d1", "two": "51b3a9cf-5a39-4f52-8b36-1c3c0fb3a8d2"}


def part(group: str, data: Any, names: list[str], holding: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a row stands for: accelerators, volumes and data are written alone."""
    if group == "accelerators":
        return {"compute": {"kind": "compute/accelerated-compute-resource", "accelerators": data}}
    if group not in ("mounts", "stored"):
        return dict(data)
    storage = [{"kind": "storage/simple-storage-resource", "meta": {"name": name}} for name in names]
    for space in storage:
        name = space["meta"]["name"]
        space["meta"] |= {"uuid": SPACES[name]} if name in SPACES else {}
        if name in holding:
            space["data"] = holding[name]
    if group == "mounts":
        return {"compute": {"volumes": data}, "storage": storage}
    location = {"kind": "data/simple-data-resource", "location": "https://archive.example.org/m31.fits"}
    return {"data": [{**location, "meta": {"name": f"d{n}"}, **one} for n, one in enumerate(data)], "storage": storage}


def whole(data: dict[str, Any]) -> dict[str, Any]:
    """Return data with an executable, with kinds, and without null."""
    data = {"executable": NOTEBOOK, **data}
    return {key: kinded(value, key) for key, value in data.items() if value is not None}


def kinded(value: Any, key: str) -> Any:
    if isinstance(value, list):
        return [kinded(item, key) for item in value]
    if key == "kind":
        return f"{BASE}{value}.yaml"
    if not isinstance(value, dict):
        return value
    usual = {"kind": USUAL[key]} if key in USUAL else {}
    return {name: kinded(item, name) for name, item in {**usual, **value}.items()}


@pytest.mark.parametrize(
    ("group", "asked", "offered", "message", "hint"),
    [
        ("mounts", [{"path": "/a"}], [], "no volume is mounted at /a", "mount what was asked for"),
        ("mounts", [{"resource": "one"}], [], "a volume that was asked for is missing", "mount what was asked for"),
        (
            "accelerators",
            [{"type": "gpu", "interface": {"name": "cuda", "minimum": "8.6"}}],
            [{"type": "gpu", "interface": {"name": "cuda"}}],
            "it does not say its `compute.accelerators.0.interface.minimum`, where 8.6 was asked for",
            "such as `minimum: 8.6`",
        ),
        (
            "accelerators",
            [{"type": "gpu", "vendor": "AMD"}],
            [{"type": "gpu"}],
            "no entry fits the accelerator that was asked for: AMD gpu",
            None,
        ),
        (
            "accelerators",
            [{"type": "gpu"}, {"type": "gpu"}],
            [{"type": "gpu"}],
            "no entry fits the accelerator that was asked for: gpu",
            "an entry fits one that was asked for only",
        ),
        (
            "data",
            {"data": [{"kind": "data/simple-data-resource", "location": "https://archive.example.org/m31.fits"}]},
            {},
            "the data resource that was asked for is missing",
            "add it, with the kind `simple-data-resource`",
        ),
    ],
)
def test_it_is_said_what_is_missing(group: str, asked: Any, offered: Any, message: str, hint: str | None) -> None:
    request = ExecutionRequest.model_validate(whole(part(group, asked, [*SPACES], {})))
    offer = whole({**part(group, offered, [*SPACES], {}), "kind": SESSION})
    [found] = check_offer(request, ScheduledExecutionSession.model_validate(offer))
    assert (found.message, found.hint) == (message, hint)


def test_the_page_lists_the_sentences() -> None:
    page = (Path(__file__).parents[1] / "docs" / "offers.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert [(code.strip("`"), severity.removesuffix(" |")) for _, code, severity in rows] == [
        (code, codes()[code].severity) for code in CODES
    ]
