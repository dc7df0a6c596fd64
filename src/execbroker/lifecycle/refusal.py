# SPDX-License-Identifier: Apache-2.0
"""Why a change is refused, as a Report."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnostic import Diagnostic, InvalidDocument, Report, filled


class RefusedUpdate(InvalidDocument):
    """Raised for a change that is not allowed now; `report` has one diagnostic, `update-refused` or `offer-expired`."""

    @classmethod
    def of(
        cls, template: str, values: Mapping[str, object], hint: str, *, pointer: str, code: str = "update-refused"
    ) -> RefusedUpdate:
        """Return the exception for one reason. The template is that of `execbroker.diagnostic.Finding`."""
        texts = {name: str(value)[:300] for name, value in values.items()}
        found = Diagnostic(
            code=code,
            severity="error",
            message=filled(template, texts),
            hint=hint[:800],
            pointer=pointer,
            section="common/update.yaml",
            template=template,
            values=tuple(texts.items()),
        )
        return cls(Report((found,)))
