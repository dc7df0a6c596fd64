# SPDX-License-Identifier: Apache-2.0
"""Sources to products: what editors of the model run. See `python -m execbroker_build --help`."""
