# SPDX-License-Identifier: Apache-2.0
"""What the pages in `docs/` and the README say is so: examples run, and what is named exists."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings

from execbroker import cli, load, validates
from execbroker.codes import codes
from execbroker.kinds import Kinds
from execbroker.version import __version__
from execbroker_build import lint, sources
from execbroker_build.__main__ import main as build

ROOT = Path(__file__).parents[1]
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if page.is_file()]
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
NEW_FILE = re.compile(r"# (model/\S+)\n")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def blocks(page: Path, kind: str) -> list[str]:
    return [block for info, block in FENCE.findall(page.read_text(encoding="utf-8")) if info.strip() == kind]


def new_files(page: Path) -> dict[str, str]:
    return {found[1]: block for block in blocks(page, "yaml") if (found := NEW_FILE.match(block))}


def commands(page: Path) -> list[str]:
    spans = CODE_SPAN.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    lines = [line for block in blocks(page, "sh") for part in block.splitlines() for line in part.split("&&")]
    return [line.strip() for line in (*spans, *lines)]


def subcommands() -> argparse._SubParsersAction[argparse.ArgumentParser]:
    actions = cli._parser()._actions
    return next(action for action in actions if isinstance(action, argparse._SubParsersAction))


def below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: choice for action in actions for name, choice in action.choices.items()}


def flags(parser: argparse.ArgumentParser) -> set[str]:
    """Return the flags of a command, and of those below it."""
    own = {flag for action in parser._actions for flag in action.option_strings}
    return own.union(*map(flags, below(parser).values()))


@each_page
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "documentation"}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec", dont_inherit=True), namespace)  # noqa: S102 - what is to be tested
    monkeypatch.chdir(ROOT)  # where Hypothesis keeps a table that takes it several seconds to make
    for name, test in namespace.items():
        if name.startswith("test_"):
            assert callable(test)
            settings(max_examples=5)(test)()


def test_the_files_of_an_example_project_are_shown_whole_or_from_somewhere_to_their_end() -> None:
    shown = tuple({block for page in PAGES for block in blocks(page, "py")})
    files = sorted((ROOT / "docs" / "examples").glob("*/*.py"))
    assert files
    assert [file for file in files if not file.read_text(encoding="utf-8").endswith(shown)] == []


@each_page
def test_documents_that_are_called_valid_are_valid(page: Path) -> None:
    for block in blocks(page, "yaml"):
        if found := re.match(r"# valid(?:: (\S+))?\n", block):
            assert validates(block, format="yaml", as_=found[1]).diagnostics == ()
    assert all(validates(block, format="json").diagnostics == () for block in blocks(page, "json valid"))


@each_page
def test_new_schema_files_pass_the_lint(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "model", tmp_path / "model")
    for path, block in new_files(page).items():
        (tmp_path / path).write_text(block, encoding="utf-8")
    model, problems = sources.read(tmp_path / "model")
    assert model is not None, problems
    vocabularies = {path.stem for path in (ROOT / "vocabularies").rglob("*") if path.is_dir() or path.suffix == ".csv"}
    assert lint.lint(model, vocabularies) == []


@each_page
def test_commands_and_flags_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build(["--help"])
    of_build = set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    parsers = subcommands().choices
    anywhere = flags(cli._parser()).union(of_build, *(flags(parser) for parser in parsers.values()))
    for command in commands(page):
        used = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", command))
        if found := re.match(r"(?:python -m )?execbroker ([a-z]+)", command):
            assert used <= flags(parsers[found[1]]), command
        elif command.startswith(("python -m execbroker_build", "--")):
            assert used <= (of_build if command.startswith("python") else anywhere), command


def test_each_command_has_help_and_is_documented() -> None:
    action = subcommands()
    assert all(choice.help for choice in action._choices_actions)
    documented = {
        command.split()[1] for page in PAGES for command in commands(page) if command.startswith("execbroker ")
    }
    assert {choice.dest for choice in action._choices_actions} == set(action.choices) <= documented
    nested = {f"execbroker {name} {choice}" for name, parser in action.choices.items() for choice in below(parser)}
    assert nested <= {" ".join(command.split()[:3]) for page in PAGES for command in commands(page)}
    described = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {flag for parser in action.choices.values() for flag in flags(parser) if f"`{flag}" not in described} <= {
        *("-h", "--help", "-o", "--to", "--output")  # the first are everybody's, the last stand in a command line
    }


@each_page
def test_paths_and_links_lead_somewhere(page: Path) -> None:
    new = {found[1] for other in PAGES for block in blocks(other, "yaml") if (found := NEW_FILE.match(block))}
    paths = [
        span for span in commands(page) if re.fullmatch(r"(model|src|tests|docs|vocabularies|generated)/\S*", span)
    ]
    assert [path for path in paths if not (ROOT / path).exists() and path not in new] == []
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]+)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", (page.parent / target).read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_each_code_that_is_given_is_in_the_catalogue_and_the_other_way_round() -> None:
    paths = list((ROOT / "src" / "execbroker").rglob("*.py"))
    assert {code for path in paths for code in given_codes(path)} <= set(codes())
    literals = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', "".join(path.read_text(encoding="utf-8") for path in paths)))
    assert {code for code in codes() if codes()[code].section is None} <= literals


def given_codes(path: Path) -> Iterator[str]:
    """Yield the codes that a module gives: `code=...`, or the first argument of what makes or raises a fault."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if name in ("Finding", "Fault", "at", "fail", "unreadable"):
                given += node.args[:1]
            yield from (
                value.value
                for value in given
                if isinstance(value, ast.Constant) and re.fullmatch("[a-z]+(-[a-z]+)+", str(value.value))
            )


def test_each_kind_stands_in_the_overview() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (\w+) \| `(\S+)` \|", page, re.MULTILINE))
    assert listed == {(kind.group, kind.short) for kind in Kinds.builtin().values()}


def test_the_citation_has_the_version_of_the_library() -> None:
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "file"), [("README.md", "tool.yaml"), ("docs/validating.md", "request.yaml")])
def test_the_reports_that_are_shown_are_what_is_printed(
    page: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document is the last YAML before the report."""
    monkeypatch.chdir(tmp_path)
    last = ""
    for info, block in FENCE.findall((ROOT / page).read_text(encoding="utf-8")):
        if info == "yaml":
            last = block
        elif info == "text" and block.startswith(f"{file}:"):
            Path(file).write_text(last, encoding="utf-8")
            assert cli.main(["validate", file]) == 1
            assert capsys.readouterr().out == block
            return
    pytest.fail("no report is shown")


def test_the_terms_that_are_shown_are_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    fences = FENCE.findall((ROOT / "docs" / "vocabularies.md").read_text(encoding="utf-8"))
    shown = [(command, block) for (kind, command), (info, block) in pairwise(fences) if (kind, info) == ("sh", "text")]
    assert shown
    for command, block in shown:
        assert cli.main(command.split()[1:]) == 0
        assert capsys.readouterr().out == block


def test_the_story_from_a_program_to_a_request_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "docs" / "examples" / "newton-raphson", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "from-program-to-request.md"
    fences = FENCE.findall(page.read_text(encoding="utf-8"))
    shown = [(commands, text) for (kind, commands), (info, text) in pairwise(fences) if (kind, info) == ("sh", "text")]
    for lines, text in shown:
        printed = ""
        for command in lines.splitlines():
            code = cli.main(shlex.split(command)[1:])
            out, err = capsys.readouterr()
            printed += out + err
            assert code == ("error" in err), command
        assert printed == text
    assert load("request.yaml") == load(ROOT / "tests" / "examples" / "valid" / "newton-raphson" / "3-request.yaml")
