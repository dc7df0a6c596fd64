# SPDX-License-Identifier: Apache-2.0
"""Rules of addresses: where data, software and services are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from execbroker_model.base import Model

from ..diagnostic import Severity
from ..words import listed, nearest, shown
from .registry import Check, Rule, Scene, Violation, rule
from .secrets import has_login

_SERVICE = frozenset({"http", "https"})
_WEB = _SERVICE | {"ftp", "ftps"}
_WITH_HOST = _WEB | {
    "sftp",
    "ssh",
    "git",
    "dav",
    "davs",
    "webdav",
    "gsiftp",
    "gridftp",
    "srm",
    "root",
    "roots",
    "xroot",
}
"""Schemes whose addresses say nothing without a host."""
_FETCHED = _WITH_HOST | {"file", "s3", "gs", "az", "abfs", "abfss", "swift", "ivo", "vos", "doi", "hdl", "ark"}
_FETCHED = _FETCHED | {"xrootd", "xroots", "rucio", "globus", "irods", "cvmfs", "hdfs", "ipfs", "scp", "rsync", "data"}
_IMAGES = _FETCHED | {"library", "docker", "oras", "shub", "oci", "oci-archive", "docker-archive", "docker-daemon"}
_REPOSITORIES = _WEB | {"ssh", "git", "file", "svn", "svn+ssh", "hg", "git+https", "git+http", "git+ssh", "git+file"}

_FIELDS = {
    "SimpleDataResource": {"location": _FETCHED},
    "S3DataResource": {"endpoint": _SERVICE},
    "RucioDataResourceBlock": {"endpoint": _SERVICE},
    "IvoaObsCoreItem": {"access_url": _FETCHED},
    "IvoaDataLinkItem": {"access_url": _FETCHED},
    "SkaoReplicaItem": {"dataurl": _FETCHED},
    "S3StorageResource": {"endpoint": _SERVICE},
    "RucioStorageBlock": {"endpoint": _SERVICE},
    "VOSpaceStorageResource": {"location": _SERVICE | {"vos"}},
    "SingularityContainer": {"location": _IMAGES},
    "JupyterNotebook": {"location": _FETCHED, "requirements": _FETCHED},
    "PythonProgram": {"location": _FETCHED},
    "ProgramSource": {"repository": _REPOSITORIES},
}
"""The properties that are addresses, by class, with the schemes that somebody follows there."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_PORT = re.compile(r"[0-9]{1,5}(?:/|\Z)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")
_REGISTRY = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z]+(?::[0-9]+)?/[a-z0-9._/-]+(?:[:@][A-Za-z0-9._:-]+)?")
_IMAGE_NAME = re.compile(r"[a-z0-9._-]+:[0-9]{1,5}(?:/[a-z0-9._/-]+(?:[:@][A-Za-z0-9._:-]+)?)?")
"""`debian:12` and `registry:5000/name`; where no image is meant, a host and a port."""
_LONGEST_CACHED = 2000
"""In characters. Longer ones hold data, and many of them would fill the memory."""
_PAGES = {
    "github.com": (re.compile(r"((?:/[^/]+){2})/blob/"), "raw.githubusercontent.com", r"\1/"),
    "gitlab.com": (re.compile(r"((?:/(?!-/)[^/]+)+/-)/blob/"), "gitlab.com", r"\1/raw/"),
    "huggingface.co": (
        re.compile(r"((?:/(?:datasets|spaces))?(?:/[^/]+){1,2})/blob/"),
        "huggingface.co",
        r"\1/resolve/",
    ),
}
"""How the path of the page around a file begins, by host; the host of the file itself, and how its path begins."""


class Address(NamedTuple):
    """An address in parts. `scheme` is in lower case; None where there is none, as in `example.org:80/x`."""

    scheme: str | None
    rest: str
    host: str | None
    broken: bool

    @classmethod
    def of(cls, text: str) -> Address:
        """Take `text` apart; whatever it is, this does not raise."""
        return _recent(text) if len(text) <= _LONGEST_CACHED else _taken_apart(text)


def _taken_apart(text: str) -> Address:
    scheme, colon, rest = text.strip().partition(":")
    if not colon or not _SCHEME.fullmatch(scheme) or len(scheme) == 1 or _port_follows(scheme, rest):
        return Address(None, text.strip(), None, False)
    try:
        parts = urlsplit(text.strip())
        host, broken = parts.hostname, parts.port == 0
    except ValueError:  # brackets that do not match, or a port that is none
        host, broken = None, True
    return Address(scheme.lower(), rest, host, broken)


_recent = lru_cache(maxsize=256)(_taken_apart)  # the rules of this module look at the same address one after the other


def _port_follows(host: str, rest: str) -> bool:
    """Return whether what looks like a scheme is a host. An `ark:` and its like have digits behind the colon too."""
    if "." in host or host == "localhost":
        return rest[:1].isdigit()
    return _PORT.match(rest) is not None and host.lower() not in _IMAGES | _REPOSITORIES


def _address_rule(severity: Severity, *, message: str | None = None) -> Callable[[Check], Rule]:
    """Make a rule for all classes that have an address."""
    make = rule(severity, section="common/uri.yaml", message=message)
    return lambda check: replace(make(check), subjects=tuple(_FIELDS))


def _addresses(subject: Model) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each address of `subject` that is not blank: the name of the property, its value, the known schemes."""
    for name, known in _fields(type(subject)).items():
        value = getattr(subject, name)
        if value is not None and value.strip():
            yield name, value, known


@cache
def _fields(cls: type[Model]) -> Mapping[str, frozenset[str]]:
    return next(_FIELDS[base.__name__] for base in cls.__mro__ if base.__name__ in _FIELDS)


@_address_rule("warning", message="unknown-url")
def address_without_scheme(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An address begins with a scheme, such as `https://`.

    The service runs elsewhere and cannot know what a path on your own computer, or the address of a host without a
    scheme, leads to (RFC 3986, section 3). The reference broker refuses locations without one where it fetches data.

    Wrong:
        location: archive.example.org/hst/m87/j9e001010_drz.fits

    Right:
        location: https://archive.example.org/hst/m87/j9e001010_drz.fits
    """
    for name, value, known in _addresses(subject):
        # A path to an image on a disk that all nodes share is common for Singularity.
        if Address.of(value).scheme is None and not ("oras" in known and value.startswith("/")):
            yield Violation(
                (name,), "${address} does not begin with a scheme", {"address": shown(value)}, _scheme(value, known)
            )


@_address_rule("warning", message="unknown-url")
def unknown_scheme(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An address has a scheme that services of its sort follow.

    Data and software are fetched by https, s3, vos, root and their like, repositories are cloned by https or ssh, and
    services are called by https. The reference broker fetches http, https and file only, and refuses all others.

    Wrong:
        location: htps://archive.example.org/hst/m87/j9e001010_drz.fits

    Right:
        location: https://archive.example.org/hst/m87/j9e001010_drz.fits
    """
    for name, value, known in _addresses(subject):
        scheme, rest, _, _ = Address.of(value)
        if scheme is not None and scheme not in known:
            close = nearest(scheme, sorted(known))
            meant = close if has_login(value) else f"{close}:{rest[:200]}"  # a hint repeats no password
            hint = f"known here are {listed(sorted(known))}" if not close else f"did you mean `{meant}`?"
            yield Violation((name,), "nobody here follows the scheme `${scheme}`", {"scheme": scheme}, hint)


@_address_rule("error", message="input-syntax-fail")
def address_without_host(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An address on the network names a host that can be asked.

    Behind `https:` and its like stand two slashes, the host, and perhaps a port from 1 to 65535 (RFC 3986, section
    3.2; RFC 9110, section 4.2). Without a host there is nobody to ask.

    Wrong:
        location: https:/archive.example.org/hst/m87/j9e001010_drz.fits

    Right:
        location: https://archive.example.org/hst/m87/j9e001010_drz.fits
    """
    for name, value, known in _addresses(subject):
        scheme, rest, host, broken = Address.of(value)
        if scheme in _WITH_HOST & known and (broken or not host):
            template = "the host or port of ${address} is not one" if broken else "${address} names no host"
            hint = f"write {scheme}://host.example.org/path"
            mended = f"{scheme}://{rest.lstrip('/')[:200]}"
            if not rest.startswith("//") and Address.of(mended).host and not Address.of(mended).broken:
                hint = f"write {mended}"
            yield Violation((name,), template, {"address": shown(value)}, hint)


@_address_rule("warning")
def space_in_address(subject: Model, scene: Scene) -> Iterator[Violation]:
    """There are no spaces in an address.

    A space in the name of a file is written `%20`, and neither line breaks nor other control characters have a place
    in an address (RFC 3986, section 2). Some programs mend this, others fetch something else or fail.

    Wrong:
        location: https://archive.example.org/hst/M 87/j9e001010_drz.fits

    Right:
        location: https://archive.example.org/hst/M%2087/j9e001010_drz.fits
    """
    for name, value, _ in _addresses(subject):
        if _SPACE.search(value):
            mended = "%20".join(value.split())
            hint = f"write {mended}" if mended.isprintable() and len(mended) <= 200 else "write a space as %20"
            yield Violation((name,), "there are spaces in ${address}", {"address": shown(value)}, hint)


@_address_rule("warning")
def file_address_with_host(subject: Model, scene: Scene) -> Iterator[Violation]:
    """The address of a file begins with three slashes.

    Between the second and the third stands a host, which is left out (RFC 8089, section 2); with two slashes, the
    first part of the path is taken for the host.

    Wrong:
        location: file://archive/hst/m87/j9e001010_drz.fits

    Right:
        location: file:///archive/hst/m87/j9e001010_drz.fits
    """
    for name, value, _ in _addresses(subject):
        scheme, rest, host, _ = Address.of(value)
        if scheme == "file" and host not in (None, "localhost"):
            values = {"host": shown(rest[2:].partition("/")[0])}
            yield Violation((name,), "${host} is taken for the name of a host", values, f"write file:///{rest[2:202]}")


@_address_rule("warning")
def web_page_address(subject: Model, scene: Scene) -> Iterator[Violation]:
    """An address leads to the file itself, not to a web page that shows it.

    What GitHub, GitLab and Hugging Face show under `blob` is a page around the file; a service would save the page
    as the notebook, the program or the data. They offer the file under another address.

    Wrong:
        location: https://github.com/example-survey/gaia/blob/v1.2/membership.ipynb

    Right:
        location: https://raw.githubusercontent.com/example-survey/gaia/v1.2/membership.ipynb
    """
    for name, value, _ in _addresses(subject):
        scheme, _, host, _ = Address.of(value)
        if scheme in _SERVICE and host in _PAGES:
            page, host_of_file, file = _PAGES[host]
            parts = urlsplit(value.strip())
            found = page.match(parts.path)
            if found and "raw" not in parse_qs(parts.query):  # with this, the address of the page leads to the file
                path = found.expand(file) + parts.path[found.end() :]
                hint = f"write {parts._replace(netloc=host_of_file, path=path).geturl()[:300]}"
                if name == "repository":
                    hint = "give the repository, and `reference` and `path` beside it"
                yield Violation((name,), "this is the address of a web page that shows the file", {}, hint)


def _scheme(value: str, known: frozenset[str]) -> str:
    """Return what to write where the scheme is missing."""
    start = value.strip()[:200]
    head = start.partition("/")[0]
    image = _REGISTRY.fullmatch(start) or _IMAGE_NAME.fullmatch(start)
    if known >= _IMAGES and image and not start.endswith(".sif"):
        return f"write docker://{start}"
    if known == _REPOSITORIES and "@" in head and ":" in head:
        return f"write ssh://{start.replace(':', '/', 1)}"
    is_host = "." in head.strip(".") and ("/" in start or known == _SERVICE) and not head.startswith(".")
    if is_host or re.match(r"[A-Za-z][A-Za-z0-9-]*:[0-9]", head):
        mended = f"https://{start}"
        if not Address.of(mended).broken:
            return f"write {mended}"
    if start.startswith("/") and "file" in known:
        return f"write file://{start} if the service has this file, and an address on the network otherwise"
    return "write an address on the network, such as https://host.example.org/path"
