# SPDX-License-Identifier: Apache-2.0
"""Documents in older forms to today's form.

A document is recognised by what only its form has (`execbroker.older`), goes through small named steps (`steps`), and
is examined like any other. Every value knows where it came from (`tree`), so what was done is told as one change for
each value that is not where it was, or not what it was, and what is wrong with the result is told at its place in the
original.
"""

from .changes import Change as Change
from .steps import STEPS as STEPS
from .upgrading import Migration as Migration
from .upgrading import Upgrade as Upgrade
from .upgrading import migrate as migrate
from .upgrading import upgrade as upgrade

__all__ = ["STEPS", "Change", "Migration", "Upgrade", "migrate", "upgrade"]
