# SPDX-License-Identifier: Apache-2.0
"""Rules of volumes: what is mounted, and where."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import model
from .group import Member, Names, mounts, references
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import (
        AbstractComputeResource,
        ComputeResource,
        ExecutionRequest,
        ExecutionTemplate,
        SimpleVolumeMount,
    )

_SYSTEM = frozenset(
    {
        *("/", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr"),
        *("/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/sbin"),
    }
)
"""Directories of the Filesystem Hierarchy Standard 3.0 that programs need to start at all."""
_KERNEL = ("/proc/", "/sys/")


@rule("error", section="kinds/volume/simple-volume-mount.yaml", message="input-syntax-fail")
def relative_path(subject: SimpleVolumeMount, scene: Scene) -> Iterator[Violation]:
    """The path of a volume mount is absolute.

    Nothing says what it could be relative to. The schema asks for an absolute path, and container engines refuse
    others; the reference broker does not look. A path of Windows with a drive is absolute too.

    Wrong:
        path: data/input

    Right:
        path: /data/input
    """
    path = subject.path
    if path is not None and not path.startswith("/") and path[1:3] not in (":/", ":\\"):
        if path.strip():
            plain = len(path) < 200 and path[0] not in "~$%"
            hint = f"write `/{_normal(path)}`" if plain else "write the whole path, such as `/data/input`"
            yield Violation(("path",), "the path `${path}` does not begin with `/`", {"path": path}, hint)
        else:
            yield Violation(("path",), "the path is empty", hint="leave it out to have the broker choose")


@rule("warning", section="kinds/volume/simple-volume-mount.yaml")
def detour_in_path(subject: SimpleVolumeMount, scene: Scene) -> Iterator[Violation]:
    """The path of a volume mount has no `.`, `..` and doubled `/` in it.

    What `..` leads to depends on links in the image, so the mount can end up elsewhere than where it was meant to
    (POSIX.1, Pathname Resolution). The reference broker does not look. A single `/` at the end does no harm.

    Wrong:
        path: /data/../scratch

    Right:
        path: /scratch/
    """
    path = subject.path
    if path is not None and path.startswith("/") and path not in (_normal(path), f"{_normal(path).rstrip('/')}/"):
        hint = f"write `{_normal(path)}`" if len(path) < 200 else None
        yield Violation(("path",), "the path `${path}` takes a detour", {"path": path}, hint)


@rule("warning", section="kinds/volume/simple-volume-mount.yaml")
def mount_over_system(subject: SimpleVolumeMount, scene: Scene) -> Iterator[Violation]:
    """A volume is not mounted over a directory that programs need to start.

    What the image has there is hidden by the mount, the shell and its libraries included (Filesystem Hierarchy Standard
    3.0, section 3); container engines refuse `/` itself, and whatever is below `/proc`. A directory of its own below
    them, such as `/usr/local/astrometry/data`, is fine.

    Wrong:
        path: /usr/local

    Right:
        path: /usr/local/astrometry/data
    """
    path = _normal(subject.path or "")
    if path in _SYSTEM or path.startswith(_KERNEL):
        template = "a mount at `${path}` hides what the image needs there"
        yield Violation(("path",), template, {"path": subject.path}, "choose a path of its own, such as `/data`")


@rule("error", section="common/compute-resource.yaml")
def path_mounted_twice(subject: ComputeResource | AbstractComputeResource, scene: Scene) -> Iterator[Violation]:
    """Each volume of a compute resource has a path of its own.

    Of two mounts at one path only one can be seen; container engines refuse the second. The reference broker does not
    look. One resource may be mounted at two paths.

    Wrong:
        - path: /data/input
          resource: images
        - path: /data/input
          resource: catalogue

    Right:
        - path: /data/images
          resource: images
        - path: /data/catalogue
          resource: catalogue
    """
    seen = set()
    for index, volume in enumerate(subject.volumes or ()):
        path = getattr(volume, "path", None)
        if isinstance(path, str) and path.strip():
            normal = _normal(path)
            if normal in seen:
                hint = "give it a path of its own"
                yield Violation(("volumes", index, "path"), "`${path}` is mounted already", {"path": path}, hint)
            seen.add(normal)


@rule("warning", section="common/access-mode.yaml")
def mount_inside_read_only(subject: ComputeResource | AbstractComputeResource, scene: Scene) -> Iterator[Violation]:
    """A volume is not mounted inside one that cannot be written to.

    The directory to mount it at has to exist in the outer one, and cannot be made there where that is READONLY, which
    is what an absent mode means. Container engines then fail when the container starts. Inside a READWRITE mount it
    works.

    Wrong:
        - path: /data
          mode: READONLY
          resource: images
        - path: /data/results

    Right:
        - path: /data/images
          mode: READONLY
          resource: images
        - path: /data/results
    """
    paths = []
    for index, volume in enumerate(subject.volumes or ()):
        path = getattr(volume, "path", None)
        if isinstance(path, str) and path.startswith("/"):
            steps = tuple(step for step in _normal(path).split("/") if step)
            paths.append((steps, index, path, getattr(volume, "mode", None)))
    around: list[tuple[tuple[str, ...], int, str, Any]] = []
    found = []
    for inner in sorted(paths):
        while around and inner[0][: len(around[-1][0])] != around[-1][0]:
            around.pop()
        if around and around[-1][3] != "READWRITE" and around[-1][0] != inner[0]:
            found.append((inner[1], inner[2], around[-1][2]))
        around.append(inner)
    for index, path, outer in sorted(found):
        hint = f"mount the two beside each other, or make `{outer}` READWRITE" if len(outer) < 200 else None
        template = "`${path}` cannot be made inside `${outer}`, which is READONLY"
        yield Violation(("volumes", index, "path"), template, {"path": path, "outer": outer}, hint)


@rule("warning", section="common/access-mode.yaml")
def data_mounted_read_write(subject: ExecutionRequest | ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """Data are mounted READONLY.

    A data resource is brought from elsewhere, and not taken back. What is written to it is lost with the session at
    best. The reference broker does not look. Software that changes its input can work on a copy in a storage resource.

    Wrong:
        - mode: READWRITE
          resource: measurement-set

    Right:
        - mode: READWRITE
          resource: scratch
    """
    for index, volume, target in _targets(subject):
        if volume.mode == "READWRITE" and target.role == "data":
            template = "`${name}` is data: what is written there is not kept"
            hint = "write READONLY, and mount a storage resource for what is written"
            yield Violation(("compute", "volumes", index, "mode"), template, {"name": volume.resource}, hint)


@rule("warning", section="common/access-mode.yaml")
def empty_and_read_only(subject: ExecutionRequest | ExecutionTemplate, scene: Scene) -> Iterator[Violation]:
    """A space for the session is written to, or has data in it.

    A simple storage resource begins empty. Mounted READONLY, which is what an absent mode means, it stays so, and what
    the software writes there fails. Storage that outlives the session may have something in it from before.

    Wrong:
        - path: /scratch
          resource: scratch

    Right:
        - path: /scratch
          mode: READWRITE
          resource: scratch
    """
    if not mounts(subject):
        return
    names = Names.of(subject)
    holding = set()
    for reference in references(subject, names):
        if reference.path[0] == "storage":
            holding.add(reference.path[:2])
        elif reference.path[0] == "data":
            holding.update(member.path for member in reference.found)
    targets = list(_targets(subject, names))
    written = {target.path for _, volume, target in targets if volume.mode == "READWRITE"}
    for index, volume, target in targets:
        simple = isinstance(target.component, model.SimpleStorageResource)
        if simple and target.path not in written and target.path not in holding:
            place = ("compute", "volumes", index, *(("mode",) if volume.mode else ()))
            template = "`${name}` begins empty, and nothing can be written to it here"
            yield Violation(place, template, {"name": volume.resource}, "write `mode: READWRITE`")


def _targets(group: Any, names: Names | None = None) -> Iterator[tuple[int, Any, Member]]:
    """Yield each volume that leads to one resource, with its index and that resource."""
    volumes = mounts(group)
    for reference in references(group, names or Names.of(group)) if volumes else ():
        if reference.path[0] == "compute" and len(reference.found) == 1:
            index = int(reference.path[2])
            if isinstance(volumes[index], model.SimpleVolumeMount):
                yield index, volumes[index], reference.found[0]


def _normal(path: str) -> str:
    """Return `path` without what makes no difference to where it leads, links left aside."""
    return "/" + posixpath.normpath(path).lstrip("/") if path.startswith("/") else posixpath.normpath(path)
