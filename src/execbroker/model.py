# SPDX-License-Identifier: Apache-2.0
"""Every generated class, by name: ``from execbroker.model import DockerContainer``.

A class is imported when it is first asked for, so that a program pays only for those it uses.
"""

from typing import TYPE_CHECKING, Any

import execbroker_model

if TYPE_CHECKING:
    from execbroker_model import *  # noqa: F403 - the names of the package are the names of this module

__all__ = execbroker_model.__all__


def __getattr__(name: str) -> Any:
    return getattr(execbroker_model, name)


def __dir__() -> list[str]:
    return __all__
