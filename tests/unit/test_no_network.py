"""Nothing in the suite speaks to another machine: what tries is an error."""

from __future__ import annotations

import socket
import urllib.request

import pytest


def test_another_machine_is_out_of_reach() -> None:
    with pytest.raises(AssertionError, match=r"the network is used: example\.org"):
        urllib.request.urlopen("http://example.org")
    with socket.socket() as made, pytest.raises(AssertionError, match=r"the network is used: 192\.0\.2\.1"):
        made.connect(("192.0.2.1", 80))


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as made:
        made.connect(server.getsockname())
