# SPDX-License-Identifier: Apache-2.0
"""Steps for executables: containers, notebooks and programs."""

from __future__ import annotations

import re
from typing import Any

from ..rules.digests import digest_fault
from .step import Scene, step
from .stores import kind_of
from .tree import Items, Members, Trail, items_of

_PARTS = ("image", "repository", "repo", "tag")


@step("executable")
def image_in_parts(old: Members, scene: Scene) -> Members:
    """The repository, the name and the tag of an image are one location.

    A name that begins with its repository already is taken as it is.

    Before:
        repository: example.org
        image: ivoa/newton-raphson
        tag: 2024.12.02

    After:
        image: {locations: [example.org/ivoa/newton-raphson:2024.12.02]}

    Cannot carry: nothing.
    """
    parts = [part for part in _PARTS if part in old and isinstance(old[part], (str, int, float))]
    if not parts or any(isinstance(old[part], bool) for part in parts) or isinstance(old.get("image"), Members):
        return old
    text = {part: scene.text_of(old[part], old.trails[part]).strip() for part in parts}
    name = text.get("image", "")
    repository = text.get("repository", text.get("repo", "")).rstrip("/")
    if not name:
        return old
    if repository and not name.startswith(f"{repository}/"):
        name = f"{repository}/{name}"
    if "tag" in text and not name.endswith(f":{text['tag']}"):
        name = f"{name}:{text['tag']}"
    trail, words = Trail(), "the repository, the name and the tag of an image are one location"
    for part in parts:
        trail = trail.joined(old.trails[part])
    why = scene.why(words if len(parts) > 1 else "an image has a list of locations")
    locations = Items([(name, trail.because(why))])
    kept = Members(((k, v, t) for k, v, t in old.members() if k not in parts or k == "image"), old.lost)
    return kept.with_member("image", Members([("locations", locations, Trail())]), Trail())


@step("executable")
def location_of_container(old: Members, scene: Scene) -> Members:
    """The locations of a container are those of its image.

    Some sketches of version 0.9 wrote them at the container itself.

    Before:
        type: uri:docker-container-1.0
        location: [example.org/ivoa/newton-raphson:1]

    After:
        type: uri:docker-container-1.0
        image: {locations: [example.org/ivoa/newton-raphson:1]}

    Cannot carry: nothing.
    """
    is_docker = "docker-container" in (kind_of(old, scene), old.get("type"))
    if not is_docker or "location" not in old or "image" in old:
        return old
    to = "image.locations" if isinstance(old["location"], Items) else "image.locations[]"
    return old.moved("location", to, scene.why("the locations of a container are those of its image"))


@step("executable")
def unusable_digest(old: Members, scene: Scene) -> Members:
    """A digest that no image can have is left out.

    Slides and notes have `sha256:ac1b....fc70`, and requests to brokers that asked for a digest have `0000`. Nothing
    can be compared with that, so a broker would refuse every image.

    Before:
        image: {digest: sha256:ac1b....fc70}

    After:
        image: {}

    Cannot carry: what was there; it is kept as an annotation. Look the digest up, and add it.
    """
    why = scene.why("no image has this digest, so nothing can be compared with it: look it up, and add it")
    if _is_unusable(old.get("digest")):
        old = old.losing("digest", why)
    image = old.get("image")
    if isinstance(image, Members) and _is_unusable(image.get("digest")):
        old = old.with_member("image", image.losing("digest", why), old.trails["image"])
    return old


def _is_unusable(digest: Any) -> bool:
    """Whether the digest cannot be mended; where there are 64 digits, only the `sha256:` before them is missing."""
    if not isinstance(digest, str) or "@" in digest or re.fullmatch("[0-9a-fA-F]{64}", digest):
        return False
    return digest_fault(digest.lower()) is not None


@step("executable")
def single_platform(old: Members, scene: Scene) -> Members:
    """An image is for one platform.

    The text of the standard listed several, of which the first is taken.

    Before:
        platforms: [{architecture: amd64, os: linux}, {architecture: arm64, os: linux}]

    After:
        image: {platform: {architecture: amd64, os: linux}}

    Cannot carry: the other platforms; they are kept as an annotation.
    """
    platforms = old.get("platforms")
    if not isinstance(platforms, Items):
        return old
    if not platforms:
        return old.losing("platforms", scene.why("there is nothing in it"), kept=False)
    [(first, trail), *others] = platforms.members()
    why = scene.why("an image is for one platform")
    single = old.losing_items("platforms", others, why).with_member("platforms", first, trail)
    return single.moved("platforms", "image.platform", why)


@step("executable")
def notebook_file(old: Members, scene: Scene) -> Members:
    """A notebook and its requirements are named by their addresses.

    The text of the standard had a level for different ways of naming them, of which there was one.

    Before:
        type: uri:jupyter-notebook-1.0
        notebook: {file: https://example.org/a.ipynb}
        requirements: {file: https://example.org/requirements.txt}

    After:
        type: uri:jupyter-notebook-1.0
        notebook: https://example.org/a.ipynb
        requirements: https://example.org/requirements.txt

    Cannot carry: nothing.
    """
    for key in ("notebook", "requirements"):
        named = old.get(key)
        if not isinstance(named, Members) or list(named) != ["file"] or not isinstance(named["file"], str):
            continue
        if key == "notebook" or kind_of(old, scene) == "jupyter-notebook":
            trail = named.trails["file"].because(scene.why("it is named by its address, without a level `file`"))
            old = old.with_member(key, named["file"], trail)
    return old


@step("executable")
def requirements_by_package(old: Members, scene: Scene) -> Members:
    """The requirements of a program are one mapping, from package to versions.

    The text of the standard had a list of mappings with one package each. A package without versions has an empty text.

    Before:
        requirements: [{numpy: null}, {astropy: ">= 6.1"}]

    After:
        requirements: {numpy: "", astropy: ">= 6.1"}

    Cannot carry: nothing.
    """
    wanted = old.get("requirements")
    if isinstance(wanted, Items) and all(isinstance(one, Members) and one for one in wanted):
        names = [name for one in wanted for name in one]
        if len(set(names)) < len(names):
            return old
        why = scene.why("the requirements are one mapping, from package to versions")
        wanted = Members((key, value, trail.because(why)) for one in wanted for key, value, trail in one.members())
        old = old.with_member("requirements", wanted, old.trails["requirements"].because(why))
    if isinstance(wanted, Members):
        text, any_version = scene.as_text(scene.why("versions are text")), scene.why("any version will do")
        wanted = wanted.with_values(lambda v, t: ("", t.because(any_version)) if v is None else text(v, t))
        old = old.with_member("requirements", wanted, old.trails["requirements"])
    return old


@step("executable")
def arguments_as_text(old: Members, scene: Scene) -> Members:
    """Arguments and environment variables are texts.

    Older services took numbers too, and passed their words on.

    Before:
        command: [10, 0]
        environment: {THREADS: 4}

    After:
        command: ["10", "0"]
        environment: {THREADS: "4"}

    Cannot carry: nothing.
    """
    text = scene.as_text(scene.why("arguments and environment variables are texts"))
    command, environment = old.get("command"), old.get("environment")
    if isinstance(command, Items):
        old = old.with_member("command", items_of(command, lambda v, t: [text(v, t)]), old.trails["command"])
    if isinstance(environment, Members):
        old = old.with_member("environment", environment.with_values(text), old.trails["environment"])
    return old


@step("port")
def internal_port(old: Members, scene: Scene) -> Members:
    """The port inside the container is the `port` of a mapping, a number.

    Version 0.6 wrote the number alone, some of its services as text.

    Before:
        internal: "3000"

    After:
        internal: {port: 3000}

    Cannot carry: nothing.
    """
    port = old.get("internal")
    if isinstance(port, str) and port.isascii() and port.isdigit() and len(port) <= 5:
        old = old.changed("internal", int(port), scene.why("a port is a number"))
    elif not isinstance(port, int) or isinstance(port, bool):
        return old
    return old.moved("internal", "internal.port", scene.why("the port inside the container is the `port` of a mapping"))
