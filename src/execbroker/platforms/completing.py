# SPDX-License-Identifier: Apache-2.0
"""What a service adds to a request that leaves it open: a computer, and storage for data that have none."""

from __future__ import annotations

from ..model import ComponentMetadata, ExecutionRequest, SimpleComputeResource, SimpleStorageResource
from ..rules.group import homes, members


def completed(request: ExecutionRequest) -> ExecutionRequest:
    """Return the request with a compute resource, and with a storage resource of its own for data that have none."""
    compute = request.compute or SimpleComputeResource()
    taken = {member.component.meta.name for member in members(request) if member.component.meta}
    storage, data, stored = list(request.storage or ()), list(request.data or ()), homes(request)
    for index, one in enumerate(data):
        if index not in stored:
            called = (one.meta.name if one.meta else None) or str(index)
            name = _free_name(f"storage-for-{called}", taken)
            taken.add(name)
            storage.append(SimpleStorageResource(meta=ComponentMetadata(name=name)))
            data[index] = one.model_copy(update={"storage": name})
    update = {"compute": compute, "storage": storage or None, "data": data or None}
    return request.model_copy(update=update)


def _free_name(name: str, taken: set[str | None]) -> str:
    while name in taken:
        name += "-1"
    return name
