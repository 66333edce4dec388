"""How often somebody may do something: counted in the cache, under a key that names nobody.

Whose request it is, is told by its network address, of which only a keyed hash is made: it stands
in the cache until its window is over, and nowhere else. A cache that does not answer limits nobody.
"""

from __future__ import annotations

import logging
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """At most `most` of what `name` names in so many `seconds`, counted from the first."""

    name: str
    most: int
    seconds: int

    def count(self, who: str = "") -> None:
        """One more by this client, or by anybody where none is told."""
        key = self._key(who)
        try:
            cache.add(key, 0, self.seconds)
            cache.incr(key)
        except ValueError:  # its window ended in between
            cache.add(key, 1, self.seconds)
        except Exception as error:  # each kind of cache has its own, and none may stop a visitor
            logger.error("The cache does not answer: %s", type(error).__name__)

    def is_reached(self, who: str = "") -> bool:
        """Whether this client, or everybody together, did it as often as is allowed."""
        try:
            return int(cache.get(self._key(who), 0)) >= self.most
        except Exception as error:
            logger.error("The cache does not answer: %s", type(error).__name__)
            return False

    def _key(self, who: str) -> str:
        return f"limit:{self.name}:{who}"


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
