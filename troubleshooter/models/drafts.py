"""The order of a working copy's steps: what it is, and moving one of them."""

from __future__ import annotations

from django.db import transaction

from ..core.arranging import Fix, Fixes, plan
from .guides import Guide, Placement


class NotAllowed(ValueError):
    """The step cannot stand there: it is no longer in the guide, or something must come before."""


def draft_fixes(guide: Guide) -> Fixes:
    """The working copy's steps in its order, as ordering sees them. Two queries."""
    return tuple(
        Fix(
            key=row.step.key,
            minutes=row.step.minutes,
            risk_minutes=row.step.risk_minutes,
            after=tuple(other.step.key for other in row.after.all()),
            late=row.late,
            pinned=row.pinned,
        )
        for row in _placements(guide)
    )


def move(guide: Guide, step: str, place: int) -> tuple[int, int]:
    """Move a step of the working copy to this place (1 is first), as visitors would meet them:
    where it was and where it is. Numbers the positions from 1; publishes nothing.

    Raises NotAllowed where the step is not in the guide, or constraints forbid the place.
    """
    with transaction.atomic():
        Guide.objects.select_for_update().get(pk=guide.pk)
        known = plan(draft_fixes(guide))
        order = list(known.order)
        if step not in order or not 1 <= place <= len(order):
            raise NotAllowed(step)
        before = order.index(step) + 1
        order.remove(step)
        order.insert(place - 1, step)
        if not known.allows(order):
            raise NotAllowed(step)
        rows = {row.step.key: row for row in _placements(guide)}
        for position, key in enumerate(order, start=1):
            rows[key].position = position
        Placement.objects.bulk_update(rows.values(), ["position"])
        guide.save(update_fields=["changed_at"])
    return before, place


def _placements(guide: Guide) -> list[Placement]:
    found = guide.placements.select_related("step").prefetch_related("after__step")
    return list(found.order_by("position", "pk"))
