# SPDX-License-Identifier: Apache-2.0
"""Comments are found where they are, belong to what is below or before them, and are put where they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.document import FORMATS, yaml_text
from execbroker.document.yaml_comments import Placed, commented, comments

FOUND = [
    ("a: 1\n", []),
    ("# head\na: 1\n", [("# head", 1, None, False, True)]),
    ("a: 1 # beside\n", [("# beside", 1, ("a",), True, False)]),
    ("a: 1\n# above b\nb: 2\n", [("# above b", 2, ("b",), False, False)]),
    ("a: 1\n# end", [("# end", 2, None, False, False)]),
    ("a: # of a\n  b: 1\n", [("# of a", 1, ("a",), True, False)]),
    ("a:\n  # of b\n  b: 1\n", [("# of b", 2, ("a", "b"), False, False)]),
    ("a:\n- b: 1 # b\n  # c\n  c: 2\n",
     [("# b", 2, ("a", 0, "b"), True, False), ("# c", 3, ("a", 0, "c"), False, False)]),
    ("a: [\n  1\n] # closed\nb: 2\n", [("# closed", 3, ("a", 0), True, False)]),
    ("a:\n  # item\n  - 1\n", [("# item", 2, ("a", 0), False, False)]),
    ("a: {b: 1, c: 2} # all\n", [("# all", 1, ("a",), True, False)]),
    ('a: "x # y" # z\n', [("# z", 1, ("a",), True, False)]),
    ("a: 'x # y'\n", []),
    ('"a # b": 1 # c\n', [("# c", 1, ("a # b",), True, False)]),
    ("a: x#y\n", []),
    ("a: x # y # z\n", [("# y # z", 1, ("a",), True, False)]),
    ("a: |\n  text # not\n  # nor this\nb: 1\n", []),
    ("a: >-\n  text # not\n# above b\nb: 1\n", [("# above b", 3, ("b",), False, False)]),
    ("a: x\n  y # beside\n", [("# beside", 2, ("a",), True, False)]),
    ("--- # start\na: 1\n", [("# start", 1, None, False, True)]),
    ("a: &x {b: 1} # anchor\nc: *x # alias\n",
     [("# anchor", 1, ("a",), True, False), ("# alias", 2, ("c",), True, False)]),
    ("a: 1 # é 🙂\r\n# next\r\nb: 2\r\n", [("# é 🙂", 1, ("a",), True, False), ("# next", 2, ("b",), False, False)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_comment_belongs_to_what_is_below_or_before_it(text: str, expected: list[tuple[object, ...]]) -> None:
    found = comments(yaml_text.locate(text))
    assert [(one.words, one.line, one.path, one.beside, one.head) for one in found] == expected


def test_comments_are_put_above_and_beside_at_the_indentation_of_what_they_are_about() -> None:
    data = {"a": {"b": [1, {"c": "x"}], "d": "line\nline\n"}, "e": {"f": 1}}
    placed = Placed(
        above={("a", "b", 1): ["# item"], ("a", "b", 1, "c"): ["# c"], ("e",): ["# e", "# more"]},
        beside={("a",): ["# of a"], ("a", "b", 0): ["# one"], ("a", "d"): ["# text"], ("e", "f"): ["# f", "# g"]},
        head=["# head"],
        tail=["# tail"],
    )
    text = commented(FORMATS["yaml"].write(data), placed)
    assert (
        text
        == """\
# head
a:  # of a
  b:
  - 1  # one
  # item
  # c
  - c: x
  # text
  d: |
    line
    line
# e
# more
e:
  f: 1  # f # g
# tail
"""
    )
    assert FORMATS["yaml"].read(text) == data


def test_two_things_that_begin_on_one_line_keep_both_comments() -> None:
    text = "a:\n- b:\n    c: 1\n"
    placed = Placed(beside={("a", 0): ["# item"], ("a", 0, "b"): ["# b"]})
    assert commented(text, placed) == "a:\n- b:  # item # b\n    c: 1\n"


_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
_data = st.recursive(
    _text | st.integers() | st.booleans() | st.none() | st.sampled_from(["a # b", "#", "a\nb # c\n", "x " * 80]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(_text, _data, min_size=1), st.data())
def test_comments_change_no_data_and_are_found_again(data: dict[str, object], draws: st.DataObject) -> None:
    text = FORMATS["yaml"].write(data)
    paths = [path for path in yaml_text.locate(text).values if path]
    some = st.dictionaries(st.sampled_from(paths), st.just(["# words"]), max_size=4)
    placed = Placed(above=draws.draw(some), beside=draws.draw(some), head=["# head"], tail=["# tail"])
    with_comments = commented(text, placed)
    located = yaml_text.locate(with_comments)
    assert located.data == data
    found = comments(located)
    number = sum(map(len, placed.above.values())) + sum(map(len, placed.beside.values()))
    assert [one.words for one in found if one.head][:1] == ["# head"]
    assert found[-1].words == "# tail"
    assert sum(one.words.startswith("# words") for one in found) <= number
    assert "".join(one.words for one in found).count("# words") == number
