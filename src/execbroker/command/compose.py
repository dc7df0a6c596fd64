# SPDX-License-Identifier: Apache-2.0
"""The subcommand `compose`: descriptions over one another, to a request."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..composition.composing import checked, laid, origins_of, reports
from ..composition.layers import Layer
from ..composition.resolving import filled_in
from ..composition.settings import set_all
from ..diagnostic import InvalidDocument, Report
from ..document import FORMATS
from ..render import RENDERERS, Checked, composed
from ..render.checked import STDIN
from ..validation import unreadable
from ..writing import data_of
from . import INVALID, VALID, Usage, is_colored, say
from .documents import exit_code
from .files import delivered, raw, text_of

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """Add the subcommand to the parser's."""
    command = commands.add_parser("compose", help="make a request of a description, by layers and by what you add")
    command.set_defaults(run=run)
    command.add_argument(
        "paths", nargs="+", metavar="LAYER", help="file, or - for standard input; each is laid over those before it"
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE",
        help="value of a parameter, or of a property by its path, such as compute.cores.min=32; repeatable",
    )
    command.add_argument(
        "--data",
        action="append",
        default=[],
        metavar="NAME=URI",
        help="where data of the template are; repeatable",
    )
    command.add_argument(
        "--results",
        action="append",
        default=[],
        metavar="[NAME=]URI",
        help="where results go; NAME where there are several places; repeatable",
    )
    command.add_argument(
        "--to", choices=("request", "description"), default="request", help="what to make (default: request)"
    )
    command.add_argument("--format", choices=FORMATS, default="yaml", help="to write (default: yaml)")
    command.add_argument("--origins", action="store_true", help="say of each value which layer it came from")
    command.add_argument("--output", "-o", metavar="FILE", help="where to write (default: standard output)")


def run(options: argparse.Namespace) -> tuple[int, str]:
    """Compose. What is found goes to standard error; with no more than warnings the document is written."""
    if options.paths.count("-") > 1:
        raise Usage("standard input can be one layer only")
    settings = _all_named(options.settings, "--set")
    if options.to == "description" and (options.data or options.results):
        raise Usage("--data and --results fill in a request, not a description")
    layers, refused = _read(options.paths)
    if refused:
        _tell(refused)
        return exit_code(one.report for one in refused), ""
    tree = laid(layers)
    parameters = {parameter["name"] for layer in layers for parameter in layer.parameters}
    values = {name: value for name, value in settings.items() if name in parameters or "." not in name}
    set_all(tree, [(path, value) for path, value in settings.items() if path not in values])
    if options.to == "description" and values:
        raise Usage(f"--set {next(iter(values))}: parameters get their values in a request, not in a description")
    if options.to == "description":
        document = checked(tree, "SoftwareDescription", None)
    else:
        data = _all_named(options.data, "--data", "URI")
        document, tree = filled_in(tree, data=data, results=_results(options.results), values=values, rules=None)
    _tell([Checked(layer.name, layer.located.text or None, Report(found)) for layer, found in reports(tree.found)])
    if document is None or any(found.finding.severity == "error" for found in tree.found):
        return INVALID, ""
    origins = origins_of(tree) if options.origins else None
    text = composed.written(data_of(document), FORMATS[options.format], origins)
    return VALID, delivered(text, options.output)


def _read(paths: Sequence[str]) -> tuple[list[Layer], list[Checked]]:
    """Return the layers in the files, and the files that are none, with what is wrong with them."""
    layers, refused = [], []
    for path in paths:
        name, content = STDIN if path == "-" else path, b""
        try:
            content = raw(path)
            layers.append(Layer.read(content, name=name))
        except OSError as error:
            refused.append(Checked(name, None, unreadable(name, error)))
        except InvalidDocument as error:
            refused.append(Checked(name, text_of(content), error.report))
        except ValueError as error:
            raise Usage(error) from error
    return layers, refused


def _all_named(given: Sequence[str], option: str, what: str = "VALUE") -> dict[str, str]:
    """Return what an option gives by name. One name has one value."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise Usage(f"{option} {text}: write {option} NAME={what}")
        if name in found:
            raise Usage(f"{option} {text}: `{name}` is given twice")
        found[name] = value
    return found


def _results(given: Sequence[str]) -> str | dict[str, str]:
    """Return the places for results: by name, or the only one. A name has no colon, and an address has one."""
    alone = [one for one in given if ":" in one.partition("=")[0]]
    if len(given) == 1 and alone:
        return given[0]
    if alone:
        raise Usage(f"--results {alone[0]}: with several places for results, write --results NAME=URI for each")
    return _all_named(given, "--results", "URI")


def _tell(checked: Sequence[Checked]) -> None:
    """Say what was found."""
    if checked:
        say(RENDERERS["text"](checked, color=is_colored(sys.stderr)))
