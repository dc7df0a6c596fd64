# SPDX-License-Identifier: Apache-2.0
"""What authors get wrong in YAML and JSON is named where they wrote it, with what to write instead."""

import pytest

from execbroker.document import FORMATS

from .data import faults_of

SYNTAX = "yaml-syntax"
YAML = [
    # text, code, line, column, word of the hint
    ("a: > 3.10\n", SYNTAX, 1, 4, '"> 3.10"'),
    ("- > 3\n", SYNTAX, 1, 3, '"> 3"'),
    ("a: | x\nb: 1\n", SYNTAX, 1, 4, '"| x"'),
    ("a: @b # note\n", SYNTAX, 1, 4, '"@b"'),
    ("a: %b\n", SYNTAX, 1, 4, '"%b"'),
    ("a: `b`\n", SYNTAX, 1, 4, '"`b`"'),
    ("a: *.fits\n", SYNTAX, 1, 4, '"*.fits"'),
    ("a: *fits\n", SYNTAX, 1, 4, '"*fits"'),
    ("a: & b\n", SYNTAX, 1, 4, '"& b"'),
    ("a: !foo b\n", SYNTAX, 1, 4, '"!foo b"'),
    ("a: !e!b 1\n", SYNTAX, 1, 4, '"!e!b 1"'),
    ("a: [@b, c]\n", SYNTAX, 1, 5, '"@b"'),
    ("a: [\n  @b,\n  c\n]\n", SYNTAX, 2, 3, '"@b"'),
    ("@a: 1\n", SYNTAX, 1, 1, '"@a"'),
    ("*a: 1\n", SYNTAX, 1, 1, '"*a"'),
    ("&a: 1\n", SYNTAX, 1, 1, '"&a"'),
    ("a: {{ name }}\n", "not-a-text-key", 1, 4, '"{{ name }}"'),
    ("a: {{ name }}/x\n", "not-a-text-key", 1, 4, '"{{ name }}/x"'),
    ("a: {{ name }}  \nb: 1\n", "not-a-text-key", 1, 4, '"{{ name }}"'),
    ("a: {name}/x\n", SYNTAX, 1, 4, '"{name}/x"'),
    ("d: Foo: bar\n", SYNTAX, 1, 7, '"Foo: bar"'),
    ("- a: b: c\n", SYNTAX, 1, 7, '"b: c"'),
    ("a: b:\n  c: d\n", SYNTAX, 1, 5, "next line"),
    ("a: b: 1\n  # c\n  c: 2\n", SYNTAX, 1, 5, "next line"),
    ("cores: min: 4\n", SYNTAX, 1, 11, "`{min: 4}`"),
    ("cores: min: 4 max: 8 # c\n", SYNTAX, 1, 11, "`{min: 4, max: 8}`"),
    ("cores: min: 4, max: 8\n", SYNTAX, 1, 11, "`{min: 4, max: 8}`"),
    ("- cores: min: 4\n  memory: 8\n", SYNTAX, 1, 13, "`{min: 4}`"),
    ("a: note: this is text\n", SYNTAX, 1, 8, 'quotes: "note'),
    ("a: “b: c”\n", SYNTAX, 1, 6, 'write "b: c"'),
    ('a: "b”\nc: 1\n', SYNTAX, 1, 4, "`”` closes nothing"),
    ('a: "b”\nc: "d"\n', SYNTAX, 1, 4, "`”` closes nothing"),
    ("key:value\nb: 1\n", SYNTAX, 1, 4, "key: value"),
    ("a: 1\nkey:value\n", SYNTAX, 2, 4, "key: value"),
    ("a:\n-b\n-c: d\n", SYNTAX, 2, 1, "- b"),
    ('a: "x\nb: 1\n', SYNTAX, 1, 4, "close"),
    ('a: "x\nb: "y"\n', SYNTAX, 1, 4, "close"),
    ("a: [1, 2\nb: 1\n", SYNTAX, 1, 4, "`]`"),
    ("a: {x: 1\n", SYNTAX, 1, 4, "`}`"),
    ("a: [b #c]\n", SYNTAX, 1, 4, "comment"),
    ("a: {b: 1 #}", SYNTAX, 1, 4, "comment"),
    ("a: [b, #c]\nd: 1", SYNTAX, 1, 4, "comment"),
    ("a: ['b' #]", SYNTAX, 1, 4, "comment"),
    ("a: [b, #c]", SYNTAX, 1, 4, "comment"),
    ("a: [b, # c\n  it's #]\n", SYNTAX, 1, 4, "comment"),
    ("a: [b # c\nd: [1]\n", SYNTAX, 1, 4, "close it"),
    ("a: [1}\n", SYNTAX, 1, 6, "`]`"),
    ("{a: 1\n b: 2}\n", SYNTAX, 1, 6, "`,`"),
    ("[a,,b]\n", SYNTAX, 1, 4, "comma"),
    ("a: }\n", SYNTAX, 1, 4, '"}"'),
    ("a: b\n}\n", SYNTAX, 2, 1, "remove"),
    ("a:\n\tb: 1\n", SYNTAX, 2, 1, "tabs"),
    ("a:\n  b: 1\n\tc: 2\n", SYNTAX, 3, 1, "tabs"),
    ("a:\n  b: 1\n c: 2\n", SYNTAX, 3, 2, "by 2 like line 2"),
    ("a:\n  b: 1\n\n  # c\n   c: 2\n", SYNTAX, 5, 4, "by 2 like line 2"),
    ("a:\n  - b: 1\n     c: 2\n", SYNTAX, 3, 6, "by 4 like line 2"),
    ("a:\n  - b: 1\n   c: 2\n", SYNTAX, 3, 4, "by 4 like line 2"),
    ("a:\n  - b\n - c\n", SYNTAX, 3, 2, "by 2 like line 2"),
    (" a: 1\nb: 2\n", SYNTAX, 2, 1, "by 1 like line 1"),
    ("a: 1\n- b\n", SYNTAX, 2, 1, "indent"),
    ("- a\nb: 1\n", SYNTAX, 2, 1, "`- `"),
    ("a: - b\n", SYNTAX, 1, 4, "lines below"),
    ("a: 1\nmissing\nb: 2\n", SYNTAX, 2, 1, "missing: "),
    ("a:\n  missing\n  b: 1\n", SYNTAX, 2, 3, "missing: "),
    ('a: "b" c\n', SYNTAX, 1, 8, "whole value"),
    ("a: 'it's'\n", SYNTAX, 1, 8, "twice"),
    ('a: "C:\\dir"\n', SYNTAX, 1, 7, "single quotes"),
    ("a: ? b\n", SYNTAX, 1, 4, '"? b"'),
    ("a: 1\n---\nb: 2\n", SYNTAX, 2, 1, "one document"),
    ("a: b\n%c: d\n", SYNTAX, 2, 1, "quotes"),
    ("a: 1\n\ufeffb: 2\n", SYNTAX, 2, 1, "remove"),
    ("a: b\x07\n", SYNTAX, 1, 5, "escape"),
    ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1, "one of them"),
    ("a: 8048e341\n", "number-too-long", 1, 4, '"8048e341"'),
    ('"a\\"b": c: d\n', SYNTAX, 1, 10, '"c: d"'),
    ("'it''s': c: d\n", SYNTAX, 1, 11, '"c: d"'),
    ('"": c: d\n', SYNTAX, 1, 6, '"c: d"'),
    ("'': c: d\n", SYNTAX, 1, 6, '"c: d"'),
    ('"k" : c: d\n', SYNTAX, 1, 8, '"c: d"'),
    ("a:b: c: d\n", SYNTAX, 1, 7, '"c: d"'),
    ("\na: b: c\n", SYNTAX, 2, 5, '"b: c"'),
    ("\ra: b: c\n", SYNTAX, 2, 5, '"b: c"'),
    ("a: 1\rb: 2\rc: d: e\rf: 3\r", SYNTAX, 3, 5, '"d: e"'),
    ("a: b: 1\r  c: 2\r", SYNTAX, 1, 5, "next line"),
    ("a: b: 1\nc:\n  d: 2\n", SYNTAX, 1, 5, "`{b: 1}`"),
    ("a: b: 1\n\n# c\n  c: 2\n", SYNTAX, 1, 5, "next line"),
    ('a: "b\\"c" d\n', SYNTAX, 1, 11, "whole value"),
    ("a: 'it''s' so\n", SYNTAX, 1, 12, "whole value"),
    ('a: "" b\n', SYNTAX, 1, 7, "whole value"),
    ("a: '' b\n", SYNTAX, 1, 7, "whole value"),
    ('a: @b "c"\n', SYNTAX, 1, 4, "'@b \"c\"'"),
    ("a: @b\\c\n", SYNTAX, 1, 4, "'@b\\c'"),
    ('a: @it\'s "c"\n', SYNTAX, 1, 4, "'@it''s \"c\"'"),
    ("a.b:value\nb: 1\n", SYNTAX, 1, 4, "`a.b: value`"),
    ("a-b:value\nb: 1\n", SYNTAX, 1, 4, "`a-b: value`"),
    ("a:b\nc: 1\n", SYNTAX, 1, 2, "`a: b`"),
    ("http://x\nb: 1\n", SYNTAX, 1, 1, "`http://x: ...`"),
    ("a::b\nb: 1\n", SYNTAX, 1, 1, "`a::b: ...`"),
    (":value\nb: 1\n", SYNTAX, 1, 1, "`:value: ...`"),
    ("a: 1\n--b\nc: 2\n", SYNTAX, 2, 1, "`--b: ...`"),
    ("a:\n    b: 1\n  c: 2\n", SYNTAX, 3, 3, "by 0 like line 1 or by 4 like line 2"),
    ("a: [b # c\rd: [1]\r", SYNTAX, 1, 4, "close it"),
    ('a: ["]", b\nd: 1\n', SYNTAX, 1, 4, "close it"),
    ('a: ["\\"]", b\nd: 1\n', SYNTAX, 1, 4, "close it"),
    ("a: ['x]', b\nd: 1\n", SYNTAX, 1, 4, "close it"),
    ("a: ['it''s ]', b\nd: 1\n", SYNTAX, 1, 4, "close it"),
    ("a: ['b' c]\n", SYNTAX, 1, 8, "`,`"),
    ("a: {k: @b}\n", SYNTAX, 1, 8, '"@b"'),
    ("a: ['b', @c, d]\n", SYNTAX, 1, 10, '"@c"'),
    ("'a': @c, d\n", SYNTAX, 1, 6, '"@c, d"'),
    ("x[]: @c, d\n", SYNTAX, 1, 6, '"@c, d"'),
    ("x[: 1\nb: @c, d\n", SYNTAX, 2, 4, '"@c, d"'),
    ("x]: 1\nc: [a,,b]\n", SYNTAX, 2, 7, "comma"),
    ("a: max-cores: 4\n", SYNTAX, 1, 13, "`{max-cores: 4}`"),
    ("a: b:\nc: d\n", SYNTAX, 1, 5, "next line"),
    ("a: 'b': c\n", SYNTAX, 1, 7, "whole value"),
    ("a: [@b , c]\n", SYNTAX, 1, 5, '"@b"'),
    ("a: [@b]\n", SYNTAX, 1, 5, '"@b"'),
    ("a: |1x\n b\n", SYNTAX, 1, 4, '"|1x"'),
    ("a: , b\n", SYNTAX, 1, 4, '", b"'),
    ("a: }  \n", SYNTAX, 1, 4, '"}"'),
    ("{a: 1 b: 2}\n", SYNTAX, 1, 8, "`,`"),
    ("{a: 1, c\n b: 2}\n", SYNTAX, 1, 9, "`,`"),
    ("a: 1\n  b: 2\n", SYNTAX, 2, 3, "by 0 like line 1"),
    ("- a: 1\n   b: 2\n", SYNTAX, 2, 4, "by 2 like line 1"),
    ("a: b\n c: d\n e: f\n", SYNTAX, 2, 2, "by 0 like line 1"),
    ("a:\n-b  \n-c: d\n", SYNTAX, 2, 1, "`- b`"),
    ("a:\n \tb: 1\n", SYNTAX, 2, 2, "tabs"),
    ('a: [b, "\n', SYNTAX, 1, 8, 'close it with `"`'),
    ("a: [b] c  # d\n", SYNTAX, 1, 4, '"[b] c"'),
    ('- "a" b\n', SYNTAX, 1, 7, "whole value"),
    ("a:\n  - 'it's'\n  - b\n", SYNTAX, 2, 9, "twice"),
    ("- [a] b # c\n", SYNTAX, 1, 3, '"[a] b"'),
    ("- - {a: 1} b\n", SYNTAX, 1, 5, '"{a: 1} b"'),
    ("  - a\n - b\n", SYNTAX, 2, 2, "by 2 like line 1"),
    ("a: - b  \n", SYNTAX, 1, 4, '"- b"'),
    ("x: 1\na: - b\n", SYNTAX, 2, 4, '"- b"'),
    ("a:\n  - b: 1\n  c: 2\n", SYNTAX, 3, 3, "by 4 like line 2"),
    ("- x: 1\n  - b\nc: 1\n", SYNTAX, 2, 3, "by 0 like line 1"),
    ("a:\n- b: 1\n - c\n", SYNTAX, 3, 2, "by 0 like line 2"),
    ("a: [b,\n\t", SYNTAX, 1, 4, "close it"),
    ("a: 'b\n\t", SYNTAX, 1, 4, "close it"),
    (": b\n", SYNTAX, 1, 1, "write the key"),
    ("a:\n  b: 1\n  : 2\n", SYNTAX, 3, 3, "write the key"),
    ("a: : b\n", SYNTAX, 1, 4, '": b"'),
    ("- image\n  tag: 1\n", SYNTAX, 2, 3, "`key: value`"),
    ("[a]\nb: 1\n", SYNTAX, 2, 1, "`key: value`"),
    ("'a'\nb\n", SYNTAX, 2, 1, "text of several lines in quotes"),
    ('a: "b"\ufeff c\n', SYNTAX, 1, 7, "remove"),
    ("a: 1\n\ufeff\ufeffb: 2\n", SYNTAX, 2, 1, "remove"),
    ("{a: b\n: c}\n", SYNTAX, 2, 1, "`,`"),
    (" - x: 1\n  - b\n", SYNTAX, 2, 3, "by 1 like line 1"),
    ('a: ["b" c]  # "d"\n', SYNTAX, 1, 8, "`,`"),
    ("a: [\n  [b],\n", SYNTAX, 1, 4, "`]`"),
    ("a: [\n  {b: [c],\n", SYNTAX, 2, 3, "`}`"),
    ("cores: min: , max: 8\n", SYNTAX, 1, 11, 'the value in quotes: "min: , max: 8"'),
    ("a:\n  - b\n    c: 1\n", SYNTAX, 3, 5, "`key: value`"),
    ("a: [b,#c]\n", SYNTAX, 1, 4, "comment"),
    ("a: {#k: 1}\n", SYNTAX, 1, 4, "comment"),
    ("min: >0\n", SYNTAX, 1, 6, '">0"'),
    ("% note\na: 1\n", SYNTAX, 1, 1, "%YAML 1.2"),
    ("%YAML\n---\na: 1\n", SYNTAX, 1, 1, "%YAML 1.2"),
    ("%YAML 1\n---\na: 1\n", SYNTAX, 1, 1, "%YAML 1.2"),
    ("%TAG a b\n---\na: 1\n", SYNTAX, 1, 6, "signs such as"),
    ("a: !!\n", SYNTAX, 1, 4, '"!!"'),
    ("a: !1%2\n", SYNTAX, 1, 4, '"!1%2"'),
    ("--- a: b\n", SYNTAX, 1, 6, "signs such as"),
    ("- : b: c\n", SYNTAX, 1, 3, "signs such as"),
    ("a: [- b]\n", SYNTAX, 1, 5, "signs such as"),
    ("\na: }\n", SYNTAX, 2, 4, '"}"'),
    ("a: [}\n", SYNTAX, 1, 4, "`]`"),
    ("a: [\n  'b' 'c'\n]\n", SYNTAX, 2, 6, "`,`"),
    ("{a: 1,\n b: 2 c: 3}\n", SYNTAX, 2, 8, "`,`"),
    ('a: "\\n\\d"\n', SYNTAX, 1, 7, "single quotes"),
    ('a: "\\x7\\u0e9"\n', SYNTAX, 1, 5, "single quotes"),
    ("k" * 1100 + ": 1\n", SYNTAX, 1, 1, "shorter"),
    ("a: 1\n" + "k" * 1100 + "\nb: 2\n", SYNTAX, 2, 1, "shorter"),
    ("a:b  \nc: 1\n", SYNTAX, 1, 2, "`a: b`"),
    (" a:\n -b c\n - d\n", SYNTAX, 2, 2, "`- b c`"),
    ("a 1\nb: 2\n", SYNTAX, 1, 1, "`a: ...`"),
    ("{{ name }}\n", "not-a-text-key", 1, 1, '"{{ name }}"'),
    ("&a 1: x\n", "not-a-text-key", 1, 1, '"1"'),
    ("@a:\n  b: 1\n", SYNTAX, 1, 1, 'the key in quotes: "@a"'),
    ("a: b: c d\n", SYNTAX, 1, 5, 'put the value in quotes: "b: c d"'),
    ('a: "b": c\n', SYNTAX, 1, 7, "whole value"),
    ("cores: min: 16\n", SYNTAX, 1, 11, "`{min: 16}`"),
    ("a: 'one\n  it''s' so\n", SYNTAX, 1, 4, "on its own line"),
    ("x: 'y'\na: '''tis\n  so' x\n", SYNTAX, 2, 4, "on its own line"),
    ('a: "one\n  \\"two\\"" so\n', SYNTAX, 1, 4, "on its own line"),
    ('- "a" b\n- @c\n', SYNTAX, 1, 7, "whole value"),
    ("b: &b, c\n", SYNTAX, 1, 6, "signs such as"),
    ("x: 1\na: ? b\n", SYNTAX, 2, 4, '"? b"'),
    ("a: 'one\n  two''' so\n", SYNTAX, 1, 4, "on its own line"),
    ("{}}\n", SYNTAX, 1, 3, "remove it"),
    ("[]]\n", SYNTAX, 1, 3, "remove it"),
    ("[a]]b\n", SYNTAX, 1, 4, "remove it"),
    ("a: 1\n...\nb: 2\n", SYNTAX, 3, 1, "one file"),
    ("a: 1\n... # end\nb: 2\n", SYNTAX, 3, 1, "one file"),
    (":\n", SYNTAX, 1, 1, "write the key"),
    ('a: ["b"#c]\n', SYNTAX, 1, 4, "close it"),
    ("a: .inf\n", "not-a-number", 1, 4, "leave it out"),
    ("a: &b [*b]\n", "recursive-alias", 1, 8, "write out"),
    ("[" * 202, "too-deep", 1, 202, "bracket"),
    ("8080: x\n", "not-a-text-key", 1, 1, '"8080"'),
    ("true: x\n", "not-a-text-key", 1, 1, '"true"'),
    ("? [a]\n", "not-a-text-key", 1, 3, "text"),
]

JSON_SYNTAX = [
    # text, line, column, word of the hint
    ("[1,\n]", 1, 3, "comma"),
    ('{"a": 1,}', 1, 8, "comma"),
    ('{"a": 1\n "b": 2}', 1, 8, "`,`"),
    ("[1 2]", 1, 3, "`,`"),
    ("['a']", 1, 2, "double quotes"),
    ("{'a': 1}", 1, 2, "double quotes"),
    ("{a: 1}", 1, 2, "double quotes"),
    ('{"a": b}', 1, 7, "double quotes"),
    ('{"a": 1, // note\n "b": 2}', 1, 10, "comments"),
    ("# note\n{}", 1, 1, "comments"),
    ('{"a": /* note */ 1}', 1, 7, "comments"),
    ('{"a": True}', 1, 7, "`true`"),
    ("[False]", 1, 2, "`false`"),
    ("[None]", 1, 2, "`null`"),
    ("[undefined]", 1, 2, "`null`"),
    ("[nil]", 1, 2, "`null`"),
    ('{"a": "x,\n "b": 1}', 1, 10, "closing"),
    ('{"a": "x', 1, 7, "close"),
    ('{"a": [1,\n2', 2, 2, "line 1"),
    ("[1}", 1, 3, "`]` first"),
    ("[1,}", 1, 4, "`]` first"),
    ('{"a": [1}}', 1, 9, "`]` first"),
    ("{]", 1, 2, "`}` first"),
    ('{"a": 1,]', 1, 9, "`}` first"),
    ('{"a": ]', 1, 7, "`}` first"),
    ("]", 1, 1, "remove this `]`"),
    ("}", 1, 1, "remove this `}`"),
    ("[:1]", 1, 2, "remove this `:`"),
    ('{"a": "C:\\dir"}', 1, 10, "twice"),
    ('["a\tb"]', 1, 4, "\\u0009"),
    ('["a\rb"]', 1, 4, "closing"),
    ('["\\u 041"]', 1, 3, "twice"),
    ('{"a":1}\n{"a":2}', 2, 1, "one document"),
    ("{}\n[1]", 2, 1, "one document"),
    ("{}}", 1, 3, "remove"),
    ("[]]", 1, 3, "remove"),
    ("{} // note", 1, 4, "comments"),
    ("[1 // note\n]", 1, 4, "comments"),
    ("{{}: 1}", 1, 2, '"key": value'),
    ("{[1]: 1}", 1, 2, '"key": value'),
    ("{:1}", 1, 2, '"key": value'),
    ('{,"a":1}', 1, 2, '"key": value'),
    ("[01]", 1, 2, "numbers"),
    ("[+1]", 1, 2, "numbers"),
    ("[.5]", 1, 2, "numbers"),
    ("[1.]", 1, 2, "numbers"),
    ("[-.5]", 1, 2, "numbers"),
    ("[1_000]", 1, 2, "numbers"),
    ("[0x1F]", 1, 2, "numbers"),
    ("[+0xa0]", 1, 2, "numbers"),
    ("[-0o17]", 1, 2, "numbers"),
    ("[0b1]", 1, 2, "numbers"),
    ("[1.2.3]", 1, 2, "double quotes"),
    ('{"a": 12:30}', 1, 9, "colon"),
    ('{"a" 1}', 1, 5, '"key": value'),
    ('{"a":,}', 1, 6, "leave the key out"),
    ('[{"a":,}]', 1, 7, "leave the key out"),
    ("[,1]", 1, 2, "remove"),
    ('{"a": [,1]}', 1, 8, "remove"),
    ("\ufeff{}", 1, 1, "invisible"),
    ("[\u200bx]", 1, 2, "U+200B"),
    ("[x\u200b]", 1, 2, "double quotes"),
    ("{“a”: 1}", 1, 2, '`“` is no quote in JSON: write `"`'),
    ("{“a: 1}", 1, 2, 'write `"`'),
    ("{a”: 1}", 1, 2, "double quotes"),
    ('{"a": “b”}', 1, 7, '`“` is no quote in JSON: write `"`'),
    ('{"a": “b}', 1, 7, 'write `"`'),
    ('{"a": b”}', 1, 7, "double quotes"),
    ('{"a”: 1}', 1, 4, 'write `"`'),
    ('{"a”: "b"}', 1, 4, 'write `"`'),
    ('["a”, "b"]', 1, 4, 'write `"`'),
    ('["x", "a”, "bc"]', 1, 9, 'write `"`'),
    ('["a», "b"]', 1, 4, 'write `"`'),
    ('["a", "b”]\n', 1, 9, 'write `"`'),
    ('["he said “hi”, and\n"]', 1, 20, "closing"),
]
JSON = [
    *((text, "json-syntax", line, column, word) for text, line, column, word in JSON_SYNTAX),
    *((f"[{word}]", "not-a-number", 1, 2, "leave it out") for word in ("NaN", "nan", "+inf", "-Inf", "Infinity")),
    ("[-Infinity]", "not-a-number", 1, 2, "leave it out"),
    ("[" + "1" * 5000 + "]", "number-too-long", 1, 2, "quotes"),
    ("[" * 202, "too-deep", 1, 202, "bracket"),
]

YAML_NAMED = [
    # text, what its message names
    ("a: | x\nb: 1\n", "`|` begins a block"),
    ("a: > 3\nb: 1\n", "`>` begins a block"),
    ("a: & b\n", "`&` begins an anchor"),
    ("a: @b\n", "`@` cannot begin"),
    ("a: [b] c\n", "`[` begins a list"),
    ("a: {b: 1} c\n", "`{` begins a mapping"),
    ("a: , b\n", "`,` cannot begin"),
    ("a: } b\n", "`}` closes nothing"),
    ('x: 1\na: "b" c \n', "`c`"),
    ('a: "C:\\dir"\n', "`\\d`"),
    ("a:\n  b: 1\n c: 2\n", "key is indented by 1"),
    ("a:\n  - b\n - c\n", "list item is indented by 1"),
    ("a:\n  - b: 1\n   c: 2\n", "key among the items of the list of line 2"),
    ("8080: x\n", "`8080`"),
    ("a: [- b]\n", "`-` cannot stand here"),
    (" a\nb: 1\n", "`a` stands"),
    ("a: b\n]\n", "`]` closes nothing"),
    ("- image\n  tag: 1\n", "belongs to no mapping"),
]
JSON_NAMED = [
    ('["a\tb"]', "a tab "),
    ('["a\x07b"]', "a control character "),
    ('["C:\\dir"]', "`\\d` "),
    ('["\\n\\d\\e"]', "`\\d` "),
    ('["a”]', "`”` "),
    ('[["a"] "b"]', "the list"),
    ('[{"a": 1 "b": 2}]', "the object"),
    ("[1 // note\n]", "a comment"),
    ("[", "a value was expected"),
    ("{", "a key was expected"),
    ('{"a"', "`:` was expected"),
    ("[1", "`,` or `]` was expected"),
]

JARGON = ("block mapping", "simple key", "flow ", "scalar", "token", "node content", "expected ':'", "EOF")


@pytest.mark.parametrize(("text", "code", "line", "column", "word"), YAML)
def test_a_mistake_in_yaml_is_named_where_it_was_made(text: str, code: str, line: int, column: int, word: str) -> None:
    [fault] = faults_of(FORMATS["yaml"].locate, text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert word in (fault.hint or "")
    assert not any(jargon in fault.message for jargon in JARGON)
    assert faults_of(FORMATS["yaml"].read, text)


@pytest.mark.parametrize(("text", "code", "line", "column", "word"), JSON)
def test_a_mistake_in_json_is_named_where_it_was_made(text: str, code: str, line: int, column: int, word: str) -> None:
    [fault] = faults_of(FORMATS["json"].locate, text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert word in (fault.hint or "")
    assert not any(jargon in fault.message for jargon in JARGON)
    assert faults_of(FORMATS["json"].read, text)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [*(("yaml", text, named) for text, named in YAML_NAMED), *(("json", text, named) for text, named in JSON_NAMED)],
)
def test_a_message_names_what_stands_there_or_is_missing(name: str, text: str, named: str) -> None:
    [fault] = faults_of(FORMATS[name].locate, text)
    assert named in fault.message


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a: @b "c"  # d\n', "'@b \"c\"'"),
        ("a: @b  # c\n", '"@b"'),
        ("a: b c: d e  # f\n", '"b c: d e"'),
        ('a: "b\n', 'close it with `"`'),
        ("a: 'it's'\n", "in it twice"),
        ("a: ?  \n", '"?"'),
    ],
)
def test_a_hint_ends_with_what_to_write(text: str, written: str) -> None:
    [fault] = faults_of(FORMATS["yaml"].locate, text)
    assert (fault.hint or "").endswith(written)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("- a\nb: 1\n", "item with `- `"),
        ("- x: 1\nc: 1\n", "the key by 2 like line 1"),
        ("a:\n  - b:\n      c: 1\n   d: 2\n", "the key by 4 like line 2 or by 6 like line 3"),
        ("\n  a: 1\n b: 2\n", "indent it by 2 like line 2"),
        ("a:\n  - b\n c: 2\n", "it by 0 like line 1"),
        ("a:\n  - b: 1\n  c: 2\n", "the key by 4 like line 2"),
        ("    a: 1\n    b: 2\n  c: 3\n", "it by 4 like line 2"),
        ("a:\n   - b\n   - c\n - d\n", "it by 3 like line 3"),
        (
            "a:\n   b:\n     c: 1\n   d:\n         e: 1\n  f: 1\n",
            "it by 0 like line 1 or by 3 like line 4 or by 9 like line 5",
        ),
    ],
)
def test_a_line_is_told_to_go_where_a_neighbour_stands_and_nowhere_else(text: str, ways: str) -> None:
    [fault] = faults_of(FORMATS["yaml"].locate, text)
    assert (fault.hint or "").endswith(ways)


@pytest.mark.parametrize("text", ["[0x]", "[1a]", "[x1]", "[a1.5]"])
def test_what_does_not_look_like_a_number_is_told_to_be_text(text: str) -> None:
    [fault] = faults_of(FORMATS["json"].locate, text)
    assert (fault.hint or "").startswith("put text in double quotes")


def test_every_value_that_should_be_in_quotes_is_named_at_once() -> None:
    text = "a:\n  - @b\n  - > 3\nc: > 3.10\nd: {{ x }}/y\ne: `z`\nf: ok: no\ng: 1\ng: 2\n"
    found = faults_of(FORMATS["yaml"].locate, text)
    assert [(fault.line, fault.column) for fault in found] == [(2, 5), (3, 5), (4, 4), (5, 4), (6, 4), (7, 6), (9, 1)]


def test_values_of_one_line_are_named_where_each_stands() -> None:
    for text in ("{a: @b, c: @d}", "{a: *b, c: @d}"):
        found = faults_of(FORMATS["yaml"].locate, text)
        assert [(fault.line, fault.column) for fault in found] == [(1, 5), (1, 12)]


def test_what_is_not_closed_says_on_which_line_it_opened() -> None:
    for text in ("a: 1\nb: [1,\n", "a: 1\nb: {c: 1\n", 'a: 1\nb: "c\nd: e\n'):
        [fault] = faults_of(FORMATS["yaml"].locate, text)
        assert "line 2" in fault.message


def test_both_lines_of_a_key_that_stands_twice_are_named() -> None:
    for name, text in (("yaml", "a: 1\nb: 2\na: 3\n"), ("json", '{"a": 1,\n"b": 2,\n"a": 3}')):
        [fault] = faults_of(FORMATS[name].locate, text)
        assert "line 1" in fault.message
        assert "line 3" in fault.message
