# SPDX-License-Identifier: Apache-2.0
"""Freezes the valid documents of a release of the model in `tests/released/<version>/`.

    python tests/freeze.py VERSION [--published]

With `--published` those only that have nothing in them that is still a proposal: they are what the model promises to
take of the published version that came before it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from cases import EXAMPLES, VALID, as_of

from execbroker.bundle import bundle
from execbroker.conformance import cases
from execbroker.document import FORMATS, decode, format_of
from execbroker.kinds import Kinds

RELEASED = Path(__file__).parent / "released"
SUITE = Path(__file__).parent / "conformance"
SUMS, TYPES = "SHA256SUMS", "types.yaml"


def published(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bundle without what is a proposal: its definitions refuse everything, its properties are unknown."""
    definitions = {
        title: False if one.get("x-status") == "proposed" else _without_proposals(one)
        for title, one in schema["$defs"].items()
    }
    return {**schema, "$defs": definitions}


def _without_proposals(definition: Mapping[str, Any]) -> dict[str, Any]:
    properties = definition.get("properties", {})
    kept = {name: one for name, one in properties.items() if one.get("x-status") != "proposed"}
    return {**definition, **({"properties": kept} if properties else {})}


def valid_documents() -> Iterator[tuple[str, Path, str | None]]:
    """Yield where to keep each valid document of the suite and of the examples, its file, and what to read it as."""
    for case in cases(SUITE):
        if case.expected is None:
            yield f"conformance/{case.name}", case.path, case.as_
    for file in EXAMPLES:
        yield f"examples/{file.relative_to(VALID).as_posix()}", file, as_of(file)


def data_of(file: Path) -> Any:
    """Return the data of a document."""
    form = format_of(file.name)
    assert form is not None
    return FORMATS[form.name].read(decode(file.read_bytes()))


def validator_for(schema: Mapping[str, Any]) -> Callable[[Any, str | None], bool]:
    """Return what says whether a bundle takes data, as the type that is given, if any."""

    @cache
    def validator(as_: str | None) -> Any:
        part = {"$ref": f"#/$defs/{Kinds.builtin().title_of(as_)}", "$defs": schema["$defs"]} if as_ else dict(schema)
        return jsonschema_rs.validator_for(part)

    return lambda data, as_: bool(validator(as_).is_valid(data))


def freeze(version: str, *, only_published: bool, into: Path = RELEASED) -> int:
    """Copy the documents. Returns how many there are. Raises `FileExistsError` where that version is frozen already."""
    accepts = validator_for(published(bundle()) if only_published else bundle())
    documents = [one for one in valid_documents() if accepts(data_of(one[1]), one[2])]
    folder = into / version
    folder.mkdir(parents=True)
    for name, file, _ in documents:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file, _ in documents)
    (folder / SUMS).write_text(sums, encoding="utf-8")
    if types := {name: as_ for name, _, as_ in documents if as_}:
        (folder / TYPES).write_text(FORMATS["yaml"].write(types), encoding="utf-8")
    return len(documents)


def main(arguments: list[str]) -> int:
    """Freeze a version; see above."""
    options = {argument for argument in arguments if argument.startswith("-")}
    versions = [argument for argument in arguments if argument not in options]
    if len(versions) != 1 or options - {"--published"}:
        print(__doc__)
        return 2
    try:
        count = freeze(versions[0], only_published=bool(options))
    except FileExistsError:
        print(f"tests/released/{versions[0]} is there: what is frozen stays as it is")
        return 1
    print(f"{count} documents in tests/released/{versions[0]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
