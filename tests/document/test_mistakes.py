# SPDX-License-Identifier: Apache-2.0
"""What people get wrong most often is told by the command line with its code and place, each fault once."""

import json
from pathlib import Path

import pytest

from execbroker.cli import main
from execbroker.document import FORMATS
from execbroker.kinds import Kinds

KINDS = Kinds.builtin().base + "kinds/"
REQUEST = f"executable:\n  kind: {KINDS}executable/docker-container.yaml\n  image:\n    locations: [a/b:1]\n"
GPUS = f"compute:\n  kind: {KINDS}compute/accelerated-compute-resource.yaml\n"
AS_JSON = json.dumps(FORMATS["yaml"].read(REQUEST)).encode()
MISTAKES: dict[str, tuple[bytes, list[tuple[str, int, int]]]] = {
    "misspelt-property.yaml": ((REQUEST + "computee: 1\n").encode(), [("unknown-property", 5, 1)]),
    "wrong-type.yaml": ((REQUEST + "meta:\n  name: 5\n").encode(), [("wrong-type", 6, 9)]),
    "wrong-type-of-a-whole-mapping.yaml": (  # once, however many kinds could stand there
        (REQUEST + "compute: 5\ndata: [1]\n").encode(),
        [("wrong-type", 5, 10), ("wrong-type", 6, 8)],
    ),
    "unknown-kind.yaml": (REQUEST.replace("docker-cont", "docker-kont").encode(), [("unknown-kind", 2, 9)]),
    "missing-property.yaml": ((REQUEST + GPUS).encode(), [("missing-property", 5, 1)]),
    "duplicate-key.yaml": ((REQUEST + "executable: {}\n").encode(), [("duplicate-key", 5, 1)]),
    "tab.yaml": (REQUEST.replace("  image", "\timage").encode(), [("yaml-syntax", 3, 1)]),
    "truncated.json": (AS_JSON[:-2], [("json-syntax", 1, len(AS_JSON) - 1)]),
    "binary.yaml": (b"\x7fELF\x02\x01\x01\0\0\xff", [("not-text", 1, 1)]),
    "empty.json": (b"", [("empty-document", 1, 1)]),
    "nothing.yaml": (b"# soon\n", [("empty-document", 1, 1)]),
    "bare-list.yaml": (b"# kinds\n- a\n- b\n", [("not-a-mapping", 2, 1)]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_common_mistake_is_named_with_its_place(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, expected = MISTAKES[name]
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(raw)
    assert main(["validate", "--format", "json", name]) == 1
    printed = capsys.readouterr()
    [checked] = json.loads(printed.out)
    assert [(found["code"], found["line"], found["column"]) for found in checked["diagnostics"]] == expected
    assert main(["validate", name]) == 1
    first = capsys.readouterr().out.split("\n")[0]
    assert first.startswith(f"{name}:{expected[0][1]}:{expected[0][2]}: error[{expected[0][0]}] ")
    assert main(["convert", "--to", "json", name]) == 1
    refused = capsys.readouterr()
    assert refused.out == ""
    assert f"error[{expected[0][0]}]" in refused.err
    assert "Traceback" not in refused.err + first + printed.err
