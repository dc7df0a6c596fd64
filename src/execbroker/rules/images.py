# SPDX-License-Identifier: Apache-2.0
"""Rules of container images: how they are referred to, and what they are built for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostic import Path
from ..words import listed, nearest, shown
from .registry import Scene, Violation, rule
from .secrets import has_login

if TYPE_CHECKING:
    from ..model import DockerImageSpec, DockerPlatformSpec, SingularityContainer

_EXAMPLE = "registry.example.org/group/name:tag"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?")
_DIGEST = re.compile(r"(?:sha256:)?[0-9A-Fa-f]{64}")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

_ARCHITECTURES = frozenset(
    [
        "386",
        "amd64",
        "arm",
        "arm64",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mipsle",
        "ppc64",
        "ppc64le",
        "riscv64",
        "s390x",
        "wasm",
    ]
)
_SYSTEMS = frozenset(
    [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "illumos",
        "ios",
        "js",
        "linux",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
    ]
)
_OTHER_WORDS = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "x64": "amd64",
    "aarch64": "arm64",
    "armv8": "arm64",
    "i686": "386",
    "x86": "386",
    "armv7l": "arm",
    "macos": "darwin",
    "osx": "darwin",
    "ubuntu": "linux",
    "alpine": "linux",
}


class Reference(NamedTuple):
    """The parts of an image reference, none of them checked; a part that is absent is None."""

    domain: str | None
    path: str
    tag: str | None
    digest: str | None

    @classmethod
    def of(cls, text: str) -> Reference:
        """Take `text` apart as Docker does: a registry has a dot, a colon or capitals, and a slash behind it."""
        name, _, digest = text.partition("@")
        start = name.rfind("/") + 1
        last, colon, tag = name[start:].partition(":")
        name = name[:start] + last
        domain, slash, path = name.partition("/")
        if not slash or not (set(".:[") & set(domain) or domain == "localhost" or domain != domain.lower()):
            domain, path = "", name
        return cls(domain or None, path, tag if colon else None, digest if "@" in text else None)


@rule("error", section="kinds/executable/docker-container.yaml", message="input-syntax-fail")
def malformed_image_reference(subject: DockerImageSpec | SingularityContainer, scene: Scene) -> Iterator[Violation]:
    """An image is referred to by registry, name and tag, in the letters that registries know.

    The grammar is that of the Distribution project, which Docker, containerd, Kubernetes and Apptainer follow: a name
    in lower case, in parts joined by slashes, and a tag of up to 128 characters. A reference of another form cannot be
    pulled by any of them. The reference broker takes any text, and fails when it pulls.

    Wrong:
        locations: [ghcr.io/Example-Survey/Source-Finder:2.4.1]

    Right:
        locations: [ghcr.io/example-survey/source-finder:2.4.1]
    """
    for path, prefix, text in references(subject):
        if found := _fault(text, prefix):
            template, hint = found
            yield Violation(path, template, {"reference": shown(text)}, hint)


@rule("warning", section="kinds/executable/docker-container.yaml")
def scheme_before_image(subject: DockerImageSpec, scene: Scene) -> Iterator[Violation]:
    """An image of the Docker or OCI format is referred to without a scheme.

    The grammar of references (Distribution project) knows no scheme, and Docker, containerd and Kubernetes refuse one.
    Only Apptainer writes `docker://`.

    Wrong:
        locations: ["docker://ghcr.io/example-survey/source-finder:2.4.1"]

    Right:
        locations: ["ghcr.io/example-survey/source-finder:2.4.1"]
    """
    for index, text in enumerate(subject.locations or ()):
        if (found := _SCHEME.match(text)) and not has_login(text):
            template = "an image reference has no scheme, and this one begins with `${scheme}`"
            yield Violation(("locations", index), template, {"scheme": found[0]}, _write(text[found.end() :]))


@rule("warning", section="kinds/executable/docker-container.yaml")
def registry_twice(subject: DockerImageSpec | SingularityContainer, scene: Scene) -> Iterator[Violation]:
    """An image reference names its registry once.

    A second one is taken for the first part of the name, which is then not found. It comes from joining a registry
    with a reference that has one already.

    Wrong:
        locations: [ghcr.io/ghcr.io/example-survey/source-finder:2.4.1]

    Right:
        locations: [ghcr.io/example-survey/source-finder:2.4.1]
    """
    for path, prefix, text in references(subject):
        domain = Reference.of(text).domain
        if domain and text.startswith(f"{domain}/{domain}/"):
            values = {"registry": domain}
            yield Violation(
                path, "the registry `${registry}` stands twice", values, _write(prefix + text[len(domain) + 1 :])
            )


@rule("warning", section="kinds/executable/docker-container.yaml")
def duplicate_image_location(subject: DockerImageSpec, scene: Scene) -> Iterator[Violation]:
    """Each location of an image stands once.

    The locations are alternatives, of which the service takes one; a second copy adds none, and another registry was
    probably meant.

    Wrong:
        locations: [ghcr.io/example-survey/mosaic:1.7.0, ghcr.io/example-survey/mosaic:1.7.0]

    Right:
        locations: [ghcr.io/example-survey/mosaic:1.7.0, registry.example.org/survey/mosaic:1.7.0]
    """
    seen: set[str] = set()
    for index, text in enumerate(subject.locations or ()):
        if text in seen:
            yield Violation(("locations", index), "this location stands in the list already", {}, "leave it out")
        seen.add(text)


@rule("warning", section="kinds/executable/docker-container.yaml")
def unpinned_image(subject: DockerImageSpec | SingularityContainer, scene: Scene) -> Iterator[Violation]:
    """An image is chosen by a digest, or at least by a tag that stays.

    `latest`, which is also meant where there is no tag, stands for another image after each release, so that the same
    request gives other results later. A digest names one image for ever (OCI Image Specification, Descriptors). The
    reference broker asks for `digest` always.

    Wrong:
        locations: [ghcr.io/example-survey/source-finder]

    Right:
        locations: [ghcr.io/example-survey/source-finder:2.4.1]
    """
    if getattr(subject, "digest", None) or scene.inside("ExecutionSession"):
        return
    for path, _, text in references(subject):
        reference = Reference.of(text)
        if reference.digest is None and reference.tag in (None, "latest") and not _fault(text):
            words = "the tag `latest` stands" if reference.tag else "without a tag or a digest, the image stands"
            yield Violation(path, f"{words} for another image after each release", {}, "give a version, or a digest")


@rule("warning", section="kinds/executable/docker-container.yaml")
def unknown_platform(subject: DockerPlatformSpec, scene: Scene) -> Iterator[Violation]:
    """Architecture and operating system of an image are given in the words of the OCI image format.

    They are those of the Go language, GOARCH and GOOS (OCI Image Specification, Image Configuration): amd64 and not
    x86_64, darwin and not macos. The reference broker takes amd64 and linux only.

    Wrong:
        platform: {architecture: x86_64, os: linux}

    Right:
        platform: {architecture: amd64, os: linux}
    """
    for name, value, known in (
        ("architecture", subject.architecture, _ARCHITECTURES),
        ("os", subject.os, _SYSTEMS),
    ):
        if value is not None and value not in known:
            close = _OTHER_WORDS.get(value.lower()) or nearest(value, sorted(known))
            hint = f"write `{close}`" if close else f"known are {listed(sorted(known))}"
            words = "architecture" if name == "architecture" else "operating system"
            yield Violation((name,), f"${{value}} is not known as an {words}", {"value": shown(value)}, hint)


def references(subject: DockerImageSpec | SingularityContainer) -> Iterator[tuple[Path, str, str]]:
    """Yield the references to images in registries: where each stands, the scheme that belongs to it, and the rest.

    Docker knows no scheme, so one that is written there is left out, as are blank references, which say nothing, and
    those with a password, which no message repeats: the rule `secret-in-document` tells of them.
    """
    for index, text in enumerate(getattr(subject, "locations", None) or ()):
        if text.strip() and not has_login(text):
            found = _SCHEME.match(text)
            yield ("locations", index), "", text[found.end() :] if found else text
    scheme, _, rest = (getattr(subject, "location", None) or "").partition("://")
    if scheme.lower() in ("docker", "oras") and not has_login(rest):
        yield ("location",), f"{scheme}://", rest


def _write(text: str) -> str:
    return f"write {text}" if len(text) <= 200 else "leave it out"


def _fault(text: str, prefix: str = "") -> tuple[str, str] | None:
    """Return the message and the hint for what is wrong with the name or the tag of an image reference."""
    return next(_faults(text, prefix), None)


def _faults(text: str, prefix: str) -> Iterator[tuple[str, str]]:
    domain, path, tag, _ = Reference.of(text)
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        yield "an image reference has no spaces, and ${reference} has", f"write it as {prefix}{_EXAMPLE}"
    if _DIGEST.fullmatch(text):
        digits = text.rpartition(":")[2].lower()
        yield "${reference} is a digest without the name of an image", f"write {prefix}name@sha256:{digits}"
    if path != path.lower():
        start = len(domain) + 1 if domain else 0
        lower = text[:start] + path.lower() + text[start + len(path) :]
        yield "the name of an image is in lower case, and ${reference} is not", _write(prefix + lower)
    if domain is not None and "_" in domain and _DOMAIN.fullmatch(domain.replace("_", "-")):
        yield "a registry has no `_` in its name, and that of ${reference} has", f"write it as {prefix}{_EXAMPLE}"
    if domain is not None and not _DOMAIN.fullmatch(domain):
        yield "${reference} does not begin with a registry", f"write it as {prefix}{_EXAMPLE}"
    if not all(_is_component(part) for part in path.split("/")) or len(path) > 255:
        yield "${reference} is no reference to an image", f"write it as {prefix}{_EXAMPLE}"
    if tag == "":
        yield "the tag behind the colon is missing in ${reference}", "write the tag, or leave out the colon"
    elif tag is not None and (not _TAG.fullmatch(tag) or len(tag) > 128):
        hint = "a tag has up to 128 letters, digits, `_`, `.` and `-`, and begins with neither `.` nor `-`"
        yield "the tag of ${reference} is not one", hint


def _is_component(part: str) -> bool:
    """Return whether a part of a name is runs of letters and digits, joined by `.`, `_`, `__` or any number of `-`."""
    between = re.split(r"[a-z0-9]+", part)
    joints = all(joint in (".", "_", "__") or (joint and not joint.strip("-")) for joint in between[1:-1])
    return len(between) > 1 and not between[0] and not between[-1] and joints
