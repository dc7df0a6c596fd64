# SPDX-License-Identifier: Apache-2.0
"""Small changes of a module, each of which a test should notice."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise, takewhile

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "find": "rfind",
    "rfind": "find",
    "fullmatch": "match",
    "match": "fullmatch",
    "search": "match",
}
CLEANING = ("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "removeprefix", "removesuffix", "replace")
"""Methods of texts that give back another text; without the call it stays as it is."""
DROPPED = (ast.AugAssign, ast.Raise, ast.Continue, ast.Break)
NOT_RUN = ("annotation", "returns", "decorator_list", "args", "bases", "keywords", "type_params")
"""Fields of definitions that are not run where the function is called."""
WORDS = re.compile(r"[a-z]{2,} |^ | $|^, ")
"""Texts for people: their wording is no matter of tests."""
PATTERN = re.compile(r"\\[.wsdZb]|\[[^\]]+\]|\(\?")
TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:P<\w+>|[:=!]|<[=!]))?)|(?P<close>\))|(?P<set>\[\^?(?:\\.|[^\\\]])+\])|(?P<or>\|)"
    r"|(?P<more>[?*+]|\{[0-9,]+\})|\\.|.",
    re.DOTALL,
)

Site = tuple[ast.AST, str, int | None]
"""Where a node stands: in which other one, in which field, and at which index where that is a list."""


@dataclass(frozen=True)
class Mutant:
    """A module with one change at `place`, which is the qualified name of a function or the name of a constant.

    `line` is the first one of that function or constant, `lines` are those of the statement with the change.
    """

    place: str
    line: int
    lines: range
    change: str
    is_function: bool
    site: Site
    replacement: ast.AST


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Yield the mutants of a module; each has a place and change of its own."""
    seen: Counter[tuple[str, str]] = Counter()
    for made in _mutants(tree):
        seen[made.place, made.change] += 1
        number = seen[made.place, made.change]
        yield Mutant(**{**vars(made), "change": f"{made.change} ({number})"}) if number > 1 else made


def changed(site: Site, replacement: ast.AST) -> ast.AST:
    """Put a node in the place of another, and return that."""
    parent, field, index = site
    if index is None:
        original: ast.AST = getattr(parent, field)
        setattr(parent, field, replacement)
    else:
        within = getattr(parent, field)
        original, within[index] = within[index], replacement
    return original


def _mutants(tree: ast.Module) -> Iterator[Mutant]:
    for place, line, is_function, statement, site in _statements(tree.body):
        lines = _lines(statement)
        for where, original, replacement in _in_statement(statement, site):
            ast.copy_location(replacement, original)
            ast.fix_missing_locations(replacement)
            shown = where[0] if isinstance(original, (ast.Constant, ast.cmpop)) else original
            before = _text(shown)
            changed(where, replacement)
            after = _text(replacement if shown is original else shown)
            changed(where, original)
            yield Mutant(place, line, lines, _difference(before, after), is_function, where, replacement)


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement without those inside it."""
    inner = (ast.stmt, ast.excepthandler, ast.match_case)
    parts = [part for part in ast.iter_child_nodes(statement) if not isinstance(part, inner)]
    ends = [getattr(part, "end_lineno", None) or 0 for part in (parts if hasattr(statement, "body") else [statement])]
    return range(statement.lineno, max([statement.lineno, *ends]) + 1)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _difference(before: str, after: str) -> str:
    """Return two texts, of long ones only where they differ."""
    if len(before) > 100:
        start = max(0, _in_common(before, after) - 40)
        end = max(0, _in_common(before[start:][::-1], after[start:][::-1]) - 30)
        before, after = before[start : len(before) - end], after[start : len(after) - end]
    return f"{before}  ->  {after}"


def _in_common(one: str, other: str) -> int:
    """Return how many letters two texts begin with both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _statements(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, int, bool, ast.stmt, Site]]:
    """Yield the statements that are run, with the function or constant to which they belong."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield from ((prefix + node.name, line, True, inner, site) for inner, site in _within(node))
        elif isinstance(node, ast.ClassDef):
            yield from _statements(node.body, f"{prefix}{node.name}.")
        elif not prefix and isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            if name != "__all__":
                yield name, node.lineno, False, node, (node, "value", None)


def _within(owner: ast.AST) -> Iterator[tuple[ast.stmt, Site]]:
    for field, value in ast.iter_fields(owner):
        for index, node in enumerate(value if isinstance(value, list) else ()):
            if isinstance(node, ast.stmt):
                yield node, (owner, field, index)
            if isinstance(node, (ast.stmt, ast.excepthandler, ast.match_case)):
                yield from _within(node)


def _in_statement(statement: ast.stmt, site: Site) -> Iterator[tuple[Site, ast.AST, ast.AST]]:
    """Yield where something is put in place of something else, in a statement without those inside it."""
    if isinstance(statement, ast.Expr):
        if isinstance(statement.value, ast.Constant):
            return  # a docstring
        nothing: ast.stmt = ast.Pass()
        if isinstance(statement.value, (ast.Yield, ast.YieldFrom)):  # a generator stays one
            nothing = ast.If(ast.Constant(False), [statement], [])
        yield site, statement, nothing
    elif isinstance(statement, DROPPED):
        yield site, statement, ast.Pass()
    elif isinstance(statement, ast.Return):
        if statement.value is None:
            yield site, statement, ast.Pass()
        elif ast.unparse(statement.value) != "None":
            yield site, statement, ast.Return(ast.Constant(None))
    for inner in _expressions(statement):
        node = getattr(inner[0], inner[1])
        node = node if inner[2] is None else node[inner[2]]
        for replacement in _replacements(node, inner):
            yield inner, node, replacement


def _expressions(node: ast.AST) -> Iterator[Site]:
    """Yield where the expressions of a statement stand, and the operators of its comparisons."""
    for field, value in ast.iter_fields(node):
        if field in NOT_RUN and isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AnnAssign, ast.Lambda)):
            continue
        for index, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, (ast.expr, ast.keyword, ast.comprehension, ast.cmpop)):
                yield node, field, index if isinstance(value, list) else None
                yield from _expressions(inner)


def _replacements(node: ast.AST, site: Site) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 - a table, one row a case
    parent, field, _ = site
    match node:
        case ast.cmpop():
            yield from (other() for other in COMPARISONS[type(node)])
        case ast.BoolOp(op, values):
            for left_out in range(len(values)):
                kept = values[:left_out] + values[left_out + 1 :]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand) if not isinstance(operand, ast.Constant):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS and not isinstance(left, ast.JoinedStr):
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.Call(ast.Attribute(text, name)) if name in CLEANING:
            yield text
        case ast.Attribute(value, name, context) if name in NAMES:
            if field == "func":
                yield ast.Attribute(value, NAMES[name], context)
        case ast.Name(name, context) if name in NAMES and field == "func":
            yield ast.Name(NAMES[name], context)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value) if not _is_bound(parent):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(str() as text):
            if PATTERN.search(text):
                yield from map(ast.Constant, _patterns(text))
            elif not isinstance(parent, ast.JoinedStr) and not WORDS.search(text):
                yield ast.Constant(text + "XX")
        case ast.Constant(bytes() as raw):
            yield ast.Constant(raw + b"XX")
        case ast.comprehension(ifs=[_, *_]):
            yield ast.comprehension(node.target, node.iter, [], node.is_async)
    if field == "test" and isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.NamedExpr, ast.Subscript)):
        yield ast.UnaryOp(ast.Not(), node)


def _is_bound(parent: ast.AST) -> bool:
    """Return whether a number is compared with: moving the bound by one does what another operator does."""
    return isinstance(parent, ast.Compare) and isinstance(parent.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE))


def _patterns(pattern: str) -> Iterator[str]:  # noqa: C901 - likewise
    """Yield regular expressions that take a little more or less: quantifiers, members of sets, alternatives."""
    tokens = list(TOKEN.finditer(pattern))
    if Counter(token.lastgroup for token in tokens)["open"] != Counter(token.lastgroup for token in tokens)["close"]:
        return  # a part of a pattern
    found: list[str] = []
    depth, starts = 0, {0: [0]}
    for token in tokens:
        before, here, after = pattern[: token.start()], token[0], pattern[token.end() :]
        match token.lastgroup:
            case "more":
                instead = {"?": ("",), "*": ("+",), "+": ("*", "")}.get(here) or _counts(here)
                if before[-1:] not in ("+", "*", "?", "}", ""):
                    found += [before + other + after for other in instead]
            case "set":
                mark = "[^" if here.startswith("[^") else "["
                members = re.findall(r"\\.-\\.|\\.|[^\\]-[^\\]|[^\\]", here[len(mark) : -1])
                for left_out in range(len(members) if len(members) in (2, 3) else 0):
                    kept = members[:left_out] + members[left_out + 1 :]
                    found.append(before + mark + "".join(kept) + "]" + after)
            case "open":
                depth += 1
                starts[depth] = [token.end()]
            case "or":
                starts[depth].append(token.end())
            case "close":
                found += _alternatives(pattern, [*starts.pop(depth, [0]), token.end()])
                depth -= 1
    found += _alternatives(pattern, [*starts[0], len(pattern) + 1])
    for changed_pattern in dict.fromkeys(found):
        with suppress(re.error):
            re.compile(changed_pattern)
            yield changed_pattern


def _counts(braces: str) -> tuple[str, ...]:
    low, comma, high = braces[1:-1].partition(",")
    more = str(int(low or 0) + 1)
    if not comma:
        return (f"{{{more}}}",)
    return (f"{{{more},{high}}}", f"{{{low},{int(high) + 1}}}") if high else (f"{{{more},}}",)


def _alternatives(pattern: str, starts: list[int]) -> list[str]:
    """Return the pattern without each of the alternatives that begin at `starts`, of which the last is behind them."""
    if len(starts) < 3:
        return []
    without = [pattern[:start] + pattern[end:] for start, end in pairwise(starts[:-1])]
    return [*without, pattern[: starts[-2] - 1] + pattern[starts[-1] - 1 :]]
