# SPDX-License-Identifier: Apache-2.0
"""The search page: a list of all software with links, which a script narrows down by words and facets."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256
from importlib import resources
from xml.etree.ElementTree import Element

from ..catalogue.facets import FACETS, stated
from ..catalogue.query import words_of
from .entry import Entry
from .layout import framed
from .markup import data_block, element, page
from .searched import searched

_HINT = 'Beginnings of words will do. In quotes, words are found whole and side by side, such as "light curve".'


def search_page(entries: Sequence[Entry], *, title: str) -> bytes:
    """Return the search page of a site. Its one script is within it, and its policy allows that one alone."""
    script = resources.files(__package__).joinpath("assets", "search.js").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    listed = sorted(entries, key=by_name)
    root = framed(
        element("div", _filters(), _results(listed), class_="columns"),
        title=title,
        before=[
            element("a", "Skip to the results", href="#results", id="skip", class_="skip"),
            element("header", element("h1", title), _form()),
        ],
        after=[
            data_block(searched([entry.description for entry in listed]), type="application/json", id="catalogue"),
            element("script", script),
        ],
        scripts=f"; script-src 'sha256-{digest}'",
    )
    return page(root)


def by_name(entry: Entry) -> tuple[str, str]:
    """Return what entries are ordered by, as in the catalogue."""
    return " ".join(words_of(entry.name)), entry.source


def _form() -> Element:
    words = element("input", type="search", id="words", aria_describedby="hint", autocomplete="off", spellcheck="false")
    return element(
        "form",
        element(
            "div",
            element("label", "Search words", for_="words"),
            words,
            element("p", _HINT, id="hint"),
            class_="words",
        ),
        id="search",
        class_="search with-script",
        role="search",
        hidden=True,
    )


def _filters() -> Element:
    return element(
        "aside",
        element("details", element("summary", "Filters"), id="facets", class_="facets", open=True),
        class_="with-script",
        aria_label="Filters",
        hidden=True,
    )


def _results(entries: Sequence[Entry]) -> Element:
    return element(
        "section",
        element("h2", "Software", id="results", tabindex="-1"),
        element("p", f"{len(entries)} shown", id="status", class_="status", role="status"),
        element("ul", id="chosen", class_="chosen with-script", aria_label="Selected", hidden=True),
        element("ul", *map(_hit, entries), id="hits", class_="hits"),
        aria_labelledby="results",
    )


def _hit(entry: Entry) -> Element:
    discovery = entry.description.discovery
    operations = stated(entry.description, facets=[FACETS["operation"]])["operation"].values()
    return element(
        "li",
        element("h3", element("a", entry.name, href=f"software/{entry.page}")),
        element("p", discovery.description) if discovery and discovery.description else None,
        element("p", ", ".join(operations), class_="tags") if operations else None,
    )
