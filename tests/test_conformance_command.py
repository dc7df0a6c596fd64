# SPDX-License-Identifier: Apache-2.0
"""`execbroker conformance` runs any validator that speaks exit codes, and takes no crash for an answer."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from execbroker import conformance
from execbroker.bundle import bundle
from execbroker.cli import main
from execbroker.conformance import Answer, Case, by_command, cases, judge, suite

SCRIPT = Path(__file__).parent / "validators.py"
PYTHON = [sys.executable, "-c"]
CASES = {case.name: case for case in cases(suite())}
VALID = CASES["update/string-value-update--every-property.yaml"]
INVALID = CASES["update/string-value-update--without-value.invalid.yaml"]
WARNED = CASES["update/integer-delta-update--by-zero.invalid.yaml"]
TEMPLATE = CASES["documents/execution-template--every-property.yaml"]


def exits(code: int) -> list[str]:
    """Return a command that ends in this way, whatever the document."""
    return [*PYTHON, f"raise SystemExit({code})", "{file}"]


def asked(case: Case, command: list[str], **options: Any) -> tuple[Answer, bool]:
    [result] = judge([case], by_command(command, **options))
    return result.answer, result.right


@pytest.mark.parametrize(("case", "code", "right"), [
    (VALID, 0, True), (VALID, 1, False), (INVALID, 0, False), (INVALID, 1, True), (WARNED, 0, True), (WARNED, 1, True)
])  # fmt: skip
def test_exit_code_0_accepts_and_1_refuses(case: Case, code: int, right: bool) -> None:
    assert asked(case, exits(code)) == (Answer("refused" if code else "accepted"), right)


@pytest.mark.parametrize("case", [VALID, INVALID, WARNED], ids=lambda case: case.name)
def test_a_validator_that_crashes_has_given_no_answer(case: Case) -> None:
    assert asked(case, exits(3)) == (Answer("none", "exit code 3"), False)
    said = [*PYTHON, "import os; os.write(2, b'a stack\\nout of order\\n'); os._exit(7)", "{file}"]
    assert asked(case, said) == (Answer("none", "exit code 7: out of order"), False)
    killed = [*PYTHON, "import os; os.kill(os.getpid(), 9)", "{file}"]
    assert asked(case, killed) == (Answer("none", "killed by SIGKILL"), False)
    slow = [*PYTHON, "import time; time.sleep(60)", "{file}"]
    assert asked(case, slow, timeout=0.2) == (Answer("none", "no end within 0.2 seconds"), False)


def test_what_a_validator_started_ends_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    wrapper = ["sh", "-c", 'sh -c \'sleep 1; touch "$0"\' "$1"; true', "{file}", str(mark)]
    assert asked(VALID, wrapper, timeout=0.2)[0].verdict == "none"
    time.sleep(1.5)
    assert not mark.exists()


def test_what_a_validator_started_ends_with_its_answer(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    wrapper = ["sh", "-c", '(sleep 1; touch "$1") & exit 0', "{file}", str(mark)]
    assert asked(VALID, wrapper)[0] == Answer("accepted")
    time.sleep(1.5)
    assert not mark.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_gives_the_suite_up_leaves_nothing_running(number: signal.Signals, code: int, tmp_path: Path) -> None:
    begun, mark = tmp_path / "begun", tmp_path / "mark"
    wrapper = ["sh", "-c", '(sleep 2; touch "$2") & touch "$1"; sleep 60', "{file}", str(begun), str(mark)]
    command = [sys.executable, "-m", "execbroker", "conformance", "--jobs", "2", "--", *wrapper]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as suite_run:
        while not begun.exists():
            time.sleep(0.05)
        suite_run.send_signal(number)
        assert suite_run.communicate(timeout=20) == (b"", b"")
        assert suite_run.returncode == code
    time.sleep(2.5)
    assert not mark.exists()


def test_what_is_stopped_starts_nothing_more() -> None:
    command = by_command(exits(0))
    command.stop()
    with pytest.raises(RuntimeError):
        command(VALID)


def test_what_a_validator_says_is_not_kept(tmp_path: Path) -> None:
    loud = "import os; [os.write(2, b'x' * 10**6) for _ in range(20)]; os.write(2, b'\\nout\\n'); os._exit(3)"
    assert asked(VALID, [*PYTHON, loud, "{file}"])[0] == Answer("none", "exit code 3: out")
    longest = [*PYTHON, "import os; os.write(2, b'x' * 10**6); os._exit(3)", "{file}"]
    assert len(asked(VALID, longest)[0].fault) < 3000


def test_other_exit_codes_may_refuse() -> None:
    assert asked(INVALID, exits(65), refused=(1, 65)) == (Answer("refused"), True)
    assert asked(INVALID, exits(1), refused=(65,)) == (Answer("none", "exit code 1"), False)


def test_the_type_is_told_only_where_it_has_to_be() -> None:
    echo = [*PYTHON, "import sys; raise SystemExit(len(sys.argv) - 1)", "{file}", "--as={as}"]
    assert asked(VALID, echo)[0] == Answer("refused"), "one argument"
    assert asked(TEMPLATE, echo, refused=(2,))[0] == Answer("refused"), "two of them"
    assert asked(TEMPLATE, exits(0)) == (Answer("skipped"), True)


def test_a_document_is_asked_about_by_its_path_and_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "a suite, moved"
    shutil.copytree(suite() / "update", folder / "update")
    read = [*PYTHON, "import sys; raise SystemExit('value: ' not in open(sys.argv[1]).read())", "{file}"]
    results = {result.case.name: result.answer.verdict for result in judge(cases(folder), by_command(read), jobs=2)}
    assert list(results) == sorted(results), "in the order of the names, however many at once"
    assert (results[VALID.name], results[INVALID.name]) == ("accepted", "refused")


@pytest.mark.parametrize(("arguments", "words"), [
    (["--only", "nothing*"], "no document there is called nothing*"),
    (["--", "true"], "the command has no {file}"),
    (["--", "true", "--in={file}:{as}"], "{file} stands in an argument with {as} only"),
    (["--", "no-such-validator", "{file}"], "no-such-validator: No such file"),
    (["--jobs", "0"], "above zero"),
    (["--timeout", "nan"], "above zero"),
    (["--timeout", "inf"], "at most 86400"),
    (["--refused", "0", "--", "true", "{file}"], "from 1 to 255"),
    (["--refused", "-9", "--", "true", "{file}"], "from 1 to 255"),
    (["--", *exits(3)], "none of the first 10 documents got an answer: exit code 3"),
    (["--suite", "/nowhere"], "no document there"),
    (["--only", TEMPLATE.name, "--", "true", "{file}"], "no document got an answer: there is no {as}"),
    (["--only", VALID.name, "--", *exits(3)], "no document got an answer: exit code 3"),
])  # fmt: skip
def test_what_cannot_run_says_so(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["code: [", "as: nonsense", "as: 3", "stage: sometime", "severity: fatal", "also: [5]"]
)
def test_a_sidecar_of_another_form_is_none(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "update").mkdir()
    for file in (INVALID.path, INVALID.path.with_name(INVALID.path.name.replace(".invalid.", ".expected."))):
        shutil.copy(file, tmp_path / "update")
    name = line.partition(":")[0]
    sidecar = tmp_path / "update" / file.name
    kept = [each for each in sidecar.read_text(encoding="utf-8").splitlines() if not each.startswith(f"{name}:")]
    sidecar.write_text("\n".join([*kept, line, ""]), encoding="utf-8")
    assert main(["conformance", "--suite", str(tmp_path)]) == 2
    assert f"{sidecar}: no sidecar of the suite" in capsys.readouterr().err


def test_a_suite_without_its_sidecars_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(suite() / "update", tmp_path / "update", ignore=shutil.ignore_patterns("*.expected.yaml"))
    assert main(["conformance", "--suite", str(tmp_path)]) == 2
    assert "no sidecar of the suite" in capsys.readouterr().err


def test_the_suite_is_not_always_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(conformance, "__file__", "/nowhere/src/execbroker/conformance.py")
    assert main(["conformance"]) == 2
    assert "is not installed" in capsys.readouterr().err


def test_the_library_itself_is_asked_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--only", "update/*"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0].split() == ["valid", "text", "shape", "meaning", "warned"]
    assert table[1].split() == ["update", "6/6", "14/14", "0/2"]
    assert table[-1] == "22 documents, none answered wrongly"


def test_who_accepts_everything_is_told_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["conformance", "--only", "update/string*", "--", *exits(0)]
    assert main(command) == 1
    out = capsys.readouterr().out
    assert f"wrong: {INVALID.name}: accepted, in spite of missing-property at the root\n" in out
    assert re.search(r"^5 documents, 4 answered wrongly$", out, re.MULTILINE)
    assert main([*command[:1], "--format", "json", *command[1:]]) == 1
    found = {one.pop("document"): one for one in json.loads(capsys.readouterr().out)}
    assert found[INVALID.name] == {
        "expected": "shape",
        "code": "missing-property",
        "answer": "accepted",
        "right": False,
        "fault": None,
    }


def test_jsonschema_rs_knows_the_shape_and_not_the_meaning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tmp_path / "bundle.json"
    schema.write_text(json.dumps(bundle()), encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(schema), "{file}", "{as}"]
    assert main(["conformance", "--only", "volume/*", "--", *command]) == 1
    assert re.search(r"^all +6/6 +3/3 +0/3 +0/2$", capsys.readouterr().out, re.MULTILINE)


def test_check_jsonschema_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tmp_path / "bundle.json"
    schema.write_text(json.dumps(bundle()), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), "{file}"]
    assert main(["conformance", "--only", "update/enum-value-update--[es]*", "--", *command]) == 0
    assert "none answered wrongly" in capsys.readouterr().out


def test_the_loop_in_the_readme_finds_what_is_accepted_wrongly(tmp_path: Path) -> None:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("there is no shell")
    folder = tmp_path / "suite"
    for area in ("update", "volume", "text"):
        shutil.copytree(suite() / area, folder / area)
    loop = re.findall(
        r"^```text\n(for document.*?)^```$", (suite() / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    script = loop[0].replace("my-validator", "true")
    done = subprocess.run([shell, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    wanted = [
        f"{case.name}: 0 instead of 1"
        for case in cases(folder)
        if case.expected and case.expected.severity == "error" and not case.as_
    ]
    assert sorted(done.stdout.splitlines()) == sorted(wanted)
