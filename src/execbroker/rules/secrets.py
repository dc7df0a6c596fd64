# SPDX-License-Identifier: Apache-2.0
"""Rules of secrets: what must not stand in a document that others read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .registry import Scene, Violation, rule, wire_name

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import (
        DataResource,
        DockerImageSpec,
        Executable,
        IvoaDataLinkItem,
        IvoaObsCoreItem,
        ProgramSource,
        RucioDataResourceBlock,
        RucioStorageBlock,
        SkaoReplicaItem,
        StorageResource,
        TemplateParameter,
    )

_SECRET_NAMES = (
    *("password", "passwd", "passphrase", "token", "secret", "credentials", "authorization"),
    *("apikey", "accesskey", "secretkey", "privatekey"),
)
"""How the names of variables and options for secrets end, without case and signs."""
_OF_LANGUAGE_MODELS = re.compile(
    r"(?:^|.*[^a-z0-9])(?:bos|eos|pad|unk|sep|cls|mask|stop|max|min|n|num)[_-]?token", re.IGNORECASE
)
"""Tokens that are parts of a text, and how many of them there are."""
_PASSWORDS = ("password", "passwd", "passphrase")
"""These can be a number."""
_NUMBER = re.compile(r"[+-]?(?:[._,]?[0-9])+(?:[eE][+-]?[0-9]+)?")

_SHAPES = tuple(
    (what, mark, re.compile(shape))
    for what, mark, shape in (
        ("a token of GitHub", "gh", r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36}"),
        ("a token of GitHub", "github_pat_", r"github_pat_[A-Za-z0-9_]{50}"),
        ("a token of GitLab", "glpat-", r"glpat-[A-Za-z0-9_-]{20}"),
        ("a token of Hugging Face", "hf_", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}"),
        ("a token of Slack", "xox", r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{20}"),
        ("an access key of an object store", "AKIA", r"(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("an access key of an object store", "ASIA", r"(?<![A-Za-z0-9])ASIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("a private key", "PRIVATE KEY", r"-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY-----"),
        # The head and the claims of a signed token both begin with `{"` in base64url.
        (
            "a signed token (JWT)",
            ".eyJ",
            r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10}",
        ),
        ("an authorization", "uthorization:", r"uthorization: ?(?:[Bb]earer|[Bb]asic) [A-Za-z0-9._~+/-]{8}"),
    )
)
"""What well-known secrets are, a part that is soon found where there is one, and their shape."""
_DIGEST = r"[a-z0-9]+:[0-9a-f]{32}"
"""What stands behind the `@` of an image, where the tag before it is not a password."""
_LOGIN = re.compile(rf"://[^/?#\s:@]*:([^/?#\s@]+)@(?!{_DIGEST})")
_IMAGE_LOGIN = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#\s:@]*:([^/?#\s@]+)@(?!{_DIGEST})[^/\s@]+/")
_PARAMETER = re.compile(
    r"[?&](?:X-Amz-Signature|X-Goog-Signature|sig|signature|access_token|private_token|token|api_?key|password)"
    r"=([^&#\s]+)",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(r"-{0,2}([A-Za-z_][A-Za-z0-9_.-]*+)=(.*)", re.DOTALL)

_REFERENCES = ("$", "{", "<", "%", "@", "vault:", "arn:", "env:", "file:", "secret:")
"""How a text begins that says where the secret is, instead of being one."""
_STAND_INS = frozenset(
    {
        *("changeme", "changethis", "replaceme", "example", "placeholder", "dummy", "fake", "test", "todo", "tbd"),
        *("password", "mypassword", "secret", "mysecret", "token", "mytoken", "redacted", "hidden", "none", "null"),
        *("true", "false", "yes", "no", "on", "off", "default", "auto"),
        *("required", "optional", "enabled", "disabled"),
    }
)


@rule("warning", section="common/executable.yaml")
def secret_in_document(
    subject: Executable
    | DataResource
    | StorageResource
    | DockerImageSpec
    | ProgramSource
    | IvoaObsCoreItem
    | IvoaDataLinkItem
    | RucioDataResourceBlock
    | RucioStorageBlock
    | SkaoReplicaItem
    | TemplateParameter,
    scene: Scene,
) -> Iterator[Violation]:
    """A document holds no passwords, tokens and keys.

    Requests are kept, logged and shown: the reference broker gives a session to everybody who knows its address. What
    is found are the names that are usual for secrets in environments and arguments, the shapes of well-known tokens,
    and logins and signatures in URLs (OWASP Secrets Management Cheat Sheet). A text that says where the secret is, such
    as a file or a variable, or that stands in for one, is fine.

    Wrong:
        ARCHIVE_TOKEN: 7f3c9a52d1e84b06

    Right:
        ARCHIVE_TOKEN: ${ARCHIVE_TOKEN}
        ARCHIVE_TOKEN_FILE: /run/secrets/archive-token
    """
    for name, value in subject:
        path = (wire_name(subject, name),)
        if isinstance(value, str):
            yield from _in_text(path, value)
        elif isinstance(value, list):
            yield from _in_list(path, value)
        elif isinstance(value, dict) and name == "environment":
            yield from _in_map(path, value)


def _in_map(path: Path, texts: dict[str, Any]) -> Iterator[Violation]:
    for name, text in texts.items():
        if isinstance(text, str):
            if _is_secret_of(name, text):
                template = "the value of `${name}` looks like a secret"
                hint = "give the name of a file instead, as in `/run/secrets/token`, or have the platform set it"
                yield Violation((*path, name), template, {"name": name}, hint)
            else:
                yield from _in_text((*path, name), text)


def _in_list(path: Path, texts: list[Any]) -> Iterator[Violation]:
    option = ""
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            return
        assigned = _ASSIGNMENT.fullmatch(text)
        flag = text.startswith("-")
        name, value = (assigned[1], assigned[2]) if assigned else ("" if flag else option, text)
        if _is_secret_of(name, value):
            template = "the argument for `${name}` looks like a secret"
            yield Violation((*path, index), template, {"name": name}, "give the name of a file that holds it instead")
        else:
            yield from _in_text((*path, index), text)
        option = text.lstrip("-") if flag and not assigned else ""


def _in_text(path: Path, text: str) -> Iterator[Violation]:
    """Yield a violation where a text holds a secret: one, however many there are."""
    what = next((what for what, mark, shape in _SHAPES if mark in text and shape.search(text)), None)
    if what:
        hint = "take it out, and have it revoked: others may have read it"
        yield Violation(path, "this holds ${what}", {"what": what}, hint)
    elif path[0] in ("locations", "location") and "://" not in text and has_login(text):
        yield Violation(path, "this location holds a password", hint="leave it out; begin with the host")
    elif "@" in text and any(_is_secret(login[1]) for login in _LOGIN.finditer(text)):
        hint = "leave it out; write the address as `https://host/...`"
        if path[0] == "locations":
            hint = "leave it out; begin with the host"
        yield Violation(path, "this address holds a password", hint=hint)
    elif "=" in text and any(_is_secret(parameter[1]) for parameter in _PARAMETER.finditer(text)):
        hint = "who reads the document can use it; write the address without it"
        yield Violation(path, "this address holds a token or a signature", hint=hint)


def has_login(image: str) -> bool:
    """Return whether there is a password in front of an image, as in `user:password@host/name`."""
    found = _IMAGE_LOGIN.match(image) if "@" in image else None
    return found is not None and _is_secret(found[1])


def _is_secret_of(name: str, text: str) -> bool:
    """Return whether `text` is a secret, where `name` is usual for them."""
    plain = re.sub("[^a-z0-9]", "", name[-40:].casefold())
    if not plain.endswith(_SECRET_NAMES) or _OF_LANGUAGE_MODELS.fullmatch(name[-40:]):
        return False
    bare = text.strip().strip("\"'")
    number = len(bare) <= 12 and _NUMBER.fullmatch(bare) and not plain.endswith(_PASSWORDS)
    return not number and not (bare.startswith("[") and bare.endswith("]")) and _is_secret(text)


def _is_secret(text: str) -> bool:
    """Return whether a text that stands where secrets stand is one: no reference, no stand-in, no small number."""
    text = text.strip().strip("\"'")
    plain = re.sub("[^a-z0-9]", "", text[:80].casefold())
    return not (
        text.startswith(_REFERENCES)
        or "${" in text
        or "://" in text
        or (text.startswith(("/", "./", "~/")) and not re.search("[+=]", text))
        or plain in _STAND_INS
        or plain.startswith(("your", "insert"))
        or len(set(plain)) < 2
        or (plain.isdecimal() and len(plain) < 6)
    )
