# SPDX-License-Identifier: Apache-2.0
"""Bytes become text where they are UTF-8, and the format is told from the name or from the text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import execbroker.document.encoding
from execbroker.document import FORMATS, Unreadable, decode, format_of, guess_format, read_file

from . import data as given_data
from .data import places_of

TEXTS = [
    (b"", ""),
    (b"a: 1\r\n", "a: 1\r\n"),
    ("é😀\u2028".encode(), "é😀\u2028"),
    (b"\xef\xbb\xbf{}", "{}"),
    (b"\xef\xbb\xbf", ""),
    (b"a\xef\xbb\xbf", "a\ufeff"),
    (b"a\x07", "a\x07"),
]

NOT_TEXTS = [
    ("a: 1".encode("utf-16"), 1, 1, "UTF-16"),
    ("a: 1".encode("utf-16-le"), 1, 1, "UTF-16"),
    ("a: 1".encode("utf-16-be"), 1, 1, "UTF-16"),
    ("a: é".encode("utf-32"), 1, 1, "UTF-32"),
    ("a: 1".encode("utf-32-le"), 1, 1, "UTF-32"),
    ("a: 1".encode("utf-32-be"), 1, 1, "UTF-32"),
    ("name: é".encode("latin-1"), 1, 7, "`é` in Latin-1"),
    ("prénom: a".encode("latin-1"), 1, 3, "0xE9, which is `é` in"),
    ("name: “a”".encode("cp1252"), 1, 7, "0x93"),
    ("é: 1\nb: ä\n".encode() + b"c: \xff", 3, 4, "0xFF"),
    (b"\xef\xbb\xbfa\r\nb\r\xff", 3, 1, "0xFF"),
    (b"\x89PNG\r\n\x1a\n", 1, 1, "PNG"),
    (b"\x1f\x8b\x08\x00", 1, 1, "gzip"),
    (b"PK\x03\x04\x14\x00\x08", 1, 1, "ZIP"),
    (b"%PDF-1.4\n\xe2\xe3", 1, 1, "PDF"),
    (b"\xff\xd8\xff\xe0", 1, 1, "JPEG"),
    (b"GIF89a\x80", 1, 1, "GIF"),
    (b"BZh91AY\x80", 1, 1, "bzip2"),
    (b"\xfd7zXZ\0\0", 1, 1, "xz"),
    (b"(\xb5/\xfd\x04", 1, 1, "zstd"),
    (b"\x7fELF\x02\0", 1, 1, "program"),
    (b"MZ\x90\0", 1, 1, "program"),
    (b"SQLite format 3\0", 1, 1, "SQLite"),
    (b"\x89HDF\r\n", 1, 1, "HDF5"),
    (b"SIMPLE  = T\0", 1, 1, "FITS"),
    (b"a: \0\nb: \0", 1, 4, "NUL"),
    (b"a\0\0", 1, 2, "NUL"),
    (b"a: 1\nb: \0", 2, 4, "NUL"),
    (b"\0", 1, 1, "NUL"),
    (b"\xed\xa0\x80", 1, 1, "UTF-8"),
    (b"\xc0\x80", 1, 1, "UTF-8"),
    ("a\néé".encode()[:-1], 2, 2, "UTF-8"),
]

NAMES = [
    ("a.json", "json"),
    ("a.JSON", "json"),
    ("dir.yaml/a.json", "json"),
    ("a.yaml", "yaml"),
    ("a.yml", "yaml"),
    ("a.b.Yaml", "yaml"),
    ("a", None),
    ("a.txt", None),
    (".yaml", None),
    ("dir.json/a", None),
    ("<stdin>", None),
    ("", None),
]

GUESSES = [
    ("{}", "json"),
    ('{"a": 1}', "json"),
    (' \n\t{ \n "a": 1}', "json"),
    ("{", "json"),
    ('{"a', "json"),
    ("[]", "json"),
    ("[1, 2]", "json"),
    ("{a: 1}", "yaml"),
    ("{'a': 1}", "yaml"),
    ("a: 1", "yaml"),
    ("- a", "yaml"),
    ("--- {}", "yaml"),
    ("# note\n{}", "yaml"),
    ("", "yaml"),
    ('"a": 1', "yaml"),
]


@pytest.mark.parametrize(("raw", "text"), TEXTS)
def test_utf_8_is_text_with_or_without_a_byte_order_mark(raw: bytes, text: str) -> None:
    assert decode(raw) == text


@pytest.mark.parametrize(("raw", "line", "column", "word"), NOT_TEXTS)
def test_what_is_not_text_is_refused_where_it_stops_being_so(raw: bytes, line: int, column: int, word: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(raw)
    assert places_of(caught.value.faults) == [("not-text", line, column)]
    assert word in caught.value.faults[0].message
    assert caught.value.faults[0].hint


def test_a_document_may_be_as_large_as_the_bound_and_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execbroker.document.encoding, "MAX_BYTES", 10)
    assert decode(b"0123456789") == "0123456789"
    with pytest.raises(Unreadable) as caught:
        decode(b"\xff" * 11)
    assert places_of(caught.value.faults) == [("too-large", 1, 1)]
    assert "more than 10 bytes" in caught.value.faults[0].message


def test_a_file_is_read_to_the_bound_and_one_byte_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execbroker.document, "MAX_BYTES", 10)
    (tmp_path / "long").write_bytes(b"0123456789abcdef")
    assert read_file(tmp_path / "long") == b"0123456789a"
    with pytest.raises(OSError, match="null"):
        read_file("a\0b")


@pytest.mark.parametrize(("path", "name"), NAMES)
def test_the_suffix_names_the_format(path: str, name: str | None) -> None:
    found = format_of(path)
    assert (found and found.name) == name


@pytest.mark.parametrize(("text", "name"), GUESSES)
def test_the_format_is_guessed_from_the_first_characters(text: str, name: str) -> None:
    assert guess_format(text).name == name


@given(st.binary() | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    try:
        text = decode(raw)
    except Unreadable as error:
        refused = [fault.code for fault in error.faults]
    else:
        assert text.encode() == raw.removeprefix(b"\xef\xbb\xbf")
        return
    assert refused == ["not-text"]


@given(st.text().filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_text_that_was_encoded_is_decoded(text: str) -> None:
    assert decode(text.encode()) == text


@given(
    st.dictionaries(given_data.texts, given_data.data, max_size=4) | st.lists(given_data.data, min_size=1, max_size=4)
)
def test_the_format_of_written_mappings_and_lists_is_found(value: object) -> None:
    assert guess_format(FORMATS["json"].write(value)).name == "json"
    if value:  # an empty mapping is written alike in both
        assert guess_format(FORMATS["yaml"].write(value)).name == "yaml"
