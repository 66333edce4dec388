"""The proxy of compose.yaml on this machine: its own configuration, before servers on 127.0.0.1."""

import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from bench._site import ROOT

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@contextmanager
def proxied(folder, port, servers):
    """nginx on the port, before servers on these ports, until the block ends."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        sys.exit("HELPDESK: nginx is not installed here (Debian: apt-get install nginx-light).")
    values = {
        "UPSTREAMS": " ".join(f"server 127.0.0.1:{server} max_fails=0;" for server in servers),
        "LISTEN": f"listen 127.0.0.1:{port};",
        "SERVER_NAME": "127.0.0.1",
        "TLS": "",
    }
    site = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], TEMPLATE.read_text())
    # Nothing here speaks TLS: the servers are told that somebody did.
    site = site.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")
    path = Path(folder) / "nginx.conf"
    path.write_text(AROUND.format(folder=folder, site=site))
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(path)])
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                sys.exit(f"HELPDESK: nginx did not start:\n{Path(folder, 'error.log').read_text()}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)
