"""Ports of this computer for servers that are started, killed and started again."""

import random
import socket

OURS = range(10_000, 32_000)
"""Below those that the kernel gives to whoever asks for any, such as a browser for each of its
connections: there one that is free now may be somebody's by the time a server is started."""


def free_port():
    """One on which nobody listens, and that nobody is given unasked."""
    for port in random.sample(OURS, 100):
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")
