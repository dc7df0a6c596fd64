# SPDX-License-Identifier: Apache-2.0
"""Bytes to text: UTF-8, or a fault that names what else it is."""

from __future__ import annotations

from .bounds import MAX_BYTES
from .place import Lines, Unreadable

_SAVE = "save the file as UTF-8"
_MARKS = {
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
"""Byte order marks; the longer ones first, since one begins with another."""
_ZEROS = {("0111", "1110"): "UTF-32", ("0101", "1010"): "UTF-16"}
"""Which of four bytes are zero, in texts of mostly Latin letters without a byte order mark."""
_SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive, or an office document",
    b"\x1f\x8b": "a file compressed with gzip",
    b"BZh": "a file compressed with bzip2",
    b"\xfd7zXZ\0": "a file compressed with xz",
    b"(\xb5/\xfd": "a file compressed with zstd",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3\0": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"SIMPLE  =": "a FITS file",
}
"""How the files begin that are given for a document by mistake."""


def decode(raw: bytes) -> str:
    """Return the text of `raw`, which is UTF-8, with or without a byte order mark.

    Raises `Unreadable` for other encodings, for binary data, and above `MAX_BYTES`.
    """
    if len(raw) > MAX_BYTES:
        hint = "write several documents"
        raise Unreadable.at(
            "too-large", f"the document has more than {MAX_BYTES} bytes, and no more are read", hint=hint
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _other_encoding(raw) or _binary(raw) or _bad_byte(error.object, error.start) from error
    if (nul := text.find("\0")) >= 0:
        raise _other_encoding(raw) or _binary(raw) or _nul(text, nul)
    return text


def _other_encoding(raw: bytes) -> Unreadable | None:
    zeros = "".join("1" if sum(raw[at:400:4]) == 0 else "0" for at in range(4)) if len(raw) > 3 else ""
    marked = (name for mark, name in _MARKS.items() if raw.startswith(mark))
    unmarked = (name for patterns, name in _ZEROS.items() if zeros in patterns)
    name = next(marked, None) or next(unmarked, None)
    return Unreadable.at("not-text", f"this is {name} text, not UTF-8", hint=_SAVE) if name else None


def _binary(raw: bytes) -> Unreadable | None:
    name = next((name for signature, name in _SIGNATURES.items() if raw.startswith(signature)), None)
    hint = "a document is text, in JSON or YAML"
    return Unreadable.at("not-text", f"this is {name}, not text", hint=hint) if name else None


def _bad_byte(raw: bytes, start: int) -> Unreadable:
    before = raw[:start].decode()
    line, column = Lines(before + "?").place(len(before))
    byte = raw[start : start + 1]
    latin = byte.decode("latin-1")
    means = f", which is `{latin}` in Latin-1" if latin.isprintable() else ""
    message = f"this is not UTF-8 text: the byte 0x{byte.hex().upper()}{means}"
    return Unreadable.at("not-text", message, hint=_SAVE, line=line, column=column)


def _nul(text: str, offset: int) -> Unreadable:
    line, column = Lines(text).place(offset)
    message = "a NUL character: this is binary data, or a text that was damaged"
    return Unreadable.at("not-text", message, hint="remove it, or save the file as text", line=line, column=column)
