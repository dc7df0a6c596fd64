# SPDX-License-Identifier: Apache-2.0
"""The site in a browser: it searches as the catalogue does, and can be used by everybody."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from execbroker.catalogue import FACETS, NOT_STATED, Catalogue, Query
from execbroker.catalogue.query import words_of
from execbroker.cli import main
from execbroker.model import SoftwareDescription
from execbroker.publication import slugs
from execbroker.validation import load

from .chromium import errors, requests, screen, start

DESCRIPTIONS = Path(__file__).parents[1] / "publication" / "descriptions"
# The examples of the documentation too, which are many and real.
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "catalogue"

SHOWN = """
    const read = (list) => [...list.children].flatMap((row) => {
        const [box, label, count] = row.firstChild.children;
        return [[label.textContent, Number(count.textContent), box.checked], ...read(row.lastChild)];
    });
    return {
        hits: [...document.querySelectorAll("#hits > li a")].map((link) => link.getAttribute("href")),
        status: document.getElementById("status").textContent,
        facets: Object.fromEntries([...document.querySelectorAll(".facet")].map((facet) => [
            facet.querySelector("legend").textContent, read(facet.querySelector("ul"))])),
        lists: [...document.querySelectorAll(".facet ul")].map((list) => [
            list.closest(".facet").querySelector("legend").textContent,
            [...list.children].map((row) => row.querySelector(".value").textContent)]),
    };
"""
CONTRAST = """
    const channels = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = ([red, green, blue]) => [red, green, blue].map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    const background = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const color = channels(getComputedStyle(each).backgroundColor);
            if (color[3] !== 0) return color;
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *:not(script)")) {
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
        const [one, other] = [channels(getComputedStyle(element).color), background(element)].map(light);
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (ratio < 4.5) poor.push([element.outerHTML.slice(0, 80), ratio]);
    }
    return poor;
"""


class Site:
    """A published folder, and a browser that shows it."""

    def __init__(self, browser: Chrome, folder: Path, descriptions: Path) -> None:
        self.browser, self.folder = browser, folder
        files = [path for path in descriptions.rglob("*.*") if path.suffix in (".yaml", ".json")]
        sources = sorted(path.relative_to(descriptions).as_posix() for path in files)
        self.described = {source: load(descriptions / source, as_=SoftwareDescription) for source in sources}
        self.pages = {f"software/{slug}.html": source for source, slug in slugs(sources).items()}
        assert main(["publish", str(descriptions), "--to", str(folder)]) == 0

    def open(self, page: str = "index.html", **asked: Sequence[str] | str) -> None:
        """Show a page, as if its address had been typed into a new window."""
        self.browser.get("about:blank")
        self.browser.get(f"{self.folder.as_uri()}/{page}" + (f"#{urlencode(asked, doseq=True)}" if asked else ""))

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.browser.execute_script(SHOWN)
        found["hits"] = [self.pages[page] for page in found["hits"]]
        return found

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def box(self, facet: str, label: str) -> WebElement:
        """Return the box of a value, in its facet, which is opened if need be."""
        details = self.browser.find_element(By.XPATH, f"//details[fieldset/legend='{facet}']")
        if details.get_attribute("open") is None:
            details.find_element(By.TAG_NAME, "summary").click()
        path = f"//fieldset[legend='{facet}']//label[span[@class='value']='{label}']/input"
        return self.browser.find_element(By.XPATH, path)

    def count(self, facet: str, label: str) -> int:
        return next(number for name, number, _ in self.shown()["facets"][facet] if name == label)

    def press(self, *keys: str) -> WebElement:
        """Press keys, one after the other, and return what has the focus then."""
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)
        return self.browser.switch_to.active_element

    def tab_to(self, selector: str) -> WebElement:
        for _ in range(60):
            focused = self.press(Keys.TAB)
            if self.browser.execute_script("return arguments[0].matches(arguments[1])", focused, selector):
                return focused
        pytest.fail(f"no number of tabs leads to {selector}")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    driver = start(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def published(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(browser, tmp_path_factory.mktemp("site"), DESCRIPTIONS)


@pytest.fixture
def site(published: Site) -> Iterator[Site]:
    """Return the site on a wide screen; what is done with it must leave no complaint, and ask nothing of a network."""
    screen(published.browser, 1200)
    requests(published.browser)
    published.open()
    yield published
    assert errors(published.browser) == []
    asked = {address.split(":")[0] for address in requests(published.browser)} - {"about"}
    assert asked <= {"file"}


def test_words_and_facets_narrow_down_and_counts_leave_out_their_own_facet(site: Site) -> None:
    assert site.shown()["status"] == f"{len(site.described)} of {len(site.described)} shown"
    site.one("#words").send_keys("find")
    found = site.shown()
    assert found["hits"] == ["radio/finder.yaml", "finder.yaml", "photometer.yaml", "newton.yaml", "periods.yaml"]
    assert (site.count("Messenger", "Radio"), site.count("Messenger", "Optical")) == (2, 2)
    assert site.count("Messenger", NOT_STATED) == 1

    site.box("Messenger", "Radio").click()
    assert site.shown()["hits"] == ["radio/finder.yaml", "finder.yaml"]
    assert site.one("#status").text == "2 of 9 shown"
    assert (site.count("Messenger", "Radio"), site.count("Messenger", "Optical")) == (2, 2)
    assert site.count("Input type", "Cube") == 2  # a spectral cube is a cube

    site.box("Input type", "Spectral Cube").click()
    assert site.shown()["hits"] == ["finder.yaml"]
    assert (site.count("Messenger", "Radio"), site.count("Input type", "Cube")) == (1, 2)

    site.box("Input type", "Spectral Cube").click()
    site.box("Messenger", "Optical").click()
    assert site.shown()["hits"] == ["radio/finder.yaml", "finder.yaml", "photometer.yaml", "periods.yaml"]
    assert (site.count("Messenger", "Infrared"), site.count("Messenger", NOT_STATED)) == (1, 1)
    assert [button.text for button in site.browser.find_elements(By.CSS_SELECTOR, "#chosen button")] == [
        "Messenger: Radio \u00d7",
        "Messenger: Optical \u00d7",
        "Clear all",
    ]
    site.one("#chosen li:last-child button").click()
    assert site.shown()["hits"] == found["hits"]
    assert site.browser.switch_to.active_element.get_attribute("id") == "results"


def test_of_a_value_and_a_wider_one_the_last_chosen_counts(site: Site) -> None:
    site.box("Input type", "Spatially Resolved").click()
    wide = site.shown()["hits"]
    site.box("Input type", "Cube").click()
    assert not site.box("Input type", "Spatially Resolved").is_selected()
    assert site.shown()["hits"] == ["radio/finder.yaml", "finder.yaml"]
    site.box("Input type", "Spatially Resolved").click()
    assert not site.box("Input type", "Cube").is_selected()
    assert site.shown()["hits"] == wide


def test_the_address_keeps_what_is_asked_for_and_the_back_button_goes_back(site: Site) -> None:
    first = site.shown()
    site.one("#words").send_keys("finds")
    second = site.shown()
    site.box("Messenger", "Radio").click()
    third = site.shown()
    assert len({str(each["hits"]) for each in (first, second, third)}) == 3
    address = site.browser.current_url
    assert address.endswith("#q=finds&messenger=Radio")
    for expected, words in ((second, "finds"), (first, "")):  # all letters of the word are one step
        site.browser.back()
        assert site.shown() == expected
        assert site.one("#words").get_attribute("value") == words
    site.browser.forward()
    site.browser.forward()
    assert site.shown() == third
    site.browser.refresh()
    assert site.shown()["hits"] == third["hits"]
    site.one("#hits a").click()
    assert site.one("h1").text == "Cube Finder"
    site.browser.back()
    assert site.shown()["hits"] == third["hits"]
    site.open(messenger="Radio", q="finds")
    assert site.shown()["hits"] == third["hits"]


def test_what_an_address_asks_for_and_nothing_has_is_found_nowhere(site: Site) -> None:
    site.open(messenger=["Smoke signals"])
    assert site.shown()["hits"] == []
    site.one("#chosen button").click()
    assert len(site.shown()["hits"]) == len(site.described)
    site.open(operation="source  extraction", licence="gpl-3.0-OR-later")
    assert site.shown()["hits"] == ["finder.yaml"]
    assert site.browser.find_element(By.CSS_SELECTOR, "#chosen").text.count("Source Extraction") == 1
    site.open(colour="blue", q="imager")
    assert site.shown()["hits"] == ["radio/imager.json"]


def test_a_term_on_the_page_of_a_software_leads_to_all_that_have_it(site: Site) -> None:
    site.open("software/finder.html")
    site.browser.find_element(By.LINK_TEXT, "Source Extraction").click()
    assert set(site.shown()["hits"]) == {"finder.yaml", "radio/finder.yaml", "photometer.yaml"}
    assert site.box("Operation", "Source Extraction").is_selected()


def test_all_can_be_done_by_keys(site: Site) -> None:
    assert site.press(Keys.TAB).text == "Skip to the results"
    site.press(Keys.ENTER)
    assert site.browser.switch_to.active_element.get_attribute("id") == "results"
    site.open()
    site.tab_to("#words")
    site.press("f", "i", "n", "d", Keys.ENTER)
    site.tab_to(".facet:first-of-type summary")
    box = site.tab_to("input[type=checkbox]")
    label = box.find_element(By.XPATH, "..").text.split("\n")[0]
    focused = site.press(Keys.SPACE)
    assert focused == box  # although the list has another order now
    assert box.is_selected()
    assert site.one("#chosen button").text == f"Operation: {label} \u00d7"
    for selector in ("summary", "input[type=checkbox]", "#chosen button", "#hits a"):
        focused = site.tab_to(selector)
        outline = focused.value_of_css_property("outline-width"), focused.value_of_css_property("outline-style")
        assert outline == ("3px", "solid")
    name = focused.text
    site.press(Keys.ENTER)
    assert site.one("h1").text.startswith(name)


def test_nothing_is_wider_than_a_narrow_screen(site: Site) -> None:
    screen(site.browser, 320, 640)
    for page in ("index.html", *site.pages):
        site.open(page)
        assert site.browser.execute_script("return document.documentElement.scrollWidth") <= 320, page
    site.open()
    assert not site.one(".facet").is_displayed()
    site.one("#facets > summary").click()
    site.box("Messenger", "Radio").click()
    assert site.one("#status").text == "3 of 9 shown"
    assert site.browser.execute_script("return document.documentElement.scrollWidth") <= 320
    screen(site.browser, 1200)
    assert site.one(".facet").is_displayed()


def test_on_paper_there_is_what_was_found_and_nothing_to_press(site: Site) -> None:
    site.open(q="find", messenger="Radio")
    site.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert [row.is_displayed() for row in site.browser.find_elements(By.CSS_SELECTOR, "#hits > li")] == [True, True]
        assert site.one("#chosen").is_displayed()
        told = site.browser.execute_script(
            "return getComputedStyle(arguments[0], '::after').content", site.one("#status")
        )
        assert told in ('" for: " "find"', '" for: find"')
        assert not any(site.one(each).is_displayed() for each in ("#search", "#facets", "#skip"))
        site.open("software/finder.html")
        width = "return [...document.querySelectorAll('pre')].every((each) => each.scrollWidth <= each.clientWidth)"
        assert site.browser.execute_script(width)
        assert not site.one(".back").is_displayed()
    finally:
        site.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(site: Site, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    site.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        for page in ("index.html", "software/finder.html"):
            site.open(page, **({"messenger": "Radio"} if page == "index.html" else {}))
            assert site.browser.execute_script(CONTRAST) == []
    finally:
        site.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_whatever_can_be_used_has_a_name_for_those_who_do_not_see_it(site: Site) -> None:
    named: dict[str, set[str]] = {}
    for page in ("index.html", "software/finder.html"):
        site.open(page, messenger="Radio")
        for node in site.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]:
            if not node["ignored"]:
                named.setdefault(node["role"]["value"], set()).add(node.get("name", {}).get("value", ""))
    used = ("button", "checkbox", "complementary", "heading", "link", "region", "searchbox", "table")
    assert all("" not in named[role] for role in used), named
    assert {"main", "banner", "search", "status", "list", "rowheader", "columnheader"} <= named.keys()
    assert "Radio 3" in named["checkbox"]
    assert named["searchbox"] == {"Search words"}
    assert named["complementary"] == {"Filters"}
    assert "Remove Messenger: Radio" in named["button"]


def test_without_script_all_software_is_listed(site: Site) -> None:
    site.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        site.open()
        links = site.browser.find_elements(By.CSS_SELECTOR, "#hits a")
        assert [link.is_displayed() for link in links] == [True] * len(site.described)
        assert not site.one("#search").is_displayed()
        assert not site.one("#facets").is_displayed()
        site.open("software/newton.html")
        assert site.one("h1").text == "Newton-Raphson"
    finally:
        site.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_what_a_description_says_does_nothing(site: Site) -> None:
    """An alert would stop the driver."""
    site.open()
    for link in site.browser.find_elements(By.PARTIAL_LINK_TEXT, "alert"):
        assert link.get_attribute("href").startswith("file:")
    site.open("software/hostile.html")
    assert site.one("h1").text.startswith("<script>alert('name')</script>")
    types = site.browser.execute_script("return Array.from(document.scripts, script => script.type)")
    assert types == ["application/ld+json"]  # data, which no browser runs
    site.browser.find_element(By.LINK_TEXT, "__proto__").click()
    assert site.shown()["hits"] == ["hostile.yaml"]


def test_a_server_may_have_the_site_too(site: Site) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        site.browser.get(f"{address}/index.html#q=imager")
        assert site.shown()["hits"] == ["radio/imager.json"]
        assert site.one("main").value_of_css_property("font-family").startswith("system-ui")
        site.one("#hits a").click()
        assert site.one("h1").text == "Imager"
        asked = {each for each in requests(site.browser) if not each.startswith(("file:", "about:"))}
        ours = ("/index.html", "/assets/site.css", "/software/radio-imager.html", "/favicon.ico")
        assert {each.partition("#")[0] for each in asked} <= {address + path for path in ours}
        # Browsers ask servers for a picture of the site, unasked.
        assert [each for each in errors(site.browser) if "favicon" not in each] == []
        site.open()
        server.shutdown()


def questions(descriptions: Sequence[SoftwareDescription], number: int) -> Iterator[Query]:
    """Yield queries of all sorts, the same ones each time, that find something more often than not."""
    chance = random.Random(6)
    catalogue = Catalogue.in_memory()
    for at, each in enumerate(descriptions):
        catalogue.add(str(at), each)
    with catalogue:
        counts = catalogue.search(Query()).counts
    values = {name: [count.value for count in counted] for name, counted in counts.items()}
    texts = [each.discovery.description for each in descriptions if each.discovery and each.discovery.description]
    yield from (Query(words) for words in ("", "  ", '"', '""', "square root", '"square root"', "ÉTOILES", "strasse"))
    yield from (
        Query(words) for words in ('"light curve"', "light curve", "c++", "Newton's", '"cube finder" "find', "-")
    )
    for _ in range(number):
        words = chance.choice(texts).split()
        at = chance.randrange(len(words))
        asked = [
            *(
                word[: chance.randint(2, 9)]
                for word in chance.sample(words, chance.choice((0, 0, 1, 1, 2)) % len(words))
            ),
            *([f'"{" ".join(words[at : at + 2])}"'] if chance.random() < 0.2 else []),
        ]
        names = chance.sample([*FACETS], chance.choice((0, 1, 1, 2, 3)))
        chosen = {name: chance.sample(values[name], min(len(values[name]), chance.choice((1, 1, 2)))) for name in names}
        yield Query(" ".join(asked), chosen)


@pytest.mark.parametrize(("descriptions", "number"), [(DESCRIPTIONS, 100), (EXAMPLES, 50)], ids=["ours", "examples"])
def test_the_page_finds_and_counts_what_the_catalogue_does(
    browser: Chrome, tmp_path: Path, descriptions: Path, number: int
) -> None:
    if not descriptions.is_dir():
        pytest.skip("the examples are not there")
    screen(browser, 1200)
    site = Site(browser, tmp_path, descriptions)
    site.open()
    for button in browser.find_elements(By.CSS_SELECTOR, ".facet button"):
        browser.execute_script("if (!arguments[0].hidden) arguments[0].click()", button)
    found = 0
    with Catalogue.in_memory() as catalogue:
        for source, description in site.described.items():
            catalogue.add(source, description)
        for query in questions([*site.described.values()], number):
            expected = catalogue.search(Query(query.words, query.facets, limit=len(site.described)))
            address = urlencode({"q": query.words, **query.facets}, doseq=True)
            script = "addEventListener('popstate', () => arguments[1](), {once: true}); location.hash = arguments[0]"
            if browser.execute_script("return location.hash.slice(1)") != address:
                browser.execute_async_script(script, address)
            shown = site.shown()
            assert shown["hits"] == [hit.id for hit in expected.hits], query
            counts = {FACETS[name].label: each for name, each in expected.counts.items()}
            for label, values in shown["facets"].items():
                told = [(each.label, each.count, each.selected) for each in counts[label]]
                assert sorted(map(tuple, values)) == sorted(told), (query, label)
            for label, siblings in shown["lists"]:
                order = [each.label for each in counts[label] if each.label in siblings]
                assert siblings == order, (query, label)
            unseen = counts.keys() - shown["facets"].keys()
            assert all(each.value == NOT_STATED for label in unseen for each in counts[label] if each.count)
            found += 0 < expected.total < len(site.described)
    assert found > number / 4  # or the questions would tell little
    assert errors(browser) == []


def test_the_page_takes_texts_apart_into_words_as_the_catalogue_does(browser: Chrome) -> None:
    """So it is for each character that both know; newer ones are letters for one of them only."""
    script = resources.files("execbroker.publication").joinpath("assets", "search.js").read_text(encoding="utf-8")
    source = re.search(r"^  function fold.*?^  function wordsOf.*?^  }$", script, re.DOTALL | re.MULTILINE)
    assert source
    letters = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    texts = [*letters, *(f"a{letter}b" for letter in letters[:20_000]), "ΣΊΣΥΦΟΣ", "İstanbul", "ﬁt", "x_y-z", "Straße"]
    told = browser.execute_script(f"{source[0]}; return arguments[0].map((each) => wordsOf(each).join(' '))", texts)
    differing = [text for text, words in zip(texts, told, strict=True) if words != " ".join(words_of(text))]
    assert differing == []
