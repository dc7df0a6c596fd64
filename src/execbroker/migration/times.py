# SPDX-License-Identifier: Apache-2.0
"""Steps for schedules: what is asked for, and when something starts and how long it takes."""

from __future__ import annotations

import re

from .step import Scene, step
from .tree import Items, Members

_DATE = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
_INSTANT = re.compile(rf"{_DATE}T{_CLOCK}")
_END_OF_DAY = re.compile(rf"({_DATE})(T{_CLOCK})/(T{_CLOCK})")
_NO_SECONDS = re.compile(rf"({_DATE}T\d\d:\d\d)(Z|[+-]\d\d:\d\d)")
_HOURS = re.compile(r"P?(\d+)([HS])")
_DAYS = re.compile(r"(\d+)([DWY])")


def todays_duration(text: str) -> str:
    """Return a duration as ISO 8601 has it, where only its letters were forgotten."""
    if found := _HOURS.fullmatch(text):
        return f"PT{found[1]}{found[2]}"
    return f"P{text}" if _DAYS.fullmatch(text) else text


@step("request")
def single_choice(old: Members, scene: Scene) -> Members:
    """A request has one schedule.

    The text of the standard called it `datetime`, and listed choices of start and duration. The first one is taken.

    Before:
        schedule:
          - {start: 2024-07-08T09:30Z/PT30M, duration: {min: PT1H}}
          - {start: 2024-07-09T09:30Z/PT30M, duration: {min: PT1H}}

    After:
        schedule: {requested: {start: 2024-07-08T09:30Z/PT30M, duration: {min: PT1H}}}

    Cannot carry: the other choices; they are kept as an annotation. Ask for each in a request of its own.
    """
    for key in ("schedule", "datetime"):
        choices = old.get(key)
        why = scene.why("a request has one schedule")
        if isinstance(choices, Members) and key == "datetime":
            old = old.moved(key, "schedule.requested", why)
        elif isinstance(choices, Members) and isinstance(choices.get("requested"), Items):
            inner = _first(choices, "requested", scene)
            old = old.with_member(key, inner, old.trails[key])
        elif isinstance(choices, Items) and choices:
            old = _first(old, key, scene).moved(key, "schedule.requested", why)
        elif isinstance(choices, Items):
            old = old.losing(key, scene.why("there is nothing in it"), kept=False)
    return old


def _first(old: Members, key: str, scene: Scene) -> Members:
    """Return `old` with the first item in the place of the list at `key`."""
    if not old[key]:
        return old.losing(key, scene.why("there is nothing in it"), kept=False)
    [(first, trail), *others] = old[key].members()
    why = scene.why("there can be only one, and the first is taken")
    return old.losing_items(key, others, why).with_member(key, first, trail.because(why))


@step("session")
def offered_times(old: Members, scene: Scene) -> Members:
    """The time that is offered is when the session is available.

    The text of the standard called it `datetime`: one slot, with the least and the most that the session may last. What
    it may use counts.

    Before:
        datetime: [{start: 2023-08-14T22:00Z/PT1H, minduration: PT1H, maxduration: PT4H}]

    After:
        schedule: {available: {start: 2023-08-14T22:00Z/PT1H, duration: PT4H}}

    Cannot carry: the least duration, and further slots; they are kept as annotations.
    """
    if isinstance(old.get("datetime"), Items):
        old = _first(old, "datetime", scene)
    slot = old.get("datetime")
    if not isinstance(slot, Members):
        return old
    slot, trail = _named_ends(slot), old.trails["datetime"]
    why = scene.why("the time that is offered is when the session is available")
    longest = "maxduration" if "maxduration" in slot else "minduration"
    if longest in slot:
        slot = slot.renamed(longest, "duration", why)
    if "minduration" in slot:
        slot = slot.losing("minduration", scene.why("the duration is what the session may last at most"))
    return old.with_member("datetime", slot, trail).moved("datetime", "schedule.available", why)


def _named_ends(item: Members) -> Members:
    """Return `item` with the ends of its duration, where it has two, under names of their own."""
    duration = item.get("duration")
    if not isinstance(duration, Members) or not all(isinstance(end, str) for end in duration.values()):
        return item
    if not duration or not duration.keys() <= {"min", "max"} or item.keys() & {"minduration", "maxduration"}:
        return item
    named = [(f"{key}duration", value, trail) for key, value, trail in duration.members()]
    return Members([*item.without("duration").members(), *named], (*item.lost, *duration.lost))


@step("requested-item")
def least_duration(old: Members, scene: Scene) -> Members:
    """The duration that is asked for is the least that is needed.

    Forms up to version 0.6 asked for a range of durations, and for several starts.

    Before:
        minduration: PT1H
        maxduration: PT2H
        start: [2024-07-08T09:30Z/PT30M, 2024-07-09T09:30Z/PT30M]

    After:
        duration: PT1H
        start: 2024-07-08T09:30Z/PT30M

    Cannot carry: the longest duration, and all starts but the first; they are kept as annotations.
    """
    why = scene.why("the duration that is asked for is the least that is needed")
    old = _named_ends(old)
    if "minduration" in old:
        old = old.renamed("minduration", "duration", why)
    elif "maxduration" in old and "duration" not in old:
        return old.renamed("maxduration", "duration", scene.why("it is the only duration that was asked for"))
    if "maxduration" in old:
        old = old.losing("maxduration", scene.why("no longest duration can be asked for"))
    return _first(old, "start", scene) if isinstance(old.get("start"), Items) else old


@step("requested-item", "schedule", "timed-instant", "timed-interval", "lifetime")
def letters_of_durations(old: Members, scene: Scene) -> Members:
    """A duration begins with `P`, and hours and seconds come behind a `T`.

    The text of the standard has `1H`, `P1H` and `1D`. `P10M` are ten months, and stay as they are.

    Before:
        duration: P1H

    After:
        duration: PT1H

    Cannot carry: nothing.
    """
    for key in ("duration", "min", "max"):
        value = old.get(key)
        if isinstance(value, str) and (today := todays_duration(value)) != value:
            old = old.changed(key, today, scene.why(f"`{value}` is written `{today}` in ISO 8601"))
    return old


@step("requested-item", "timed-interval")
def window_of_start(old: Members, scene: Scene) -> Members:
    """A start is a window in which it may fall.

    An instant is a window without a length. An end without a date is on the day of the beginning.

    Before:
        start: 2023-08-14T11:30Z/T12:00Z

    After:
        start: 2023-08-14T11:30Z/2023-08-14T12:00Z

    Cannot carry: nothing.
    """
    start = old.get("start")
    if not isinstance(start, str):
        return old
    if found := _END_OF_DAY.fullmatch(start):
        today = f"{found[1]}{found[2]}/{found[1]}{found[3]}"
        return old.changed("start", today, scene.why("both ends of a window have a date"))
    if _INSTANT.fullmatch(start):
        why = scene.why("a start is a window, and that of an instant has no length")
        return old.changed("start", f"{start}/PT0S", why)
    return old


@step("timed-instant")
def seconds_of_instant(old: Members, scene: Scene) -> Members:
    """A time of day has seconds.

    ISO 8601 allows to leave them out, and the notes of people do.

    Before:
        start: 2024-08-30T14:15Z

    After:
        start: 2024-08-30T14:15:00Z

    Cannot carry: nothing.
    """
    start = old.get("start")
    if isinstance(start, str) and (found := _NO_SECONDS.fullmatch(start)):
        return old.changed("start", f"{found[1]}:00{found[2]}", scene.why("a time of day has seconds"))
    return old
