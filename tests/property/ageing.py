# SPDX-License-Identifier: Apache-2.0
"""Documents of today, written as older forms wrote them: what the migration has to undo."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from execbroker.kinds import Kinds
from execbroker.older.names import OlderNames

KINDS, FACTS = Kinds.builtin(), OlderNames.installed()
_OLDER = {today: name for name, today in FACTS.kinds.items() if ":" not in name and "Bean" not in name}
_OLDER |= {today: name for name, today in FACTS.kinds.items() if KINDS[today].short == name}
"""An older name of each kind, its own where that was in use."""
_GROUPS = {"options": "option"}
_WORDS = {"READWRITE": "rw", "READONLY": "ro"}
_PHASES = {"AVAILABLE": "READY", "RELEASING": "TEARDOWN"}

Choose = Callable[[], bool]


@st.composite
def aged(draw: st.DrawFn, data: Any) -> Any:
    """Return `data` in some mixture of older forms that no document ever had, but all of them had parts of."""
    return _document(data, lambda: draw(st.booleans()))


def _document(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    if "offers" in data or "result" in data:
        old = _component(data, choose)
        if "offers" in old:
            old["offers"] = [_parts(offer, choose) for offer in old["offers"]]
        if choose() and "offers" in old:
            old["executions"] = old.pop("offers")
        return {"response": old} if choose() else old
    is_request = "executable" in data and "phase" not in data
    return _parts(_listed_in_storage(data) if is_request and choose() else data, choose)


def _parts(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    old = _component(data, choose)
    if isinstance(old.get("executable"), dict):
        old["executable"] = _executable(old["executable"], choose)
    if isinstance(old.get("compute"), dict):
        old["compute"] = _compute(old["compute"], choose)
        if choose() and old["compute"].get("volumes") and "volumes" not in old:
            old["volumes"] = old["compute"].pop("volumes")
    for part in ("storage", "data"):
        if part in old:
            old[part] = [_component(one, choose) for one in old[part]]
    for one in old.get("storage", ()):
        _ranges(one, choose)
    if choose() and isinstance(old.get("compute"), dict):
        old["computer" if choose() else "compute"] = old.pop("compute")
    return _with_resources(old, choose) if choose() and "resources" not in old else old


def _listed_in_storage(data: dict[str, Any]) -> dict[str, Any]:
    """Let the storage of a request list its data, where data say today in which one they are."""
    old = deepcopy(data)
    stores = {one["meta"]["name"]: one for one in old.get("storage", ()) if "name" in one.get("meta", ())}
    for datum in old.get("data", ()):
        if datum.get("storage") in stores and "name" in datum.get("meta", ()):
            stores[datum.pop("storage")].setdefault("data", []).append(datum["meta"]["name"])
    return old


def _with_resources(old: dict[str, Any], choose: Choose) -> dict[str, Any]:
    resources = {part: old.pop(part) for part in ("compute", "storage", "data", "volumes") if part in old}
    if "compute" in resources:
        resources["compute"] = [resources["compute"]]
    if "data" in resources and choose():  # some said it in both ways
        old["data"] = resources["data"]
    return {**old, "resources": resources} if resources else old


def _component(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    old = dict(data)
    kind = KINDS.get(str(old.get("kind")))
    if kind is not None and kind.kind in _OLDER:
        name = _OLDER[kind.kind]
        uris = [f"uri:{name}-1.0", f"https://www.purl.org/ivoa.net/EB/schema/types/{kind.group}/{name}-1.0"]
        written = uris[choose()]
        del old["kind"]
        old = {"type": written, **old}
    if isinstance(old.get("meta"), dict) and choose():
        meta = dict(old["meta"])
        for new, name in (("name", "name"), ("uuid", "uuid"), ("url", "href"), ("created", "created")):
            if new in meta and name not in old and choose():
                old[name] = meta[new] if choose() else meta.pop(new)  # some said it in both ways
        if "options" in meta and "options" not in old:
            old["options"] = [_component(option, choose) for option in meta.pop("options")]
        old["meta"] = meta
        if not meta and data["meta"]:
            del old["meta"]
    if old.get("phase") in _PHASES and choose():
        old["status"] = _PHASES[old.pop("phase")]
    return old


def _executable(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    old = _component(data, choose)
    image = old.get("image")
    if isinstance(image, dict) and list(image) == ["locations"] and len(image["locations"]) == 1 and choose():
        old["image"] = image["locations"][0]
    if str(old.get("type")).rpartition(":")[2].startswith("jupyter") and "location" in old and choose():
        old["notebook"] = {"file": old.pop("location")}
    return old


def _compute(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    old = _component(data, choose)
    _ranges(old, choose)
    if "volumes" in old:
        old["volumes"] = [_volume(volume, choose) for volume in old["volumes"]]
    return old


def _volume(data: dict[str, Any], choose: Choose) -> dict[str, Any]:
    old = _component(data, choose)
    if old.get("mode") in _WORDS and choose():
        old["mode"] = _WORDS[old["mode"]]
    if "resource" in old and choose():
        old["resources"] = [old.pop("resource")]
        old["cardinality"] = "INSTANCE"
    return old


def _ranges(old: dict[str, Any], choose: Choose) -> None:
    for name in ("cores", "memory", "size"):
        if isinstance(old.get(name), dict) and old[name] and choose():
            old[name] = {"requested": old[name]} if choose() else {**old[name], "units": "GiB"}
