"""For the whole suite: hypothesis without deadlines, which a busy machine misses, and the same examples every time;
and no network: neither the programs nor their tests speak to another machine."""

from __future__ import annotations

import gc
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("patchwork", deadline=None, derandomize=True)
settings.load_profile("patchwork")

gc.disable()  # as the studio does: on the thread of a worker it would end the timers of windows


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect garbage between tests, if there may be much of it."""
    if gc.get_count()[0] > 50_000:
        gc.collect()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Whoever connects to another machine, or asks for its address, fails."""
    with pytest.MonkeyPatch.context() as patch:
        forbid_network(patch)
        yield


def forbid_network(patch: pytest.MonkeyPatch) -> None:
    """Let sockets reach this machine alone."""
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _local(getattr(socket.socket, name), of_socket=True))
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        patch.setattr(socket, name, _local(getattr(socket, name), of_socket=False))


def _local(function: Any, *, of_socket: bool) -> Any:
    def call(*given: Any, **how: Any) -> Any:
        address = given[-1] if of_socket else given[0]
        host = address[0] if isinstance(address, tuple) else address
        if not (of_socket and given[0].family == getattr(socket, "AF_UNIX", None)) and not _is_here(host):
            raise AssertionError(f"the network is used: {host}")
        return function(*given, **how)

    return call


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost", socket.gethostname()):
        return True
    try:
        found = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
