# SPDX-License-Identifier: Apache-2.0
"""What all tests share: where the examples and the corpus of real documents are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

# A slow machine is no defect of the code. `pytest --hypothesis-profile=thorough` digs.
settings.register_profile("ordinary", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("ordinary"), max_examples=3500)
settings.load_profile("ordinary")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real documents; it is no part of the project, and tests on it are skipped without it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real documents is not there: it is shared beside the project, not in it")
    return CORPUS
