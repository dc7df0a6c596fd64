# SPDX-License-Identifier: Apache-2.0
"""Writes `tests/conformance/index.yaml`: every normative sentence, and which documents of the suite test it.

    python tests/conformance_index.py [--check]

Sentences are those of the descriptions in `model/`, and that of each code. A document tests the sentences that its head
comment, or its sidecar, quotes; an invalid one that of its code, too. A sentence that introduces a property is tested
by the valid documents of its section that have the property, one that says what is meant in its absence by those that
lack it. Why the others cannot be tested is kept in `tests/conformance/untestable.yaml`; a code of a rule that takes two
documents, a request and an offer, cannot.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import execbroker
from execbroker.codes import codes
from execbroker.conformance import Case, cases
from execbroker.document import FORMATS
from execbroker.kinds import Kinds
from execbroker.rules import for_version_1_0, standard
from execbroker.writing import data_of

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "model"
SUITE = ROOT / "tests" / "conformance"
INDEX = SUITE / "index.yaml"
YAML = FORMATS["yaml"]
IN_NO_DOCUMENT = ("meta-schema", "older-names", "lifecycle", "service", "problem", "status-code")
"""Schema files, by their names, of which nothing stands in a document: a problem is answered instead of one."""
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")
HEAD = """\
# SPDX-License-Identifier: Apache-2.0
# Made by tests/conformance_index.py from the model, the codes, the documents and untestable.yaml; do not edit.
"""


@dataclass
class Sentence:
    """A sentence of the model, at a JSON Pointer in a file below `model/`; or that of a code."""

    text: str
    section: str = ""
    place: str = ""
    code: str = ""
    introduces: bool = False
    valid: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    untestable: str = ""

    @property
    def stem(self) -> str:
        """The name by which documents call the section."""
        return self.section.rpartition("/")[2].removesuffix(".yaml")

    def entry(self) -> dict[str, Any]:
        """Return what the index says of the sentence."""
        facts: dict[str, Any] = {"code": self.code} if self.code else {"place": self.place}
        facts["sentence"] = self.text
        if self.untestable:
            return facts | {"untestable": self.untestable}
        return facts | {key: names for key, names in (("valid", self.valid), ("invalid", self.invalid)) if names}


@cache
def schemas() -> Mapping[str, Any]:
    """Return the schema files by their paths below `model/`."""
    return {
        file.relative_to(MODEL).as_posix(): YAML.read(file.read_text(encoding="utf-8"))
        for file in sorted(MODEL.rglob("*.yaml"))
        if file.stem not in IN_NO_DOCUMENT
    }


def sentences() -> Iterator[Sentence]:
    """Yield every normative sentence: those of the model file by file, then those of the codes."""
    for section, schema in schemas().items():
        for place, description in _descriptions(schema, ""):
            property_ = place.rpartition("/")[0].endswith("/properties")
            for number, text in enumerate(BETWEEN_SENTENCES.split(" ".join(description.split()))):
                yield Sentence(text, section, place, introduces=property_ and number == 0)
    of_documents = {rule.code for rule in (*standard(), *for_version_1_0())}
    for code in codes().values():
        is_of_two = code.section is not None and code.name not in of_documents
        yield Sentence(code.says, code=code.name, untestable="beyond-one-document" if is_of_two else "")


def _descriptions(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "description" and isinstance(item, str):
                yield place, item
            elif key != "examples":
                yield from _descriptions(item, f"{place}/{key}")


@cache
def ancestors(section: str) -> frozenset[str]:
    """Return a section, and those whose definition it takes in, by their names."""
    bases = (
        one["$ref"]
        for file, schema in schemas().items()
        if Path(file).stem == section
        for one in schema.get("allOf", ())
    )
    return frozenset({section}).union(*(ancestors(Path(base).stem) for base in bases))


def quoted(case: Case) -> str:
    """Return what the head comment of a document and its sidecar quote, on one line."""
    lines = case.path.read_bytes().decode(errors="ignore").splitlines() if case.path.suffix == ".yaml" else []
    head = []
    for line in lines[1:]:  # the first has the licence
        if not line.startswith("# "):
            break
        head.append(line[2:])
    return " ".join([*head, *case.sentences])


def objects(case: Case) -> Iterator[tuple[str, str, Any]]:
    """Yield each object of a valid document with each of its definitions: file, place, object.

    An object has several: that of its kind, and those which that one takes in.
    """
    document = execbroker.load(case.path, as_=case.as_)
    file = next(file for file, schema in schemas().items() if schema["title"] == type(document).__name__)
    yield from _objects(data_of(document), schemas()[file], file, "")


def _objects(value: Any, schema: Any, file: str, place: str) -> Iterator[tuple[str, str, Any]]:
    if "properties" in schema and isinstance(value, dict):
        yield file, place, value
        for name, one in schema["properties"].items():
            if name in value:
                yield from _objects(value[name], one, file, f"{place}/properties/{name}")
    for item in value if "items" in schema else ():
        yield from _objects(item, schema["items"], file, f"{place}/items")
    if "x-kinds-of" in schema:
        other = _file_of(value["kind"])
        yield from _objects(value, schemas()[other], other, "")
    for one in (schema, *schema.get("allOf", ())):
        if (target := one.get("$ref", "")).startswith("#/$defs/"):
            yield from _objects(value, schemas()[file]["$defs"][target.removeprefix("#/$defs/")], file, target[1:])
        elif target:
            other = posixpath.normpath(posixpath.join(posixpath.dirname(file), target))
            yield from _objects(value, schemas()[other], other, "")


@cache
def _file_of(kind: str) -> str:
    title = Kinds.builtin()[kind].title
    return next(file for file, schema in schemas().items() if schema["title"] == title)


def build() -> tuple[list[Sentence], list[str]]:
    """Return the sentences with what tests them, and what is wrong: what is left out, and what is named in vain."""
    found = list(sentences())
    by_text: dict[str, list[Sentence]] = defaultdict(list)
    for one in found:
        by_text[one.text].append(one)
    by_code = {one.code: one for one in found if one.code}
    problems = []
    for case in cases(SUITE):
        if in_vain := _quote(case, by_text):
            problems.append(f"{case.name} quotes what is no sentence of its section or of a code: {in_vain}")
        if case.expected:
            of_its_code = by_code[case.expected.fault.code]
            of_its_code.invalid = sorted({*of_its_code.invalid, case.name})
        elif case.area != "text":
            _show(case, found)
    for reason, entry in _untestable().items():
        for text in entry["sentences"]:
            named = [one for one in by_text[text] if not (one.valid or one.invalid)]
            problems += [] if named else [f"untestable.yaml, {reason}: no such sentence, or it is tested: {text}"]
            for one in named:
                one.untestable = reason
    return found, [*problems, *(problem for one in found if (problem := _gap(one)))]


def _gap(one: Sentence) -> str:
    """Return what a sentence lacks, empty if nothing."""
    if one.untestable or (one.valid and one.invalid):
        return ""
    if one.code:
        return f"the code {one.code} has no valid, or no invalid document"
    return "" if one.valid or one.invalid else f"neither tested nor untestable: {one.section}#{one.place}: {one.text}"


def _quote(case: Case, by_text: Mapping[str, list[Sentence]]) -> str:
    """Add a document to the sentences that it quotes. Returns what is left of its quotations."""
    rest = quoted(case)
    for text in sorted((text for text in by_text if text in rest), key=len, reverse=True):
        mine = [one for one in by_text[text] if one.code or one.stem in ancestors(case.section)]
        if text in rest and mine:  # and was no part of a longer one
            rest = rest.replace(text, "")
            for one in mine:
                (one.invalid if case.expected else one.valid).append(case.name)
    return rest.strip()


def _show(case: Case, found: list[Sentence]) -> None:
    """Add a valid document to the sentences on properties that it has, and on those that it does without."""
    having: set[str] = set()
    lacking: set[str] = set()
    for file, place, value in objects(case):
        if Path(file).stem == case.section:
            for name in _at(file, place)["properties"]:
                (having if name in value else lacking).add(f"{place}/properties/{name}")
    for one in found:
        if one.stem == case.section and case.name not in one.valid:
            absence = one.text.startswith("Absent")
            if (one.introduces and one.place in having) or (absence and one.place in lacking):
                one.valid.append(case.name)


def _at(file: str, place: str) -> Any:
    schema = schemas()[file]
    for step in place.split("/")[1:]:
        schema = schema[step]
    return schema


def _untestable() -> Mapping[str, Any]:
    reasons: Mapping[str, Any] = YAML.read((SUITE / "untestable.yaml").read_text(encoding="utf-8"))
    return reasons


def text_of(found: list[Sentence]) -> str:
    """Return the text of the index."""
    sections: dict[str, list[Any]] = defaultdict(list)
    for one in found:
        sections[f"model/{one.section}" if one.section else "codes"].append(one.entry())
    index = {"reasons": {name: entry["because"] for name, entry in _untestable().items()}, **sections}
    return HEAD + YAML.write(index)


def main(arguments: list[str]) -> int:
    """Write the index, or with `--check` say whether it is fresh. Returns 0, or 1 where something is wrong."""
    found, problems = build()
    text = text_of(found)
    if "--check" in arguments:
        if not INDEX.is_file() or INDEX.read_text(encoding="utf-8") != text:
            problems.append("tests/conformance/index.yaml is stale: run `python tests/conformance_index.py`")
    else:
        INDEX.write_text(text, encoding="utf-8")
    print("\n".join(problems) or f"{len(found)} sentences, {sum(bool(one.untestable) for one in found)} untestable")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
