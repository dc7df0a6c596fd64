# SPDX-License-Identifier: Apache-2.0
"""A platform says why it refuses a request: each reason has a pair, and one that is nearly the same and not refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from execbroker import load, plan, validate
from execbroker.codes import codes
from execbroker.document import FORMATS
from execbroker.model import ExecutionRequest, OfferSet, PlatformDescription
from execbroker.platforms import standard

EXAMPLES = Path(__file__).parent / "examples" / "platforms"
NOW = "2026-05-02T17:45:00Z"
SAID = {
    "kind-not-taken": ("/executable/kind", "the platform takes no jupyter-notebook"),
    "no-such-accelerator": ("/compute/accelerators/0/type", "the platform has no gpu"),
    "above-capacity": ("/compute/cores/min", "a computer needs 64 cores, and the platform gives it 32 at most"),
    "unreachable-site": ("/data/0", "the platform has no connection to archive.example.org"),
    "privileges-refused": ("/executable/privileged", "the platform gives no container the privileges of the host"),
    "too-long": ("/schedule/requested/duration", "a duration of P3D is asked for, and the platform gives P1D at most"),
    "above-cost-limit": ("/costs/0/max", "the least cost of the type monetary is 8, and the limit is 1"),
    "metric-not-reached": (
        "/metrics/0/min",
        "io-throughput of at least 500 is asked for, and the platform achieves 200",
    ),
    "no-time-to-prepare": (
        "/schedule/requested/start",
        "nothing can be available before 2026-05-02T18:15:00Z, when everything is prepared (ask for a later start)",
    ),
    "too-far-ahead": (
        "/schedule/requested/start",
        "the platform makes no offers for times after 2026-06-01T17:45:00Z",
    ),
    "no-free-time": (
        "/schedule/requested/start",
        "at no start that is asked for are 8 cores and 1 GiB of memory free for PT2H "
        "(the earliest start is 2026-05-03T00:00:00Z)",
    ),
}


def file(code: str, name: str, *, right: bool = False) -> Path:
    """Return the request or platform of a code, or the right one instead of it, where there is one."""
    other = EXAMPLES / code / f"right-{name}.yaml"
    return other if right and other.exists() else EXAMPLES / code / f"{name}.yaml"


def answer(code: str, *, right: bool) -> OfferSet:
    request = load(file(code, "request", right=right), as_=ExecutionRequest)
    return plan(request, load(file(code, "platform", right=right), as_=PlatformDescription), now=NOW)


@pytest.mark.parametrize("code", SAID)
def test_a_platform_refuses_with_exactly_this_reason_and_its_near_miss_is_taken(code: str) -> None:
    refused = answer(code, right=False)
    assert refused.result == "NO"
    messages = (refused.meta and refused.meta.messages) or []
    kind = f"http://www.ivoa.net/rdf/message-type#{codes()[code].message}"
    assert [(one.path, one.message, one.level, one.kind) for one in messages] == [(*SAID[code], "ERROR", kind)]
    assert answer(code, right=True).result == "YES"


def test_each_reason_has_an_example_and_a_near_miss() -> None:
    assert list(SAID) == [rule.code for rule in standard()]
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(SAID)
    near = {code: len(list((EXAMPLES / code).glob("right-*.yaml"))) for code in SAID}
    assert near == dict.fromkeys(SAID, 1)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_by_themselves_the_examples_are_right(path: Path) -> None:
    assert {found.code for found in validate(path)} <= {"privileged-container"}


@pytest.mark.parametrize("code", SAID)
@pytest.mark.parametrize("right", [False, True], ids=["wrong", "right"])
def test_the_examples_of_a_reason_are_those_that_are_tested(code: str, right: bool) -> None:
    read = FORMATS["yaml"].read
    shown = read(codes()[code].right if right else codes()[code].wrong)
    for name in ("request", "platform"):
        assert says(read(file(code, name, right=right).read_text(encoding="utf-8")), shown[name]), name


def says(data: Any, part: Any) -> bool:
    """Return whether data say at least what `part` says; a kind may be cut short there."""
    if isinstance(part, dict):
        return all(name in data and says(data[name], value) for name, value in part.items())
    if isinstance(part, list):
        return len(part) <= len(data) and all(map(says, data, part))
    return bool(data == part or (str(part).startswith("...") and data.endswith(part[3:])))
