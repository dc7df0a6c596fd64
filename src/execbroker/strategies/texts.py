# SPDX-License-Identifier: Apache-2.0
"""Texts that mean something: names, addresses, times, versions, digests, and whatever else the rules have a view on.

They are made of few letters, so that a counterexample is short, and so that what shall not happen by accident, such as
the name of a password, does not.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from string import ascii_lowercase, digits, hexdigits
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..vocabulary import vocabulary

Texts = SearchStrategy[str]


def _joined(*parts: Texts | str) -> Texts:
    """Return the parts one after the other."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def _listed(part: Texts, joint: str, *, most: int = 3) -> Texts:
    return st.lists(part, min_size=1, max_size=most).map(joint.join)


words = st.text("abc é.1", max_size=8)
"""Free text, such as a description; it may be empty."""
_plain = st.text("abc1", min_size=1, max_size=6)
names = _joined(st.sampled_from("abc"), st.text("abc-1", max_size=5))
identifiers = _joined(st.sampled_from("abc"), st.text("abc_1", max_size=5))
"""Names as Python and the environment have them."""
variables = _joined(st.sampled_from("ABC_"), st.text("ABC_1", max_size=5))
arguments = st.text("abc1=/._-", max_size=8)
uuids = st.uuids(allow_nil=False).flatmap(lambda uuid: st.sampled_from((str(uuid), str(uuid).upper())))

_hosts = st.sampled_from(("example.org", "archive.example.org", "localhost:8443", "[2001:db8::1]", "192.0.2.7:80"))
_paths = _listed(_plain | st.just("%20"), "/")
web_addresses = _joined(
    st.sampled_from(("https://", "http://", "HTTPS://")), _hosts, st.just("") | _joined("/", _paths)
)
vospace_addresses = _joined("vos://example.org", st.sampled_from("~!"), _plain, "/", _paths)
addresses = st.one_of(
    web_addresses,
    _joined(st.sampled_from(("file:///", "s3://bucket/", "ivo://example.org/", "root://example.org//")), _paths),
    vospace_addresses,
)
"""Where data and software can be fetched."""
repositories = _joined(
    st.sampled_from(("https://git.example.org/", "ssh://git@example.org/", "git+https://x.org/")), _paths
)
ivoids = _joined("ivo://example.org/", _paths, st.just("") | _joined("?", _plain))
absolute_paths = _joined("/", st.sampled_from(("data", "mnt", "home")), "/", _plain, st.sampled_from(("", "/")))
"""Each two steps deep, so that none lies in another."""
relative_paths = _paths
pointers = st.sampled_from(("", "/meta", "/meta/name", "/meta/description"))
"""JSON Pointers to what every component may have."""

_registries = st.sampled_from(("", "ghcr.io/", "registry.example.org:5000/", "localhost/"))
_versions = _listed(st.integers(0, 40).map(str), ".")
_tags = _joined(st.sampled_from(("", "v")), _versions)
_image_names = _joined(_registries, _listed(_listed(_plain, "-", most=2), "/"))
tagged_images = _joined(_image_names, ":", _tags)
image_digests = _joined("sha256:", st.binary(min_size=32, max_size=32).map(bytes.hex))


@st.composite
def image_locations(draw: st.DrawFn, digest: str) -> str:
    """A reference to the image with this digest, by it or by a tag that stays."""
    return draw(st.one_of(tagged_images, _joined(_image_names, "@" + digest), _joined(tagged_images, "@" + digest)))


singularity_locations = st.one_of(
    _joined(st.sampled_from(("docker://", "oras://")), tagged_images),
    _joined(st.sampled_from(("library://", "/shared/images/", "https://example.org/")), _plain, ".sif"),
)

pinned_references = _tags | st.binary(min_size=20, max_size=20).map(bytes.hex)
"""Of source code: a release or a commit."""
entry_points = st.one_of(
    _listed(identifiers, "."), _joined(_listed(identifiers, "."), ":", identifiers), _joined(relative_paths, ".py")
)


@st.composite
def version_specifiers(draw: st.DrawFn) -> str:
    """Clauses of PEP 440 that some version satisfies, bug-fix releases of Python among them."""
    first, second, third = (draw(st.integers(0, 40)) for _ in range(3))
    least = f"{first}.{second}"
    above = draw(st.integers(first + 1, 50))
    return draw(
        st.sampled_from(
            ("", f">={least}", f">{least}", f"~={least}", f"=={least}.*", f"=={least}.{third}", f"!={least}",
             f">={least},<{above}", f"<={least}.{third}", f"<{above}"),
        )
    )  # fmt: skip


buckets = _joined(st.sampled_from("abc1"), st.text("abc1-", min_size=1, max_size=6), st.sampled_from("abc1"))
url_templates = st.sampled_from(("{endpoint}/{bucket}/{object}", "https://{bucket}.example.org/{object}?x={{1}}"))
rucio_scopes = st.text("abc1_.-", min_size=1, max_size=25)
rucio_names = _joined(_plain, st.text("abc1_.-/+", min_size=1, max_size=8))
storage_elements = _listed(st.text("ABC1", min_size=1, max_size=4), "_")
patterns = st.sampled_from(("", "^.*\\.fits$", "[]a]+", "(?:a|b)*", "\\(", "a{2,3}"))
lower_case = _joined(st.sampled_from("abc"), st.text(ascii_lowercase + digits, max_size=5))
versions = _versions

_FIRST, _LAST = datetime(1971, 1, 1), datetime(2200, 1, 1)
_zones = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_fractions = st.just("") | st.text(digits, min_size=1, max_size=9).map(".{}".format)


def written(time: datetime, *, zone: timezone = UTC, fraction: str = "", letter: str = "Z") -> str:
    """Return an instant as RFC 3339 has it, in a zone and with a fraction of a second."""
    text = time.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") + fraction
    minutes = int((time.astimezone(zone).utcoffset() or timedelta()).total_seconds()) // 60
    if zone is UTC:
        return text + letter
    sign = "-" if minutes < 0 else "+"
    return f"{text}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def times(first: datetime = _FIRST, last: datetime = _LAST) -> SearchStrategy[datetime]:
    """Return the times, to the second, between two of them."""
    return st.datetimes(first, last, timezones=st.just(UTC)).map(lambda time: time.replace(microsecond=0))


@st.composite
def instants(draw: st.DrawFn, time: SearchStrategy[datetime]) -> str:
    """A time in some zone, with a fraction of a second of any precision, the small letters of RFC 3339 among them."""
    zone = draw(st.just(UTC) | _zones)
    text = written(draw(time), zone=zone, fraction=draw(_fractions), letter=draw(st.sampled_from("Zz")))
    return text.replace("T", draw(st.sampled_from("Tt")))


early = instants(times(last=datetime(2049, 1, 1)))
late = instants(times(first=datetime(2050, 1, 1)))
"""What has to come after something else, such as an expiry after a creation."""


@st.composite
def durations(draw: st.DrawFn, *, calendar: bool = True, least: int = 0) -> str:
    """A length of time, with calendar units or without; `least` 1 leaves out one of nothing."""
    years, months, days = (
        (draw(st.integers(0, 20)) for _ in range(3)) if calendar else (0, 0, draw(st.integers(0, 400)))
    )
    hours, minutes, seconds = (draw(st.integers(0, 90)) for _ in range(3))
    date = "".join(f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (days, "D")) if number)
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number)
    fraction = draw(_fractions)
    if seconds or fraction or not (date or time):
        time += f"{max(seconds, least)}{fraction}S"
    if calendar and draw(st.booleans()):
        return f"P{years * 52 + days + 1}W"
    return f"P{date}T{time}" if time else f"P{date}"


formats: Mapping[str, Texts] = {
    "date-time": instants(times()),
    "date": st.dates(_FIRST.date(), _LAST.date()).map(date.isoformat),
    "duration": durations(),
    "uuid": uuids,
}
"""What the formats of JSON Schema stand for, of which Python has classes. A text of another format is one like any."""


@st.composite
def intervals(draw: st.DrawFn, *, start: datetime | None = None) -> str:
    """A range of time with zones, in one of its three forms. Its start is `start`, or drawn."""
    first = start or draw(times())
    zone = draw(st.just(UTC) | _zones)
    length = timedelta(seconds=draw(st.integers(0, 10**7)))
    begin, end = written(first, zone=zone), written(first + length, zone=zone)
    seconds = int(length.total_seconds())
    return draw(
        st.sampled_from((f"{begin}/{end}", f"{begin}/PT{seconds}S", f"PT{seconds}S/{end}", f"{begin}/{end[:19]}"))
    )


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    """Steps in their order, each of them, and each part of them, absent or present."""
    moment = draw(times())
    preparing, waiting = (draw(st.integers(0, 10**6)) for _ in range(2))
    ready = moment + timedelta(seconds=preparing)
    full: dict[str, dict[str, str]] = {
        "preparing": {"start": written(moment), "duration": f"PT{preparing}S"},
        "available": {"start": draw(intervals(start=ready)), "duration": draw(durations())},
        "releasing": {
            "start": written(ready + timedelta(seconds=waiting), zone=draw(_zones)),
            "duration": draw(durations()),
        },
    }
    return {
        name: {key: value for key, value in step.items() if draw(st.booleans())}
        for name, step in full.items()
        if draw(st.booleans())
    }


def terms(name: str) -> Texts:
    """Return the texts that stand for a term of a vocabulary which says something itself, and are not given up."""
    known = vocabulary(name)
    return st.sampled_from([text for text in known.current() if not known.spellings[text].grouping])


def _sizes() -> Mapping[str, int]:
    known = vocabulary("checksum-algorithm").terms
    return {name: int(term.properties["digest_length"]) // 2 for name, term in known.items()}


def _encodings(digest: bytes) -> tuple[str, ...]:
    return digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()


@st.composite
def checksums(draw: st.DrawFn) -> tuple[str, str]:
    """An algorithm, and a value that it could have made: in digits of either case, or in Base64."""
    sizes = _sizes()
    algorithm = draw(st.sampled_from(sorted(sizes)))
    digest = draw(st.binary(min_size=sizes[algorithm], max_size=sizes[algorithm]))
    texts = [text for text in _encodings(digest) if len(text) == 2 * len(digest) or set(text) - set(hexdigits)]
    return algorithm, draw(st.sampled_from(texts))
