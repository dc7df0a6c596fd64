# SPDX-License-Identifier: Apache-2.0
"""Real documents of brokers and users, as far as they are of today's form."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import upgraded
from lost import lost

import execbroker
from execbroker.document import FORMATS, decode, format_of

REFUSED = {"001-ivoa-execution.yaml": ("placeholder-in-request", "/data/0/kind", 62, 11)}
"""What is no request: the file, and the diagnostic that says why."""

UNCHANGED = {
    "015-20240619-05-chatgpt.json": "yes-without-offers",  # an answer without a kind looks the same in both forms
    "024-20250902-01-restructuring.yaml": "wrong-type",  # `offers: [SessionResponse, SessionResponse]`
    "004-20250415-01-exploring.yaml": "unknown-property",  # `{"phase": .phase, ...}`, the template of a query
}
"""Of an older era, and nothing in them says so: what is wrong with them first."""


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


def older(corpus: Path) -> list[Path]:
    files = sorted(file for file in corpus.rglob("*") if file.suffix in (".json", ".yaml"))
    return [file for file in files if "v1.0-openapi" not in file.parts]


def test_every_document_of_an_older_era_is_told_which_it_is(corpus: Path) -> None:
    """The first diagnostic names the older form, and what will convert it."""
    for file in older(corpus):
        report = execbroker.validate(file)
        assert not report.ok, file.name
        assert all(found.line and found.column for found in report.diagnostics), file.name
        assert "refused-by-class" not in {found.code for found in report.diagnostics}, file.name
        first = report.diagnostics[0]
        if file.name in UNCHANGED:
            assert first.code == UNCHANGED[file.name]
        else:
            assert first.code == "older-form", file.name
            assert "upgrade" in (first.hint or ""), file.name


def test_the_documents_it_started_from_get_a_report(corpus: Path) -> None:
    """The digest of the container is elided on the slide, and the requirements stand beside the executable."""
    seed = corpus.parent / "seed"
    container = execbroker.validate(seed / "docker-container.yaml")
    assert [(found.code, found.pointer) for found in container.diagnostics] == [
        ("older-form", ""),
        *(
            ("renamed-property", f"/executable/{name}")
            for name in ("name", "type", "repository", "image", "tag", "digest")
        ),
    ]
    program = execbroker.validate(seed / "python-program.yaml")
    assert [(found.code, found.line, found.column) for found in program.diagnostics] == [
        ("yaml-syntax", 4, 11),
        ("yaml-syntax", 5, 10),
    ]
    assert 'put the value in quotes: "> 3.10"' in (program.diagnostics[0].hint or "")
    text = (seed / "python-program.yaml").read_text(encoding="utf-8")
    quoted = re.sub(": (> .*)", r': "\1"', text)
    report = execbroker.validates(quoted)
    assert [(found.code, found.pointer) for found in report.diagnostics] == [
        ("older-form", ""),
        ("renamed-property", "/executable/type"),
        ("misplaced-property", "/requirements"),
    ]
    assert "kinds/executable/python-program.yaml" in (report.diagnostics[1].hint or "")
    assert "executable" in (report.diagnostics[2].hint or "")


def test_a_report_on_a_real_document_takes_less_than_a_second(corpus: Path) -> None:
    """In the time of this process, which the other programs of the machine do not change."""
    execbroker.validates("software: {}")  # what is imported and built once
    for file in [*older(corpus), *todays(corpus)]:
        start = time.process_time()
        execbroker.validate(file)
        assert time.process_time() - start < 1, file.name


def test_what_becomes_of_older_documents_is_what_the_documentation_says(corpus: Path) -> None:
    """The tables are computed, and so is the share of valid ones; nothing is lost in any of them."""
    found = list(upgraded.outcomes(corpus))
    page = upgraded.PAGE.read_text(encoding="utf-8")
    assert upgraded.with_tables(page, upgraded.tables(found)) == page, "run: python tests/upgraded.py"
    whole = [one for one in found if upgraded.SUPPORTED.match(one.form) and one.path not in upgraded.FRAGMENTS]
    assert sum(one.done.ok for one in whole) >= 0.95 * len(whole)
    for one in found:
        assert one.done.data is None or lost(one.done) == [], one.path
        assert ("refused" in one.names) == (re.match(r"v0\.[012]", one.form) is not None), one.path
        assert all(change.steps and change.why for change in one.done.changes), one.path


def test_upgraded_documents_stay_as_they_are(corpus: Path) -> None:
    for one in upgraded.outcomes(corpus):
        if one.done.changes and one.done.document is not None:
            again = upgraded.migrate(one.done.text())
            assert again.changes == (), one.path
            assert again.text() == one.done.text(), one.path
            assert one.done.uncommented == (), one.path
