# SPDX-License-Identifier: Apache-2.0
"""What a user gives for a placeholder: the address of data, or of a place for results, as a resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..kinds import Kinds

_DATA: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    **dict.fromkeys(("http", "https", "ftp", "file"), ("simple-data-resource", lambda uri: {"location": uri})),
    "ivo": ("ivoa-data-resource", lambda uri: {"ivoa": {"ivoid": uri}}),
}
_RESULTS: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "vos": ("vospace-storage-resource", lambda uri: {"location": uri, "lifecycle": "UNMANAGED"}),
}
"""The kind of resource that a single address makes, by its scheme.

An object store and a data lake need more than one address: a layer has such a resource. What is put into a VOSpace
stays there, for that is what the user asks for.
"""


def data_resource(uri: str) -> dict[str, Any]:
    """Return the data resource at the address `uri`. Raises `ValueError` where an address is not enough for one."""
    return _resource(uri, _DATA, "data resource")


def results_storage(uri: str) -> dict[str, Any]:
    """Return the storage resource at the address `uri`. Raises `ValueError` where an address is not enough for one."""
    return _resource(uri, _RESULTS, "storage resource")


def _resource(uri: str, known: Mapping[str, Any], what: str) -> dict[str, Any]:
    scheme = uri.partition(":")[0].lower()
    if scheme not in known:
        raise ValueError(
            f"write an address that begins with {' or '.join(f'{one}:' for one in known)}, or a {what}"
            " of another kind in a layer"
        )
    short, content = known[scheme]
    return {"kind": uri_of(short), **content(uri)}


def uri_of(short: str) -> str:
    """Return the URI of the kind of the model with the name `short`, such as ``simple-compute-resource``."""
    return next(kind.kind for kind in Kinds.builtin().values() if kind.short == short)
