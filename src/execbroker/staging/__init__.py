# SPDX-License-Identifier: Apache-2.0
"""What has to be done before and after an execution, in which order, and how long it takes.

    staged = staging(request, platform)
    staged.preparing.length          # a Fraction of seconds
    staged.preparing.critical_path   # the tasks that make it so long
    earliest_start(request, platform, now)

Storage is made ready before the data that go into it, data before the compute resource, and that before the executable.
Afterwards the executable is cleaned up, then results are delivered and the compute resource is given back, and storage
last, for the results lie in it until they are delivered.
"""

from .graph import Staging, Steps, Task, earliest_start, staging
from .sites import Replica, Sites, best_replica, destination, replicas, size_of

__all__ = [
    "Replica",
    "Sites",
    "Staging",
    "Steps",
    "Task",
    "best_replica",
    "destination",
    "earliest_start",
    "replicas",
    "size_of",
    "staging",
]
