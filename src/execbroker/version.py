# SPDX-License-Identifier: Apache-2.0
"""The version of the library. The version of the model is another number: see `model/VERSION`."""

__version__ = "0.1.0"
