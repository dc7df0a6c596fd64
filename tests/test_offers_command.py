# SPDX-License-Identifier: Apache-2.0
"""`execbroker offers`: what it prints, for people and for programs, and how it ends."""

from __future__ import annotations

import io
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from shlex import split

import pytest

from execbroker.cli import main

PAGE = (Path(__file__).parents[1] / "docs" / "offers.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"# (\S+\.yaml)\n")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The request and the answer of the page, in the working directory."""
    monkeypatch.chdir(tmp_path)
    for block in (block for kind, block in FENCE.findall(PAGE) if kind == "yaml"):
        if name := NAMED.match(block):
            Path(name[1]).write_text(block, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, str, str]:
    code = main(split(command))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.usefixtures("files")
def test_what_the_page_shows_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    fences = FENCE.findall(PAGE)
    shown = [(command, block) for (kind, command), (info, block) in pairwise(fences) if (kind, info) == ("sh", "text")]
    assert [(run(capsys, command.removeprefix("execbroker "))[1]) for command, _ in shown] == [b for _, b in shown]
    assert len(shown) == 3


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check request.yaml answer.yaml", 1),
        ("check request.yaml right.yaml", 0),
        ("check request.yaml odd.yaml", 0),
        ("check request.yaml odd.yaml --strict", 1),
        ("check request.yaml right.yaml --now 2026-05-02T05:17:49Z", 1),
        ("check request.yaml broken.yaml", 1),
        ("check broken.yaml right.yaml", 1),
        ("check request.yaml nowhere.yaml", 2),
        ("check nowhere.yaml right.yaml", 2),
        ("compare right.yaml", 0),
        ("compare answer.yaml --by monetary", 0),
        ("compare no.yaml", 1),
        ("compare broken.yaml", 1),
        ("compare nowhere.yaml", 2),
    ],
)
def test_the_exit_code_tells_how_it_went(capsys: pytest.CaptureFixture[str], command: str, code: int) -> None:
    answer = Path("answer.yaml").read_text(encoding="utf-8")
    right = answer.replace("min: 32", "min: 64").replace("2026-05-03T00:00:00Z", "2026-05-02T23:00:00Z")
    Path("right.yaml").write_text(right, encoding="utf-8")
    Path("odd.yaml").write_text(right.replace("max: 16}", "max: 99}"), encoding="utf-8")
    Path("broken.yaml").write_text(answer.replace("offers:", "ofers:"), encoding="utf-8")
    Path("no.yaml").write_text("result: 'NO'\ndescription: full\n", encoding="utf-8")
    assert run(capsys, f"offers {command}")[0] == code


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("check - -", "one of the two documents can come by standard input, not both"),
        ("check request.yaml request.yaml", "request.yaml: an offer set or an offer is needed"),
        ("check request.yaml answer.yaml --now noon", "--now noon: not a time"),
        ("compare request.yaml", "this is another document: execution request"),
        ("compare answer.yaml --by price", "there is no criterion 'price'; it is one of start, end, duration, cores,"),
        ("compare answer.yaml --by cost", "these offers have costs of several types; name one of energy, monetary"),
    ],
)
def test_what_cannot_be_done_is_said(capsys: pytest.CaptureFixture[str], command: str, words: str) -> None:
    code, out, err = run(capsys, f"offers {command}")
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.usefixtures("files")
def test_programs_are_told_the_place_of_each_fault(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "offers check request.yaml answer.yaml --format json")
    request, answer = json.loads(out)
    lines = Path("answer.yaml").read_text(encoding="utf-8").splitlines()
    assert (request["file"], request["ok"], request["diagnostics"]) == ("request.yaml", True, [])
    assert (answer["file"], answer["ok"]) == ("answer.yaml", False)
    for found in answer["diagnostics"]:
        assert found["pointer"].startswith("/offers/")
        assert found["pointer"].rpartition("/")[2] in lines[found["line"] - 1]
    for form, sign in (("github", "::error file=answer.yaml,line="), ("sarif", '"ruleId": "below-minimum"')):
        assert sign in run(capsys, f"offers check request.yaml answer.yaml --format {form}")[1]


@pytest.mark.usefixtures("files")
def test_what_is_wrong_with_the_answer_itself_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("answer.yaml").read_text(encoding="utf-8").replace("result: 'YES'", "result: 'NO'")
    Path("answer.yaml").write_text(text, encoding="utf-8")
    [_, answer] = json.loads(run(capsys, "offers check request.yaml answer.yaml --format json")[1])
    assert [found["code"] for found in answer["diagnostics"]] == ["no-with-offers"], "what is invalid is not compared"
    code, out, err = run(capsys, "offers compare answer.yaml")
    assert (code, out) == (1, "")
    assert "no-with-offers" in err


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", ["check - answer.yaml", "check request.yaml -", "compare -"])
def test_a_dash_stands_for_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    name = "request.yaml" if command == "check - answer.yaml" else "answer.yaml"
    named = run(capsys, f"offers {command.replace('-', name)}")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(name).read_bytes())))
    code, out, _ = run(capsys, f"offers {command}")
    assert (code, out.replace("<stdin>", name)) == named[:2]


@pytest.mark.usefixtures("files")
def test_the_table_for_programs_has_a_fixed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "offers compare answer.yaml --by energy --format json")
    table = json.loads(out)
    assert (code, table["by"], [row["name"] for row in table["offers"]]) == (0, "energy", ["night", "evening"])
    assert table["offers"][1] == {
        "index": 0,
        "name": "evening",
        "uuid": None,
        "phase": "OFFERED",
        "start": "2026-05-02T18:00:00Z/PT30M",
        "duration": "PT4H",
        "end": "2026-05-02T22:30:00Z",
        "cores": {"min": 16, "max": 16},
        "memory": {"min": 64, "max": 64},
        "storage": {"min": 200, "max": 200},
        "accelerators": [{"sort": "NVIDIA A100 gpu", "count": {"min": 2, "max": 2}}],
        "costs": [
            {"type": "energy", "unit": "kWh", "description": None, "min": 3.5, "max": 4.25},
            {"type": "monetary", "unit": None, "description": "in euro", "min": None, "max": 12},
        ],
        "metrics": [],
    }


def test_a_single_offer_is_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parent / "examples" / "offers" / "too-short"
    code, out, _ = run(capsys, f"offers check {folder / 'request.yaml'} {folder / 'wrong.yaml'}")
    assert code == 1
    assert re.search(r"wrong\.yaml:\d+:\d+: error\[too-short\]", out)
    assert "2 hours" in run(capsys, f"offers compare {folder / 'wrong.yaml'}")[1]


def test_where_the_answer_is_no_its_reasons_are_told(capsys: pytest.CaptureFixture[str], files: Path) -> None:
    answer = {"result": "NO", "meta": {"messages": [{"level": "ERROR", "message": "the platform has no gpu"}]}}
    (files / "no.json").write_text(json.dumps(answer), encoding="utf-8")
    assert run(capsys, "offers compare no.json") == (1, "no open offer\n", "the platform has no gpu\n")
