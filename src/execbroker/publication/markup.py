# SPDX-License-Identifier: Apache-2.0
"""HTML as a tree, written at the end: text from descriptions cannot become markup, for nobody joins it to any.

Only `link` makes links to addresses that a description gives, and only to those that a browser opens as a page or a
letter. What it refuses stays text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, tostring

Node = Element | str | None
"""What an element can hold; None is nothing."""

_WITHIN_LINE = frozenset({"a", "button", "code", "input", "span", "time"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that no page may hold, halves of surrogate pairs among them, which names of files can have."""
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def element(tag: str, *content: Node, **attributes: str | bool | None) -> Element:
    """Return an element. Attributes that are None or False are left out; `class_` and `for_` lose their underscore."""
    written = {
        name.rstrip("_").replace("_", "-"): _clean("" if value is True else value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    made = Element(tag, written)
    append(made, content)
    if tag not in _WITHIN_LINE:
        made.tail = "\n"
    return made


def append(parent: Element, content: Iterable[Node]) -> None:
    """Put `content` at the end of what `parent` holds."""
    for node in content:
        if isinstance(node, Element):
            parent.append(node)
        elif node and len(parent):
            parent[-1].tail = (parent[-1].tail or "") + _clean(node)
        elif node:
            parent.text = (parent.text or "") + _clean(node)


def page(root: Element) -> bytes:
    """Return the page, in UTF-8."""
    return ("<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html")).encode()


def data_block(data: Any, **attributes: str) -> Element:
    """Return a script element that holds data, which nothing executes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Whatever is within a script is left as it is, so nothing may look like its end, or like a comment.
    safe = re.sub(r"[<\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return element("script", safe, **attributes)


def link(address: str, label: str | None = None) -> Node:
    """Return a link to `address` if it is one of http, https or mailto; otherwise the words alone."""
    if _is_open(address):
        return element("a", label or address, href=address, rel="external", class_="named" if label else None)
    return f"{label}: {address}" if label else address


def mail(address: str) -> Node:
    """Return a link for writing to an email `address`; what does not look like one stays text."""
    return element("a", address, href=f"mailto:{quote(address, safe='@')}") if _EMAIL.fullmatch(address) else address


def facts(values: Mapping[str, Iterable[Node]]) -> Element:
    """Return a list of facts, each with its values, joined by commas; those without a value are left out."""
    listed = element("dl", class_="facts")
    for name, nodes in values.items():
        if shown := joined(nodes):
            append(listed, [element("dt", name), element("dd", *shown)])
    return listed


def joined(nodes: Iterable[Node], by: str = ", ") -> list[Node]:
    """Return the nodes that are something, with a text between each two."""
    parts: list[Node] = []
    for node in nodes:
        if node is not None and node != "":
            parts += [by, node]
    return parts[1:]


def _is_open(address: str) -> bool:
    """Whether a browser may be sent there. Browsers leave out spaces and controls before they read the scheme."""
    if address != "".join(address.split()) or _CONTROLS.search(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme == "mailto" and bool(parts.path)


def _clean(text: str) -> str:
    """Return `text` without characters that no page may hold."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
