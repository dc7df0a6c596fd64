# SPDX-License-Identifier: Apache-2.0
"""Speed, as ratios within one run: ``python tests/benchmarks/run.py``.

The subjects of a comparison take turns, and the best of many turns counts: what else the machine does disturbs both
alike, and rarely all the turns. Needs orjson.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import yaml

sys.path.insert(0, str(Path(__file__).parent))
from offers import offer_set

import execbroker


def turns(subjects: dict[str, Callable[[], object]], number: int) -> dict[str, float]:
    """Return the best time of each subject, in seconds."""
    best = dict.fromkeys(subjects, float("inf"))
    for _ in range(number):
        for name, subject in subjects.items():
            start = time.perf_counter()
            kept = subject()
            best[name] = min(best[name], time.perf_counter() - start)
            del kept
    return best


def row(what: str, ours: float, theirs: float, aim: float) -> None:
    """Print a line of the table."""
    print(f"{what:62} {ours * 1e3:10.3f} ms {theirs * 1e3:10.3f} ms {ours / theirs:8.2f}   at most {aim}")


def imports(statement: str) -> Callable[[], object]:
    """Return what starts a new interpreter for `statement`."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)


def main() -> None:
    """Print the table."""
    data = offer_set(10)
    raw = json.dumps(data, separators=(",", ":")).encode()
    document = execbroker.loads(raw)
    text = execbroker.dumps(document, format="yaml")
    assert execbroker.loads(text) == document
    assert orjson.loads(execbroker.dumps(document)) == data
    print(f"ten offers: {len(raw)} bytes of JSON, {len(text)} of YAML; {sys.version.split()[0]}")
    print(f"{'':62} {'ours':>13} {'theirs':>13} {'ratio':>8}   aim")

    best = turns(
        {
            "ours": lambda: execbroker.loads(raw),
            "trusting": lambda: execbroker.loads(raw, duplicate_keys="last"),
            "orjson": lambda: orjson.loads(raw),
        },
        300,
    )
    row("JSON -> object, against orjson.loads", best["ours"], best["orjson"], 5.5)
    row('... with duplicate_keys="last"', best["trusting"], best["orjson"], 5.5)
    best = turns({"ours": lambda: execbroker.dumps(document), "json": lambda: json.dumps(data)}, 300)
    row("object -> JSON, against json.dumps of the plain data", best["ours"], best["json"], 1.0)
    best = turns(
        {"ours": lambda: execbroker.loads(text), "yaml": lambda: yaml.load(text, yaml.CSafeLoader)},
        20,
    )
    row("YAML -> object, against yaml.load(CSafeLoader)", best["ours"], best["yaml"], 0.6)
    nothing = turns({"none": imports("pass")}, 15)["none"]
    best = turns(
        {
            "ours": imports("import execbroker"),
            "used": imports("from execbroker import load, validate, dump"),
            "pydantic": imports("import pydantic"),
            "model": imports("from pydantic import BaseModel"),
        },
        15,
    )
    row("import execbroker, against import pydantic", best["ours"] - nothing, best["pydantic"] - nothing, 1.75)
    row(
        "... its functions, against from pydantic import BaseModel",
        best["used"] - nothing,
        best["model"] - nothing,
        1.75,
    )
    many = json.dumps(offer_set(1000), separators=(",", ":")).encode()
    best = turns({"many": lambda: execbroker.loads(many), "ten": lambda: execbroker.loads(raw)}, 9)
    row("1,000 offers, against 10", best["many"], best["ten"], 110)
    best = turns({"many": lambda: orjson.loads(many), "ten": lambda: orjson.loads(raw)}, 9)
    row("... the same for orjson.loads, for comparison", best["many"], best["ten"], 110)
    samples = [turns({"a": lambda: orjson.loads(raw), "b": lambda: orjson.loads(raw)}, 100) for _ in range(5)]
    noise = statistics.mean(abs(sample["a"] / sample["b"] - 1) for sample in samples)
    print(f"two equal subjects differ by {noise:.1%} on this machine")


if __name__ == "__main__":
    main()
