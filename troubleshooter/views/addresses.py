"""Where a session's screens are and where its forms go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.urls import reverse

from .rendered import hole


@dataclass(frozen=True)
class SessionAddresses:
    """The addresses of one session; only its token is in them."""

    token: str
    slug: str

    @cached_property
    def _known(self) -> dict[tuple[str, ...], str]:
        return {}

    def _at(self, name: str, *more: str) -> str:
        known = self._known.get((name, *more))
        if known is None:
            known = reverse(f"troubleshooter:session-{name}", args=(self.token, *more))
            self._known[name, *more] = known
        return known

    @cached_property
    def session(self) -> str:
        return _of_any_session().replace(hole(TOKENS_HOLE), self.token)

    @cached_property
    def answers(self) -> str:
        return self._at("answer")

    @cached_property
    def attempts(self) -> str:
        return self._at("attempt")

    @cached_property
    def undo(self) -> str:
        return self._at("undo")

    @cached_property
    def summary(self) -> str:
        return self._at("summary")

    @cached_property
    def code(self) -> str:
        return self._at("code")

    @cached_property
    def calendar(self) -> str:
        return self._at("calendar")

    @cached_property
    def reminder(self) -> str:
        return self._at("reminder")

    @cached_property
    def data(self) -> str:
        return self._at("data")

    @cached_property
    def export(self) -> str:
        return self._at("export")

    @cached_property
    def deletion(self) -> str:
        return self._at("deletion")

    @cached_property
    def kept(self) -> str:
        return self._at("kept")

    @cached_property
    def events(self) -> str:
        return self._at("events")

    @property
    def worker(self) -> str:
        return reverse("troubleshooter:worker") if settings.OFFLINE else ""

    @cached_property
    def paper(self) -> str:
        return self._at("paper")

    @cached_property
    def start(self) -> str:
        return reverse("troubleshooter:session-start", args=(self.slug,))

    @cached_property
    def guide(self) -> str:
        return reverse("troubleshooter:guide", args=(self.slug,))

    def question(self, key: str) -> str:
        return self._at("question", key)

    def step(self, key: str) -> str:
        return self._at("step", key)


TOKENS_HOLE = "-token"
"""The name of the hole for a session's token."""


@cache
def _of_any_session() -> str:
    """The address of a session, with a hole in place of its token."""
    return reverse("troubleshooter:session", args=(hole(TOKENS_HOLE),))


@lru_cache(maxsize=1024)
def shared_addresses(slug: str) -> SessionAddresses:
    """The addresses of every session of a guide, with a hole in place of its token."""
    return SessionAddresses(hole(TOKENS_HOLE), slug)
