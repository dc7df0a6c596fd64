# SPDX-License-Identifier: Apache-2.0
"""What becomes of the corpus of real documents when it is upgraded: the tables of docs/upgrading.md.

Run it to write them again: `python tests/upgraded.py`. `tests/test_corpus.py` compares them with the page.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from execbroker.migration import Migration, migrate

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "upgrading.md"
CORPUS = ROOT.parent / "shared" / "corpus"
BEGIN, END = "<!-- written by tests/upgraded.py -->", "<!-- as far as here -->"

OUTCOMES = ("recognised", "valid", "template", "own faults", "refused")
SUPPORTED = re.compile(r"v0\.[679]|v1\.0-schema")
"""The forms of which every whole document is to be recognised, and nearly all valid afterwards."""

FRAGMENTS = {
    "v0.6-urn-type/request/022-20240622-04-chatgpt.yaml": "a part of a request",
    "v0.6-urn-type/session/026-20240829-03-post-demo.yaml": "two answers in one text",
    "v0.6-urn-type/update/002-20240704-01-combined.yaml": "a sketch, with the choices in the place of a value",
    "v0.9-type-EB-flat/offerset/022-20250311-01-maven-updates.yaml": "the head of an answer",
    "v0.9-type-EB-flat/offerset/024-20250902-01-restructuring.yaml": "a sketch, with names in the place of offers",
    "v0.9-type-EB-flat/request/021-20250320-03-plans.yaml": "a sketch of what might come",
    "v0.9-type-EB-flat/request/022-20250403-01-discovery.yaml": "a sketch, with words in the place of a digest",
    "v0.9-type-EB-flat/request/023-20250403-01-discovery.yaml": "a sketch, of amounts alone",
    "v0.9-type-EB-flat/request/028-20250502-03-planning.yaml": "two sketches in one text",
    "v0.9-type-EB-flat/request/029-20250502-03-planning.yaml": "a sketch, with dots in addresses",
    "v0.9-type-EB-flat/request/058-20251105-02-skaha-connection.yaml": "names and phases, cut from an answer",
    "v0.9-type-EB-flat/request/061-20251106-01-demo-notes.yaml": "names and phases, cut from an answer",
    "v0.9-type-EB-flat/session/004-20250415-01-exploring.yaml": "a query, not a document",
    "v0.9-type-EB-resources/request/012-20250425-01-storage.yaml": "a sketch of storage that never came",
    "v0.9-type-EB-resources/request/013-20250425-01-storage.yaml": "a sketch of storage that never came",
    "v0.9-type-EB-resources/request/014-20250425-01-storage.yaml": "a sketch of volumes that never came",
    "v0.9-type-EB-resources/request/034-20250602-02-current-functionality.yaml": "a sketch of resources alone",
    "v1.0-schema/session/022-20260213-01-cursor.yaml": "a part of an answer, with a key twice",
}
"""What is no whole document of its form, and what it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its path, the form and the kind that the index names, and the migration."""

    path: str
    form: str
    kind: str
    done: Migration

    @property
    def names(self) -> set[str]:
        """Which of `OUTCOMES` it is."""
        done, found = self.done, set()
        if done.era is not None or done.ok:
            found.add("recognised")
        if done.era is not None and not done.changes and done.document is None and self._is_refused:
            return found | {"refused"}
        return found | {"template" if done.is_template and done.ok else "valid" if done.ok else "own faults"}

    @property
    def _is_refused(self) -> bool:
        return bool(self.done.era and not self.done.era.upgraded)


def outcomes(corpus: Path = CORPUS) -> Iterator[Outcome]:
    """Yield what becomes of each document of an older form."""
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["file"])
    for row in rows:
        if row["era"] != "v1.0-openapi":
            raw = (corpus / row["file"]).read_bytes()
            yield Outcome(row["file"], row["era"], row["kind"], migrate(raw, file=row["file"]))


def tables(found: list[Outcome]) -> str:
    """Return the tables as they stand on the page."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        counts.setdefault((one.form, one.kind), Counter()).update([*one.names, "documents"])
    columns = ("documents", *OUTCOMES)
    lines = [f"| form | kind | {' | '.join(columns)} |", f"|---|---|{'---|' * len(columns)}"]
    for (form, kind), counted in sorted(counts.items(), key=lambda entry: _age(entry[0])):
        lines.append(f"| {form} | {kind} | {' | '.join(str(counted[name] or '') for name in columns)} |")
    whole = [one for one in found if SUPPORTED.match(one.form) and one.path not in FRAGMENTS]
    rest = [one for one in whole if not one.done.ok]
    share = 100 * (len(whole) - len(rest)) / len(whole)
    templates = sum("template" in one.names for one in whole)
    recognised = sum("recognised" in one.names for one in whole)
    lines += [
        "",
        f"Of the {len(whole)} whole documents of the forms from v0.6 to v1.0-schema, {recognised} are recognised, and "
        f"{len(whole) - len(rest)} ({share:.1f} %) are valid afterwards, {templates} of them as templates. The rest:",
        "",
        "| document | what is wrong with it |",
        "|---|---|",
        *(f"| {one.path} | {_reason(one)} |" for one in rest),
        "",
        "Not counted there, for they are no whole documents:",
        "",
        "| document | what it is | afterwards |",
        "|---|---|---|",
        *(f"| {one.path} | {FRAGMENTS[one.path]} | {_reason(one)} |" for one in found if one.path in FRAGMENTS),
    ]
    return "\n".join(lines)


def _age(key: tuple[str, str]) -> tuple[str, str]:
    return ("v0.8" if key[0] == "tex-style" else key[0], key[1])


def _reason(one: Outcome) -> str:
    if one.done.ok:
        return "valid" + (", as a template" if one.done.is_template else "")
    first = one.done.report.errors[0]
    return f"`{first.code}` at `{first.pointer or '/'}`"


def with_tables(page: str, written: str) -> str:
    """Return the page with the tables between the marks."""
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n\n{written}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), tables(list(outcomes()))), encoding="utf-8")
