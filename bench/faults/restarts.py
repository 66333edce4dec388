"""Restart two servers in turn behind the proxy, under people who answer: is anything lost?

    python -m bench.faults.restarts                 20 × an orderly restart, SQLite, 8 people

Every answer that the proxy gives is counted: there should be none but 200 and 303.
"""

import argparse
import sys
import tempfile
import time

from bench.faults._ports import free_port
from bench.faults._proxy import proxied
from bench.faults._servers import prepared, started, stopped
from bench.faults._walkers import walking
from bench.faults.kills import report


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=20)
    times = options.parse_args().times
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        prepared(folder)
        ports = [free_port(), free_port()]
        servers = [started(port) for port in ports]
        door = free_port()
        with proxied(other, door, ports):
            walkers, end = walking([("127.0.0.1", door)], 8)
            try:
                for turn in range(times):
                    time.sleep(0.5)
                    stopped(servers[turn % 2])
                    servers[turn % 2] = started(ports[turn % 2])
            finally:
                end()
        for server in servers:
            stopped(server)
        code = report(f"{times} × an orderly restart behind the proxy", walkers, "ok")
        refused = sum(sum(person.refused.values()) for person in walkers)
        sys.exit(code or int(refused > 0))


if __name__ == "__main__":
    main()
