# SPDX-License-Identifier: Apache-2.0
"""All files of a site, as they follow from the descriptions: the same ones give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from ..document import FORMATS
from ..exports import MissingFacts
from ..exports.codemeta import codemeta
from ..writing import data_of
from .entry import Entry
from .layout import STYLE
from .search import search_page
from .software import software_page

if TYPE_CHECKING:
    from ..model import SoftwareDescription


def site(entries: Sequence[Entry], *, title: str) -> dict[str, bytes]:
    """Return the files of a site about the entries, by their paths.

    `index.html` searches, and has a link to each page in `software/`. There, beside the page, are the description as it
    was written, in the other format too, and its request template. In its head the page has what CodeMeta says of it.
    """
    style = resources.files(__package__).joinpath("assets", "site.css").read_bytes()
    files = {"index.html": search_page(entries, title=title), STYLE: style}
    for entry in entries:
        linked_data = _linked_data(entry.description)
        files[f"software/{entry.page}"] = software_page(entry, site=title, linked_data=linked_data)
        for name, content in _downloads(entry).items():
            files[f"software/{name}"] = content
    return files


def _downloads(entry: Entry) -> dict[str, bytes]:
    files = {entry.yaml_file: "yaml", entry.json_file: "json"}
    downloads = {
        name: entry.content if form == entry.format else FORMATS[form].write(data_of(entry.description)).encode()
        for name, form in files.items()
    }
    if entry.description.execution is not None:
        downloads[entry.template_file] = FORMATS["yaml"].write(data_of(entry.description.execution)).encode()
    return downloads


def _linked_data(description: SoftwareDescription) -> Mapping[str, Any] | None:
    """Return the JSON-LD of a description, None where it lacks what CodeMeta needs."""
    try:
        data: Mapping[str, Any] = codemeta(description).data
    except MissingFacts:
        return None
    return data
