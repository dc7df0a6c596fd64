# SPDX-License-Identifier: Apache-2.0
"""Rules of executables: commands, environments and privileges of what is run."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..diagnostic import Path
from ..words import shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import DockerContainer, PythonProgram, TemplateParameter

_POSIX_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPTION = re.compile(r"--[A-Za-z][A-Za-z0-9_-]*")
_FLAG = re.compile(r"--?[A-Za-z0-9]")
_SCRIPT_FOLLOWS = re.compile(r"-[A-Za-z]*c")
_INTERPRETERS = frozenset({"python", "python3", "bash", "sh", "Rscript", "java", "julia", "perl", "node"})
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_OF_SHELLS = frozenset("|&;<>$`")
_LONGEST_HINT = 300
_LONGEST_LINE = 2000
"""In characters; longer texts are scripts or data, and not a command line by mistake."""


@rule("warning", section="kinds/executable/docker-container.yaml", message="not-supported")
def privileged_container(subject: DockerContainer, scene: Scene) -> Iterator[Violation]:
    """A container does without the privileges of its host.

    With them it can do on the host whatever the host's administrator can, so most services, and the reference broker,
    refuse it.

    Wrong:
        privileged: true

    Right:
        privileged: false
    """
    if subject.privileged and not scene.inside("ExecutionSession"):
        yield Violation(("privileged",), "services usually refuse privileged containers", {}, "leave it out")


@rule("error", section="common/name-value-map.yaml")
def impossible_environment_name(
    subject: DockerContainer | PythonProgram | TemplateParameter, scene: Scene
) -> Iterator[Violation]:
    """The name of an environment variable is not empty and has no `=` in it.

    What is set is the text `name=value`, of which the name ends at the first `=` (POSIX.1-2017, Base Definitions,
    section 8.1). Docker refuses a variable without a name.

    Wrong:
        environment: {"OMP_NUM_THREADS=8": ""}

    Right:
        environment: {OMP_NUM_THREADS: "8"}
    """
    for path, name in _variables(subject):
        left, sign, right = name.partition("=")
        at_key = len(path) > 1
        if "\0" in name:  # that is a fault of its own
            continue
        if not left:
            yield Violation(path, "an environment variable has a name", {}, "leave it out", at_key)
        elif sign:
            template = "the name ${name} of an environment variable has a `=` in it"
            hint = f"write {left}: {json.dumps(right, ensure_ascii=False)}"[:200] if at_key else f"write {left}"[:200]
            yield Violation(path, template, {"name": shown(name)}, hint, at_key)


@rule("warning", section="common/name-value-map.yaml")
def unusual_environment_name(
    subject: DockerContainer | PythonProgram | TemplateParameter, scene: Scene
) -> Iterator[Violation]:
    """The name of an environment variable has letters, digits and `_`, and does not begin with a digit.

    Shells cannot use others, and some drop them (POSIX.1-2017, Base Definitions, sections 3.235 and 8.1).

    Wrong:
        environment: {OMP-NUM-THREADS: "8"}

    Right:
        environment: {OMP_NUM_THREADS: "8"}
    """
    for path, name in _variables(subject):
        if name and "=" not in name and "\0" not in name and not _POSIX_NAME.fullmatch(name):
            mended = re.sub("[^A-Za-z0-9_]", "_", name.strip())
            hint = (
                f"write {mended}" if len(mended) < 100 and _POSIX_NAME.fullmatch(mended) and mended.strip("_") else None
            )
            template = "shells cannot use the environment variable ${name}"
            yield Violation(path, template, {"name": shown(name)}, hint, at_key=len(path) > 1)


@rule("error", section="common/name-value-map.yaml")
def null_character(subject: DockerContainer | PythonProgram | TemplateParameter, scene: Scene) -> Iterator[Violation]:
    r"""There is no null character in arguments and environment variables.

    The operating system ends each of them at the first one (POSIX.1-2017, exec), so a program cannot be started with
    it.

    Wrong:
        arguments: ["--separator=\0"]

    Right:
        arguments: ["--separator=\\0"]
    """
    texts: list[tuple[Path, str]] = [(("entrypoint",), _entry_point(subject))]
    texts += [((name, index), text) for name, index, text in _arguments(subject)]
    if isinstance(subject.environment, dict):
        texts += [(("environment", name), value) for name, value in subject.environment.items()]
    elif subject.environment is not None:
        texts.append((("environment",), subject.environment))
    for path, text in texts:
        in_name = "\0" in str(path[-1])
        if "\0" in text or in_name:
            yield Violation(path, "there is a null character in this text", {}, "leave it out", at_key=in_name)


@rule("warning", section="kinds/executable/docker-container.yaml")
def arguments_in_one_text(
    subject: DockerContainer | PythonProgram | TemplateParameter, scene: Scene
) -> Iterator[Violation]:
    """Each argument of a command is an item of the list.

    No shell takes the items apart, so the program gets an item with spaces as one argument, and Docker looks for a
    program with spaces in its name.

    Wrong:
        command: [python mosaic.py --projection SIN]

    Right:
        command: [python, mosaic.py, --projection, SIN]
    """
    arguments = list(_arguments(subject))
    program = (_entry_point(subject).split() or [""])[0]
    if len(arguments) == 1 and posixpath.basename(program) in _SHELLS:
        return  # a script
    for position, (name, index, text) in enumerate(arguments):
        words = _split(text)
        option = len(words) == 2 and _OPTION.fullmatch(words[0])
        after_shell = position > 0 and _SCRIPT_FOLLOWS.fullmatch(arguments[position - 1][2])
        if (_is_command_line(words) and len(arguments) == 1) or (option and not after_shell):
            template = "this is one argument, not ${count}, because nothing takes it apart"
            listing = words if not _OF_SHELLS & set(text) else ["sh", "-c", text]
            hint = f"write {'the items ' if len(arguments) > 1 else ''}{json.dumps(listing, ensure_ascii=False)}"
            if len(hint) > _LONGEST_HINT:
                hint = "make each word an item of its own"
            yield Violation((name, index), template, {"count": len(words)}, hint)


@rule("warning", section="kinds/executable/docker-container.yaml")
def arguments_in_entrypoint(subject: DockerContainer, scene: Scene) -> Iterator[Violation]:
    """The entry point of a container is one program, without arguments.

    It is the name or the path of a program, and arguments are items of `command`. No shell takes the text apart, and
    a program with spaces in its name is not found.

    Wrong:
        entrypoint: python mosaic.py

    Right:
        entrypoint: python
    """
    words = _split((subject.entrypoint or "").strip())
    if len(words) > 1:
        rest = json.dumps([*words[1:], *(subject.command or ())], ensure_ascii=False)
        hint = f"write entrypoint: {words[0]} and command: {rest}"
        if words[0].startswith("[") or len(hint) > _LONGEST_HINT:
            hint = "leave the program here, and make the others items of `command`"
        yield Violation(("entrypoint",), "there are arguments behind the program", {}, hint)


def _entry_point(subject: DockerContainer | PythonProgram | TemplateParameter) -> str:
    return getattr(subject, "entrypoint", None) or ""


def _variables(subject: DockerContainer | PythonProgram | TemplateParameter) -> Iterator[tuple[Path, str]]:
    """Yield the names of environment variables and where they stand: as keys, or the one that a parameter has."""
    if isinstance(subject.environment, str):
        yield ("environment",), subject.environment
    else:
        yield from ((("environment", name), name) for name in subject.environment or {})


def _arguments(subject: DockerContainer | PythonProgram | TemplateParameter) -> Iterator[tuple[str, int, str]]:
    """Yield the arguments and where they stand; the classes call them differently."""
    for name in ("command", "arguments"):
        for index, text in enumerate(getattr(subject, name, None) or ()):
            yield name, index, text


def _split(text: str) -> list[str]:
    """Return the words of a command line, and none where it is not one."""
    if len(text) > _LONGEST_LINE or not text.isprintable() or " " not in text:
        return []
    try:
        return shlex.split(text)
    except ValueError:  # a quotation mark without its partner
        return []


def _is_command_line(words: list[str]) -> bool:
    """Return whether these words look like a program and its arguments, not like a sentence."""
    return len(words) > 1 and (words[0] in _INTERPRETERS or any(_FLAG.match(word) for word in words[1:]))
