# SPDX-License-Identifier: Apache-2.0
"""YAML 1.2 with the core schema, on the events of libyaml.

PyYAML's own loaders follow YAML 1.1: they read `YES` as a boolean, `1:30` as 90 and `2024-01-02` as a date, and take
the last of two equal keys. So only the parser is used, and the plain scalars are resolved here, after section 10.3 of
the YAML 1.2.2 specification. A document is built in one pass over the events, on a stack of its own.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import repeat
from typing import Any, NoReturn

import yaml

from .bounds import MAX_ALIASED, MAX_DEPTH, MAX_DIRECTIVES, MAX_EVENTS, MAX_FAULTS, MAX_KEYS
from .place import BYTE_ORDER_MARK, Fault, Lines, Located, Spot, Spots, Unreadable
from .yaml_faults import mistake
from .yaml_quotes import Mistake, quoted, sign_begins_value
from .yaml_scalars import STARTS, NoNumberError, resolve, write

__all__ = ["locate", "read", "write"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What may not stand in a YAML text, whatever the quotes: section 5.1 of the specification.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPE_OF_TAG = {
    f"tag:yaml.org,2002:{tag}": name
    for tag, name in (("int", "int"), ("float", "float"), ("bool", "bool"), ("null", "NoneType"))
}
_MISSING = object()
_Where = tuple[int, int, int | None]
"""What a `Spot` has; a plain tuple is made in a tenth of the time."""
_Members = dict[str | int, _Where]
_Stack = list[tuple[Any, Any, _Members]]
_PROPERTIES = re.compile(r"\A(?:[&!]\S*\s+)*")
_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml since 0.2.6 gives up at a thousand levels, and it reads ahead. What is before has more than are read."""
_MAX_REPAIRED = 300_000
"""Characters that are read again to find more than the first value that should be in quotes."""


def read(text: str, *, trusted: bool = False) -> Any:
    """Return the data of `text`. Raises `Unreadable` where it is not YAML, or has a key twice in one mapping.

    That a text is `trusted` changes nothing: looking for such keys costs nothing here.
    """
    del trusted
    try:
        return _Reader(text.lstrip(BYTE_ORDER_MARK), None).read()
    except _RepairableError:
        raise
    except Unreadable as error:
        error.final = error.faults[0].code != "duplicate-key"
        raise


def locate(text: str) -> Located:
    """Return the data of `text` with the places of its values; duplicate keys are among its `faults`.

    Raises `Unreadable` where the text is not YAML. Behind a value that should stand in quotes reading goes on, as if
    it did, so that all of them are told at once.
    """
    text = text.lstrip(BYTE_ORDER_MARK)  # libyaml does not count it
    spots, found, left, now = _Spots(text), list[Fault](), _MAX_REPAIRED, text
    while True:
        reader = _Reader(now, spots)
        try:
            data = reader.read()
        except _RepairableError as error:
            left -= len(text)
            if left < 0:
                raise Unreadable(_in_order([*found, *error.faults])) from error
            found.append(error.faults[-1])
            now = now[: error.start] + "x" * (error.end - error.start) + now[error.end :]
        except Unreadable as error:
            raise Unreadable(_in_order([*found, *error.faults])) from error
        else:
            break
    if found:
        raise Unreadable(_in_order([*found, *reader.faults]))
    return Located(text, data, spots, reader.faults)


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))


class _RepairableError(Unreadable):
    """A text with a value from `start` to `end` that is wrong by itself: text that should stand in quotes."""

    def __init__(self, faults: tuple[Fault, ...], start: int, end: int) -> None:
        super().__init__(faults)
        self.start = start
        self.end = end


class _Spots(Spots):
    """The places in a text, kept while it was read: of each mapping and list, by where it starts, its members."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Spot(0, 0)
        self.members: dict[int, _Members] = {}

    def member(self, offset: int, step: str | int) -> Spot | None:
        found = self.members.get(offset, {}).get(step)
        return None if found is None else Spot(*found)

    def scalar(self, spot: Spot) -> str | None:
        if spot.end is None:
            return None
        written = _PROPERTIES.sub("", self.text[spot.value : spot.end]).rstrip()
        return written if written[:1] in ("'", '"', "|", ">") else written.partition("\n")[0]


class _Reader:
    """One pass over the events of one document.

    With `_Spots`, the place of every key and value is kept and duplicate keys are collected in `faults`; without, the
    first duplicate stops the reading.
    """

    def __init__(self, text: str, spots: _Spots | None) -> None:
        self.text = text
        self.spots = spots
        self.faults: list[Fault] = []
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[int, tuple[int, int]] = {}
        self.aliased = 0

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text, which only faults need."""
        return Lines(self.text)

    def read(self) -> Any:
        if found := _NOT_YAML.search(self.text):
            message = f"the character U+{ord(found[0]):04X} may not stand in YAML"
            hint = "remove it, or write it as an escape in double quotes"
            raise self.unreadable("yaml-syntax", message, found.start(), hint)
        if self.text.count("%TAG") > MAX_DIRECTIVES:
            hint = "tags have no meaning here: leave out the lines that begin with `%TAG`"
            start = self.text.find("%TAG")
            raise self.unreadable("yaml-syntax", f"more than {MAX_DIRECTIVES} tag directives", start, hint)
        self.loader = _Loader(self.text)
        try:
            return self.document()
        except yaml.YAMLError as error:
            if getattr(error, "problem", None) != _TOO_DEEP:
                raise self.refusal(mistake(self.text, error, self.lines)) from error
            left = self.text[: error.problem_mark.index]
        finally:
            self.loader.dispose()
        return _Reader(left, self.spots).read()

    def refusal(self, found: Mistake, code: str = "yaml-syntax") -> Unreadable:
        refused = self.unreadable(code, found.message, found.offset, found.hint)
        return _RepairableError(refused.faults, *found.value) if found.value else refused

    def unreadable(self, code: str, message: str, offset: int, hint: str | None = None) -> Unreadable:
        line, column = self.lines.place(offset)
        return Unreadable((*self.faults, Fault(code, message, line, column, hint)))

    def fail(self, code: str, message: str, event: Any, hint: str | None = None) -> NoReturn:
        raise self.unreadable(code, message, event.start_mark.index, hint)

    def fail_at_sign(self, message: str, event: Any) -> NoReturn:
        """Refuse an alias or a tag that was probably meant as text."""
        found = sign_begins_value(self.text, event.start_mark.index)
        raise self.refusal(found._replace(message=message))

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
            hint = "one file holds one document: put this one into a file of its own"
            self.fail("yaml-syntax", "a second document starts here", event, hint)
        return root

    def content(self, get_event: Any) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop, kept whole: it is the hot path
        """Return the data of a document.

        The innermost open collection stands in `container`, with the `key` that waits for its value and the `spots` of
        its members; those around it are on the stack.
        """
        located = self.spots is not None
        stack: _Stack = []
        container: Any = None
        key: Any = _MISSING
        spots: _Members = {}
        for _ in repeat(None, MAX_EVENTS):
            event = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = event.value
                if event.tag is None:
                    if event.implicit[0] and (not value or value[0] in STARTS):
                        value = self.resolve(value, event)
                elif event.tag != "!":
                    value = self.tagged(value, event)
                if event.anchor is not None:
                    self.anchors[event.anchor] = value
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.check_start(event, len(stack), is_key=type(container) is dict and key is _MISSING)
                if located:
                    self.mark(spots, container, key, event)
                stack.append((container, key, spots))
                container, key = ({} if kind is yaml.MappingStartEvent else []), _MISSING
                if self.spots is not None:
                    spots = self.spots.members[event.start_mark.index] = {}
                if event.anchor is not None:
                    self.anchors[event.anchor] = container
                continue
            elif kind is yaml.AliasEvent:
                value = self.alias(event, [container, *(around[0] for around in stack)])
            else:  # the end of a mapping or a list
                if len(container) > MAX_KEYS:
                    self.check_size(container, event)
                value = container
                container, key, spots = stack.pop()
                event = None
            if type(container) is dict:
                if key is _MISSING:
                    if type(value) is not str or value in container:
                        self.refuse_key(value, spots, event, stack)
                    elif located:
                        spots[value] = event.start_mark.index, 0, None
                    key = value
                    continue
                if located and event is not None:
                    self.mark(spots, container, key, event)
                container[key] = value
                key = _MISSING
            else:
                if located and event is not None:
                    self.mark(spots, container, key, event)
                if container is None:
                    return value
                container.append(value)
        message = f"more than {MAX_EVENTS:,} keys and values, and no more are read of YAML"
        self.fail("too-large", message, get_event(), "write the document as JSON, which is read faster")

    def check_start(self, event: Any, depth: int, *, is_key: bool) -> None:
        """Refuse a collection with a strange tag, in the place of a key, or too deep."""
        own = "map" if type(event) is yaml.MappingStartEvent else "seq"
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{own}"):
            self.fail_at_sign(f"the tag `{event.tag}` has no meaning here", event)
        if is_key:
            self.fail_key(event)
        if depth >= MAX_DEPTH:
            hint = "no document has so many: is a bracket not closed, or should it be text in quotes?"
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event, hint)

    def check_size(self, container: Any, event: Any) -> None:
        """Refuse a mapping of too many keys, of which a list may have so many items."""
        if type(container) is dict:
            message = f"the mapping that ends here has more than {MAX_KEYS:,} keys"
            self.fail("too-large", message, event, "write several documents")

    def fail_key(self, event: Any) -> NoReturn:
        """Refuse a mapping or a list as a key, which is also what `{{ name }}` is to YAML."""
        start = event.start_mark.index - 1
        if self.text[max(start, 0) : start + 2] == "{{":
            written = self.text[start : start + 200].splitlines()[0].rstrip()
            message = "`{{` begins a mapping in a mapping to YAML, not a name to fill in"
            hint = f"put the value in quotes: {quoted(written)}"
            raise self.refusal(Mistake(start, message, hint, (start, start + len(written))), "not-a-text-key")
        hint = "write text, in quotes if it has signs such as `[` or `{` in it"
        self.fail("not-a-text-key", "a key is text, not a mapping or a list", event, hint)

    def mark(self, spots: _Members, container: Any, key: Any, event: Any) -> None:
        """Keep the place of the value that `event` is or starts."""
        start = event.start_mark.index
        end = event.end_mark.index if type(event) is yaml.ScalarEvent else None
        if type(container) is dict:
            spots[key] = spots[key][0], start, end
        elif container is not None:
            spots[len(container)] = start, start, end
        elif self.spots is not None:
            self.spots.root = Spot(start, start, end)

    def refuse_key(self, value: Any, spots: _Members, event: Any, stack: _Stack) -> None:
        """Refuse a key that is not text, or that the mapping has already; with `_Spots`, reading goes on."""
        if type(value) is not str:
            written = event.value if isinstance(event, yaml.ScalarEvent) else None
            if not written and self.text[event.start_mark.index :][:1] == "&":
                self.fail_at_sign("a key cannot begin with `&`, which begins an anchor", event)
            hint = f'put it in quotes: "{written}"' if written is not None else None
            self.fail("not-a-text-key", f"the key `{written}` is not text" if written else "a key is text", event, hint)
        if len(self.faults) >= MAX_FAULTS:
            raise Unreadable(tuple(self.faults))
        line, column = self.lines.place(event.start_mark.index)
        hint = "keep one of them"
        if self.spots is None:
            self.fail("duplicate-key", f"the key `{value}` stands here twice", event, hint)
        first = self.lines.place(spots[value][0]).line
        message = f"the key `{value}` stands here on line {line}, and already on line {first}"
        path = tuple(len(around) if type(around) is list else step for around, step, _ in stack[1:])
        self.faults.append(Fault("duplicate-key", message, line, column, hint, (*path, value)))

    def alias(self, event: Any, open_collections: list[Any]) -> Any:
        """Return what an alias stands for. Aliases of aliases multiply, so what they stand for is counted."""
        value = self.anchors.get(event.anchor, _MISSING)
        if value is _MISSING:
            self.fail_at_sign(f"`*{event.anchor}` refers to no anchor before it", event)
        if isinstance(value, (dict, list)) and any(value is around for around in open_collections):
            hint = "nothing can hold itself: write out what should stand here"
            self.fail("recursive-alias", f"`*{event.anchor}` stands inside what it refers to", event, hint)
        values, height = self.size(value)
        self.aliased += values
        if self.aliased > MAX_ALIASED:
            message = f"the aliases up to here stand for more than {MAX_ALIASED:,} values"
            self.fail("too-many-aliases", message, event, "write the values out, or use fewer")
        if len(open_collections) - 1 + height > MAX_DEPTH:
            hint = "no document has so many: write out what the alias stands for"
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of mappings and lists", event, hint)
        return value

    def size(self, value: Any) -> tuple[int, int]:
        """Return how many values `value` holds, itself included, and how many levels; each object is looked at once."""
        if not isinstance(value, (dict, list)):
            return 1, 0
        if id(value) not in self.sizes:
            inner = [self.size(item) for item in (value.values() if isinstance(value, dict) else value)]
            self.sizes[id(value)] = (
                1 + sum(values for values, _ in inner),
                1 + max((height for _, height in inner), default=0),
            )
        return self.sizes[id(value)]

    def resolve(self, value: str, event: Any) -> Any:
        """Return what a plain scalar means in the core schema."""
        try:
            return resolve(value)
        except NoNumberError as error:
            raise self.unreadable(error.code, error.message, event.start_mark.index, error.hint) from error

    def tagged(self, value: str, event: Any) -> Any:
        """Return what an explicit core tag makes of a scalar: `!!str 1.10` is text."""
        if event.tag == "tag:yaml.org,2002:str":
            return value
        resolved = self.resolve(value, event)
        if event.tag == "tag:yaml.org,2002:float" and type(resolved) is int:
            return float(resolved)
        if _TYPE_OF_TAG.get(event.tag) != type(resolved).__name__:
            self.fail_at_sign(f"the tag `{event.tag}` has no meaning here", event)
        return resolved
