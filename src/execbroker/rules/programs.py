# SPDX-License-Identifier: Apache-2.0
"""Rules of Python programs: their packages, their code and where they start."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ..words import shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from ..model import ProgramSource, PythonProgram

_LONGEST_SPECIFIER = 1000
"""In characters. Longer ones are not looked at: nobody writes them, and reading versions takes time."""
_LONGEST_COMPARED = 200
"""In characters. Comparing all clauses takes time that grows with the square of their number."""
_CARET = re.compile(r"[\^]\s*v?([0-9]+(?:\.[0-9]+)*)")
_TILDE = re.compile(r"~\s*v?([0-9]+(?:\.[0-9]+)*)")
_COMPATIBLE_WITH_ONE = re.compile(r"~=\s*v?([0-9]{1,9})")
"""PEP 440 asks for two numbers here."""
_CLAUSE = re.compile(r"(?:[<>=!~]=?|===)\s*[^\s,<>=!~]+")
_LOCAL = re.compile(r"\+[A-Za-z0-9._-]+")
_BARE = re.compile(r"=?\s*v?([0-9]+(?:\.[0-9]+)*(?:\.\*)?)")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_EXTRAS = re.compile(r"\[[A-Za-z0-9._ ,-]*\]")
_MOVING = frozenset({"main", "master", "develop", "dev", "trunk", "HEAD"})


@rule("error", section="kinds/executable/python-program.yaml", message="input-syntax-fail")
def malformed_version_specifier(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """The versions of a package that will do are written as in PEP 440.

    Each clause is a comparison such as `>=2.1` or `~=7.0`, and clauses are joined by commas. Carets, bare numbers and
    words such as `latest` belong to other tools. No installer for Python takes them.

    Wrong:
        requirements: {numpy: "^2.1"}

    Right:
        requirements: {numpy: ">=2.1,<3"}
    """
    for name, text in (subject.requirements or {}).items():
        if _specifiers(text) is None and len(text) <= _LONGEST_SPECIFIER:
            template = "${specifier} does not say which versions will do"
            yield Violation(("requirements", name), template, {"specifier": shown(text)}, _rewritten(text.strip()))


@rule("warning", section="kinds/executable/python-program.yaml")
def no_version_satisfies(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """At least one version satisfies all clauses for a package.

    The clauses all hold together (PEP 440, Version specifiers), so that nothing can be installed where one of them
    excludes what another one asks for.

    Wrong:
        requirements: {python: ">3.12,<3.10"}

    Right:
        requirements: {python: ">3.10,<3.12"}
    """
    for name, text in (subject.requirements or {}).items():
        specifiers = _specifiers(text)
        if specifiers is not None and len(text) <= _LONGEST_COMPARED and specifiers.is_unsatisfiable():
            template = "no version of ${package} satisfies ${specifier}"
            values = {"package": name, "specifier": shown(text)}
            yield Violation(("requirements", name), template, values, "the clauses hold together; change one of them")


@rule("warning", section="kinds/executable/python-program.yaml")
def python_without_patch_level(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """Which Python will do is said so that bug-fix releases are counted in.

    `==3.12` is 3.12.0 alone, and `<=3.12` excludes 3.12.1, because missing numbers count as zero (PEP 440, Version
    matching). Hardly any service keeps a first release.

    Wrong:
        requirements: {python: "==3.12"}

    Right:
        requirements: {python: "==3.12.*"}
    """
    clauses = (
        (name, clause)
        for name, text in (subject.requirements or {}).items()
        if (package := _package(name)) and package[0] == "python"
        for clause in _specifiers(text) or ()
    )
    for name, clause in clauses:
        version = clause.version.lower().removeprefix("v")
        numbers = version.split(".")
        exact = clause.operator in ("==", "===")
        if (exact or clause.operator == "<=") and len(numbers) <= 2 and all(number.isdecimal() for number in numbers):
            following = ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])
            meant = f"=={version}.*" if exact else f"<{following}"
            template = "`${clause}` does not count in ${version}.1 and what follows"
            values = {"clause": str(clause), "version": version}
            yield Violation(("requirements", name), template, values, f"write {meant}")


@rule("error", section="kinds/executable/python-program.yaml", message="input-syntax-fail")
def malformed_package_name(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """The name of a package has letters, digits, `.`, `_` and `-`, and begins and ends with a letter or digit.

    No package index takes other names (PEP 508, Names). Versions stand beside the name, not in it; extras may follow
    in brackets.

    Wrong:
        requirements: {"numpy>=2.1": ""}

    Right:
        requirements: {numpy: ">=2.1"}
    """
    for name in subject.requirements or {}:
        if _package(name) is None:
            found = re.match(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", name)
            hint = "give the name that the package index knows"
            if found and _specifiers(name[found.end() :]) is not None:
                hint = f'write {found[0]}: "{name[found.end() :].strip()}"'
            template = "${name} is not the name of a package"
            yield Violation(("requirements", name), template, {"name": shown(name)}, hint, at_key=True)


@rule("warning", section="kinds/executable/python-program.yaml")
def duplicate_package(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """A package stands once among the requirements.

    Case does not count in the name of a package, and `-`, `_` and `.` are the same (PEP 503, Normalized Names), so
    that two spellings are one package with two answers to which version will do. The same holds for its extras, and
    their order does not count.

    Wrong:
        requirements: {scikit-learn: ">=1.5", scikit_learn: "<2"}

    Right:
        requirements: {scikit-learn: ">=1.5,<2"}
    """
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for name in subject.requirements or {}:
        package = _package(name)
        if package is not None and seen.setdefault(package, name) != name:
            values = {"name": name, "first": seen[package]}
            template = "`${name}` is the same package as `${first}`"
            yield Violation(("requirements", name), template, values, "join the two with a comma", at_key=True)


@rule("warning", section="kinds/executable/python-program.yaml")
def source_and_location(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """The code of a program comes from one place.

    `source`, a repository, and `location`, a file or an archive, each stand in place of the other. Where both are
    given, nobody can tell which of them is run.

    Wrong:
        location: https://software.example.org/light-curves-1.3.0.zip

    Right:
        source: {repository: "https://git.example.org/variables/light-curves.git", reference: v1.3.0}
    """
    if subject.source is not None and subject.location is not None:
        yield Violation(("location",), "there is a `source` too", {}, "leave one of the two out", at_key=True)


@rule("warning", section="kinds/executable/python-program.yaml")
def unpinned_source(subject: ProgramSource, scene: Scene) -> Iterator[Violation]:
    """The code of a program is a commit or a release, not whatever a branch has today.

    A branch, which is also meant where there is no `reference`, moves on, so that the same request gives other results
    later. Only a commit names the same code for ever; a tag usually does.

    Wrong:
        source: {repository: "https://git.example.org/variables/light-curves.git"}

    Right:
        source: {repository: "https://git.example.org/variables/light-curves.git", reference: v1.3.0}
    """
    if scene.inside("ExecutionSession"):
        return
    reference = (subject.reference or "").strip()
    if not reference:
        template = "without a `reference`, the code is whatever the default branch has at the time"
        yield Violation((), template, {}, "add `reference`, with a commit or a tag")
    elif reference.startswith(("refs/heads/", "refs/remotes/")) or reference.removeprefix("origin/") in _MOVING:
        values = {"branch": subject.reference}
        yield Violation(("reference",), "the branch `${branch}` moves on", values, "write a commit or a tag")


@rule("error", section="kinds/executable/python-program.yaml")
def source_path_outside(subject: ProgramSource, scene: Scene) -> Iterator[Violation]:
    """The path of a source stays within its repository.

    It is relative to the root of the repository, and what lies outside is not the author's: it belongs to the service,
    which refuses it for its own safety.

    Wrong:
        path: src/../../periods

    Right:
        path: src/../periods
    """
    steps = posixpath.normpath(subject.path or "").split("/")
    if steps[0] == "..":
        values = {"path": shown(subject.path)}
        yield Violation(("path",), "${path} leads out of the repository", values, "begin at the root of the repository")


@rule("warning", section="kinds/executable/python-program.yaml")
def absolute_source_path(subject: ProgramSource, scene: Scene) -> Iterator[Violation]:
    """The path of a source is relative to the root of its repository.

    With a slash in front it is the path of a file of the service.

    Wrong:
        path: /periods

    Right:
        path: periods
    """
    if subject.path and subject.path.startswith("/"):
        hint = f"write {subject.path.lstrip('/')[:200] or 'no path'}"
        yield Violation(("path",), "the path begins with a slash", {}, hint)


@rule("warning", section="kinds/executable/python-program.yaml")
def malformed_entry_point(subject: PythonProgram, scene: Scene) -> Iterator[Violation]:
    """A program is started by a module, a function, a console script or a file, without arguments.

    The forms are `package.module`, `package.module:function` (Python Packaging User Guide, Entry points
    specification), the name of a script, and the path of a file within the source.

    Wrong:
        entrypoint: light_curves.periods:main()

    Right:
        entrypoint: light_curves.periods:main
    """
    text = subject.entrypoint
    if text is None or not text.strip():
        return
    module, colon, function = text.partition(":")
    hint: str | None = "write `module`, `module:function`, the name of a script or the path of a file"
    if text.split() != [text]:
        hint = "put what stands behind the program into `arguments`"
    elif function.endswith("()") and _DOTTED.fullmatch(module) and _DOTTED.fullmatch(function[:-2]):
        hint = f"write {text[:-2]}"
    elif (not colon or (_DOTTED.fullmatch(module) and _DOTTED.fullmatch(function))) and not _leaves(text):
        return
    yield Violation(("entrypoint",), "${entry} does not name what is started", {"entry": shown(text)}, hint)


def _leaves(path: str) -> bool:
    return path.startswith("/") or posixpath.normpath(path).split("/")[0] == ".."


def _specifiers(text: str) -> SpecifierSet | None:
    """Return the clauses of `text`; None where it is not in the form of PEP 440, or nobody wrote it by hand."""
    return _read(text) if len(text) <= _LONGEST_SPECIFIER else None


@lru_cache(maxsize=256)  # three rules look at the same texts
def _read(text: str) -> SpecifierSet | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - most documents do without

    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def _package(name: str) -> tuple[str, frozenset[str]] | None:
    """Return the name of a package and its extras as PEP 503 has them; None where it is no name."""
    from packaging.utils import InvalidName, canonicalize_name  # noqa: PLC0415 - most documents do without

    bare, bracket, extras = name.partition("[")
    if bracket and not _EXTRAS.fullmatch(bracket + extras):
        return None
    chosen = frozenset(canonicalize_name(extra.strip()) for extra in extras[:-1].split(",") if extra.strip())
    try:
        return canonicalize_name(bare, validate=True), chosen
    except InvalidName:
        return None


def _rewritten(text: str) -> str:
    """Return what was probably meant by clauses that are not in the form of PEP 440."""
    if text.lower() in ("*", "any", "latest", "x"):
        return 'write "", which means any version'
    if found := _CARET.fullmatch(text):
        return f"write >={found[1]},<{_next(found[1])}"
    if found := _TILDE.fullmatch(text):
        return f"write ~={found[1]}" if "." in text else f"write =={found[1]}.*"
    if found := _BARE.fullmatch(text):
        return f"write >={found[1]}, or =={found[1]}" if "*" not in text else f"write =={found[1]}"
    return _mended(text)


def _mended(text: str) -> str:
    """Return what to write in place of clauses of which a part is wrong."""
    if found := _COMPATIBLE_WITH_ONE.fullmatch(text):
        return f"write >={found[1]},<{int(found[1]) + 1}"
    clauses, *markers = text.split(";")
    if markers:
        clauses = clauses.strip() or '""'
        meant = _rewritten(clauses) if _specifiers(clauses.strip('"')) is None else f"write {clauses}"
        return f"markers have no place here; {meant}"
    if _specifiers(public := _LOCAL.sub("", text)) is not None:
        return f"leave out the local part: write {public}"
    text = text.replace("=>", ">=").replace("=<", "<=")
    mended = ",".join(_CLAUSE.findall(text))
    if not _CLAUSE.sub("", text).strip(", ") and _specifiers(mended) is not None:
        return f"write {mended}"
    return "write comparisons joined by commas, such as >=2.1,<3"


def _next(version: str) -> str:
    """Return the first version that a caret excludes: the first number that is not zero, plus one."""
    numbers = [number[:9] for number in version.split(".")]
    place = next((index for index, number in enumerate(numbers) if int(number)), len(numbers) - 1)
    return ".".join([*numbers[:place], str(int(numbers[place]) + 1)])
