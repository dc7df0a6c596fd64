# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of the readers, of `validates` and of the migration, with atheris (`pip install atheris`).

    python tests/fuzz.py [--seconds 600] [--corpus FOLDER]

The seeds are the example documents, valid and invalid ones. An exception that is not documented, a run of more than two
seconds or of more than 512 MB stops it, and leaves the input in a file. Whatever the bytes, `validates` has to return a
Report, `loads` a document or `InvalidDocument`, and both have to be of one mind about the shape; `migrate` has to lose
nothing, and to have nothing to do to what it made.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["execbroker"]):
    from execbroker import InvalidDocument, Report, dumps, loads, to_messages, validates
    from execbroker.migration import migrate
    from execbroker.model import Component
    from execbroker.render import RENDERERS, Checked

from lost import lost

EXAMPLES = Path(__file__).parent / "examples"
SECONDS_FOR_ONE, MEGABYTES = 2, 512
FORMATS = (None, "json", "yaml")
AS = (None, "execution-request", "execution-template", "execution-offerset")


def one(data: bytes) -> None:
    """Hold the promises about one input; the first byte says how it is read."""
    how, text = (data[0], data[1:]) if data else (0, b"")
    options = {"format": FORMATS[how % 3], "as_": AS[how // 3 % 4], "unknown": "keep" if how // 12 % 2 else "error"}
    report = validates(text, **options)
    assert isinstance(report, Report)
    try:
        document = loads(text, **options)
    except InvalidDocument as error:
        assert error.report.diagnostics == report.diagnostics
    else:
        again = dumps(document, format="json")
        as_ = None if type(document) is Component else type(document)  # which is no document, but all that is known
        assert dumps(loads(again, format="json", as_=as_, unknown=options["unknown"])) == again
    done = migrate(text, **options)
    assert done.data is None or lost(done) == []
    if done.document is not None and done.changes:
        assert migrate(done.text(), **options | {"format": done.format.name}).changes == ()
    to_messages(report)
    shown = text.decode("utf-8", "replace")
    for render in RENDERERS.values():
        render([Checked("input", shown, report)])


def main() -> None:
    """Run for the time that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, help="folder of inputs to begin with and to add to")
    options = parser.parse_args()
    folder = options.corpus or Path(tempfile.mkdtemp(prefix="execbroker-fuzz-"))
    folder.mkdir(exist_ok=True)
    for number, file in enumerate(sorted(EXAMPLES.rglob("*.*"))):
        (folder / f"seed-{number}").write_bytes(b"\0" + file.read_bytes())
    limits = [f"-max_total_time={options.seconds}", f"-timeout={SECONDS_FOR_ONE}", f"-rss_limit_mb={MEGABYTES}"]
    atheris.Setup([sys.argv[0], *limits, "-max_len=65536", "-print_final_stats=1", str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
