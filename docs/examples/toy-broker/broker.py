# SPDX-License-Identifier: Apache-2.0
"""A toy broker: it offers to execute whatever makes sense."""

from fastapi import FastAPI, Request, Response

from execbroker import InvalidDocument, loads, to_messages
from execbroker.model import ComponentMetadata, ExecutionRequest, OfferSet, SimpleExecutionSession
from execbroker.rules import standard

app = FastAPI()


@app.post("/requests")
async def offers(http: Request, response: Response) -> OfferSet:
    """Answer a request with an offer, or with what is wrong in it."""
    try:
        request = loads(await http.body(), as_=ExecutionRequest, rules=standard())
    except InvalidDocument as error:
        response.status_code = 400
        return OfferSet(result="NO", meta=ComponentMetadata(messages=to_messages(error.report)))
    if request.executable:
        request.executable.phase = None  # which is for the broker to say
    return OfferSet(result="YES", offers=[SimpleExecutionSession(phase="OFFERED", executable=request.executable)])
