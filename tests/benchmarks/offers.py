# SPDX-License-Identifier: Apache-2.0
"""The response that the benchmarks read and write: an offerset with everything a broker puts into it."""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/"


def offer_set(offers: int) -> dict[str, Any]:
    """Return the data of an offerset with so many offers; ten of them have about 50 KB as JSON."""
    random = Random(offers)
    meta = _meta(random, "offerset", "offersets")
    return {
        "kind": KINDS + "offerset/execution-offerset.yaml",
        "meta": meta,
        "result": "YES",
        "offers": [_offer(random, number) for number in range(offers)],
    }


def _meta(random: Random, name: str, collection: str) -> dict[str, Any]:
    identifier = str(uuid.UUID(int=random.getrandbits(128), version=4))
    return {
        "uuid": identifier,
        "name": name,
        "url": f"https://broker.example.org/{collection}/{identifier}",
        "created": f"2026-12-01T05:12:49.{random.randrange(10**9):09}Z",
    }


def _schedule() -> dict[str, Any]:
    return {
        "preparing": {"start": "2026-12-01T05:13:00Z", "duration": "PT45S"},
        "available": {"start": "2026-12-01T05:13:45Z/PT0S", "duration": "PT2H"},
        "releasing": {"start": "2026-12-01T07:14:05Z", "duration": "PT1S"},
    }


def _component(random: Random, kind: str, name: str) -> dict[str, Any]:
    collection = kind.partition("/")[0]
    return {
        "kind": f"{KINDS}{kind}.yaml",
        "meta": _meta(random, name, collection),
        "phase": "INITIALIZING",
        "schedule": _schedule(),
    }


def _mount(random: Random, path: str, mode: str, resource: str) -> dict[str, Any]:
    return {
        "kind": KINDS + "volume/simple-volume-mount.yaml",
        "meta": _meta(random, path.strip("/"), "volumes"),
        "path": path,
        "mode": mode,
        "resource": resource,
    }


def _offer(random: Random, number: int) -> dict[str, Any]:
    return {
        "kind": KINDS + "session/scheduled-execution-session.yaml",
        "meta": _meta(random, f"offer-{number}", "sessions"),
        "costs": [
            {
                "kind": KINDS + "costs/simple-minmax-float-cost.yaml",
                "type": f"urn:ivoa:calycopis:cost:{name}",
                "min": 0.5 + number,
                "max": 1.25 + number,
            }
            for name in ("monetary", "energy", "carbon")
        ],
        "executable": _component(random, "executable/docker-container", "newton-raphson")
        | {
            "image": {
                "locations": ["ghcr.io/ivoa/oligia-webtop:ubuntu-2022.01.13"],
                "digest": f"sha256:{random.getrandbits(256):064x}",
                "platform": {"architecture": "amd64", "os": "linux"},
            },
            "command": ["--tolerance", "1e-9", "--iterations", "100"],
            "environment": {"OMP_NUM_THREADS": "32", "INPUT": "/input", "OUTPUT": "/output"},
            "network": {
                "ports": [
                    {
                        "access": True,
                        "internal": {"port": 8080},
                        "external": {"port": 30000 + number % 1000, "addresses": ["192.0.2.7"]},
                        "protocol": "HTTP",
                        "path": "/lab",
                    }
                ]
            },
        },
        "compute": _component(random, "compute/simple-compute-resource", "compute")
        | {
            "cores": {"min": 32, "max": 32 + number},
            "memory": {"min": 64, "max": 64 + number},
            "volumes": [
                _mount(random, "/input", "READONLY", "input"),
                _mount(random, "/output", "READWRITE", "scratch"),
            ],
        },
        "storage": [
            _component(random, "storage/simple-storage-resource", "scratch") | {"size": {"min": 10, "max": 20}}
        ],
        "data": [
            _component(random, "data/rucio-data-resource", "input")
            | {
                "storage": "scratch",
                "size": 734003200 + number,
                "checksums": [{"algorithm": "adler32", "value": f"{random.getrandbits(32):08x}"}],
                "rucio": {
                    "endpoint": "https://rucio.example.org",
                    "scope": "survey",
                    "object": f"field-{number}",
                    "type": "FILE",
                },
            }
        ],
        "phase": "OFFERED",
        "expires": "2026-12-01T05:17:49.39927141Z",
        "schedule": _schedule(),
    }
