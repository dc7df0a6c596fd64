# SPDX-License-Identifier: Apache-2.0
"""A static site about software descriptions: a page that searches them, and a page for each.

The pages need no server and load nothing but their own style sheet; the search page is a plain list without its script.
Its results are those of `execbroker.catalogue`. All text of a description is shown as text, whatever it holds.
"""

from .entry import Entry as Entry
from .entry import slugs as slugs
from .folder import Foreign as Foreign
from .folder import write as write
from .site import site as site
