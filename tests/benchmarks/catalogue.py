# SPDX-License-Identifier: Apache-2.0
"""How long a catalogue takes, and how that grows: ``python tests/benchmarks/catalogue.py [RECORDS...]``.

The descriptions are made up, with terms of the real vocabularies. Some are had by many and most by few, as in life.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from execbroker.catalogue import Catalogue, Query
from execbroker.model import (
    AcceleratedComputeResource,
    Accelerator,
    DockerContainer,
    ExecutionTemplate,
    SoftwareData,
    SoftwareDescription,
    SoftwareDiscovery,
    SoftwareFunction,
)
from execbroker.vocabulary import vocabulary

QUERIES = {
    "everything": Query(),
    "a word": Query("imaging"),
    "two words": Query("survey catalogue"),
    "a rare word": Query("w4242"),
    "a facet": Query(facets={"operation": ["source-analysis"]}),
    "two facets": Query(facets={"operation": ["source-analysis"], "messenger": ["Radio", "Optical"]}),
    "a word and two facets": Query("survey", facets={"operation": ["source-analysis"], "messenger": ["Radio"]}),
    "what is not stated": Query(facets={"subject": ["(not stated)"]}),
}
TURNS = 5


def some(drawn: random.Random, items: Sequence[str], least: int, most: int) -> list[str]:
    """Return items of which the first ones are much more frequent than the last ones."""
    number = drawn.randint(least, most)
    return [items[min(int(drawn.paretovariate(0.6)) - 1, len(items) - 1)] for _ in range(number)]


def descriptions(number: int) -> Iterator[tuple[str, SoftwareDescription]]:
    """Yield descriptions, the same ones in each run."""
    drawn = random.Random(1)
    terms = {
        name: drawn.sample(sorted(vocabulary(name).terms), len(vocabulary(name).terms))
        for name in ("software-operation", "product-type", "media-type", "messenger", "object-type", "uat")
    }
    modes, states, levels, accelerators = (
        sorted(vocabulary(name).terms)
        for name in ("interaction-mode", "development-status", "processing-level", "accelerator-type")
    )
    algorithms = [f"Method {index}" for index in range(1000)]
    facilities = [f"Telescope {index}" for index in range(300)]
    words = ["survey", "catalogue", "spectra", *(f"w{index}" for index in range(8000))]

    def data() -> list[SoftwareData]:
        return [
            SoftwareData(
                product_types=some(drawn, terms["product-type"], 0, 2),
                formats=some(drawn, terms["media-type"], 0, 2),
                processing_levels=some(drawn, levels, 0, 1),
            )
        ]

    for index in range(number):
        functions = [
            SoftwareFunction(
                operations=some(drawn, terms["software-operation"], 1, 3),
                algorithms=some(drawn, algorithms, 0, 3),
                inputs=data(),
                outputs=data(),
            )
            for _ in range(drawn.randint(1, 3))
        ]
        discovery = SoftwareDiscovery(
            name=f"{drawn.choice(words)}-{index}",
            description=" ".join(some(drawn, words, 15, 40)),
            functions=functions,
            messengers=some(drawn, terms["messenger"], 0, 2),
            object_types=some(drawn, terms["object-type"], 0, 2),
            subjects=some(drawn, terms["uat"], 0, 3),
            facilities=some(drawn, facilities, 0, 2),
            interactions=some(drawn, modes, 0, 2),
            maturity=drawn.choice(states),
            licence=drawn.choice(("MIT", "GPL-3.0-or-later", "BSD-3-Clause", "Apache-2.0")),
            languages=some(drawn, ["Python", "C++", "C", "Fortran", "Java", "Julia", "Rust", "IDL"], 0, 2),
        )
        compute = AcceleratedComputeResource(accelerators=[Accelerator(type=drawn.choice(accelerators))])
        execution = ExecutionTemplate(executable=DockerContainer(), compute=compute if index % 10 == 0 else None)
        yield f"{index}.yaml", SoftwareDescription(discovery=discovery, execution=execution)


def best(run: Callable[[], object]) -> float:
    """Return the best time of several, in seconds."""
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def measured(number: int, folder: Path) -> dict[str, str]:
    """Return the figures of a catalogue with so many records."""
    file = folder / f"{number}.sqlite"
    made = list(descriptions(number))
    start = time.perf_counter()
    Catalogue.build(file, made)
    figures = {"index": f"{time.perf_counter() - start:.2f} s", "file": f"{file.stat().st_size / 2**20:.1f} MiB"}
    with Catalogue.open(file) as catalogue:
        for name, query in QUERIES.items():
            total = catalogue.search(query).total
            figures[name] = f"{best(lambda query=query: catalogue.search(query)) * 1e3:.1f} ms ({total:,})"
    return figures


def main() -> None:
    """Print the table, in Markdown."""
    numbers = [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        columns = [measured(number, Path(folder)) for number in numbers]
    print("| | " + " | ".join(f"{number:,} records" for number in numbers) + " |")
    print("|---|" + "---:|" * len(numbers))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")


if __name__ == "__main__":
    main()
