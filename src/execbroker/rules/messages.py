# SPDX-License-Identifier: Apache-2.0
"""Rules of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..diagnostic import filled
from ..words import listed, nearest
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import MessageItem

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")


@rule("warning", section="common/message-item.yaml")
def unfilled_placeholder(subject: MessageItem, scene: Scene) -> Iterator[Violation]:
    """Each placeholder in the template of a message has a value.

    A client puts the message together from `template` and `values`, in its own language (Execution Broker working
    draft). The reference broker loses the values; a message that has its text in `message`, and no values at all, can
    still be shown, so it is let pass.

    Wrong:
        template: The limit is ${limit} ${units}
        values: {limit: '32'}

    Right:
        template: The limit is ${limit} ${units}
        values: {limit: '32', units: GiB}
    """
    values = subject.values or {}
    if subject.template is not None and (values or not subject.message):
        known = [name for name in list(values)[:100] if len(name) < 80]
        lacking = dict.fromkeys(name for name in _names(subject.template) if name not in values)
        for number, name in enumerate(lacking):
            close = nearest(name, known) if number < 10 else None
            choices = f"known here: {listed(known)}" if known else "add it to `values`"
            hint = f"did you mean `{close}`?" if close else choices
            yield Violation(("template",), "there is no value for `${name}`", {"name": name}, hint)


@rule("warning", section="common/message-item.yaml")
def message_differs(subject: MessageItem, scene: Scene) -> Iterator[Violation]:
    """The text of a message is its template with the values filled in.

    One client shows the one, another the other, and both should say the same (Execution Broker working draft).

    Wrong:
        template: Cores [${cores}] exceed the limit [${limit}]
        values: {cores: '64', limit: '32'}
        message: Cores [64] exceed the limit [16]

    Right:
        template: Cores [${cores}] exceed the limit [${limit}]
        values: {cores: '64', limit: '32'}
        message: Cores [64] exceed the limit [32]
    """
    template, values = subject.template, subject.values or {}
    if template is None or subject.message is None or not all(name in values for name in _names(template)):
        return
    # The length comes first: a template can stand for a text that does not fit into memory.
    signs = sum(len(found[0]) - len(values[found[1]]) for found in _PLACEHOLDER.finditer(template))
    if len(template) - signs != len(subject.message) or filled(template, values) != subject.message:
        hint = f"write `{filled(template, values)}`" if len(template) - signs < 200 else None
        yield Violation(("message",), "this is not what the template says with its values", hint=hint)


@rule("warning", section="common/message-item.yaml")
def message_without_text(subject: MessageItem, scene: Scene) -> Iterator[Violation]:
    """A warning or an error says what it is about.

    The kind is for programs, and often one that a client does not know. A person needs the text.

    Wrong:
        - kind: urn:resource-limit
          level: WARN

    Right:
        - kind: urn:resource-limit
          level: WARN
          message: Minimum cores [64] exceed the available resources [32]
    """
    texts = (subject.message, subject.template)
    if subject.level in ("WARN", "ERROR") and not any(text and text.strip() for text in texts):
        yield Violation((), "a message of level ${level} without any text", {"level": subject.level}, "add `message`")


def _names(template: str) -> Iterator[str]:
    return (found[1] for found in _PLACEHOLDER.finditer(template))
