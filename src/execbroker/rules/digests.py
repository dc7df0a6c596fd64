# SPDX-License-Identifier: Apache-2.0
"""Rules of digests: of container images, and of data."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import execbroker_model

from .. import model
from ..diagnostic import Path
from ..words import listed, nearest, shown
from .images import Reference, references
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import Checksum, DataResource, DockerImageSpec, SingularityContainer, SkaoChecksumItem

_HEX = re.compile(r"[0-9A-Fa-f]+")
_LOWER_HEX = re.compile(r"[0-9a-f]+")
_ENCODED = re.compile(r"[A-Za-z0-9=_-]+")
_ALGORITHM = re.compile(r"[a-z0-9+._-]+")
_DIGITS = {"sha256": 64, "sha512": 128, "blake3": 64}
"""Hexadecimal digits of the registered algorithms (OCI Image Specification, Descriptors)."""
_ELIDED = ("..", "…")


@rule("error", section="kinds/executable/docker-container.yaml", message="input-syntax-fail")
def malformed_image_digest(subject: DockerImageSpec | SingularityContainer, scene: Scene) -> Iterator[Violation]:
    """The digest of an image is an algorithm, a colon, and all its digits in lower case.

    The form is that of the OCI Image Specification, Descriptors: `sha256:` with 64 hexadecimal digits, `sha512:` with
    128. No image has a digest of another form, so the service would refuse all of them. The reference broker looks
    for the text within the digests of the images that it has, and takes a part of one, too.

    Wrong:
        digest: sha256:ac1b....fc70

    Right:
        digest: sha256:ac1b158486b79031b4ee7c373e8b2f625cc9384e3d8b16daff21b747425afc70
    """
    for path, digest in _digests(subject):
        if found := digest_fault(digest):
            template, hint = found if digest or path != ("digest",) else ("the digest is empty", "leave it out")
            yield Violation(path, template, {"digest": shown(digest), "found": len(digest.partition(":")[2])}, hint)


@rule("warning", section="kinds/executable/docker-container.yaml")
def unknown_digest_algorithm(subject: DockerImageSpec | SingularityContainer, scene: Scene) -> Iterator[Violation]:
    """The digest of an image is made by an algorithm that registries know.

    Those registered by the OCI Image Specification, Descriptors, are sha256, sha512 and blake3; others are allowed, and
    a service need not understand them. Docker and most registries use sha256.

    Wrong:
        digest: sha-256:2d784d4a2c6b10a8ad0841369416f4328b9e12eefe9f689ddb3eae153ef58f89

    Right:
        digest: sha256:2d784d4a2c6b10a8ad0841369416f4328b9e12eefe9f689ddb3eae153ef58f89
    """
    for path, digest in _digests(subject):
        algorithm = digest.partition(":")[0]
        if algorithm not in _DIGITS and not digest_fault(digest):
            close = nearest(algorithm, _DIGITS)
            hint = f"did you mean `{close}`?" if close else f"registries know {listed(_DIGITS)}"
            yield Violation(path, "registries do not know digests by `${algorithm}`", {"algorithm": algorithm}, hint)


@rule("warning", section="kinds/executable/docker-container.yaml", message="image-digest-mismatch")
def conflicting_image_digests(subject: DockerImageSpec, scene: Scene) -> Iterator[Violation]:
    """The digests that are given for one image are equal.

    All locations stand for the same image, and a service refuses an image whose digest is not `digest`. Where the
    two differ because one is of the image and the other of its index for several platforms, give that of the index
    twice.

    Wrong:
        digest: sha256:19818c00e27a53819a4ce1341ee0794353501110ebecd1c9884db188843988d0

    Right:
        digest: sha256:2d784d4a2c6b10a8ad0841369416f4328b9e12eefe9f689ddb3eae153ef58f89
    """
    # The digest of its own speaks for all; without it, that of the first location that has one.
    first: str | None = None
    for path, digest in sorted(_digests(subject), key=lambda found: found[0] != ("digest",)):
        first = first or digest
        if digest != first and not digest_fault(digest):
            source = "`digest`" if subject.digest else "another location"
            yield Violation(path, f"the digest in this location is not that of {source}", {}, f"there it is {first}")


@rule("error", section="common/checksum.yaml", message="input-syntax-fail")
def malformed_checksum(subject: Checksum | SkaoChecksumItem, scene: Scene) -> Iterator[Violation]:
    """A checksum has as many digits as its algorithm makes.

    It is written in hexadecimal digits, or in Base64 as object stores do. No file has a checksum of another length, so
    a service that checks it would refuse every copy. How long each is stands in the vocabulary of checksum algorithms;
    algorithms that are not in it are not checked here.

    Wrong:
        - {algorithm: md5, value: 93b30cbb701711afdd3d31a8fbf9006}

    Right:
        - {algorithm: md5, value: 93b30cbb701711afdd3d31a8fbf90065}
    """
    size = _sizes().get(_folded(_algorithm(subject)))
    value = subject.value
    if size is None or value is None or _decoded(value, size) is not None:
        return
    values = {"algorithm": shown(_algorithm(subject)), "found": len(value)}
    template = f"a checksum by ${{algorithm}} has {size} hexadecimal digits, and this one is not written so"
    hint = "copy it again from where it was published"
    bare = value.strip().rpartition(":")[2].removeprefix("0x")
    if any(mark in value for mark in _ELIDED):
        template, hint = "the middle of the checksum is left out", "write all its digits"
    elif bare != value and _decoded(bare, size) is not None:
        hint = f"write {bare}"
    elif _HEX.fullmatch(value):
        template = f"a checksum by ${{algorithm}} has {size} digits, and this one has ${{found}}"
        hint = f"write {value.zfill(size)}" if size - 2 <= len(value) < size <= 16 else hint
    yield Violation(("value",), template, values, hint)


@rule("error", section="common/data-resource.yaml", message="invalid-data")
def conflicting_checksums(subject: DataResource, scene: Scene) -> Iterator[Violation]:
    """Two checksums of the same data by the same algorithm are equal.

    All checksums of a data resource hold, so no file fits two that differ. They are compared as numbers: the case of
    the digits, and whether they are hexadecimal or Base64, makes no difference.

    Wrong:
        - {algorithm: md5, value: 0c5f8a60f8f2a1e16a0d3b8ab0c1a7de}

    Right:
        - {algorithm: md5, value: 93B30CBB701711AFDD3D31A8FBF90065}
    """
    found: list[tuple[Path, Checksum | SkaoChecksumItem]] = [
        (("checksums", index), checksum) for index, checksum in enumerate(subject.checksums or ())
    ]
    if isinstance(subject, model.SkaoDataResource) and subject.skao is not None and subject.skao.checksum is not None:
        found.append((("skao", "checksum"), subject.skao.checksum))
    first: dict[str, bytes] = {}
    for path, checksum in found:
        algorithm = _folded(_algorithm(checksum))
        value = _decoded(checksum.value or "", _sizes().get(algorithm, 0))
        if value is not None and first.setdefault(algorithm, value) != value:
            values = {"algorithm": _algorithm(checksum)}
            hint = f"the other one is {first[algorithm].hex()}; leave out the wrong one"
            yield Violation((*path, "value"), "another checksum by ${algorithm} differs from this one", values, hint)


def _digests(subject: DockerImageSpec | SingularityContainer) -> Iterator[tuple[Path, str]]:
    for path, _, text in references(subject):
        digest = Reference.of(text).digest
        if digest is not None:
            yield path, digest
    own = getattr(subject, "digest", None)
    if own is not None:
        yield ("digest",), own


def digest_fault(digest: str) -> tuple[str, str] | None:
    """Return the message and the hint for what is wrong with a digest. The message may use `digest` and `found`."""
    return next(_digest_faults(digest), None)


def _digest_faults(digest: str) -> Iterator[tuple[str, str]]:
    algorithm, colon, digits = digest.partition(":")
    size = _DIGITS.get(algorithm)
    if any(mark in digest for mark in _ELIDED):
        yield "the middle of the digest ${digest} is left out", "write all its digits, as the registry shows them"
    if "@" in digest:
        yield "${digest} is more than a digest", f"write {digest.rpartition('@')[2]}"
    if not digest:
        yield "nothing stands behind the `@`", "write a digest there, or leave out the `@`"
    if not colon:
        known = next((name for name, size in _DIGITS.items() if size == len(digest)), None)
        hint = f"write {known}:{digest}" if known and _LOWER_HEX.fullmatch(digest) else "write `sha256:` and 64 digits"
        yield "${digest} does not say by which algorithm the digest is made", hint
    if size is None:
        if not (_ALGORITHM.fullmatch(algorithm) and _ENCODED.fullmatch(digits)):
            yield "${digest} is not a digest", "write `sha256:` and 64 digits"
    elif not _LOWER_HEX.fullmatch(digits):
        mendable = _LOWER_HEX.fullmatch(digits.lower()) and len(digits) == size
        hint = f"write {digest.lower()}" if mendable else "copy it from the registry"
        yield "a digest has the digits 0 to 9 and a to f only, and ${digest} has others", hint
    elif len(digits) != size:
        yield f"a digest by {algorithm} has {size} digits, and this one has ${{found}}", "copy it from the registry"


def _algorithm(checksum: Checksum | SkaoChecksumItem) -> str:
    """Return the name of the algorithm, which the two classes call differently."""
    return getattr(checksum, "algorithm", None) or getattr(checksum, "type", None) or ""


def _folded(algorithm: str) -> str:
    return algorithm.replace("-", "").replace("_", "").lower()


@cache
def _sizes() -> dict[str, int]:
    """Return how many hexadecimal digits the algorithms of the vocabulary make, by folded name."""
    text = resources.files(execbroker_model).joinpath("vocabularies", "checksum-algorithm.json").read_text("utf-8")
    terms = json.loads(text)["terms"]
    return {_folded(name): int(term["x-properties"]["digest_length"]) for name, term in terms.items()}


def _decoded(value: str, size: int) -> bytes | None:
    """Return a checksum of `size` hexadecimal digits, in these or in Base64; None where it is not one."""
    if not size or len(value) > size:
        return None
    if len(value) == size and _HEX.fullmatch(value):
        return bytes.fromhex(value)
    try:
        decoded = b64decode(value, validate=True)
    except ValueError:  # not Base64, or not ASCII
        return None
    return decoded if len(decoded) == size // 2 else None
