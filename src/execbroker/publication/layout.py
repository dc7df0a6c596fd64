# SPDX-License-Identifier: Apache-2.0
"""What all pages of a site have in common."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from .markup import Node, element

STYLE = "assets/site.css"
"""The style sheet, from the root of the site."""


def framed(
    *content: Node,
    title: str,
    above: str = "",
    head: Iterable[Node] = (),
    before: Iterable[Node] = (),
    after: Iterable[Node] = (),
    scripts: str = "",
) -> Element:
    """Return a page whose main part is the `content`, with what the head has besides, and what is before and after it.

    `above` leads to the root of the site.

    Nothing but the style sheet is loaded, and no script runs but what `scripts` names by digest. Browsers differ in
    whether a page that is a file may load its own neighbours, which is why the scheme is named too; pages that come
    from a server cannot load files by it.
    """
    policy = f"default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'{scripts}"
    return element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            element("link", rel="stylesheet", href=above + STYLE),
            *head,
        ),
        element("body", *before, element("main", *content), *after),
        lang="en",
    )
