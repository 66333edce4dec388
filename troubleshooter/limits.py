"""How often somebody may do something: counted in the cache, under a key that names nobody.

Whose request it is, is told by its network address, of which only a keyed hash is made: it stands
in the cache until its window is over, and nowhere else. A cache that does not answer limits nobody.
"""

from __future__ import annotations

import logging
import time
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """At most `most` of what `name` names in each window of so many `seconds`. None: no limit."""

    name: str
    most: int | None
    seconds: int

    def count(self, who: str = "") -> int:
        """One more by this client, or by anybody where none is told. How many that makes in this
        window; 0 where nobody counts."""
        if self.most is None:
            return 0
        key = self.key(who)
        try:
            cache.add(key, 0, self.seconds)
            return cache.incr(key)
        except ValueError:  # it was pushed out in between
            cache.add(key, 1, self.seconds)
            return 1
        except Exception as error:  # each kind of cache has its own, and none may stop a visitor
            logger.error("The cache does not answer: %s", type(error).__name__)
            return 0

    def is_reached(self, who: str = "") -> bool:
        """Whether this client, or everybody together, did it as often as is allowed."""
        if self.most is None:
            return False
        try:
            return int(cache.get(self.key(who), 0)) >= self.most
        except Exception as error:
            logger.error("The cache does not answer: %s", type(error).__name__)
            return False

    def is_passed(self, number: int) -> bool:
        """Whether so many, as `count` said, are more than is allowed."""
        return self.most is not None and number > self.most

    @property
    def wait(self) -> int:
        """Seconds until the next window begins, at least 1."""
        return max(round(self.seconds - time.time() % self.seconds), 1)

    def key(self, who: str = "") -> str:
        """Where the cache counts it in this window."""
        return f"limit:{self.name}:{int(time.time() // self.seconds)}:{who}"


def named(name: str, times: int = 1) -> Limit:
    """What `settings.LIMITS` says under this name, or so many times as much."""
    rate = settings.LIMITS[name]
    if rate is None:
        return Limit(name, None, 1)
    most, seconds = rate
    return Limit(name if times == 1 else f"{name}*{times}", most * times, seconds)


def client_of(request: HttpRequest) -> str:
    """What tells a client from others: a keyed hash of its address, of the network for IPv6.

    Behind a trusted proxy that is the address which the proxy itself saw: the last it lists.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
    return salted_hmac("troubleshooter.client", _network(seen), algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """One household or machine: an IPv4 address, the first 64 bits of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> 64)
