# SPDX-License-Identifier: Apache-2.0
"""Rules of a parameter: its values, and where they go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..parameters import LONGEST, NUMBERS, VALUE, unfit, unfit_for_type
from .group import in_layer
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import TemplateParameter

_STAND_IN = re.compile(r"\$?\{+[^{}]*\}+|%s|<[A-Za-z_]+>|\$[A-Za-z_]+")
"""What other programs put in the place of a value."""


@rule("warning", section="common/template-parameter.yaml")
def parameter_without_effect(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """The value of a parameter goes somewhere.

    It becomes an argument, the value of an environment variable or the path of a volume. Nobody has to choose what
    goes nowhere. In a software description that adds to others, one of these may say where it goes.

    Wrong:
        - {name: threshold, type: NUMBER}

    Right:
        - {name: threshold, type: NUMBER, arguments: ["--threshold={value}"]}
    """
    if not (subject.arguments or subject.environment is not None or subject.volume is not None or in_layer(scene)):
        hint = "add `arguments`, `environment` or `volume`"
        yield Violation((), "the value of `${name}` goes nowhere", {"name": subject.name}, hint)


@rule("error", section="common/parameter-type.yaml")
def impossible_default(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """The default of a parameter is one of its values.

    It is of the type of the parameter, within its limits, and one of `values` where these are listed. A tool that
    checks what is chosen would refuse it.

    Wrong:
        - {name: threads, type: INTEGER, min: 1, default: '0', environment: OMP_NUM_THREADS}

    Right:
        - {name: threads, type: INTEGER, min: 1, default: '1', environment: OMP_NUM_THREADS}
    """
    if subject.default is not None and (reason := unfit(subject, subject.default)):
        yield Violation(("default",), *reason)


@rule("error", section="common/parameter-type.yaml")
def impossible_choice(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """Each of the values to choose from can be chosen.

    It is of the type of the parameter and within its limits.

    Wrong:
        - {name: channels, type: INTEGER, values: ['64', all], arguments: ["--channels={value}"]}

    Right:
        - {name: channels, type: INTEGER, values: ['64', '128'], arguments: ["--channels={value}"]}
    """
    for index, text in enumerate(subject.values or ()):
        if reason := unfit_for_type(subject, text):
            yield Violation(("values", index), *reason)


@rule("error", section="common/template-parameter.yaml")
def limit_without_number(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """Only a number has a smallest and a largest value.

    `min` and `max` belong to the types INTEGER and NUMBER. Texts are in no order that everybody agrees on. Absent, the
    type is TEXT.

    Wrong:
        - {name: threshold, min: 3, arguments: ["--threshold={value}"]}

    Right:
        - {name: threshold, type: NUMBER, min: 3, arguments: ["--threshold={value}"]}
    """
    if subject.type in NUMBERS or (subject.type is None and in_layer(scene)):
        return
    for name in ("min", "max"):
        if getattr(subject, name) is not None:
            values = {"name": name, "type": subject.type or "TEXT"}
            hint = "write `type: NUMBER` or `type: INTEGER`, or leave it out"
            yield Violation((name,), "`${name}` has no meaning for the type ${type}", values, hint, at_key=True)


@rule("warning", section="common/template-parameter.yaml")
def default_of_optional(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """A parameter has a default, or is optional.

    Where none is chosen, the value is the default, so that a parameter with a default is never left without one.

    Wrong:
        - {name: mask, optional: true, default: none, arguments: ["--mask={value}"]}

    Right:
        - {name: mask, optional: true, arguments: ["--mask={value}"]}
    """
    if subject.optional and subject.default is not None:
        template, hint = "with a default it is never left without a value", "leave one of the two out"
        yield Violation(("optional",), template, {}, hint, at_key=True)


@rule("error", section="common/template-parameter.yaml")
def arguments_without_value(subject: TemplateParameter, scene: Scene) -> Iterator[Violation]:
    """The arguments of a parameter have its value in them.

    `{value}` stands for it. Only a parameter of the type BOOLEAN does without: its arguments are added where the value
    is `true`.

    Wrong:
        - {name: column, arguments: [--column, "{column}"]}

    Right:
        - {name: column, arguments: [--column, "{value}"]}
    """
    if subject.type == "BOOLEAN" or (subject.type is None and in_layer(scene)):
        return
    arguments = subject.arguments or ()
    if arguments and not any(VALUE in text for text in arguments):
        hint = "write `{value}` where it stands, or `type: BOOLEAN` if there is nothing to choose but yes or no"
        path: Path = ("arguments",)
        for index, text in enumerate(arguments):
            if len(text) <= LONGEST and (meant := _STAND_IN.sub(VALUE, text)) != text:
                path, hint = ("arguments", index), f"write {meant}"
                break
        yield Violation(path, "no argument has the value of `${name}` in it", {"name": subject.name}, hint)
