# SPDX-License-Identifier: Apache-2.0
"""YAML 1.2 with the core schema, on the events of libyaml.

PyYAML's own loaders follow YAML 1.1: they read `YES` as a boolean, `1:30` as 90 and `2024-01-02` as a date, and take
the last of two equal keys. So only the parser is used, and the plain scalars are resolved here, after section 10.3 of
the YAML 1.2.2 specification. A document is built in one pass over the events, on a stack of its own.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml

from .bounds import MAX_DEPTH, MAX_DIGITS, MAX_NODES
from .place import Fault, Located, Path, Place, Unreadable

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# Any plain scalar that is not a string starts with one of these, or is empty.
_STARTS = frozenset("0123456789+-.~nNtTfF")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_TYPE_OF_TAG = {"int": "int", "float": "float", "bool": "bool", "null": "NoneType"}
_MISSING = object()


def read(text: str) -> Any:
    """Return the data of `text`. Raises `Unreadable` with every fault that can be told."""
    return _Reader(text, None).read()


def locate(text: str) -> Located:
    """Return the data of `text` with the places of its values; duplicate keys are among its `faults`.

    Raises `Unreadable` where the text is not YAML.
    """
    located = Located()
    located.data = _Reader(text, located).read()
    return located


class _PlainDumper(_Dumper):  # type: ignore[misc, valid-type]
    """Writes no aliases, and quotes what YAML 1.1 or 1.2 readers would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, value: str) -> Any:
    style = "|" if "\n" in value else None
    if _INTEGER.fullmatch(value) or _FLOAT.fullmatch(value) or _NOT_FINITE.fullmatch(value):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _represent_float(dumper: Any, value: float) -> Any:
    text = repr(value)
    if "." not in text:  # a point, or YAML 1.1 readers take 1e+16 for text
        text = text.replace("e", ".0e")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


_PlainDumper.add_representer(str, _represent_text)
_PlainDumper.add_representer(float, _represent_float)


def write(data: Any) -> str:
    """Return `data` as YAML in block style; keys stay in their order, and every reader gets the same data back."""
    text: str = yaml.dump(
        data, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text


class _Reader:
    """One pass over the events of one document.

    `stack` holds the open collections as [container, pending key, path, anchor, node count, height]. With a
    `Located`, the place of every key and value is kept and duplicate keys are collected; without, the first
    duplicate stops the reading.
    """

    def __init__(self, text: str, located: Located | None) -> None:
        self.text = text
        self.loader = _Loader(text)
        self.located = located
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.open_anchors: set[str] = set()
        self.nodes = 0

    def read(self) -> Any:
        try:
            return self.document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = " ".join(filter(None, (error.context, error.problem))) or "not YAML"
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            around = self.text[mark.index - mark.column : mark.index + 1] if mark else ""
            hint = "indent with spaces: YAML allows no tabs there" if "\t" in around else None
            raise self.unreadable("yaml-syntax", message, line, column, hint) from error
        except yaml.YAMLError as error:  # the reader's own: a character that YAML does not allow
            position = getattr(error, "position", None)
            raise self.unreadable("yaml-syntax", str(error).splitlines()[0], 1, 1 + (position or 0)) from error
        finally:
            self.loader.dispose()

    def unreadable(self, code: str, message: str, line: int, column: int, hint: str | None = None) -> Unreadable:
        before = tuple(self.located.faults) if self.located else ()
        return Unreadable((*before, Fault(code, message, line, column, hint)))

    def fail(self, code: str, message: str, event: Any, hint: str | None = None) -> NoReturn:
        mark = event.start_mark
        raise self.unreadable(code, message, mark.line + 1, mark.column + 1, hint)

    def document(self) -> Any:
        get_event = self.loader.get_event
        get_event()  # stream start
        event = get_event()
        if type(event) is yaml.StreamEndEvent:
            return None
        root = self.content(get_event)
        get_event()  # document end
        event = get_event()
        if type(event) is not yaml.StreamEndEvent:
            self.fail("yaml-syntax", "a second document starts here; one file holds one document", event)
        return root

    def content(self, get_event: Any) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop, kept whole: it is the hot path
        stack: list[list[Any]] = []
        located = self.located
        while True:
            event = get_event()
            kind = type(event)
            height = 0
            nodes = 1
            anchor = getattr(event, "anchor", None)
            if kind is yaml.ScalarEvent:
                value = event.value
                if event.implicit[0]:
                    if not value or value[0] in _STARTS:
                        value = self.resolve(value, event)
                elif event.tag is not None and event.tag != "!":
                    value = self.tagged(value, event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag not in (None, "!") and event.tag not in _CORE_TAGS:
                    self.fail("yaml-syntax", f"the tag `{event.tag}` has no meaning here", event)
                if len(stack) >= MAX_DEPTH:
                    self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event)
                if stack and stack[-1][1] is _MISSING and type(stack[-1][0]) is dict:
                    self.fail("not-a-text-key", "a key is text, not a mapping or a list", event)
                container: Any = {} if kind is yaml.MappingStartEvent else []
                path = self.enter(stack, event) if located else ()
                stack.append([container, _MISSING, path, anchor, 1, 0])
                if anchor:
                    self.open_anchors.add(anchor)
                continue
            elif kind is yaml.AliasEvent:
                value, nodes, height = self.alias(event, len(stack))
                anchor = None
            else:  # the end of a mapping or a list
                value, _, _, anchor, nodes, height = stack.pop()
                height += 1
                self.open_anchors.discard(anchor)
                event = None
            if anchor:
                self.anchors[anchor] = (value, nodes, height)
            self.nodes += 1
            if not stack:
                if located is not None and event is not None:
                    located.values[()] = Place(event.start_mark.line + 1, event.start_mark.column + 1)
                return value
            top = stack[-1]
            container = top[0]
            if type(container) is list:
                if located is not None and event is not None:
                    self.enter(stack, event)
                container.append(value)
            elif top[1] is _MISSING:
                self.key(top, value, event)
                continue
            else:
                if located is not None and event is not None:
                    self.enter(stack, event)
                container[top[1]] = value
                top[1] = _MISSING
            top[4] += nodes
            top[5] = max(top[5], height)

    def enter(self, stack: list[list[Any]], event: Any) -> Path:
        """Keep the place of the value that `event` starts, and return its path."""
        path: Path = ()
        if stack:
            container, key, around = stack[-1][:3]
            path = (*around, len(container) if type(container) is list else key)
        if self.located is not None:
            self.located.values[path] = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        return path

    def key(self, top: list[Any], value: Any, event: Any) -> None:
        if type(value) is not str:
            written = event.value if isinstance(event, yaml.ScalarEvent) else "this"
            self.fail("not-a-text-key", f"the key `{written}` is not text", event, f'quote it: "{written}"')
        if value in top[0]:
            message = f"the key `{value}` stands here twice"
            if self.located is None:
                self.fail("duplicate-key", message, event)
            path = (*top[2], value)
            mark = event.start_mark
            message += f"; the first is on line {self.located.keys[path].line}"
            self.located.faults.append(Fault("duplicate-key", message, mark.line + 1, mark.column + 1, None, path))
        elif self.located is not None:
            self.located.keys[(*top[2], value)] = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        top[1] = value

    def alias(self, event: Any, depth: int) -> tuple[Any, int, int]:
        if event.anchor in self.open_anchors:
            self.fail("recursive-alias", f"`*{event.anchor}` stands inside what it refers to", event)
        try:
            value, nodes, height = self.anchors[event.anchor]
        except KeyError:
            self.fail("yaml-syntax", f"`*{event.anchor}` refers to no anchor before it", event)
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.fail("too-many-aliases", f"with its aliases written out, more than {MAX_NODES} values", event)
        if depth + height > MAX_DEPTH:
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event)
        return value, nodes, height

    def resolve(self, value: str, event: Any) -> Any:
        """Return what a plain scalar means in the core schema."""
        if (word := _WORDS.get(value, _MISSING)) is not _MISSING:
            return word
        if not (_INTEGER.fullmatch(value) or _FLOAT.fullmatch(value)):
            if _NOT_FINITE.fullmatch(value):
                self.fail("not-a-number", f"`{value}` is not a finite number", event, "quote it if it is text")
            return value
        if len(value) > MAX_DIGITS:
            self.fail("number-too-long", f"a number of {len(value)} characters", event, "quote it if it is text")
        if _INTEGER.fullmatch(value):
            return int(value, {"0o": 8, "0x": 16}.get(value[:2], 10))
        number = float(value)
        if number in (float("inf"), float("-inf")):
            self.fail("number-too-long", f"the number {value} is larger than a double can hold", event)
        return number

    def tagged(self, value: str, event: Any) -> Any:
        """Return what an explicit core tag makes of a scalar: `!!str 1.10` is text."""
        if event.tag == "tag:yaml.org,2002:str":
            return value
        resolved = self.resolve(value, event)
        if event.tag not in _CORE_TAGS or _TYPE_OF_TAG.get(event.tag.rpartition(":")[2]) != type(resolved).__name__:
            self.fail("yaml-syntax", f"the tag `{event.tag}` has no meaning here", event)
        return resolved
