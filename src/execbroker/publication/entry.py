# SPDX-License-Identifier: Apache-2.0
"""What is published: a description, the file it came from, and the names of its own files on the site."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import SoftwareDescription

_LONGEST = 80
"""In characters; file systems take 255 bytes, and a suffix is added."""
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""Names that are no files for Windows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """A description of the site: the `source` it came from, the bytes there and their format, and its `slug`."""

    source: str
    content: bytes
    format: str
    description: SoftwareDescription
    slug: str

    @property
    def name(self) -> str:
        """What the software is called; where nothing says so, its source."""
        discovery = self.description.discovery
        return (discovery and discovery.name) or self.source

    @property
    def page(self) -> str:
        """The name of its page, as that of the files beside it."""
        return f"{self.slug}.html"

    @property
    def yaml_file(self) -> str:
        """The name of the description in YAML."""
        return f"{self.slug}.yaml"

    @property
    def json_file(self) -> str:
        """The name of the description in JSON."""
        return f"{self.slug}.json"

    @property
    def template_file(self) -> str:
        """The name of the request template alone. No other file is called so: slugs have no full stop."""
        return f"{self.slug}.template.yaml"


def slugs(sources: Iterable[str]) -> Mapping[str, str]:
    """Return a name for the files of each source: letters, digits and hyphens, made of the source's own name.

    Sources whose names would be equal have a digest of theirs at the end, behind two hyphens, which no other name has.
    So the address of a page does not depend on the order in which the sources come.
    """
    named = {source: _slug(source) for source in sources}
    times = Counter(named.values())
    return {
        source: slug if slug and times[slug] == 1 else f"{slug or 'software'}--{_digest(source)}"
        for source, slug in named.items()
    }


def _slug(source: str) -> str:
    stem = re.sub(r"\.(ya?ml|json)$", "", source, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > _LONGEST:
        return f"{slug[:_LONGEST].rstrip('-')}--{_digest(source)}"
    return f"software-{slug}" if _DEVICES.fullmatch(slug) else slug


def _digest(source: str) -> str:
    return sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:12]
