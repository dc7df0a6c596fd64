# SPDX-License-Identifier: Apache-2.0
"""Sessions move by examples: updates that are taken and refused, acceptance, expiry, what components bring about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from execbroker import load, loads, model, to_messages
from execbroker.cli import main
from execbroker.lifecycle import (
    Lifecycle,
    RefusedUpdate,
    accept,
    apply_update,
    derived_phase,
    expire,
    move,
    options_for,
    transitions,
)
from execbroker.rules.options import is_phase
from execbroker.rules.sessions import CLIENT_SETS
from execbroker.time import parse_instant
from execbroker.writing import data_of

ROOT = Path(__file__).parents[1]
KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
SESSION = f"""
kind: {KINDS}/session/simple-execution-session.yaml
meta:
  name: coma-mosaic
  created: '2026-05-02T05:12:49.689781795Z'
  options:
    - {{kind: 'uri:enum-value-option', path: state, values: [ACCEPTED, REJECTED]}}
    - {{kind: 'uri:string-value-option', path: /meta/name, pattern: '^[a-z-]+$'}}
    - {{kind: 'uri:string-value-option', path: /meta/description}}
    - {{kind: 'uri:string-value-option', path: /compute/phase}}
    - {{kind: 'uri:integer-value-option', path: /storage/-1/size/min}}
    - {{kind: 'uri:integer-value-option', path: /data/0/size}}
    - {{kind: 'uri:string-value-option', path: /meta/nickname}}
    - {{kind: 'uri:string-value-option', path: name}}
    - {{kind: 'uri:string-value-option', path: /meta/annotations/note, pattern: '^(?=a)'}}
    - {{kind: 'uri:enum-value-option', path: /connectors/0/status, values: [FINISHED, CLOSED]}}
phase: OFFERED
expires: '2026-05-02T05:17:49.399271410Z'
connectors: [{{status: PREPARING}}]
executable:
  kind: {KINDS}/executable/jupyter-notebook.yaml
  location: https://notebooks.example.org/gaia.ipynb
  phase: INITIALIZING
  meta:
    options: [{{kind: 'uri:string-value-option', path: phase}}]
compute:
  kind: {KINDS}/compute/simple-compute-resource.yaml
  cores: {{min: 4, max: 8}}
  memory: {{min: 16, max: 16}}
  meta:
    options:
      - {{kind: 'uri:integer-value-option', path: /cores/min, min: 1, max: 16}}
      - {{kind: 'uri:integer-delta-option', path: /memory/max, min: -8, max: 8, units: GiB}}
storage:
  - kind: {KINDS}/storage/simple-storage-resource.yaml
    meta: {{name: scratch}}
    size: {{min: 10, max: 10}}
"""
TOO_LATE = "2026-05-02T05:17:49.399271411Z"
ACCEPTED = model.EnumValueUpdate(path="/phase", value="ACCEPTED")


def offer(**changed: Any) -> model.SimpleExecutionSession:
    session = loads(SESSION, as_=model.SimpleExecutionSession)
    return session.model_copy(update=changed)


def update_of(**facts: Any) -> model.Update:
    update = loads(json.dumps(facts))
    assert isinstance(update, model.Update)
    return update


def enum(path: str, value: str) -> model.Update:
    return update_of(kind="uri:enum-value-update", path=path, value=value)


def text(path: str, value: str) -> model.Update:
    return update_of(kind="uri:string-value-update", path=path, value=value)


def number(path: str, value: int, **units: str) -> model.Update:
    return update_of(kind="uri:integer-value-update", path=path, value=value, **units)


def delta(path: str, value: int, **units: str) -> model.Update:
    return update_of(kind="uri:integer-delta-update", path=path, delta=value, **units)


def test_the_moves_of_one_who_makes_them() -> None:
    assert [move.to for move in transitions("OFFERED", by="client")] == ["ACCEPTED", "REJECTED", "CANCELLED", "FAILED"]
    assert [move.to for move in transitions("OFFERED", by="clock")] == ["EXPIRED"]
    assert [move.to for move in transitions("RELEASING", of="component")] == ["COMPLETED", "FAILED"]
    assert transitions("COMPLETED") == ()
    with pytest.raises(ValueError, match="'INITIAL' is no phase of a component"):
        transitions("INITIAL", of="component")


@pytest.mark.parametrize(
    ("phase", "values"),
    [
        ("OFFERED", ["ACCEPTED", "REJECTED"]),
        *((phase, ["CANCELLED"]) for phase in ("ACCEPTED", "WAITING", "PREPARING", "AVAILABLE", "RUNNING")),
        *((phase, []) for phase in ("INITIAL", "RELEASING", *Lifecycle.of("session").final, None)),
    ],
)
def test_a_client_is_offered_what_it_may_choose(phase: str | None, values: list[str]) -> None:
    options = options_for(offer(phase=phase))
    assert [(type(option), option.path, option.values) for option in options] == (
        [(model.EnumValueOption, "/phase", values)] if values else []
    )


def test_what_is_offered_is_what_the_rules_let_an_option_say() -> None:
    for phase, chosen in CLIENT_SETS.items():
        for option in options_for(offer(phase=phase)):
            assert set(option.values) <= set(chosen)


def recorded(data: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the phase of each session in data with the choices that it was recorded with."""
    if isinstance(data, list):
        for item in data:
            yield from recorded(item)
    elif isinstance(data, dict):
        phase = data.get("phase") or data.get("state")
        options = data.get("options") or (data.get("meta") or {}).get("options") or ()
        yield from ((phase, option["values"]) for option in options if phase and is_phase(option["path"]))
        yield from (found for value in data.values() for found in recorded(value))


def test_the_options_that_brokers_were_recorded_with_are_those_of_the_table(corpus: Path) -> None:
    found = []
    for file in sorted(corpus.rglob("*")):
        if file.suffix == ".json" and "options" in (written := file.read_text(encoding="utf-8")):
            found += list(recorded(json.loads(written)))
        elif file.suffix == ".yaml" and "options" in (written := file.read_text(encoding="utf-8")):
            found += list(recorded(yaml.safe_load(written)))
    assert {phase for phase, _ in found} == {"OFFERED", "ACCEPTED"}
    for phase, values in found:
        assert [option.values for option in options_for(offer(phase=phase))] == [values]


def test_an_accepted_offer_has_the_options_of_its_phase_and_loses_nothing() -> None:
    before, now = offer(), "2026-05-02T05:17:49.399271410Z"
    after = apply_update(before, ACCEPTED, now=now)
    expected = data_of(before)
    expected["phase"] = "ACCEPTED"
    expected["meta"]["modified"] = now
    expected["meta"]["options"][0] = {"kind": "uri:enum-value-option", "path": "/phase", "values": ["CANCELLED"]}
    assert data_of(after) == expected
    assert data_of(before) == data_of(offer())


def test_a_session_that_carries_no_options_gets_none() -> None:
    assert apply_update(offer(meta=None), ACCEPTED).meta is None
    named = offer(meta=model.ComponentMetadata(name="mosaic"))
    assert apply_update(named, ACCEPTED, now=TOO_LATE.replace("05:17", "05:16")).meta == model.ComponentMetadata(
        name="mosaic", modified="2026-05-02T05:16:49.399271411Z"
    )


def test_what_the_model_does_not_know_stays() -> None:
    kept = loads(
        SESSION.replace("phase: OFFERED", "phase: OFFERED\nqueue: fast").replace("jupyter-notebook", "pluto-notebook"),
        unknown="keep",
        as_=model.SimpleExecutionSession,
    )
    for update in (ACCEPTED, text("/meta/name", "mosaic")):
        after = data_of(apply_update(kept, update))
        assert (after["queue"], after["executable"]) == ("fast", data_of(kept)["executable"])


class PlutoNotebook(model.OtherExecutable):
    kind: Literal["https://example.org/pluto-notebook.yaml"] = "https://example.org/pluto-notebook.yaml"
    cells: int | None = None


def test_a_registered_kind_stays_of_its_class() -> None:
    after = apply_update(offer(executable=PlutoNotebook(cells=4)), text("/meta/name", "mosaic"))
    assert after.executable == PlutoNotebook(cells=4)
    assert after.meta
    assert after.meta.name == "mosaic"


@pytest.mark.parametrize("path", ["/phase", "phase", "/state", "state"])
def test_older_spellings_of_the_phase_are_understood(path: str) -> None:
    assert apply_update(offer(), enum(path, "REJECTED")).phase == "REJECTED"


@pytest.mark.parametrize(
    ("update", "path", "value"),
    [
        (text("/meta/name", "mosaic"), ("meta", "name"), "mosaic"),
        (text("/meta/description", "Coma"), ("meta", "description"), "Coma"),
        (number("/compute/cores/min", 8), ("compute", "cores", "min"), 8),
        (delta("/compute/memory/max", 8, units="GiB"), ("compute", "memory", "max"), 24),
        (enum("/connectors/0/status", "FINISHED"), ("connectors", 0, "status"), "FINISHED"),
    ],
    ids=lambda case: case.path if isinstance(case, model.Update) else "",
)
def test_an_option_makes_a_change_legal(update: model.Update, path: tuple[str | int, ...], value: Any) -> None:
    expected: Any = data_of(offer())
    holder = expected
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert data_of(apply_update(offer(), update)) == expected


REFUSED = {
    "a phase that is not for the client": (enum("/phase", "RUNNING"), "/value", "cannot become RUNNING by the client"),
    "what is no phase": (enum("/phase", "PAUSED"), "/value", "cannot become PAUSED"),
    "the phase by another kind of update": (text("state", "ACCEPTED"), "/kind", "of the kind uri:enum-value-update"),
    "no option": (number("/compute/cores/max", 8), "/path", "no option"),
    "another kind than that of the option": (enum("/meta/name", "mosaic"), "/path", "no option"),
    "a text that does not match": (text("/meta/name", "Mosaic"), "/path", "no option"),
    "a pattern that looks ahead": (text("/meta/annotations/note", "a"), "/path", "no option"),
    "below the minimum": (number("/compute/cores/min", 0), "/path", "no option"),
    "above the maximum": (number("/compute/cores/min", 17), "/path", "no option"),
    "a difference that is too large": (delta("/compute/memory/max", 9, units="GiB"), "/path", "no option"),
    "another unit": (delta("/compute/memory/max", 8, units="GB"), "/path", "no option"),
    "no unit": (delta("/compute/memory/max", 8), "/path", "no option"),
    "a choice that is not offered": (enum("/connectors/0/status", "AVAILABLE"), "/path", "no option"),
    "the phase of a component": (text("/compute/phase", "COMPLETED"), "/path", "no option"),
    "the phase of a component that offers it": (text("/executable/phase", "COMPLETED"), "/path", "no option"),
    "an option whose path is no pointer": (text("name", "mosaic"), "/path", "no option"),
    "a number that does not count the items": (number("/storage/-1/size/min", 5), "/path", "cannot be changed so"),
    "nothing around it": (number("/data/0/size", 5), "/path", "cannot be changed so"),
    "a property that there is not": (text("/meta/nickname", "m"), "/path", "cannot be changed so"),
    "a value that there is not": (enum("/connectors/0/status", "CLOSED"), "/path", "cannot be changed so"),
    "a minimum above the maximum": (number("/compute/cores/min", 9), "/value", "the minimum 9 is above the maximum 8"),
}


@pytest.mark.parametrize(("update", "at", "words"), REFUSED.values(), ids=REFUSED)
def test_all_else_is_refused_with_the_phase_and_the_options(update: model.Update, at: str, words: str) -> None:
    with pytest.raises(RefusedUpdate) as refused:
        apply_update(offer(), update)
    (found,) = refused.value.report.diagnostics
    assert (found.code, found.severity, found.pointer) == ("update-refused", "error", at)
    assert words in found.message
    assert "OFFERED" in found.message
    hint = found.hint or ""
    assert "`/phase`: ACCEPTED, REJECTED;" in hint
    assert '`/meta/name`: a text that matches "^[a-z-]+$"; `/meta/description`: a text;' in hint
    assert "`/compute/cores/min`: a number from 1 to 16; `/compute/memory/max`: a difference from -8 to 8 GiB" in hint
    assert "/compute/phase" not in hint


def test_a_broker_can_answer_with_the_refusal() -> None:
    with pytest.raises(RefusedUpdate) as refused:
        apply_update(offer(), enum("/phase", "RUNNING"))
    (message,) = to_messages(refused.value.report)
    assert (message.level, message.path) == ("ERROR", "/value")
    assert message.values
    assert (message.values["phase"], message.values["value"]) == ("OFFERED", "RUNNING")
    assert "ACCEPTED, REJECTED" in (message.message or "")


def test_where_nothing_is_offered_that_is_said() -> None:
    with pytest.raises(RefusedUpdate, match=r"a session that is COMPLETED stays so \(there are no options\)"):
        apply_update(model.SimpleExecutionSession(phase="COMPLETED"), enum("/phase", "FAILED"))
    with pytest.raises(RefusedUpdate, match="a session that is in no phase cannot become ACCEPTED by the client"):
        apply_update(model.SimpleExecutionSession(), ACCEPTED)


def test_an_offer_can_be_accepted_until_it_expires_and_not_a_nanosecond_later() -> None:
    assert apply_update(offer(), ACCEPTED, now=offer().expires).phase == "ACCEPTED"
    assert apply_update(offer(), ACCEPTED).phase == "ACCEPTED", "nobody looks at the clock"
    with pytest.raises(RefusedUpdate) as refused:
        apply_update(offer(), ACCEPTED, now=TOO_LATE)
    (found,) = refused.value.report.diagnostics
    assert (found.code, found.pointer) == ("offer-expired", "/value")
    assert "2026-05-02T05:17:49.399271410Z" in found.message
    assert apply_update(offer(expires=None), ACCEPTED, now=TOO_LATE).phase == "ACCEPTED", "it stands for ever"


def test_an_offer_that_has_expired_is_not_changed_either() -> None:
    named = model.StringValueUpdate(path="/meta/name", value="other")
    assert apply_update(offer(), named, now=offer().expires).meta.name == "other"
    with pytest.raises(RefusedUpdate) as refused:
        apply_update(offer(), named, now=TOO_LATE)
    (found,) = refused.value.report.diagnostics
    assert (found.code, found.pointer) == ("offer-expired", "/path")


def test_what_was_accepted_does_not_expire() -> None:
    accepted = apply_update(offer(), ACCEPTED)
    assert expire(accepted, TOO_LATE) == accepted
    assert apply_update(accepted, enum("/phase", "CANCELLED"), now=TOO_LATE).phase == "CANCELLED"


def test_an_offer_expires_at_a_time_as_text_or_as_value() -> None:
    assert expire(offer(), parse_instant("2026-05-02T05:17:49.399271410Z")).phase == "OFFERED"
    expired = expire(offer(), parse_instant(TOO_LATE))
    assert expired == expire(offer(), TOO_LATE)
    assert expired.phase == "EXPIRED"
    assert expired.meta
    assert expired.meta.modified == TOO_LATE
    assert next(option.path for option in expired.meta.options or ()) == "/meta/name", "there is no choice any more"


@pytest.mark.parametrize("function", [expire, lambda offer, at: apply_update(offer, text("/meta/name", "a"), now=at)])
def test_what_is_no_time_is_an_error(function: Any) -> None:
    with pytest.raises(ValueError, match="not a time"):
        function(offer(), "tomorrow")


def identified(*phases: str) -> model.OfferSet:
    offers = [
        model.SimpleExecutionSession(phase=phase, meta=model.ComponentMetadata(uuid=f"00000000-0000-4000-8000-{n:012}"))
        for n, phase in enumerate(phases)
    ]
    return model.OfferSet(result="YES", offers=offers)


def phases(offer_set: model.OfferSet) -> list[str | None]:
    return [offer.phase for offer in offer_set.offers or ()]


def test_accepting_an_offer_rejects_its_siblings_and_leaves_what_has_ended() -> None:
    before = identified("OFFERED", "OFFERED", "INITIAL", "EXPIRED", "CANCELLED", "FAILED", "REJECTED")
    after = accept(before, "00000000-0000-4000-8000-000000000001", now="2026-05-02T05:12:49Z")
    assert phases(after) == ["REJECTED", "ACCEPTED", "REJECTED", "EXPIRED", "CANCELLED", "FAILED", "REJECTED"]
    assert phases(before)[:3] == ["OFFERED", "OFFERED", "INITIAL"]
    modified = [offer.meta.modified for offer in after.offers or () if offer.meta]
    assert modified == ["2026-05-02T05:12:49Z"] * 3 + [None] * 4
    assert (after.result, after.kind) == (before.result, before.kind)


def test_an_offer_is_found_by_its_uuid_in_any_case() -> None:
    given = load(ROOT / "tests" / "examples" / "valid" / "newton-raphson" / "4-offer-set.yaml", as_=model.OfferSet)
    assert given.offers
    assert given.offers[0].meta
    assert phases(accept(given, (given.offers[0].meta.uuid or "").upper()))[0] == "ACCEPTED"


@pytest.mark.parametrize(
    ("offer_set", "number", "words", "at"),
    [
        (identified("OFFERED"), 7, "there is no offer", "/offers"),
        (model.OfferSet(result="NO"), 0, "no offer has a UUID", "/offers"),
        (
            identified("OFFERED", "RUNNING"),
            0,
            "another offer is accepted already: RUNNING is that at 1",
            "/offers/0/phase",
        ),
        (identified("OFFERED", "REJECTED"), 1, "a session that is REJECTED stays so", "/offers/1/phase"),
        (identified("ACCEPTED"), 0, "cannot become ACCEPTED by the client", "/offers/0/phase"),
    ],
)
def test_what_cannot_be_accepted_is_refused(offer_set: model.OfferSet, number: int, words: str, at: str) -> None:
    with pytest.raises(RefusedUpdate, match=words) as refused:
        accept(offer_set, f"00000000-0000-4000-8000-{number:012}")
    assert refused.value.report.diagnostics[0].pointer == at


def test_an_offer_without_a_uuid_is_not_found_by_none() -> None:
    with pytest.raises(RefusedUpdate, match="no offer has a UUID"):
        accept(model.OfferSet(result="YES", offers=[model.SimpleExecutionSession(phase="OFFERED")]), "")


def test_an_offer_of_a_set_is_not_accepted_too_late() -> None:
    offers = model.OfferSet(
        result="YES", offers=[offer(meta=model.ComponentMetadata(uuid="a" * 8 + "-aaaa" * 3 + "-" + "a" * 12))]
    )
    with pytest.raises(RefusedUpdate) as refused:
        accept(offers, "a" * 8 + "-aaaa" * 3 + "-" + "a" * 12, now=TOO_LATE)
    assert refused.value.report.diagnostics[0].code == "offer-expired"
    assert phases(expire(offers, TOO_LATE)) == ["EXPIRED"]


@pytest.mark.parametrize(
    ("phase", "components", "derived"),
    [
        ("PREPARING", ["AVAILABLE", "FAILED", "CANCELLED"], "FAILED"),
        ("AVAILABLE", ["RUNNING", "CANCELLED"], "CANCELLED"),
        ("ACCEPTED", ["PREPARING", "INITIALIZING"], "PREPARING"),
        ("PREPARING", ["PREPARING", "RELEASING"], "PREPARING"),
        ("PREPARING", ["WAITING", "RELEASING"], "RELEASING"),
        ("PREPARING", ["AVAILABLE", "RUNNING"], "AVAILABLE"),
        ("RUNNING", ["COMPLETED", "RELEASING"], "RELEASING"),
        ("RELEASING", ["COMPLETED", "COMPLETED"], "COMPLETED"),
        # Where the reference broker says something else.
        ("WAITING", ["WAITING", "WAITING"], None),
        ("RELEASING", ["PREPARING", "AVAILABLE"], None),
        ("RELEASING", ["AVAILABLE", "AVAILABLE"], None),
        ("OFFERED", ["FAILED"], None),
        ("REJECTED", ["FAILED"], "REJECTED"),
        # Where they say nothing.
        ("AVAILABLE", ["PREPARING", "AVAILABLE"], None),
        ("RUNNING", ["RUNNING", "RUNNING"], None),
        ("RELEASING", ["COMPLETED", "AVAILABLE"], None),
        ("PREPARING", ["AVAILABLE", "INITIALIZING"], None),
        ("PREPARING", [], None),
        ("PREPARING", ["AVAILABLE", None], None),
        ("PREPARING", ["FAILED", None], "FAILED"),
        (None, ["COMPLETED"], "COMPLETED"),
    ],
)
def test_components_bring_their_session_about(phase: Any, components: list[Any], derived: str | None) -> None:
    storage: list[Any] = [model.SimpleStorageResource(phase=each) for each in components]
    session = model.SimpleExecutionSession(phase=phase, storage=storage)
    assert derived_phase(session) == derived


def test_a_service_moves_a_session_as_the_table_says() -> None:
    running = move(offer(phase="AVAILABLE"), "RUNNING", by="service", now=TOO_LATE)
    assert (running.phase, options_for(running)[0].path) == ("RUNNING", "/phase")
    with pytest.raises(
        RefusedUpdate, match="a session that is RUNNING cannot become AVAILABLE by the service"
    ) as refused:
        move(running, "AVAILABLE", by="service")
    assert refused.value.report.diagnostics[0].pointer == "/phase"
    assert move(offer(), "ACCEPTED", by="service", now=TOO_LATE).phase == "ACCEPTED", (
        "that of /direct has no time limit"
    )


def test_the_page_of_the_lifecycle_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--lifecycle"]) == 0
    page = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert page == capsys.readouterr().out, "run: execbroker explain --lifecycle > docs/lifecycle.md"


def test_the_diagrams_and_the_table_have_every_move() -> None:
    page = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    for sort in ("session", "component"):
        for one in Lifecycle.of(sort).moves:
            rows = [
                line.split(" | ")
                for line in page.splitlines()
                if line.startswith("| ") and f"| {one.trigger} |" in line
            ]
            assert any(one.start in row[0] and row[1:3] == [one.to, one.by] for row in rows), one
            if one.to not in ("FAILED", "CANCELLED"):
                assert f"    {one.start} --> {one.to}: " in page
            assert one.why is None or " ".join(one.why.split()) in " ".join(page.split())
