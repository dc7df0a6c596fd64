# SPDX-License-Identifier: Apache-2.0
"""What a ``pyproject.toml`` says of the software (Python Packaging User Guide, pyproject.toml specification)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..identifiers import is_uri
from ..licences import licences
from ..model import PythonProgram
from ..words import shown
from .found import Found, NotReadable, text, texts

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

# The labels of the specification of well-known project URLs, and a few that many write; case, blanks and signs do not
# count.
_LINKS = {
    **dict.fromkeys(("homepage", "home", "website"), "homepage"),
    **dict.fromkeys(("source", "repository", "sourcecode", "github", "code"), "source"),
    **dict.fromkeys(("documentation", "docs"), "documentation"),
    **dict.fromkeys(("issues", "bugs", "issue", "tracker", "issuetracker", "bugtracker"), "issues"),
    **dict.fromkeys(("download", "downloads"), "download"),
}
# Classifiers that mean one licence of SPDX only; the others, such as "BSD License", may mean several (PEP 639).
_LICENCES = {
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
}
_LANGUAGE = re.compile(r"Programming Language :: ([^:]+?)(?: :: .*)?")
_MORE = ("optional-dependencies", "gui-scripts", "entry-points", "import-names", "import-namespaces")
_EXECUTABLE = ("execution", "executable")
_TYPES: Mapping[str, tuple[type, type | None]] = {
    **dict.fromkeys(("name", "version", "description"), (str, None)),
    "keywords": (list, str),
    **dict.fromkeys(("authors", "maintainers"), (list, dict)),
    **dict.fromkeys(("urls", "scripts"), (dict, None)),
}
"""What the standard has for a key, and for the items of a list."""


def read(content: str, file: str) -> Found:
    """Return what the table ``project`` says. Raises `NotReadable` for what is no TOML, or has no such table."""
    try:
        project = tomllib.loads(content.replace("\r\n", "\n")).get("project")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotReadable(f"it is no TOML: {error}") from error
    if not isinstance(project, dict):
        raise NotReadable("there is no table `project` in it, in which the standard has what is read here")
    found = Found(file)
    for name, (whole, item) in _TYPES.items():
        value: Any = project.get(name, whole())
        fits = isinstance(value, whole)
        for one in [one for one in value if item and not isinstance(one, item)] if fits else [value]:
            found.remark(f"`{name}` is not read: the standard has something else there than {shown(one)}", "discovery")
    for name in ("name", "version", "description"):
        found.set(name, text(project.get(name)))
    found.set("keywords", texts(project.get("keywords")))
    found.set("authors", _people(project.get("authors")))
    found.set("maintainers", _people(project.get("maintainers")))
    classifiers = texts(project.get("classifiers"))
    _read_licence(project.get("license"), classifiers, found)
    _read_languages(project, classifiers, found)
    _read_links(project.get("urls"), found)
    _read_readme(project.get("readme"), found)
    for name in texts(project.get("dynamic")):
        place = _EXECUTABLE if name in ("dependencies", "scripts") else ("discovery",)
        found.remark(f"{name} is worked out when the package is built, and is not in the file", *place)
    for status in classifiers:
        if status.startswith("Development Status"):
            found.remark(f"it is called `{status}`, of which `maturity` has no word", "discovery")
    _read_program(project, found)
    return found


def _people(value: Any) -> list[dict[str, str]]:
    """Return the agents. What is no table, or has neither a name nor an address, is none."""
    tables = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    people = [{key: found for key in ("name", "email") if (found := text(table.get(key)))} for table in tables]
    return [person for person in people if person]


def _read_licence(value: Any, classifiers: list[str], found: Found) -> None:
    """Read an expression (PEP 639), or the text or the classifiers that older projects have."""
    written = text(value.get("text")) if isinstance(value, dict) else text(value)
    known = licences(written) if written else None
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ")]
    if known is None and len(named) == 1 and named[0] in _LICENCES:
        known = licences(_LICENCES[named[0]])
    if known is not None:
        found.set("licence", known.expression)
        return
    for said in [written.splitlines()[0] if written else "", *named]:
        if said:
            found.remark(f"the licence is called `{said}`, which is no expression of SPDX", "discovery", "licence")
    if isinstance(value, dict) and (path := text(value.get("file"))):
        found.remark(f"the licence is in the file {path}", "discovery", "licence")


def _read_languages(project: dict[str, Any], classifiers: list[str], found: Found) -> None:
    named = [match[1] for each in classifiers if (match := _LANGUAGE.fullmatch(each))]
    if "requires-python" in project:
        named.append("Python")
    found.set("languages", list(dict.fromkeys(named)))


def _read_links(value: Any, found: Found) -> None:
    for label, url in value.items() if isinstance(value, dict) else ():
        name = _LINKS.get(re.sub(r"[\W_]", "", label).lower())
        if isinstance(url, str) and name and is_uri(url):
            found.link(name, url)
        else:
            found.remark(f"{label}, at {url}, is none of the links", "discovery", "links")


def _read_readme(value: Any, found: Found) -> None:
    path = text(value.get("file")) if isinstance(value, dict) else text(value)
    if path:
        found.remark(f"the file {path} introduces the software; `readme` is its address", "discovery", "links")


def _read_program(project: dict[str, Any], found: Found) -> None:
    scripts = list(project["scripts"]) if isinstance(project.get("scripts"), dict) else []
    requirements = _requirements(project, found)
    for key in _MORE:
        if value := project.get(key):
            named = ", ".join(map(str, value)) if isinstance(value, (dict, list)) else str(value)
            found.remark(f"`{key}` is not taken over: {named}", *_EXECUTABLE)
    program: dict[str, Any] = {"kind": PythonProgram().kind}
    source = found.discovery.get("links", {}).get("source")
    if source:
        program["source"] = {"repository": source}
        found.remark("`reference`, a commit or a tag, says which version of it", *_EXECUTABLE, "source")
    if len(scripts) == 1:
        program["entrypoint"] = scripts[0]
    elif scripts:
        found.remark(f"`entrypoint` is one of its scripts: {', '.join(scripts)}", *_EXECUTABLE)
    else:
        found.remark("it has no script; `entrypoint` is what is started, such as `package.module`", *_EXECUTABLE)
    if requirements:
        program["requirements"] = requirements
    found.executable = program


def _requirements(project: dict[str, Any], found: Found) -> dict[str, str]:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - takes long to import
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - as above
    from packaging.utils import InvalidName, canonicalize_name  # noqa: PLC0415 - as above

    wanted: dict[str, str] = {}
    if python := text(project.get("requires-python")):
        try:
            wanted["python"] = _in_order(SpecifierSet(python))
        except InvalidSpecifier:
            found.remark(f"`{python}` says in no standard form which Python it needs", *_EXECUTABLE, "requirements")
    for written in texts(project.get("dependencies")):
        try:
            requirement = Requirement(written)
            canonicalize_name(requirement.name, validate=True)  # which the line before is less strict about
        except (InvalidName, InvalidRequirement):
            found.remark(f"`{written}` is no requirement in the standard form", *_EXECUTABLE, "requirements")
            continue
        if reason := _not_carried(requirement):
            found.remark(f"left out: {written} ({reason})", *_EXECUTABLE, "requirements")
        else:
            extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
            name = requirement.name + extras
            wanted[name] = ",".join(filter(None, (wanted.get(name), _in_order(requirement.specifier))))
    return wanted


def _in_order(specifiers: SpecifierSet) -> str:
    """Return the clauses as people write them, from which version on before up to which."""
    return ",".join(sorted(map(str, specifiers), reverse=True))


def _not_carried(requirement: Requirement) -> str | None:
    """Return why a requirement has no place in a description, None where it has."""
    if requirement.url:
        return "packages are named there, and have no address"
    if requirement.marker:
        return "there are no conditions there"
    return "that is the name of the interpreter there" if requirement.name.lower() == "python" else None
