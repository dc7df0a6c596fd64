# SPDX-License-Identifier: Apache-2.0
"""What an offer says, held against the request that it answers."""

from .checking import check_offer as check_offer
from .checking import check_offer_set as check_offer_set
from .checking import findings as findings
from .checking import standard as standard
from .comparison import CRITERIA as CRITERIA
from .comparison import Comparison as Comparison
from .comparison import Quote as Quote
from .comparison import Row as Row
from .comparison import compare as compare
