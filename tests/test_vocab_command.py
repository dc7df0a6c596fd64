# SPDX-License-Identifier: Apache-2.0
"""`execbroker vocab`: what it prints, for people and for programs, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest

from execbroker.cli import main
from execbroker.render import vocab as render
from execbroker.vocabulary import Found, Term, Vocabulary, names, vocabulary


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["vocab", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def cats() -> Vocabulary:
    """Return an approved vocabulary with a deprecated term, which none of ours has."""
    none = MappingProxyType({})
    facts = {"description": "Animal that purrs.", "wider": (), "narrower": (), "synonyms": (), "preliminary": False}
    old = MappingProxyType({"urn:puss": "deprecated", "urn:pussy-cat": ""})
    cat = Term(name="cat", label="Cat", aliases=none, properties=none, deprecated=False, use_instead=None, **facts)
    puss = Term(name="puss", label="Puss", aliases=old, properties=none, deprecated=True, use_instead="cat", **facts)
    terms = MappingProxyType({"cat": cat, "puss": puss})
    return Vocabulary("cats", "http://example.org/cats", "Cats", terms, none, date="2026-11-29", licence="CC0-1.0")


def test_the_list_has_each_vocabulary(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(names())
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "software-operation 120 terms 2026-11-29 Operations of Astronomy Software" in lines
    assert "uat 2411 terms 2026-03-19 Unified Astronomy Thesaurus (http://www.ivoa.net/rdf/uat)" in lines
    _, out, _ = run(capsys, "list", "--format", "json")
    assert json.loads(out)[0] == {
        "name": "accelerator-type",
        "title": "Accelerator Types",
        "uri": "http://www.ivoa.net/rdf/accelerator-type",
        "date": "2026-11-22",
        "licence": "CC0-1.0",
        "source": None,
        "term_count": 6,
    }


@pytest.mark.parametrize("name", names())
def test_a_vocabulary_is_shown_as_a_tree_with_labels(capsys: pytest.CaptureFixture[str], name: str) -> None:
    known = vocabulary(name)
    code, out, _ = run(capsys, "show", name)
    title, uri, version, blank, *lines = out.splitlines()
    assert (code, title, uri, blank) == (0, known.title, known.uri, "")
    assert version.startswith(f"Version {known.date}, {known.licence}")
    above: list[str] = []
    shown = []
    for line in lines:
        term, _, label = line.strip().partition(" ")
        del above[(len(line) - len(line.lstrip())) // 2 :]
        assert label == f"({known.terms[term].label})" + ", deprecated" * known.terms[term].deprecated
        assert above[-1:] == [] if not known.terms[term].wider else above[-1] in known.terms[term].wider
        shown.append((above[-1:], term))
        above.append(term)
    assert {("".join(parent), term) for parent, term in shown} == {
        (parent, term.name) for term in known.terms.values() for parent in term.wider or ("",)
    }
    _, out, _ = run(capsys, "show", name, "--format", "json")
    assert [term["term"] for term in json.loads(out)["terms"]] == list(known.terms)


def test_a_term_is_shown_with_all_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show", "message-type", "bad-value")[:2] == (
        0,
        "bad-value (Bad Value)\n\n"
        "What a property says is on a list of things that the platform refuses.\n\n"
        "URI: http://www.ivoa.net/rdf/message-type#bad-value\n"
        "Status: preliminary\n"
        "Wider: invalid-value\n"
        "Narrower: test-trigger-failed\n"
        "Aliases: urn:bad-value\n"
        "level: WARN\n"
        "template: The value [${value}] is refused for ${property}\n"
        "parameters: value property\n",
    )
    _, out, _ = run(capsys, "show", "message-type", "bad-value", "--format", "json")
    shown = json.loads(out)
    assert (shown["uri"], shown["status"]) == ("http://www.ivoa.net/rdf/message-type#bad-value", "preliminary")
    assert (shown["wider"], shown["narrower"]) == (["invalid-value"], ["test-trigger-failed"])
    assert shown["aliases"] == {"urn:bad-value": ""}


def test_a_term_of_a_snapshot_is_shown_with_the_address_of_its_definition(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show", "product-type", "time-cube")[:2] == (
        0,
        "time-cube (Time Cube)\n\n"
        "Definition: http://www.ivoa.net/rdf/product-type#time-cube\n"
        "Status: approved\n"
        "Wider: cube, spatially-resolved-dataset, temporally-resolved-dataset\n",
    )
    _, out, _ = run(capsys, "show", "media-type", "application/fits")
    assert "Definition: https://www.iana.org/assignments/media-types/application/fits\n" in out
    _, out, _ = run(capsys, "show", "processing-level", "obscore-level")
    assert "Use: only groups others; documents have one of the narrower terms\n" in out


@pytest.mark.parametrize("text", ["urn:bad-value", "#bad-value", "http://www.ivoa.net/rdf/message-type#bad-value"])
def test_a_term_may_be_named_by_any_spelling(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(capsys, "show", "message-type", text) == run(capsys, "show", "message-type", "bad-value")


def test_a_deprecated_term_names_its_successor() -> None:
    known = cats()
    puss = known.terms["puss"]
    lines = render.explained(known, puss).splitlines()
    assert "Status: deprecated" in lines
    assert "Use instead: cat" in lines
    assert "Aliases: urn:puss (deprecated), urn:pussy-cat" in lines
    assert "Status: approved" in render.explained(known, known.terms["cat"]).splitlines()
    assert "puss (Puss), deprecated" in render.tree(known).splitlines()
    assert render.found_lines([Found(known, puss, "term", "puss")]) == "cats  puss  Puss, deprecated\n"


def test_what_is_found_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "square", "root")
    assert (code, out) == (0, "software-operation  root-finding  Root Finding (synonym: square root)\n")
    code, out, _ = run(capsys, "search", "newton raphson", "--format", "json")
    found = json.loads(out)
    assert (code, found[0]["term"]) == (0, "root-finding")
    assert found[0]["found"] == {"place": "synonym", "text": "newton raphson"}
    _, out, _ = run(capsys, "search", "tree", "--in", "software-operation")
    assert all(line.startswith("software-operation ") for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["search", "zzzz\x1b[0m"], "nothing found for `zzzz\\x1b[0m`\n"),
        (["search", "square root", "--in", "cost-type"], "nothing found for `square root`\n"),
        (["search", "zzzz", "--format", "json"], "[]\n"),
    ],
)
def test_a_search_that_finds_nothing_fails(capsys: pytest.CaptureFixture[str], arguments: list[str], out: str) -> None:
    assert run(capsys, *arguments) == (1, out, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "software-operatoin"], "did you mean `software-operation`?"),
        (["show", "colours"], "`execbroker vocab list`"),
        (["search", "red", "--in", "message-types"], "did you mean `message-type`?"),
        (["show", "message-type", "bad-valeu"], "did you mean `bad-value`?"),
        (["show", "messenger", "gamma rays"], "did you mean `Gamma-ray`?"),
        (["show", "message-type", "colours"], "`execbroker vocab show message-type`"),
    ],
)
def test_a_name_that_there_is_not_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err


CONF = "[things]\ntimestamp: 2026-11-22\ntitle: T\ndescription: D\nauthors: A\nflavour: RDF Class\n"
CAT = "cat;1;Cat;Animal that purrs when stroked.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vocabs.conf").write_text(CONF, encoding="utf-8")
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "terms.csv").write_text(CAT, encoding="utf-8")
    return tmp_path


def test_files_that_keep_the_rules_are_counted(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run(capsys, "lint", str(folder)) == (0, "1 vocabulary, 1 term, no problems\n", "")
    assert run(capsys, "lint", str(folder), "--format", "json") == (0, "[]\n", "")


def test_the_folder_of_the_current_directory_is_linted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    code, out, _ = run(capsys, "lint")
    assert (code, out.endswith("terms, no problems\n")) == (0, True)


def test_what_breaks_a_rule_is_told_with_file_and_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "things" / "terms.csv").write_text(f"{CAT}\nbig cat;1;Lion;Animal.\n", encoding="utf-8")
    file = folder / "things" / "terms.csv"
    assert run(capsys, "lint", str(folder)) == (
        1,
        f"{file}:3: write 'big cat' with ASCII letters, digits, _ and - only\n"
        f"{file}:3: define big cat by at least four words\n"
        "invalid: 2 problems\n",
        "",
    )
    code, out, _ = run(capsys, "lint", str(folder), "--format", "json")
    found = json.loads(out)
    assert (code, [(each["file"], each["line"]) for each in found]) == (1, [(str(file), 3)] * 2)


def test_what_cannot_be_read_is_told_with_file_and_line_too(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "vocabs.conf").write_text("title: T\n", encoding="utf-8")
    code, out, _ = run(capsys, "lint", str(folder))
    assert (code, out.splitlines()[0].partition(": ")[0]) == (1, f"{folder / 'vocabs.conf'}:1")


def test_what_was_lost_since_is_told(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(folder, before, ignore=shutil.ignore_patterns("before"))
    assert run(capsys, "lint", str(folder), "--since", str(before))[0] == 0
    (folder / "things" / "terms.csv").write_text("dog;1;Dog;Animal that barks at strangers.\n", encoding="utf-8")
    code, out, _ = run(capsys, "lint", str(folder), "--since", str(before))
    assert (code, "deprecate cat instead of removing it" in out) == (1, True)
    (before / "vocabs.conf").write_text("title: T\n", encoding="utf-8")
    assert run(capsys, "lint", str(folder), "--since", str(before))[0] == 1


@pytest.mark.parametrize("option", [[], ["--since"]])
def test_a_folder_without_vocabularies_cannot_be_linted(
    capsys: pytest.CaptureFixture[str], folder: Path, option: list[str]
) -> None:
    code, out, err = run(capsys, "lint", *([str(folder)] if option else []), *option, str(folder / "things"))
    assert (code, out) == (2, "")
    assert "name the folder that has vocabs.conf" in err


def test_no_extra_is_needed_to_lint(folder: Path) -> None:
    program = (
        "import sys; sys.modules |= dict.fromkeys(['rdflib', 'datamodel_code_generator', 'execbroker_build']);"
        "from execbroker.cli import main; sys.exit(main(['vocab', 'lint', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [[], ["search"], ["show"]])
def test_an_action_and_its_arguments_are_needed(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(capsys, *arguments)
    assert ended.value.code == 2
