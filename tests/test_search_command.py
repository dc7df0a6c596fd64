# SPDX-License-Identifier: Apache-2.0
"""`execbroker index` and `execbroker search`: what they print, for people and for programs, and how they end."""

from __future__ import annotations

import json
import re
import sqlite3
from itertools import pairwise
from pathlib import Path
from shlex import split

import pytest
from execbroker_model.base import Model

from execbroker import validation
from execbroker.catalogue import FACETS, Catalogue, Query
from execbroker.cli import main
from execbroker.document import Format
from execbroker.reading import Task

PAGE = (Path(__file__).parents[1] / "docs" / "searching.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the two descriptions of the page, in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("tools").mkdir()
    for block in (block for kind, block in FENCE.findall(PAGE) if kind == "yaml"):
        name = re.search(r"name: (\S+)", block)
        assert name
        Path("tools", f"{name[1]}.yaml").write_text(block, encoding="utf-8")
    return Path("tools")


@pytest.fixture
def indexed(tools: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["index", "tools"]) == 0
    capsys.readouterr()
    return tools


def run(capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, str, str]:
    code = main(split(command))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.usefixtures("tools")
def test_what_the_page_shows_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    fences = FENCE.findall(PAGE)
    shown = [(command, block) for (kind, command), (info, block) in pairwise(fences) if (kind, info) == ("sh", "text")]
    assert len(shown) == 3
    for command, block in shown:
        assert run(capsys, command.removeprefix("execbroker ")) == (0, block, "")


def test_the_page_lists_the_facets() -> None:
    rows = re.findall(r"^\| (`[a-z`, -]+) \| .* \| (\S.*) \|$", PAGE.partition("## The facets")[2], re.MULTILINE)
    listed = {name: where for names, where in rows for name in re.findall(r"`(\S+?)`", names)}
    assert [*listed] == sorted(FACETS, key=[*listed].index)
    for name, facet in FACETS.items():
        assert (listed[name] == f"`{facet.vocabulary}`") == (facet.vocabulary is not None)


def test_what_is_no_description_is_reported_and_left_out(tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tools / "bad.yaml").write_text("discovery: {nam: x}\n", encoding="utf-8")
    (tools / "notes.txt").write_text("not looked at", encoding="utf-8")
    code, out, _ = run(capsys, "index tools -o it.sqlite")
    assert code == 1
    assert "tools/bad.yaml:1:13: error[unknown-property]" in out
    assert out.endswith("3 documents: 1 invalid, 1 error\nit.sqlite: 2 descriptions\n")
    code, out, _ = run(capsys, "index tools --output it.sqlite --format json")
    report = json.loads(out)
    assert (code, report["catalogue"], report["indexed"]) == (1, "it.sqlite", 2)
    assert [(one["file"], one["ok"]) for one in report["documents"]] == [
        ("tools/bad.yaml", False),
        ("tools/newton-raphson.yaml", True),
        ("tools/source-finder.yaml", True),
    ]
    assert run(capsys, "search --index it.sqlite")[1].startswith("2 found\n")


@pytest.mark.parametrize("to", ["sqlite", "opensearch"])
def test_a_file_that_cannot_be_read_is_reported_and_left_out(
    tools: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    (tools / "bad.yaml").write_text("discovery: {nam: x}\n", encoding="utf-8")
    code, out, err = run(capsys, f"index nowhere.yaml tools --to {to} -o it")
    assert (code, err) == (2, "")
    assert out.startswith("nowhere.yaml: error[unreadable-file] No such file or directory\n")
    assert "tools/bad.yaml:1:13: error[unknown-property]" in out
    assert out.endswith("\nit: 2 descriptions\n")


@pytest.mark.parametrize("to", ["sqlite", "opensearch"])
@pytest.mark.parametrize(("path", "code"), [("bad.yaml", 1), ("nowhere.yaml", 2)])
@pytest.mark.usefixtures("tools")
def test_where_nothing_is_valid_what_was_made_before_stays(
    capsys: pytest.CaptureFixture[str], to: str, path: str, code: int
) -> None:
    Path("bad.yaml").write_text("discovery: {nam: x}\n", encoding="utf-8")
    found, out, err = run(capsys, f"index {path} --to {to} -o it")
    assert (found, out.endswith("\nnothing is indexed\n"), err) == (code, True, "")
    assert not Path("it").exists()
    assert run(capsys, f"index tools --to {to} -o it")[0] == 0
    before = Path("it").read_bytes()
    assert run(capsys, f"index {path} --to {to} -o it")[0] == code
    assert Path("it").read_bytes() == before
    report = json.loads(run(capsys, f"index {path} --to {to} -o it --format json")[1])
    assert (report["catalogue"], report["indexed"], len(report["documents"])) == (None, 0, 1)


@pytest.mark.parametrize("command", ["index tools", "index tools --to opensearch", "publish tools --to site"])
@pytest.mark.usefixtures("tools")
def test_a_description_is_read_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    read: list[str | None] = []
    document_of = validation.document_of

    def counted(form: Format, text: str, task: Task) -> Model | None:
        read.append(task.file)
        return document_of(form, text, task)

    monkeypatch.setattr(validation, "document_of", counted)
    assert run(capsys, command)[0] == 0
    assert read == ["tools/newton-raphson.yaml", "tools/source-finder.yaml"]


def test_a_warning_leaves_a_description_in(tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tools / "odd.yaml").write_text("discovery: {functions: [{operations: [brewing]}]}\n", encoding="utf-8")
    code, out, _ = run(capsys, "index tools/odd.yaml")
    assert code == 0
    assert "warning[unknown-term]" in out
    assert "operation: brewing (1)\n" in run(capsys, "search")[1]


@pytest.mark.usefixtures("tools")
def test_a_file_that_is_named_twice_is_indexed_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "index tools/newton-raphson.yaml ./tools/*.yaml")[0] == 0
    with Catalogue.open("execbroker-catalogue.sqlite") as catalogue:
        assert [hit.id for hit in catalogue.search(Query()).hits] == [
            "tools/newton-raphson.yaml",
            "tools/source-finder.yaml",
        ]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("index tools --to opensearch -o tools/newton-raphson.yaml", "tools/newton-raphson.yaml is no bulk data of"),
        (
            "index tools --to opensearch -o execbroker-catalogue.sqlite",
            "execbroker-catalogue.sqlite is no bulk data of",
        ),
        ("index tools --to opensearch -o tools", "tools is no bulk data of"),
        ("index tools --to opensearch -o nowhere/it.ndjson", "nowhere/it.ndjson: No such file or directory"),
        ("index tools --output tools/newton-raphson.yaml", "tools/newton-raphson.yaml is no catalogue, and is not"),
        ("index tools --output nowhere/it.sqlite", "nowhere/it.sqlite: No such file or directory"),
        ("search --facet operation", "--facet operation: write NAME=VALUE"),
        ("search --facet operatoin=x", "did you mean `operation`?"),
        ("search --facet operation=sorce-extraction", "did you mean `source-extraction`?"),
        ("search --limit -1", "limit is -1"),
        (
            "search --limit 99999999999999999999",
            "limit is 99999999999999999999; it is a number from 0 to 1,000,000,000",
        ),
        ("search --offset 1000000001", "offset is 1000000001; it is a number from 0 to 1,000,000,000"),
        ("search --index tools", "tools/execbroker-catalogue.sqlite: there is no catalogue; make one with"),
        ("search --index tools/newton-raphson.yaml", "tools/newton-raphson.yaml is no catalogue; make it anew"),
        ("search --index broken.sqlite", "broken.sqlite is damaged"),
    ],
)
@pytest.mark.usefixtures("indexed")
def test_what_cannot_be_done_is_said(capsys: pytest.CaptureFixture[str], command: str, words: str) -> None:
    Path("broken.sqlite").write_bytes(Path("execbroker-catalogue.sqlite").read_bytes()[:9000] + bytes(9000))
    code, _, err = run(capsys, command)
    assert code == 2
    assert words in err
    assert run(capsys, "validate tools")[0] == 0
    assert run(capsys, "search")[1].startswith("2 found")


@pytest.mark.usefixtures("indexed")
def test_nothing_found_is_said_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search zzzz") == (1, "nothing found\n", "")
    code, out, _ = run(capsys, "search zzzz --json")
    assert (code, json.loads(out)["total"], json.loads(out)["hits"]) == (1, 0, [])


@pytest.mark.usefixtures("indexed")
def test_hits_are_shown_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search --limit 1")[1].startswith("2 found, 1 to 1 shown; --offset 1 goes on\n\nnewton-raphson:")
    assert run(capsys, "search --limit 1 --offset 1")[1].startswith("2 found, 2 to 2 shown\n\nsource-finder:")
    assert run(capsys, "search --offset 5")[1].startswith("2 found, none shown\n")


@pytest.mark.usefixtures("indexed")
def test_every_count_is_shown_where_all_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "search --counts")
    assert "messenger:\n    Photon (1)\n    Radio (1)\n    (not stated) (1)\n" in out
    assert [line[:-1] for line in out.splitlines() if line.endswith(":")] == [*FACETS]
    _, out, _ = run(capsys, "search")
    assert "messenger: Photon (1), Radio (1)\n" in out


def test_at_first_five_values_are_shown(tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "discovery: {functions: [{algorithms: [g, F, e, D, c, B, a]}]}\n"
    (tools / "many.yaml").write_text(words, encoding="utf-8")
    run(capsys, "index tools/many.yaml")
    assert "algorithm: a (1), B (1), c (1), D (1), e (1), and 2 more\n" in run(capsys, "search")[1]
    chosen = "algorithm: a (1), B (1), c (1), D (1), e (1), g (1, selected), and 1 more\n"
    assert chosen in run(capsys, "search --facet algorithm=g")[1]


@pytest.mark.usefixtures("indexed")
def test_programs_are_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search 'looks for' --facet messenger=radio --facet messenger=Optical --json")
    found = json.loads(out)
    assert code == 0
    assert {**found, "facets": []} == {
        "total": 1,
        "offset": 0,
        "hits": [
            {
                "id": "tools/source-finder.yaml",
                "name": "source-finder",
                "description": "Looks for sources in a spectral cube and writes a catalogue.",
            }
        ],
        "facets": [],
    }
    assert [facet["facet"] for facet in found["facets"]] == [*FACETS]
    assert found["facets"][6] == {
        "facet": "messenger",
        "label": "Messenger",
        "values": [
            {"value": "Photon", "label": "Photon", "count": 1, "selected": False},
            {"value": "Radio", "label": "Radio", "count": 1, "selected": True},
            {"value": "Optical", "label": "Optical", "count": 0, "selected": True},
        ],
    }
    assert run(capsys, "search --format json") == run(capsys, "search --json")


@pytest.mark.usefixtures("tools")
def test_bulk_data_have_two_lines_for_each_description(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "index tools --to opensearch --output bulk.ndjson")[0] == 0
    lines = [json.loads(line) for line in Path("bulk.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [line["index"]["_id"] for line in lines[::2]] == ["tools/newton-raphson.yaml", "tools/source-finder.yaml"]
    assert lines[3]["facets"]["operation"] == ["source-extraction", "source-analysis"]
    before = Path("bulk.ndjson").read_bytes()
    assert run(capsys, "index tools --to opensearch --output bulk.ndjson")[0] == 0
    assert Path("bulk.ndjson").read_bytes() == before
    assert run(capsys, "index tools --to opensearch")[1].endswith("execbroker-catalogue.ndjson: 2 descriptions\n")


@pytest.mark.usefixtures("indexed")
def test_a_terminal_is_given_no_commands(capsys: pytest.CaptureFixture[str]) -> None:
    Path("evil.yaml").write_text('discovery: {name: "a\\e[31mb", description: "\\e]0;c"}\n', encoding="utf-8")
    run(capsys, "index evil.yaml")
    assert run(capsys, "search")[1] == "1 found\n\na\\x1b[31mb: \\x1b]0;c\n    evil.yaml\n"


@pytest.mark.usefixtures("indexed")
def test_a_catalogue_can_be_read_by_others() -> None:
    """The rows are plain: which record has which value, by facet."""
    sql = """SELECT id FROM stated
        JOIN record ON record.number = stated.record JOIN value ON value.number = stated.value
        WHERE value.facet = 'operation' AND value.value = 'numerical-method'"""
    database = sqlite3.connect("execbroker-catalogue.sqlite")
    assert database.execute(sql).fetchall() == [("tools/newton-raphson.yaml",)]
    database.close()
