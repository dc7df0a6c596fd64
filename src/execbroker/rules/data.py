# SPDX-License-Identifier: Apache-2.0
"""Rules of data: how the Virtual Observatory knows them, and how large they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..diagnostic import Path
from ..words import nearest, shown
from .addresses import Address
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from execbroker_model.base import Model

    from ..model import (
        IvoaDataLinkItem,
        IvoaDataResource,
        IvoaDataResourceBlock,
        IvoaObsCoreItem,
        SkaoDataResource,
        SkaoDataResourceBlock,
    )

_AUTHORITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~!*'()+=-]{2,}")


@rule("error", section="common/ivoa-data-resource-block.yaml", message="input-syntax-fail")
def malformed_ivoid(subject: IvoaDataResourceBlock, scene: Scene) -> Iterator[Violation]:
    """An IVOA identifier is `ivo://`, an authority of three characters or more, and what the authority adds to it.

    The authority begins with a letter or digit (IVOA Identifiers 2.0, section 2). Other URIs, such as a DOI or the
    address of a file, identify data too, but no registry of the Virtual Observatory knows them by these. The
    reference broker asks for an identifier and takes any text.

    Wrong:
        ivoid: https://archive.example.org/hi/ngc2403.fits

    Right:
        ivoid: ivo://example.org/hi?ngc2403
    """
    text = subject.ivoid
    if not text or not text.strip():
        return
    scheme, rest, _, _ = Address.of(text)
    authority = re.split("[/?#]", rest[2:], maxsplit=1)[0]
    if scheme != "ivo" or not rest.startswith("//") or not _AUTHORITY.fullmatch(authority) or text.split() != [text]:
        hint = "write it as ivo://example.org/collection?dataset"
        bare = re.split("[/?#]", rest.lstrip("/"), maxsplit=1)[0]
        if rest.startswith("//") and scheme != "ivo" and nearest(scheme or "", ["ivo"]):
            hint = f"did you mean ivo:{rest[:200]}?"
        elif scheme == "ivo" and _AUTHORITY.fullmatch(bare) and text.split() == [text]:
            hint = f"write ivo://{rest.lstrip('/')[:200]}"
        elif scheme in ("http", "https"):
            hint = "data at a web address are a simple-data-resource; an identifier is ivo://authority/path?query"
        yield Violation(("ivoid",), "${text} is not an IVOA identifier", {"text": shown(text)}, hint)


@rule("warning", section="common/ivoa-data-resource-block.yaml")
def unknown_calibration_level(subject: IvoaObsCoreItem, scene: Scene) -> Iterator[Violation]:
    """The calibration level is 0, 1, 2, 3 or 4.

    0 is raw data, 4 is the product of an analysis, and there are no others (ObsCore 1.1, Calibration level).

    Wrong:
        calib_level: 5

    Right:
        calib_level: 4
    """
    level = subject.calib_level
    if level is not None and not 0 <= level <= 4:
        yield Violation(("calib_level",), "there is no calibration level ${level}", {"level": level}, "write 0 to 4")


@rule("warning", section="common/ivoa-data-resource-block.yaml")
def one_link_only(subject: IvoaDataLinkItem, scene: Scene) -> Iterator[Violation]:
    """A link has either an access URL, or a service, or an error message.

    Each row that a DataLink service returns has exactly one of the three (DataLink 1.1, section 3.2). With several,
    or none, nobody knows what to do with the link.

    Wrong:
        error_message: "NotFoundFault: no such spectrum"

    Right:
        access_url: https://archive.example.org/files/he0435-1223.fits
    """
    ways = ("access_url", "service_def", "error_message")
    given = [name for name in ways if getattr(subject, name)]
    for name in given[1:]:
        values = {"first": given[0], "name": name}
        template = "`${name}` does not go together with `${first}`"
        yield Violation((name,), template, values, "leave one of the two out", at_key=True)
    if not given and subject.model_fields_set:
        template = "this link leads nowhere: `access_url`, `service_def` and `error_message` are missing"
        yield Violation((), template, {}, "add `access_url`")


@rule("warning", section="common/ivoa-data-resource-block.yaml")
def unknown_link_flag(subject: IvoaDataLinkItem, scene: Scene) -> Iterator[Violation]:
    """Whether a link asks for authentication, and whether it may be used, is said in the words of DataLink.

    `link_auth` is `false`, `optional` or `true`, and `link_authorized` is `false` or `true`, as text (DataLink 1.1,
    section 3.2).

    Wrong:
        link_auth: required

    Right:
        link_auth: "true"
    """
    for name, words in (("link_auth", ("false", "optional", "true")), ("link_authorized", ("false", "true"))):
        value = getattr(subject, name)
        if value is not None and value not in words:
            hint = f'write "{value.lower()}"' if value.lower() in words else f"known are {', '.join(words)}, as text"
            yield Violation((name,), f"${{value}} is not known as `{name}`", {"value": shown(value)}, hint)


@rule("warning", section="common/data-resource.yaml", message="invalid-data")
def conflicting_sizes(subject: IvoaDataResource | SkaoDataResource, scene: Scene) -> Iterator[Violation]:
    """The sizes that are given for the same data are equal.

    All of them count the bytes of the product: `size`, `datasize` of the SKA Observatory, and `content_length` of a
    link to the product itself. A service plans with one of them, and cannot know which is true.

    Wrong:
        size: 42949672

    Right:
        size: 42949672960
    """
    first: tuple[Path, int] | None = None
    for path, size in _sizes(subject):
        first = first or (path, size)
        if size != first[1]:
            values = {"size": size, "other": first[1], "where": ".".join(map(str, first[0]))}
            template = "${size} bytes here, and ${other} in `${where}`"
            yield Violation(path, template, values, "correct one of the two, or leave it out")


@rule("warning", section="common/byte-count.yaml")
def negative_size(subject: SkaoDataResourceBlock | IvoaDataLinkItem, scene: Scene) -> Iterator[Violation]:
    """A size is not negative.

    Where it is not known it is left out; -1 is no way to say so.

    Wrong:
        datasize: -1

    Right:
        datasize: 42949672960
    """
    for name in ("datasize", "content_length"):
        size = getattr(subject, name, None)
        if size is not None and size < 0:
            yield Violation((name,), "${size} bytes are less than nothing", {"size": size}, "leave it out if unknown")


def _sizes(subject: IvoaDataResource | SkaoDataResource) -> Iterator[tuple[Path, int]]:
    """Yield the sizes of the data themselves, and where they stand. Those that are negative are another fault."""
    for path in (("size",), ("skao", "datasize"), ("ivoa", "datalink", "content_length")):
        around: Any = subject
        for step in path[:-1]:
            around = getattr(around, step, None)
        size = getattr(around, path[-1], None)
        if size is not None and size >= 0 and _is_of_product(around):
            yield path, size


def _is_of_product(block: Model) -> bool:
    """Return whether a block speaks of the data, and not of a preview or documentation of them."""
    return getattr(block, "semantics", None) in (None, "", "#this")
