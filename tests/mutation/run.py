# SPDX-License-Identifier: Apache-2.0
"""Mutation testing of the hand-written rules and readers: ``python tests/mutation/run.py rules``; see README.md.

pytest collects the tests once, and a first run learns which lines each of them reaches. Then, for each mutant, a forked
process gets the changed code and runs the tests that reach the change until one fails. What lives, and is not explained
in explained.yaml, is printed. A test that runs a process of its own does not see a change.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import json
import os
import pickle
import re
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any
from zlib import crc32

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "execbroker"
sys.path[:0] = [str(Path(__file__).parent), str(SOURCE.parent), str(ROOT / "generated")]

from mutants import Mutant, changed, mutants  # noqa: E402 - the path leads there only now

GROUPS = {
    "rules": (
        ("rules/*.py",),
        ("test_invalid_examples.py", "test_rule_cases.py", "test_rules.py", "test_codes.py"),
    ),
    "readers": (
        ("time/*.py", "quantities.py", "document/*.py", "reading.py", "validation.py", "writing.py", "kinds.py"),
        (
            *("document", "test_invalid_examples.py", "test_kinds.py", "test_messages.py", "test_model.py"),
            *("test_older.py", "test_quantities.py", "test_rules.py", "test_time.py", "test_validation.py"),
            *("property/test_quantities.py", "property/test_times.py"),
        ),
    ),
    "diagnostics": (
        ("diagnostic.py", "placement.py", "spelling.py"),
        (
            *(
                "test_diagnostic.py",
                "test_invalid_examples.py",
                "test_messages.py",
                "test_placement.py",
                "test_render.py",
            ),
            *("test_rules.py", "test_spelling.py", "test_validation.py"),
        ),
    ),
    "offers": (("offers/*.py",), ("test_offers.py", "test_comparison.py")),
}
"""The modules, below src/execbroker, and the tests that should notice a change in them."""
ARGUMENTS = (
    *("-n0", "-s", "-p", "no:terminal", "-p", "no:cacheprovider", "--assert=plain", "--hypothesis-profile=mutation"),
    *("-k", "not test_the_command"),  # which says what the library says, at twice the cost
)
EXPLAINED = Path(__file__).with_name("explained.yaml")
MEMORY = 4 << 30

# What is found anew each time would let a mutant live today and die tomorrow.
settings.register_profile(
    "mutation",
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

Place = tuple[str, int]
"""A file and a line of it."""


@dataclass(frozen=True)
class Learnt:
    """What is known before the first mutant: the tests that reach a place, and what each test costs, in seconds."""

    reached: dict[Place, list[int]]
    cost: list[float]


class Mutation:
    """A plugin of pytest that runs mutants in place of the tests."""

    def __init__(self, files: list[Path], results: Path, *, seconds: float, share: int) -> None:
        self.files, self.results, self.seconds, self.share = files, results, seconds, share
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the mutants that no test has killed yet."""
        for file in self.files:
            __import__(module_name(file))
        self.items = session.items
        files = set(map(str, self.files))
        objects = gc.get_objects()
        self.caches = [found for found in objects if file_of_cache(found) in files]
        self.functions = [
            found for found in objects if type(found) is FunctionType and found.__code__.co_filename in files
        ]
        self.learnt = in_child(self.learn)
        self.known = {row["mutant"]: row for row in rows(self.results)}
        gc.freeze()  # a forked process copies what its garbage collector looks at
        for file in self.files:
            for row in self.results_of(file):
                with self.results.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(row) + "\n")
        return True

    def learn(self) -> Learnt:
        """Run the tests as they are, and look which lines they reach."""
        files = set(map(str, self.files))
        lines: set[Place] = set()

        def trace(frame: FrameType, event: str, _: object) -> Any:
            if frame.f_code.co_filename not in files:
                return None
            if event == "line":
                lines.add((frame.f_code.co_filename, frame.f_lineno))
            return trace

        learnt = Learnt(defaultdict(list), [])
        for index in range(len(self.items)):
            self.clear_caches()
            lines.clear()
            start = time.process_time()
            sys.settrace(trace)
            failed = self.fails(index)
            sys.settrace(None)
            learnt.cost.append(time.process_time() - start)
            for place in () if failed else lines:
                learnt.reached[place].append(index)
        return learnt

    def results_of(self, file: Path) -> Iterator[dict[str, Any]]:
        """Yield the results of the mutants of a module."""
        tree = ast.parse(file.read_text(encoding="utf-8"))
        uses = uses_of_constants(tree, self.files)
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        kills: Counter[int] = Counter()  # by test; what kills often is asked first
        for mutant in mutants(tree):
            name = name_of(file, mutant)
            before = self.known.get(name)
            done = before["killed_by"] or is_explained(name) if before else crc32(name.encode()) % self.share
            if done:
                continue
            places = [(str(file), line) for line in mutant.lines] if mutant.is_function else uses[mutant.place]
            tests = {index for place in places for index in self.learnt.reached.get(place, ())}
            order = sorted(tests, key=lambda at: (-kills[at], *self.likely(at, mutant, names), self.learnt.cost[at]))
            killer = self.killer(file, tree, mutant, order)
            if isinstance(killer, int):
                kills[killer] += 1
                killer = self.items[killer].nodeid
            if killer != "no program":
                yield {"mutant": name, "line": mutant.lines.start, "tests": len(order), "killed_by": killer}

    def likely(self, index: int, mutant: Mutant, names: list[str]) -> tuple[bool, bool]:
        """Order tests by whether they name the code of the mutant, or else one of its module: false comes first."""
        test = self.items[index].nodeid.replace("-", "_")
        return mutant.place not in test, not any(name in test for name in names)

    def killer(self, file: Path, tree: ast.Module, mutant: Mutant, order: list[int]) -> int | str | None:
        """Return the test that fails, or how else the mutant died; None where it lives."""

        def run() -> int | str | None:
            try:
                self.apply(file, tree, mutant)
            except Exception:  # such as a pattern of no regular expression
                return "no program"
            self.clear_caches()
            spent = 0.0
            for index in order:
                if spent > self.seconds:
                    break
                signal.setitimer(signal.ITIMER_PROF, 3 + 5 * self.learnt.cost[index])  # the signal ends the process
                if self.fails(index):
                    return index
                spent += self.learnt.cost[index]
            return None

        try:
            return in_child(run)  # type: ignore[no-any-return]
        except ChildProcessError as error:
            return str(error)

    def fails(self, index: int) -> bool:
        """Run a test."""
        self.failed = False
        item = self.items[index]
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.failed

    def clear_caches(self) -> None:
        """Forget what functions of the modules remember: what they return may be another thing now."""
        for cache in self.caches:
            cache.cache_clear()

    def apply(self, file: Path, tree: ast.Module, mutant: Mutant) -> None:
        """Put the code of a mutant into the modules of this process."""
        original = changed(mutant.site, mutant.replacement)
        try:
            code = compile(tree, str(file), "exec")
        finally:
            changed(mutant.site, original)
        if mutant.is_function:
            key = str(file), mutant.place, mutant.line
            new = next(found for found in codes(code) if key_of(found) == key)
            for function in self.functions:
                if key_of(function.__code__) == key:
                    function.__code__ = new
            return
        module = sys.modules[module_name(file)]
        fresh = {name: value for name, value in vars(module).items() if name.startswith("__")}
        exec(code, fresh)  # noqa: S102 - it is our own
        for name, value in fresh.items():
            old = vars(module).get(name)
            if not name.startswith("__") and not isinstance(old, (FunctionType, type)) and not hasattr(old, "check"):
                for other in [found for key, found in sys.modules.items() if key.startswith("execbroker")]:
                    if vars(other).get(name) is old:
                        setattr(other, name, value)


def key_of(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of all definitions in `code`."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


def uses_of_constants(tree: ast.Module, files: list[Path]) -> dict[str, list[Place]]:
    """Return the places that read each constant of a module, those that read what is made of it included."""
    places: dict[str, list[Place]] = defaultdict(list)
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                places[node.id].append((str(file), node.lineno))
    constants = [node for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value]
    for node in reversed(constants):  # what is made of a constant stands behind it
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
        places[ast.unparse(target)] = [place for name in names for place in places[name]]
        for part in ast.walk(node.value or node):
            if isinstance(part, ast.Name):
                places[part.id] += places[ast.unparse(target)]
    return places


def in_child(work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a forked process. Raises `ChildProcessError` where that dies."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.close(reading)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise ChildProcessError("it took too long" if status == -signal.SIGPROF else "it ended the process")
    return pickle.loads(answer)  # noqa: S301 - our own process wrote it


def name_of(file: Path, mutant: Mutant) -> str:
    return f"{file.relative_to(SOURCE).as_posix()} {mutant.place}: {mutant.change}"


def module_name(file: Path) -> str:
    parts = file.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def file_of_cache(found: object) -> str | None:
    """Return the file of a function with a cache; None for anything else."""
    function = getattr(found, "__wrapped__", None) if isinstance(found, functools._lru_cache_wrapper) else None
    return function.__code__.co_filename if isinstance(function, FunctionType) else None


def rows(results: Path) -> list[dict[str, Any]]:
    """Return the last result of each mutant."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return list({row["mutant"]: row for row in map(json.loads, lines)}.values())


@functools.cache
def explanations() -> tuple[re.Pattern[str], ...]:
    groups = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))
    return tuple(re.compile(pattern) for group in groups for pattern in group["mutants"])


def is_explained(name: str) -> bool:
    """Return whether explained.yaml says why a mutant may live."""
    return any(pattern.search(name) for pattern in explanations())


def report(files: list[Path], results: Path) -> int:
    """Print the figures by module, and what lives without an explanation; return how many these are."""
    result = {row["mutant"]: row for row in rows(results)}
    unexplained = []
    print("| module | mutants | run | killed | explained | survived |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for file in files:
        made = [name_of(file, mutant) for mutant in mutants(ast.parse(file.read_text(encoding="utf-8")))]
        found = [result[name] for name in made if name in result]
        alive = [row for row in found if not row["killed_by"]]
        new = [row for row in alive if not is_explained(row["mutant"])]
        figures = (len(made), len(found), len(found) - len(alive), len(alive) - len(new), len(new))
        print(f"| {file.relative_to(SOURCE).as_posix()} | {' | '.join(map(str, figures))} |")
        unexplained += new
    for row in unexplained:
        print(f"line {row['line']}, {row['tests']} tests: {row['mutant']}")
    return len(unexplained)


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutation testing of the hand-written rules and readers.")
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("modules", nargs="*", help="patterns of files below src/execbroker; those of the group if none")
    parser.add_argument("--results", type=Path, default=Path("mutation.jsonl"), help="file that results are added to")
    parser.add_argument("--seconds", type=float, default=10, help="of tests for one mutant, at most")
    parser.add_argument("--share", type=int, default=1, help="take one mutant of so many, always the same ones")
    parser.add_argument("--report", action="store_true", help="print the results that are there, and run nothing")
    options = parser.parse_args()
    modules, tests = GROUPS[options.group]
    files = [file for pattern in options.modules or modules for file in sorted(SOURCE.glob(pattern))]
    if not options.report:
        plugin = Mutation(files, options.results, seconds=options.seconds, share=options.share)
        pytest.main([*ARGUMENTS, *(str(ROOT / "tests" / test) for test in tests)], plugins=[plugin])
    return 1 if report(files, options.results) else 0


if __name__ == "__main__":
    sys.exit(main())
