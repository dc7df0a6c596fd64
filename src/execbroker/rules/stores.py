# SPDX-License-Identifier: Apache-2.0
"""Rules of stores outside the platform: object stores, Rucio and VOSpace, for data and for results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address
from string import Formatter
from typing import TYPE_CHECKING

from ..words import nearest, shown
from .addresses import Address
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import (
        KeptStorage,
        RucioDataResourceBlock,
        RucioStorageBlock,
        S3DataResource,
        S3StorageResource,
        SimpleDataResource,
        SkaoDataResourceBlock,
        SkaoReplicaItem,
        VOSpaceStorageResource,
    )

_PLACEHOLDERS = ("endpoint", "bucket", "object")
_OTHER_NAMES = ("key", "path", "file")
"""What people call the object, too."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]+[a-z0-9]")
_SCOPE = re.compile(r"[A-Za-z0-9_.-]{1,25}")
_NAME = re.compile(r"[A-Za-z0-9/][A-Za-z0-9/._+-]{1,249}")
_ELEMENT = re.compile(r"[A-Z0-9]+(?:[_-][A-Z0-9]+)*")


@rule("warning", section="kinds/data/S3-data-resource.yaml")
def bucket_name(subject: S3DataResource | S3StorageResource, scene: Scene) -> Iterator[Violation]:
    """The name of a bucket has 3 to 63 lower-case letters, digits, hyphens and dots.

    It begins and ends with a letter or digit, has no two dots side by side and is not an IP address (Amazon S3 User
    Guide, General purpose bucket naming rules). Other object stores follow these rules by default, because the name
    becomes a part of a host name.

    Wrong:
        bucket: Meteor_Spectra

    Right:
        bucket: meteor-spectra
    """
    name = subject.bucket
    if not name or _is_bucket(name):
        return
    hint = "3 to 63 lower-case letters, digits, hyphens and dots"
    mended = re.sub("[_ ]", "-", name.lower())
    if name.startswith("s3://"):
        hint = "write the bucket alone, and the rest as " + ("`prefix`" if hasattr(subject, "prefix") else "`object`")
    elif _is_bucket(mended):
        hint = f"is it {mended}?"
    yield Violation(("bucket",), "object stores have no bucket ${name}", {"name": shown(name)}, hint)


@rule("warning", section="kinds/data/S3-data-resource.yaml")
def unknown_template_placeholder(subject: S3DataResource | S3StorageResource, scene: Scene) -> Iterator[Violation]:
    """The URL of an object is built from the endpoint, the bucket and the name of the object.

    The template has the placeholders {endpoint}, {bucket} and {object}, and nobody knows what to put in the place of
    others. The reference broker asks for a template and does not look into it.

    Wrong:
        template: "{endpoint}/{bucket}/{key}"

    Right:
        template: "{endpoint}/{bucket}/{object}"
    """
    names = _placeholders(subject.template or "")
    if names is None:
        hint = "write {endpoint}, {bucket} and {object}"
        yield Violation(("template",), "there is a brace without its partner", {}, hint)
    for name in names or ():
        if name not in _PLACEHOLDERS:
            close = "object" if name in _OTHER_NAMES else nearest(name, _PLACEHOLDERS)
            hint = f"write {{{close}}}" if close else "known are {endpoint}, {bucket} and {object}"
            yield Violation(("template",), "nothing is known as ${name}", {"name": shown(name)}, hint)


@rule("warning", section="kinds/data/S3-data-resource.yaml")
def template_without_object(subject: S3DataResource | S3StorageResource, scene: Scene) -> Iterator[Violation]:
    """The template for the URL of an object has a place for its name.

    Without {object}, all objects of the bucket get the same URL.

    Wrong:
        template: https://objects.example.org/{bucket}

    Right:
        template: https://objects.example.org/{bucket}/{object}
    """
    names = _placeholders(subject.template or "")
    if subject.template and names is not None and not {"object", *_OTHER_NAMES} & set(names):
        hint = "add {object}, usually as the last part"
        if "{{object}}" in subject.template:
            hint = "write {object}: two braces stand for a brace itself"
        yield Violation(("template",), "all objects get the same URL", {}, hint)


@rule("warning", section="kinds/data/rucio-data-resource.yaml")
def rucio_name(
    subject: RucioDataResourceBlock | RucioStorageBlock | SkaoDataResourceBlock | SkaoReplicaItem, scene: Scene
) -> Iterator[Violation]:
    """Scopes, names and storage elements of Rucio are written in the characters that Rucio takes.

    A scope has up to 25 letters, digits, `_`, `-` and `.`; a name of data has 2 to 250 of them and begins with a
    letter or digit, and the name of a storage element is in capitals (Rucio, generic schema). Some communities allow
    slashes in names, which are let pass. Scope and name, often written as `scope:name`, are two properties.

    Wrong:
        object: lofar-surveys:P126-65-visibilities

    Right:
        object: P126-65-visibilities
    """
    for names, form, letters in (
        (("scope", "namespace"), _SCOPE, "up to 25 letters, digits, `_`, `-` and `.`"),
        (("object", "objectname"), _NAME, "2 to 250 letters, digits, `_`, `-`, `.` and `/`"),
        (("rse", "rsename"), _ELEMENT, "capitals and digits in groups, joined by `_` or `-`"),
    ):
        for name in names:
            value = getattr(subject, name, None)
            if value and not form.fullmatch(value):
                scope, _, rest = value.partition(":")
                hint = letters
                if form is _NAME and _SCOPE.fullmatch(scope) and _NAME.fullmatch(rest):
                    hint = f"write {rest} here, and {scope} as the {'scope' if name == 'object' else 'namespace'}"
                if form is _ELEMENT and _ELEMENT.fullmatch(value.upper()):
                    hint = f"write {value.upper()}"
                yield Violation((name,), "Rucio does not take ${value}", {"value": shown(value)}, hint)


@rule("warning", section="kinds/storage/vospace-storage-resource.yaml")
def vospace_without_service(subject: VOSpaceStorageResource | SimpleDataResource, scene: Scene) -> Iterator[Violation]:
    """A vos URI names the service, not only who runs it.

    Behind `vos://` stands the identifier of the service in the registry, in which each slash is written `~` or `!`
    (VOSpace 2.1, section 2): the service `ivo://example.org/vospace` is `example.org~vospace`. The form `vos:name/path`
    is known to one archive only.

    Wrong:
        location: vos://example.org/vospace/galaxies/maps

    Right:
        location: vos://example.org~vospace/galaxies/maps
    """
    scheme, rest, _, _ = Address.of(subject.location or "")
    authority, _, path = rest.removeprefix("//").partition("/")
    if scheme == "vos" and (not rest.startswith("//") or not set("~!") & set(authority)):
        hint = "write vos://example.org~vospace/path, with the identifier of your service"
        if rest.startswith("//") and "/" in path and authority:
            hint = f"is it vos://{authority}~{path[:200]}?"
        yield Violation(("location",), "this does not say in which service the node is", {}, hint)


@rule("warning", section="common/kept-storage.yaml")
def lifetime_without_effect(subject: KeptStorage, scene: Scene) -> Iterator[Violation]:
    """A lifetime is given for storage only that the service looks after.

    UNMANAGED storage is left in place, with what is in it, so nobody would remove it when its lifetime ends.

    Wrong:
        lifecycle: UNMANAGED

    Right:
        lifecycle: MANAGED
    """
    if subject.lifecycle == "UNMANAGED" and subject.lifetime is not None:
        template = "a lifetime has no effect on UNMANAGED storage"
        yield Violation(("lifetime",), template, {}, "leave it out, or write `lifecycle: MANAGED`", at_key=True)


def _placeholders(template: str) -> list[str] | None:
    """Return the names of the placeholders, each once; None where a brace lacks its partner."""
    try:
        return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name is not None))
    except ValueError:
        return None


def _is_bucket(name: str) -> bool:
    return _BUCKET.fullmatch(name) is not None and len(name) <= 63 and ".." not in name and not _is_ip(name)


def _is_ip(name: str) -> bool:
    try:
        IPv4Address(name)
    except AddressValueError:
        return False
    return True
