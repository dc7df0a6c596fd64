# SPDX-License-Identifier: Apache-2.0
"""Older documents become today's, today's stay as they are, and what cannot become one is refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lost import lost

import execbroker
from execbroker import InvalidDocument, Report, upgrade, validates
from execbroker.document import FORMATS, format_of
from execbroker.kinds import Kinds
from execbroker.migration import migrate
from execbroker.model import (
    DockerContainer,
    EnumValueUpdate,
    ExecutionRequest,
    ExecutionTemplate,
    OfferSet,
    PythonProgram,
    VOSpaceStorageResource,
)
from execbroker.rules import standard

EXAMPLES = Path(__file__).parents[1] / "examples"
CASES = sorted(folder for folder in (EXAMPLES / "older").iterdir())
KINDS = Kinds.builtin()
TEMPLATES = {"executable-that-is-gone"}
"""Cases of which a request becomes a template."""


def before(case: Path) -> Path:
    return next(case.glob("before.*"))


def after(case: Path) -> str:
    return next(case.glob("after.*")).read_text(encoding="utf-8")


def codes(report: Report) -> list[tuple[str, str, int | None, int | None]]:
    return [(found.code, found.pointer, found.line, found.column) for found in report.diagnostics]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_document_becomes_the_one_beside_it(case: Path) -> None:
    done = migrate(before(case).read_bytes(), file=str(before(case)))
    assert done.text() == after(case)
    assert done.format.read(after(case)) == done.data
    assert done.ok
    assert done.is_template == (case.name in TEMPLATES)
    assert lost(done) == []
    assert done.uncommented == ()
    as_ = "execution-template" if case.name in TEMPLATES else None
    assert validates(after(case), as_=as_).ok


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_upgrading_twice_is_upgrading_once(case: Path) -> None:
    again = migrate(after(case))
    assert again.changes == ()
    assert again.era is None
    assert again.document is not None
    assert again.text() == after(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_other_format_becomes_the_same(case: Path) -> None:
    form = format_of(str(before(case)))
    assert form is not None
    other = next(one for one in FORMATS.values() if one is not form)
    original = form.read(before(case).read_text(encoding="utf-8"))
    if "1.10" in before(case).read_text(encoding="utf-8"):  # a number with a zero that JSON writes no more
        return
    done = migrate(other.write(original), format=other.name)
    assert done.data == form.read(after(case))
    document, changes = upgrade(original)
    assert document == done.document
    assert [(one.before, one.after, one.steps) for one in changes] == [
        (one.before, one.after, one.steps) for one in done.changes
    ]
    assert all(change.line is None for change in changes)


VALID = sorted(file for file in (EXAMPLES / "valid").rglob("*") if file.suffix in (".json", ".yaml"))


@pytest.mark.parametrize("file", VALID, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_todays_form_stays_as_it_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    done = migrate(text, file=str(file))
    assert done.era is None
    assert done.changes == ()
    assert done.text() == text
    form = format_of(str(file))
    assert form is not None
    assert done.document is not None or not validates(text, file=str(file)).ok


def test_a_change_says_from_where_to_where_and_why() -> None:
    text = "executable:\n  name: a\n  type: uri:jupyter-notebook-1.0\n  location: https://example.org/a.ipynb\n"
    document, changes = upgrade(text)
    assert isinstance(document, ExecutionRequest)
    name, kind = changes
    assert (name.before, name.after, name.old, name.new) == ("/executable/name", "/executable/meta/name", "a", "a")
    assert (name.line, name.column, name.severity, name.steps) == (2, 3, "info", ("todays-names",))
    assert kind.old == "uri:jupyter-notebook-1.0"
    assert kind.new == KINDS.base + "kinds/executable/jupyter-notebook.yaml"
    assert "URI" in kind.why


def test_what_has_no_place_is_a_warning_and_an_annotation() -> None:
    document, changes = upgrade(
        "executable: {type: uri:jupyter-notebook-1.0, location: 'https://example.org', hostname: a.example.org}"
    )
    [warned] = [change for change in changes if change.severity == "warning"]
    assert warned.before == "/executable/hostname"
    assert warned.after == "/executable/meta/annotations/ivoa.net~1older~1hostname"
    assert isinstance(document, ExecutionRequest)
    assert document.executable is not None
    assert document.executable.meta is not None
    assert document.executable.meta.annotations == {"ivoa.net/older/hostname": "a.example.org"}


def test_the_containers_slide_becomes_a_container(corpus: Path) -> None:
    """The digest is elided on the slide, and a registry takes no capital letters: the one is noted, the other told."""
    file = corpus.parent / "seed" / "docker-container.yaml"
    document, changes = upgrade(file.read_bytes(), file=str(file))
    assert isinstance(document, ExecutionRequest)
    container = document.executable
    assert isinstance(container, DockerContainer)
    assert container.image is not None
    assert container.image.locations == ["example.org/ivoa/analytics/Newton-Rahpson-example:2024.12.02"]
    assert container.image.digest is None
    [elided] = [change for change in changes if change.severity == "warning"]
    assert (elided.old, elided.line, elided.steps) == ("sha256:ac1b....fc70", 7, ("unusable-digest",))
    report = migrate(file.read_bytes()).report
    assert codes(report) == [("malformed-image-reference", "/executable/image", 5, 10)]
    with pytest.raises(InvalidDocument):
        upgrade(file.read_bytes(), rules=standard())


@pytest.mark.parametrize("inside", [False, True])
def test_the_programs_slide_becomes_a_program(corpus: Path, inside: bool) -> None:
    """What is missing is told: as a request it would have to say where the program is, so it is a template."""
    text = (corpus.parent / "seed" / "python-program.yaml").read_text(encoding="utf-8")
    with pytest.raises(InvalidDocument) as raised:
        upgrade(text)
    assert [found.line for found in raised.value.report.errors] == [4, 5]
    quoted = text.replace("> 3.10", '"> 3.10"').replace("> 2.1.1", '"> 2.1.1"')
    if inside:
        head, _, rest = quoted.partition("requirements:")
        quoted = head + "  requirements:" + rest.replace("\n  ", "\n    ")
    document, changes = upgrade(quoted)
    assert isinstance(document, ExecutionTemplate)
    program = document.executable
    assert isinstance(program, PythonProgram)
    assert program.requirements == {"python": "> 3.10", "numpy": "> 2.1.1"}
    assert ("/requirements" in {change.before for change in changes}) is not inside
    assert [found.severity for found in migrate(quoted).report.diagnostics] == ["warning"]


def test_results_in_a_vospace_say_the_same_today() -> None:
    document = execbroker.load(EXAMPLES / "older" / "results-in-vospace" / "after.yaml", as_=ExecutionRequest)
    assert document.storage is not None
    assert document.compute is not None
    [store] = document.storage
    assert isinstance(store, VOSpaceStorageResource)
    assert store.lifetime is not None
    assert (store.lifecycle, store.lifetime.max) == ("MANAGED", "P2D")


def test_an_accepted_offer_is_an_update_and_a_refusal_an_offer_set() -> None:
    assert isinstance(upgrade("offer: {ident: a, status: ACCEPTED}").document, EnumValueUpdate)
    assert isinstance(upgrade("response: {result: 'NO', reasons: []}").document, OfferSet)


TOO_FAR = {
    "v0.0-planner-2022": "binder-task: {}\nexecutable: {}\n",
    "v0.1-2023-draft": "task: {type: a}\ntime: {}\n",
    "v0.2-ambleck": "executable: {name: a, type: 'foo:red', spec: {size: 7}}\n",
    "v0.2-purl-types": (
        "resources:\n  compute:\n  - type: https://www.purl.org/ivoa.net/resource-types/generic-compute\n"
        "    spec:\n      extras: [{name: gpu}]\n"
    ),
}


@pytest.mark.parametrize("era", TOO_FAR)
def test_the_first_forms_are_refused_with_what_they_are(era: str) -> None:
    done = migrate(TOO_FAR[era])
    assert done.era is not None
    assert done.era.name == era
    assert not done.ok
    assert done.changes == ()
    first = done.report.diagnostics[0]
    assert first.code == "older-form"
    assert done.era.title in first.message
    assert "anew" in (first.hint or "")
    with pytest.raises(InvalidDocument):
        upgrade(TOO_FAR[era])


def test_faults_of_the_result_are_told_at_their_places_in_the_original() -> None:
    text = """
name: a
resources:
  compute:
    - type: uri:generic-compute
      cores: {requested: {min: four}}
      memmory: {requested: {min: 4}}
executable:
  type: uri:jupyter-notebook-1.0
  notebook: {file: https://example.org/a.ipynb, commit: abc}
"""
    assert codes(migrate(text).report) == [
        ("wrong-type", "/resources/compute/0/cores/requested/min", 6, 32),
        ("unknown-property", "/resources/compute/0/memmory", 7, 7),
        ("wrong-type", "/executable/notebook", 10, 13),
    ]
    with pytest.raises(InvalidDocument) as raised:
        upgrade(text, file="a.yaml")
    assert raised.value.report.errors[0].file == "a.yaml"


def test_several_compute_resources_of_a_request_are_not_chosen_from() -> None:
    text = "resources: {compute: [{type: uri:generic-compute}, {type: uri:generic-compute}]}\nexecutable: {}\n"
    assert ("renamed-value", "/resources/compute") in [(c[0], c[1]) for c in codes(migrate(text).report)]


@pytest.mark.parametrize("source", ["", "{", "a: [", "\x00", b"\xff\xfe", "- 1", "1", "null", "{}", "a: 1\na: 2", "🙂"])
def test_what_is_no_document_is_refused_as_by_the_readers(source: str | bytes) -> None:
    with pytest.raises(InvalidDocument) as raised:
        upgrade(source)
    assert raised.value.report == validates(source)


@pytest.mark.parametrize(
    ("options", "word"), [({"format": "toml"}, "toml"), ({"as_": "nonsense"}, "nonsense"), ({"unknown": "x"}, "'x'")]
)
def test_wrong_arguments_are_told(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        upgrade("{}", **options)


def test_data_that_are_not_json_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        upgrade({"executable": float("nan")})
    with pytest.raises(TypeError):
        upgrade({"executable": {1, 2}})


def test_unknown_properties_are_kept_on_demand() -> None:
    text = "executable: {type: uri:jupyter-notebook-1.0, location: 'https://example.org', colour: red}"
    with pytest.raises(InvalidDocument):
        upgrade(text)
    document, _ = upgrade(text, unknown="keep")
    assert json.loads(execbroker.dumps(document))["executable"]["colour"] == "red"


def test_a_document_may_be_named() -> None:
    document, changes = upgrade("type: uri:docker-container-1.0\nimage: a/b:1\n", as_=DockerContainer)
    assert isinstance(document, DockerContainer)
    assert [change.steps for change in changes] == [("todays-kind",), ("image-in-parts",)]


def test_a_request_of_today_that_is_not_complete_stays_one() -> None:
    """A document of an older form may have been meant as a template; one of today's says what it is."""
    today = f"executable: {{kind: {KINDS.base}kinds/executable/python-program.yaml, requirements: {{numpy: ''}}}}\n"
    done = migrate(today)
    assert isinstance(done.document, ExecutionRequest)
    assert [found.code for found in done.report.errors] == ["incomplete-executable"]
    placeholder = migrate(f"executable: {{kind: {KINDS.base}kinds/executable/abstract-executable.yaml}}\n")
    assert isinstance(placeholder.document, ExecutionTemplate)
    assert placeholder.ok


J = "executable: {type: uri:jupyter-notebook-1.0, location: 'https://example.org/a'}\n"
D = "executable: {type: uri:docker-container-1.0, image: {locations: ['a/b:1']}}\n"
KEPT = {
    "a second platform": (
        "executable: {type: uri:docker-container-1.0, image: {locations: ['a/b:1'], platform: {os: linux}},"
        " platforms: [{os: windows}]}",
        "/executable/meta/annotations/ivoa.net~1older~1platforms",
        '{"os": "windows"}',
    ),
    "a resource beside resources": (
        D + "compute: {type: uri:generic-compute, volumes: [{path: /x, resource: a, resources: [b]}]}\n"
        "data: [{type: uri:simple-data-resource-1.0, name: a, location: 'https://example.org/a'}]",
        "/compute/volumes/0/meta/annotations/ivoa.net~1older~1resources",
        '["b"]',
    ),
    "a type beside another kind": (
        "executable: {type: uri:docker-container-1.0, kind: uri:jupyter-notebook-1.0, location: 'https://example.org'}",
        "/executable/meta/annotations/ivoa.net~1older~1type",
        "uri:docker-container-1.0",
    ),
    "a name beside another one": (
        "executable: {type: uri:jupyter-notebook-1.0, location: 'https://example.org', name: a, meta: {name: b}}",
        "/executable/meta/annotations/ivoa.net~1older~1name",
        "a",
    ),
    "a volume that is named twice": (
        D + "compute: {type: uri:generic-compute, volumes: [v, v]}\nvolumes: [{name: v, path: /x, resources: [a]}]\n"
        "data: [{type: uri:simple-data-resource-1.0, name: a, location: 'https://example.org/a'}]",
        "/compute/meta/annotations/ivoa.net~1older~1volumes~11",
        "v",
    ),
    "the expiry of a set, each offer of which has its own": (
        "result: 'YES'\nexpires: '2024-08-19T01:53:05Z'\noffers:\n"
        "- {type: urn:execution, offer: {expires: '2024-08-19T01:50:00Z', status: OFFERED}}",
        "/meta/annotations/ivoa.net~1older~1expires",
        "2024-08-19T01:53:05Z",
    ),
    "units of what is rounded": (
        J + "compute: {type: uri:generic-compute, memory: {min: 512, units: MB}}",
        "/compute/meta/annotations/ivoa.net~1older~1memory~1units",
        "MB",
    ),
}


@pytest.mark.parametrize(("text", "after", "value"), KEPT.values(), ids=KEPT)
def test_what_stands_in_the_way_is_kept_with_a_warning(text: str, after: str, value: str) -> None:
    done = migrate(text)
    assert [(one.after, one.new) for one in done.changes if one.severity == "warning" and one.after == after] == [
        (after, value)
    ]
    assert lost(done) == []
    assert done.ok


@pytest.mark.parametrize(
    ("amount", "today", "severities"),
    [
        ("{min: 2, units: TiB}", {"min": 2048}, {"info"}),
        ("{min: 512, units: MB}", {"min": 1}, {"info", "warning"}),
        ("{min: 2, max: 4, units: TB}", {"min": 1863, "max": 3726}, {"info", "warning"}),
        ("512MB", {"min": 1}, {"info", "warning"}),
        ("1.00 GiB", {"min": 1}, {"info"}),
        ("{min: 3, units: none}", {"min": 3}, {"info"}),
        ("{min: 3, units: furlongs}", {"min": 3, "units": "furlongs"}, {"info"}),
        ("{min: true, units: GiB}", {"min": True, "units": "GiB"}, {"info"}),
        ("{min: 2.5}", {"min": 2.5}, {"info"}),
    ],
)
def test_amounts_are_those_of_today(amount: str, today: Any, severities: set[str]) -> None:
    done = migrate(J + f"compute: {{type: uri:generic-compute, memory: {amount}}}")
    assert done.data["compute"]["memory"] == today
    assert {change.severity for change in done.changes} == severities
    assert (done.document is not None) == (set(today) <= {"min", "max"} and all(type(n) is int for n in today.values()))


def test_a_wrapped_answer_is_no_update() -> None:
    for text in ("job: {ident: x, status: RUNNING}", "response: {ident: x, status: ACCEPTED}"):
        assert not isinstance(migrate(text).document, EnumValueUpdate)
    assert not isinstance(migrate("offer: {ident: x, status: OFFERED}").document, EnumValueUpdate)


def test_volumes_that_are_mounted_unasked_are_a_warning() -> None:
    text = D + (
        "compute: {type: uri:generic-compute, volumes: [v]}\n"
        "volumes: [{name: v, path: /x, resources: [a]}, {name: w, path: /y, resources: [a]}]\n"
        "data: [{type: uri:simple-data-resource-1.0, name: a, location: 'https://example.org/a'}]"
    )
    assert [one.before for one in migrate(text).changes if one.severity == "warning"] == ["/volumes/1"]


def test_a_document_that_was_upgraded_in_part_is_upgraded_in_whole() -> None:
    text = (
        f"executable: {{kind: {KINDS.base}kinds/executable/docker-container.yaml, image: {{locations: ['a/b:1']}}}}\n"
    )
    done = migrate(text + "resources: {compute: [{type: uri:generic-compute, cores: {requested: {min: 4}}}]}")
    assert done.ok
    assert done.data["compute"]["cores"] == {"min": 4}


def test_machines_with_gpus_are_a_cluster_of_them() -> None:
    done = migrate(J + "compute: {type: uri:generic-compute, gpu: 2, replicas: 3, cores: {min: 8}}")
    assert done.ok
    assert done.data["compute"]["nodes"] == {"min": 3}
    node = {"accelerators": [{"type": "gpu", "count": {"min": 2}}], "cores": {"min": 8}}
    assert done.data["compute"]["node"] == node


def test_nulls_inside_levels_are_left_out() -> None:
    assert migrate(J + "resources: {compute: null, storage: null}").ok
    gone = migrate("executable: {type: urn:delay-executable, properties: null}")
    assert "warning" not in {one.severity for one in gone.changes if one.before == "/executable/properties"}


def test_a_digest_that_lacks_its_algorithm_is_told_and_stays() -> None:
    done = migrate(f"executable: {{type: uri:docker-container-1.0, image: a/b:1, digest: {'a' * 64}}}")
    assert [found.code for found in done.report.errors] == ["malformed-image-digest"]


def test_what_is_told_of_a_sketched_form_is_what_is_wrong_with_the_document() -> None:
    kind = "https://www.purl.org/ivoa.net/executable-types/docker-container"
    done = migrate(f"executable: {{type: {kind}, image: ghcr.io/ivoa/X:1}}")
    assert [found.code for found in done.report.errors] == ["malformed-image-reference"]
    assert done.document is not None


def test_options_that_name_a_property_name_it_by_a_pointer() -> None:
    assert migrate("update: {type: uri:enum-value-update, path: phase, value: ACCEPTED}").data["path"] == "/phase"


def test_no_list_is_renumbered_without_a_reason() -> None:
    text = J + (
        "storage: [{type: uri:ephemeral-storage, name: s, data: [d, gone]}]\n"
        "data: [{type: uri:simple-data-resource-1.0, name: d, location: 'https://example.org/a'}]"
    )
    assert all(change.steps and change.why for change in migrate(text).changes)


COMMENTS = [
    (J.replace("\n", "\r") + "# c\rcompute: {type: uri:generic-compute} # d\r", ["# c", "# d"]),
    (J + "name: a\ndescription: | # head\n  text\n", ["# head"]),
    (J + 'name: "a\\u2028b" # beside\n', ["# beside"]),
    (J + "# above\nresources:\n  data: []\n  compute: [{type: uri:generic-compute}]\n", ["# above"]),
    ("executable:\n  type: uri:docker-container-1.0\n  repository: a # r\n  image: b # i\n  tag: c # t\n",
     ["# r", "# i", "# t"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), COMMENTS)
def test_comments_go_with_what_they_are_about(text: str, words: list[str]) -> None:
    done = migrate(text)
    assert done.changes
    assert done.uncommented == ()
    assert all(one in done.text() for one in words)
    assert FORMATS["yaml"].read(done.text()) == done.data


@pytest.mark.parametrize(
    "compute",
    [
        "{type: uri:generic-compute, volumes: [{path: /x, resources: []}]}",
        "{type: uri:generic-compute, replicas: 4, cores: 2, node: []}",
        "{type: uri:generic-compute, replicas: 4, cores: {}, min-cores: 2, node: []}",
    ],
    ids=["a volume of no resource", "cores of a cluster, with something else at node", "an end of a range there"],
)
def test_what_a_step_made_and_has_no_place_is_not_lost(compute: str) -> None:
    assert lost(migrate(D + f"compute: {compute}")) == []


MANY = {f"k{number}": number for number in range(1000)}


@pytest.mark.parametrize(
    "source",
    [
        json.dumps({"executions": [{}] * 500, "expires": MANY}),
        json.dumps({"executable": {}, "volumes": [{"resources": list(MANY), "description": MANY}], "name": "a"}),
        json.dumps({"executable": {"type": "urn:delay-executable", **MANY}}),
    ],
    ids=["expiry", "volume", "retired"],
)
def test_a_small_document_does_not_become_a_large_one(source: str) -> None:
    done = migrate(source)
    assert len(json.dumps(done.data)) < 20 * len(source)
    assert lost(done) == []
