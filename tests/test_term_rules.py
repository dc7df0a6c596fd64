# SPDX-License-Identifier: Apache-2.0
"""What the rules about terms say where a vocabulary is large, open or not needed at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from execbroker.model import AbstractDataResource, PlaceholderAccepts
from execbroker.rules import standard, terms

KIND = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/abstract-data-resource.yaml"


@pytest.fixture
def formats_are(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let the formats that a placeholder accepts be terms of any vocabulary."""
    terms._fields.cache_clear()
    yield monkeypatch
    terms._fields.cache_clear()


def said(monkeypatch: pytest.MonkeyPatch, vocabulary: str, *formats: str) -> list[tuple[str, str | None]]:
    fields = MappingProxyType({"PlaceholderAccepts": MappingProxyType({"formats": vocabulary})})
    monkeypatch.setattr(terms, "vocabulary_fields", lambda: fields)
    document = AbstractDataResource(kind=KIND, accepts=PlaceholderAccepts(formats=list(formats)))
    return [(found.code, found.hint) for found in standard().findings(document) if found.code.endswith("-term")]


@pytest.mark.parametrize(
    ("vocabulary", "text", "hint"),
    [
        ("software-operation", "source extraction", "did you mean `source-extraction`?"),
        ("software-operation", "square root", "did you mean `root-finding`?"),
        ("software-operation", "Newton-Raphson", "did you mean `root-finding`?"),
        (
            "software-operation",
            "nothing of ours",
            "`execbroker vocab search` finds terms, with `--in software-operation`",
        ),
        ("uat", "Deconvolution methods", "did you mean `deconvolution`?"),
        ("uat", "galaxie", "did you mean `galaxies`?"),
        ("uat", "http://www.ivoa.net/rdf/uat#galaxie", "did you mean `http://www.ivoa.net/rdf/uat#galaxies`?"),
        ("uat", "x" * 5000, "`execbroker vocab search` finds terms, with `--in uat`"),
        ("media-type", "FITS", "did you mean `application/fits`?"),
        ("media-type", "aplication/fits", "did you mean `application/fits`?"),
        ("messenger", "photons", "did you mean `Photon`?"),
        ("messenger", "gamma rays", "did you mean `Gamma-ray`?"),
        ("processing-level", "zzzz", "known terms: obscore-raw, obscore-instrumental, obscore-calibrated"),
    ],
)
def test_what_is_unknown_is_told_with_the_term_that_was_meant(
    formats_are: pytest.MonkeyPatch, vocabulary: str, text: str, hint: str
) -> None:
    [(code, told)] = said(formats_are, vocabulary, text)
    assert code == "unknown-term"
    assert told is not None
    assert told.startswith(hint)
    assert len(told) < 200


def test_a_media_type_that_is_not_listed_is_right(formats_are: pytest.MonkeyPatch) -> None:
    assert said(formats_are, "media-type", "application/fits", "application/x-new", "text/csv; header=present") == []


def test_a_term_that_was_given_up_without_a_successor_is_told_alone(formats_are: pytest.MonkeyPatch) -> None:
    assert said(formats_are, "uat", "accreting-binary-stars") == [("deprecated-term", None)]


def test_a_term_that_only_groups_others_is_told_with_them(formats_are: pytest.MonkeyPatch) -> None:
    [(code, hint)] = said(formats_are, "software-operation", "data-handling")
    assert (code, hint) == (
        "too-general-term",
        "write a narrower term, such as one of data-access, format-conversion, table-manipulation, "
        "visibility-manipulation, coordinate-transformation, time-scale-conversion",
    )
    assert said(formats_are, "software-operation", "data-access") == []


def test_a_vocabulary_is_loaded_only_where_a_document_has_its_terms() -> None:
    """In an interpreter of its own, for all others have loaded them already."""
    program = f"""
from execbroker import validates, vocabulary
print(validates('{{"kind": "{KIND}", "accepts": {{"formats": []}}}}', as_="abstract-data-resource").ok)
print(vocabulary.vocabulary.cache_info().currsize)
validates('{{"kind": "{KIND}", "accepts": {{"product_types": ["image"]}}}}', as_="abstract-data-resource")
print(vocabulary.vocabulary.cache_info().currsize)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "1"]
