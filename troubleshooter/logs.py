"""What goes into every line of the log. Set up before anything else, so it imports nothing."""

from __future__ import annotations

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that is being answered."""


class RequestFilter(logging.Filter):
    """Gives each line of the log the number of the request it is about, "" outside of one, and
    takes away the request itself, whose address may name a session."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        vars(record).pop("request", None)
        return True
