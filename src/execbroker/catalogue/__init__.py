# SPDX-License-Identifier: Apache-2.0
"""A catalogue of software descriptions, and the search for those that do what somebody needs."""
