# SPDX-License-Identifier: Apache-2.0
"""`python -m execbroker_build [--check]`: lint the sources, then make everything under `generated/` from them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from execbroker import vocabulary_files, vocabulary_rules
from execbroker.problem import Problem

from . import lifecycle, lint, older_names, openapi, sources

_INSTALL = "Is the extra `build` installed? python -m pip install 'execbroker[build]'"

try:
    from . import products
except ModuleNotFoundError as error:
    print(f"{error}\n{_INSTALL}", file=sys.stderr)
    sys.exit(2)


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns 0 when all is well, 1 for problems or stale products, 2 where there is no model."""
    parser = argparse.ArgumentParser(prog="python -m execbroker_build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name what is stale, missing or extra")
    parser.add_argument("--root", type=Path, default=Path(), help="folder of model/, vocabularies/ and generated/")
    options = parser.parse_args(arguments)
    if missing := [name for name in ("BASE", "VERSION") if not (options.root / "model" / name).is_file()]:
        print(
            f"{options.root}: no model/{missing[0]}; run in the root of the repository, or give --root", file=sys.stderr
        )
        return 2

    model, problems = sources.read(options.root / "model")
    terms, found = _vocabularies(options.root)
    problems += found
    if model:
        found = lint.lint(model, {vocabulary.name for vocabulary in terms})
        # These need references that lead somewhere.
        problems += found or [*older_names.lint(model), *lifecycle.lint(model), *openapi.lint(model)]
    if problems or model is None:
        for problem in sorted(problems, key=lambda problem: (problem.path, problem.line)):
            print(f"{problem.path}:{problem.line}: {problem.message}", file=sys.stderr)
        return 1

    try:
        made = products.make(model, terms)
    except RuntimeError as error:
        print(f"{error}\n{_INSTALL}", file=sys.stderr)
        return 2
    folder = options.root / "generated"
    different = products.differences(made, folder)
    if options.check:
        for line in different:
            print(line, file=sys.stderr)
        if different:
            print(
                "generated/ is not what model/ and vocabularies/ say; run: python -m execbroker_build", file=sys.stderr
            )
        return 1 if different else 0
    products.write(made, folder)
    for line in different:
        print(line.replace("missing: ", "new: ").replace("stale: ", "changed: ").replace("extra: ", "removed: "))
    print(f"{len(made)} files in {folder}, {len(different)} of them changed")
    return 0


def _vocabularies(root: Path) -> tuple[list[vocabulary_files.Vocabulary], list[Problem]]:
    try:
        read = vocabulary_files.read(root / "vocabularies")
    except OSError as error:
        return [], [Problem("vocabularies", 1, str(error))]
    except vocabulary_files.Unusable as error:
        read, problems = [], [error.problem]
    else:
        problems = list(vocabulary_rules.lint(*read))
    return read, [replace(problem, path=Path(problem.path).relative_to(root).as_posix()) for problem in problems]


if __name__ == "__main__":
    sys.exit(main())
