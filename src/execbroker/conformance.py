# SPDX-License-Identifier: Apache-2.0
"""The conformance suite: documents that are right, or wrong in one thing, and what a validator makes of them.

`cases` reads the suite, a `Validator` answers for one document, and `judge` compares the answers with what is
expected. The suite itself, and what its files mean to those who do not use Python, is described in its README.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock
from typing import IO, Any, Literal, get_args

from .diagnostic import Severity
from .document import FORMATS, Unreadable, decode
from .kinds import Kinds
from .validation import validate

STAGES = ("text", "shape", "meaning")
"""What refuses an invalid document: the reader of JSON or YAML, the JSON Schema, or the rules alone."""
FILE, AS = "{file}", "{as}"
"""What stands in a command for the path of the document, and for the type that it is to be read as."""
_LONGEST_LINE = 2000
"""In bytes, of what a command says when it crashes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A code, and the JSON Pointer to what is at fault."""

    code: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What is wrong with an invalid document, and which stage refuses it. `also` are faults told beside the first."""

    fault: Fault
    severity: Severity
    stage: str
    also: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A document of the suite, named by its path in it; `expected` is None where it is valid.

    `as_` is the type to read it as, where it does not say so itself; `sentences` are those that its sidecar names.
    """

    name: str
    path: Path
    expected: Expected | None = None
    as_: str | None = None
    sentences: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The folder of the document, which is that of its section in the model."""
        return self.name.partition("/")[0]

    @property
    def section(self) -> str:
        """The file of the model that the document is about, without its suffix."""
        return self.path.name.partition("--")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a validator said. `fault` is what is wrong with that beyond yes or no: a crash, or another code."""

    verdict: Literal["accepted", "refused", "none", "skipped"]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A document, and what a validator said of it."""

    case: Case
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the answer is the expected one. A document that deserves a warning may be refused, or not."""
        if self.answer.fault:
            return False
        if self.answer.verdict == "skipped" or (self.case.expected and self.case.expected.severity == "warning"):
            return True
        return (self.answer.verdict == "accepted") == (self.case.expected is None)


Validator = Callable[[Case], Answer]


def suite() -> Path:
    """Return the folder of the suite: part of the installed package, or of the checkout. `LookupError` if neither."""
    here = Path(__file__).parent
    for folder in (here / "conformance_suite", here.parents[1] / "tests" / "conformance"):
        if folder.is_dir():
            return folder
    raise LookupError("the conformance suite is not installed")


def cases(folder: Path, *, only: str = "*") -> Iterator[Case]:
    """Yield the documents of the suite in `folder` whose names match the glob `only`, in the order of their names.

    Raises `ValueError` for a sidecar that is missing or not of the suite's form, and `OSError`.
    """
    files = {file.relative_to(folder).as_posix(): file for file in folder.glob("*/*--*.*")}
    for name, file in sorted(files.items()):
        if not name.endswith(".expected.yaml") and fnmatchcase(name, only):
            yield _case(name, file)


def _case(name: str, file: Path) -> Case:
    sidecar = file.with_name(file.name.partition(".")[0] + ".expected.yaml")
    invalid = ".invalid." in file.name
    if not (invalid or sidecar.exists()):
        return Case(name, file)
    try:
        facts = FORMATS["yaml"].read(decode(sidecar.read_bytes()))
        if "as" in facts:
            Kinds.builtin().title_of(facts["as"])
        return Case(
            name, file, _expected(facts) if invalid else None, facts.get("as"), tuple(facts.get("sentences", ()))
        )
    except (AttributeError, KeyError, TypeError, ValueError, FileNotFoundError, Unreadable) as error:
        raise ValueError(f"{sidecar}: no sidecar of the suite: {error!r}") from error


def _expected(facts: dict[str, Any]) -> Expected:
    severity, stage = facts["severity"], facts["stage"]
    if severity not in get_args(Severity) or stage not in STAGES:
        raise ValueError(f"severity {severity}, stage {stage}")
    return Expected(_fault(facts), severity, stage, tuple(map(_fault, facts.get("also", ()))))


def _fault(facts: dict[str, str]) -> Fault:
    return Fault(facts["code"], facts["pointer"])


def judge(cases: Iterable[Case], validator: Validator, *, jobs: int = 1) -> Iterator[Result]:
    """Yield the answer of `validator` for each of the `cases`, in their order; `jobs` of them are asked for at once.

    Raises what the validator raises, and `ValueError` where `jobs` is not above zero.
    """
    every, pool = list(cases), ThreadPoolExecutor(jobs)
    try:
        yield from map(Result, every, pool.map(validator, every))
    finally:  # what is still asked about has no one to wait for it
        pool.shutdown(wait=False, cancel_futures=True)


def by_library(case: Case) -> Answer:
    """Return the answer of this library, of which codes and pointers are expected too."""
    report = validate(case.path, as_=case.as_)
    wanted = [case.expected.fault, *case.expected.also] if case.expected else []
    found = [Fault(one.code, one.pointer) for one in report.diagnostics]
    verdict: Literal["accepted", "refused"] = "accepted" if report.ok else "refused"
    return Answer(verdict, "" if found == wanted else f"it says {_listed(found)} instead of {_listed(wanted)}")


def _listed(faults: Sequence[Fault]) -> str:
    return ", ".join(f"{one.code} at {one.pointer or 'the root'}" for one in faults) or "nothing"


def by_command(command: Sequence[str], *, refused: Collection[int] = (1,), timeout: float = 60) -> Command:
    """Return what asks `command`, in whose arguments ``{file}`` stands for the path of a document.

    Exit code 0 accepts a document and those in `refused` refuse it. Any other, a signal, and no end within `timeout`
    seconds are no answer: a validator that crashes has found nothing. An argument with ``{as}`` is for the documents
    that have to be told what they are, and left out for others; they are skipped where there is no such argument.
    Raises `ValueError` if no argument has ``{file}``, or only such as are left out; what is returned raises `OSError`
    where there is no such command.
    """
    if not any(FILE in argument for argument in command):
        raise ValueError(f"the command has no {FILE}, which stands for the path of a document")
    if not any(FILE in argument and AS not in argument for argument in command):
        raise ValueError(
            f"{FILE} stands in an argument with {AS} only, and that is left out where there is no type to tell"
        )
    return Command(command, refused, timeout)


class Command:
    """A `Validator` that asks a command; `by_command` makes it.

    Each process has a group of its own, with what it starts, and that is killed when it has answered, or not in time.
    What leaves the group, as a daemon does, cannot be found again.
    """

    def __init__(self, arguments: Sequence[str], refused: Collection[int], timeout: float) -> None:
        self.arguments, self._refused, self._timeout = arguments, refused, timeout
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def __call__(self, case: Case) -> Answer:
        """Return what the command says of a document. Raises `OSError` where there is no such command."""
        if case.as_ and not any(AS in argument for argument in self.arguments):
            return Answer("skipped")
        wanted = [argument for argument in self.arguments if case.as_ or AS not in argument]
        filled = [one.replace(FILE, str(case.path)).replace(AS, case.as_ or "") for one in wanted]
        with tempfile.TemporaryFile() as stderr:
            code = self._exit_code(filled, stderr)
            if code is None:
                return Answer("none", f"no end within {self._timeout:g} seconds")
            if code == 0:
                return Answer("accepted")
            return Answer("refused") if code in self._refused else Answer("none", _crash(code, stderr))

    def stop(self) -> None:
        """Kill what is running, for whoever waits no longer; no more is started."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)

    def _exit_code(self, command: Sequence[str], stderr: IO[bytes]) -> int | None:
        """Return how a command ended, None if it did not in time."""
        with self._started(command, stderr) as process:
            try:
                return process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                return None
            finally:
                with self._lock:
                    self._running.remove(process)
                _kill(process)

    def _started(self, command: Sequence[str], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        with self._lock:
            if self._stopped:
                raise RuntimeError("the command was stopped")
            # The command is that of whoever runs the suite.
            process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=stderr, start_new_session=True)  # noqa: S603
            self._running.add(process)
        return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with its group, in which others may be left when it has ended."""
    if os.name != "posix":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):  # the group is gone, or there is nothing alive in it
        os.killpg(process.pid, signal.SIGKILL)


def _crash(code: int, stderr: IO[bytes]) -> str:
    """Return how a command ended, and the last thing that it said."""
    ended = f"exit code {code}" if code > 0 else f"killed by {_signal(-code)}"
    stderr.seek(-min(stderr.seek(0, os.SEEK_END), _LONGEST_LINE), os.SEEK_END)
    said = stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    return f"{ended}: {said}" if said else ended


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
