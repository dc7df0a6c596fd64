# SPDX-License-Identifier: Apache-2.0
"""A validator in a few lines, for `execbroker conformance`: jsonschema-rs, with the bundle.

    python tests/validators.py BUNDLE FILE [TYPE]

Exits with 0 where the document FILE is valid, and with 1 where it is not. BUNDLE is the output of `execbroker schema`,
TYPE a document type or kind that the document does not name itself: a file name below `model/`, without its suffix.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml


def main(bundle: str, file: str, type_: str = "") -> int:
    """Return 0 where the document is valid, and 1 where it is not."""
    schema = json.loads(Path(bundle).read_text(encoding="utf-8"))
    if type_:
        sources = {one.get("x-source", ""): title for title, one in schema["$defs"].items()}
        title = next(title for source, title in sources.items() if Path(source).stem == type_)
        schema = {"$ref": f"#/$defs/{title}", "$defs": schema["$defs"]}
    try:
        data = _read(Path(file))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        print(error)
        return 1
    errors = list(jsonschema_rs.validator_for(schema).iter_errors(data))
    print("\n".join(error.message for error in errors))
    return 1 if errors else 0


def _read(file: Path) -> Any:
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
