# SPDX-License-Identifier: Apache-2.0
"""`execbroker upgrade`: documents on one stream, what is said of them on the other, and the exit code."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from execbroker import validates
from execbroker.cli import main
from execbroker.document import FORMATS

OLD = (
    "# a notebook\nexecutable:\n  name: a\n  type: uri:jupyter-notebook-1.0\n  location: https://example.org/a.ipynb\n"
)
KIND = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/jupyter-notebook.yaml"
NEW = f"# a notebook\nexecutable:\n  kind: {KIND}\n  meta:\n    name: a\n  location: https://example.org/a.ipynb\n"
FILES = {
    "old.yaml": OLD,
    "old.json": json.dumps(FORMATS["yaml"].read(OLD)),
    "new.yaml": NEW,
    "faulty.yaml": OLD + "  colour: red\n",
    "senseless.yaml": OLD + "compute: {type: 'uri:generic-compute', cores: {min: 4, max: 2}}\n",
    "lossy.yaml": OLD + "  hostname: a.example.org  # where it ran\n  spec:  # empty\n",
    "first.yaml": "executable: {name: a, type: 'foo:red', spec: {size: 7}}\n",
    "broken.yaml": "executable: {",
    "template.yaml": "executable: {type: 'urn:delay-executable', duration: 21}\n",
    "program.yaml": "executable: {type: 'uri:python-program', location: 'https://example.org/a.py'}\n",
    "folder/a.yaml": OLD,
    "folder/b.yml": OLD,
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["upgrade", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["old.yaml"], 0),
        (["old.json"], 0),
        (["new.yaml"], 0),
        (["old.yaml", "new.yaml", "folder"], 0),
        (["*.json"], 0),
        (["lossy.yaml"], 0),
        (["template.yaml"], 0),
        (["new.yaml", "--check"], 0),
        (["old.yaml", "--check"], 1),
        (["new.yaml", "old.yaml", "--check"], 1),
        (["faulty.yaml"], 1),
        (["faulty.yaml", "--unknown", "keep"], 0),
        (["senseless.yaml"], 1),
        (["first.yaml"], 1),
        (["broken.yaml"], 1),
        (["old.yaml", "--to-kinds", "v1.0"], 0),
        (["program.yaml", "--to-kinds", "v1.0"], 1),
        (["old.yaml", "--as", "docker-container"], 1),
        (["missing.yaml"], 2),
        (["missing.yaml", "old.yaml"], 2),
        (["folder/*.json"], 2),
        (["old.yaml", "--as", "nonsense"], 2),
        (["-", "--in-place"], 2),
    ],
)
def test_the_exit_code_says_whether_the_results_are_valid(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    got, _, err = run(capsys, *arguments)
    assert got == code
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [[], ["old.yaml", "--check", "--in-place"], ["old.yaml", "--to-kinds", "v2.0"]])
def test_wrong_usage_is_told_by_the_parser(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["upgrade", *arguments])
    assert raised.value.code == 2


def test_the_document_goes_to_the_output_and_the_changes_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "old.yaml")
    assert out == NEW
    first, *changes, last = err.splitlines()
    assert first.startswith("old.yaml: the text of the standard")
    assert changes[0].startswith("old.yaml:3:3: change[todays-names] /executable/name -> /executable/meta/name: ")
    assert changes[1].startswith("old.yaml:4:3: change[todays-kind] /executable/type -> /executable/kind: ")
    assert last == "old.yaml: upgraded: 2 changes"


def test_todays_form_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "new.yaml")
    assert out == NEW
    assert err == "new.yaml: valid, and of today's form\n"


def test_several_documents_are_one_stream_of_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "folder", "new.yaml")
    assert out.split("---\n") == [NEW, NEW, NEW]


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(OLD.encode())))
    _, out, err = run(capsys, "-")
    assert out == NEW
    assert err.splitlines()[1].startswith("<stdin>:3:3: ")


def test_files_are_written_in_place_where_something_changed(capsys: pytest.CaptureFixture[str]) -> None:
    before = {name: Path(name).read_bytes() for name in ("new.yaml", "broken.yaml", "first.yaml", "faulty.yaml")}
    code, out, err = run(capsys, "--in-place", "old.yaml", "new.yaml", "old.json", "senseless.yaml", *before)
    assert code == 1
    assert err == ""
    assert "old.yaml: upgraded: 2 changes" in out
    assert Path("old.yaml").read_text(encoding="utf-8") == NEW
    assert json.loads(Path("old.json").read_text(encoding="utf-8")) == FORMATS["yaml"].read(NEW)
    assert {name: Path(name).read_bytes() for name in before} == before
    found = [diagnostic.code for diagnostic in validates(Path("senseless.yaml").read_bytes()).errors]
    assert found == ["min-above-max"], "what it meant is no worse than before, and it is of today's form"
    assert run(capsys, "--in-place", "old.yaml")[0] == 0
    assert run(capsys, "--check", "old.yaml", "old.json")[0] == 0


def test_what_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    write = Path.write_text
    monkeypatch.setattr(
        Path,
        "write_text",
        lambda file, *rest, **more: (refuse if file.name == "old.yaml" else write)(file, *rest, **more),
    )
    code, out, err = run(capsys, "--in-place", "old.yaml", "old.json")
    assert (code, err) == (2, "execbroker: old.yaml: Permission denied\n")
    assert "old.json: upgraded: 2 changes" in out, "and the others are written all the same"
    assert "meta" in Path("old.json").read_text(encoding="utf-8")


def test_check_writes_nothing_and_prints_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "--check", "old.yaml")
    assert err == ""
    assert "executable:" not in out
    assert "todays-kind" in out
    assert Path("old.yaml").read_text(encoding="utf-8") == OLD


def test_quiet_keeps_to_warnings_and_faults(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "--quiet", "lossy.yaml", "faulty.yaml", "old.yaml")
    lines = err.splitlines()
    assert lines[0].startswith("lossy.yaml:6:3: warning[todays-names] /executable/hostname -> ")
    assert lines[1] == "lossy.yaml:7: warning[comment] it has no place any more: # empty"
    assert lines[2].startswith("faulty.yaml:6:3: error[unknown-property]")
    assert not [line for line in lines if "change[" in line]


def test_a_fault_is_shown_in_the_original(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--quiet", "faulty.yaml")
    assert (code, out) == (1, "")
    assert err.splitlines()[:4] == [
        "faulty.yaml:6:3: error[unknown-property] unknown property `colour`",
        "  2 | executable:",
        "  ...",
        "  6 |   colour: red",
    ]


def test_a_template_is_told_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "template.yaml")
    assert "abstract-executable" in out
    assert err.splitlines()[-1] == "template.yaml: it is a template: validate it with --as execution-template"
    assert validates(out, as_="execution-template").ok


def test_the_first_forms_are_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "first.yaml")
    assert (code, out) == (1, "")
    assert err.startswith("first.yaml:1:1: error[older-form] this document is in an older form: the first prototypes")
    assert "write it anew" in err


def test_json_has_the_result_and_everything_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "--format", "json", "lossy.yaml", "faulty.yaml", "new.yaml", "template.yaml")
    assert err == ""
    lossy, faulty, new, template = json.loads(out)
    assert list(lossy) == ["file", "era", "ok", "template", "changes", "diagnostics", "document"]
    assert (lossy["file"], lossy["era"], lossy["ok"]) == ("lossy.yaml", "tex-style", True)
    assert lossy["document"]["executable"]["meta"]["annotations"] == {"ivoa.net/older/hostname": "a.example.org"}
    assert list(lossy["changes"][0]) == [
        *("severity", "steps", "before", "after", "old", "new", "why", "line", "column"),
    ]
    assert (faulty["ok"], faulty["document"]) == (False, None)
    assert [found["code"] for found in faulty["diagnostics"]] == ["unknown-property"]
    assert (new["era"], new["changes"], new["document"]) == (None, [], FORMATS["yaml"].read(NEW))
    assert template["template"] is True


def test_colours_are_those_of_the_stream(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(capsys, "old.yaml")[2]
    assert run(capsys, "old.yaml")[1] == NEW
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(capsys, "old.yaml")[2]


def test_head_may_close_the_pipe() -> None:
    command = f"{sys.executable} -m execbroker upgrade old.yaml folder 2>/dev/null | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - a pipe
    assert (done.stdout, done.stderr) == ("# a notebook\n", "")


def test_the_example_of_the_documentation_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "upgrading.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```(?:yaml|text)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[:3]
    Path("request.yaml").write_text(shown[0], encoding="utf-8")
    code, out, err = run(capsys, "request.yaml")
    assert (code, err, "# valid\n" + out) == (0, shown[1], shown[2])


def test_documents_are_printed_where_nobody_reads_what_is_said() -> None:
    command = f"{sys.executable} -m execbroker upgrade old.yaml 2>/dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - a redirection
    assert done.stdout == NEW


PROPOSED = [
    ("executable: {kind: K/executable/python-program.yaml}\n", ["proposed-kind"]),
    ("executable: {kind: K/executable/docker-container.yaml, image: {locations: ['a/b:1']}}\n", []),
    ("executable: {kind: K/executable/docker-container.yaml, image: {locations: ['a/b:1']}}\nmeta: {name: a}\n",
     ["proposed-property"]),
    ("executable: {kind: K/executable/jupyter-notebook.yaml, location: 'https://example.org/a', "
     "requirements: 'https://example.org/r'}\n", ["proposed-property"]),
    ("kind: K/executable/docker-container.yaml\nmeta: {annotations: {a.example.org/b: c}}\n", ["proposed-property"]),
    ("kind: K/compute/accelerated-compute-resource.yaml\naccelerators: [{type: gpu}]\nmeta: {annotations: {a: b}}\n",
     ["proposed-kind"]),
    ("kind: K/data/simple-data-resource.yaml\nlocation: 'https://example.org/a'\nsize: 4\n", ["proposed-property"]),
    ("kind: K/compute/simple-compute-resource.yaml\ncores: {min: 1}\n", []),
    ("kind: K/compute/simple-compute-resource.yaml\nmeta: {messages: [{kind: 'urn:debug', message: a}]}\n", []),
    ("kind: K/compute/simple-compute-resource.yaml\nmeta: {messages: [{message: a, path: /a}]}\n",
     ["proposed-property"]),
    ("kind: https://example.org/kinds/other.yaml\n", ["proposed-kind"]),
    ("kind: K/executable/docker-container.yaml\ncolour: red\n", ["proposed-property"]),
    ("data: [{kind: K/data/abstract-data-resource.yaml}]\nexecutable: {kind: K/executable/docker-container.yaml}\n",
     ["proposed-kind"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), PROPOSED)
def test_what_version_1_0_lacks_is_told(text: str, codes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    base = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
    Path("asked.yaml").write_text(text.replace("K/", f"{base}/"), encoding="utf-8")
    run(capsys, "--to-kinds", "v1.0", "--unknown", "keep", "--format", "json", "asked.yaml")
    code, out, _ = run(capsys, "--to-kinds", "v1.0", "--unknown", "keep", "--format", "json", "asked.yaml")
    [said] = json.loads(out)
    found = [one["code"] for one in said["diagnostics"] if one["severity"] == "error"]
    assert [one for one in found if not one.startswith(("incomplete-", "missing-"))] == codes
    assert code == bool(found)
