# SPDX-License-Identifier: Apache-2.0
"""A timeline as an SVG image that stands alone, for light and dark pages: without scripts, fonts and other files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ..diagnostic import printable
from ..time import Instant
from .axis import ticks, written
from .timeline_text import UNITS, cut, most_of, name_of

if TYPE_CHECKING:
    from ..planning.timeline import Bar, Lane, Phase, Span, Timeline

_WIDTH, _LEFT, _RIGHT, _MARGIN = 960, 240, 40, 16
_HEAD, _BAR, _LANE, _BETWEEN, _LEGEND = 92, 24, 64, 28, 64
"""The heights of the parts of the image."""
_HEIGHTS: dict[Phase, int] = {"preparing": 6, "available": 14, "releasing": 6}
_MOST_TICKS = 8
_OFFERS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9")
"""Nearly the colours that all people tell apart (Okabe and Ito, 2008), for light and dark pages."""
_STYLE = """
.timeline { color: #1f2328; font: 12px system-ui, sans-serif; }
.timeline text { fill: currentColor; }
.timeline .page { fill: #ffffff; }
.timeline .title { font-size: 15px; font-weight: 600; }
.timeline .faint { fill: #59636e; }
.timeline .end { text-anchor: end; }
.timeline .middle { text-anchor: middle; }
.timeline .grid { stroke: #d1d9e0; }
.timeline .edge { stroke: currentColor; }
.timeline .capacity { stroke: currentColor; stroke-dasharray: 5 3; }
.timeline .booked { fill: #8c959f; }
.timeline .preparing { fill-opacity: 0.25; }
.timeline .available { fill-opacity: 0.5; }
.timeline .releasing { fill-opacity: 0; }
.timeline .bars .available { fill-opacity: 0.85; }
@media (prefers-color-scheme: dark) {
  .timeline { color: #e6edf3; }
  .timeline .page { fill: #0d1117; }
  .timeline .faint { fill: #9198a1; }
  .timeline .grid { stroke: #2f353d; }
  .timeline .booked { fill: #656c76; }
}
"""


def as_svg(timeline: Timeline, title: str) -> str:
    """Return the timeline as the text of an SVG document, which is called `title`: axis, offers, resources, legend."""
    first_lane = _HEAD + 8 + _BAR * len(timeline.bars) + (_BETWEEN if timeline.bars else 0)
    bottom = first_lane + (_LANE + _BETWEEN) * len(timeline.lanes) - _BETWEEN
    width, height, title = str(_WIDTH), str(bottom + _LEGEND), printable(title)
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "timeline", "role": "img"})
    root.attrib.update({"viewBox": f"0 0 {width} {height}", "width": width, "height": height})
    root.set("aria-labelledby", "timeline-title timeline-description")
    _add(root, "title", title, id="timeline-title")
    _add(root, "desc", " ".join(_described(timeline)), id="timeline-description")
    _add(root, "style", _STYLE)
    _add(root, "rect", class_="page", width=width, height=height)
    _text(root, _MARGIN, 26, cut(title, 110), "title")
    _axis(root, timeline, bottom)
    bars = _add(root, "g", class_="bars")
    for number, bar in enumerate(timeline.bars):
        _offer(bars, timeline, number, bar, _HEAD + 8 + _BAR * number)
    for number, lane in enumerate(timeline.lanes):
        _lane(root, timeline, lane, first_lane + (_LANE + _BETWEEN) * number)
    _legend(root, bottom + 28, timeline)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _described(timeline: Timeline) -> Iterator[str]:
    """Yield what is to be seen, in sentences."""
    yield f"From {_time(timeline.begin)} to {_time(timeline.end)} UTC."
    for number, bar in enumerate(timeline.bars, 1):
        yield f"Offer {number}: {', '.join(map(_in_words, bar.spans))}."
    for lane in timeline.lanes:
        yield f"Booked of {name_of(lane.resource, 80)}: {most_of(lane)} at most."


def _axis(root: ET.Element, timeline: Timeline, bottom: int) -> None:
    _text(root, _MARGIN, 46, f"{_time(timeline.begin)} to {_time(timeline.end)}, times in UTC", "faint")
    last = ""
    for tick in ticks(timeline.begin, timeline.end, _MOST_TICKS):
        place = _x(tick.time, timeline)
        _line(root, (place, _HEAD), (place, bottom), "grid")
        _text(root, place, _HEAD - 7, tick.label, "middle")
        if tick.above != last:
            _text(root, place, _HEAD - 22, tick.above, "middle faint")
        last = tick.above
    _line(root, (_LEFT, _HEAD), (_WIDTH - _RIGHT, _HEAD), "edge")


def _offer(root: ET.Element, timeline: Timeline, number: int, bar: Bar, top: int) -> None:
    """Draw an offer: the time that it is available is thicker than the others."""
    middle, color = top + _BAR // 2, _OFFERS[number % len(_OFFERS)]
    _text(root, _MARGIN, middle + 4, f"offer {number + 1}")
    _text(root, _LEFT - 10, middle + 4, cut(", ".join(_amounts(bar)), 26), "faint end")
    for span in bar.spans:
        begin, end, high = _x(span.begin, timeline), _x(span.end, timeline), _HEIGHTS[span.phase]
        place = {"x": begin, "y": middle - high / 2, "width": max(end - begin, 1), "height": high}
        shape = _add(root, "rect", None, class_=span.phase, fill=color, stroke=color, **place)
        _add(shape, "title", f"offer {number + 1}: {_in_words(span)}")


def _lane(root: ET.Element, timeline: Timeline, lane: Lane, top: int) -> None:
    """Draw a resource: what is booked, and on it what each offer takes, against what there is."""
    bottom, most = top + _LANE, max(lane.capacity, *(step.amount for step in lane.booked))

    def height(amount: int) -> float:
        return bottom - float(Fraction(amount * _LANE, most))

    _text(root, _MARGIN, top + 26, name_of(lane.resource, 22))
    _text(root, _MARGIN, top + 42, cut(f"{most_of(lane)} booked", 26), "faint")
    ends = [step.begin for step in lane.booked[1:]] + [timeline.end]
    booked = [(step.begin, end, height(0), height(step.amount)) for step, end in zip(lane.booked, ends, strict=True)]
    if any(step.amount for step in lane.booked):
        _add(root, "path", class_="booked", d=_area(booked, timeline))
    for number, bar in reversed([*enumerate(timeline.bars)]):  # the best offer lies on top
        color = _OFFERS[number % len(_OFFERS)]
        for phase, takes in groupby(bar.takes.get(lane.resource, ()), key=lambda take: take.phase):
            parts = [(t.begin, t.end, height(t.booked), height(t.booked + t.amount)) for t in takes]
            _add(root, "path", class_=phase, fill=color, stroke=color, d=_area(parts, timeline))
    _line(root, (_LEFT, bottom), (_WIDTH - _RIGHT, bottom), "edge")
    _line(root, (_LEFT, height(lane.capacity)), (_WIDTH - _RIGHT, height(lane.capacity)), "capacity")
    _text(root, _LEFT - 10, height(lane.capacity) + 4, str(lane.capacity), "faint end")
    _text(root, _LEFT - 10, bottom + 4, "0", "faint end")


def _area(parts: Sequence[tuple[Fraction, Fraction, float, float]], timeline: Timeline) -> str:
    """Return the path around parts beside each other, each from a time to a time, and from a height to a height."""
    there = [f"V{_number(upper)}H{_number(_x(end, timeline))}" for _, end, _, upper in parts]
    back = [f"V{_number(lower)}H{_number(_x(begin, timeline))}" for begin, _, lower, _ in reversed(parts)]
    begin, _, lower, _ = parts[0]
    return f"M{_number(_x(begin, timeline))} {_number(lower)}{''.join(there)}{''.join(back)}Z"


def _legend(root: ET.Element, top: int, timeline: Timeline) -> None:
    swatches = ["booked", *_HEIGHTS] if timeline.bars else ["booked"]
    place = _LEFT
    for name in swatches:
        colors = {} if name == "booked" else {"fill": _OFFERS[0], "stroke": _OFFERS[0]}
        _add(root, "rect", class_=name, x=place, y=top - 10, width=22, height=11, **colors)
        _text(root, place + 30, top, name)
        place += 110
    _line(root, (place, top - 4), (place + 22, top - 4), "capacity")
    _text(root, place + 30, top, "all that there is")
    if timeline.bars:
        words = "Each offer is drawn alone on what is booked, for only one of them can be accepted."
        _text(root, _LEFT, top + 22, words, "faint")


def _amounts(bar: Bar) -> Iterator[str]:
    """Yield what an offer takes while it is available, storage left out, of which some may be elsewhere."""
    for resource, takes in bar.takes.items():
        amount = next((take.amount for take in takes if take.phase == "available"), 0)
        if amount and resource != "storage":
            yield f"{amount}{UNITS.get(resource) or f' {name_of(resource, 16)}'}"


def _in_words(span: Span) -> str:
    return f"{span.phase} from {_time(span.begin)} to {_time(span.end)}"


def _time(time: Fraction) -> str:
    return written(Instant.at(time))


def _x(time: Fraction, timeline: Timeline) -> float:
    """Return where a time is, at an end of the axis if it lies beyond."""
    share = (time - timeline.begin) / (timeline.end - timeline.begin)
    return _LEFT + float(min(max(share, Fraction(0)), Fraction(1)) * (_WIDTH - _LEFT - _RIGHT))


def _text(root: ET.Element, x: float, y: float, words: str, class_: str = "") -> None:
    _add(root, "text", words, x=x, y=y, **({"class_": class_} if class_ else {}))


def _line(root: ET.Element, begin: tuple[float, float], end: tuple[float, float], class_: str) -> None:
    _add(root, "line", class_=class_, x1=begin[0], y1=begin[1], x2=end[0], y2=end[1])


def _add(parent: ET.Element, tag: str, words: str | None = None, **attributes: str | float) -> ET.Element:
    """Add an element with attributes, `class` as `class_`; all text is escaped where the document is written."""
    named = {
        name.rstrip("_"): value if isinstance(value, str) else _number(value) for name, value in attributes.items()
    }
    element = ET.SubElement(parent, tag, named)
    element.text = words
    return element


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
