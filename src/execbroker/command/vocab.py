# SPDX-License-Identifier: Apache-2.0
"""The subcommand `vocab`: look up the words that documents use, and lint the files that they are kept in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import vocabulary_files, vocabulary_rules
from ..diagnostic import printable
from ..problem import Problem
from ..render import vocab as render
from ..vocabulary import Vocabulary, names, search, vocabulary
from . import INVALID, VALID, Usage, did_you_mean

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand, which has subcommands of its own, to the parser's."""
    command = commands.add_parser("vocab", help="look up terms of the vocabularies, or lint their files")
    actions = command.add_subparsers(required=True, metavar="ACTION")

    action = actions.add_parser("list", help="list the vocabularies")
    action.set_defaults(run=_list)
    _add_format(action)

    action = actions.add_parser("show", help="print the terms of a vocabulary, or all about one of them")
    action.set_defaults(run=_show)
    action.add_argument("name", metavar="NAME", help="a vocabulary, as `execbroker vocab list` has it")
    action.add_argument("term", nargs="?", metavar="TERM", help="a term, its URI or an alias (default: the tree)")
    _add_format(action)

    action = actions.add_parser("search", help="find terms by words that people use")
    action.set_defaults(run=_search)
    action.add_argument("words", nargs="+", metavar="WORDS", help="such as: square root")
    action.add_argument("--in", dest="within", metavar="NAME", help="vocabulary to search in (default: all)")
    _add_format(action)

    action = actions.add_parser("lint", help="check the files of vocabularies that are kept as the IVOA takes them")
    action.set_defaults(run=_lint)
    action.add_argument(
        "folder", nargs="?", default="vocabularies", metavar="FOLDER", help="that of vocabs.conf (default: %(default)s)"
    )
    action.add_argument("--since", metavar="FOLDER", help="as it was before: what approved vocabularies lost is told")
    _add_format(action)


def _add_format(action: argparse.ArgumentParser) -> None:
    action.add_argument("--format", choices=("text", "json"), default="text", help="of the answer (default: text)")


def _list(options: argparse.Namespace) -> tuple[int, str]:
    known = [vocabulary(name) for name in names()]
    return VALID, _answer(options, render.listed(known), [render.summary(each) for each in known])


def _show(options: argparse.Namespace) -> tuple[int, str]:
    known = _vocabulary(options.name)
    if options.term is None:
        return VALID, _answer(options, render.tree(known), render.content(known))
    term = known.term(options.term)
    if term is None:
        called = known.called(options.term)
        close = f"; did you mean `{called.name}`?" if called else did_you_mean(options.term, known.terms)
        hint = close or f"; `execbroker vocab show {known.name}` prints its terms"
        raise Usage(f"there is no term `{options.term}` in {known.name}{hint}")
    return VALID, _answer(options, render.explained(known, term), render.data_of(known, term))


def _search(options: argparse.Namespace) -> tuple[int, str]:
    """Search. Valid stands for: something was found."""
    within = None if options.within is None else [_vocabulary(options.within).name]
    words = " ".join(options.words)
    found = search(words, within=within)
    text = render.found_lines(found) if found else f"nothing found for `{printable(words)}`\n"
    return (VALID if found else INVALID), _answer(options, text, render.found_data(found))


def _lint(options: argparse.Namespace) -> tuple[int, str]:
    """Lint a folder. Invalid stands for: a rule is broken, or a file keeps the rules from being checked."""
    read, problems = _read(options.folder)
    if not problems:
        problems = [*vocabulary_rules.lint(*read)]
    if options.since is not None:
        known = {each.name: each for each in read}
        before, unusable = _read(options.since)
        problems += unusable
        for earlier in before:
            problems += vocabulary_rules.lost(known.get(earlier.name), earlier, Path(options.folder, "vocabs.conf"))
    problems.sort(key=lambda problem: (problem.path, problem.line))
    text = render.problem_lines(problems, len(read), sum(len(each.terms) for each in read))
    return (INVALID if problems else VALID), _answer(options, text, render.problem_data(problems))


def _read(folder: str) -> tuple[Sequence[vocabulary_files.Vocabulary], list[Problem]]:
    try:
        return vocabulary_files.read(Path(folder)), []
    except vocabulary_files.Unusable as error:
        return [], [error.problem]
    except OSError as error:
        raise Usage(f"{error.filename}: {error.strerror}; name the folder that has vocabs.conf") from error


def _vocabulary(name: str) -> Vocabulary:
    try:
        return vocabulary(name)
    except KeyError:
        hint = did_you_mean(name, names()) or "; `execbroker vocab list` lists them"
        raise Usage(f"there is no vocabulary `{name}`{hint}") from None


def _answer(options: argparse.Namespace, text: str, data: Any) -> str:
    return render.as_json(data) if options.format == "json" else text
