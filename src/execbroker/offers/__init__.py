# SPDX-License-Identifier: Apache-2.0
"""What an offer says, held against the request that it answers."""

from .checking import check_offer as check_offer
from .checking import check_offer_set as check_offer_set
from .checking import standard as standard
