# SPDX-License-Identifier: Apache-2.0
"""`execbroker publish` and what it writes. How the search page behaves in a browser is tested in `browser/`."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker import identifiers
from execbroker.cli import main
from execbroker.exports.codemeta import codemeta
from execbroker.model import ExecutionTemplate, SoftwareDescription
from execbroker.publication import Entry, site, slugs
from execbroker.publication.folder import MARKER
from execbroker.publication.markup import data_block, element, link, mail, page
from execbroker.publication.needs import needs_of
from execbroker.publication.running import by_broker, directly
from execbroker.publication.terms import identifier
from execbroker.validation import load, loads

DESCRIPTIONS = Path(__file__).parent / "publication" / "descriptions"
VOID = {"meta", "link", "input", "img", "br", "hr"}
KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/"


class Page(HTMLParser):
    """A page as a browser reads it: its elements with their attributes, and the text below each."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(content.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self) -> str:
        return " ".join("".join(text for tag, text in self.texts if tag != "script").split())


def entries() -> list[Entry]:
    files = [path for path in sorted(DESCRIPTIONS.rglob("*")) if path.is_file()]
    named = slugs(path.relative_to(DESCRIPTIONS).as_posix() for path in files)
    return [
        Entry(
            source=source,
            content=(DESCRIPTIONS / source).read_bytes(),
            format=source.rpartition(".")[2],
            description=load(DESCRIPTIONS / source, as_=SoftwareDescription),
            slug=slug,
        )
        for source, slug in named.items()
    ]


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return site(entries(), title="Tools & <more>")


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, Page]:
    return {path: Page(content) for path, content in files.items() if path.endswith(".html")}


def test_each_description_has_a_page_and_files_beside_it(files: Mapping[str, bytes]) -> None:
    assert {"index.html", "assets/site.css", "software/finder.html", "software/radio-finder.html"} <= files.keys()
    assert len([path for path in files if path.endswith(".html")]) == len(entries()) + 1
    for entry in entries():
        for form in ("yaml", "json"):
            text = files[f"software/{entry.slug}.{form}"]
            assert loads(text, format=form, as_=SoftwareDescription) == entry.description
        assert files[f"software/{entry.slug}.{entry.format}"] == entry.content
        template = files.get(f"software/{entry.slug}.template.yaml")
        written = template and loads(template, as_=ExecutionTemplate)
        assert (written or None) == entry.description.execution


def test_the_same_descriptions_give_the_same_bytes_in_whatever_order(files: Mapping[str, bytes]) -> None:
    assert site(entries()[::-1], title="Tools & <more>") == files


def test_pages_load_nothing_but_their_style_sheet_and_run_nothing_but_the_script_of_the_search(
    pages: Mapping[str, Page],
) -> None:
    for path, shown in pages.items():
        loaded = [value for _, attributes in shown.elements for key, value in attributes.items() if key == "src"]
        assert loaded == []
        assert [each["href"] for each in shown.all("link")] == [
            "assets/site.css" if path == "index.html" else "../assets/site.css"
        ]
        assert not [name for _, attributes in shown.elements for name in attributes if name.startswith("on")]
        assert not [attributes for _, attributes in shown.elements if "style" in attributes]
        scripts = [each.get("type") for each in shown.all("script")]
        assert scripts == ["application/json", None] if path == "index.html" else {*scripts} <= {"application/ld+json"}
        policies = [each["content"] for each in shown.all("meta") if "http-equiv" in each]
        assert len(policies) == 1
        assert policies[0] is not None
        assert policies[0].startswith("default-src 'none'; ")
        assert ("script-src" in policies[0]) == (path == "index.html")
        assert "unsafe" not in policies[0]


def test_links_within_the_site_lead_somewhere(files: Mapping[str, bytes], pages: Mapping[str, Page]) -> None:
    catalogue = json.loads(next(text for tag, text in pages["index.html"].texts if tag == "script"))
    values = {(facet["name"], value) for facet in catalogue["facets"] for value, *_ in facet["values"]}
    for path, shown in pages.items():
        for address in filter(None, (each.get("href") for each in shown.all("a"))):
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "mailto")
                continue
            if parts.path:
                assert (Path(path).parent / unquote(parts.path)).as_posix().replace("software/../", "") in files
            if path != "index.html" and parts.fragment:
                name, _, value = parts.fragment.partition("=")
                assert (name, unquote(value)) in values


def test_pages_have_a_language_a_title_one_main_heading_and_labels(pages: Mapping[str, Page]) -> None:
    for shown in pages.values():
        assert shown.all("html") == [{"lang": "en"}]
        assert [len(shown.all(tag)) for tag in ("title", "main", "h1")] == [1, 1, 1]
        levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch("h[1-6]", tag)]
        assert all(below - above <= 1 for above, below in pairwise(levels))
        ids = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        named = [each.get(key) for _, each in shown.elements for key in ("aria-labelledby", "aria-describedby", "for")]
        assert set(filter(None, named)) <= set(ids)
        assert {each["id"] for each in shown.all("input")} <= {each.get("for") for each in shown.all("label")}


def test_the_search_page_is_a_list_of_all_software_where_no_script_runs(pages: Mapping[str, Page]) -> None:
    shown = pages["index.html"]
    software = {each["href"] for each in shown.all("a") if "skip" not in (each.get("class") or "")}
    assert software == {f"software/{entry.slug}.html" for entry in entries()}
    scripted = [each for _, each in shown.elements if "with-script" in (each.get("class") or "")]
    assert scripted
    assert all("hidden" in each for each in scripted)


def test_what_a_description_says_is_text_whatever_it_says(pages: Mapping[str, Page]) -> None:
    """The page would have other elements, or fail to nest, if any of it were markup."""
    hostile = pages["software/hostile.html"]
    assert {tag for tag, _ in hostile.elements} <= {tag for tag, _ in pages["software/finder.html"].elements}
    for text in (
        "<script>alert('name')</script>",
        "A </script><script>alert('description')</script><!-- & <img src=x onerror=alert(1)> \"quoted\" 'too'",
        "javascript:alert('homepage')",
        "<i>Mallory</i> (mallory@example.org?bcc=everybody@example.org)",
        "&lt;script&gt;",
    ):
        assert text in hostile.text()
    outside = [each["href"] for each in hostile.all("a") if ":" in (each["href"] or "").partition("#")[0]]
    assert outside == [
        "https://doi.org/10.5281/%22onmouseover=%22alert(1)",
        'https://example.org/?a="><script>alert(1)</script>',
    ]
    assert "<script>alert('name')</script>" in pages["index.html"].text()


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.ORG", "mailto:ada@example.org"],
)
def test_addresses_of_pages_and_letters_are_links(address: str) -> None:
    shown = Page(page(element("p", link(address), link(address, "there"))))
    assert [each["href"] for each in shown.all("a")] == [address, address]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "https://example.org/a b",
        "https://example.org\n",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "https:example.org",
        "http://[",
        "mailto:",
        "",
    ],
)
def test_other_addresses_stay_text(address: str) -> None:
    assert Page(page(element("p", link(address), link(address, "there")))).all("a") == []


def test_only_what_looks_like_an_address_for_letters_is_one() -> None:
    assert Page(page(element("p", mail("a+b@example.org")))).all("a") == [{"href": "mailto:a%2Bb@example.org"}]
    assert mail("a@example.org?cc=b@example.org") == "a@example.org?cc=b@example.org"


@given(st.text())
def test_text_comes_out_of_a_page_as_it_went_in_but_for_control_characters(text: str) -> None:
    root = element("p", element("span", text, title=text), data_block([text], type="application/json"))
    shown = Page(page(root))
    clean = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", text)
    assert [tag for tag, _ in shown.elements] == ["p", "span", "script"]
    assert shown.elements[1][1] == {"title": clean}
    assert "".join(part for tag, part in shown.texts if tag == "span") == clean
    assert json.loads("".join(part for tag, part in shown.texts if tag == "script")) == [text]


def test_a_page_has_in_its_head_what_codemeta_says() -> None:
    written = site(entries(), title="T")
    listed = [entry for entry in entries() if entry.description.discovery and entry.description.discovery.name]
    assert any("</script" in (entry.description.discovery.name or "") for entry in listed)  # type: ignore[union-attr]
    for entry in listed:
        shown = Page(written[f"software/{entry.page}"])
        assert shown.all("script") == [{"type": "application/ld+json"}]
        data = [json.loads(text) for tag, text in shown.texts if tag == "script"]
        assert data == [codemeta(entry.description).data]


def test_a_page_says_what_the_description_says(pages: Mapping[str, Page]) -> None:
    text = pages["software/finder.html"].text()
    for part in (
        "Source Finder 2.4.1",
        "Authors Ada Example (Institute of Examples, ORCID, ada@example.org)",
        "Licence gpl-3.0-or-later",
        "Operations Source Extraction",
        "Reads A spectral cube Spectral Cube FITS",
        "ASCL Identifier 1010.064",
        "Data input-cube: The cube in which to look (Spectral Cube, FITS), found at /data/cube.",
        "Place for results results, found at /data/results.",
        "Parameter threshold: How far a source stands out of the noise; a number in sigma, at least 3, at most 20; 5 ",
        "Parameter column: The column with the flux; a text.",
        "Parameter weighting; a text, one of natural, uniform; may be left out.",
        "Made from developer https://git.example.org/survey/source-finder/raw/v2.4.1/execution-broker.yaml",
    ):
        assert part in text
    links = [each["href"] for each in pages["software/finder.html"].all("a")]
    assert "https://ascl.net/1010.064" in links
    assert not any("none%20yet" in (each or "") for each in links)


def commands(slug: str, pages: Mapping[str, Page]) -> Iterator[list[str]]:
    shown = pages[f"software/{slug}.html"]
    inside = [text for tag, text in shown.texts if tag == "code"]
    for text in inside:
        if text.startswith(("execbroker", "docker", "pip", "git", "singularity")):
            yield from (shlex.split(line) for line in text.replace("\\\n", "").splitlines())


def test_how_to_run_it_follows_from_the_description(pages: Mapping[str, Page]) -> None:
    compose = ["execbroker", "compose", "finder.yaml", "--data", "input-cube=URI", "--results", "URI"]
    image = "ghcr.io/example-survey/source-finder:2.4.1@sha256:"
    image += "2d784d4a2c6b10a8ad0841369416f4328b9e12eefe9f689ddb3eae153ef58f89"
    docker = ["docker", "run", "--rm", "--platform", "linux/arm64", "-v", "$PWD/input-cube:/data/cube:ro"]
    docker += ["-v", "$PWD/results:/data/results", "-e", "OMP_NUM_THREADS=8", "--entrypoint", "/usr/bin/find-sources"]
    docker += [image, "--cube=/data/cube", "--threshold=5", "--column", "COLUMN"]
    assert [*commands("finder", pages)] == [[*compose, "--set", "column=VALUE", ">", "request.yaml"], docker]
    assert [*commands("radio-imager", pages)][1:] == [
        ["singularity", "run", "oras://ghcr.io/example-survey/imager:3.5"]
    ]
    assert [*commands("newton", pages)][1:] == [
        ["pip", "install", "numpy>2.1.1"],
        ["curl", "-L", "-o", "newton_raphson.py", "https://software.example.org/newton_raphson.py"],
        ["env", "PRECISION=1e-9", "python", "newton_raphson.py"],
    ]
    assert [*commands("periods", pages)][1:] == [
        ["pip", "install", "jupyterlab", "-r", "https://notebooks.example.org/stars/requirements.txt"],
        ["curl", "-L", "-o", "periods.ipynb", "https://notebooks.example.org/stars/periods.ipynb"],
        ["jupyter", "lab", "periods.ipynb"],
    ]
    assert [*commands("unnamed", pages)][1:] == [
        ["git", "clone", "https://git.example.org/variables/light-curves.git", "source"],
        ["git", "-C", "source", "checkout", "v1.3.0"],
        ["cd", "source/periods"],
        ["python", "-c", "import sys; from light_curves.periods import main; sys.exit(main())", "--input=/data/curves"],
    ]


def test_a_template_that_leaves_the_executable_open_cannot_be_run_yet(pages: Mapping[str, Page]) -> None:
    assert [*commands("redshift", pages)] == []
    assert "a packager has to add that first" in pages["software/redshift.html"].text()


def test_several_places_for_results_go_by_their_names_and_a_parameter_may_say_where_one_is() -> None:
    kind = f"{KINDS}storage/abstract-storage-resource.yaml"
    volume = {"kind": f"{KINDS}volume/simple-volume-mount.yaml", "resource": "maps", "mode": "READWRITE"}
    content = {
        "executable": {
            "kind": f"{KINDS}executable/docker-container.yaml",
            "image": {"locations": ["example.org/tool"]},
        },
        "compute": {"kind": f"{KINDS}compute/abstract-compute-resource.yaml", "volumes": [volume]},
        "storage": [{"kind": kind, "meta": {"name": name}} for name in ("maps", "logs")],
        "data": [{"kind": f"{KINDS}data/abstract-data-resource.yaml"}],
        "parameters": [{"name": "where", "default": "/out", "volume": "maps"}],
    }
    template = ExecutionTemplate.model_validate(content)
    command = by_broker("tool.yaml", needs_of(template)).replace("\\\n", "")
    assert shlex.split(command)[3:-2] == ["--results", "maps=URI", "--results", "logs=URI"]
    way = directly(template)
    assert way is not None
    assert "/maps:/out " in way.commands


@pytest.mark.parametrize(
    ("entrypoint", "start"),
    [
        ("wsclean", ["wsclean"]),
        ("light_curves.periods", ["python", "-m", "light_curves.periods"]),
        ("bin/run.py", ["python", "bin/run.py"]),
        ("a;b", ["a;b"]),
    ],
)
def test_an_entry_point_is_a_script_a_module_or_a_file(entrypoint: str, start: list[str]) -> None:
    executable = {"kind": f"{KINDS}executable/python-program.yaml", "entrypoint": entrypoint}
    way = directly(loads(json.dumps({"executable": executable}), as_=ExecutionTemplate))
    assert way is not None
    assert shlex.split(way.commands) == start


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=3), st.text(min_size=1))
def test_no_word_of_a_description_becomes_more_than_a_word_of_a_command(arguments: list[str], name: str) -> None:
    content = {
        "executable": {
            "kind": f"{KINDS}executable/docker-container.yaml",
            "image": {"locations": ["example.org/tool:1"]},
            "command": arguments,
        },
        "data": [{"kind": f"{KINDS}data/abstract-data-resource.yaml", "meta": {"name": name}}],
    }
    template = ExecutionTemplate.model_validate(content)
    way = directly(template)
    assert way is not None
    words = shlex.split(way.commands.replace("\\\n", "", 1))
    assert words == ["docker", "run", "--rm", "example.org/tool:1", *arguments]
    command = by_broker("tool.yaml", needs_of(template))
    assert shlex.split(command.replace("\\\n", "", 1))[3:5] == ["--data", f"{name}=URI"]


SOURCES = st.lists(st.text("aA. -/éßœ日1", min_size=1).map(lambda stem: f"{stem}.yaml"), unique=True)


@given(SOURCES, st.randoms(use_true_random=False))
def test_names_of_pages_are_safe_and_differ_and_do_not_depend_on_the_order(sources: list[str], random: object) -> None:
    named = slugs(sources)
    assert len(set(named.values())) == len(sources)
    assert all(re.fullmatch("[a-z0-9]+(-{1,2}[a-z0-9]+)*", slug) and len(slug) < 100 for slug in named.values())
    random.shuffle(sources)  # type: ignore[attr-defined] # hypothesis does not say of which type it is
    assert slugs(sources) == named


def test_the_name_of_a_page_is_that_of_its_file() -> None:
    named = slugs(["Source Finder.yaml", "radio/wsclean.json", "con.yaml", "日本.yaml", "x" * 200 + ".yml"])
    assert [*named.values()][:3] == ["source-finder", "radio-wsclean", "software-con"]
    assert re.fullmatch("software--[0-9a-f]{12}", named["日本.yaml"])
    assert re.fullmatch("x{80}--[0-9a-f]{12}", named["x" * 200 + ".yml"])
    assert len({*slugs(["a-b.yaml", "a/b.yaml", "a/b.json"]).values()}) == 3


def publish(folder: Path, to: Path, *more: str) -> int:
    return main(["publish", str(folder), "--to", str(to), *more])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "descriptions"
    made.mkdir()
    for name in ("newton", "photometer"):
        (made / f"{name}.yaml").write_bytes((DESCRIPTIONS / f"{name}.yaml").read_bytes())
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_publishing_writes_a_site(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "a" / "site"
    assert publish(folder, to, "--title", "Tools of ours") == 0
    assert capsys.readouterr().out == f"2 documents: valid\n{to / 'index.html'}: 2 descriptions\n"
    assert "Tools of ours" in Page((to / "index.html").read_bytes()).text()
    first = contents(to)
    assert publish(folder, to, "--title", "Tools of ours") == 0
    assert contents(to) == first


def test_a_site_may_be_within_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert publish(folder, folder / "site") == 0
        assert capsys.readouterr().out.startswith("2 documents: valid\n")


def test_invalid_descriptions_are_told_and_left_out(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = folder / "broken.yaml"
    broken.write_text("discovery: {nam: Tool}\n", encoding="utf-8")
    assert publish(folder, tmp_path / "site") == 1
    out = capsys.readouterr().out
    assert main(["validate", "--as", "software-description", str(broken)]) == 1
    assert set(capsys.readouterr().out.splitlines()[:-1]) <= set(out.splitlines())
    assert out.endswith("2 descriptions\n")
    assert {*(tmp_path / "site" / "software").glob("*.html")} == {
        tmp_path / "site" / "software" / f"{name}.html" for name in ("newton", "photometer")
    }
    assert publish(folder, tmp_path / "site", "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["published"], len(told["documents"])) == (2, 3)


def test_a_file_that_cannot_be_read_is_told_and_left_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "newton.yaml").unlink()
    monkeypatch.setattr(
        "execbroker.command.publish.expand",
        lambda _: [str(folder / f"{name}.yaml") for name in ("newton", "photometer")],
    )
    assert publish(folder, tmp_path / "site") == 2
    out = capsys.readouterr().out
    assert "newton.yaml: error[unreadable-file] No such file or directory" in out
    assert out.endswith("1 description\n")
    assert [*(tmp_path / "site" / "software").glob("*.html")] == [tmp_path / "site" / "software" / "photometer.html"]


@pytest.mark.parametrize(
    ("scheme", "value", "href"),
    [
        ("doi", "10.1000/a@b,c!", "https://doi.org/10.1000/a@b,c!"),
        ("#doi", "10.1000/a b", None),
        ("ascl", "1010.064", "https://ascl.net/1010.064"),
        ("ivoid", "ivo://org.gavo.dc/tap", None),
        ("package-url", "pkg:pypi/astropy@7.0.0", None),
        ("of ours", "https://example.org/1", None),
    ],
)
def test_identifiers_are_links_to_their_addresses_where_they_have_the_form(
    scheme: str, value: str, href: str | None
) -> None:
    node = identifier(scheme, value)
    if href is None:
        assert isinstance(node, str)
        assert node.endswith(f" {value}")
    else:
        assert isinstance(node, Element)
        assert node.get("href") == href == identifiers.address(scheme, value)


def test_nothing_is_written_where_no_description_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "request.yaml").write_text("executable: 1\n", encoding="utf-8")
    assert publish(tmp_path, tmp_path / "site") == 1
    assert not (tmp_path / "site").exists()
    assert capsys.readouterr().out.endswith("nothing is published\n")


def test_pages_of_what_is_gone_are_removed_and_what_others_put_there_stays(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "site"
    publish(folder, to)
    (to / "CNAME").write_text("software.example.org", encoding="utf-8")
    (to / "software" / "photo.png").write_bytes(b"")
    (folder / "photometer.yaml").unlink()
    assert publish(folder, to) == 0
    left = contents(to)
    assert not [path for path in left if "photometer" in path]
    assert {"CNAME", "software/photo.png", "software/newton.html"} <= left.keys()


def test_a_name_of_a_file_that_is_no_text_stops_nothing() -> None:
    entry = Entry(source="\udcff.yaml", content=b"", format="yaml", description=SoftwareDescription(), slug="a")
    assert "\N{REPLACEMENT CHARACTER}.yaml" in Page(site([entry], title="T")["software/a.html"]).text()


def test_a_folder_with_something_else_in_it_is_left_alone(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "home"
    to.mkdir()
    (to / "thesis.tex").write_text("", encoding="utf-8")
    assert publish(folder, to) == 2
    assert "is not empty, and no site that this command wrote" in capsys.readouterr().err
    assert [*contents(to)] == ["thesis.tex"]


def test_a_list_of_files_that_somebody_changed_removes_nothing_outside(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "site"
    publish(folder, to)
    kept = tmp_path / "kept.html"
    kept.write_text("", encoding="utf-8")
    marker = to / MARKER
    marker.write_text(f"{marker.read_text(encoding='utf-8')}../kept.html\n{kept}\nsoftware\n", encoding="utf-8")
    assert publish(folder, to) == 0
    assert kept.exists()


@pytest.mark.parametrize("to", ["file", "file/site"])
def test_a_site_that_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert publish(folder, tmp_path / to) == 2
    assert str(tmp_path / "file") in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_documents_cannot_be_published(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    assert publish(tmp_path / folder, tmp_path / "site") == 2


def test_the_policy_of_the_style_sheet_is_kept(files: Mapping[str, bytes]) -> None:
    assert not re.search(rb"url\(|@import|@font-face", files["assets/site.css"])
