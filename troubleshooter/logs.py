"""What goes into every line of the log, and what must not.

Set up before anything else, so it imports nothing of ours.
"""

from __future__ import annotations

import copy
import logging
import re
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


MASK = "…"
TOKEN_LENGTH = 22
TOKEN = re.compile(
    r"(?<![\w-])(?!(?:[a-z_]+|(?:[A-Z][a-z]+)+)(?![\w-]))[\w-]{22}(?![\w-])", re.ASCII
)
"""22 URL-safe characters: a session's token, a device's cookie, an event's key. No name in code:
those are all small letters, or words that each begin with a capital."""
TOKEN_IN_PATH = re.compile(r"(?<=sessions/)[\w-]{22}(?![\w-])", re.ASCII)
CODE = re.compile(r"(?i)((?:[?&#\s\"']|\b)code=)[^&\s\"']+")
CLIENT = re.compile(r"\b(ip=)[0-9A-Fa-f.:%]+?(?=:?(?:[\s,]|$))")
MAIL = re.compile(r"[\w.+-]+@(?=[\w-]+(?:\.[\w-]+)+)")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def masked(text: str) -> str:
    """The text without what lets somebody walk a session, and without who asked."""
    if len(text) < TOKEN_LENGTH and "=" not in text and "@" not in text:
        return text  # most words of a line are so short, and hold nothing of the kind
    text = TOKEN.sub(MASK, TOKEN_IN_PATH.sub(MASK, text))
    if "@" in text:
        text = MAIL.sub(f"{MASK}@", text)
    if "=" in text:
        text = CLIENT.sub(rf"\1{MASK}", CODE.sub(rf"\1{MASK}", text))
    return text


def one_line(text: str) -> str:
    """The text with everything that could begin a line of its own, or move a cursor, spelt out."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


FROM_CODE = frozenset(
    ("name", "levelname", "pathname", "filename", "module", "funcName", "processName", "threadName")
)
"""What logging itself says of a line: where in the code it was written. Nobody's words."""


class DiscreetFilter(logging.Filter):
    """Takes tokens, codes and addresses out of messages, tracebacks and whatever else a line says,
    whoever wrote it, and keeps each message on the line that it was written as."""

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        said = copy.copy(record)
        said.msg, said.args = record.getMessage(), None
        for name, value in vars(said).items():
            if isinstance(value, str) and name not in FROM_CODE:
                setattr(said, name, one_line(masked(value)))
        if record.exc_info:
            said.exc_text = masked(logging.Formatter().formatException(record.exc_info))
            said.exc_info = None
        return said
