# SPDX-License-Identifier: Apache-2.0
"""Rules of the ports through which a container is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..words import nearest, shown
from .registry import Scene, Violation, rule

if TYPE_CHECKING:
    from ..model import DockerExternalPort, DockerInternalPort, DockerNetworkPort, DockerNetworkSpec

_PROTOCOLS = ("TCP", "UDP", "HTTP", "HTTPS")
_ON_HTTP = ("HTTP", "HTTPS")


@rule("error", section="kinds/executable/docker-container.yaml")
def port_out_of_range(subject: DockerInternalPort | DockerExternalPort, scene: Scene) -> Iterator[Violation]:
    """A port is a number from 1 to 65535.

    There are no others in TCP (RFC 9293, section 3.1) and UDP (RFC 768), and port 0 is reserved. The reference broker
    refuses what is below, and forgets what is above.

    Wrong:
        internal: {port: 80800}

    Right:
        internal: {port: 8080}
    """
    if subject.port is not None and not 1 <= subject.port <= 65535:
        yield Violation(("port",), "there is no port ${port}", {"port": subject.port}, "write 1 to 65535")


@rule("warning", section="kinds/executable/docker-container.yaml", message="invalid-value")
def unknown_port_protocol(subject: DockerNetworkPort, scene: Scene) -> Iterator[Violation]:
    """The protocol of a port is TCP, UDP, HTTP or HTTPS.

    The reference broker refuses others, and takes the words in capitals only. What runs on TCP and is none of these
    is TCP.

    Wrong:
        - {internal: {port: 8888}, protocol: http, path: /lab}

    Right:
        - {internal: {port: 8888}, protocol: HTTP, path: /lab}
    """
    if subject.protocol is not None and subject.protocol not in _PROTOCOLS:
        hint = f"write {nearest(subject.protocol, _PROTOCOLS) or 'TCP, UDP, HTTP or HTTPS'}"
        values = {"protocol": shown(subject.protocol)}
        yield Violation(("protocol",), "${protocol} is not known as the protocol of a port", values, hint)


@rule("warning", section="kinds/executable/docker-container.yaml")
def path_without_http(subject: DockerNetworkPort, scene: Scene) -> Iterator[Violation]:
    """Only a port that speaks HTTP or HTTPS has a path.

    The path is appended to the access URL of the port, and TCP and UDP have no such URL. Where no protocol is given,
    TCP is meant.

    Wrong:
        - {internal: {port: 8888}, path: /lab}

    Right:
        - {internal: {port: 8888}, protocol: HTTP, path: /lab}
    """
    if subject.path and subject.protocol in (None, "TCP", "UDP"):
        template = (
            "${protocol} has no paths"
            if subject.protocol
            else "a port without a protocol is one of TCP, which has no paths"
        )
        yield Violation(
            ("path",),
            template,
            {"protocol": subject.protocol},
            "add `protocol: HTTP`" if not subject.protocol else "write `protocol: HTTP`, or leave the path out",
        )


@rule("warning", section="kinds/executable/docker-container.yaml")
def relative_port_path(subject: DockerNetworkPort, scene: Scene) -> Iterator[Violation]:
    """The path of a port begins with a slash.

    It is appended to a host and a port number, so that `lab` would give `http://host.example.org:8888lab` (RFC 3986,
    section 3.3).

    Wrong:
        - {internal: {port: 8888}, protocol: HTTP, path: lab}

    Right:
        - {internal: {port: 8888}, protocol: HTTP, path: /lab}
    """
    if subject.path and subject.protocol in _ON_HTTP and not subject.path.startswith("/"):
        values = {"path": shown(subject.path)}
        yield Violation(
            ("path",), "the path ${path} does not begin with a slash", values, f"write /{subject.path[:200]}"
        )


@rule("warning", section="kinds/executable/docker-container.yaml")
def duplicate_port(subject: DockerNetworkSpec, scene: Scene) -> Iterator[Violation]:
    """A port of a container is opened once.

    A second entry opens nothing more, and another number was probably meant. The same number may stand once for UDP
    and once for the others, which run on TCP, and several times with different paths.

    Wrong:
        - {internal: {port: 8888}, protocol: HTTP}

    Right:
        - {internal: {port: 8889}, protocol: HTTP}
    """
    seen: set[tuple[int, bool, str | None]] = set()
    for index, port in enumerate(subject.ports or ()):
        if port.internal is not None and port.internal.port is not None:
            key = (port.internal.port, port.protocol == "UDP", port.path)
            if key in seen:
                values = {"port": port.internal.port}
                path = ("ports", index, "internal", "port")
                yield Violation(path, "the port ${port} stands in the list already", values, "leave one of the two out")
            seen.add(key)


@rule("warning", section="kinds/executable/docker-container.yaml", message="not-supported")
def external_port_in_request(subject: DockerNetworkPort, scene: Scene) -> Iterator[Violation]:
    """The port on the outside is chosen by the service, not by the client.

    The service knows which ports are free, and says in the session which one it took. The reference broker refuses a
    request that chooses one.

    Wrong:
        - {internal: {port: 8888}, external: {port: 80}, protocol: HTTP}

    Right:
        - {internal: {port: 8888}, protocol: HTTP}
    """
    if subject.external is not None and (scene.inside("ExecutionRequest") or scene.inside("ExecutionTemplate")):
        yield Violation(("external",), "the service sets the port on the outside", {}, "leave it out", at_key=True)
