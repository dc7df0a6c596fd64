# SPDX-License-Identifier: Apache-2.0
"""A catalogue of software descriptions, and the search for those that do what somebody needs.

What is found, counted and shown first is written down, sentence by sentence, in ``docs/searching.md``.
"""

from .facet import NOT_STATED as NOT_STATED
from .facet import Facet as Facet
from .facets import FACETS as FACETS
from .query import Query as Query
from .result import Count as Count
from .result import Hit as Hit
from .result import Result as Result
from .store import Catalogue as Catalogue
from .tables import NoCatalogue as NoCatalogue
