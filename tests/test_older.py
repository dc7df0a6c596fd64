# SPDX-License-Identifier: Apache-2.0
"""Older forms are told, and their names replaced by today's; what is of today's form is left alone."""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cases import EXAMPLES, data_of, mutants, name
from hypothesis import given
from hypothesis import strategies as st

import execbroker
from execbroker import schema
from execbroker.diagnostic import Finding, filled
from execbroker.document import FORMATS, Unreadable, decode, format_of
from execbroker.document.bounds import MAX_FAULTS
from execbroker.kinds import Kinds
from execbroker.older import era_of, era_of_text, modernised
from execbroker.reading import recognise

KINDS = Kinds.builtin()
K = KINDS.base + "kinds/"
OLD = "https://www.purl.org/ivoa.net/EB/schema/types/"

_FRAGMENT = "a fragment without a kind, or any other name that only this form has"
_GENERAL = "before-1.0"
_RESOURCES = "v0.9-type-EB-resources"
OTHER_FORM: dict[str, tuple[str | None, str]] = {
    "v0.6-urn-type/offerset/015-20240619-05-chatgpt.json": (None, "it is valid today: result and offers"),
    "v0.7-uri-type/request/005-20241201-01-fragments.yaml": ("tex-style", "its types end in -1.0, as in the standard"),
    "v0.7-uri-type/update/001-20241117-01-checking.yaml": ("v0.9-type-EB-flat", "updates were the same in 0.7 and 0.9"),
    "v0.7-uri-type/update/002-20250211-01-examples.yaml": ("v0.9-type-EB-flat", "updates were the same in 0.7 and 0.9"),
    "v0.9-type-EB-flat/offerset/021-20250310-01-catchup.yaml": ("v0.9-type-EB-resources", "it has `resources`"),
    "v0.9-type-EB-flat/request/029-20250502-03-planning.yaml": ("v0.9-type-EB-resources", "it has `resources`"),
    "v0.9-type-EB-flat/offerset/022-20250311-01-maven-updates.yaml": (_RESOURCES, "types/offersets/"),
    "v0.9-type-EB-flat/request/031-20250602-02-current-functionality.yaml": (_RESOURCES, "types/executables/"),
    "v0.9-type-EB-flat/offerset/024-20250902-01-restructuring.yaml": (None, _FRAGMENT),
    "v0.9-type-EB-flat/request/021-20250320-03-plans.yaml": (_GENERAL, _FRAGMENT),
    "v0.9-type-EB-flat/request/022-20250403-01-discovery.yaml": (_GENERAL, _FRAGMENT),
    "v0.9-type-EB-flat/request/028-20250502-03-planning.yaml": (_GENERAL, _FRAGMENT),
    "v0.9-type-EB-flat/request/058-20251105-02-skaha-connection.yaml": (_GENERAL, _FRAGMENT),
    "v0.9-type-EB-flat/request/061-20251106-01-demo-notes.yaml": (_GENERAL, _FRAGMENT),
    "v0.9-type-EB-flat/session/004-20250415-01-exploring.yaml": (None, _FRAGMENT),
    "v0.9-type-EB-flat/session/014-20251105-02-skaha-connection.yaml": (_GENERAL, _FRAGMENT),
    "v1.0-schema/update/003-20251120-01-schema-meta.json": ("v0.9-kind-EB", "the wrapped update was the same"),
}
"""What is told as another form than its folder says, or as none, and why."""

TODAYS = "v1.0-openapi"


def documents(corpus: Path) -> list[tuple[str, str | None, str]]:
    """The name, the expected form and the text of each document."""
    found = []
    for file in sorted(file for file in corpus.rglob("*") if file.suffix in (".json", ".yaml")):
        path = file.relative_to(corpus).as_posix()
        folder = path.partition("/")[0]
        expected = OTHER_FORM[path][0] if path in OTHER_FORM else None if folder == TODAYS else folder
        found.append((path, expected, decode(file.read_bytes())))
    return found


def read(path: str, text: str) -> Any:
    form = format_of(path)
    assert form is not None
    return form.read(text)


def yaml(text: str) -> Any:
    return FORMATS["yaml"].read(text)


def told(found: list[Finding]) -> list[tuple[Any, ...]]:
    return [(finding.code, *finding.path) for finding in found]


def remaining(data: Any) -> list[Any]:
    shadow, _, _ = modernised(data, KINDS)
    return list(schema.faults(shadow, recognise(shadow, KINDS), KINDS, keep=False))


def test_every_document_of_the_corpus_is_told_by_its_form(corpus: Path) -> None:
    unreadable = set()
    for path, expected, text in documents(corpus):
        try:
            data = read(path, text)
        except Unreadable:
            unreadable.add(path)
            era = era_of_text(text)
        else:
            era = era_of(data)
        assert (era and era.name) == expected, path
    assert len(unreadable) == 3, "keys that stand twice"


def test_the_text_alone_never_tells_a_document_of_today_as_older(corpus: Path) -> None:
    wrong = Counter[str]()
    for path, expected, text in documents(corpus):
        era = era_of_text(text)
        if path.startswith(TODAYS):
            assert era is None, path
        wrong["all"] += 1
        wrong["other"] += (era and era.name) != expected
    assert wrong["other"] / wrong["all"] < 0.15


def test_a_text_that_breaks_off_is_told_by_its_form_or_not_at_all(corpus: Path) -> None:
    answers = Counter[str]()
    for path, expected, text in documents(corpus):
        lines, chance = text.splitlines(keepends=True), Random(path)
        for _ in range(5):
            kept = chance.randrange(len(lines))
            broken = lines[kept].rstrip() + chance.choice(["", " @", '"', ": [", " {"])
            era = era_of_text("".join(lines[:kept]) + broken)
            assert era is None or not path.startswith(TODAYS), path
            answers["none" if era is None else "same" if era.name == expected else "other"] += 1
    assert answers["other"] < 0.02 * answers.total()
    assert answers["same"] > 0.55 * answers.total()


def test_little_remains_to_be_said_of_an_older_document(corpus: Path) -> None:
    left = Counter[int]()
    for path, _, text in documents(corpus):
        try:
            data = read(path, text)
        except Unreadable:
            continue
        if not path.startswith(TODAYS):
            before = copy.deepcopy(data)
            left[len(remaining(data))] += 1
            assert data == before, path
    assert left[0] / left.total() > 0.94
    assert max(left) <= 6


def test_findings_stand_in_the_document_and_in_its_order_and_fill_their_templates(corpus: Path) -> None:
    for path, _, text in documents(corpus):
        try:
            located = format_of(path).locate(text)  # type: ignore[union-attr]
        except Unreadable:
            continue
        _, found, _ = modernised(located.data, KINDS)
        for finding in found:
            located.value(finding.path)
            assert "${" not in filled(finding.template, finding.values), path
            assert finding.hint, path
        places = [located.key_place(finding.path) for finding in found]
        assert places == sorted(places), path


def test_documents_of_today_are_left_alone(corpus: Path) -> None:
    for path, _, text in documents(corpus):
        if path.startswith(TODAYS):
            data = read(path, text)
            assert modernised(data, KINDS) == (data, [], {}), path


@pytest.mark.parametrize("file", EXAMPLES, ids=name)
def test_examples_are_left_alone(file: Path) -> None:
    data = data_of(file)
    assert modernised(data, KINDS) == (data, [], {})
    assert era_of(data) is None
    assert era_of_text(file.read_text(encoding="utf-8")) is None


MUTANTS = [(file, case) for file in EXAMPLES for case in list(mutants(data_of(file)))[len(file.name) % 7 :: 7]]


def test_a_fault_of_today_is_no_older_name() -> None:
    for file, (what, path, mutant) in MUTANTS:
        if (what, path[-1:]) in {("a truth value", ("result",)), ("a number", ("internal",))}:
            continue  # as older forms had it
        assert modernised(mutant, KINDS) == (mutant, [], {}), (name(file), what, path)
        assert era_of(mutant) is None, (name(file), what, path)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "kind", "name", "compute", "volumes", "spec", "x"]), inner, max_size=4
        )
    ),
)
older = st.dictionaries(
    st.sampled_from(["executable", "compute", "resources", "offers", "state", "update", "type", "kind", "schedule"]),
    plain | st.sampled_from(["urn:x-0.1", "uri:docker-container-1.0", "urn:ping-executable", OLD + "data/x-1.0"]),
)


@given(plain | older)
def test_whatever_the_data_are_they_are_answered(data: Any) -> None:
    before = json.dumps(data)
    era_of(data)
    shadow, found, _ = modernised(data, KINDS)
    assert json.dumps(data) == before
    if not found and era_of(data) is None:
        assert json.dumps(shadow) == before
    for finding in found:
        assert filled(finding.template, finding.values)


@given(
    st.text()
    | st.lists(st.sampled_from(["type", "kind", ":", " ", "\n", '"', "urn:x-0.1", "- ", "offers"])).map("".join)
)
def test_whatever_the_text_is_it_is_answered(text: str) -> None:
    era_of_text(text)


def test_the_container_of_the_slides(corpus: Path) -> None:
    data = yaml((corpus.parent / "seed" / "docker-container.yaml").read_text(encoding="utf-8"))
    _, found, _ = modernised(data, KINDS)
    era = era_of(data)
    assert era is not None
    assert era.name == "tex-style"
    image = "`image: {locations: [example.org/ivoa/analytics/Newton-Rahpson-example:2024.12.02]}`"
    assert [(finding.code, finding.path[-1], finding.hint) for finding in found] == [
        ("renamed-property", "name", "write it under `meta`: `meta: {name: Newton Rahpson tool}`"),
        ("renamed-property", "type", f"write `kind: {K}executable/docker-container.yaml`"),
        ("renamed-property", "repository", f"write it under `image`: {image}"),
        ("renamed-property", "image", f"write it under `image`: {image}"),
        ("renamed-property", "tag", f"write it under `image`: {image}"),
        ("renamed-property", "digest", "write it under `image`: `image: {digest: sha256:ac1b....fc70}`"),
    ]
    assert all(finding.at_key for finding in found)
    assert remaining(data) == []


PACKAGES = {"python": "> 3.10", "numpy": "> 2.1.1"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"executable": {"type": "uri:python-program"}, "requirements": PACKAGES},
            [("renamed-property", "executable", "type"), ("misplaced-property", "requirements")],
        ),
        (
            {"executable": {"type": "uri:python-program", "requirements": PACKAGES}},
            [("renamed-property", "executable", "type")],
        ),
    ],
    ids=["beside the executable", "in the executable"],
)
def test_the_program_of_the_slides(data: Any, expected: list[tuple[Any, ...]]) -> None:
    _, found, _ = modernised(data, KINDS)
    era = era_of(data)
    assert era is not None
    assert era.name == "tex-style"
    assert told(found) == expected
    assert found[0].hint == f"write `kind: {K}executable/python-program.yaml`"
    assert remaining(data) == []


FOUND = {
    "a kind": ({"executable": {"kind": OLD + "executable/docker-container-1.0"}}, ["renamed-kind"]),
    "a kind with a double slash": (
        {"executable": {"kind": "https://www.purl.org/ivoa.net/EB/schema/v1.0//types/executable/docker-container-1.0"}},
        ["renamed-kind"],
    ),
    "a kind below another base": ({"executable": {"kind": K + "executables/docker-container.yaml"}}, ["renamed-kind"]),
    "type with a kind of today": (
        {"executable": {"type": K + "executable/docker-container.yaml"}},
        ["renamed-property"],
    ),
    "a kind that is gone": ({"executable": {"type": "urn:ping-executable", "spec": {}}}, ["retired-kind"]),
    "an unknown kind of an older style": ({"data": [{"type": "urn:xyz-0.1", "name": "x"}]}, ["unknown-kind"]),
    "a mode": ({"kind": K + "volume/simple-volume-mount.yaml", "mode": "rw"}, ["renamed-value"]),
    "a phase under an older name": (
        {"offers": [{"type": OLD + "session/x-1.0", "state": "PROPOSED"}]},
        ["unknown-kind"],
    ),
    "an answer": ({"result": True}, ["renamed-value"]),
    "an update": ({"update": {"type": "uri:enum-value-update", "path": "phase"}}, ["misplaced-property"]),
    "resources": ({"resources": {"compute": [{"type": "uri:generic-compute"}]}}, ["retired-property"]),
    "volumes": ({"executable": {}, "volumes": [{"path": "/x"}]}, ["misplaced-property"]),
    "a computer": (
        {"computer": {"type": OLD + "computer/simple-compute-resource-1.0", "name": "x"}},
        ["renamed-property", "renamed-property", "renamed-property"],
    ),
    "requested cores": ({"compute": {"cores": {"requested": {"min": 1}}}}, ["misplaced-property"]),
}


@pytest.mark.parametrize(("data", "codes"), FOUND.values(), ids=FOUND)
def test_an_older_name_is_found(data: Any, codes: list[str]) -> None:
    _, found, _ = modernised(data, KINDS)
    assert [finding.code for finding in found] == codes


def test_a_value_under_an_older_name_is_told_once_with_both() -> None:
    shadow, found, _ = modernised({"kind": K + "session/simple-execution-session.yaml", "state": "PROPOSED"}, KINDS)
    assert told(found) == [("renamed-property", "state")]
    assert found[0].hint == "write `phase: INITIAL`"
    assert shadow["phase"] == "INITIAL"


LEFT_ALONE = {
    "free keys": {
        "executable": {
            "kind": K + "executable/docker-container.yaml",
            "meta": {"annotations": {"name": "x", "type": "urn:x-0.1", "href": "x"}},
            "environment": {"name": "x", "type": "urn:docker-container-0.1", "state": "x"},
        },
    },
    "packages": {"kind": K + "executable/python-program.yaml", "requirements": {"name": "", "tag": "", "type": ""}},
    "the type of costs": {
        "costs": [{"kind": K + "costs/simple-minmax-float-cost.yaml", "type": "urn:ivoa:calycopis:cost:energy"}],
    },
    "the type of a checksum": {
        "data": [{"kind": K + "data/skao-data-resource.yaml", "skao": {"checksum": {"type": "MD5", "value": "x"}}}],
    },
    "the type of a rucio object": {"data": [{"kind": K + "data/rucio-data-resource.yaml", "rucio": {"type": "FILE"}}]},
    "messages": {"meta": {"messages": [{"kind": "urn:resource-limit", "values": {"type": "x", "name": "y"}}]}},
    "an answer without a kind": {"result": "NO", "description": "x"},
    "a kind of somebody else": {"kind": "urn:example:my-kind", "name": "x", "type": "y"},
    "a kind that is misspelt": {"kind": "uri:enum-value-updat", "path": "/phase", "value": "x"},
    "a kind without its address": {"executable": {"kind": "docker-container"}},
}


@pytest.mark.parametrize("data", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_only_looks_older_is_left_alone(data: Any) -> None:
    assert modernised(data, KINDS) == (data, [], {})
    assert era_of(data) is None


@pytest.mark.parametrize(
    "data",
    [
        {"executable": {"type": K + "executable/docker-container.yaml"}},
        {"executable": {"kind": K + "executable/docker-container.yaml", "name": "x"}},
        {"type": "uri:enum-value-update", "path": "/phase", "value": "ACCEPTED"},
    ],
    ids=["type", "name", "type of an update"],
)
def test_a_slip_is_found_and_makes_no_era(data: Any) -> None:
    assert len(modernised(data, KINDS)[1]) == 1
    assert era_of(data) is None


@pytest.mark.parametrize(
    ("kind", "era"),
    [
        ("urn:xyz-0.1", "v0.6-urn-type"),
        ("uri:xyz-0.1", "v0.7-uri-type"),
        ("uri:xyz-1.0", "tex-style"),
        ("https://www.purl.org/ivoa.net/EB/schema/v1.0/types/executable/xyz-1.0", "v1.0-schema"),
        ("https://www.purl.org/ivoa.net/EB/schema/types/executable/xyz-1.0", "v0.9-type-EB-flat"),
        ("https://www.purl.org/ivoa.net/executable-types/xyz", "v0.2-purl-types"),
        ("https://example.org/types/xyz-1.0", None),
    ],
)
def test_an_unknown_kind_still_tells_the_form(kind: str, era: str | None) -> None:
    found = era_of({"executable": {"type": kind}})
    assert (found and found.name) == era
    in_text = era_of_text(f"executable:\n  type: {kind}\n  name: @\n")
    assert (in_text and in_text.name) == era


FRAGMENTS = {
    "names and phases": "executable: {name: x, phase: PREPARING}",
    "a session": "uuid: x\nname: y\nphase: ACCEPTED",
    "a template of jq": '{"name": .name, "uuid": .uuid, "phase": .phase}',
    "resources": "resources:\n  storage:\n    external:\n",
    "a type in plain words": "executable: {type: docker-container, name: x}",
    "a type that is elided": "data: [{type: http://..../IvoaDataResource}]",
    "requested cores": "name: x\ncores: {requested: {min: 1}}",
    "a schedule that is offered": "uuid: x\nschedule: {offered: {executing: {}}}\nphase: OFFERED",
    "a volume": "volumes: [{path: /x, cardinality: INSTANCE}]",
    "an answer to an answer": "response: {offers: [{uuid: x, href: y}]}",
    "a list of components": "- {type: urn:docker-container-0.1, name: x}",
    "something around it": "input: {executable: {type: 'urn:docker-container-0.1', name: x}}",
}


@pytest.mark.parametrize("text", FRAGMENTS.values(), ids=FRAGMENTS)
def test_a_fragment_of_an_older_form_is_told(text: str) -> None:
    assert era_of(yaml(text)) is not None


SLIPS = {
    "no kind": "executable: {image: {locations: [a]}}\ncompute: {cores: {min: 2}}",
    "no kind, and a name": "executable: {name: x, image: {locations: [a]}}",
    "names everywhere": "executable: {name: x}\ncompute: {name: y}\ndata: [{name: z}]",
    "a kind of today, and older names": f"executable: {{kind: {K}executable/x.yaml, name: x, digest: y}}",
    "a kind of today beside an older one": f"executable: {{type: urn:x-0.1}}\ncompute: {{kind: {K}compute/x.yaml}}",
    "kinds in plain words": "executable: {kind: docker-container, name: x, digest: y, tag: z}",
    "a kind that is no text": "executable: {kind: 1, name: x, uuid: y}",
    "gpu": f"executable: {{kind: {K}executable/docker-container.yaml}}\ncompute: {{gpu: 1}}",
    "another tool's": "name: x\nversion: 1\nlicense: MIT",
    "another tool's state": "name: x\nstatus: ok",
    "another tool's kind": "kind: Pod\nmetadata: {name: x}\nspec: {}",
}


@pytest.mark.parametrize("text", SLIPS.values(), ids=SLIPS)
def test_a_first_attempt_is_not_called_old(text: str) -> None:
    assert era_of(yaml(text)) is None


def without_kinds(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: without_kinds(value) for key, value in data.items() if key != "kind"}
    return [without_kinds(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("file", EXAMPLES, ids=name)
def test_an_example_that_lacks_its_kinds_is_not_called_old(file: Path) -> None:
    assert era_of(without_kinds(data_of(file))) is None


SAID = {
    "requirements that are not indented": (
        f"executable: {{kind: {K}executable/python-program.yaml}}\nrequirements: {{x: ''}}",
        [("misplaced-property", "/requirements", "move it into `executable`: in YAML, indent it")],
    ),
    "gpu": (
        f"kind: {K}compute/simple-compute-resource.yaml\ngpu: 2",
        [
            (
                "renamed-property",
                "/gpu",
                "an `accelerated-compute-resource` has them: `accelerators: [{type: gpu, count: {min: 2}}]`",
            )
        ],
    ),
    "a kind that is gone": (
        "kind: urn:canfar-notebook\nnotebook: x",
        [("retired-kind", "/kind", f"write `{K}executable/jupyter-notebook.yaml`")],
    ),
    "the address of data": (
        f"kind: {K}data/simple-data-resource.yaml\nurl: x",
        [("renamed-property", "/url", "write `location: x`")],
    ),
    "a name beside meta": (
        f"kind: {K}data/simple-data-resource.yaml\nlocation: y\nname: x\nmeta: {{description: y}}",
        [("renamed-property", "/name", "write it in `meta`: `name: x`")],
    ),
    "expires": (
        f"kind: {K}offerset/execution-offerset.yaml\nresult: NO\nexpires: '2025-01-01T00:00:00Z'",
        [("misplaced-property", "/expires", "write it in each of `offers`")],
    ),
    "a type that nobody knows": (
        f"executable: {{kind: {K}executable/docker-container.yaml}}\ndata: [{{type: file, url: x}}]",
        [
            (
                "renamed-property",
                "/data/0/type",
                "write `kind: ` and one that ends in: S3-data-resource, ivoa-data-resource, rucio-data-resource, "
                "simple-data-resource, skao-data-resource",
            ),
            ("renamed-property", "/data/0/url", "write `location: x`"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID)
def test_a_slip_is_told_once_with_what_to_write(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = execbroker.validates(text).diagnostics
    assert [(diagnostic.code, diagnostic.pointer, diagnostic.hint) for diagnostic in found] == expected
    assert not any("today" in diagnostic.message for diagnostic in found)


def test_another_tools_document_is_not_claimed() -> None:
    found = execbroker.validates("name: x\nversion: 1\nlicense: MIT").diagnostics
    assert [diagnostic.code for diagnostic in found] == ["unknown-document"]


def test_a_document_that_nothing_tells_is_named_by_the_keys_that_are_written() -> None:
    [found] = execbroker.validates("name: x\ncores: {min: 2}").diagnostics
    assert (found.code, dict(found.values)["keys"]) == ("unknown-document", "`name`, `cores`")


def test_older_names_are_told_of_a_document_that_is_only_known_to_be_older() -> None:
    found = execbroker.validates("volumes: [{path: /x, cardinality: INSTANCE}]").diagnostics
    assert [diagnostic.code for diagnostic in found] == ["older-form", "unknown-document", "retired-property"]


def test_an_older_form_lacks_no_kinds() -> None:
    found = execbroker.validates("executable: {name: x, phase: PREPARING}\ncompute: {name: y}").diagnostics
    assert [diagnostic.code for diagnostic in found] == ["older-form", "renamed-property", "renamed-property"]


def test_a_text_of_an_older_form_is_told_as_one_beside_what_makes_it_unreadable() -> None:
    found = execbroker.validates("executable: {type: 'urn:docker-container-0.1', name: x, name: y}").diagnostics
    assert [diagnostic.code for diagnostic in found] == ["older-form", "duplicate-key"]
    broken = "executable:\n  type: urn:docker-container-0.1\n  name: @x\n  title: `y`\n"
    first, second = execbroker.validates(broken).diagnostics
    assert (first.line, second.line) == (3, 4)
    assert (first.hint or "").startswith('put the value in quotes: "@x"; then note: this document is in an older form')
    assert "`execbroker upgrade`" in (first.hint or "")
    assert "older" not in (second.hint or "")
    [alone] = execbroker.validates("type: urn:docker-container-0.1\ncommand: &a [b]\n*a : 1\n").diagnostics
    assert (alone.hint or "").startswith("mend this first; then note: this document is in an older form")


def test_what_is_wrong_with_a_value_under_an_older_name_stands_at_that() -> None:
    text = f"kind: {K}session/simple-execution-session.yaml\nstate: READ\ndata:\n- type: {K}storage/x.yaml\n"
    found = [(found.code, found.pointer, found.line) for found in execbroker.validates(text).diagnostics]
    assert ("unknown-value", "/state", 2) in found
    shadow, _, _ = modern = modernised({"executable": {"type": K + "executable/docker-container.yaml"}}, KINDS)
    assert shadow["executable"]["kind"].endswith("docker-container.yaml")
    assert modern.original(("executable", "kind")) == ("executable", "type")
    assert modern.original(("compute", "kind")) == ("compute", "kind")


def test_more_findings_than_are_listed_end_it() -> None:
    shadow, found, _ = modernised({"data": [{"name": "x"}] * (MAX_FAULTS * 2)}, KINDS)
    assert len(found) == MAX_FAULTS + 1
    assert schema_faults(shadow) == []


def schema_faults(shadow: Any) -> list[Any]:
    return list(schema.faults(shadow, recognise(shadow, KINDS), KINDS, keep=False))


def deep(key: str, inside: Any) -> Any:
    for _ in range(100):
        inside = {key: [inside]}
    return inside


LARGE: dict[str, Callable[[int], Any]] = {
    "components without a kind": lambda n: {"data": [{"location": "x", "meta": {"y": 1}} for _ in range(n)]},
    "empty components": lambda n: {"data": [{} for _ in range(n)]},
    "different kinds": lambda n: {"data": [{"type": f"urn:x{i}-0.1"} for i in range(n)]},
    "names of volumes": lambda n: {"compute": {"volumes": ["x"] * n}},
    "unknown keys": lambda n: {f"x{i}": i for i in range(n)},
    "older keys of many offers": lambda n: {"offers": [{"computer": {"volumes": [{"mode": "x"}]}} for _ in range(n)]},
    "deep": lambda n: deep("compute", deep("request", {})),
}


@pytest.mark.parametrize("large", LARGE.values(), ids=LARGE)
def test_time_grows_with_the_data(large: Any) -> None:
    def seconds(data: Any) -> float:
        start = time.perf_counter()
        era_of(data)
        modernised(data, KINDS)
        return time.perf_counter() - start

    seconds(large(10))
    small, big = min(seconds(large(5_000)) for _ in range(3)), seconds(large(50_000))
    assert big < 40 * small + 0.5


@pytest.mark.parametrize("large", LARGE.values(), ids=LARGE)
def test_the_time_has_a_bound(large: Callable[[int], Any]) -> None:
    data = large(500_000)
    for function in (era_of, lambda data: modernised(data, KINDS, older=False)):
        start = time.process_time()
        function(data)
        assert time.process_time() - start < 1, function


@pytest.mark.parametrize("part", ["type ", "- ", '"type" : ', "\n", " ", "type: urn:", "kind:\t", '"'])
def test_a_large_text_takes_no_time(part: str) -> None:
    text = part * (4_000_000 // len(part))
    start = time.perf_counter()
    era_of_text(text)
    assert time.perf_counter() - start < 1
