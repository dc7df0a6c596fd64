# SPDX-License-Identifier: Apache-2.0
"""Everything under `generated/`, made in memory, then written or compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from execbroker.vocabulary_files import Vocabulary

from . import bundle, classes, lifecycle, older_names, openapi, vocabulary_desise, vocabulary_graph, vocabulary_page
from .sources import Model


def make(model: Model, terms: list[Vocabulary]) -> dict[str, str]:
    """Return the text of each product by its path below `generated/`."""
    products = {f"{classes.PACKAGE}/{path}": text for path, text in classes.generate(model).items()}
    products[f"{classes.PACKAGE}/schema.json"] = _json(bundle.bundle(model))
    products[f"{classes.PACKAGE}/registry.json"] = _json(bundle.registry(model))
    if (older := older_names.compiled(model)) is not None:
        products[f"{classes.PACKAGE}/older-names.json"] = _json(older)
    if (phases := lifecycle.compiled(model)) is not None:
        products[f"{classes.PACKAGE}/lifecycle.json"] = _json(phases)
    if model.service is not None:
        products[f"{classes.PACKAGE}/openapi.json"] = _json(openapi.document(model, model.service))
    for vocabulary in terms:
        path = f"{classes.PACKAGE}/vocabularies/{vocabulary.name}.json"
        products[path] = _json(vocabulary_desise.to_desise(vocabulary))
        if vocabulary.source is not None:  # it is published there
            continue
        published = f"vocabularies/{vocabulary.name}/{vocabulary.name}"
        statements = vocabulary_graph.graph(vocabulary)
        products[f"{published}.ttl"] = vocabulary_graph.to_turtle(statements)
        products[f"{published}.jsonld"] = vocabulary_graph.to_json_ld(statements)
        products[f"{published}.html"] = vocabulary_page.to_html(vocabulary)
    return products


def differences(products: dict[str, str], folder: Path) -> list[str]:
    """Return a line for each file of `folder` that is stale, missing or extra."""
    lines = []
    present = _present(folder)
    for path in sorted(products.keys() | present):
        if path not in present:
            lines.append(f"missing: {path}")
        elif path not in products:
            lines.append(f"extra: {path}")
        elif (folder / path).read_bytes() != products[path].encode():
            lines.append(f"stale: {path}")
    return lines


def write(products: dict[str, str], folder: Path) -> None:
    """Make `folder` hold exactly `products`; files that are right are not touched."""
    for path in _present(folder) - products.keys():
        (folder / path).unlink()
    for path, text in products.items():
        file = folder / path
        if not file.is_file() or file.read_bytes() != text.encode():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())


def _present(folder: Path) -> set[str]:
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder).as_posix() for file in files}


def _json(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
