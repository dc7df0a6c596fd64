# SPDX-License-Identifier: Apache-2.0
"""YAML 1.2 with the core schema, on the events of libyaml.

PyYAML's own loaders follow YAML 1.1: they read `YES` as a boolean, `1:30` as 90 and `2024-01-02` as a date, and take
the last of two equal keys. So only the parser is used, and the plain scalars are resolved here, after section 10.3 of
the YAML 1.2.2 specification. A document is built in one pass over the events, on a stack of its own.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, NoReturn

import yaml

from .bounds import MAX_DEPTH, MAX_DIGITS, MAX_NODES
from .place import Fault, Lines, Located, Path, Unreadable

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
# What may not stand in a YAML text, whatever the quotes: section 5.1 of the specification.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOO_LARGE = 10**MAX_DIGITS
_TYPE_OF_TAG = {
    f"tag:yaml.org,2002:{tag}": name
    for tag, name in (("int", "int"), ("float", "float"), ("bool", "bool"), ("null", "NoneType"))
}
_MISSING = object()
_QUOTE = "put it in quotes if it is text"


def read(text: str, *, trusted: bool = False) -> Any:
    """Return the data of `text`. Raises `Unreadable` where it is not YAML, or has a key twice in one mapping.

    That a text is `trusted` changes nothing: looking for such keys costs nothing here.
    """
    del trusted
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

    With a `Located`, the place of every key and value is kept and duplicate keys are collected; without, the first
    duplicate stops the reading.
    """

    def __init__(self, text: str, located: Located | None) -> None:
        self.text = text
        self.located = located
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[int, tuple[int, int]] = {}
        self.nodes = 0

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text, which only faults and positions need."""
        return Lines(self.text)

    def read(self) -> Any:
        if found := _NOT_YAML.search(self.text):
            message = f"the character U+{ord(found[0]):04X} may not stand in YAML"
            raise self.unreadable("yaml-syntax", message, found.start(), "write it as an escape in double quotes")
        self.loader = _Loader(self.text)
        try:
            return self.document()
        except yaml.MarkedYAMLError as error:
            raise self.syntax(error) from error
        finally:
            self.loader.dispose()

    def syntax(self, error: yaml.MarkedYAMLError) -> Unreadable:
        """Return libyaml's error, in our words where it is of a common sort."""
        start, problem = error.context_mark, error.problem_mark
        mark = problem or start
        offset = mark.index if mark else 0
        message = " ".join(filter(None, (error.context, error.problem))) or "not YAML"
        hint = None
        indent = self.text[offset - mark.column : offset + 1] if mark else ""
        if start and problem and start.line == problem.line and self.text[start.index : start.index + 1] in (">", "|"):
            # A value such as `> 3.10` was meant as text, and begins what YAML calls a block.
            offset, written = start.index, self.text[start.index :].partition("\n")[0].strip()
            message = f"`{written[0]}` begins a block of text, which stands on the lines below"
            hint = f'put the value in quotes: "{written}"'
        elif "\t" in indent and (indent.isspace() or indent[-1] == "\t"):
            hint = "indent with spaces: YAML allows no tabs there"
        return self.unreadable("yaml-syntax", message, offset, hint)

    def unreadable(self, code: str, message: str, offset: int, hint: str | None = None) -> Unreadable:
        before = tuple(self.located.faults) if self.located else ()
        line, column = self.lines.place(offset)
        return Unreadable((*before, Fault(code, message, line, column, hint)))

    def fail(self, code: str, message: str, event: Any, hint: str | None = None) -> NoReturn:
        raise self.unreadable(code, message, event.start_mark.index, hint)

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

    def content(self, get_event: Any) -> Any:  # noqa: C901, PLR0912 - one loop, kept whole: it is the hot path
        """Return the data of a document.

        The innermost open collection stands in `container`, with the `key` that waits for its value and the `path` of
        the collection; those around it are on the stack.
        """
        located = self.located
        stack: list[tuple[Any, Any, Path]] = []
        container: Any = None
        key: Any = _MISSING
        path: Path = ()
        while True:
            event = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = event.value
                if event.tag is None:
                    if event.implicit[0] and (not value or value[0] in _STARTS):
                        value = self.resolve(value, event)
                elif event.tag != "!":
                    value = self.tagged(value, event)
                if event.anchor is not None:
                    self.anchors[event.anchor] = value
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.check_start(event, len(stack), is_key=type(container) is dict and key is _MISSING)
                inner = self.mark(path, container, key, event) if located is not None else ()
                stack.append((container, key, path))
                container, key, path = ({} if kind is yaml.MappingStartEvent else []), _MISSING, inner
                if event.anchor is not None:
                    self.anchors[event.anchor] = container
                continue
            elif kind is yaml.AliasEvent:
                value = self.alias(event, [container, *(around[0] for around in stack)])
            else:  # the end of a mapping or a list
                value = container
                container, key, path = stack.pop()
                event = None
            if type(container) is dict:
                if key is _MISSING:
                    key = self.key(value, container, path, event)
                    continue
                if located is not None and event is not None:
                    self.mark(path, container, key, event)
                container[key] = value
                key = _MISSING
            else:
                if located is not None and event is not None:
                    self.mark(path, container, key, event)
                if container is None:
                    return value
                container.append(value)

    def check_start(self, event: Any, depth: int, *, is_key: bool) -> None:
        """Refuse a collection with a strange tag, in the place of a key, or too deep."""
        own = "map" if type(event) is yaml.MappingStartEvent else "seq"
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{own}"):
            self.fail("yaml-syntax", f"the tag `{event.tag}` has no meaning here", event)
        if is_key:
            self.fail("not-a-text-key", "a key is text, not a mapping or a list", event)
        if depth >= MAX_DEPTH:
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event)

    def mark(self, path: Path, container: Any, key: Any, event: Any) -> Path:
        """Keep the place of the value that `event` starts, and return its path."""
        if container is not None:
            path = (*path, len(container) if type(container) is list else key)
        if self.located is not None:
            self.located.values[path] = self.lines.place(event.start_mark.index)
        return path

    def key(self, value: Any, container: dict[str, Any], path: Path, event: Any) -> str:
        """Return `value`, if it may be a key of `container`."""
        if type(value) is not str:
            written = event.value if isinstance(event, yaml.ScalarEvent) else None
            hint = f'put it in quotes: "{written}"' if written is not None else None
            self.fail("not-a-text-key", f"the key `{written}` is not text" if written else "a key is text", event, hint)
        if value in container:
            message = f"the key `{value}` stands here twice"
            if self.located is None:
                self.fail("duplicate-key", message, event)
            message += f"; the first is on line {self.located.keys[(*path, value)].line}"
            line, column = self.lines.place(event.start_mark.index)
            self.located.faults.append(Fault("duplicate-key", message, line, column, None, (*path, value)))
        elif self.located is not None:
            self.located.keys[(*path, value)] = self.lines.place(event.start_mark.index)
        return value

    def alias(self, event: Any, open_collections: list[Any]) -> Any:
        """Return what an alias stands for. Aliases of aliases multiply, so what they stand for is counted."""
        value = self.anchors.get(event.anchor, _MISSING)
        if value is _MISSING:
            self.fail("yaml-syntax", f"`*{event.anchor}` refers to no anchor before it", event)
        if isinstance(value, (dict, list)) and any(value is around for around in open_collections):
            self.fail("recursive-alias", f"`*{event.anchor}` stands inside what it refers to", event)
        nodes, height = self.size(value)
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.fail("too-many-aliases", f"with its aliases written out, more than {MAX_NODES} values", event)
        if len(open_collections) - 1 + height > MAX_DEPTH:
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event)
        return value

    def size(self, value: Any) -> tuple[int, int]:
        """Return how many values `value` holds, itself included, and how many levels; each object is looked at once."""
        if not isinstance(value, (dict, list)):
            return 1, 0
        if id(value) not in self.sizes:
            inner = [self.size(item) for item in (value.values() if isinstance(value, dict) else value)]
            self.sizes[id(value)] = (
                1 + sum(nodes for nodes, _ in inner),
                1 + max((height for _, height in inner), default=0),
            )
        return self.sizes[id(value)]

    def resolve(self, value: str, event: Any) -> Any:
        """Return what a plain scalar means in the core schema."""
        if (word := _WORDS.get(value, _MISSING)) is not _MISSING:
            return word
        if not (_INTEGER.fullmatch(value) or _FLOAT.fullmatch(value)):
            if _NOT_FINITE.fullmatch(value):
                self.fail("not-a-number", f"`{value}` is not a finite number", event, _QUOTE)
            return value
        if _INTEGER.fullmatch(value):
            whole = (
                int(value, {"0o": 8, "0x": 16}.get(value[:2], 10))
                if len(value.lstrip("+-")) <= MAX_DIGITS
                else _TOO_LARGE
            )
            if abs(whole) >= _TOO_LARGE:
                self.fail("number-too-long", f"a whole number of {len(value)} characters", event, _QUOTE)
            return whole
        number = float(value)
        if number in (float("inf"), float("-inf")):
            self.fail("number-too-long", f"the number {value[:40]} is larger than a double can hold", event, _QUOTE)
        return number

    def tagged(self, value: str, event: Any) -> Any:
        """Return what an explicit core tag makes of a scalar: `!!str 1.10` is text."""
        if event.tag == "tag:yaml.org,2002:str":
            return value
        resolved = self.resolve(value, event)
        if event.tag == "tag:yaml.org,2002:float" and type(resolved) is int:
            return float(resolved)
        if _TYPE_OF_TAG.get(event.tag) != type(resolved).__name__:
            self.fail("yaml-syntax", f"the tag `{event.tag}` has no meaning here", event)
        return resolved
