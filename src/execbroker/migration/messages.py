# SPDX-License-Identifier: Apache-2.0
"""Steps for messages."""

from __future__ import annotations

from typing import Any

from ..vocabulary import vocabulary
from .step import Scene, step
from .tree import Items, Members, Trail, items_of


@step("offerset")
def reasons_as_messages(old: Members, scene: Scene) -> Members:
    """The reasons for a refusal are messages.

    The text of the standard had a list of reasons, each with the path of what was refused.

    Before:
        result: "NO"
        reasons: [{path: /executable, text: not supported}]

    After:
        result: "NO"
        meta: {messages: [{path: /executable, message: not supported}]}

    Cannot carry: nothing.
    """
    reasons = old.get("reasons")
    if not isinstance(reasons, Items):
        return old
    why = scene.why("the reasons for a refusal are messages today")

    def message(reason: Any, trail: Trail) -> list[tuple[Any, Trail]]:
        is_text = isinstance(reason, Members) and "text" in reason
        return [(reason.renamed("text", "message", why) if is_text else reason, trail)]

    listed = old.with_member("reasons", items_of(reasons, message), old.trails["reasons"])
    return listed.moved("reasons", "meta.messages", why)


@step("message")
def message_as_text(old: Members, scene: Scene) -> Members:
    """The values of a message are texts, and its kind is a term of the vocabulary of message types.

    The vocabulary knows the older spellings of its terms.

    Before:
        kind: https://example.org/message-types/debug
        values: {code: 404}

    After:
        kind: urn:debug
        values: {code: "404"}

    Cannot carry: nothing.
    """
    values = old.get("values")
    if isinstance(values, Members):
        why = scene.why("the values of a message are texts")
        old = old.with_member("values", values.with_values(scene.as_text(why)), old.trails["values"])
    kind = old.get("kind", old.get("type"))
    known = vocabulary("message-type")
    if isinstance(kind, str) and known.deprecates(kind) and (today := known.successor(kind)):
        key = "kind" if "kind" in old else "type"
        old = old.changed(key, today, scene.why(f"this sort of message is called `{today}` today"))
    return old
