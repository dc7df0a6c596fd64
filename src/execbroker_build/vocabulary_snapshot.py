# SPDX-License-Identifier: Apache-2.0
"""`python -m execbroker_build.vocabulary_snapshot FILE`: a terms.csv for `vocabularies/external/`, on standard output.

FILE is what the IVOA publishes of a vocabulary in the JSON that it calls desise. Definitions stay there.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from execbroker.vocabulary_files import WIDER


def to_terms(desise: Mapping[str, Any]) -> str:
    """Return the terms.csv of a vocabulary in desise: all terms on level 1, with their parents and flags as relations.

    In a draft all terms are preliminary; snapshots.conf says so at once. Raises KeyError where it is no desise.
    """
    wider = WIDER.get(desise["flavour"], WIDER["SKOS CSV"])
    draft = all("preliminary" in entry for entry in desise["terms"].values())
    flags = ("deprecated",) if draft else ("deprecated", "preliminary")
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for term, entry in desise["terms"].items():
        relations = [f"{wider}({parent})" for parent in entry["wider"]]
        relations += [f"ivoasem:{flag}" for flag in flags if flag in entry]
        relations += [f"ivoasem:useInstead({entry['useInstead']})"] if "useInstead" in entry else []
        writer.writerow([term, 1, entry["label"], "", *filter(None, [" ".join(relations)])])
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Run the command. Returns 0, or 2 where the file cannot be used."""
    if len(arguments) != 1:
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        sys.stdout.write(to_terms(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))))
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{arguments[0]}: {error!r}; is it desise?\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
