# SPDX-License-Identifier: Apache-2.0
"""The page of a software: what it is and does, the template of its request, and how it is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from ..document import FORMATS
from ..writing import data_of
from . import running
from .entry import Entry
from .layout import framed
from .markup import Node, data_block, element, facts, joined, link, mail, page
from .needs import Need, Needs, needs_of
from .terms import identifier, labels, term_links

if TYPE_CHECKING:
    from ..model import ExecutionTemplate

_SCOPE = {
    "Messengers": ("messenger", "messengers"),
    "Object types": ("object-type", "object_types"),
    "Subjects": ("subject", "subjects"),
    "Facilities": ("facility", "facilities"),
    "Used": ("interaction", "interactions"),
}
_DATA = {
    "Product types": ("{}-type", "product_types"),
    "Formats": ("{}-format", "formats"),
    "Processing levels": ("processing-level", "processing_levels"),
}
_LINKS = {
    "homepage": "Home page",
    "source": "Source code",
    "documentation": "Documentation",
    "readme": "Readme",
    "download": "Download",
    "issues": "Issues",
    "article": "Article to cite",
}
_TYPES = {"TEXT": "a text", "INTEGER": "a whole number", "NUMBER": "a number", "BOOLEAN": "true or false"}


def software_page(entry: Entry, *, site: str, linked_data: Mapping[str, Any] | None = None) -> bytes:
    """Return the page of an entry, on the site with the title `site`. `linked_data` go to its head, as JSON-LD."""
    content = data_of(entry.description)
    discovery: Mapping[str, Any] = content.get("discovery", {})
    version = element("span", discovery["version"], class_="version") if "version" in discovery else None
    parts = [
        element("p", element("a", "All software", href="../index.html"), class_="back"),
        element("h1", *joined([entry.name, version], " ")),
        element("p", discovery["description"], class_="lead") if "description" in discovery else None,
        *_functions(discovery),
        *_about(discovery),
        *_execution(entry),
        *_origin(entry, content.get("provenance", {})),
    ]
    block = [data_block(linked_data, type="application/ld+json")] if linked_data else []
    return page(framed(*parts, title=f"{entry.name} - {site}", above="../", head=block))


def _section(heading: str, *content: Node) -> Iterator[Element]:
    """Yield a section, if it has something."""
    if shown := [node for node in content if node is not None]:
        name = heading.lower().replace(" ", "-")
        yield element("section", element("h2", heading, id=name), *shown, aria_labelledby=name)


def _functions(discovery: Mapping[str, Any]) -> Iterator[Element]:
    return _section("What it does", *(_function(each) for each in discovery.get("functions", [])))


def _function(function: Mapping[str, Any]) -> Element:
    name = function.get("name")
    data = (function.get("inputs", []), function.get("outputs", []))
    return element(
        "article",
        element("h3", name) if name else None,
        element("p", function["description"]) if "description" in function else None,
        facts(
            {
                "Operations": term_links("operation", function.get("operations", [])),
                "Algorithms": term_links("algorithm", function.get("algorithms", [])),
                **_scope(function),
            }
        ),
        _data_table(*data, f"Data of {name}" if name else "Data") if any(data) else None,
    )


def _scope(scope: Mapping[str, Any]) -> dict[str, Iterable[Node]]:
    maturity = [scope["maturity"]] if "maturity" in scope else []
    several = {label: term_links(facet, scope.get(field, [])) for label, (facet, field) in _SCOPE.items()}
    return {**several, "Maturity": term_links("maturity", maturity)}


def _data_table(inputs: Sequence[Mapping[str, Any]], outputs: Sequence[Mapping[str, Any]], caption: str) -> Element:
    every = [*inputs, *outputs]
    shown = {label: place for label, place in _DATA.items() if any(place[1] in each for each in every)}
    described = any("description" in each for each in every)
    rows = []
    for verb, side, data in (("Reads", "input", inputs), ("Writes", "output", outputs)):
        for each in data:
            cells = [element("td", each.get("description"))] if described else []
            cells += [
                element("td", *joined(term_links(facet.format(side), each.get(field, []))))
                for facet, field in shown.values()
            ]
            rows.append(element("tr", element("th", verb, scope="row"), *cells))
    return _table(caption, ["", *(["Data"] if described else []), *shown], rows)


def _table(caption: str, heads: Iterable[str], rows: Iterable[Element]) -> Element:
    """Return a table that is moved sideways by itself where the screen is narrow, by keys too."""
    header = [element("th", head, scope="col") if head else element("td") for head in heads]
    table = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *header)),
        element("tbody", *rows),
    )
    return element("div", table, class_="wide", role="region", aria_label=caption, tabindex="0")


def _about(discovery: Mapping[str, Any]) -> Iterator[Element]:
    addresses = discovery.get("links", {})
    licence = [discovery["licence"]] if "licence" in discovery else []
    values: dict[str, Iterable[Node]] = {
        "Version": [discovery.get("version")],
        "Released": [_time(discovery["released"])] if "released" in discovery else [],
        "Licence": term_links("licence", licence),
        "Authors": [_agent(each) for each in discovery.get("authors", [])],
        "Maintainers": [_agent(each) for each in discovery.get("maintainers", [])],
        "Identifiers": [identifier(**each) for each in discovery.get("identifiers", [])],
        **{label: [link(addresses[name])] for name, label in _LINKS.items() if name in addresses},
        **_scope(discovery),
        "Languages": term_links("language", discovery.get("languages", [])),
        "Keywords": discovery.get("keywords", []),
    }
    listed = facts(values)
    return _section("About", listed if len(listed) else None)


def _agent(agent: Mapping[str, Any]) -> Node:
    parts = (agent.get("given_names"), agent.get("family_names"))
    name = agent.get("name") or " ".join(filter(None, parts)) or agent.get("email") or agent.get("orcid", "")
    more = [
        agent.get("affiliation"),
        link(agent["orcid"], "ORCID") if "orcid" in agent else None,
        mail(agent["email"]) if "email" in agent else None,
    ]
    behind = joined(more)
    return element("span", name, *([" (", *behind, ")"] if behind else []))


def _time(text: str) -> Element:
    return element("time", text, datetime=text)


def _execution(entry: Entry) -> Iterator[Element]:
    template = entry.description.execution
    if template is None:
        return
    needs = needs_of(template)
    yield from _section("How to run it", *_running(entry, template, needs))
    yield from _section(
        "Request template",
        element("p", "What a broker is asked to execute, once its placeholders are filled in."),
        _supplied(needs),
        element("pre", element("code", FORMATS["yaml"].write(data_of(template))), tabindex="0"),
        element("p", _file(entry.template_file), class_="files"),
    )


def _running(entry: Entry, template: ExecutionTemplate, needs: Needs) -> Iterator[Node]:
    yield element("h3", "With an execution broker")
    if needs.executable:
        yield element("p", "The description does not say what is executed: a packager has to add that first.")
    else:
        yield element("p", "Download ", _file(entry.yaml_file), ", and make a request of it:")
        yield _command(running.by_broker(entry.yaml_file, needs))
        yield element(
            "p", "What is in capitals is yours to replace. The request goes to a broker, which answers with offers."
        )
    if way := running.directly(template):
        yield element("h3", "On your own machine")
        yield element("p", f"With {way.with_}, in a folder that has the data:")
        yield _command(way.commands)


def _command(text: str) -> Element:
    return element("pre", element("code", text), tabindex="0", class_="command")


def _file(name: str) -> Element:
    return element("a", name, href=name, download=True)


def _supplied(needs: Needs) -> Node:
    """Return what has to be supplied, in words."""
    listed = [
        *([element("li", "What is executed.")] if needs.executable else []),
        *(element("li", *_resource("Data", need)) for need in needs.data if need.open),
        *(element("li", *_parameter(each)) for each in needs.parameters),
        *(element("li", *_resource("Place for results", need)) for need in needs.storage if need.open),
        *([element("li", "Where it is executed, which a broker may choose.")] if needs.compute else []),
    ]
    if not listed:
        return element("p", "It leaves nothing open: it is a request.")
    return element("div", element("p", "It leaves open:"), element("ul", *listed))


def _resource(noun: str, need: Need) -> Iterator[Node]:
    yield from (f"{noun} ", element("code", need.name))
    yield f": {need.description.rstrip('.')}" if need.description else ""
    kinds = [*labels("product-type", need.product_types), *labels("media-type", need.formats)]
    yield f" ({', '.join(kinds)})" if kinds else ""
    yield from (", found at " if need.paths else "", *joined(element("code", path) for path in need.paths))
    yield "."


def _parameter(parameter: Mapping[str, Any]) -> Iterator[Node]:
    yield from ("Parameter ", element("code", parameter["name"]))
    yield f": {parameter['description'].rstrip('.')}" if "description" in parameter else ""
    yield f"; {_TYPES[parameter.get('type', 'TEXT')]}"
    yield f" in {parameter['unit']}" if "unit" in parameter else ""
    limits = [(name, word) for name, word in (("min", "at least"), ("max", "at most")) if name in parameter]
    yield "".join(f", {word} {parameter[name]}" for name, word in limits)
    yield f", one of {', '.join(parameter['values'])}" if "values" in parameter else ""
    if "default" in parameter:
        yield from ("; ", element("code", parameter["default"]), " if none is chosen")
    elif parameter.get("optional"):
        yield "; may be left out"
    yield "."


def _origin(entry: Entry, provenance: Mapping[str, Any]) -> Iterator[Element]:
    earlier = [
        element("span", *joined([each.get("role"), link(each["location"]) if "location" in each else None], " "))
        for each in provenance.get("derived_from", [])
    ]
    listed = facts(
        {
            "Written by": [provenance.get("author"), provenance.get("role")],
            "Written": [_time(provenance["created"])] if "created" in provenance else [],
            "Made from": earlier,
        }
    )
    files = joined([_file(entry.yaml_file), _file(entry.json_file)])
    return _section("This description", element("p", "For programs: ", *files, class_="files"), listed)
