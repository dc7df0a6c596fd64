# SPDX-License-Identifier: Apache-2.0
"""`execbroker plan`: what it prints, in text, JSON and YAML, what it draws, and how it ends."""

from __future__ import annotations

import io
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from shlex import split
from xml.etree import ElementTree as ET

import pytest
import yaml

from execbroker import loads, plan, validate
from execbroker.cli import main
from execbroker.model import ExecutionRequest, OfferSet, PlatformDescription
from execbroker.planning.timeline import Timeline, range_to_show, timeline
from execbroker.render.timeline_svg import as_svg
from execbroker.render.timeline_text import as_lines
from execbroker.time import Instant, parse_instant

EXAMPLES = Path(__file__).parent / "examples" / "planning"
DOCS = Path(__file__).parents[1] / "docs"
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOW = "--now 2026-05-02T17:00:00Z"
SVG = "{http://www.w3.org/2000/svg}"
KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
REQUEST = f"""
executable: {{kind: {KINDS}/executable/docker-container.yaml, image: {{locations: ['example.org/tool:1']}}}}
compute: {{kind: {KINDS}/compute/simple-compute-resource.yaml, cores: {{min: 8}}}}
schedule: {{requested: {{duration: DURATION}}}}
"""
HOSTILE = "</text><script>alert('&')</script>\N{RIGHT-TO-LEFT OVERRIDE}\a" + "long" * 40


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples, and files that are none, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    for file in EXAMPLES.glob("*.yaml"):
        Path(file.name).write_bytes(file.read_bytes())
    platform = Path("platform.yaml").read_text(encoding="utf-8")
    files = {
        "empty.yaml": b"",
        "binary.yaml": b"\x00\xff\xfe\x9f",
        "wrong.yaml": platform.replace("cores: 64", "cores: many").encode(),
        "meaningless.yaml": platform.replace("standing: PT15M", "standing: -PT15M").encode(),
    }
    for name, raw in files.items():
        Path(name).write_bytes(raw)
    Path("folder").mkdir()


def run(capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, str, str]:
    code = main(["plan", *split(command)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_what_the_page_shows_is_what_is_printed_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / "planning.md").read_text(encoding="utf-8")
    fences = FENCE.findall(text)
    shown = [(command, block) for (kind, command), (info, block) in pairwise(fences) if (kind, info) == ("sh", "text")]
    assert len(shown) == 2
    for command, block in shown:
        assert run(capsys, command.removeprefix("execbroker plan "))[1] == block
    image = (DOCS / "examples" / "planning" / "two-hours.svg").read_text(encoding="utf-8")
    assert Path("two-hours.svg").read_text(encoding="utf-8") == image
    documents = [block for kind, block in fences if kind == "yaml"]
    files = [Path(name).read_text(encoding="utf-8") for name in ("two-hours.yaml", "platform.yaml")]
    assert documents == [file.partition("\n")[2] for file in files], "they are shown whole, but for the licence"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("two-hours.yaml --platform platform.yaml", 0),
        ("gpu.yaml --platform platform.yaml", 1),
        ("gpu.yaml --platform platform.yaml --format json", 1),
        ("empty.yaml --platform platform.yaml", 1),
        ("binary.yaml --platform platform.yaml", 1),
        ("two-hours.yaml --platform wrong.yaml", 1),
        ("two-hours.yaml --platform meaningless.yaml", 1),
        ("two-hours.yaml --platform two-hours.yaml", 1),
        ("platform.yaml --platform platform.yaml", 1),
        ("folder --platform platform.yaml", 2),
        ("two-hours.yaml --platform folder", 2),
        ("nowhere.yaml --platform platform.yaml", 2),
        ("two-hours.yaml --platform nowhere.yaml", 2),
        ("two-hours.yaml --platform platform.yaml --output folder", 2),
        ("two-hours.yaml --platform platform.yaml --svg folder", 2),
        ("- --platform -", 2),
    ],
)
def test_the_exit_code_tells_how_it_went(capsys: pytest.CaptureFixture[str], command: str, code: int) -> None:
    found, out, err = run(capsys, f"{command} {NOW}")
    assert found == code
    assert bool(err) == (not out), "it is told on one of the two"


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-05-02", "2026-05-02T17:00:00", "2026-02-30T00:00:00Z", "9" * 5000, ""]
)
def test_a_time_that_is_none_is_a_mistake_of_the_caller(capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, out, err = run(capsys, f"two-hours.yaml --platform platform.yaml --now '{text}'")
    assert (code, out) == (2, "")
    assert "write such as 2026-05-02T17:00:00Z" in err
    assert len(err) < 300


@pytest.mark.parametrize(
    ("text", "code"), [("9999-12-31T23:59:59.999Z", 1), ("9999-12-31T23:59:59+00:01", 1), ("0000-01-01T00:00:00Z", 0)]
)
def test_a_time_at_the_ends_of_the_calendar_has_an_answer(
    capsys: pytest.CaptureFixture[str], text: str, code: int
) -> None:
    found, out, err = run(capsys, f"two-hours.yaml --platform platform.yaml --now {text} --svg it.svg")
    assert (found, err) == (code, "")
    assert out
    ET.parse("it.svg")  # noqa: S314 - our own


@pytest.mark.parametrize(("text", "year"), [("0000-01-01T00:00:00+23:59", -1), ("9999-12-31T23:59:59-23:59", 10000)])
def test_a_time_outside_the_calendar_is_a_mistake_of_the_caller(
    capsys: pytest.CaptureFixture[str], text: str, year: int
) -> None:
    code, out, err = run(capsys, f"two-hours.yaml --platform platform.yaml --now {text}")
    assert (code, out) == (2, "")
    assert f"--now {text}: the model has no text for the year {year}; write" in err


def test_the_offers_are_told_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(capsys, f"two-hours.yaml --platform platform.yaml {NOW}")[1]
        == """\
YES at 2026-05-02 17:00 UTC, 2 offers, open until 2026-05-02 17:15

offer           1                 2
start           2026-05-02 18:05  2026-05-03 03:05
end             2026-05-02 20:05  2026-05-03 05:05
prepared from   2026-05-02 18:00  2026-05-03 03:00
released until  2026-05-02 20:10  2026-05-03 05:10
lasts           2 hours           2 hours
cores           32                32
memory          64 GiB            64 GiB
energy          0.768 kWh         0.768 kWh

             2 May 2026              3 May 2026
             18:00       21:00       00:00       03:00
         ----+-----------+-----------+-----------+--------
cores    8888............777777777777777777777777.........  48 of 64
memory   5555............777777777777777777777777.........  160 of 256 GiB
storage  2222............111111111111111111111111.........  2000 of 10000 GiB
offer 1      =========
offer 2                                          =========

From 2026-05-02 17:00 to 2026-05-03 05:10 UTC; a column is 15 minutes.
Booked at most in it: . nothing, 1 to 9 tenths that are begun, # all; and in all
of this time to the right. Offers: p preparing, = available, r releasing; of
several in one column = is shown before p, and p before r.
"""
    )


def test_why_there_are_no_offers_is_told_with_its_place_in_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, f"gpu.yaml --platform platform.yaml {NOW}")
    assert (code, err) == (1, "")
    assert out.splitlines()[:2] == [
        "NO at 2026-05-02 17:00 UTC",
        "gpu.yaml:13:13: error[no-such-accelerator] the platform has no gpu",
    ]
    assert out.endswith("`execbroker explain no-such-accelerator` says more about that code\n")
    assert Path("gpu.yaml").read_text(encoding="utf-8").splitlines()[12][12:] == "gpu"


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("name", ["two-hours", "gpu"])
def test_the_offer_set_is_printed_alone(capsys: pytest.CaptureFixture[str], name: str, form: str) -> None:
    _, out, err = run(capsys, f"{name}.yaml --platform platform.yaml {NOW} --format {form}")
    request = loads(Path(f"{name}.yaml").read_bytes(), as_=ExecutionRequest)
    platform = loads(Path("platform.yaml").read_bytes(), as_=PlatformDescription)
    assert loads(out, format=form, as_=OfferSet) == plan(request, platform, now=NOW.split()[1])
    assert err == ""


def test_the_present_is_meant_where_no_time_is_given_in_whole_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("execbroker.command.plan.now", lambda: parse_instant("2026-05-03T04:00:00.25Z"))
    _, out, _ = run(capsys, "two-hours.yaml --platform platform.yaml --format json")
    assert json.loads(out)["meta"]["created"] == "2026-05-03T04:00:00Z"
    _, out, _ = run(capsys, "two-hours.yaml --platform platform.yaml")
    assert "YES at 2026-05-03 04:00 UTC, 1 offer, open until 2026-05-03 04:15\n" in out
    assert re.search("\nstart +2026-05-03 04:05\n", out)


def test_the_suffix_of_the_file_tells_the_format_and_the_image_has_a_file_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("answer.json", "answer.yaml"):
        assert run(capsys, f"two-hours.yaml --platform platform.yaml {NOW} -o {name}") == (0, "", "")
        assert validate(name).diagnostics == ()
    for svg in ("-", "answer.txt"):
        code, _, err = run(capsys, f"two-hours.yaml --platform platform.yaml {NOW} --svg {svg} -o answer.txt")
        assert (code, err) == (2, f"execbroker: --svg {svg}: the image needs a file of its own\n")


def test_a_limit_about_which_the_platform_is_silent_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    request = yaml.safe_load(Path("two-hours.yaml").read_bytes())
    cost = {
        "kind": f"{KINDS}/costs/simple-minmax-float-cost.yaml",
        "type": "urn:ivoa:calycopis:cost:monetary",
        "max": 1,
    }
    Path("limited.yaml").write_text(yaml.safe_dump({**request, "costs": [cost]}), encoding="utf-8")
    code, out, _ = run(capsys, f"limited.yaml --platform platform.yaml {NOW}")
    assert code == 0
    told = "warning[limit-not-answered] the offers say nothing about urn:ivoa:calycopis:cost:monetary, on which"
    assert f"{told} there is a limit\n" in out


@pytest.mark.parametrize("piped", ["gpu.yaml", "platform.yaml"])
def test_either_document_comes_by_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, piped: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(piped).read_bytes())))
    command = f"gpu.yaml --platform platform.yaml {NOW}"
    named = run(capsys, command)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(piped).read_bytes())))
    code, out, err = run(capsys, command.replace(piped, "-", 1))
    assert (code, out.replace("<stdin>", "gpu.yaml"), err) == named


def test_what_is_wrong_with_the_documents_is_said_like_validate_does(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, f"two-hours.yaml --platform wrong.yaml {NOW} --format json")
    assert out == ""
    assert main(["validate", "two-hours.yaml", "wrong.yaml"]) == 1
    assert capsys.readouterr().out == err


def test_the_answer_and_the_image_go_into_files(capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, f"two-hours.yaml --platform platform.yaml {NOW}")[1]
    command = f"two-hours.yaml --platform platform.yaml {NOW} --output answer.txt --svg image.svg"
    assert run(capsys, command) == (0, "", "")
    assert Path("answer.txt").read_text(encoding="utf-8") == printed
    again = Path("image.svg").read_bytes()
    assert run(capsys, command)[0] == 0
    assert Path("image.svg").read_bytes() == again
    root = ET.fromstring(again)  # noqa: S314 - our own
    assert root.findtext(f"{SVG}title") == "busy-centre, asked for two-hours: YES, 2 offers"
    assert {each.get("class") for each in root.iter(f"{SVG}path")} == {"booked", "preparing", "available", "releasing"}
    told = root.findtext(f"{SVG}desc") or ""
    assert "available from 2026-05-02 18:05 to 2026-05-02 20:05" in told
    assert "Booked of cores: 48 of 64 at most." in told


@pytest.mark.parametrize(("columns", "width"), [("120", 120), ("5", 60), ("wide", 80), ("-1", 80), ("9" * 30, 80)])
def test_lines_are_as_long_as_the_environment_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = run(capsys, f"two-hours.yaml --platform platform.yaml {NOW}")
    drawn = [line for line in out.splitlines() if line.startswith(("cores  ", "memory  ", "storage  "))][-3:]
    assert width * 3 / 4 <= max(map(len, drawn)) <= width


def test_names_from_documents_are_text_in_the_image_and_harmless_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        Path("platform.yaml").read_text(encoding="utf-8").replace("name: busy-centre", f"name: {json.dumps(HOSTILE)}")
    )
    device = f"  accelerators: [{{name: {json.dumps(HOSTILE)}, count: 2, device: {{type: gpu, vendor: NVIDIA}}}}]\n"
    Path("hostile.yaml").write_text(text.replace("bookings:", f"{device}bookings:"), encoding="utf-8")
    code, out, err = run(capsys, f"gpu.yaml --platform hostile.yaml {NOW} --svg image.svg")
    assert code == 0, err
    assert all(line.isprintable() and len(line) <= 80 for line in out.splitlines())
    root = ET.parse("image.svg").getroot()  # noqa: S314 - our own
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "desc", "style", "g", "rect", "text", "line", "path")
    }
    assert (root.findtext(f"{SVG}title") or "").startswith("</text><script>alert('&')</script>\\u202e\\x07long")


def test_the_image_needs_nothing_from_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, f"two-hours.yaml --platform platform.yaml {NOW} --svg image.svg")
    text = Path("image.svg").read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"url\(|href|@import|<script|https?:|\bon[a-z]+=", text)


def test_offers_for_which_there_is_no_room_beside_the_others_stand_below(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("platform.yaml").read_text(encoding="utf-8").replace("standing: PT15M", "offers: 5")
    days = "".join(f"  - {{period: 2026-05-0{day}T06:00:00.25Z/PT30M, cores: 64}}\n" for day in range(4, 8))
    unknown = f"  - {{type: 'https://example.org/{'cost' * 20}', session: 1}}\n"
    text = text.replace("transfer:", f"{days}transfer:").replace("prices:\n", f"prices:\n{unknown}")
    Path("platform.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, f"two-hours.yaml --platform platform.yaml {NOW}")
    assert code == 0
    numbers = [line.split()[1:] for line in out.splitlines() if line.startswith("offer   ")]
    assert numbers == [["1", "2"], ["3"], ["4"], ["5"]]
    assert out.count(f"\nhttps://example.org/{'cost' * 20}"[:38] + "...  1") == 4
    assert max(map(len, out.splitlines())) <= 80


LONG = [("PT0.5S", 0), ("PT3M", 3), ("PT4H", 12), ("P3D", 1000), ("P1M", 30), ("P80Y", 5), ("P900Y", 5)]


def drawn(duration: str, bookings: int) -> Timeline:
    """Return the timeline of a request on a platform with so many bookings, of half an hour each."""
    begin = parse_instant("2026-05-02T12:00:00Z").epoch() or 0
    booked = "".join(
        f"  - {{period: {Instant.at(begin + 3600 * (number % 500))}/PT30M, cores: {number % 3}}}\n"
        for number in range(bookings)
    )
    text = "capacity: {cores: 12, memory: 64}\npreparing: {compute: PT10M}\nreleasing: {compute: PT10M}\nbookings:\n"
    platform = loads(text + booked if bookings else text.replace("bookings:\n", ""), as_=PlatformDescription)
    request = loads(REQUEST.replace("DURATION", duration), as_=ExecutionRequest)
    now = parse_instant("2026-05-02T17:03:27Z")
    answer = plan(request, platform, now=now)
    assert answer.result == "YES"
    return timeline(platform, answer, *range_to_show(answer, request, platform, now))


@pytest.mark.parametrize(("duration", "bookings"), LONG)
def test_a_timeline_fits_its_lines_whatever_its_length(duration: str, bookings: int) -> None:
    lines = list(as_lines(drawn(duration, bookings), 80))
    assert max(map(len, lines)) <= 80
    assert any("=" in line for line in lines if line.startswith("offer 1"))
    ruler = next(line for line in lines if line.strip().startswith(("-", "+")))
    assert 1 <= ruler.count("+") <= 6
    assert len(ruler.strip()) >= 20


@pytest.mark.parametrize(("duration", "bookings"), LONG)
def test_what_is_drawn_lies_within_the_image(duration: str, bookings: int) -> None:
    root = ET.fromstring(as_svg(drawn(duration, bookings), "a platform"))  # noqa: S314 - our own
    for shape in root.iter(f"{SVG}path"):
        across = [float(number) for number in re.findall(r"[MH]([0-9.]+)", shape.get("d", ""))]
        down = [float(number) for number in re.findall(r"V([0-9.]+)", shape.get("d", ""))]
        assert 240 <= min(across) <= max(across) <= 920
        assert 90 <= min(down) <= max(down) <= float(root.get("height", "0"))
    ticks = [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "middle"]
    assert 1 <= len(ticks) <= 8
