# SPDX-License-Identifier: Apache-2.0
"""The text of a Dockerfile: its instructions, and words with quotes, escapes and variables (Dockerfile reference)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"#\s*([A-Za-z]+)\s*=\s*(\S+)\s*")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+|$)(.*)", re.DOTALL)
_HEREDOC = re.compile(r"""<<-?(["']?)([A-Za-z_][A-Za-z0-9_]*)\1""")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9])|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])([^{}]*))?\})")
_WITH_HEREDOC = ("RUN", "COPY", "ADD")


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its name in capitals, and what stands behind it, on one line."""

    name: str
    rest: str


def escape_of(text: str) -> str:
    """Return the character that escapes others: a backslash, unless a directive at the top says something else."""
    for line in text.split("\n"):
        found = _DIRECTIVE.fullmatch(line.strip())
        if found is None:
            break
        if found[1].lower() == "escape" and found[2] == "`":
            return "`"
    return "\\"


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions. Comments and the documents that stand behind a command are left out."""
    escape = escape_of(text)
    lines = iter(line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n"))
    for first in lines:
        line = first
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = []
        while line.rstrip().endswith(escape):
            parts.append(line.rstrip()[:-1])
            line = next((more for more in lines if more.strip() and not more.lstrip().startswith("#")), "")
        found = _INSTRUCTION.fullmatch("".join([*parts, line]))
        if found:
            name, rest = found[1].upper(), found[2].strip()
            if name in _WITH_HEREDOC:
                for heredoc in _HEREDOC.finditer(rest):
                    _skip(lines, heredoc[2])
            yield Instruction(name, rest)


def _skip(lines: Iterator[str], end: str) -> None:
    for line in lines:
        if line.strip("\t") == end:
            return


def words(rest: str, escape: str) -> list[str]:
    """Return the words of `rest`, quotes and escapes still in them."""
    found, word, quote, index = [], "", "", 0
    while index < len(rest):
        sign = rest[index]
        if sign == escape and quote != "'" and index + 1 < len(rest):
            word += rest[index : index + 2]
            index += 2
            continue
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in " \t":
            found += [word] if word else []
            word, index = "", index + 1
            continue
        word += sign
        index += 1
    return found + ([word] if word else [])


def expand(word: str, variables: Mapping[str, str], escape: str) -> tuple[str, list[str]]:
    """Return what a word stands for, and the names of the variables in it that have no value, and stay as they are."""
    text, unknown, quote, index = "", [], "", 0
    while index < len(word):
        sign, following = word[index], word[index + 1 : index + 2]
        if sign == escape and quote != "'" and following:
            # Within double quotes an escape before an ordinary sign is one of the text.
            text += following if not quote or following in ('"', "$", escape) else sign + following
            index += 2
        elif sign == quote or (not quote and sign in "\"'"):
            quote = "" if quote else sign
            index += 1
        elif sign == "$" and quote != "'" and (found := _VARIABLE.match(word, index)):
            value = _value(found, variables)
            if value is None:
                unknown.append(found[1] or found[2])
            text += found[0] if value is None else value
            index = found.end()
        else:
            text += sign
            index += 1
    return text, unknown


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str | None:
    name, sign, other = found[1] or found[2], found[3] or "", found[4]
    given = variables.get(name)
    if sign.endswith("-"):
        return given if given or (given is not None and sign == "-") else other
    if sign.endswith("+"):
        return other if given or (given is not None and sign == "+") else ""
    return given
