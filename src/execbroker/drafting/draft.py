# SPDX-License-Identifier: Apache-2.0
"""What several files say, put together: of a property that two of them say, the first one is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..diagnostic import Path, filled
from ..document import value_at
from ..examination import examined
from ..reading import task_of
from ..rules import standard
from ..words import short, shown
from .found import Found, Remark
from .people import merged, name_of

_UNITED = ("keywords", "languages", "identifiers")
_PEOPLE = ("authors", "maintainers")


@dataclass(slots=True)
class Draft:
    """The facts of all files, the files, and remarks on what of them has no place in the facts."""

    files: tuple[str, ...]
    discovery: dict[str, Any] = field(default_factory=dict)
    executable: dict[str, Any] | None = None
    remarks: list[Remark] = field(default_factory=list)


def draft(found: Sequence[Found]) -> Draft:
    """Return what the files say, of which the first ones are believed before the later ones.

    Lists of keywords, languages and identifiers are united, and people are completed by what other files say of the
    same ones. A container is preferred to a program, for the program is in it. What is not taken is remarked.
    """
    made = Draft(tuple(each.file for each in found))
    for each in found:
        made.remarks += [Remark(remark.path, f"{each.file}: {remark.words}") for remark in each.remarks]
        for name, value in each.discovery.items():
            _add(made, each.file, name, value)
    programs = [each for each in found if each.executable is not None]
    for each in sorted(programs, key=lambda one: short(one.executable["kind"]) != "docker-container"):  # type: ignore[index] # none is None
        if made.executable is None:
            made.executable = each.executable
        else:
            kind = short((each.executable or {})["kind"])
            words = (
                f"{each.file}: it says how it is executed as a {kind} too; `execbroker init {each.file}` writes that"
            )
            made.remarks.append(Remark(("execution",), words))
            made.remarks = [one for one in made.remarks if not _is_of_other(one, each.file)]
    _take_faults_out(made)
    return made


def _take_faults_out(made: Draft) -> None:
    """Take out what no description may say, such as a 30th of February, and remark on it: a draft is valid at once."""
    task = task_of(as_="software-description")
    execution = {} if made.executable is None else {"execution": {"executable": made.executable}}
    data: dict[str, Any] = {"discovery": made.discovery, **execution}
    rules = standard()
    while faults := [found for found in examined(data, task, rules)[1] if found.severity == "error"]:
        path, words = faults[0].path, filled(faults[0].template, faults[0].values)
        while not _has(data, path):  # what lacks something goes as a whole
            path = path[:-1]
        made.remarks.append(Remark(path[:2], f"left out: {shown(value_at(data, path))} ({words})"))
        while True:
            around = value_at(data, path[:-1])
            del around[path[-1]]
            if around or len(path) < 3:
                break
            path = path[:-1]


def _has(data: Any, path: Path) -> bool:
    try:
        value_at(data, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _is_of_other(remark: Remark, file: str) -> bool:
    """Whether a remark is on an executable that was not taken."""
    return remark.path[:2] == ("execution", "executable") and remark.words.startswith(f"{file}: ")


def _add(made: Draft, file: str, name: str, value: Any) -> None:
    known = made.discovery.get(name)
    if known is None:
        made.discovery[name] = value
    elif name in _PEOPLE:
        made.discovery[name], others = merged(known, value)
        if others:
            named = ", ".join(name_of(agent) or agent.get("email", "") for agent in others)
            made.remarks.append(Remark(("discovery", name), f"{file}: it names {named} too"))
    elif name in _UNITED:
        folded = [item.casefold() if isinstance(item, str) else item for item in known]
        made.discovery[name] = known + [
            item for item in value if (item.casefold() if isinstance(item, str) else item) not in folded
        ]
    elif name == "links":
        made.discovery[name] = {**value, **known}
        for key in value.keys() & known.keys():
            if value[key].rstrip("/") != known[key].rstrip("/"):
                made.remarks.append(Remark(("discovery", "links", key), f"{file}: {value[key]}"))
    elif known != value:
        made.remarks.append(Remark(("discovery", name), f"{file}: {shown(value)}"))
