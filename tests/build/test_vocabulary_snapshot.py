# SPDX-License-Identifier: Apache-2.0
"""A snapshot is made of what is published of a vocabulary, and has the same terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from execbroker.vocabulary_files import Vocabulary, read
from execbroker_build.vocabulary_desise import to_desise
from execbroker_build.vocabulary_snapshot import main, to_terms

FOLDER = Path(__file__).parents[2] / "vocabularies"
KNOWN = {vocabulary.name: vocabulary for vocabulary in read(FOLDER)}
SNAPSHOTS = [vocabulary for vocabulary in KNOWN.values() if vocabulary.source]


@pytest.mark.parametrize("vocabulary", SNAPSHOTS, ids=lambda vocabulary: vocabulary.name)
def test_a_snapshot_of_a_snapshot_is_the_same(vocabulary: Vocabulary) -> None:
    made = to_terms(to_desise(vocabulary))
    kept = (FOLDER / "external" / vocabulary.name / "terms.csv").read_text(encoding="utf-8")
    assert made == kept


@pytest.mark.parametrize("name", ["software-operation", "message-type"])
def test_a_snapshot_of_a_vocabulary_with_levels_has_its_hierarchy(tmp_path: Path, name: str) -> None:
    vocabulary = KNOWN[name]
    settings = f"title: A\ndescription: A\nauthors: A\ntimestamp: 2026-11-29\nflavour: {vocabulary.flavour}\n"
    (tmp_path / "vocabs.conf").write_text(f"[{name}]\n{settings}draft: True\n", encoding="utf-8")
    (tmp_path / name).mkdir()
    (tmp_path / name / "terms.csv").write_text(to_terms(to_desise(vocabulary)), encoding="utf-8")
    [made] = read(tmp_path)
    assert [(term.term, term.label, term.description, term.wider, term.preliminary) for term in made.terms] == [
        (term.term, term.label, "", term.wider, True) for term in vocabulary.terms
    ]
    assert [set(term.narrower) for term in made.terms] == [set(term.narrower) for term in vocabulary.terms]


def test_flags_and_successors_are_kept() -> None:
    entry = {"label": 'A "b"; c', "description": "Something.", "wider": [], "narrower": []}
    terms = {"a": entry, "b": {**entry, "deprecated": "", "useInstead": "a"}, "c": {**entry, "preliminary": ""}}
    assert to_terms({"flavour": "SKOS", "terms": terms}) == (
        'a;1;"A ""b""; c";\n'
        'b;1;"A ""b""; c";;ivoasem:deprecated ivoasem:useInstead(a)\n'
        'c;1;"A ""b""; c";;ivoasem:preliminary\n'
    )


def test_the_command_prints_it_or_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "messenger.desise"
    file.write_text(json.dumps(to_desise(KNOWN["messenger"])), encoding="utf-8")
    assert main([str(file)]) == 0
    assert "EUV;1;Extreme UV;;rdfs:subClassOf(UV)\n" in capsys.readouterr().out
    for content in ("{}", "nothing"):
        file.write_text(content, encoding="utf-8")
        assert main([str(file)]) == 2
        assert "is it desise?" in capsys.readouterr().err
    assert main([]) == 2
    assert main([str(tmp_path / "lost")]) == 2
