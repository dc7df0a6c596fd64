# SPDX-License-Identifier: Apache-2.0
"""A toy broker: the whole interface, for one platform. It books nothing, and forgets everything when it stops."""

from http import HTTPStatus
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from execbroker import InvalidDocument, dumps, loads, to_messages
from execbroker.lifecycle import accept, apply_update, expire
from execbroker.model import ComponentMetadata, ExecutionRequest, PlatformCapacity, PlatformDescription, Problem, Update
from execbroker.planning import plan
from execbroker.rules import standard
from execbroker.time import now

PLATFORM = PlatformDescription(capacity=PlatformCapacity(cores=64, memory=512, storage=20000))
CLIENTS = {"Bearer first-secret": "the first client", "Bearer second-secret": "the second client"}
FORMATS = {"application/json": "json", "application/yaml": "yaml"}
app = FastAPI(openapi_url=None)  # `execbroker schema --openapi` prints what it would be
kept = {}  # by path: what is read there, the offer set that it belongs to, and the client that asked for it


@app.post("/requests")
async def request_offers(http: Request) -> Response:
    client, request = await received(http, ExecutionRequest)
    return answer(http, keep(plan(request, PLATFORM, now=now()), client, http))


@app.post("/direct")
async def execute_directly(http: Request) -> Response:
    client, request = await received(http, ExecutionRequest)
    planned = keep(plan(request, PLATFORM, now=now()), client, http)
    if not planned.offers:
        raise HTTPException(409, planned.meta.messages)
    return answer(http, keep(accept(planned, planned.offers[0].meta.uuid, now=now()), client, http).offers[0])


@app.get("/offersets/{uuid}")
@app.get("/sessions/{uuid}")
async def read(http: Request) -> Response:
    return answer(http, expire(found(http)[0], now()))


@app.post("/sessions/{uuid}")
async def update_session(http: Request) -> Response:
    client, update = await received(http)
    before, offer_set, owner = found(http)
    if client != owner:
        raise HTTPException(403, "The session belongs to somebody else.")
    if not isinstance(update, Update):
        raise HTTPException(400, "What was sent is a document, but no update.")
    after = apply_update(before, update, now=now())
    if before.phase == "OFFERED" and after.phase == "ACCEPTED":
        offer_set = accept(offer_set, after.meta.uuid, now=now())
    else:
        offer_set.offers[offer_set.offers.index(before)] = after
    keep(offer_set, client, http)
    return answer(http, found(http)[0])


async def received(http, expected=None):
    if (client := CLIENTS.get(http.headers.get("authorization"))) is None:
        raise HTTPException(401, "A bearer token is needed.", {"WWW-Authenticate": "Bearer"})
    if (form := FORMATS.get(http.headers.get("content-type", "").partition(";")[0].strip().lower())) is None:
        raise HTTPException(415, f"Send {' or '.join(FORMATS)}.")
    return client, loads(await http.body(), format=form, as_=expected, rules=standard())


def keep(offer_set, client, http):
    for folder, one in ("offersets", offer_set), *(("sessions", offer) for offer in offer_set.offers or ()):
        if not (one.meta and one.meta.url):
            uuid, one.meta = str(uuid4()), one.meta or ComponentMetadata()
            one.meta.uuid, one.meta.url = uuid, f"{http.base_url}{folder}/{uuid}"
        kept[f"/{folder}/{one.meta.uuid}"] = one, offer_set, client
    return offer_set


def found(http):
    if http.url.path.lower() not in kept:
        raise HTTPException(404, "There is nothing at this address.")
    return kept[http.url.path.lower()]


def answer(http, document):
    accepted = http.headers.get("accept", "")
    media_type = "application/yaml" if "yaml" in accepted and "json" not in accepted else "application/json"
    return Response(dumps(document, format=FORMATS[media_type]), media_type=media_type)


@app.exception_handler(InvalidDocument)
@app.exception_handler(HTTPException)
async def problem(_, error):
    if isinstance(error, InvalidDocument):
        status = {"update-refused": 409, "offer-expired": 410}.get(error.report.errors[0].code, 400)
        error = HTTPException(status, to_messages(error.report))
    said = {"detail": error.detail} if isinstance(error.detail, str) else {"messages": error.detail}
    body = Problem(title=HTTPStatus(error.status_code).phrase, status=error.status_code, **said)
    return Response(dumps(body), error.status_code, error.headers, "application/problem+json")
