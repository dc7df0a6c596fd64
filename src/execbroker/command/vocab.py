# SPDX-License-Identifier: Apache-2.0
"""The subcommand `vocab`: look up the words that documents use."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..diagnostic import printable
from ..render import vocab as render
from ..vocabulary import Vocabulary, names, search, vocabulary
from . import INVALID, VALID, Usage, did_you_mean

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand, which has subcommands of its own, to the parser's."""
    command = commands.add_parser("vocab", help="look up terms of the vocabularies")
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
        hint = did_you_mean(options.term, known.terms) or f"; `execbroker vocab show {known.name}` prints its terms"
        raise Usage(f"there is no term `{options.term}` in {known.name}{hint}")
    return VALID, _answer(options, render.explained(known, term), render.data_of(known, term))


def _search(options: argparse.Namespace) -> tuple[int, str]:
    """Search. Valid stands for: something was found."""
    within = None if options.within is None else [_vocabulary(options.within).name]
    words = " ".join(options.words)
    found = search(words, within=within)
    text = render.found_lines(found) if found else f"nothing found for `{printable(words)}`\n"
    return (VALID if found else INVALID), _answer(options, text, render.found_data(found))


def _vocabulary(name: str) -> Vocabulary:
    try:
        return vocabulary(name)
    except KeyError:
        hint = did_you_mean(name, names()) or "; `execbroker vocab list` lists them"
        raise Usage(f"there is no vocabulary `{name}`{hint}") from None


def _answer(options: argparse.Namespace, text: str, data: Any) -> str:
    return render.as_json(data) if options.format == "json" else text
