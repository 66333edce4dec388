"""How a line of the log looks: called by settings for the site, and by gunicorn for its own."""

from helpdesk.environment import is_local, one_of

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def log_lines():
    """The description that `logging.config.dictConfig` takes, from LOG_LEVEL and LOG_FORMAT."""
    level = one_of("LOG_LEVEL", "INFO", LEVELS, "INFO, WARNING or ERROR")
    # What collects a server's log wants one object a line; a person at a terminal wants words.
    usual = "line" if is_local() else "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message} {request_id}", "style": "{"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "{asctime} {levelname} {name} {message} {request_id}",
                "style": "{",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
        },
        "filters": {
            "request": {"()": "troubleshooter.logs.RequestFilter"},
            "discreet": {"()": "troubleshooter.logs.DiscreetFilter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": one_of("LOG_FORMAT", usual, ("json", "line"), "json or line"),
                "filters": ["request", "discreet"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would say everything twice, and mail errors to nobody.
            "django": {"handlers": [], "level": level, "propagate": True},
            # Scanners ask for hosts by the thousand: each is a line with its 400 all the same.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Two lines for each batch that is counted, some times a second under load.
            "django.tasks": {"level": "WARNING"},
            # gunicorn's as well; its log of each request, if one is asked for, tells who asked.
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            # The pool would say three times a request that it lent a connection out.
            "psycopg.pool": {"level": "WARNING"},
            "helpdesk.request": {"level": "WARNING" if is_local() else level},
        },
    }
