"""64 clients that drip a byte at a time: what is left for honest ones, with and without the proxy?

    python -m bench.faults.slow_clients

Runs alternate with and without the dripping clients; the ratio of the medians is what counts.
"""

import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from bench._serving import require_wrk
from bench.faults._ports import free_port
from bench.faults._proxy import proxied
from bench.faults._servers import prepared, started, stopped

DRIPPING = 64
ROUNDS = 3
SECONDS = 4
WANTED = 0.8
HEAD = b"POST /sessions/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"


class Drip:
    """Clients that send headers, or a body, one byte every half a second and never end."""

    def __init__(self, port):
        self.port = port
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._go, args=(n,)) for n in range(DRIPPING)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _go(self, number):
        body = b"Content-Length: 100000\r\n\r\n" if number % 2 else b""
        while not self.stop.is_set():
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 5) as client,
            ):
                client.sendall(HEAD + body)
                while not self.stop.wait(0.5):
                    client.sendall(b"x")


def asked(port):
    """Honest requests in a second."""
    header = ["-H", "X-Forwarded-Proto: https"]
    url = f"http://127.0.0.1:{port}/guides/icloud-backup/"
    done = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "--timeout=10s", *header, url],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.partition("Requests/sec:")[2].split()[0])


def measured(name, port):
    """Honest requests a second without and with dripping clients, in turn; the ratio."""
    alone, beside = [], []
    for _ in range(ROUNDS):
        alone.append(asked(port))
        with Drip(port):
            beside.append(asked(port))
    ratio = statistics.median(beside) / statistics.median(alone)
    print(
        f"{name:16} alone {statistics.median(alone):7.1f}/s   "
        f"beside {DRIPPING} that drip {statistics.median(beside):7.1f}/s   {ratio:.2f}"
    )
    return ratio


def main():
    require_wrk()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        prepared(folder)
        port, door = free_port(), free_port()
        server = started(port)
        with proxied(other, door, [port]):
            behind = measured("behind the proxy", door)
            measured("without it", port)
        stopped(server, 90)
    sys.exit(int(behind < WANTED))


if __name__ == "__main__":
    main()
