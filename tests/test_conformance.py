# SPDX-License-Identifier: Apache-2.0
"""The conformance suite says what the library does, misses no sentence and no constraint, and runs any validator."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import conformance_index
import jsonschema_rs
import pytest
from shown import all_there_is, reachable, shown

from execbroker.bundle import bundle
from execbroker.codes import codes
from execbroker.conformance import Case, by_library, cases, judge, suite
from execbroker.document import FORMATS, Unreadable, decode, format_of
from execbroker.kinds import Kinds

KINDS = Kinds.builtin()
CASES = list(cases(suite()))
DEFINITIONS = bundle()["$defs"]

# ---- the documents


@cache
def data_of(case: Case) -> Any:
    form = format_of(case.path.name)
    assert form is not None
    return FORMATS[form.name].read(decode(case.path.read_bytes()))


def schema_for(as_: str | None, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a bundle that a document is held against."""
    return {"$ref": f"#/$defs/{KINDS.title_of(as_)}", "$defs": schema["$defs"]} if as_ else dict(schema)


@cache
def validator_for(as_: str | None) -> Any:
    return jsonschema_rs.validator_for(schema_for(as_, bundle()))


def stage_of(case: Case) -> str:
    """Return which stage has something against a document, by other means than the library's reports."""
    try:
        data = data_of(case)
        json.dumps(data, allow_nan=False)
    except (Unreadable, ValueError):
        return "text"
    return "meaning" if validator_for(case.as_).is_valid(data) else "shape"


def test_the_library_answers_each_document_with_its_code_and_pointer_and_nothing_else() -> None:
    assert [(one.case.name, one.answer) for one in judge(CASES, by_library) if not one.right] == []


def test_a_sidecar_has_the_severity_of_its_code_and_the_stage_that_tells() -> None:
    wrong = [
        case.name
        for case in CASES
        if case.expected
        and (case.expected.severity, case.expected.stage)
        != (codes()[case.expected.fault.code].severity, stage_of(case))
    ]
    assert wrong == []


def test_each_document_has_a_name_of_its_own_and_no_sidecar_lacks_its_document() -> None:
    stems = Counter(case.name.partition(".")[0] for case in CASES)
    assert [stem for stem, count in stems.items() if count > 1] == []
    sidecars = {file.relative_to(suite()).as_posix() for file in suite().glob("*/*.expected.yaml")}
    assert {name.removesuffix(".expected.yaml") for name in sidecars} <= set(stems)
    others = {file.name for file in suite().rglob("*") if file.is_file() and "--" not in file.name}
    assert others == {"README.md", "index.yaml", "untestable.yaml"}


def test_an_area_is_a_folder_of_the_model_and_a_section_a_file_in_it() -> None:
    sections = {f"{Path(path).parent.name or 'documents'}/{Path(path).stem}" for path in conformance_index.schemas()}
    assert {f"{case.area}/{case.section}" for case in CASES} == {*sections, "text/text"}


def without_comments(case: Case) -> list[str]:
    lines = case.path.read_bytes().decode(errors="replace").splitlines()
    return [line for line in lines if not line.startswith("# ")]


def is_one_edit(mine: list[str], other: list[str]) -> bool:
    """Whether the lines differ in one place, and are the same for the better part."""
    matcher = SequenceMatcher(None, other, mine, autojunk=False)
    return sum(tag != "equal" for tag, *_ in matcher.get_opcodes()) == 1 and matcher.ratio() > 0.4


def test_each_invalid_document_is_one_edit_away_from_a_valid_one() -> None:
    lines = {case.name: without_comments(case) for case in CASES}
    valid = [case for case in CASES if case.expected is None]
    lonely = [
        case.name.partition(".")[0]
        for case in CASES
        if case.expected
        and not any(is_one_edit(lines[case.name], lines[one.name]) for one in valid if one.area == case.area)
    ]
    assert lonely == WRITTEN_AS_A_WHOLE


WRITTEN_AS_A_WHOLE = [
    "common/component-reference--data-or-storage",
    "documents/execution-request--comments-alone",
    "documents/execution-request--list-of-requests",
    "documents/execution-request--no-keys",
    "documents/execution-request--v0-6",
    "text/text--aliases-of-aliases",
    "text/text--utf-16",
]
"""Documents of which everything is at fault, or that would have another fault after one edit."""

# ---- the index


def test_the_index_is_fresh_and_says_of_each_sentence_how_it_is_tested_or_why_not() -> None:
    found, problems = conformance_index.build()
    assert problems == []
    text = conformance_index.text_of(found)
    assert conformance_index.INDEX.read_text(encoding="utf-8") == text, "run `python tests/conformance_index.py`"
    assert {name for one in found for name in (*one.valid, *one.invalid)} == {case.name for case in CASES}


def test_a_sentence_that_is_new_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = conformance_index.Sentence("Nobody has tested this.", section="common/uri.yaml")
    everything = [*conformance_index.sentences(), new]
    monkeypatch.setattr(conformance_index, "sentences", lambda: iter(everything))
    monkeypatch.setattr(conformance_index, "cases", lambda folder: iter(CASES[:1]))
    assert "neither tested nor untestable: common/uri.yaml#: Nobody has tested this." in conformance_index.build()[1]


# ---- what the suite would notice


def test_each_property_and_each_value_of_a_closed_set_stands_in_a_document_of_the_right_shape() -> None:
    """Who does not know one of them refuses a document."""
    right = [case for case in CASES if case.area != "text" and stage_of(case) == "meaning"]
    found: set[tuple[str, str]] = set().union(*(shown(data_of(case), case.as_, DEFINITIONS) for case in right))
    assert sorted(all_there_is(DEFINITIONS) - found) == []


def constraints(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of each constraint of the bundle: of the keywords that refuse something, types left out."""
    if isinstance(value, dict):
        named = path[-1:] == ("properties",)  # here, keys are properties
        for key, item in value.items():
            here = (*path, key)
            if key == "if" or (key == "kind" and "x-kinds-of" not in DEFINITIONS[path[1]]):
                continue  # the kind of a component is checked where it stands, by the union
            if key == "required" and not named:
                # That a kind is there is asked by the union; where there is none, the kind is what tells the type.
                yield from ((*here, n) for n, name in enumerate(item) if name != "kind" or "x-kinds-of" in value)
            elif key in ("enum", "pattern", "minimum", "maximum", "minItems", "additionalProperties") and not named:
                yield here
            elif key not in ("examples", "const"):
                yield from constraints(item, here)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from constraints(item, (*path, number))


def dropped(value: Any, path: tuple[str | int, ...]) -> Any:
    if len(path) == 1:
        kept = ((key, item) for key, item in (value.items() if isinstance(value, dict) else enumerate(value)))
        left = [(key, item) for key, item in kept if key != path[0]]
        return dict(left) if isinstance(value, dict) else [item for _, item in left]
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = dropped(value[path[0]], path[1:])
    return changed


def test_the_readme_shows_a_sidecar_as_it_is() -> None:
    text = (suite() / "README.md").read_text(encoding="utf-8")
    found = re.search(r"stands beside `(.+?)\.invalid\.yaml`:\n\n```yaml\n(.+?)```", text, re.DOTALL)
    assert found is not None
    sidecar = (suite() / f"{found[1]}.expected.yaml").read_text(encoding="utf-8")
    assert FORMATS["yaml"].read(found[2]) == FORMATS["yaml"].read(sidecar)


def test_the_readme_says_which_keys_tell_a_document() -> None:
    text = (suite() / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+`) \| ([a-z ]+) \|$", text.partition("| key | type |")[2], re.MULTILINE)
    names = {document.title: document.name for document in KINDS.documents}
    told = [(key, title) for keys, title in rows for key in re.findall(r"`(.+?)`", keys)]
    assert told == [(key, names.get(title, "offer-set").replace("-", " ")) for key, title in KINDS.told_by_keys.items()]


def test_no_constraint_of_the_schema_can_be_dropped_without_a_document_that_notices() -> None:
    """Where a constraint is missing, a document that has to be refused for its shape is accepted."""
    documents = [case for case in CASES if case.expected and case.expected.stage == "shape"]
    unnoticed = []
    for title in sorted(reachable(DEFINITIONS)):
        for path in constraints(DEFINITIONS[title], ("$defs", title)):
            schema = dropped(bundle(), path)
            validators: dict[str | None, Any] = {}
            for case in documents:
                if case.as_ not in validators:
                    validators[case.as_] = jsonschema_rs.validator_for(schema_for(case.as_, schema))
                if validators[case.as_].is_valid(data_of(case)):
                    break
            else:
                unnoticed.append("/".join(map(str, path)))
    assert unnoticed == []


# ---- the figures in the documentation


def test_the_page_has_the_figures_of_today() -> None:
    """Those of the other validators are measured by hand; how many documents there are has to be so for each."""
    page = (conformance_index.ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    found = list(conformance_index.sentences())
    index = conformance_index.INDEX.read_text(encoding="utf-8")
    counts = [sum(not one.code for one in found), len(codes()), len(found) - index.count("\n  untestable: ")]
    assert re.findall(r"\b(\d+) (?:of the descriptions|that the\s+codes|of them are tested)", page) == [
        *map(str, counts)
    ]
    columns = Counter(
        "warned" if case.expected and case.expected.severity == "warning" else stage_of(case) if case.expected else ""
        for case in CASES
    )
    wanted = [columns[name] for name in ("", "text", "shape", "meaning", "warned")]
    rows = [re.findall(r"\d+/(\d+)", row) for row in page.splitlines() if row.startswith("| ")]
    told = [[int(count) for count in row] for row in rows if row]
    assert told[:2] == [wanted, wanted], "measure again, see the page"
