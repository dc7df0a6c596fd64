# SPDX-License-Identifier: Apache-2.0
"""Whatever the toy broker is asked, it answers with an offer set."""

import json

from broker import app
from fastapi.testclient import TestClient
from hypothesis import given, settings

from execbroker import dumps, validates
from execbroker.strategies import execution_requests, mutants

client = TestClient(app)


@settings(deadline=None, max_examples=300)
@given(execution_requests())
def test_a_request_that_makes_sense_gets_an_offer(request):
    answer = client.post("/requests", content=dumps(request))
    assert answer.status_code == 200
    assert validates(answer.text, as_="execution-offerset").diagnostics == ()


@settings(deadline=None)
@given(mutants("execution-request"))
def test_a_request_with_a_fault_is_refused_and_told_where_it_is(mutant):
    answer = client.post("/requests", content=json.dumps(mutant.data))
    if mutant.severity == "error":
        assert answer.status_code == 400
        assert [message["path"] for message in answer.json()["meta"]["messages"]] == [mutant.pointer]
    else:
        assert answer.status_code == 200
