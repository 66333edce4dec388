"""How gunicorn serves the help desk; it reads this file by itself. README.md lists the settings."""

import gc
import logging.config
import os
import shutil
import tempfile

from gunicorn import glogging

from helpdesk.log_lines import log_lines

bind = "127.0.0.1:8000"
threads = 4
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (gunicorn's own)
control_socket_disable = True
# A request under way is finished when the server is told to stop, a proxy's idle line is kept.
graceful_timeout = 30
keepalive = 75
# A process that says nothing for so long is replaced. It speaks whatever its threads do: a request
# that waits is not broken off.
timeout = 60


class Logger(glogging.Logger):
    """Its own lines, and Python's warnings, look like the site's. Told by `logconfig_dict`, it
    would put a line together for each request, to be thrown away."""

    def setup(self, cfg):
        super().setup(cfg)
        logging.config.dictConfig(log_lines())
        logging.captureWarnings(True)


logger_class = Logger


def on_starting(server):
    """The processes count requests in files of one folder, which is new for every start."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="helpdesk-metrics-")


def post_worker_init(worker):
    """What was loaded stays. Looking through all of it for garbage, now and then, kept somebody
    waiting for a tenth of a second."""
    gc.collect()
    gc.freeze()


def child_exit(server, worker):
    """What a process that ended had counted stays counted."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server):
    """Nothing is left behind."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
