"""What staff read: rows that nobody may edit, and lists that may be very long."""

from django.contrib import admin

MOST_LOOKED_AT = 1000
"""So many of a list's newest rows say what its filters offer."""


class AmongNewest(admin.RelatedFieldListFilter):
    """Offers what the newest rows of the list belong to, as its admin's `newest_first` orders them:
    of a hundred thousand guides nobody could choose. What is chosen already is offered too."""

    def field_choices(self, field, request, model_admin):
        newest = model_admin.model.objects.order_by(model_admin.newest_first)
        offered = set(newest.values_list(self.field_path, flat=True)[:MOST_LOOKED_AT])
        chosen = [value for value in self.lookup_val or () if value.isdecimal()]
        offered |= {int(value) for value in chosen if len(value) < 19}  # as long as a key may be
        rows = field.remote_field.model.objects.filter(pk__in=offered - {None})
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.order_by(*ordering)]


class ReadOnly:
    """Keeps everybody, superusers too, from adding, changing and deleting."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
