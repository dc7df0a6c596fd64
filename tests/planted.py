# SPDX-License-Identifier: Apache-2.0
"""Whether the laws of tests/property catch what they are there for: ``python tests/planted.py``.

The library is copied, and copies are broken in one place each: the laws have to fail for every one of them. What no
law catches is said in the table, and the command then ends with 1.

    python tests/planted.py --skip-unbroken --only month    only the defects with this in their name, and at once
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
NEEDED = (
    "src",
    "generated",
    "tests/property",
    "tests/document/data.py",
    "tests/document/__init__.py",
    "tests/cases.py",
    "tests/lost.py",
    "tests/conftest.py",
    "pyproject.toml",
)
PROFILE = """
from hypothesis import Phase
settings.register_profile(
    "planted",
    parent=settings.get_profile("ordinary"),
    database=None,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)
"""
"""One counterexample will do, and is not made small: that takes minutes, and nobody reads them here."""
ARGUMENTS = (
    *("-n0", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=planted", "--hypothesis-seed=0"),
    *("--tb=no", "--deselect", "tests/property/test_meaning.py::test_strategies_find_small_counterexamples"),
)
BASE = "generated/execbroker_model/base.py"
COMMON = "generated/execbroker_model/common"
BUNDLE = "generated/execbroker_model/schema.json"
SCALARS = "src/execbroker/document/yaml_scalars.py"
PLACE = "src/execbroker/document/place.py"
MIGRATION = "src/execbroker/migration"
BEFORE_SCHEMA = "    @classmethod\n    def __get_pydantic_core_schema__(cls, source"


class Defect(NamedTuple):
    """In `file`, `old` is replaced by `new`; it stands there once. `name` says in words what is broken."""

    name: str
    file: str
    old: str
    new: str


def changed(alias: str, pattern: str, replacement: str) -> tuple[str, str]:
    """Return what to replace so that texts of a type are not kept as written, but rewritten by a pattern."""
    old = f"{alias}: TypeAlias = Annotated[\n    str,"
    rewriting = f"AfterValidator(lambda text: re.sub({pattern!r}, {replacement!r}, text))"
    return old, f"import re\nfrom pydantic import AfterValidator\n\n{old}\n    {rewriting},"


DEFECTS = {
    "round_trips": (
        Defect("YAML is written without metrics", "src/execbroker/writing.py",
            'to_python(document, warnings="error")', 'to_python(document, warnings="error", exclude={"metrics"})'),
        Defect("false, zero and what is empty are left out", BASE, "= partial(is_, None)", "= lambda value: not value"),
        Defect("`privileged: false` is added where it is absent",
            "generated/execbroker_model/kinds/executable/docker_container.py",
            "privileged: bool | None = None", "privileged: bool | None = False"),
        Defect("a time is cut to microseconds", f"{COMMON}/date_time.py",
            *changed("DateTime", r"(\.[0-9]{6})[0-9]+", r"\1")),
        Defect("a time in +00:00 is written with Z", f"{COMMON}/date_time.py", *changed("DateTime", r"\+00:00$", "Z")),
        Defect("a time loses the zeros at its end", f"{COMMON}/instant.py",
            *changed("Instant", r"(\.[0-9]*[1-9])0+(?=[^0-9])", r"\1")),
        Defect("a month becomes 30 days", f"{COMMON}/duration.py", *changed("Duration", "^P1M$", "P30D")),
        Defect("a week becomes seven days", f"{COMMON}/duration.py", *changed("Duration", "^P1W$", "P7D")),
        Defect("a URI gets a slash behind its host", f"{COMMON}/uri.py",
            "[str,", '[str, __import__("pydantic").AfterValidator(lambda uri: uri + "/" * (uri.count("/") == 2)),'),
        Defect("a UUID gets small letters", f"{COMMON}/uuid.py", *changed("Uuid", "[A-F]+", "a")),
        Defect("YAML has fifteen digits of a number", SCALARS,
            "text = repr(value)", 'text = f"{value:.15g}"'),
        Defect("YAML has its keys in the order of the alphabet", SCALARS,
            "sort_keys=False", "sort_keys=True"),
        Defect("`yes` is written without quotes", SCALARS,
            "\n_PlainDumper.add_representer(str",
            "\n_PlainDumper.yaml_implicit_resolvers = {\n"
            '    sign: [(tag, shape) for tag, shape in shapes if sign in "tTfF" or not tag.endswith(":bool")]\n'
            "    for sign, shapes in _PlainDumper.yaml_implicit_resolvers.items()\n"
            "}\n_PlainDumper.add_representer(str"),
        Defect("the text `1e3` is written without quotes", SCALARS,
            " or _FLOAT.fullmatch(value)", ""),
        Defect("unknown properties are kept and not written", BASE,
            '"extra_fields_behavior": "allow"', '"extra_fields_behavior": "forbid"'),
        Defect("of an unknown kind only what all kinds have is kept", BASE,
            'other.model_validate(value, context=reading, extra="allow")',
            'other.model_validate(value, context=reading, extra="ignore")'),
    ),
    "agreement": (
        Defect("the class of messages lacks a property", f"{COMMON}/message_item.py",
            "    path: str | None = None\n", ""),
        Defect("the largest integer of the class is one too small", f"{COMMON}/int64.py",
            "9223372036854775807", "9223372036854775806"),
        Defect("the smallest integer of the schema is one too large", BUNDLE,
            '"format": "int64",\n   "minimum": -9223372036854775808',
            '"format": "int64",\n   "minimum": -9223372036854775807'),
        Defect("the class takes a UUID with something behind it", f"{COMMON}/uuid.py", "{12}$", "{12}"),
        Defect("the schema has a month 00", BUNDLE,
            '"format": "date-time",\n   "pattern": "^[0-9]{4}-(0[1-9]',
            '"format": "date-time",\n   "pattern": "^[0-9]{4}-(0[0-9]'),
        Defect("a phase is missing in the class", f"{COMMON}/session_phase.py", '"EXPIRED", ', ""),
        Defect("an access mode is missing in the schema", BUNDLE,
            '"enum": [\n    "READONLY",\n    "READWRITE"\n   ]', '"enum": [\n    "READONLY"\n   ]'),
        Defect("a required property is optional in the class", f"{COMMON}/checksum.py",
            "value: str", "value: str | None = None"),
        Defect('`"5"` is taken for 5', BASE, '{**integer, "strict": True}', '{**integer, "strict": False}'),
        Defect("null is taken for absent", BASE,
            '                default["schema"] = default["schema"]["schema"]\n', ""),
    ),
    "values": (
        Defect("a copy has all properties set", BASE, BEFORE_SCHEMA,
            "    def __copy__(self):\n        return type(self).model_construct(**dict(self))\n\n" + BEFORE_SCHEMA),
        Defect("a pickled document forgets which properties were set", BASE, BEFORE_SCHEMA,
            "    def __getstate__(self):\n"
            '        return {**super().__getstate__(), "__pydantic_fields_set__": set()}\n\n' + BEFORE_SCHEMA),
        Defect("documents of two classes are equal if their data are", BASE, BEFORE_SCHEMA,
            "    def __eq__(self, other):\n        return self.model_dump() == other.model_dump()\n\n" + BEFORE_SCHEMA),
        Defect("documents cannot be changed", BASE,
            "        strict=True,\n", "        strict=True,\n        frozen=True,\n"),
        Defect("a rule changes what it checks", "src/execbroker/rules/references.py",
            "first[subject.meta.uuid.lower()] = ()",
            "subject.meta.uuid = subject.meta.uuid.lower()\n        first[subject.meta.uuid] = ()"),
        Defect("the search for faults takes away what it found", "src/execbroker/schema.py",
            "    for name in instance:\n        if name not in known:\n            if allowed is False:\n",
            "    for name in list(instance):\n        if name not in known:\n            if allowed is False:\n"
            "                instance.pop(name)\n"),
    ),
    "meaning": (
        Defect("a rule has > in place of >=", "src/execbroker/rules/ranges.py",
            "value >= _EXBIBYTE", "value > _EXBIBYTE"),
        Defect("a rule has >= in place of >", "src/execbroker/rules/ranges.py",
            "subject.min > subject.max", "subject.min >= subject.max"),
        Defect("port 65535 is out of range", "src/execbroker/rules/ports.py", "1 <= subject.port <= 65535",
            "1 <= subject.port < 65535"),
        Defect("a rule points at the whole of what is wrong in a part", "src/execbroker/rules/references.py",
            'Violation((*member.path, "meta", "uuid")', 'Violation((*member.path, "meta")'),
        Defect("a rule points at the maximum for the minimum", "src/execbroker/rules/schedule.py",
            'Violation(("min",)', 'Violation(("max",)'),
        Defect("fractions of a second are not compared", "src/execbroker/time/digits.py",
            "Fraction(whole * scale + parts, scale)", "Fraction(whole)"),
        Defect("columns are counted from zero", PLACE, "offset - start + 1)", "offset - start)"),
        Defect("what begins a line is placed on the line before", PLACE,
            'self.text.count("\\n", before, offset)', 'self.text.count("\\n", before, offset - 1)'),
        Defect("a key of JSON is placed at its value", "src/execbroker/document/json_text.py",
            "members[key] = offset", "members[key] = value"),
    ),
    "times": (
        Defect("a month has thirty days", "src/execbroker/time/instants.py",
            "months_later(self.day, duration.months) + duration.days",
            "self.day + 30 * duration.months + duration.days"),
        Defect("the bounds of a month are thirty days", "src/execbroker/time/durations.py",
            "days_in(abs(self.months))", "(30 * abs(self.months),) * 2"),
        Defect("a time is written without its last digits", "src/execbroker/time/instants.py",
            "written(second % 1)[1:]", "written(second % 1)[1:10]"),
        Defect("an intersection has the zone of the first", "src/execbroker/time/intervals.py",
            "min(last, key=_zone_of, default=None)", "next(iter(last), None)"),
        Defect("an interval has its end", "src/execbroker/time/intervals.py",
            "_all(_not(instant.before(self.start)), instant.before(self.end))",
            "_all(_not(instant.before(self.start)), _not(self.end.before(instant)))"),
        Defect("what is not known of two is taken for false", "src/execbroker/time/intervals.py",
            "None if None in truths else True", "None not in truths"),
        Defect("a date is midnight", "src/execbroker/time/instants.py",
            "(first[0] + DAY - 1, True, Fraction(1)) if self.whole_day else first", "first"),
    ),
    "quantities": (
        Defect("a size is rounded down to whole bytes", "src/execbroker/quantities.py",
            "if size.denominator != 1:", "if False:"),
        Defect("a gigabyte is a gibibyte", "src/execbroker/quantities.py", "1000**power", "1024**power"),
        Defect("the wire gets less than is needed", "src/execbroker/quantities.py",
            "-(-self.bytes // _GIB)", "self.bytes // _GIB"),
        Defect("an omitted maximum is open", "src/execbroker/quantities.py",
            "ends.min if ends.max is None else ends.max", "ends.max"),
        Defect("a range is without its end", "src/execbroker/quantities.py",
            "number <= self.maximum", "number < self.maximum"),
    ),
    "refusals": (
        Defect("a slash in a JSON Pointer is not escaped", "src/execbroker/diagnostic.py", '.replace("/", "~1")', ""),
        Defect("a kind that is no text raises TypeError", "src/execbroker/reading.py",
            '        if not isinstance(data["kind"], str):\n            return None\n', ""),
        Defect("a document that is no mapping raises TypeError", "src/execbroker/reading.py",
            "    if not isinstance(data, dict):\n        return None\n", ""),
        Defect("a YAML error of the parser comes through", "src/execbroker/document/yaml_text.py",
            "except yaml.YAMLError as error", "except yaml.scanner.ScannerError as error"),
        Defect("a key that stands twice in JSON is not seen", "src/execbroker/document/json_text.py",
            "catch_duplicate_keys=not trusted", "catch_duplicate_keys=False"),
        Defect("warnings make `validates` say that a document is not right", "src/execbroker/diagnostic.py",
            "return not self.errors", "return not self.diagnostics"),
    ),
    "migration": (
        Defect("of what was said twice, one place is forgotten", f"{MIGRATION}/tree.py",
            "_both(outer[name], value), outer.trails[name].joined(trail.because(twice))",
            "outer[name], outer.trails[name]"),
        Defect("what stands where something moves to is overwritten", f"{MIGRATION}/tree.py",
            "        if plain(there) == plain(value):  # the same was said twice", "        if True:"),
        Defect("what an older level has too is dropped", f"{MIGRATION}/tree.py",
            "                lost.append(Lost((key, name), value, trail.because(taken, lossy=True), kept=True))",
            "                del taken"),
        Defect("annotations of one name replace one another", f"{MIGRATION}/tree.py",
            "            while free in listed:", "            while False:"),
        Defect("what an inner mapping lost is forgotten", f"{MIGRATION}/steps.py",
            "list(value.lost)) if value.lost", "[]) if value.lost"),
        Defect("a property that is gone leaves no annotation", f"{MIGRATION}/names.py",
            "kept=not empty)", "kept=False)"),
        Defect("null is left out untold", f"{MIGRATION}/names.py",
            'return old.losing_all(empty, scene.why("there is nothing in it"), kept=False) if empty else old',
            "return Members(member for member in old.members() if member[0] not in empty)"),
        Defect("the second volume of several is lost", f"{MIGRATION}/volumes.py",
            "    return made\n\n\ndef _another", "    return made[:1]\n\n\ndef _another"),
        Defect("data lose the storage that listed them", f"{MIGRATION}/stores.py",
            'datum.with_member("storage", *home) if home else datum', "datum"),
        Defect("READWRITE becomes READONLY", "generated/execbroker_model/older-names.json",
            '"rw": "READWRITE"', '"rw": "READONLY"'),
    ),
}  # fmt: skip
"""The defects, by the file of the laws that are about such things. Those run first, and the others if they hold."""


def copied(target: Path) -> None:
    """Copy what the laws need."""
    for name in NEEDED:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        else:
            shutil.copy(source, copy)
    with (target / "tests/conftest.py").open("a", encoding="utf-8") as stream:
        stream.write(PROFILE)


def planted(defect: Defect, text: str) -> str:
    """Return the text of a file with the defect. Raises `ValueError` where its place is not there once."""
    if (found := text.count(defect.old)) != 1:
        raise ValueError(f"{defect.name}: what it replaces stands {found} times in {defect.file}: {defect.old!r}")
    return text.replace(defect.old, defect.new)


def failing(copy: Path, first: str = "") -> tuple[str | None, float]:
    """Run all laws in a copy, until one fails; return it, None where all hold, and the seconds."""
    files = (copy / "tests/property").glob("test_*.py")
    laws = sorted(map(str, files), key=lambda file: (not file.endswith(f"test_{first}.py"), file))
    paths = os.pathsep.join(str(copy / name) for name in ("src", "generated"))
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *ARGUMENTS, *laws],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - start
    if run.returncode == 0:
        return None, seconds
    failure = re.search(r"^(?:FAILED|ERROR) tests/property/([^\s\[]+)", run.stdout, re.MULTILINE)
    if failure is None:
        raise RuntimeError(f"pytest ended with {run.returncode}:\n{run.stdout}{run.stderr}")
    return failure[1], seconds


def main() -> int:
    parser = argparse.ArgumentParser(description="Break copies of the library, and see whether the laws fail.")
    parser.add_argument("--only", default="", help="run the defects with this in their name")
    parser.add_argument("--skip-unbroken", action="store_true", help="do not run the laws without a defect first")
    options = parser.parse_args()
    every = [(first, defect) for first, defects in DEFECTS.items() for defect in defects]
    for _, defect in every:
        planted(defect, (ROOT / defect.file).read_text(encoding="utf-8"))
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copied(copy)
        if not options.skip_unbroken:
            law, seconds = failing(copy)
            if law:
                print(f"the laws do not hold without a defect: {law}")
                return 1
            print(f"Without a defect all laws hold ({seconds:.0f} s).\n")
        print("| defect | caught | by | seconds |\n|---|---|---|---:|")
        for first, defect in every:
            if options.only not in defect.name:
                continue
            file = copy / defect.file
            sound = file.read_text(encoding="utf-8")
            file.write_text(planted(defect, sound), encoding="utf-8")
            law, seconds = failing(copy, first)
            file.write_text(sound, encoding="utf-8")
            missed += law is None
            print(
                f"| {defect.name} | {'yes' if law else 'NO'} | {f'`{law}`' if law else ''} | {seconds:.0f} |",
                flush=True,
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
