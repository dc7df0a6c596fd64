# SPDX-License-Identifier: Apache-2.0
"""The command line answers with its exit code, on the right stream, and never with a traceback."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import execbroker_model
import pytest
from jsonschema import Draft202012Validator

from execbroker import Diagnostic, cli, validate
from execbroker.cli import main
from execbroker.document import FORMATS, format_of
from execbroker.kinds import Kinds
from execbroker.version import __version__

KINDS = Kinds.builtin()
EXAMPLES = Path(__file__).parent / "examples" / "valid"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
REQUEST = f"executable:\n  kind: {KINDS.base}kinds/executable/docker-container.yaml\n  image:\n    locations: [a/b:1]\n"
FILES = {
    "good.yaml": REQUEST.encode(),
    "good.json": json.dumps(FORMATS["yaml"].read(REQUEST)).encode(),
    "bad.yaml": (REQUEST + "computee: 1\n").encode(),
    "unicode.yaml": (REQUEST + "meta: {name: é名😀}\n").encode(),
    "warned.yaml": (REQUEST + f"compute: {{kind: {KINDS.base}kinds/computer/simple-compute-resource.yaml}}\n").encode(),
    "empty.yaml": b"",
    "binary.json": b"\x89PNG\r\n\x1a\n\0",
    "sub/good.yml": REQUEST.encode(),
    "sub/note.txt": b"not for us",
    "mixed/a.yaml": REQUEST.encode(),
    "mixed/b.json": b"{",
    "texts/note.txt": b"not for us",
    "void/.keep": b"",
}
EXITS: list[tuple[list[str], int]] = [
    (["good.yaml"], 0),
    (["good.json", "good.yaml", "sub"], 0),
    (["*.json", "good.yaml"], 1),
    (["good.*"], 0),
    (["**/good.y*ml"], 0),
    (["warned.yaml"], 0),
    (["warned.yaml", "--strict"], 1),
    (["good.yaml", "--strict"], 0),
    (["--unknown", "keep", "bad.yaml"], 0),
    (["good.yaml", "--as", "execution-request"], 0),
    (["good.yaml", "--as", "docker-container"], 1),
    (["bad.yaml"], 1),
    (["good.yaml", "bad.yaml", "good.json"], 1),
    (["mixed"], 1),
    (["empty.yaml"], 1),
    (["binary.json"], 1),
    (["sub/note.txt"], 1),
    (["missing.yaml"], 2),
    (["good.yaml", "missing.yaml", "bad.yaml"], 2),
    (["texts"], 2),
    (["void"], 2),
    (["*.toml"], 2),
    (["good.yaml", "--as", "nonsense"], 2),
    (["a" * 300], 2),
    (["dangling.yaml"], 2),
    (["loop.yaml"], 2),
    (["good.yaml/deeper.yaml"], 2),
]
USAGE: list[list[str]] = [
    [],
    ["nonsense"],
    ["validate"],
    ["validate", "good.yaml", "--format", "nonsense"],
    ["validate", "good.yaml", "--unknown", "nonsense"],
    ["convert", "good.yaml"],
    ["convert", "good.yaml", "--to", "toml"],
    ["schema", "a", "b"],
    ["schema", "docker-container", "--openapi"],
]
DOCUMENTS = [document.name for document in KINDS.documents]
SHORTS = {kind.short.removeprefix("uri:"): kind.short for kind in KINDS.values()}
# An example of each document type and kind: the folder names the first, the file the second.
NAMED = {
    file.parent.name if file.parent.name in DOCUMENTS else SHORTS[file.name.split(".")[0]]: file
    for file in sorted(EXAMPLES.glob("*/*"))
    if file.parent.name in DOCUMENTS or file.name.split(".")[0] in SHORTS
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, raw in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "execbroker", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **{"env": ENVIRONMENT, **options})


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a run that succeeds prints."""
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


@pytest.mark.parametrize(
    ("arguments", "code"), EXITS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_the_exit_code_tells_valid_invalid_and_could_not_run(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", *arguments]) == code
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    assert printed.out or printed.err


def test_whoever_presses_ctrl_c_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(paths: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "expand", interrupted)
    assert main(["validate", "a.yaml"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_folder_inside_that_is_named_like_a_document_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sub/folder.yaml").mkdir()
    assert output(capsys, "validate", "sub") == "valid\n"


def test_a_file_that_breaks_while_being_read_could_not_be_checked() -> None:
    if not os.path.exists("/proc/self/mem"):
        pytest.skip("no such file here")
    assert main(["validate", "/proc/self/mem"]) == 2
    assert main(["convert", "--to", "json", "/proc/self/mem"]) == 2


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: execbroker" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["validate"], ["convert"], ["schema"]])
def test_every_command_has_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    assert caught.value.code == 0
    assert f"usage: {' '.join(['execbroker', *command])}" in capsys.readouterr().out


def test_the_versions_of_library_and_model_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"execbroker {__version__}, model {KINDS.version}\n"


def test_the_json_report_has_a_fixed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--format", "json", "good.yaml", "bad.yaml", "warned.yaml", "missing.yaml"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["ok"], len(one["diagnostics"])) for one in report] == [
        ("good.yaml", True, 0),
        ("bad.yaml", False, 1),
        ("warned.yaml", True, 1),
        ("missing.yaml", False, 1),
    ]
    for one in report:
        assert list(one) == ["file", "ok", "diagnostics"]
        for found in one["diagnostics"]:
            assert list(found) == [field.name for field in fields(Diagnostic)]
            assert isinstance(found["values"], dict)
            assert found["file"] == one["file"]


@pytest.mark.parametrize(
    ("raw", "code"), [(FILES["good.yaml"], 0), (FILES["good.json"], 0), (b"a: 1", 1), (b"\xff", 1)]
)
def test_a_dash_stands_for_standard_input(raw: bytes, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["validate", "-"], ["convert", "--to", "yaml", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert main(arguments) == code
    done = run("validate", "-", input=raw)
    assert done.returncode == code
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("tty", "variables", "coloured"),
    [
        (False, {}, False),
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": ""}, False),
    ],
)
def test_colours_follow_the_terminal_and_the_environment(
    tty: bool,
    variables: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["validate", "bad.yaml"]) == 1
    assert ("\x1b[" in capsys.readouterr().out) is coloured


@pytest.mark.parametrize("name", ["good.yaml", "good.json", "unicode.yaml", "warned.yaml"])
def test_a_document_is_the_same_after_conversions(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = FORMATS[Path(name).suffix[1:]].read(FILES[name].decode())
    seen: dict[str, str] = {}
    for to in ("json", "yaml", "json", "json", "yaml", "yaml"):
        text = output(capsys, "convert", "--to", to, name)
        assert FORMATS[to].read(text) == expected
        assert seen.setdefault(to, text) == text
        name = f"converted.{to}"
        Path(name).write_text(text, encoding="utf-8")


def test_the_output_file_has_what_would_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    printed = output(capsys, "convert", "unicode.yaml", "--to", "json")
    assert output(capsys, "convert", "unicode.yaml", "--to", "json", "--output", "out.json") == ""
    assert Path("out.json").read_bytes() == printed.encode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["bad.yaml", "--output", "out.json"], 1),
        (["missing.yaml", "--output", "out.json"], 2),
        (["sub"], 2),
        (["good.yaml", "--as", "nonsense"], 2),
        (["good.yaml", "--output", "no/such/folder.json"], 2),
        (["good.yaml", "--output", "sub"], 2),
        (["good.yaml", "--output", "loop.yaml"], 2),
    ],
)
def test_what_cannot_be_converted_leaves_nothing(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "--to", "json", *arguments]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err
    assert "Traceback" not in printed.err
    assert not Path("out.json").exists()


def test_what_is_unknown_is_kept_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "convert", "--to", "json", "--unknown", "keep", "bad.yaml")
    assert json.loads(text)["computee"] == 1


def test_each_document_type_and_each_kind_has_an_example() -> None:
    placeholders = {kind.short for kind in KINDS.values() if kind.placeholder}
    assert NAMED.keys() | placeholders == {*DOCUMENTS, *SHORTS.values()}


@pytest.mark.parametrize("name", NAMED)
def test_a_printed_schema_stands_alone_and_accepts_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(output(capsys, "schema", name))
    form = format_of(NAMED[name].name)
    assert form
    example = form.read(NAMED[name].read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(example)) == []
    assert not validator.is_valid({**example, "nonsense": 1})
    assert not validator.is_valid([example])


@pytest.mark.parametrize("name", [*DOCUMENTS, *SHORTS.values()])
def test_a_printed_schema_refers_to_nothing_outside(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "schema", name)
    definitions = json.loads(text)["$defs"]
    references = re.findall(r'"\$(?:dynamicRef|ref|recursiveRef)": "([^"]*)"', text)
    assert references
    assert {reference.removeprefix("#/$defs/") for reference in references} == definitions.keys()


def test_a_schema_is_found_by_any_of_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in dict.fromkeys(KINDS.values()):
        printed = {output(capsys, "schema", name) for name in (kind.short, kind.title, kind.kind, *kind.aliases)}
        assert len(printed) == 1
        assert json.loads(printed.pop())["$id"].endswith(f"/{kind.short.removeprefix('uri:')}.yaml")
    for document in KINDS.documents:
        assert output(capsys, "schema", document.name) == output(capsys, "schema", document.title)


def test_the_bundle_and_the_list_have_all_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    bundle = json.loads(output(capsys, "schema"))
    Draft202012Validator.check_schema(bundle)
    listed = output(capsys, "schema", "--list")
    for kind in KINDS.values():
        assert kind.title in bundle["$defs"]
        assert f"\n{kind.short} " in f"\n{listed}"
    assert Draft202012Validator(bundle).is_valid(FORMATS["yaml"].read(REQUEST))
    assert main(["schema", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_the_openapi_document_is_printed_as_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    made = Path(execbroker_model.__file__).with_name("openapi.json").read_text(encoding="utf-8")
    assert json.loads(output(capsys, "schema", "--openapi")) == json.loads(made)


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "execbroker", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-", "<&-"])
@pytest.mark.parametrize("arguments", ["validate -", "schema", "convert --to json -"])
def test_broken_streams_are_no_defects_of_ours(arguments: str, redirection: str) -> None:

    if not os.path.exists("/dev/full"):
        pytest.skip("not on this system")
    command = f"{sys.executable} -m execbroker {arguments} <good.yaml {redirection}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, env=ENVIRONMENT)
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if redirection == "<&-" and arguments == "schema" else 2)


@pytest.mark.parametrize("arguments", [["convert", "--to", "yaml", "unicode.yaml"], ["validate", "名.yaml"]])
def test_a_terminal_without_unicode_is_no_reason_to_break(arguments: list[str]) -> None:

    Path("名.yaml").write_bytes(FILES["bad.yaml"])
    done = run(*arguments, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if arguments[0] == "convert" else 1)


def test_a_path_with_a_null_character_is_an_unreadable_file() -> None:
    assert [found.code for found in validate("a\0b").diagnostics] == ["unreadable-file"]


def test_a_folder_is_searched_but_for_what_belongs_to_tools(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("x.yaml", ".venv/x.yaml", "sub/.git/x.yaml", ".hidden.yaml"):
        path = Path("tree", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES["bad.yaml"])
    main(["validate", "--format", "json", "tree"])
    assert [one["file"] for one in json.loads(capsys.readouterr().out)] == ["tree/x.yaml"]


def test_the_command_works_without_docstrings() -> None:
    command = [sys.executable, "-OO", "-m", "execbroker", "validate", "bad.yaml"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (1, "")
