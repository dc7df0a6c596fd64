# SPDX-License-Identifier: Apache-2.0
"""Where data are, where results go, and how long a transfer takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..quantities import AmountRange, Quantity
from ..time import parse_duration

if TYPE_CHECKING:
    from ..model import DataResource, PlatformDescription, StorageResource

_VOSPACE = re.compile("[~!]")
"""What stands between host and name of the service in the authority of a vos URI (VOSpace 2.1, section 3.1)."""
_ADDRESSES = (
    ("location",),
    ("endpoint",),
    ("rucio", "endpoint"),
    ("ivoa", "datalink", "access_url"),
    ("ivoa", "obscore", "access_url"),
)
"""Where data resources have addresses."""


@dataclass(frozen=True, slots=True)
class Replica:
    """A copy of data, or a place for results, with its address where that is known.

    The site is a host or a storage element; empty on the platform itself, None where it is not known.
    """

    site: str | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites of a platform, and what one transfer from or to each carries, in bytes per second.

    None is the rate of a site of the platform, where nothing has to be transferred, and `other` that of all sites
    without a rate here; 0 where there is no connection. `unsized` is the time, in seconds, for what has no known size.
    """

    rates: Mapping[str | None, int | None]
    other: int | None
    unsized: Fraction

    @classmethod
    def of(cls, platform: PlatformDescription) -> Sites:
        """Return the sites of a platform. Of one that stands twice, the first counts."""
        transfer = platform.transfer
        if transfer is None:
            return cls({}, None, Fraction(0))
        rates: dict[str | None, int | None] = {"": None}
        rates |= {site.name.lower(): site.rate for site in reversed(transfer.sites or ())}
        unsized = parse_duration(transfer.unsized).bounds()[1] if transfer.unsized else Fraction(0)
        return cls(rates, transfer.rate or 0, max(unsized, Fraction(0)))

    def seconds(self, site: str | None, size: int | None) -> Fraction | None:
        """Return how long it takes to transfer `size` bytes, or what has no known size, from or to `site`.

        A second that is begun counts as a whole one. None where there is no connection.
        """
        rate = self.rates.get(site and site.lower(), self.other)
        if rate is None:
            return Fraction(0)
        if rate == 0:
            return None
        return self.unsized if size is None else Fraction(-(-size // rate))


def replicas(data: DataResource) -> tuple[Replica, ...]:
    """Return the copies of a data resource in their order, or one at an unknown site."""
    return tuple(_replicas(data)) or (Replica(None),)


def best_replica(data: DataResource, sites: Sites) -> tuple[Replica, Fraction] | None:
    """Return the copy that is transferred in the shortest time, and that time in seconds; the first of equal ones.

    None where there is a connection to none of them.
    """
    size = size_of(data)
    timed = [(replica, sites.seconds(replica.site, size)) for replica in replicas(data)]
    reached = [(replica, seconds) for replica, seconds in timed if seconds is not None]
    return min(reached, key=lambda one: one[1], default=None)


def size_of(data: DataResource) -> int | None:
    """Return how much there is to transfer, in bytes; None where the resource does not say."""
    known = [data.size, _at(data, "skao", "datasize"), _at(data, "ivoa", "datalink", "content_length")]
    return next((size for size in known if isinstance(size, int) and size >= 0), None)


def destination(storage: StorageResource) -> Replica | None:
    """Return where a storage resource outside the platform is; None for one of the platform."""
    if location := _at(storage, "location"):
        return _at_address(location)
    if endpoint := _at(storage, "endpoint"):
        return _at_address(endpoint)
    if _at(storage, "rucio") is None:
        return None
    element, endpoint = _at(storage, "rucio", "rse"), _at(storage, "rucio", "endpoint")
    return Replica(element, endpoint) if element or not endpoint else _at_address(endpoint)


def results_size(storage: StorageResource) -> int | None:
    """Return the most that is going to be put into a storage resource, in bytes; None where it does not say."""
    expected = getattr(storage, "size", None)
    amount = AmountRange.of(expected)
    size = amount.minimum if amount.maximum is None else amount.maximum
    return Quantity.from_wire(size).bytes if expected is not None and size > 0 else None


def _replicas(data: DataResource) -> Iterator[Replica]:
    for copy in _at(data, "skao", "replicas") or ():
        if copy.rsename:
            yield Replica(copy.rsename, copy.dataurl)
        elif copy.dataurl:
            yield _at_address(copy.dataurl)
    addresses = [_at(data, *path) for path in _ADDRESSES]
    yield from map(_at_address, dict.fromkeys(filter(None, addresses)))
    if not any(addresses) and (identifier := _at(data, "ivoa", "ivoid")):
        yield _at_address(identifier)


def _at_address(address: str) -> Replica:
    """Return what is at an address. A file is on the platform, unless its address has a host."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return Replica(None, address)
    return Replica(_VOSPACE.split(host)[0] or ("" if parts.scheme == "file" else None), address)


def _at(model: Any, *names: str) -> Any:
    """Return what stands below properties that a kind may not have, or that may be absent."""
    for name in names:
        model = getattr(model, name, None)
    return model
