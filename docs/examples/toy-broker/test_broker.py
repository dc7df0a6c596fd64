# SPDX-License-Identifier: Apache-2.0
"""The toy broker over HTTP: what makes sense is answered, what does not is refused, and all as the interface says."""

import json
import socket
import threading

import broker
import httpx
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from execbroker import dumps, loads, validates
from execbroker.bundle import openapi
from execbroker.model import (
    DockerContainer,
    DockerImageSpec,
    EnumValueUpdate,
    ExecutionRequest,
    Int64Range,
    OfferSet,
    Problem,
    SimpleComputeResource,
)
from execbroker.strategies import data, execution_requests, mutants

TOKEN, OTHER_TOKEN = ({"Authorization": name} for name in broker.CLIENTS)
REQUEST = ExecutionRequest(
    executable=DockerContainer(image=DockerImageSpec(locations=["ghcr.io/example/work:1.0"])),
    compute=SimpleComputeResource(cores=Int64Range(min=2, max=8)),
)


def serve():
    """Serve the broker in this process, and return a client of it."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(broker.app, log_level="warning"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    headers = {"Content-Type": "application/json", **TOKEN}
    return httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", headers=headers)


client = serve()


def update(offer, value, **headers):
    body = dumps(EnumValueUpdate(path="/phase", value=value))
    return client.post(f"/sessions/{offer.meta.uuid}", content=body, headers=headers)


def offered():
    answer = loads(client.post("/requests", content=dumps(REQUEST)).text, as_=OfferSet)
    assert len(answer.offers) > 1
    return answer


def phases(offer_set):
    return [offer["phase"] for offer in client.get(offer_set.meta.url).json()["offers"]]


def messages(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.text)
    assert problem.status == status
    return problem.messages


@settings(deadline=None)
@given(execution_requests())
def test_a_request_that_makes_sense_is_answered(request):
    answer = client.post("/requests", content=dumps(request))
    assert answer.status_code == 200
    assert validates(answer.text, as_="execution-offerset").diagnostics == ()


@settings(deadline=None)
@given(mutants("execution-request"))
def test_a_request_with_a_fault_is_refused_and_told_where_it_is(mutant):
    answer = client.post("/requests", content=json.dumps(mutant.data))
    if mutant.severity == "error":
        assert [message.path for message in messages(answer, 400)] == [mutant.pointer]
    else:
        assert answer.status_code == 200


def test_the_client_that_accepts_an_offer_rejects_the_others_and_may_cancel_but_not_accept_again():
    answer = offered()
    assert update(answer.offers[1], "ACCEPTED").json()["phase"] == "ACCEPTED"
    assert set(phases(answer)) == {"ACCEPTED", "REJECTED"}
    assert messages(update(answer.offers[1], "ACCEPTED"), 409)
    assert messages(update(answer.offers[0], "ACCEPTED"), 409)
    assert update(answer.offers[1], "CANCELLED").status_code == 200
    assert phases(answer)[1] == "CANCELLED"


def test_nobody_else_updates_a_session_and_a_refused_update_changes_nothing():
    answer = offered()
    messages(update(answer.offers[0], "ACCEPTED", **OTHER_TOKEN), 403)
    messages(update(answer.offers[0], "ACCEPTED", Authorization="Bearer guessed"), 401)
    messages(update(answer.offers[0], "ACCEPTED", **{"Content-Type": "application/xml"}), 415)
    assert messages(update(answer.offers[0], "COMPLETED"), 409)
    assert set(phases(answer)) == {"OFFERED"}


def test_an_offer_that_has_expired_is_shown_and_not_accepted(monkeypatch):
    answer = offered()
    monkeypatch.setattr(broker, "now", lambda: "9999-01-01T00:00:00Z")
    assert messages(update(answer.offers[0], "ACCEPTED"), 410)
    assert set(phases(answer)) == {"EXPIRED"}


def test_what_the_platform_cannot_do_is_an_answer_where_it_was_asked_and_a_failure_where_it_was_ordered():
    request = REQUEST.model_copy(update={"compute": SimpleComputeResource(cores=Int64Range(min=1_000_000))})
    asked = loads(client.post("/requests", content=dumps(request)).text, as_=OfferSet)
    assert asked.result == "NO"
    ordered = messages(client.post("/direct", content=dumps(request)), 409)
    assert [message.path for message in ordered] == [message.path for message in asked.meta.messages] != []


def test_what_is_ordered_is_accepted():
    session = client.post("/direct", content=dumps(REQUEST)).json()
    assert session["phase"] == "ACCEPTED"
    assert client.get(session["meta"]["url"]).json() == session


def test_yaml_is_read_and_written_for_whom_it_suits():
    yaml = {"Content-Type": "application/yaml; charset=utf-8", "Accept": "application/yaml"}
    answer = client.post("/requests", content=dumps(REQUEST, format="yaml"), headers=yaml)
    assert answer.headers["content-type"].startswith("application/yaml")
    asked = loads(answer.text, as_=OfferSet, format="yaml")
    again = client.get(asked.meta.url)
    assert again.headers["content-type"] == "application/json"
    assert loads(again.text, as_=OfferSet) == asked


def test_there_is_nothing_at_an_address_that_was_never_given():
    for path in ("/offersets/1", "/sessions/21d6f40c-fb51-4982-a442-4e0e250a9557", "/nothing"):
        messages(client.get(path), 404)


# What is drawn for an interface has the right shape, or not; of what has it, a broker refuses what makes no sense. A
# format is no part of the shape: terms of a vocabulary stand where URIs do.
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "409"]},
    "response_schema_conformance": {"validate-formats": False},
}
ONCE = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": [Phase.explicit, Phase.generate],  # to make a failing case smaller takes minutes
    "suppress_health_check": list(HealthCheck),
}


def interface(**generation):
    phases = {"coverage": {"enabled": False}}  # thousands of cases for each request, some minutes
    config = SchemathesisConfig.from_dict(
        {"base-url": str(client.base_url), "checks": CHECKS, "generation": generation, "phases": phases}
    )
    return schemathesis.openapi.from_dict(dict(openapi()), config=config)


everything, sequences = interface(), interface(mode="positive")


@everything.parametrize()
@settings(max_examples=20, **ONCE)
def test_schemathesis_finds_nothing_in_an_operation(case):
    case.call_and_validate(headers=TOKEN)


@sequences.hook
def before_generate_body(context, strategy):
    """Draw half of the bodies from documents that make sense, so that there is something to go on with."""
    values = st.sampled_from(["ACCEPTED", "REJECTED", "CANCELLED"])
    sensible = values.map(lambda value: {"kind": "uri:enum-value-update", "path": "/phase", "value": value})
    return strategy | sensible | data("execution-request")


def test_schemathesis_finds_nothing_where_one_operation_begins_with_what_another_answered():
    machine = sequences.as_state_machine()
    machine.get_call_kwargs = lambda self, case: {"headers": TOKEN}
    machine.run(settings=settings(max_examples=25, stateful_step_count=8, **ONCE))
