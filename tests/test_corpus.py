# SPDX-License-Identifier: Apache-2.0
"""Real documents of brokers and users, as far as they are of today's form."""

from __future__ import annotations

import json
from pathlib import Path

import execbroker
from execbroker.document import FORMATS, decode, format_of

REFUSED = {"001-ivoa-execution.yaml": ("placeholder-in-request", "/data/0/kind", 62, 11)}
"""What is no request: the file, and the diagnostic that says why."""

UNCHANGED = {"015-20240619-05-chatgpt.json"}
"""Of an older era, and valid today: an answer without a kind has the same form in both."""


def todays(corpus: Path) -> list[Path]:
    files = sorted(file for file in (corpus / "v1.0-openapi").rglob("*") if file.suffix in (".json", ".yaml"))
    assert files
    return files


def test_todays_documents_are_accepted_and_come_back_equal(corpus: Path) -> None:
    for file in todays(corpus):
        if file.name in REFUSED:
            continue
        document = execbroker.load(file)
        form = format_of(str(file))
        assert form is not None
        data = form.read(decode(file.read_bytes()))
        as_json, as_yaml = execbroker.dumps(document), execbroker.dumps(document, format="yaml")
        assert json.loads(as_json) == data, file.name
        assert FORMATS["yaml"].read(as_yaml) == data, file.name
        assert execbroker.loads(as_json) == execbroker.loads(as_yaml) == document, file.name


def test_refused_documents_say_just_that_at_the_right_line(corpus: Path) -> None:
    for file in todays(corpus):
        if file.name in REFUSED:
            found = [(d.code, d.pointer, d.line, d.column) for d in execbroker.validate(file).diagnostics]
            assert found == [REFUSED[file.name]]
            assert execbroker.validate(file, as_="execution-template").ok, "it is a template"


def test_every_document_of_every_era_gets_a_report(corpus: Path) -> None:
    """Older forms are not today's documents: each is refused, at a place in the file."""
    for file in sorted(file for file in corpus.rglob("*") if file.suffix in (".json", ".yaml")):
        if "v1.0-openapi" in file.parts:
            continue
        report = execbroker.validate(file)
        assert report.ok is (file.name in UNCHANGED), file.name
        assert all(found.line and found.column for found in report.diagnostics), file.name
        assert "refused-by-class" not in {found.code for found in report.diagnostics}, file.name


def test_the_documents_it_started_from_get_a_report(corpus: Path) -> None:
    seed = corpus.parent / "seed"
    container = execbroker.validate(seed / "docker-container.yaml")
    assert [(found.code, found.pointer) for found in container.diagnostics] == [("missing-kind", "/executable")]
    program = execbroker.validate(seed / "python-program.yaml")
    assert [(found.code, found.line, found.column) for found in program.diagnostics] == [("yaml-syntax", 4, 11)]
    assert "quotes" in (program.diagnostics[0].hint or "")
