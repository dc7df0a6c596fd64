# SPDX-License-Identifier: Apache-2.0
"""Identifiers of software and people: as they stand in a document, and as the addresses by which others know them."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from .vocabulary import Term, vocabulary

_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx])/?")
_URI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x1f\x7f]+""")
_RESOLVERS = ("http://", "https://", "https://dx.", "http://dx.", "https://www.", "http://www.")
"""What the address of a resolver may begin with; the vocabulary has one of them."""
_PREFIXES = ("doi:", "ascl:", "hdl:", "bibcode:")
_KEPT = "/:;=()@,!*'~"
"""Signs in an identifier that stand in an address as they are; others are written with per cent signs."""


def address(scheme: str, value: str) -> str | None:
    """Return the address of an identifier: where its scheme is resolved, or the identifier where it is a URI itself.

    None where the scheme is not in the vocabulary, or its identifiers have no address.
    """
    term = vocabulary("identifier-scheme").term(scheme)
    if term is None or not value.strip():
        return None
    template = term.properties.get("url")
    if template:
        return template.replace("{value}", quote(value, safe=_KEPT))
    return value if is_uri(value) else None


def is_uri(text: str) -> bool:
    """Return whether `text` is an address by itself, with a scheme, and has no signs that no address has (RFC 3987)."""
    return _URI.fullmatch(text) is not None


def identifier(text: str) -> tuple[str, str] | None:
    """Return the scheme and the value of an identifier that is written as an address, with a prefix, or bare.

    None where no scheme, or more than one, has identifiers of that form.
    """
    text = text.strip()
    known = vocabulary("identifier-scheme").terms.values()
    for term in known:
        for begin in _beginnings(term):
            if text.lower().startswith(begin.lower()) and _fits(term, value := unquote(text[len(begin) :])):
                return term.name, value
    bare = next((text[len(prefix) :] for prefix in _PREFIXES if text.lower().startswith(prefix)), text)
    fitting = [term.name for term in known if _fits(term, bare)]
    if "doi" in fitting:  # which is a handle too
        fitting = ["doi"]
    return (fitting[0], bare) if len(fitting) == 1 else None


def orcid(text: str) -> str | None:
    """Return an ORCID identifier as a URL, which is how ORCID wants it to be written; None where it is none."""
    found = _ORCID.fullmatch(text.strip())
    return f"https://orcid.org/{found[1].upper()}" if found else None


def _beginnings(term: Term) -> list[str]:
    begin, _, end = term.properties.get("url", "").partition("{value}")
    return [resolver + begin.removeprefix("https://") for resolver in _RESOLVERS] if begin and not end else []


def _fits(term: Term, value: str) -> bool:
    pattern = term.properties.get("pattern")
    return bool(pattern) and re.fullmatch(pattern or "", value) is not None
